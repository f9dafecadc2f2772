"""How well we cut sentences, beside other splitters, on gold files of one sentence a line.

    python bench/split.py GOLD_FOLDER

GOLD_FOLDER holds files whose suffix is their language (``ud-ktb.dev.kk``). Ten sentences at a time
are joined by spaces; a boundary is the number of characters, white space aside, before it. razdel
(Russian) and pySBD are measured where they are installed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from baikonur_align import segmentation

TOGETHER = 10

Splitter = Callable[[str, str], list[str]]


def sentencex(text: str, lang: str) -> list[str]:
    from sentencex import segment

    return list(segment(lang, text))


def razdel(text: str, lang: str) -> list[str]:
    return [found.text for found in import_module("razdel").sentenize(text)] if lang == "ru" else []


def pysbd(text: str, lang: str) -> list[str]:
    languages = import_module("pysbd.languages").LANGUAGE_CODES
    if lang not in languages:
        return []
    return list(import_module("pysbd").Segmenter(language=lang, clean=False).segment(text))


SPLITTERS: dict[str, Splitter] = {"ours": segmentation.sentences, "sentencex": sentencex}
SPLITTERS |= {
    other.__name__: other for other in (razdel, pysbd) if find_spec(other.__name__) is not None
}


def ends(sentences: Iterable[str]) -> set[int]:
    """Inner boundaries: the end of the text is given away."""
    out, end = set(), 0
    for sentence in sentences:
        end += len("".join(sentence.split()))
        out.add(end)
    return out - {end}


def measure(splitter: Splitter, gold: list[str], lang: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the boundaries inside each run of `TOGETHER` sentences."""
    right = said = true = 0
    for first in range(0, len(gold), TOGETHER):
        run = gold[first : first + TOGETHER]
        expected, found = ends(run), ends(splitter(" ".join(run), lang))
        right, said, true = right + len(expected & found), said + len(found), true + len(expected)
    return right / max(said, 1), right / max(true, 1), 2 * right / max(said + true, 1)


def main(folder: Path) -> None:
    print(f"{'gold':20} {'splitter':10} precision recall     F1  seconds")
    for path in sorted(path for path in folder.iterdir() if path.suffix[1:] in segmentation.RULES):
        gold = path.read_text(encoding="utf-8").split("\n")
        gold = [line for line in gold if line.strip()]
        for name, splitter in SPLITTERS.items():
            began = time.perf_counter()
            precision, recall, f1 = measure(splitter, gold, path.suffix[1:])
            took = time.perf_counter() - began
            print(f"{path.name:20} {name:10} {precision:9.4f} {recall:6.4f} {f1:6.4f} {took:8.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python bench/split.py GOLD_FOLDER")
    main(Path(sys.argv[1]))
