"""Align two texts: from sentences and options to judged beads.

A bead of a x b sentences scores its cosine times the root of a b, less prices for its shape, for
unlikely lengths (Gale & Church 1993) and for sentence ends that one side lacks. An unaligned
sentence scores the more, the more it resembles some other sentence. Dynamic programming finds the
best sequence of beads. Long texts are searched in a band near a coarse path, so that time and
memory are linear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from baikonur_align.alignment import confidence, text_params
from baikonur_align.alignment.anchors import Region, regions
from baikonur_align.alignment.band import band_strips
from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.comparable import comparable_links
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.features import build_evidence, with_learned_lexicon
from baikonur_align.alignment.joined import LEAST_CHANCE, joined_gains
from baikonur_align.alignment.monotone import monotone_beads
from baikonur_align.alignment.moved import link_moved_text
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.parameters import Span, Strip, TextParams
from baikonur_align.alignment.posterior import likely_beads
from baikonur_align.alignment.viterbi import best_path
from baikonur_align.model import Link

BRIDGES = ("mt", "lexicon")  # kinds of evidence that make repeated learning unnecessary
LEARNING_ROUNDS = 3  # alignments that teach words, without a bridge
SHORT = 3000  # sentences of a side up to which another round is cheap

DEFAULTS = AlignmentOptions()


def align(
    source: Sequence[str], target: Sequence[str], options: AlignmentOptions = DEFAULTS
) -> list[Link]:
    """Return the beads of two lists of sentences, with confidence and remarks.

    Every sentence is in exactly one bead; an unaligned sentence is a bead with one side. Beads come
    in reading order of the source, crossing ones included. ``Link.confidence`` is the calibrated
    probability that the bead is right, 0 to 1. Raises `features.WrongLength` for translations or
    blocks that do not have one entry for each sentence.
    """
    evidence = build_evidence(source, target, options)
    if options.kind == "comparable":
        found = comparable_links(evidence, options.fixed, options.rejected)
        return confidence.judge(evidence, found, comparable=True)
    evidence = learn_words(evidence, options)
    return confidence.judge(evidence, find_beads(evidence, options, joined=True))


def learn_words(evidence: Evidence, options: AlignmentOptions = DEFAULTS) -> Evidence:
    """Return `evidence` with the words that a first alignment, or several, teach."""
    learned = evidence
    for _ in range(learning_rounds(evidence, known=bool(options.known_translations))):
        links = find_beads(learned, options)
        learned = with_learned_lexicon(evidence, links, options)
    return learned


def learning_rounds(evidence: Evidence, *, known: bool) -> int:
    """Return how many alignments teach words: more without a bridge, fewer for long texts.

    `known`: whether there are known translations to learn from.
    """
    if max(evidence.shape) <= SHORT:
        return 1 if _bridged(evidence) else LEARNING_ROUNDS
    return 1 if known or not _bridged(evidence) else 0


def _bridged(evidence: Evidence) -> bool:
    return any(kind in BRIDGES for kind, _ in evidence.kinds)


def _gains_of_merges(
    evidence: Evidence, options: AlignmentOptions, strips: Sequence[Strip], params: TextParams
) -> dict[Span, float]:
    """Return what vectors of joined sentences add to the scores of possible merges.

    Empty without an encoder or with a bridge.
    """
    source, target = options.source_vectors, options.target_vectors
    if options.encode is None or source is None or target is None or _bridged(evidence):
        return {}
    possible: list[Span] = []
    for region, _, table in _tables(evidence, options, strips, {}):
        if table:
            path = best_path(table, table.strips, params)
            near = likely_beads(table, path, params, LEAST_CHANCE)
            possible += filter(None, map(region.whole_span, near))
    return joined_gains(evidence, (source, target), possible, options.encode)


def find_beads(
    evidence: Evidence,
    options: AlignmentOptions = DEFAULTS,
    *,
    joined: bool = False,
) -> list[Link]:
    """Return the beads of two translations by given evidence; scores are posterior probabilities.

    Fixed beads come out unchanged, in reading order where they do not cross. `joined`: whether
    possible merges are also compared by vectors of joined sentences.
    """
    fixed = [link for link in options.fixed if link.source or link.target]
    strips = band_strips(evidence) if all(evidence.shape) else []
    params = text_params.learn(evidence, strips) if strips else TextParams(1.0, evidence.prices)
    gains = _gains_of_merges(evidence, options, strips, params) if joined else {}
    links: list[Link] = []
    for region, part, table in _tables(evidence, options, strips, gains):
        links += [region.after] if region.after else []
        found = monotone_beads(part, table, params) if table else _all_unaligned(*part.shape)
        links += map(region.to_whole, found)
    dividing = set(links)
    links += [link for link in fixed if link not in dividing]
    return link_moved_text(evidence, links, params, set(fixed), options)


def _tables(
    evidence: Evidence,
    options: AlignmentOptions,
    strips: Sequence[Strip],
    gains: Mapping[Span, float],
) -> Iterator[tuple[Region, Evidence, BandTable | None]]:
    """Yield each region between fixed beads with its evidence and table.

    The table is None where one side is empty.
    """
    fixed = [link for link in options.fixed if link.source or link.target]
    rejected = [link for link in options.rejected if link.source and link.target]
    unaligned = BandTable(evidence, strips).unaligned if fixed and strips else None
    for region in regions(evidence.shape, fixed):
        part = region.select(evidence)
        if not all(part.shape):
            yield region, part, None
            continue
        table = BandTable(
            part,
            band_strips(part) if fixed else strips,
            region.spans(rejected),
            options.max_bead_size,
            region.unaligned(unaligned),
            region.gains(gains),
        )
        yield region, part, table


def _all_unaligned(n: int, m: int) -> list[Link]:
    return [Link((i,), (), 1.0) for i in range(n)] + [Link((), (j,), 1.0) for j in range(m)]
