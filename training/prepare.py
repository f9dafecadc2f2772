"""Makes a vocabulary and arrays of token numbers from line-aligned text.

One pass over the prepared file is one epoch. A pair of running text occurs in it several times,
each copy with other noise and segmentation; a lexicon entry occurs in some passes only. Subword
sampling follows Kudo (2018, arXiv:1804.10959).
"""

from __future__ import annotations

import io
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import sentencepiece as spm

from baikonur_align.translation.glosses import Run, read_glosses, tokens
from baikonur_align.tuning.samples import Sample, write_dataset
from training.config import Config, Data
from training.corpus import DIRECTIONS, Pair, choose, clean_line, read_lines, read_pairs
from training.glosses import WORD, glosses_file, make_glosses
from training.noise import attach_numbers, drop_stop, has_number, swap_numbers, vary_case
from training.recase import learn, recase

UNK, BOS, EOS, TO_EN, TO_KK, TAG = 0, 1, 2, 3, 4, 5
CONTROLS = (">>en<<", ">>kk<<", "<bt>")
START = {"en": TO_EN, "kk": TO_KK}
WAYS = {target: (source, target) for source, target in DIRECTIONS}
ALONE = 0.3  # share of the glosses whose word is left out, so that the model must copy them
LEFT_OUT, WRONG = 0.15, 0.1  # shares of the others that are left out, and that are another word's
SAMPLING = 0.2  # smoothness of subword sampling; Kudo (2018) uses 0.1 to 0.5
SEGMENTATIONS = 64  # of which one is sampled, as Kudo (2018) does


def train_vocabulary(config: Config, texts: Iterable[str], path: Path) -> None:
    """Train a unigram vocabulary for both languages; each digit is a token of its own.

    The file appears when it is whole, because a later run keeps the one that it finds.
    """
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        model_type="unigram",
        vocab_size=config.vocab.size,
        character_coverage=config.vocab.coverage,
        byte_fallback=True,
        split_digits=True,
        # Control symbols are never read from text: ">>en<<" in a sentence is plain characters.
        control_symbols=list(CONTROLS),
        unk_id=UNK,
        bos_id=BOS,
        eos_id=EOS,
        pad_id=-1,
        num_threads=2,
        minloglevel=1,
    )
    beside = path.with_suffix(".new")
    beside.write_bytes(model.getvalue())
    beside.replace(path)


def vocabulary_texts(pairs: Sequence[Pair], mono: Iterable[str]) -> Iterator[str]:
    for pair in pairs:
        if pair.kind != "lex":
            yield pair.kk
            yield pair.en
    yield from mono


def copies_of(pair: Pair, data: Data, rng: random.Random) -> int:
    """A random number of copies whose expected value is the weight of the pair."""
    wanted = data.copies[pair.kind]
    for prefix, weight in data.weights.items():
        if pair.source.startswith(prefix):
            wanted *= weight
    if pair.kind != "lex" and has_number(pair.kk, pair.en):
        wanted *= data.number_boost
    return int(wanted) + (rng.random() < wanted % 1)


def join_next(pairs: Sequence[Pair], index: int, rng: random.Random) -> Pair:
    """Sometimes the pair joined with the next one, so that the model sees longer input."""
    pair = pairs[index]
    if pair.kind != "running" or rng.random() > 0.08 or index + 1 == len(pairs):
        return pair
    after = pairs[index + 1]
    if after.source != pair.source:
        return pair
    return replace(pair, kk=f"{pair.kk} {after.kk}", en=f"{pair.en} {after.en}")


def without_first(run: Run) -> Run:
    """A run whose glosses stand in place of its first words, if each of those has one."""
    first, space, rest = run.text.partition(" ")
    if len(WORD.findall(first)) != len(run.glosses):
        return run
    return Run(run.glosses, WORD.sub("", first) + space + rest)


class Encoder:
    """Converts pairs to samples, in both directions."""

    def __init__(self, run: Path, data: Data) -> None:
        self.pieces = spm.SentencePieceProcessor(model_file=str(run / "sp.model"))
        self.data = data
        self.glosses = {to: read_glosses(glosses_file(run, *way)) for to, way in WAYS.items()}
        self.scores = [self.pieces.get_score(i) for i in range(self.pieces.get_piece_size())]
        self.rng = random.Random(data.seed)

    def expand(self, pairs: Sequence[Pair]) -> Iterator[Sample]:
        for index, pair in enumerate(pairs):
            for copy in range(copies_of(pair, self.data, self.rng)):
                yield from self.both_ways(
                    pair if not copy else join_next(pairs, index, self.rng), copy
                )

    def both_ways(self, pair: Pair, copy: int) -> Iterator[Sample]:
        for to in ("en", "kk"):
            kk, en = pair.kk, pair.en
            if copy:
                kk, en = swap_numbers(kk, en, self.rng)
            if pair.kind in ("lex", "ui") and self.rng.random() < self.data.numbered:
                kk, en = attach_numbers(kk, en, self.rng)
            kk, en = drop_stop(kk, en, self.rng)
            source, target = vary_case(*((kk, en) if to == "en" else (en, kk)), self.rng)
            glossed = pair.kind != "lex" and self.chance()
            sample = self.sample(source, target, to, vary=copy > 1, glossed=glossed)
            if sample is not None:
                yield sample

    def back_translated(self, run: Path) -> Iterator[Sample]:
        """Samples of back-translated text in the run folder, their sources tagged."""
        for to in START:
            target = run / f"bt.{to}"
            if not target.exists():
                continue
            for written, made in zip(
                read_lines(target), read_lines(run / f"bt.{to}.from"), strict=True
            ):
                for _ in range(copies_of(Pair(written, made, "bt", "bt", 1), self.data, self.rng)):
                    sample = self.sample(made, written, to, tagged=True, glossed=self.chance())
                    if sample is not None:
                        yield sample

    def chance(self) -> bool:
        """Whether a sample gets glosses."""
        return self.rng.random() < self.data.glossed

    def some_glosses(self, runs: Sequence[Run]) -> list[Run]:
        """The runs, some without their glosses, some with only these in place of their first words.

        Some glosses are those of another word: they are right more often here than in other text,
        because the tables were learned from these pairs, and the model must learn to doubt them.
        """
        every = [gloss for run in runs for gloss in run.glosses]
        return [
            without_first(run)
            if run.glosses and self.rng.random() < ALONE
            else Run(
                tuple(
                    self.rng.choice(every) if self.rng.random() < WRONG else gloss
                    for gloss in run.glosses
                    if self.rng.random() >= LEFT_OUT
                ),
                run.text,
            )
            for run in runs
        ]

    def sampled(self, text: str) -> list[int]:
        """One of the best segmentations. SentencePiece's own sampling does not keep to a seed."""
        best = self.pieces.nbest_encode(text, nbest_size=SEGMENTATIONS)
        scores = [sum(self.scores[piece] for piece in one) for one in best]
        weights = [math.exp(SAMPLING * (score - scores[0])) for score in scores]
        return self.rng.choices(best, weights)[0] if best else []

    def sample(
        self,
        source: str,
        target: str,
        to: str,
        vary: bool = False,
        tagged: bool = False,
        glossed: bool = False,
    ) -> Sample | None:
        def encode(texts: Sequence[str]) -> list[list[int]]:
            return [self.sampled(text) if vary else self.pieces.encode(text) for text in texts]

        runs = self.some_glosses(self.glosses[to].runs(source)) if glossed else [Run((), source)]
        (read,) = tokens([runs], START[to], encode)
        write = self.pieces.encode(target)
        if max(len(read), len(write)) > self.data.max_tokens - 2 or not read or not write:
            return None
        return [TAG] * tagged + read + [EOS], [START[to], *write, EOS]


def load_pairs(data: Data, folder: Path) -> list[Pair]:
    """All usable pairs; lower-cased corpora get the capitals that monolingual text has."""
    pairs = [pair for stem in data.stems for pair in choose(read_pairs(folder, stem), data)]
    if not all((folder / f"mono.{code}").exists() for code in START):
        return pairs
    kk, en = (learn(map(clean_line, read_lines(folder / f"mono.{code}"))) for code in ("kk", "en"))
    return [
        replace(pair, kk=recase(pair.kk, kk), en=recase(pair.en, en))
        if pair.source.endswith(data.recased)
        else pair
        for pair in pairs
    ]


def prepare(config: Config, folder: Path, run: Path, mix: str = "train.npz") -> None:
    """Write `sp.model`, the training samples and `valid.npz` into the run folder."""
    run.mkdir(parents=True, exist_ok=True)
    pairs = load_pairs(config.data, folder)
    print("pairs", dict(Counter(pair.kind for pair in pairs)))
    vocabulary = run / "sp.model"
    if not vocabulary.exists():  # weights depend on the vocabulary, so it is kept
        mono = [
            clean_line(line)
            for name in ("mono.kk", "mono.en")
            if (folder / name).exists()
            for line in read_lines(folder / name)[::2]
        ]
        train_vocabulary(config, vocabulary_texts(pairs, mono), vocabulary)
    make_glosses(pairs, run)
    encoder = Encoder(run, config.data)
    samples = [*encoder.expand(pairs), *encoder.back_translated(run)]
    write_dataset(run / mix, samples)
    print(
        "samples", len(samples), "target tokens a pass", sum(len(tokens) for _, tokens in samples)
    )
    prepare_valid(config, folder, run)


def prepare_valid(config: Config, folder: Path, run: Path) -> None:
    encoder = Encoder(run, config.data)
    lines = [read_lines(folder / f"valid.flores.{code}") for code in ("kk", "en")]
    samples = [
        sample
        for kk, en in zip(*lines, strict=True)
        for sample in (encoder.sample(kk, en, "en"), encoder.sample(en, kk, "kk"))
        if sample is not None
    ]
    write_dataset(run / "valid.npz", samples)
