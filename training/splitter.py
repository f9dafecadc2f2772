"""A sentence splitter for the package, in the format that MiniSBD reads.

MiniSBD runs Stanza's tokenizers (Qi et al. 2020, arXiv:2003.07082): an ONNX graph from
characters and a few features of each to a class a character, with its vocabulary and
settings as metadata. Ours has three convolutions and uses two classes, "inside" (0) and
"last character of a sentence" (2); translation does not need word boundaries.

It learns from single sentences joined at random, sometimes without a space or with a line break
between them.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.config import Config
from training.corpus import clean_line, read_mono, read_pairs

FEATURES = ("space_before", "capitalized", "end_of_para")
CLASSES = 3
EMBED, HIDDEN, KERNEL, DILATION = 24, 48, 9, 4  # sees 20 characters either way
LENGTH, ROWS = 400, 32
JOINS = (" ",) * 17 + ("\n", "  ", "")

END = re.compile(r"[.!?…]['\"”»)\]]*$")
# A stop after a long small-letter word and before a capital: more than one sentence.
INNER = re.compile(r"(?<=[^\W\d_]{4})[.!?…]+['\"”»)]*\s+['\"“«(—–-]*\s*[^\W\d_]")


@dataclass(frozen=True)
class Alphabet:
    units: tuple[str, ...]

    def ids(self) -> dict[str, int]:
        return {unit: index for index, unit in enumerate(self.units)}


def single_sentences(lines: Iterable[str]) -> list[str]:
    """Yield lines that are one sentence: a capital or digit first, a stop last and none inside."""
    cleaned = (clean_line(line) for line in lines)
    return [
        line
        for line in cleaned
        if 15 <= len(line) <= 300
        and END.search(line)
        and not INNER.search(line)
        and (line[0].isupper() or line[0].isdigit() or line[0] in '"“«—–-(')
    ]


def make_splitters(config: Config, data: Path, run: Path) -> None:
    """Write `splitter.kk.onnx` and `splitter.en.onnx`, trained on all running text."""
    for code in ("kk", "en"):
        pairs = (pair for stem in config.data.stems for pair in read_pairs(data, stem))
        lines = [getattr(pair, code) for pair in pairs if pair.kind == "running"]
        if (data / f"mono.{code}").exists():
            lines += [mono.text for mono in read_mono(data, code, config.data.mono_left_out)]
        sentences = single_sentences(lines)
        print("splitter", code, "learns from", len(sentences), "sentences")
        export(
            *train_splitter(sentences, config.splitter.steps), code, run / f"splitter.{code}.onnx"
        )


def alphabet(sentences: Iterable[str], least: int = 5) -> Alphabet:
    counts = Counter(char for sentence in sentences for char in sentence)
    known = sorted(char for char, count in counts.items() if count >= least)
    return Alphabet(("<PAD>", "<UNK>", *(char for char in known if char != " "), " "))


class Splitter(nn.Module):
    def __init__(self, units: int) -> None:
        super().__init__()
        wide = EMBED + len(FEATURES)
        self.embedding = nn.Embedding(units, EMBED)
        self.near = nn.Conv1d(wide, HIDDEN, KERNEL, padding="same")
        self.far = nn.Conv1d(HIDDEN, HIDDEN, KERNEL, padding="same", dilation=DILATION)
        self.out = nn.Conv1d(HIDDEN, CLASSES, 1)

    def forward(self, units: Tensor, features: Tensor) -> Tensor:
        x = torch.cat([self.embedding(units), features], dim=2).transpose(1, 2)
        x = torch.relu(self.far(torch.relu(self.near(x))))
        return self.out(x).transpose(1, 2)  # type: ignore[no-any-return]


def paragraphs(sentences: Sequence[str], rng: random.Random) -> Iterator[tuple[str, list[int]]]:
    """A few joined sentences with the class of each character."""
    while True:
        text, labels = "", list[int]()
        for _ in range(rng.randint(1, 8)):
            sentence = rng.choice(sentences)
            if rng.random() < 0.02:
                sentence = sentence.lower()
            join = rng.choice(JOINS) if text else ""
            text += join.replace("\n", " ").replace("  ", " ") + sentence
            labels += [0] * (len(text) - len(labels))
            labels[-1] = 2
        yield text[:LENGTH], labels[:LENGTH]


def encode(text: str, ids: dict[str, int]) -> tuple[list[int], list[list[float]]]:
    units = [ids.get(char, 1) for char in text]
    features = [
        [float(char == " "), float(char.isupper()), float(index == len(text) - 1)]
        for index, char in enumerate(text)
    ]
    return units, features


def train_splitter(
    sentences: Sequence[str], steps: int, seed: int = 1
) -> tuple[Splitter, Alphabet]:
    torch.manual_seed(seed)
    torch.set_num_threads(
        1
    )  # so small a net gains nothing from more, and they would wait for each other
    letters = alphabet(sentences)
    ids, model = letters.ids(), Splitter(len(letters.units))
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, steps)
    source = paragraphs(sentences, random.Random(seed))
    for _ in range(steps):
        units, features, gold = _batch([next(source) for _ in range(ROWS)], ids)
        scores = model(units, features)
        loss = nn.functional.cross_entropy(
            scores.reshape(-1, CLASSES), gold.reshape(-1), ignore_index=-1
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    print("splitter loss", round(loss.item(), 5))
    return model, letters


def _batch(rows: Sequence[tuple[str, list[int]]], ids: dict[str, int]) -> tuple[Tensor, ...]:
    units = np.zeros((len(rows), LENGTH), dtype=np.int64)
    features = np.zeros((len(rows), LENGTH, len(FEATURES)), dtype=np.float32)
    gold = np.full((len(rows), LENGTH), -1, dtype=np.int64)
    for row, (text, labels) in enumerate(rows):
        units[row, : len(text)], features[row, : len(text)] = encode(text, ids)
        gold[row, : len(text)] = labels
    return torch.from_numpy(units), torch.from_numpy(features), torch.from_numpy(gold)


def export(model: Splitter, letters: Alphabet, code: str, path: Path) -> None:
    """The ONNX graph with the metadata that MiniSBD reads."""
    weights = [
        numpy_helper.from_array(tensor.detach().numpy(), name)
        for name, tensor in model.state_dict().items()
    ]
    nodes = [
        helper.make_node("Gather", ["embedding.weight", "units"], ["embedded"]),
        helper.make_node("Concat", ["embedded", "features"], ["wide"], axis=2),
        helper.make_node("Transpose", ["wide"], ["columns"], perm=[0, 2, 1]),
        *_convolve("near", "columns", KERNEL, 1),
        *_convolve("far", "near", KERNEL, DILATION),
        helper.make_node("Conv", ["far", "out.weight", "out.bias"], ["classes"]),
        helper.make_node("Transpose", ["classes"], ["output"], perm=[0, 2, 1]),
    ]
    shape = ["batch", "length"]
    units = helper.make_tensor_value_info("units", TensorProto.INT64, shape)
    features = helper.make_tensor_value_info("features", TensorProto.FLOAT, [*shape, len(FEATURES)])
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [*shape, CLASSES])
    graph = helper.make_graph(nodes, f"splitter-{code}", [units, features], [output], weights)
    # Version 17 of the operators and 8 of the format: what any onnxruntime since 2022 reads.
    whole = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(whole, metadata(letters, code))
    onnx.checker.check_model(whole)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(whole, str(path))


def _convolve(name: str, source: str, kernel: int, dilation: int) -> list[onnx.NodeProto]:
    pad = (kernel - 1) // 2 * dilation
    inputs = [source, f"{name}.weight", f"{name}.bias"]
    return [
        helper.make_node("Conv", inputs, [f"{name}.sum"], pads=[pad, pad], dilations=[dilation]),
        helper.make_node("Relu", [f"{name}.sum"], [name]),
    ]


def metadata(letters: Alphabet, code: str) -> dict[str, str]:
    settings = {
        "skip_newline": False,
        "max_seqlen": 1000,
        "no_ssplit": False,
        "batch_size": 32,
        "feat_funcs": list(FEATURES),
        "use_dictionary": False,
        "num_dict_feat": 0,
    }
    vocabulary = {
        "lang": code,
        "idx": 0,
        "cutoff": 0,
        "lower": False,
        "_unit2id": letters.ids(),
        "_id2unit": list(letters.units),
    }
    return {
        "lang_code": code,
        "config": json.dumps(settings),
        "vocab": json.dumps(vocabulary),
        "lexicon": "null",
    }
