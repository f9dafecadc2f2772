"""Inline codes of a sentence at the words of its translation that mean the same.

Words are aligned by what is at hand: the attention of the translation model, the lexicon, equal
numbers and similar names, and their place in the sentence. A pair of codes goes around the run of
words that belongs most clearly to the words within it in the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment import lexicon
from baikonur_align.alignment.words import STEM, consonants, consonants_agree
from baikonur_align.inline import Codes, in_order
from baikonur_align.model import InlineCode
from baikonur_align.own_words import own_words
from baikonur_align.translation.attention import Attention

Matrix = NDArray[np.float64]

FIXED = frozenset({"field", "code"})
"""Kinds of codes whose text is kept as it is in the source."""
WEIGHTS = {"attention": 2.0, "lexicon": 2.0, "equal": 2.0, "name": 1.0, "place": 0.1}
"""Weight of each kind of evidence; fitted on tests/data/formatting.tsv (docs/documents.md)."""
SURE = 0.5
"""The share of a target word's evidence that must lie within a code for the word to be in it."""
REPEATED = 3
"""Characters of a code's words from which on they are looked for in the translation as they are."""
SHARPNESS = 2
"""The power to which shares are raised: a word belongs to its best partners."""
SPREAD = 0.15
"""The width of the bell curve around a word's relative place in the other sentence."""
ARTICLES = {"en": frozenset({"a", "an", "the"})}
"""Words that go with the word after them."""
_AUXILIARIES = "and are be been had has have is or that was were will"
AUXILIARIES = {"en": frozenset(re.findall(r"\w+", _AUXILIARIES))}
"""Words that a run of target words does not begin or end with."""
LOOSE = {
    "en": AUXILIARIES["en"] | {"for", "from", "in", "of", "to", "with"},
    "kk": frozenset({"және", "мен", "пен", "бен"}),
}
"""Words that a run of target words does not end with."""

_TOKEN = re.compile(r"\d+(?:[.,:\u00a0 ]?\d+)*(?:-\w+)?|\w+(?:[-'’\u2011+]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark and its span in the sentence."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        return not self.text[0].isalnum()


def words(text: str) -> list[Word]:
    return [Word(found[0], *found.span()) for found in _TOKEN.finditer(text)]


def project(
    source: str,
    codes: Iterable[InlineCode],
    target: str,
    langs: tuple[str, str],
    attention: Attention | None = None,
    back: Attention | None = None,
) -> Codes:
    """The codes of `source` placed in `target`, each once; pairs stay pairs and nested.

    A code whose words the translation leaves out gets others (`own_words`).

    Args:
      source: the sentence.
      codes: its codes, with offsets in code points.
      target: its translation.
      langs: the ISO 639 codes of both languages.
      attention: of the model that translates `source`, for this translation.
      back: of the model of the other direction, for `target` and `source` as its translation.

    """
    listed = in_order(codes)
    if not listed:
        return ()
    left, right = words(source), words(target)
    if not left or not right:
        return tuple(_at_end(code, source, target) for code in listed)
    matrix = link_matrix(left, right, langs, attention, back)
    numbered = [replace(code, id=str(number)) for number, code in enumerate(listed)]
    placed = _Placer(source, target, langs[1], left, right, matrix).place(numbered)
    return tuple(replace(code, id=listed[int(code.id)].id) for code in placed)


# --- evidence ---


def link_matrix(
    left: Sequence[Word],
    right: Sequence[Word],
    langs: tuple[str, str],
    attention: Attention | None = None,
    back: Attention | None = None,
) -> Matrix:
    """Evidence that words correspond: a row for each source word, a column for each target word.

    Each column sums to 1.
    """
    shape = len(left), len(right)
    total = WEIGHTS["place"] * _by_place(*shape)
    both = [
        match
        for match in (
            _by_attention(left, right, attention),
            _transposed(_by_attention(right, left, back)),
        )
        if match is not None
    ]
    for matrix in both:
        total += WEIGHTS["attention"] / len(both) * matrix
    total += _by_words(left, right, langs)
    marks = np.array([word.is_mark for word in left])[:, None] != np.array(
        [word.is_mark for word in right]
    )
    total[marks] = 0
    return _shares(_shares(_shares(total, axis=1), axis=0) ** SHARPNESS, axis=0)


def _shares(matrix: Matrix, axis: int) -> Matrix:
    """The matrix with the sums along an axis made 1: a word that goes with all counts less."""
    sums = matrix.sum(axis=axis, keepdims=True)
    result: Matrix = matrix / np.where(sums > 0, sums, 1)
    return result


def _transposed(matrix: Matrix | None) -> Matrix | None:
    return None if matrix is None else matrix.T


def _by_place(rows: int, columns: int) -> Matrix:
    a = (np.arange(rows)[:, None] + 0.5) / rows
    b = (np.arange(columns)[None, :] + 0.5) / columns
    bell: Matrix = np.exp(-(((a - b) / SPREAD) ** 2) / 2)
    return bell


def _by_attention(
    left: Sequence[Word], right: Sequence[Word], attention: Attention | None
) -> Matrix | None:
    """Attention between tokens added up to words; a column sums to 1."""
    if attention is None:
        return None
    matrix = np.zeros((len(left), len(right)))
    rows = _word_at(left)
    columns = _word_at(right)
    for span, weights in attention:
        column = columns(span)
        if column is None:
            continue
        for place_, weight in weights:
            row = rows(place_)
            if row is not None:
                matrix[row, column] += weight
    marks = np.array([word.is_mark for word in left])
    wanted = np.array([not word.is_mark for word in right])
    matrix[np.ix_(marks, wanted)] = 0  # models rest their attention on the full stop
    sums = matrix.sum(axis=0, keepdims=True)
    scaled: Matrix = matrix / np.where(sums > 0, sums, 1)
    return scaled


def _word_at(side: Sequence[Word]) -> Callable[[tuple[int, int]], int | None]:
    """Finds the word in which a span begins, white space left aside."""
    places: dict[int, int] = {}
    for number, word in enumerate(side):
        for offset in range(word.start, word.end):
            places[offset] = number

    def find(span: tuple[int, int]) -> int | None:
        return next((places[index] for index in range(*span) if index in places), None)

    return find


def _by_words(left: Sequence[Word], right: Sequence[Word], langs: tuple[str, str]) -> Matrix:
    """By equal words and numbers, names that sound alike, and the lexicon."""
    matrix = np.zeros((len(left), len(right)))
    likely = lexicon.likelihoods(*langs)
    digits = [re.sub(r"\D", "", word.text) for word in right]
    names = [consonants(word.text) if word.text[0].isalpha() else "" for word in right]
    for i, word in enumerate(left):
        number = re.sub(r"\D", "", word.text)
        name = consonants(word.text) if word.text[:1].isupper() else ""
        expected = likely.get(word.text.lower()[:STEM], {})
        for j, other in enumerate(right):
            if word.text == other.text or (number and number == digits[j]):
                matrix[i, j] = WEIGHTS["equal"]
            elif name and other.text[:1].isupper() and consonants_agree(name, names[j]):
                matrix[i, j] = WEIGHTS["name"]
            else:
                likelihood = expected.get(other.text.lower()[:STEM], 0.0)
                matrix[i, j] = WEIGHTS["lexicon"] * min(1.0, 2 * likelihood)
    return matrix


# --- placing ---


@dataclass(frozen=True, slots=True)
class _Placer:
    """Places codes by the evidence of one sentence and its translation."""

    source: str
    target: str
    lang: str
    left: Sequence[Word]
    right: Sequence[Word]
    matrix: Matrix

    def place(self, codes: Sequence[InlineCode]) -> Codes:
        """Return the codes placed in the target, outer pairs first; inner ones stay within."""
        placed: list[InlineCode] = []
        for code in codes:
            outer = self._outer(code, codes, placed)
            if code.start == code.end:
                place = min(max(self._point(code.start), outer[0]), outer[1])
                placed.append(replace(code, start=place, end=place))
                continue
            start, end = self._span(code)
            start, end = max(start, outer[0]), min(end, outer[1])
            if start >= end:
                start, end = outer
            taken = [
                (there.start, there.end)
                for one, there in zip(codes, placed, strict=False)
                if _beside(one, code) and there.start < there.end
            ]
            start, end = _free(start, end, taken)
            placed.append(replace(code, start=start, end=end))
        placed = self._fixed(codes, placed)
        fixed = [code.id for code in codes if code.kind in FIXED]
        return own_words(self.source, codes, self.target, placed, fixed, self._suits)

    def _fixed(self, codes: Sequence[InlineCode], placed: Sequence[InlineCode]) -> list[InlineCode]:
        """Codes with fixed text at that text in the target; without text where it is absent."""
        taken: list[tuple[int, int]] = []
        out = []
        for code, there in zip(codes, placed, strict=True):
            text = self.source[code.start : code.end]
            if code.kind not in FIXED or not text:
                out.append(there)
                continue
            places = [found.span() for found in re.finditer(re.escape(text), self.target)]
            distance = partial(_distance, there.start)
            free = (place for place in places if place not in taken)
            near = min(free, key=distance, default=(there.end, there.end))
            taken.append(near)
            out.append(replace(there, start=near[0], end=near[1]))
        return out

    def _suits(self, code: InlineCode, span: tuple[int, int]) -> float:
        """The evidence that words of the target belong to a code; less for marks."""
        rows = [word.start < code.end and word.end > code.start for word in self.left]
        columns = [word.start < span[1] and word.end > span[0] for word in self.right]
        is_mark = not any(map(str.isalnum, self.target[slice(*span)]))
        means_marks = not any(map(str.isalnum, self.source[code.start : code.end]))
        return float(self.matrix[rows][:, columns].sum()) - 2.0 * (is_mark != means_marks)

    def _outer(
        self, code: InlineCode, codes: Sequence[InlineCode], placed: Sequence[InlineCode]
    ) -> tuple[int, int]:
        """The span in the target of the innermost pair around a code."""
        around = (0, len(self.target))
        for one, there in zip(codes, placed, strict=False):
            within = one.start <= code.start and code.end <= one.end
            if code.start == code.end:
                within = one.start < code.start < one.end
            if within and one.start < one.end and there.start < there.end:
                around = there.start, there.end
        return around

    def _span(self, code: InlineCode) -> tuple[int, int]:
        """The run of target words with the most evidence within the code and the least outside."""
        repeated = self._repeated(code)
        if repeated:
            return repeated
        left, right = self.left, self.right
        inside = [
            k for k, word in enumerate(left) if word.start < code.end and word.end > code.start
        ]
        meant = [k for k in inside if not left[k].is_mark] or inside
        if not meant:
            place = len(self.target) * code.start // max(1, len(self.source))
            return place, place
        if len(inside) == len(left):
            return 0, len(self.target)
        share = self.matrix[meant].sum(axis=0)
        marks = np.array([word.is_mark for word in right])
        first, last = _best_run(np.where(marks, 0.0, share - SURE))
        if first > last:
            first = last = int(np.where(marks, -1.0, share).argmax())
        first, last = self._tidy(first, last)
        if left[inside[0]].is_mark and first > 0 and right[first - 1].is_mark:
            first -= 1
        if left[inside[-1]].is_mark and last + 1 < len(right) and right[last + 1].is_mark:
            last += 1
        return right[first].start, right[last].end

    def _repeated(self, code: InlineCode) -> tuple[int, int] | None:
        """The place of a code whose text, or the word that it is a part of, is the target's too."""
        source, target = self.source, self.target
        text = source[code.start : code.end]
        within = [word for word in self.left if word.start <= code.start and code.end <= word.end]
        if within and text != within[0].text:  # the exponent of 10⁹
            equal = [word for word in self.right if word.text == within[0].text]
            if len(equal) != 1:
                return None
            start = equal[0].start + code.start - within[0].start
            return start, start + len(text)
        is_mark = not any(char.isalnum() for char in text)
        count = source.count(text)
        if not (is_mark or (len(text.strip()) >= REPEATED and count == 1)):
            return None
        if not text.strip() or target.count(text) != count:
            return None
        before = source.count(text, 0, code.start)
        start = [found.start() for found in re.finditer(re.escape(text), target)][before]
        if target[max(0, start - 1) : start].isalnum() and text[0].isalnum():
            return None
        end = start + len(text)
        ends = [word.end for word in self.right if word.start < end <= word.end]
        return start, ends[0] if ends and text[-1].isalnum() else end

    def _tidy(self, first: int, last: int) -> tuple[int, int]:
        """A run without marks and loose words at its ends, and with the article before it."""
        words_ = [word.text.lower() for word in self.right]
        marks = [word.is_mark for word in self.right]
        auxiliaries, loose = AUXILIARIES.get(self.lang, ()), LOOSE.get(self.lang, ())
        articles = ARTICLES.get(self.lang, frozenset())
        while first < last and (marks[first] or words_[first] in auxiliaries):
            first += 1
        while last > first and (marks[last] or words_[last] in loose or words_[last] in articles):
            last -= 1
        if words_[last] in articles and last + 1 < len(words_) and not marks[last + 1]:
            last += 1  # an article alone is no translation
        if first > 0 and words_[first - 1] in articles:
            first -= 1
        return first, last

    def _point(self, place: int) -> int:
        """Where a code that stands alone goes: after the word before it, at an end as it was."""
        before = [k for k, word in enumerate(self.left) if word.end <= place]
        after = [k for k, word in enumerate(self.left) if word.start >= place]
        if not before:
            return 0
        if not after:
            return len(self.target)
        if all(self.left[k].is_mark for k in after):  # before the last marks
            return self._before_last_marks(len(after))
        if self.source[place - 1].isalnum() and not self.left[before[-1]].is_mark:
            return self.right[int(self.matrix[before[-1]].argmax())].end
        gains = np.cumsum(self.matrix[before].sum(axis=0) - 0.5)
        cut = int(np.argmax(np.concatenate([[0.0], gains])))
        return self.right[cut - 1].end if cut else 0

    def _before_last_marks(self, count: int) -> int:
        first = len(self.right)
        while first > 0 and self.right[first - 1].is_mark and count:
            first, count = first - 1, count - 1
        return self.right[first].start if first < len(self.right) else len(self.target)


def _distance(start: int, place: tuple[int, int]) -> int:
    return abs(place[0] - start)


def _beside(one: InlineCode, other: InlineCode) -> bool:
    return one.start < one.end and (one.end <= other.start or other.end <= one.start)


def _free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The longest stretch of a span that no other span covers; an empty one where there is none."""
    free = [(start, end)]
    for first, last in taken:
        free = [
            piece
            for a, b in free
            for piece in ((a, min(b, first)), (max(a, last), b))
            if piece[0] < piece[1]
        ]
    return max(free, key=lambda piece: piece[1] - piece[0], default=(end, end))


def _best_run(gains: Matrix) -> tuple[int, int]:
    """The run of the greatest sum (Kadane 1984); an empty one where no value is positive."""
    best, run = (0.0, 0, -1), (0.0, 0)
    for k, gain in enumerate(gains):
        run = (run[0] + gain, run[1]) if run[0] > 0 else (gain, k)
        if run[0] > best[0]:
            best = (run[0], run[1], k)
    return best[1], best[2]


def _at_end(code: InlineCode, source: str, target: str) -> InlineCode:
    """A code where there are no words: around all, or at the same end."""
    if code.start < code.end:
        return replace(code, start=0, end=len(target))
    place = 0 if code.start * 2 < len(source) or not code.start else len(target)
    return replace(code, start=place, end=place)
