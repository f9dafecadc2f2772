"""Drafts of sentences with a translation by a person, for bench/quality.py.

    python -m bench.drafts SHARED SAMPLES.jsonl [--limit 400]

Takes the validation sets of SHARED/mt and sources there that training/config.toml does not use,
translates them in both directions with the installed packages and with a word-by-word lexicon, and
writes one line of JSON a draft. Where an encoder is installed, a line has the cosine of source and
draft.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from training.config import read_config
from training.corpus import read_lines, read_pairs

from baikonur_align import translation
from baikonur_align.alignment.lexicon import load
from baikonur_align.alignment.words import STEM
from baikonur_align.encoders import cosines, find_encoder

SOURCES = {
    "obj/nurgeldiserikbay/res2026": "summit",
    "wca-regulations": "rules",
    "apertium_lit/": "literature",
    "obj/WorldPrimeOnline/docs-translator": "documentation",
}
"""Sources of running text that the packages have not seen, and what kind of text they are."""

CONFIG = Path(__file__).parents[1] / "training" / "config.toml"


class Engine(Protocol):
    def translate(self, sentences: Sequence[str]) -> list[str]: ...


class WordByWord:
    """Translates each word by the likeliest entry of the bundled lexicon, or leaves it."""

    def __init__(self, source: str, target: str) -> None:
        best: dict[str, tuple[float, str]] = {}
        for word, other, there, back in load(source, target):
            best[word] = max(best.get(word, (0.0, "")), (there * back, other))
        self._best = {word: other for word, (_, other) in best.items()}

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """One translation for each sentence."""
        return [WORD.sub(lambda word: self._said(word[0]), sentence) for sentence in sentences]

    def _said(self, word: str) -> str:
        return self._best.get(word.lower()[:STEM], word)


WORD = re.compile(r"[^\W\d_]+")

Row = tuple[str, str, str]
"""The kind of text, a Kazakh and an English sentence."""


def rows(folder: Path, limit: int) -> Iterator[Row]:
    """Yield the sentences with their translations, at most `limit` of a kind."""
    for kind in ("flores", "tatoeba"):
        sides = [read_lines(folder / f"valid.{kind}.{lang}") for lang in ("kk", "en")]
        yield from ((kind, kk, en) for kk, en in zip(*sides, strict=True))
    left = dict.fromkeys(SOURCES.values(), limit)
    used = read_config(CONFIG).data
    for stem in used.stems:
        for pair in read_pairs(folder, stem):
            kind = next((SOURCES[name] for name in SOURCES if pair.source.startswith(name)), "")
            seen = pair.source.startswith(used.sources) and not pair.source.startswith(
                used.left_out
            )
            if pair.kind == "running" and not seen and left.get(kind, 0):
                left[kind] -= 1
                yield kind, pair.kk, pair.en


def drafts(found: Sequence[Row]) -> Iterator[dict[str, object]]:
    """Yield the drafts of both directions by each engine."""
    encoder = find_encoder()
    for index, langs in enumerate((("kk", "en"), ("en", "kk"))):
        sources = [row[1 + index] for row in found]
        references = [row[2 - index] for row in found]
        engines: dict[str, Engine] = {
            "ours": translation.engine(*langs),
            "word by word": WordByWord(*langs),
        }
        for name, engine in engines.items():
            said = engine.translate(sources)
            alike = cosines(encoder, sources, said, asked=True)
            for (kind, *_), source, reference, draft, cosine in zip(
                found, sources, references, said, alike, strict=True
            ):
                line: dict[str, object] = {"set": kind, "dir": "".join(langs), "engine": name}
                line |= {"src": source, "ref": reference, "draft": draft}
                yield line if cosine is None else line | {"cosine": round(cosine, 5)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--limit", type=int, default=400, help="Most sentences of each source.")
    args = parser.parse_args()
    found = list(rows(args.shared / "mt", args.limit))
    with args.samples.open("w", encoding="utf-8") as file:
        for line in drafts(found):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
