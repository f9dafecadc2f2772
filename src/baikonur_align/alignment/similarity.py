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

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from baikonur_align.alignment import induction, lexicon
from baikonur_align.alignment.dictionary import parse_dictionary
from baikonur_align.alignment.evidence import Evidence, Text, add, bare
from baikonur_align.alignment.vectors import Part, grams, tf_idf, tokens
from baikonur_align.alignment.words import STEM, numbers, romanise, words
from baikonur_align.model import Link, Problem

__all__ = [
    "Evidence",
    "Text",
    "WrongLength",
    "compare",
    "learned",
    "parse_dictionary",
    "self_taught",
]

# What decides results, with the constants of `vectors`, `words` and `lexicon`. All were chosen on Text+Berg
# dev with three MT systems and none, and on Kazakh-English documents made from news, New Testament and
# prose; these are the texts that the figures in docs/alignment.md were measured on too.
WEIGHTS = {
    "mt": 1.0,
    "surface": 0.5,
    "number": 0.5,
    "lexicon": 1.0,
    "learned": 0.7,  # beside a bridge 1.0 draws more errors into a missing passage
}
BRIDGES = ("mt", "lexicon")  # kinds of evidence without which texts teach themselves `ROUNDS` times
ROUNDS = 3  # for short texts; on dev two gain two thirds as much
SHORT = 3000  # sentences of a side up to which another pass takes a moment only
SURENESS = (
    2  # power of a link's chance: those that are sure teach most; 1 teaches errors, 3 does as well
)
TAUGHT_STEM = (
    4  # letters kept of what texts teach: few texts see few forms of a word; 6 lose in Kazakh
)
TRUE = 2  # times that a pair counts of which a reviewer said that it is right
TRUSTED = 0.12  # margin from which a machine translation has its full weight; a babbling one has .02 to .03
ASKED = 128  # sentences that tell the margin
RIVALS = 3  # next best that the best is measured against
BATCH = 512  # sentences of the other side compared with them at once


Weighed = tuple[str, float, Part]  # the kind of evidence, its weight, its vectors


class WrongLength(Problem):
    """A machine translation that isn't line for line."""


def _check(side: str, mt: Sequence[str] | None, sentences: Sequence[str]) -> None:
    if mt is not None and len(mt) != len(sentences):
        raise WrongLength(
            f"the machine translation of the {side} has {len(mt)} lines for {len(sentences)} sentences; "
            "give one line for each sentence"
        )


def _same_language(source: Sequence[str], target: Sequence[str]) -> Part:
    return tf_idf(grams([t.lower() for t in source]), grams([t.lower() for t in target]))


def _trust(part: Part) -> float:
    """How far a translation is heard, 0..1: as far as its sentences prefer one of the other side to the rest.

    A machine translation that babbles must not outvote a lexicon that knows some words.
    """
    few, many = sorted(part, key=lambda side: side.shape[0])
    if few.shape[0] <= RIVALS:
        return 1.0
    asked = few[:: -(-few.shape[0] // ASKED)].T.tocsr()
    best = np.zeros((RIVALS + 1, asked.shape[1]), np.float32)
    for top in range(0, many.shape[0], BATCH):
        found = (many[top : top + BATCH] @ asked).toarray()
        best = np.partition(np.vstack([best, found]), -RIVALS - 1, axis=0)[-RIVALS - 1 :]
    best.sort(axis=0)
    return min(1.0, float(np.median(best[-1] - best[:-1].mean(axis=0))) / TRUSTED)


def compare(
    source: Sequence[str],
    target: Sequence[str],
    source_lang: str,
    target_lang: str,
    source_mt: Sequence[str] | None = None,
    target_mt: Sequence[str] | None = None,
    *,
    own: lexicon.Entries | None = None,
    blocks: tuple[Sequence[int], Sequence[int]] = ((), ()),
) -> Evidence:
    """The evidence that `source` and `target` sentences translate each other.

    `source_mt` is the source in the target's language, line for line, `target_mt` the target in the
    source's; either may be missing. Several translations of a sentence stand side by side on its line. `own`
    is a lexicon to hear beside the program's. `blocks` are the numbers of the blocks, paragraphs say, that
    the sentences of each side stand in. Raises `WrongLength` when a translation has another number of lines.
    """
    _check("source", source_mt, source)
    _check("target", target_mt, target)
    entries = [*lexicon.load(source_lang, target_lang), *(own or ())]
    parts = _parts(source, target, source_mt, target_mt, entries)
    return add(Evidence(bare(source, blocks[0]), bare(target, blocks[1])), parts)


def _parts(
    source: Sequence[str],
    target: Sequence[str],
    source_mt: Sequence[str] | None,
    target_mt: Sequence[str] | None,
    entries: lexicon.Entries,
) -> Iterator[Weighed]:
    """One kind of evidence after the other, so that only one is in memory before it is trimmed."""
    if source_mt is not None:
        yield _translated(_same_language(source_mt, target))
    if target_mt is not None:
        yield _translated(_same_language(source, target_mt))
    yield "surface", WEIGHTS["surface"], _surface(source, target)
    found = tokens([numbers(t) for t in source], [numbers(t) for t in target])
    yield "number", WEIGHTS["number"], tf_idf(*found)
    if entries:
        for part in lexicon.both_ways(_words(source), _words(target), entries):
            yield "lexicon", WEIGHTS["lexicon"], part


def _translated(part: Part) -> Weighed:
    return "mt", WEIGHTS["mt"] * _trust(part), part


def _surface(source: Sequence[str], target: Sequence[str]) -> Part:
    return tf_idf(grams([romanise(t) for t in source]), grams([romanise(t) for t in target]))


def _words(sentences: Sequence[str], letters: int = STEM) -> lexicon.Counts:
    return lexicon.count([words(t, letters) for t in sentences])


def learned(
    evidence: Evidence,
    links: Iterable[Link],
    taught: Sequence[tuple[str, str]] = (),
    fixed: Iterable[Link] = (),
) -> Evidence:
    """`evidence` and a lexicon of the words that stand opposite each other in `links`.

    A link counts by its score, which is how likely it is; those that are also in `fixed` count once. `taught`
    are texts that are known to translate each other, in these documents or others; they count `TRUE` times.
    """
    n, m = evidence.shape
    source = _words([*evidence.source.sentences, *(text for text, _ in taught)], TAUGHT_STEM)
    target = _words([*evidence.target.sentences, *(text for _, text in taught)], TAUGHT_STEM)
    sure = {(link.source, link.target) for link in fixed}
    linked = [
        (
            link.source,
            link.target,
            1.0 if (link.source, link.target) in sure else link.score**SURENESS,
        )
        for link in links
        if link.source and link.target
    ]
    linked += [((n + k,), (m + k,), 1.0) for k in range(len(taught))] * TRUE
    if not linked:
        return evidence
    parts = induction.induced(source, target, linked, (n, m))
    return add(evidence, (("learned", WEIGHTS["learned"], part) for part in parts))


def self_taught(
    evidence: Evidence,
    find: Callable[[Evidence], Sequence[Link]],
    taught: Sequence[tuple[str, str]] = (),
    fixed: Sequence[Link] = (),
) -> Evidence:
    """`evidence` and the words that its own texts teach: aligned by `find`, learned from, and aligned again.

    Texts with no other bridge need it; to the others it gives the words that no bridge had. What is not short
    is not done more often than is needed. `fixed` are the links that are known to be right.
    """
    bridged = any(kind in BRIDGES for kind, _ in evidence.parts)
    needed = 1 if taught or not bridged else 0
    short = max(evidence.shape) <= SHORT
    known = evidence
    for _ in range((1 if bridged else ROUNDS) if short else needed):
        known = learned(evidence, find(known), taught, fixed)
    return known
