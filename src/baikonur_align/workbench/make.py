"""Making pairs: from documents to beads, through the splitter, the translator and the aligner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from baikonur_align import __version__, align, confidence, similarity, split
from baikonur_align.edit import in_order
from baikonur_align.model import Bead, Document, Kind, Pair, Problem, Segment, Side, Tool
from baikonur_align.translate import Translator


class NothingToAlign(Problem):
    """A document without a sentence."""


@dataclass(frozen=True)
class Bridge:
    """The engines between two languages, each None where there is no package."""

    forward: Translator | None
    backward: Translator | None

    def tools(self) -> tuple[Tool, ...]:
        return tuple(t.tool() for t in (self.forward, self.backward) if t)


def draft(pair_id: str, document: Document, to_lang: str, translator: Translator) -> Pair:
    """A text beside its machine translation: one bead a sentence, for reviewers to post-edit."""
    segments = _segments(document)
    drafts = translator.translate([s.text for s in segments])
    beads = []
    for number, (segment, text) in enumerate(zip(segments, drafts, strict=True), 1):
        target = (Segment(f"{to_lang}.{number}", text, segment.block),) if text else ()
        beads.append(Bead((replace(segment, draft=text),), target, origin="mt"))
    source = _side(document)
    target_side = Side(to_lang, source.title, "", "", source.blocks)
    tools = (split.tool(document.lang), translator.tool())
    return Pair(pair_id, "draft", source, target_side, in_order(beads), tools)


def aligned(pair_id: str, kind: Kind, source: Document, target: Document, bridge: Bridge) -> Pair:
    """Two given texts: aligned as a translation, or searched for what they have in common."""
