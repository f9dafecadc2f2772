"""TER's statistics for every sentence of a corpus, counted with numpy.

Translation edit rate (Snover et al. 2006) counts insertions, deletions and substitutions of words
and shifts of phrases. Shifts are searched greedily, as Tercom and sacreBLEU do: of all phrases
that could move to where the reference has them, the one is moved that shortens the edit distance
most, until none does. This module follows sacreBLEU's rules step by step, ties included, for many
sentences at once, and counts the same edits.

Names: `hypotheses` and `references` are arrays of word numbers, (sentences, words), padded with
numbers that match nothing. A table has the axes (hypothesis word, reference word, sentence). Its
cells hold the edit distance less the words of both sides so far: so an insertion and a deletion
cost nothing, and a substitution -1, which needs fewer steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.evaluation.counts import Texts

Integers = NDArray[np.int64]
Words = NDArray[np.int32]
Distances = NDArray[np.int16]

SHIFT_SIZE = 10
"""Words of a phrase that may be shifted at most (Tercom)."""

SHIFT_DISTANCE = 50
"""How far a phrase may be shifted, in words (Tercom)."""

BEAM_WIDTH = 25
"""Columns of the distance table on each side of its diagonal that are computed (Tercom)."""

SHIFT_CANDIDATES = 1000
"""Shifts of a sentence after which sacreBLEU looks for no more."""

UNREACHABLE = 16_000
"""Distance of what lies outside the beam."""

LONGEST = 4000
"""Words of a sentence above which a distance could exceed a 16-bit number."""

CELLS = 2**21
"""Cells of the distance tables that are held at once."""

BATCH = 4096
"""Shifted sentences whose distances are computed at once."""

_PAD_HYPOTHESIS, _PAD_REFERENCE = -1, -2


def ter_counts(texts: Texts, tokenize: Callable[[str], Sequence[str]]) -> Integers:
    """Edits and words of the reference, an array of (hypotheses, 2).

    `tokenize` returns the words of TER in what stands between white space.
    """
    tokens = texts.tokens(tokenize)
    ids, ends = tokens.ids.tolist(), np.cumsum(tokens.lengths).tolist()
    words = [ids[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    size = len(texts.hypotheses)
    pairs = [(words[index], words[size + of]) for index, of in enumerate(texts.of.tolist())]
    out = np.array([[0, len(theirs)] for _, theirs in pairs], np.int64).reshape(-1, 2)
    searched: list[int] = []
    for index, (mine, theirs) in enumerate(pairs):
        if not mine or not theirs:
            out[index, 0] = len(mine) or len(theirs)
        elif max(len(mine), len(theirs)) > LONGEST:
            out[index, 0] = _one_by_one(mine, theirs)
        elif mine != theirs:
            searched.append(index)
    searched.sort(key=lambda index: (max(map(len, pairs[index])), len(pairs[index][0])))
    for batch in _batches(searched, pairs):
        out[batch, 0] = _edits([pairs[index] for index in batch])
    return out


def operations(drafts: Sequence[Sequence[str]], texts: Sequence[Sequence[str]]) -> Integers:
    """Levenshtein operations that make each text of its draft, an array of (sentences, 3).

    The columns are insertions, deletions, substitutions. A draft and a text are sequences of words
    or of characters. Of equally short ways, a substitution is preferred to a deletion, a deletion
    to an insertion (Levenshtein 1966).
    """
    numbers: dict[str, int] = {}
    pairs = [
        ([numbers.setdefault(unit, len(numbers)) for unit in draft],
         [numbers.setdefault(unit, len(numbers)) for unit in text])
        for draft, text in zip(drafts, texts, strict=True)
    ]  # fmt: skip
    out = np.zeros((len(pairs), 3), np.int64)
    searched = []
    for index, (draft, text) in enumerate(pairs):
        if not draft or not text:
            out[index] = len(text), len(draft), 0
        elif draft != text:
            searched.append(index)
    searched.sort(key=lambda number: (max(map(len, pairs[number])), len(pairs[number][0])))
    for batch in _batches(searched, pairs):
        some = _as_batch([pairs[number] for number in batch])
        out[batch] = _traced(some, _tables(some, beam=False))
    return out


def _traced(batch: _Batch, tables: Distances) -> Integers:
    alignment = _aligned(batch, tables)
    lengths = batch.lengths, batch.reference_lengths
    distances = tables[(*lengths, np.arange(len(batch.lengths)))] + sum(lengths)
    # Substitutions are wrong on both sides, so: wrong + wrong on the other side - all = them.
    wrong, other = alignment.wrong.sum(axis=1), alignment.reference_wrong.sum(axis=1)
    substituted = wrong + other - distances
    return np.stack([other - substituted, wrong - substituted, substituted], axis=1)


def _one_by_one(hypothesis: Sequence[int], reference: Sequence[int]) -> int:
    """Edits of one sentence as sacreBLEU counts them."""
    from sacrebleu.metrics.lib_ter import translation_edit_rate

    edits, _ = translation_edit_rate([*map(str, hypothesis)], [*map(str, reference)])
    return int(edits)


def _batches(order: Sequence[int], pairs: Sequence[tuple[list[int], list[int]]]) -> list[list[int]]:
    """Sentences of like length together, so many that their tables fit `CELLS`."""
    out: list[list[int]] = []
    batch: list[int] = []
    for index in order:
        size = max(map(len, pairs[index])) + 1
        if batch and size * size * (len(batch) + 1) > CELLS:
            out.append(batch)
            batch = []
        batch.append(index)
    return [*out, batch] if batch else out


@dataclass(frozen=True)
class _Batch:
    """Sentences: word numbers of both sides, and how many words each has."""

    hypotheses: Words
    references: Words
    lengths: Integers
    reference_lengths: Integers

    def rows(self, which: Integers) -> _Batch:
        """Some of the sentences."""
        return _Batch(
            self.hypotheses[which],
            self.references[which],
            self.lengths[which],
            self.reference_lengths[which],
        )


def _padded(texts: Sequence[Sequence[int]], pad: int) -> tuple[Words, Integers]:
    lengths = np.array([len(text) for text in texts], np.int64)
    out = np.full((len(texts), int(lengths.max())), pad, np.int32)
    out[np.arange(out.shape[1]) < lengths[:, None]] = [word for text in texts for word in text]
    return out, lengths


def _as_batch(pairs: Sequence[tuple[list[int], list[int]]]) -> _Batch:
    hypotheses, lengths = _padded([mine for mine, _ in pairs], _PAD_HYPOTHESIS)
    references, reference_lengths = _padded([theirs for _, theirs in pairs], _PAD_REFERENCE)
    return _Batch(hypotheses, references, lengths, reference_lengths)


def _edits(pairs: Sequence[tuple[list[int], list[int]]]) -> Integers:
    """The edits of each sentence: shifts, and the distance that is left after them."""
    batch = _as_batch(pairs)
    edits = np.zeros(len(pairs), np.int64)
    tried = np.zeros(len(pairs), np.int64)
    active = np.arange(len(pairs))
    while len(active):
        now = batch.rows(active)
        tables = _tables(now)
        ends = (now.lengths, now.reference_lengths, np.arange(len(active)))
        distances = tables[ends] + now.lengths + now.reference_lengths
        edits[active] += distances
        shifts, counts = _shifts(now, _aligned(now, tables))
        tried[active] += counts
        shifts = shifts[:, tried[active][shifts[0]] < SHIFT_CANDIDATES]
        best = _best(now, distances, shifts)
        batch.hypotheses[active[best.sentences]] = best.shifted
        edits[active[best.sentences]] += 1 - distances[best.sentences]
        active = active[best.sentences]
    return edits


# --- distances --------------------------------------------------------------------------------


def _tables(batch: _Batch, *, beam: bool = True) -> Distances:
    """The tables of sentences, whole; without `beam` every cell is computed."""
    size, width = len(batch.lengths), batch.references.shape[1]
    out = np.empty((batch.hypotheses.shape[1] + 1, width + 1, size), np.int16)
    out[0] = 0
    table = _Rows(batch, beam=beam)
    for row in range(1, len(out)):
        table.fill(row, out[row - 1], out[row])
    return out


def _distances(batch: _Batch) -> Integers:
    """The edit distance of each sentence, keeping two rows of the table."""
    size, width = len(batch.lengths), batch.references.shape[1]
    before, after = np.zeros((2, width + 1, size), np.int16)
    out = np.zeros(size, np.int64)
    table = _Rows(batch)
    for row in range(1, batch.hypotheses.shape[1] + 1):
        table.fill(row, before, after)
        ending = np.flatnonzero(batch.lengths == row)
        out[ending] = after[batch.reference_lengths[ending], ending]
        before, after = after, before
    return out + batch.lengths + batch.reference_lengths


class _Rows:
    """Fills distance tables row by row, inside Tercom's beam around the diagonal."""

    def __init__(self, batch: _Batch, *, beam: bool = True) -> None:
        self._hypotheses = np.ascontiguousarray(batch.hypotheses.T)
        self._references = np.ascontiguousarray(batch.references.T)
        self._lengths, self._widths = batch.lengths, batch.reference_lengths
        self._ratios = batch.reference_lengths / batch.lengths
        wide = np.ceil(self._ratios / 2 + BEAM_WIDTH)
        self._beams = np.where(self._ratios / 2 > BEAM_WIDTH, wide, BEAM_WIDTH)
        self._columns = np.arange(len(self._references) + 1)[:, None]
        self._beam_matters = beam and len(self._references) >= BEAM_WIDTH

    def fill(self, row: int, before: Distances, after: Distances) -> None:
        """Compute `after`, row number `row`, from the row `before` it."""
        after[0] = 0
        changed = self._hypotheses[row - 1] != self._references
        np.add(before[:-1], changed, out=after[1:])
        after[1:] -= 2
        np.minimum(before[1:], after[1:], out=after[1:])
        if self._beam_matters:
            diagonal = np.floor(row * self._ratios)
            low = np.maximum(0, diagonal - self._beams)
            high = np.minimum(self._widths + 1, diagonal + self._beams)
            high = np.where(row == self._lengths, self._widths + 1, high)
            after[self._columns < low] = UNREACHABLE
            _insert(after)
            after[self._columns >= high] = UNREACHABLE
        else:
            _insert(after)


def _insert(row: Distances) -> None:
    """Let each column be reached from the one before it by an insertion."""
    for column in range(1, len(row)):
        np.minimum(row[column], row[column - 1], out=row[column])


# --- shifts -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Alignment:
    """What the cheapest edits say of each word.

    ``places[sentence, n]`` is the hypothesis word that reference word n comes after or replaces;
    the other two say which words are wrong.
    """

    places: Integers
    wrong: NDArray[np.bool_]
    reference_wrong: NDArray[np.bool_]


def _aligned(batch: _Batch, tables: Distances) -> _Alignment:
    """Follow the tables back: substitution before deletion before insertion, as sacreBLEU does."""
    size = len(batch.lengths)
    places = np.full(batch.references.shape, -1, np.int64)
    wrong = np.zeros(batch.hypotheses.shape, bool)
    reference_wrong = np.zeros(batch.references.shape, bool)
    rows, columns = batch.lengths.copy(), batch.reference_lengths.copy()
    open_ = np.arange(size)
    while len(open_):
        i, j = rows[open_], columns[open_]
        above, left = np.maximum(i - 1, 0), np.maximum(j - 1, 0)
        here = tables[i, j, open_]
        changed = batch.hypotheses[open_, above] != batch.references[open_, left]
        replaced = (i > 0) & (j > 0) & (tables[above, left, open_] + changed - 2 == here)
        deleted = ~replaced & (i > 0) & ((j == 0) | (tables[above, j, open_] == here))
        inserted = ~replaced & ~deleted
        wrong[open_[deleted], above[deleted]] = True
        wrong[open_[replaced], above[replaced]] = changed[replaced]
        other = replaced | inserted
        places[open_[other], left[other]] = i[other] - 1
        reference_wrong[open_[other], left[other]] = (changed | inserted)[other]
        rows[open_] = i - (replaced | deleted)
        columns[open_] = j - other
        open_ = open_[(rows[open_] > 0) | (columns[open_] > 0)]
    return _Alignment(places, wrong, reference_wrong)


def _shifts(batch: _Batch, alignment: _Alignment) -> tuple[Integers, Integers]:
    """Candidates as rows (sentence, start, length, target), and how many each sentence has."""
    sentence, start, place, most = _phrases(batch)
    length = np.concatenate([np.arange(1, longest + 1) for longest in range(SHIFT_SIZE + 1)])
    first = np.cumsum([0, *range(SHIFT_SIZE)])
    repeat = np.repeat(np.arange(len(most)), most)
    within = np.arange(len(repeat)) - np.repeat(np.cumsum(most) - most, most)
    sizes = length[first[most][repeat] + within] if len(repeat) else np.zeros(0, np.int64)
    sentence, start, place = sentence[repeat], start[repeat], place[repeat]
    errors, reference_errors = (
        np.pad(np.cumsum(flags, axis=1), ((0, 0), (1, 0)))
        for flags in (alignment.wrong, alignment.reference_wrong)
    )
    aligned = alignment.places[sentence, place]
    use = errors[sentence, start + sizes] > errors[sentence, start]
    use &= reference_errors[sentence, place + sizes] > reference_errors[sentence, place]
    use &= ~((start <= aligned) & (aligned < start + sizes))
    sentence, start, place, sizes = sentence[use], start[use], place[use], sizes[use]
    repeat = np.repeat(np.arange(len(sizes)), sizes + 1)
    offset = np.arange(len(repeat)) - np.repeat(np.cumsum(sizes + 1) - (sizes + 1), sizes + 1)
    word = place[repeat] + offset - 1
    target = np.where(word < 0, 0, alignment.places[sentence[repeat], np.maximum(word, 0)] + 1)
    fresh = np.ones(len(target), bool)
    fresh[1:] = (target[1:] != target[:-1]) | (offset[1:] == 0)
    rows = np.stack([sentence[repeat], start[repeat], sizes[repeat], target])[:, fresh]
    return rows, np.bincount(rows[0], minlength=len(batch.lengths))


def _phrases(batch: _Batch) -> tuple[Integers, Integers, Integers, Integers]:
    """Where both sides have the same words: sentence, places, and how many words from there on."""
    same = batch.hypotheses[:, :, None] == batch.references[:, None, :]
    run = np.zeros((same.shape[0], same.shape[1] + 1, same.shape[2] + 1), np.int8)
    for row in range(same.shape[1] - 1, -1, -1):
        longer = np.minimum(run[:, row + 1, 1:] + 1, SHIFT_SIZE)
        run[:, row, :-1] = np.where(same[:, row], longer, 0)
    sentence, start, place = np.nonzero(same)
    near = np.abs(start - place) <= SHIFT_DISTANCE
    sentence, start, place = sentence[near], start[near], place[near]
    return sentence, start, place, run[sentence, start, place].astype(np.int64)


@dataclass(frozen=True)
class _Best:
    """The sentences that a shift makes better, and their words after the best one."""

    sentences: Integers
    shifted: Words


def _best(batch: _Batch, distances: Integers, shifts: Integers) -> _Best:
    """Of each sentence the shift that gains most; of equals the longest, then the first."""
    sentence, start, length, target = shifts
    place = np.where(target > start + length, target - length, target)
    inside = (target >= start) & (target <= start + length)
    place = np.where(inside, np.minimum(target, batch.lengths[sentence] - length), place)
    words = batch.hypotheses.shape[1]
    key = ((sentence * words + start) * (SHIFT_SIZE + 1) + length) * (words + 1) + place
    _, once, back = np.unique(key, return_index=True, return_inverse=True)
    different = [
        _shifted(batch.hypotheses[sentence[part]], start[part], length[part], place[part])
        for part in np.split(once, range(BATCH, len(once), BATCH))
    ]
    found = [
        _distances(
            _Batch(
                moved,
                batch.references[sentence[part]],
                batch.lengths[sentence[part]],
                batch.reference_lengths[sentence[part]],
            )
        )
        for moved, part in zip(
            different, np.split(once, range(BATCH, len(once), BATCH)), strict=True
        )
    ]
    gain = distances[sentence] - np.concatenate(found)[back]
    order = np.lexsort((target, start, -length, -gain, sentence))
    first = order[np.flatnonzero(np.diff(sentence[order], prepend=-1))]
    better = first[gain[first] > 0]
    return _Best(sentence[better], np.concatenate(different)[back[better]])


def _shifted(words: Words, start: Integers, length: Integers, place: Integers) -> Words:
    """Each row with `length` words from `start` on moved, so that they begin at `place`."""
    columns = np.arange(words.shape[1])[None, :]
    start, length, place = start[:, None], length[:, None], place[:, None]
    moved = (columns >= place) & (columns < place + length)
    rest = np.where(columns < place, columns, columns - length)
    source = np.where(moved, start + columns - place, np.where(rest < start, rest, rest + length))
    return np.take_along_axis(words, source, axis=1)
