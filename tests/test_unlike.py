"""The warning for a confirmed bead whose sides say different things, by the vectors it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from baikonur_align import journal
from baikonur_align.cli import main
from baikonur_align.encoders import Progress, Vectors
from baikonur_align.encoders.cached import digest
from baikonur_align.hints.unlike import LEAST_SENTENCES
from baikonur_align.model import Bead, Pair, Segment, Side
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample

SIZE = LEAST_SENTENCES + 10
WRONG = 20  # the bead whose target says something else


class Kept:
    """An encoder whose vectors are all in the journal; it encodes nothing."""

    name = "kept 1"

    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        raise AssertionError((sentences, progress))


def pair(size: int = SIZE, status: str = "confirmed") -> Pair:
    """A pair of one bead a sentence."""
    beads = tuple(
        Bead(
            (Segment(f"kk.{number}", f"Сөйлем {number}.", 0),),
            (Segment(f"en.{number}", f"Sentence {number}.", 0),),
            status=status,  # type: ignore[arg-type]
            resp="reviewer-1",
        )
        for number in range(1, size + 1)
    )
    sides = [Side(lang, lang, f"{lang}.txt", "0" * 64, ("paragraph",)) for lang in ("kk", "en")]
    return Pair("said.kk-en", "translation", sides[0], sides[1], beads)


def keep_vectors(bench: Workbench, said: Pair, *, noise: float = 0.5) -> None:
    """Keep vectors of 32 numbers: both sides of a bead share a meaning, but for `WRONG`."""
    rng = np.random.default_rng(0)
    meanings = rng.normal(size=(len(said.beads) + 1, 32))
    kept = {}
    for row, bead in enumerate(said.beads):
        other = -1 if bead.source[0].id == f"kk.{WRONG}" else row
        for text, meaning in (
            (bead.text("source"), meanings[row]),
            (bead.text("target"), meanings[other]),
        ):
            vector = meaning + noise * rng.normal(size=32) + 3  # all share a direction
            kept[digest(text)] = (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
    journal.Vectors(bench.database).put_many(Kept.name, kept)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    monkeypatch.setattr("baikonur_align.hints.meaning.find_encoder", Kept)
    bench = sample.corpus(tmp_path, pair())
    yield bench
    bench.close()


def warned(bench: Workbench, said: Pair) -> list[str]:
    """The first sentences of the beads that are warned of."""
    return [
        bead.segments[0].id for bead in said.beads if list(bench.lookup.unlike.check(said, bead))
    ]


def test_only_the_bead_whose_sides_differ_is_told(bench: Workbench) -> None:
    keep_vectors(bench, pair())
    assert warned(bench, pair()) == [f"kk.{WRONG}"]
    bead = pair().beads[WRONG - 1]
    (finding,) = bench.lookup.unlike.check(pair(), bead)
    assert (finding.kind, finding.where) == ("meaning", "target")
    assert 0 <= float(finding.what) < 0.25
    assert bench.lookup.unlike.check(pair(), replace(bead, status="auto")) == ()
    assert bench.lookup.unlike.check(pair(), replace(bead, target=())) == ()


def test_no_sentence_is_looked_up_in_a_corpus_without_vectors(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = journal.Vectors.get_many

    def get_many(self: journal.Vectors, encoder: str, digests: Sequence[str]) -> dict[str, bytes]:
        asked.extend(digests)
        return real(self, encoder, digests)

    monkeypatch.setattr(journal.Vectors, "get_many", get_many)
    assert warned(bench, pair()) == []
    assert asked == []
    keep_vectors(bench, pair())
    assert warned(bench, replace(pair(), id="other.kk-en")) == [f"kk.{WRONG}"]
    assert len(asked) == 2 * SIZE


def test_sentences_of_a_merged_bead_count_together(bench: Workbench) -> None:
    keep_vectors(bench, pair())
    beads = pair().beads
    merged = replace(
        beads[0],
        source=beads[0].source + beads[1].source,
        target=beads[0].target + beads[1].target,
    )
    assert bench.lookup.unlike.check(pair(), merged) == ()
    crossed = replace(merged, target=beads[4].target + beads[5].target)
    assert len(bench.lookup.unlike.check(pair(), crossed)) == 1


def test_a_reworded_sentence_without_a_vector_is_left_in_peace(bench: Workbench) -> None:
    keep_vectors(bench, pair())
    bead = pair().beads[WRONG - 1]
    reworded = replace(bead, target=(replace(bead.target[0], text="Something else."),))
    assert bench.lookup.unlike.check(pair(), reworded) == ()


def test_there_is_no_warning_without_vectors(bench: Workbench) -> None:
    assert warned(bench, pair()) == []


def test_there_is_no_warning_in_a_short_pair(bench: Workbench) -> None:
    short = pair(LEAST_SENTENCES - 1)
    keep_vectors(bench, short)
    assert warned(bench, short) == []


def test_there_is_no_warning_for_a_language_that_the_encoder_does_not_know(
    bench: Workbench,
) -> None:
    keep_vectors(bench, pair(), noise=50)
    assert warned(bench, pair()) == []


def test_there_is_no_warning_without_an_encoder(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_vectors(bench, pair())
    monkeypatch.setattr("baikonur_align.hints.meaning.find_encoder", lambda: None)
    assert warned(bench, pair()) == []


def test_the_window_shows_the_warning_until_somebody_ignores_it(bench: Workbench) -> None:
    keep_vectors(bench, pair())
    client = create_app(bench, accounts=False).test_client()
    beads = client.get("/api/pairs/said.kk-en").get_json()["beads"]
    (told,) = [
        bead for bead in beads if any(c["kind"] == "meaning" for c in bead.get("checks", []))
    ]
    assert told["source"][0]["id"] == f"kk.{WRONG}"
    bead = bench.review.pair("said.kk-en").beads[WRONG - 1]
    (said,) = [check for check in told["checks"] if check["kind"] == "meaning"]
    args = {"check": "meaning", "where": "target", "what": said["what"], "reason": "free"}
    bench.revise("said.kk-en", "dismiss", [bead_id(bead)], args, "reviewer-1")
    beads = client.get("/api/pairs/said.kk-en").get_json()["beads"]
    (check,) = [c for c in beads[WRONG - 1]["checks"] if c["kind"] == "meaning"]
    assert check["dismissed"]["reason"] == "free"


def test_the_list_of_warnings_has_it(bench: Workbench, tmp_path: Path) -> None:
    keep_vectors(bench, pair())
    client = create_app(bench, accounts=False).test_client()
    assert client.get("/api/warnings?kind=meaning").get_json()["kinds"]["meaning"] == 1
    done = CliRunner().invoke(main, ["check", "all", "--corpus", str(tmp_path)])
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[:3] for row in rows if row[2] == "meaning"] == [
        ["said.kk-en", f"kk.{WRONG}", "meaning"]
    ]
