"""Reads, cleans and selects line-aligned sentence pairs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from training.config import Data

DIRECTIONS = (("kk", "en"), ("en", "kk"))
CONTROL = re.compile(r"[\u0000-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
ACCELERATOR = re.compile(r"[_&](?=\w)")
PLACEHOLDER = re.compile(r"%[\d$]*[a-zA-Z@(]|\{|\}|<|>|\\n|\$\(|https?:|\[\[|\||~")
WORD = re.compile(r"\w+")
MIN_WORDS, MAX_WORDS = 5, 50  # of a line of text in one language


@dataclass(frozen=True)
class Pair:
    kk: str
    en: str
    source: str
    kind: str
    score: float


def read_pairs(folder: Path, stem: str) -> Iterator[Pair]:
    """Yield the pairs of `stem.kk` and `stem.en`, with .src, .kind and .score if they exist."""
    kk = read_lines(folder / f"{stem}.kk")
    en = read_lines(folder / f"{stem}.en")
    if len(kk) != len(en):
        raise ValueError(f"{stem}.kk has {len(kk)} lines and {stem}.en {len(en)}; align them")
    source = _column(folder / f"{stem}.src", stem, len(kk))
    kind = _column(folder / f"{stem}.kind", "running", len(kk))
    score = _column(folder / f"{stem}.score", "1", len(kk))
    for kazakh, english, origin, sort, weight in zip(kk, en, source, kind, score, strict=True):
        yield Pair(kazakh, english, origin, sort, float(weight or 1))


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


@dataclass(frozen=True)
class Mono:
    text: str
    source: str


def read_mono(folder: Path, code: str, left_out: Sequence[str] = ()) -> Iterator[Mono]:
    """Yield lines of `mono.CODE` of useful length, with their source if there is a .src file."""
    lines = read_lines(folder / f"mono.{code}")
    column = folder / f"mono.{code}.src"
    sources = read_lines(column) if column.exists() else ["mono"] * len(lines)
    for text, source in zip(map(clean_line, lines), sources, strict=True):
        if not MIN_WORDS <= len(text.split()) <= MAX_WORDS or source in left_out:
            continue
        if not text[0].islower():  # a lower-case start is a fragment or text without capitals
            yield Mono(text, source)


def _column(path: Path, default: str, length: int) -> list[str]:
    return read_lines(path) if path.exists() else [default] * length


def clean_line(text: str) -> str:
    return " ".join(CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def choose(pairs: Iterable[Pair], data: Data) -> Iterator[Pair]:
    """Yield cleaned pairs of allowed sources that are plausible translations."""
    for pair in pairs:
        if not pair.source.startswith(data.sources) and pair.source not in data.stems:
            continue
        if data.left_out and pair.source.startswith(data.left_out):
            continue
        clean = replace(pair, kk=clean_line(pair.kk), en=clean_line(pair.en))
        if clean.kind == "ui":
            clean = replace(clean, kk=_label(clean.kk), en=_label(clean.en))
        if is_plausible(clean, data.min_score):
            yield clean


def _label(text: str) -> str:
    """A menu label without its accelerator mark, as in `_File`, `&Open`."""
    return ACCELERATOR.sub("", text) if not text.startswith("&#") else text


def is_plausible(pair: Pair, min_score: float) -> bool:
    kk, en = len(WORD.findall(pair.kk)), len(WORD.findall(pair.en))
    if not kk or not en or pair.kk == pair.en:
        return False
    if pair.kind in ("running", "mixed") and pair.score < min_score:
        return False
    if pair.kind == "ui" and (PLACEHOLDER.search(pair.kk) or PLACEHOLDER.search(pair.en)):
        return False
    # English needs more words than Kazakh; the constants allow for short lines.
    return kk <= 2 * en + 4 and en <= 3 * kk + 5
