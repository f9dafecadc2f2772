"""Align two texts: from sentences and options to judged beads.

A bead of a x b sentences scores its cosine times the root of a b, less prices for its shape, for
unlikely lengths (Gale & Church 1993) and for sentence ends that one side lacks. An unaligned
sentence scores the more, the more it resembles some other sentence. Dynamic programming finds the
best sequence of beads. Long texts are searched in a band near a coarse path, so that time and
memory are linear.
"""

from __future__ import annotations

from collections.abc import Sequence

from baikonur_align.alignment import confidence, text_params
from baikonur_align.alignment.anchors import regions
from baikonur_align.alignment.band import band_strips
from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.comparable import comparable_links
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.features import build_evidence, with_learned_lexicon
from baikonur_align.alignment.monotone import monotone_beads
from baikonur_align.alignment.moved import link_moved_text
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.parameters import TextParams
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
    return confidence.judge(evidence, find_beads(evidence, options))


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
    bridged = any(kind in BRIDGES for kind, _ in evidence.kinds)
    if max(evidence.shape) <= SHORT:
        return 1 if bridged else LEARNING_ROUNDS
    return 1 if known or not bridged else 0


def find_beads(evidence: Evidence, options: AlignmentOptions = DEFAULTS) -> list[Link]:
    """Return the beads of two translations by given evidence; scores are posterior probabilities.

    Fixed beads come out unchanged, in reading order where they do not cross.
    """
    fixed = [link for link in options.fixed if link.source or link.target]
    rejected = [link for link in options.rejected if link.source and link.target]
    strips = band_strips(evidence) if all(evidence.shape) else []
    params = text_params.learn(evidence, strips) if strips else TextParams(1.0, evidence.prices)
    unaligned = BandTable(evidence, strips).unaligned if fixed and strips else None
    links: list[Link] = []
    for region in regions(evidence.shape, fixed):
        links += [region.after] if region.after else []
        part = region.select(evidence)
        if not all(part.shape):
            links += map(region.to_whole, _all_unaligned(*part.shape))
            continue
        table = BandTable(
            part,
            band_strips(part) if fixed else strips,
            region.spans(rejected),
            options.max_bead_size,
            region.unaligned(unaligned),
        )
        links += map(region.to_whole, monotone_beads(part, table, params))
    dividing = set(links)
    links += [link for link in fixed if link not in dividing]
    return link_moved_text(evidence, links, params, set(fixed), options)


def _all_unaligned(n: int, m: int) -> list[Link]:
    return [Link((i,), (), 1.0) for i in range(n)] + [Link((), (j,), 1.0) for j in range(m)]
