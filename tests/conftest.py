"""What several tests stand on: real pairs in a real corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import sample
from app import client_of
from baikonur_align.model import Bead, BlockKind, Pair, Segment, Side
from baikonur_align.web import create_app
from baikonur_align.workbench import Workbench

ROOT = Path(__file__).resolve().parents[1]


def segment(lang: str, number: int, draft: str = "") -> Segment:
    words = {"kk": "Бұл сөйлемнің нөмірі", "en": "The number of this sentence is"}[lang]
    return Segment(f"{lang}.{number}", f"{words} {number}.", (number - 1) // 5, draft)


def small_pair(pair_id: str = "small.kk-en", sentences: int = 12) -> Pair:
    """A draft pair of one bead a sentence."""
    beads = tuple(
        Bead((segment("kk", n, f"The number of sentence {n}."),), (segment("en", n),), confidence=0.9)
        for n in range(1, sentences + 1)
    )
    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * ((sentences + 4) // 5)
    source = Side("kk", "Сандар", "small.kk.txt", "0" * 64, blocks)
    return Pair(pair_id, "draft", source, Side("en", "Numbers", "", "", blocks), beads)


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "corpus")
    bench.corpus.write(small_pair())
    yield bench
    bench.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """What the review app serves: a draft and two aligned texts."""
    workbench = sample.corpus(tmp_path / "corpus")
    yield workbench
    workbench.close()


@pytest.fixture
def client(bench: Workbench) -> FlaskClient:
    """A client of a server on one's own machine."""
    return client_of(create_app(bench, accounts=False))
