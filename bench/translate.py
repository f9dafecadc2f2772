"""Speed of our engine, stock Argos Translate and bare CTranslate2 on one package in one run.

    python bench/translate.py [--stock-python PYTHON] [--from kk --to en] [FILE ...]

FILES are documents in the source language, by default the seeds. Stock Argos is usually installed
in an environment of its own, because it needs stanza and torch: give the path of its interpreter.
The time to load a model and to translate a first sentence is not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from baikonur_align import ingest, segmentation, translation
from baikonur_align.translation.decoder import BATCH
from baikonur_align.translation.machine import DECODING, Machine
from baikonur_align.translation.robust import Robust

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
ROUNDS = 5

# Runs in the other interpreter: stock calls only, nothing of ours.
STOCK = """
import json, sys, time
job = json.load(sys.stdin)
import argostranslate.translate as stock
def run(texts):
    began = time.perf_counter()
    said = [stock.translate(text, job["from"], job["to"]) for text in texts]
    return time.perf_counter() - began, said
run([job["warm"]])
alone, said = run(job["sentences"])
whole, _ = run(job["documents"])
print(json.dumps({"alone": alone, "whole": whole, "said": said}))
"""


def read(paths: Sequence[Path], lang: str) -> tuple[list[str], list[str]]:
    """The texts of the documents in `lang`, and their sentences."""
    documents = [
        document for document in (ingest.read(path) for path in paths) if document.lang == lang
    ]
    texts = [
        "\n".join(" ".join(block.text.split()) for block in document.blocks)
        for document in documents
    ]
    return texts, [
        segment.text for document in documents for segment in segmentation.segments(document)
    ]


def bare(machine: Machine, sentences: Sequence[str]) -> Callable[[], object]:
    """CTranslate2's own call with all it needs at hand: tokens in, tokens out, nothing else."""
    tokens = machine.decoder.encoded(sentences)
    translator = machine.decoder.translator
    return lambda: translator.translate_batch(
        tokens, max_batch_size=BATCH, batch_type="tokens", **DECODING
    )


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def stock(
    python: str, machine: Machine, sentences: Sequence[str], documents: Sequence[str]
) -> dict[str, float]:
    """Seconds of stock Argos a sentence and a document at a time; empty where it does not run."""
    package = machine.package
    job = {"from": package.from_code, "to": package.to_code, "warm": "2019", "sentences": sentences}
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / package.name).symlink_to(package.path)
        done = subprocess.run(
            [python, "-c", STOCK],
            input=json.dumps(job | {"documents": documents}),
            env=os.environ | {"ARGOS_PACKAGES_DIR": home},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        print(
            f"stock Argos Translate does not run in {python}: "
            f"{done.stderr.strip().splitlines()[-1]}"
        )
        return {}
    result = json.loads(done.stdout)
    return {
        "stock, a sentence at a time": result["alone"],
        "stock, a document at a time": result["whole"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=sorted(SEEDS.glob("*.txt")))
    parser.add_argument(
        "--stock-python", default=sys.executable, help="an interpreter with stock argostranslate"
    )
    parser.add_argument("--from", dest="source", default="kk")
    parser.add_argument("--to", dest="target", default="en")
    args = parser.parse_args()
    documents, sentences = read(args.files, args.source)
    pair = (args.source, args.target)
    machine = Machine(
        next(
            package
            for package in translation.packages()
            if (package.from_code, package.to_code) == pair
        )
    )
    call = bare(machine, sentences)
    engine = Robust(machine, *pair, transliterate=machine.package.ours)
    call()
    engine.translate(sentences[:1])
    ours, alone, protected = [], [], []
    for _ in range(ROUNDS):  # in turn, so that a busy moment of the machine falls on both
        ours.append(timed(lambda: machine.translate(sentences)))
        alone.append(timed(call))
        protected.append(timed(lambda: engine.translate(sentences)))
    rows = {
        "ours": statistics.median(ours),
        "ours, with protected spans": statistics.median(protected),
        "bare translate_batch": statistics.median(alone),
    }
    rows |= stock(args.stock_python, machine, sentences, documents)
    name, version = machine.package.name, machine.package.version
    print(f"{name} {version}: {len(sentences)} sentences of {len(documents)} files")
    print(f"{'':30} seconds  sentences/s  time of ours")
    for name, seconds in rows.items():
        times = seconds / rows["ours"]
        print(f"{name:30} {seconds:7.2f} {len(sentences) / seconds:12.1f} {times:8.2f} x")


if __name__ == "__main__":
    main()
