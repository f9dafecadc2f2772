"""Feature vectors of sentences: the evidence that two sentences translate each other.

Every sentence becomes one sparse vector, with a part for each kind of evidence:

- ``mt``: character n-grams of a machine translation beside those of the other text;
- ``surface``: character n-grams of both texts in Latin letters, for names and cognates;
- ``number``: exact numbers;
- ``lexicon``: words of the other language that a lexicon predicts;
- ``learned``: the same, by a lexicon learned from a first alignment.

Vectors of a sentence encoder, if there are any, are added as dense columns (`whitening`).

Each part is weighted by tf-idf and by `WEIGHTS`. Memory is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment import induction, lexicon
from baikonur_align.alignment.evidence import Evidence, add_parts, add_vectors, measures
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.parameters import MAX_BEAD_SIZE
from baikonur_align.alignment.vectors import Part, character_ngrams, tf_idf, token_counts
from baikonur_align.alignment.whitening import prepare_vectors, without_subject
from baikonur_align.alignment.words import STEM, numbers, romanise, words
from baikonur_align.model import Link, Problem

# Docs: docs/alignment.md, Constants.
WEIGHTS = {"mt": 1.0, "surface": 0.5, "number": 0.5, "lexicon": 1.0, "learned": 0.7}
POSTERIOR_POWER = 2  # a link teaches with its posterior to this power
LEARNED_STEM = 4  # letters kept of a word when words are learned from the texts themselves
KNOWN_WEIGHT = 2  # times that a known translation counts
FULL_TRUST = 0.12  # margin from which a machine translation has its full weight
TRUST_SAMPLE = 128  # sentences from which the margin is estimated
RIVALS = 3  # next best matches that the best match is compared with
BATCH = 512  # sentences compared with the sample at once

Weighted = tuple[str, float, Part]  # kind of evidence, weight, vectors


class WrongLength(Problem):
    """Translations or vectors that do not have one entry for each sentence."""


def build_evidence(
    source: Sequence[str],
    target: Sequence[str],
    options: AlignmentOptions,
    longest_run: int = MAX_BEAD_SIZE,
) -> Evidence:
    """Return the evidence on two lists of sentences, and on runs of up to `longest_run` of them.

    Raises `WrongLength` for translations or vectors without one entry for each sentence.
    """
    _check("source", options.source_translations, source)
    _check("target", options.target_translations, target)
    bare = Evidence(
        measures(source, options.source_blocks, longest_run),
        measures(target, options.target_blocks, longest_run),
    )
    evidence = add_parts(bare, _parts(source, target, options))
    if options.source_vectors is None or options.target_vectors is None:
        return evidence
    _check_vectors("source", options.source_vectors, source)
    _check_vectors("target", options.target_vectors, target)
    sides = prepare_vectors(options.source_vectors, options.target_vectors)
    if options.kind == "translation":
        sides = without_subject(sides[0]), without_subject(sides[1])
    return add_vectors(evidence, *sides)


def _check(side: str, translations: Sequence[str] | None, sentences: Sequence[str]) -> None:
    if translations is not None and len(translations) != len(sentences):
        raise WrongLength(
            "the machine translation of the {side} has {lines} lines for {sentences} sentences; "
            "give one line for each sentence",
            side=side,
            lines=len(translations),
            sentences=len(sentences),
        )


def _check_vectors(side: str, vectors: NDArray[np.float32], sentences: Sequence[str]) -> None:
    if len(vectors) != len(sentences):
        raise WrongLength(
            "the vectors of the {side} have {rows} rows for {sentences} sentences; "
            "give one row for each sentence",
            side=side,
            rows=len(vectors),
            sentences=len(sentences),
        )


def _parts(
    source: Sequence[str], target: Sequence[str], options: AlignmentOptions
) -> Iterator[Weighted]:
    """Yield one kind of evidence after the other, so that one at a time is in memory."""
    if options.source_translations is not None:
        yield _translation_part(_same_language_part(options.source_translations, target))
    if options.target_translations is not None:
        yield _translation_part(_same_language_part(source, options.target_translations))
    surface = (character_ngrams([romanise(text) for text in side]) for side in (source, target))
    yield "surface", WEIGHTS["surface"], tf_idf(*surface)
    found = token_counts([numbers(text) for text in source], [numbers(text) for text in target])
    yield "number", WEIGHTS["number"], tf_idf(*found)
    langs = options.source_lang, options.target_lang
    if lexicon.load(*langs) or options.dictionary:
        counted = _word_counts(source, STEM), _word_counts(target, STEM)
        entries = [*lexicon.entries_of(counted[0].words, *langs), *options.dictionary]
        for part in lexicon.predicted_both_ways(*counted, entries):
            yield "lexicon", WEIGHTS["lexicon"], part


def _same_language_part(source: Sequence[str], target: Sequence[str]) -> Part:
    sides = (character_ngrams([text.lower() for text in side]) for side in (source, target))
    return tf_idf(*sides)


def _translation_part(part: Part) -> Weighted:
    return "mt", WEIGHTS["mt"] * trust(part), part


def trust(part: Part) -> float:
    """Return the weight of evidence, 0 to 1, by how clearly sentences prefer one of the other side.

    The median margin of the best match over the next `RIVALS`, on a sample. A machine translation
    without content has a margin of .02 to .03 and must not outvote a lexicon.
    """
    fewer, more = sorted(part, key=lambda side: side.shape[0])
    if fewer.shape[0] <= RIVALS:
        return 1.0
    sample = fewer[:: -(-fewer.shape[0] // TRUST_SAMPLE)].T.tocsr()
    best = np.zeros((RIVALS + 1, sample.shape[1]), np.float32)
    for top in range(0, more.shape[0], BATCH):
        found = (more[top : top + BATCH] @ sample).toarray()
        best = np.partition(np.vstack([best, found]), -RIVALS - 1, axis=0)[-RIVALS - 1 :]
    best.sort(axis=0)
    return min(1.0, float(np.median(best[-1] - best[:-1].mean(axis=0))) / FULL_TRUST)


def _word_counts(sentences: Sequence[str], letters: int) -> lexicon.WordCounts:
    return lexicon.count_words([words(text, letters) for text in sentences])


def with_learned_lexicon(
    evidence: Evidence, links: Iterable[Link], options: AlignmentOptions
) -> Evidence:
    """Return `evidence` with a part for the words that occur opposite each other in `links`.

    A link teaches by its score, which is its posterior; a fixed link has weight 1. The options'
    known translations teach too.
    """
    n, m = evidence.shape
    known = options.known_translations
    source = _word_counts([*evidence.source.sentences, *(word for word, _ in known)], LEARNED_STEM)
    target = _word_counts([*evidence.target.sentences, *(word for _, word in known)], LEARNED_STEM)
    fixed = {(link.source, link.target) for link in options.fixed}
    linked = [
        (
            link.source,
            link.target,
            1.0 if (link.source, link.target) in fixed else link.score**POSTERIOR_POWER,
        )
        for link in links
        if link.source and link.target
    ]
    linked += [((n + k,), (m + k,), 1.0) for k in range(len(known))] * KNOWN_WEIGHT
    if not linked:
        return evidence
    parts = induction.induced_parts(source, target, linked, (n, m))
    return add_parts(evidence, (("learned", WEIGHTS["learned"], part) for part in parts))
