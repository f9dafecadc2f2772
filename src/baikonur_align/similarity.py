"""How much two sentences of two languages look like translations of each other.

Every sentence becomes one sparse vector; the similarity of two blocks of sentences is the cosine of
the sums of their vectors. A vector has a part for each kind of evidence:

- character n-grams of the text in the other language (machine translation against translation, both
  ways) or, of both texts as they are, in Latin letters: names and cognates;
- numbers, exact;
- words of the other language that a lexicon expects (given, or learned from a first alignment);

each weighted by tf-idf and scaled by its weight in `WEIGHTS`. Lengths stand beside the vectors.
Vectors are made in one pass over the characters with a rolling hash, so memory is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from baikonur_align.model import Link, Problem

Matrix = sparse.csr_matrix
Floats = NDArray[np.float64]
Part = tuple[Matrix, Matrix]  # vectors of the source's and of the target's sentences, same columns

# What decides results; all were chosen on Text+Berg dev with its three MT systems and on Kazakh-English
# documents made from news, New Testament and prose (see bench/align.py).
WEIGHTS = {
    "mt": 1.0,
    "surface": 0.5,
    "number": 0.5,
    "word": 1.0,
}
GRAMS = range(2, 6)  # field practice for morphologically rich languages; 2-5 was best on dev
COLUMNS = 1 << 20  # hash space for n-grams: few collisions up to millions of distinct ones
LONGEST = 2000  # characters of a sentence that are looked at; more says nothing new about its translation
STEM = 6  # letters kept of a word in the lexicon: cuts Kazakh endings
TRUE_SHARE = 5.0  # how many times the background a true pair is, about
ROUNDS = 5  # of expectation maximisation; more overfits small texts
DOUBT = 1.0  # occurrences added to each word's count in the lexicon
UNLIKELY = 0.02  # entries of the lexicon below this are dropped
TWICE = 2  # beads that must have two words before the lexicon pairs them
RARE = 3  # sentences of a side that may have a feature for it to guide the coarse pass
WIDEST = 5  # sentences on one side of a bead


class WrongLength(Problem):
    """A machine translation that isn't line for line."""


# --- text -----------------------------------------------------------------------------------------

_ROMAN = (
    "а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts "
    "ч ch ш sh щ sh ъ _ ы y ь _ э e ю yu я ya ә a ғ g қ k ң n ө o ұ u ү u һ h і i"
)
_LETTERS = _ROMAN.replace("_", "").split(" ")
_LATIN = str.maketrans(dict(zip(_LETTERS[::2], _LETTERS[1::2], strict=True)))
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+")


def romanise(text: str) -> str:
    """Lower case, Kazakh and Russian letters in Latin, without accents: Байқоңыр becomes baikonyr."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(_LATIN))
    return "".join(c for c in letters if not unicodedata.combining(c))


def numbers(text: str) -> list[str]:
    """The numbers of a text in one spelling: ``1 250``, ``1,250`` and ``1250`` are the same."""
    return [re.sub(r"[.,\u00a0 ]", "", found) for found in _NUMBER.findall(text)]


def words(text: str) -> list[str]:
    """The words of a text in lower case, cut to `STEM` letters."""
    return [word[:STEM] for word in _WORD.findall(text.lower())]


# --- vectors --------------------------------------------------------------------------------------


def _rows_and_codes(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Every character of `texts` and the row it stands in; a line feed ends each row."""
    lines = [" " + " ".join(text[:LONGEST].split()) + " \n" for text in texts]
    codes = np.frombuffer("".join(lines).encode("utf-32-le"), dtype=np.uint32)
    rows = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    return rows, codes.astype(np.uint64)


def _counts(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> Matrix:
    counted = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape)
    counted.sum_duplicates()
    return counted


def _grams(texts: Sequence[str]) -> Matrix:
    """How often each character 2- to 5-gram stands in each text, by hash."""
    rows, codes = _rows_and_codes(texts)
    ends = codes == ord("\n")
    found_rows, found = [], []
    rolling = codes * np.uint64(0x9E3779B97F4A7C15)
    broken = ends.copy()
    for size in range(2, GRAMS.stop):
        rolling = rolling[:-1] * np.uint64(0x100000001B3) + codes[size - 1 :]
        broken = broken[:-1] | ends[size - 1 :]
        if size in GRAMS:
            found_rows.append(rows[: len(rolling)][~broken])
            found.append((rolling * np.uint64(0xD6E8FEB86659FD93) >> np.uint64(44))[~broken].astype(np.int64))
    return _counts(np.concatenate(found_rows), np.concatenate(found), (len(texts), COLUMNS))


def _blank(high: int, wide: int) -> Matrix:
    nothing = np.zeros(0, np.int64)
    return _counts(nothing, nothing, (high, wide))


def _tokens(source: Sequence[list[str]], target: Sequence[list[str]]) -> tuple[Matrix, Matrix]:
    """How often each token stands in each sentence, in columns that both sides share."""
    column: dict[str, int] = {}
    for side in (source, target):
        for tokens in side:
            for token in tokens:
                column.setdefault(token, len(column))

    def count(side: Sequence[list[str]]) -> Matrix:
        rows = np.repeat(np.arange(len(side)), [len(tokens) for tokens in side])
        columns = np.array([column[token] for tokens in side for token in tokens], np.int64)
        return _counts(rows, columns, (len(side), max(1, len(column))))

    return count(source), count(target)


def _tf_idf(source: Matrix, target: Matrix) -> tuple[Matrix, Matrix]:
    """Rows of length 1, tf-idf over the sentences of both sides."""
    total = source.shape[0] + target.shape[0]
    seen = np.bincount(source.indices, minlength=source.shape[1])
    seen = seen + np.bincount(target.indices, minlength=target.shape[1])
    idf = np.log((2.0 + total) / np.maximum(seen, 1)).astype(np.float32)

    def weigh(counts: Matrix) -> Matrix:
        out = counts.copy()
        out.data = np.log1p(out.data) * idf[out.indices]
        return _unit(out)

    return weigh(source), weigh(target)


def _unit(rows: Matrix) -> Matrix:
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(length > 0, length, 1)).astype(np.float32) @ rows)


# --- evidence -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Text:
    """One side as numbers: a vector and a length (in characters, as Gale & Church 1993) a sentence.

    ``runs[k]`` is the squared length of the sum of k + 1 vectors that stand together, by the first.
    ``background`` is how much a sentence resembles the other side as a whole.
    """

    sentences: tuple[str, ...]
    rows: Matrix
    lengths: Floats
    runs: tuple[Floats, ...]
    background: Floats


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that an aligner may ask about two texts. Memory is linear in their length.

    ``parts`` names the kinds of evidence, each with the first of its columns.
    """

    source: Text
    target: Text
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.source.sentences), len(self.target.sentences)

    def products(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """Products of sentence vectors less what is to be expected of any two sentences."""
        raw = (self.source.rows[rows] @ self.target.rows[columns].T).toarray()
        few = min(self.shape)  # of few sentences the true pair is a large part of the mean
        level = max(float(self.source.background.mean()), 1e-9) * (few + TRUE_SHARE) / few
        expected = np.outer(self.source.background[rows], self.target.background[columns]) / level
        return np.asarray(raw - expected, np.float32)

    def cosines(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """`products` of vectors of length 1; nothing is like an empty sentence."""
        norms = np.sqrt(np.outer(self.source.runs[0][rows], self.target.runs[0][columns]))
        return np.asarray(self.products(rows, columns) / norms, np.float32)

    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float:
        """The cosine of the sums of the vectors of `rows` and of `columns`, less what is to be expected."""
        if not rows or not columns:
            return 0.0
        source, target = slice(min(rows), max(rows) + 1), slice(min(columns), max(columns) + 1)
        total = float(self.products(source, target).sum())
        runs = (
            self.source.runs[len(rows) - 1][source.start] * self.target.runs[len(columns) - 1][target.start]
        )
        return total / float(np.sqrt(runs))

    def rare_products(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Row, column and product of the sentences that share features which few others have."""
        source, target = self.source.rows, self.target.rows
        common = np.maximum(
            np.bincount(source.indices, minlength=source.shape[1]),
            np.bincount(target.indices, minlength=target.shape[1]),
        )
        keep = np.flatnonzero(common <= RARE)
        found = (source[:, keep] @ target[:, keep].T).tocoo()
        return found.row.astype(np.int64), found.col.astype(np.int64), found.data.astype(np.float64)


def _runs(rows: Matrix) -> tuple[Floats, ...]:
    """Squared lengths of sums of neighbours, from the products of each row with the next few."""
    total = rows.shape[0]
    products = [
        np.asarray(rows[: total - step].multiply(rows[step:]).sum(axis=1), np.float64).ravel()
        for step in range(min(WIDEST, total))
    ]
    runs = []
    for size in range(1, len(products) + 1):
        last = total - size + 1
        squared = np.zeros(last)
        for step in range(size):
            for first in range(size - step):
                squared += products[step][first : first + last] * (2 if step else 1)
        runs.append(squared)
    return tuple(runs)


def _empty(sentences: Sequence[str]) -> Text:
    count = len(sentences)
    lengths = np.array([len(sentence) for sentence in sentences], np.float64)
    nothing = tuple(np.full(count - size, 1e-9) for size in range(min(WIDEST, count)))
    return Text(tuple(sentences), _blank(count, 0), lengths, nothing, np.zeros(count))


def _widen(text: Text, rows: Matrix, runs: tuple[Floats, ...], other: Matrix) -> Text:
    """`text` with more columns: squared lengths and background are sums over columns."""
    mean = np.asarray(other.sum(axis=0), np.float64).ravel() / max(1, other.shape[0])
    return replace(
        text,
        rows=sparse.hstack([text.rows, rows], format="csr", dtype=np.float32),
        runs=tuple(a + b for a, b in zip(text.runs, runs, strict=True)),
        background=text.background + rows @ mean,
    )


def _add(evidence: Evidence, kind: str, part: Part) -> Evidence:
    """`evidence` and one more part, times its weight.

    Columns that one side lacks add nothing to any product, only to lengths, so they are not kept.
    """
    source, target = (np.float32(WEIGHTS[kind]) * side for side in part)
    used = np.zeros((2, source.shape[1]), np.bool_)
    used[0, source.indices] = True
    used[1, target.indices] = True
    keep = np.flatnonzero(used.all(axis=0))
    lean = source[:, keep], target[:, keep]
    return Evidence(
        _widen(evidence.source, lean[0], _runs(source), lean[1]),
        _widen(evidence.target, lean[1], _runs(target), lean[0]),
        (*evidence.parts, (kind, evidence.source.rows.shape[1])),
    )


def _mt_part(side: str, mt: Sequence[str], sentences: Sequence[str], other: Sequence[str]) -> Part:
    if len(mt) != len(sentences):
        raise WrongLength(
            f"the machine translation of the {side} has {len(mt)} lines for {len(sentences)} sentences; "
            "give one line for each sentence"
        )
    return _tf_idf(_grams([t.lower() for t in mt]), _grams([t.lower() for t in other]))


def compare(
    source: Sequence[str],
    target: Sequence[str],
    source_lang: str,  # noqa: ARG001
    target_lang: str,  # noqa: ARG001
    source_mt: Sequence[str] | None = None,
    target_mt: Sequence[str] | None = None,
) -> Evidence:
    """The evidence that `source` and `target` sentences translate each other.

    `source_mt` is the source in the target's language, line for line, `target_mt` the target in the
    source's; either may be missing. Raises `WrongLength` when one has another number of lines.
    """
    evidence = Evidence(_empty(source), _empty(target))
    if source_mt is not None:
        evidence = _add(evidence, "mt", _mt_part("source", source_mt, source, target))
    if target_mt is not None:
        evidence = _add(evidence, "mt", _mt_part("target", target_mt, target, source)[::-1])
    evidence = _add(
        evidence, "surface", _tf_idf(*(_grams([romanise(t) for t in side]) for side in (source, target)))
    )
    figures = ([numbers(t) for t in side] for side in (source, target))
    return _add(evidence, "number", _tf_idf(*_tokens(*figures)))


# --- a lexicon learned from a first alignment -----------------------------------------------------


def learned(evidence: Evidence, links: Iterable[Link]) -> Evidence:
    """`evidence` with a lexicon of the words that stand opposite each other in `links`.

    The lexicon is IBM model 1 (Brown et al. 1993) over words cut to `STEM` letters, both ways.
    """
    linked = [link for link in links if link.source and link.target]
    source = _vocabulary([words(t) for t in evidence.source.sentences])
    target = _vocabulary([words(t) for t in evidence.target.sentences])
    one = [_together(source, link.source) for link in linked]
    other = [_together(target, link.target) for link in linked]
    for mine, theirs, given, made, turned in (
        (source, target, one, other, False),
        (target, source, other, one, True),
    ):
        part = _expected(mine, _model_1(given, made, mine.shape[1], theirs.shape[1]), theirs)
        evidence = _add(evidence, "word", part[::-1] if turned else part)
    return evidence


def _expected(given: Matrix, table: Matrix, made: Matrix) -> Part:
    """The words that `table` expects opposite each sentence of `given`, and those of `made`.

    A sentence of which the lexicon knows little has a short vector.
    """
    seen = np.bincount(made.indices, minlength=made.shape[1])
    idf = sparse.diags(np.log((2.0 + made.shape[0]) / np.maximum(seen, 1))).astype(np.float32)
    expected = sparse.csr_matrix(_at_most_once(given) @ table)
    expected, found = _at_most_once(expected) @ idf, _at_most_once(made) @ idf
    usual = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).mean()) or 1.0
    return sparse.csr_matrix(expected / np.float32(usual)), _unit(found)


def _at_most_once(counts: Matrix) -> Matrix:
    out = counts.copy()
    np.minimum(out.data, 1, out=out.data)
    return out


def _vocabulary(sentences: Sequence[list[str]]) -> Matrix:
    """How often each word stands in each sentence."""
    column: dict[str, int] = {}
    columns = [column.setdefault(word, len(column)) for sentence in sentences for word in sentence]
    rows = np.repeat(np.arange(len(sentences)), [len(sentence) for sentence in sentences])
    return _counts(rows, np.array(columns, np.int64), (len(sentences), max(1, len(column))))


def _together(counts: Matrix, rows: Sequence[int]) -> NDArray[np.int64]:
    """The words of neighbouring sentences, each once."""
    first, last = counts.indptr[min(rows)], counts.indptr[max(rows) + 1]
    return np.unique(counts.indices[first:last]).astype(np.int64)


def _model_1(
    given: Sequence[NDArray[np.int64]], made: Sequence[NDArray[np.int64]], given_size: int, made_size: int
) -> Matrix:
    """How likely each given word makes each word opposite, by expectation maximisation.

    The last given word is the empty one, which stands in every bead and takes what nothing explains.
    A word seen once explains little: its counts are divided by `DOUBT` more than their sum.
    """
    beads = [(np.append(g, given_size), m) for g, m in zip(given, made, strict=True) if len(m)]
    if not beads:
        return _blank(given_size, made_size)
    code = np.concatenate([(g[:, None] * made_size + m[None]).ravel() for g, m in beads])
    starts = np.cumsum([0, *(len(m) for _, m in beads[:-1])])
    place = np.concatenate(
        [np.tile(np.arange(at, at + len(m)), len(g)) for at, (g, m) in zip(starts, beads, strict=True)]
    )
    pairs, code = np.unique(code, return_inverse=True)
    word = pairs // made_size
    chance = np.ones(len(pairs))
    for _ in range(ROUNDS):
        share = chance[code]
        share /= np.bincount(place, share)[place]
        expected = np.bincount(code, share, minlength=len(pairs))
        chance = expected / (np.bincount(word, expected) + DOUBT)[word]
    beads_with = np.bincount(code, minlength=len(pairs))
    keep = (word < given_size) & (chance > UNLIKELY) & (beads_with >= TWICE)
    made_words = (pairs % made_size)[keep]
    table = sparse.csr_matrix((chance[keep], (word[keep], made_words)), (given_size, made_size))
    return table.astype(np.float32)
