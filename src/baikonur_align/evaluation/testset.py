"""Test sets: lines with a reference, frozen by a hash, and where each line comes from.

A test set is made of the confirmed beads of a corpus, of files, or of a test set that sacreBLEU
has on disk. Post-edits and translations are never mixed: a post-edit is close to the draft that it
was made of, which flatters the engine of that draft.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from baikonur_align.evaluation.translation import CannotScore, check_lines
from baikonur_align.model import Bead, Pair, Segment, Status

Material = Literal["translation", "post-edit", "file", "sacrebleu"]

FEWEST = 10
"""Lines below which no figure is given."""

FEW = 100
"""Lines below which figures come with a warning."""

Direction = tuple[Literal["translation", "post-edit"], str, str]
"""Material, source language and target language."""

Dates = Callable[[str], Mapping[str, str]]
"""For a pair, the time (ISO 8601) of the last edit of a bead by the id of its first segment."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a test set.

    ``source`` has a sentence an item, or nothing where the source is not known. ``document`` and
    ``segment`` say where the line stands in a corpus; ``block`` is the kind of its paragraph.
    ``draft`` is the machine translation that a reviewer started from, None where there is none.
    """

    reference: str
    source: tuple[str, ...] = ()
    document: str = ""
    segment: str = ""
    kind: str = ""
    block: str = ""
    reviewer: str = ""
    confidence: float | None = None
    draft: str | None = None

    @property
    def source_text(self) -> str:
        """The source sentences with spaces between them."""
        return " ".join(self.source)


@dataclass(frozen=True)
class Choice:
    """Which beads of a corpus make a test set.

    ``pairs`` empty means all. ``since`` and ``until`` are dates (``2026-01-31``) of the last edit
    of a bead, both included; a bead without a dated edit is left out where one is given.
    """

    material: Literal["translation", "post-edit"]
    source_lang: str
    target_lang: str
    pairs: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ("confirmed",)
    since: str = ""
    until: str = ""

    def to_json(self) -> dict[str, Any]:
        """The choice as JSON."""
        return asdict(self)


@dataclass(frozen=True)
class TestSet:
    """Lines with a reference each. ``left_out`` counts what was not taken, by reason."""

    name: str
    material: Material
    source_lang: str
    target_lang: str
    lines: tuple[Line, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    __test__ = False  # not a class of tests

    @cached_property
    def hash(self) -> str:
        """SHA-256 of languages, sources and references, in hexadecimal."""
        texts = [[*line.source, line.reference] for line in self.lines]
        content = json.dumps([self.source_lang, self.target_lang, texts], ensure_ascii=False)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def references(self) -> list[str]:
        """The reference of each line."""
        return [line.reference for line in self.lines]

    @property
    def has_sources(self) -> bool:
        """Whether every line has a source."""
        return all(line.source for line in self.lines)


def from_pairs(pairs: Iterable[Pair], choice: Choice, dates: Dates | None = None) -> TestSet:
    """The test set that `choice` makes of `pairs`.

    A translation serves in both directions; a post-edit serves in the direction of its draft.
    Raises `CannotScore` where nothing is left.
    """
    lines: list[Line] = []
    left_out: dict[str, int] = {}
    for pair in pairs:
        if choice.pairs and pair.id not in choice.pairs:
            continue
        turned = _direction(pair, choice)
        if turned is None:
            continue
        when = dates(pair.id) if dates and (choice.since or choice.until) else {}
        for bead in pair.beads:
            reason = _unfit(bead, choice, when)
            if reason:
                left_out[reason] = left_out.get(reason, 0) + 1
            else:
                lines.append(_line(pair, bead, turned=turned))
    if not lines:
        raise CannotScore(
            "no bead of these pairs can be a reference from {source} to {target}: "
            "confirm some beads, or choose other pairs, statuses or dates",
            source=choice.source_lang,
            target=choice.target_lang,
        )
    names = sorted({line.document for line in lines})
    name = names[0] if len(names) == 1 else f"{len(names)} pairs"
    return TestSet(
        name, choice.material, choice.source_lang, choice.target_lang, tuple(lines), left_out
    )


def _direction(pair: Pair, choice: Choice) -> bool | None:
    """Whether the pair serves turned round; None where it does not serve."""
    wanted = choice.source_lang, choice.target_lang
    langs = pair.source.lang, pair.target.lang
    if choice.material == "post-edit":
        return False if pair.kind == "draft" and langs == wanted else None
    if pair.kind == "draft" or langs not in (wanted, wanted[::-1]):
        return None
    return langs != wanted


def _unfit(bead: Bead, choice: Choice, when: Mapping[str, str]) -> str:
    """Why a bead is not taken; empty where it is."""
    if not (bead.source and bead.target):
        return "one side is empty"
    if bead.status not in choice.statuses:
        return "status"
    if choice.since or choice.until:
        day = when.get(bead.segments[0].id, "")[:10]
        if not day or day < choice.since or (choice.until and day > choice.until):
            return "date"
    return ""


def _line(pair: Pair, bead: Bead, *, turned: bool) -> Line:
    source, target = (bead.target, bead.source) if turned else (bead.source, bead.target)
    side = pair.target if turned else pair.source
    block = source[0].block
    return Line(
        reference=_joined(target),
        source=tuple(segment.text for segment in source),
        document=pair.id,
        segment=bead.segments[0].id,
        kind=pair.kind,
        block=side.blocks[block] if block < len(side.blocks) else "",
        reviewer=bead.resp,
        confidence=bead.confidence,
        draft=" ".join(segment.draft for segment in source)
        if all(segment.draft for segment in source)
        else None,
    )


def _joined(segments: Sequence[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


def from_lines(
    references: Sequence[str],
    sources: Sequence[str] | None = None,
    *,
    name: str,
    langs: tuple[str, str] = ("", ""),
    split: Callable[[str], Sequence[str]] | None = None,
) -> TestSet:
    """A test set of files, line by line.

    `split` cuts a source line into sentences, where a line has several. Raises `CannotScore`.
    """
    if sources is not None:
        check_lines(sources, references, "source", "reference")
    elif not any(line.strip() for line in references):
        check_lines(references, references, "reference", "reference")
    cut = split or (lambda line: [line])
    lines = tuple(
        Line(reference, tuple(cut(sources[index])) if sources is not None else ())
        for index, reference in enumerate(references)
    )
    return TestSet(name, "file", *langs, lines)


def from_sacrebleu(name: str, langs: tuple[str, str]) -> TestSet:
    """A test set that sacreBLEU has on disk, such as ``wmt19``. Nothing is downloaded.

    Raises `CannotScore` where sacreBLEU does not know it, or does not have it on disk.
    """
    from sacrebleu.dataset import DATASETS

    pair = "-".join(langs)
    known: Any = DATASETS.get(name)
    if known is None or pair not in known.langpairs:
        raise CannotScore(
            "sacreBLEU has no test set {name} for {pair}; see sacrebleu --list",
            name=name,
            pair=pair,
        )
    names = known.fieldnames(pair)
    fields = ["src", next(field for field in names if field.startswith("ref"))]
    files = [Path(known._get_txt_file_path(pair, one)) for one in fields]  # noqa: SLF001
    if not all(file.is_file() for file in files):
        raise CannotScore(
            "the test set {name} {pair} is not on this disk; get it with: "
            "sacrebleu -t {name} -l {pair} --echo src",
            name=name,
            pair=pair,
        )
    sources, references = (file.read_text(encoding="utf-8").splitlines() for file in files)
    check_lines(sources, references, "source", "reference")
    lines = tuple(
        Line(reference, (source,)) for source, reference in zip(sources, references, strict=True)
    )
    return TestSet(name, "sacrebleu", *langs, lines)


def directions(pairs: Iterable[Pair]) -> Iterator[Direction]:
    """Material, source and target language of every test set that these pairs could make."""
    found: dict[Direction, None] = {}
    for pair in pairs:
        langs = pair.source.lang, pair.target.lang
        if not any(map(is_reference, pair.beads)):
            continue
        if pair.kind == "draft":
            found["post-edit", *langs] = None
        else:
            found["translation", *langs] = None
            found["translation", *langs[::-1]] = None
    yield from found


def is_reference(bead: Bead) -> bool:
    """Whether a bead can serve as a reference: confirmed, with both sides."""
    return bool(bead.status == "confirmed" and bead.source and bead.target)
