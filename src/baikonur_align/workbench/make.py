"""Making pairs: from documents to beads, through the splitter, the translator and the aligner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from baikonur_align import __version__, split
from baikonur_align.edit import in_order
from baikonur_align.model import Bead, Document, Link, Pair, Segment, Side, Tool
from baikonur_align.translate import Translator
from baikonur_align.workbench.plan import Job

ALIGNER = Tool("aligner", "baikonur-align", __version__)


@dataclass(frozen=True)
class Bridge:
    """The engines between two languages, each None where there is no package."""

    forward: Translator | None
    backward: Translator | None

    def tools(self) -> tuple[Tool, ...]:
        return tuple(t.tool() for t in (self.forward, self.backward) if t)


def make_pair(job: Job, bridge: Bridge) -> Pair:
    """The pair that `job` asks for, as the machines see it. A draft needs the forward engine."""
    if job.target is None:
        assert bridge.forward
        return _draft(job, bridge.forward)
    return _aligned(job, job.target, bridge)


def tools(job: Job, bridge: Bridge) -> tuple[Tool, ...]:
    """The programs that have a part in the pair, as its header will name them."""
    if job.target is None:
        return (split.tool(job.source.lang), *bridge.tools())
    used = (split.tool(job.source.lang), split.tool(job.target.lang), *bridge.tools(), ALIGNER)
    return tuple(dict.fromkeys(used))


def _draft(job: Job, translator: Translator) -> Pair:
    """A text beside its machine translation: one bead a sentence, for reviewers to post-edit."""
    segments = split.segments(job.source)
    title, *drafts = translator.translate([job.source.title, *(s.text for s in segments)])
    beads = []
    for number, (segment, text) in enumerate(zip(segments, drafts, strict=True), 1):
        target = (Segment(f"{job.target_lang}.{number}", text, segment.block),) if text else ()
        beads.append(Bead((replace(segment, draft=text),), target, origin="mt"))
    source = _side(job.source)
    target_side = Side(job.target_lang, title, "", "", source.blocks)
    return Pair(job.pair_id, "draft", source, target_side, tuple(beads), tools(job, Bridge(translator, None)))


def _aligned(job: Job, target: Document, bridge: Bridge) -> Pair:
    """Two given texts: aligned as a translation, or searched for the little they share."""
    left, right = split.segments(job.source), split.segments(target)
    texts = [s.text for s in left], [s.text for s in right]
    forward = bridge.forward.translate(texts[0]) if bridge.forward else None
    backward = bridge.backward.translate(texts[1]) if bridge.backward else None
    langs = job.source.lang, target.lang
    links = find_links(langs, *texts, forward, backward, comparable=job.kind == "comparable")
    if forward:
        left = tuple(replace(s, draft=text) for s, text in zip(left, forward, strict=True))
    beads = [
        Bead(tuple(left[i] for i in k.source), tuple(right[j] for j in k.target), "auto", k.confidence)
        for k in links
    ]
    sides = _side(job.source), _side(target)
    return Pair(job.pair_id, job.kind, *sides, in_order(beads), tools(job, bridge))


def find_links(
    langs: tuple[str, str],
    source: Sequence[str],
    target: Sequence[str],
    source_mt: Sequence[str] | None,
    target_mt: Sequence[str] | None,
    *,
    comparable: bool,
    fixed: Sequence[Link] = (),
    refused: Sequence[Link] = (),
) -> list[Link]:
    """The beads of two lists of sentences, judged; each translated as far as there is a machine to do it.

    The beads `fixed` are among them, those `refused` are not. Without any translation or lexicon a first
    alignment teaches the words for a second one.
    """
    from baikonur_align import align, confidence, similarity

    evidence = similarity.compare(source, target, *langs, source_mt, target_mt)
    if comparable:
        found = align.comparable(evidence, fixed, refused)
        return confidence.judge(evidence, found, comparable=True)
    if source_mt is None and target_mt is None and not similarity.has_lexicon(*langs):
        evidence = similarity.learned(evidence, align.align(evidence, fixed, refused))
    return confidence.judge(evidence, align.align(evidence, fixed, refused))


def _side(document: Document) -> Side:
    kinds = tuple(block.kind for block in document.blocks)
    return Side(document.lang, document.title, document.name, document.sha256, kinds)
