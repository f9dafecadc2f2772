"""Making the pairs of a corpus; pairs that reviewers have worked on are left as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Literal

from baikonur_align import __version__, encoders, ingest, journal, translation
from baikonur_align.building.bridge import Bridge, bridge
from baikonur_align.building.drafting import machine_texts
from baikonur_align.building.memories import CorpusMemory
from baikonur_align.building.pairs import Report, make_pair, silent, tools
from baikonur_align.building.plan import Task
from baikonur_align.building.steered import Steered
from baikonur_align.checks.glossary import Glossary
from baikonur_align.clock import now
from baikonur_align.corpus import CorpusFolder, CorpusProblem
from baikonur_align.edit import Conflict, State
from baikonur_align.encoders.cached import CachedEncoder
from baikonur_align.evaluation.quality import rated
from baikonur_align.ingest.report import ImportReport, reports
from baikonur_align.metadata import merged
from baikonur_align.model import Change, Edit, Pair, Problem, Tool
from baikonur_align.segmentation import segments
from baikonur_align.tm import TranslationMemory
from baikonur_align.translation import Translator

GUESSED = "its paragraphs are guessed from the lines of a PDF"
NO_PACKAGE = (
    "no package translates {source} to {target}: translate by hand, or add a package "
    "and build again before you start"
)


class NameTaken(Problem):
    """Another pair has this name, or a job is making one."""


@dataclass(frozen=True)
class Made:
    """The outcome of one pair of a build, or of a refused file; `pair_id` is then its name."""

    pair_id: str
    outcome: Literal["made", "rebuilt", "unchanged", "kept", "refused"]
    note: str = ""
    reports: tuple[ImportReport, ...] = field(default=(), compare=False)


class Engines:
    """The engines of a language pair with a memory in front of them and the glossary behind."""

    def __init__(
        self,
        memory: translation.Memory,
        vectors: journal.Vectors,
        glossary: Callable[[], Glossary],
    ) -> None:
        self._memory, self._vectors, self._glossary = memory, vectors, glossary

    def between(self, source: str, target: str) -> Bridge:
        """Return the engines between two languages, as far as there are packages."""
        found = bridge(source, target)
        encoder = encoders.find_encoder()
        return Bridge(
            self._steered(found.forward, (source, target)),
            self._steered(found.backward, (target, source)),
            encoder and CachedEncoder(encoder, self._vectors),
        )

    def of(self, task: Task) -> Bridge:
        """Return the engines for a task, as far as there are packages and it wants them."""
        if task.by_hand:
            return Bridge(None, None)
        return self.between(task.source.lang, task.target_lang)

    def _steered(self, engine: Translator | None, langs: tuple[str, str]) -> Translator | None:
        if engine is None:
            return None
        return Steered(translation.remembering(engine, self._memory), self._glossary(), langs)


class PairMaker:
    """Makes pairs and writes them into the corpus."""

    def __init__(
        self,
        corpus: CorpusFolder,
        edits: journal.Journal,
        engines: Engines,
        known: CorpusMemory,
    ) -> None:
        self._corpus, self._journal, self.engines = corpus, edits, engines
        self.known = known

    def make(self, task: Task, report: Report = silent) -> Made:
        """Make the pair, unless it is there and unchanged, or reviewers have worked on it.

        A draft without a package is made without machine translation, and that is told. Raises
        `CorpusProblem`.
        """
        engines = self.engines.of(task)
        if done := self.settled(task, engines):
            return done
        pair = make_pair(task, engines, report, self.memory_for(task))
        report("save", 0, 0)
        return self.keep(task, pair)

    def memory_for(self, task: Task) -> TranslationMemory | None:
        """Return the translations that come before the machine's; only drafts have such."""
        if task.target is not None or task.by_hand:
            return None
        found = segments(task.source)
        texts = [*(segment.text for segment in found), *machine_texts(found, None)]
        return self.known.memory(texts, task.source.lang, task.target_lang)

    def settled(self, task: Task, engines: Bridge) -> Made | None:
        """Return the outcome of a task whose pair stays as it is; None if it must be made."""
        if task.pair_id not in self._corpus:
            return None
        old = self._corpus.read(task.pair_id)
        reviewed = old.version or self._journal.edits(task.pair_id)
        if _hashes(old) != _wanted(task):
            if not reviewed:
                return None
            how = f"baikonur-align update {task.pair_id} FILE takes the new text in"
            return Made(task.pair_id, "kept", f"reviewers have worked on the old text; {how}")
        same = _without_encoder(old.tools) == _without_encoder(tools(task, engines))
        return Made(task.pair_id, "unchanged") if reviewed or same else None

    def keep(self, task: Task, pair: Pair) -> Made:
        """Write a pair made for `task`, unless a reviewer has edited the old one meanwhile.

        Raises `CorpusProblem` if there are edits of a pair whose file was lost and they do not fit.
        """
        old = self._corpus.read(pair.id) if pair.id in self._corpus else None
        if old:
            pair = _described_as(old, pair)
        else:
            self._check_fits(pair, [edit for _, edit in self._journal.edits(pair.id)])
        if pair.kind == "draft":  # of aligned texts nobody edits the machine's drafts
            model = self.known.quality(pair.source.lang, pair.target.lang)
            pair = rated(pair, model) if model else pair
        history = (Change("baikonur-align", now(), f"built by version {__version__}"),)
        self._corpus.write(replace(pair, changes=history))
        if old and self._journal.version(pair.id):  # a reviewer has edited the old pair meanwhile
            self._corpus.write(old)
            return Made(pair.id, "kept", "a reviewer has begun to work on the old one")
        note = "; ".join(_notes(task, pair))
        return Made(pair.id, "rebuilt" if old else "made", note, reports(pair))

    def make_new(self, task: Task, report: Report) -> Made:
        """Make the pair, but not in place of a pair of other texts: raises `NameTaken`.

        A pair of the same texts is the job's own: it was made, and the worker ended before it
        could say so.
        """
        taken = task.pair_id in self._corpus
        if taken and _hashes(self._corpus.read(task.pair_id)) != _wanted(task):
            raise NameTaken(
                "there is already a pair {pair}; add the text under another name",
                pair=task.pair_id,
            )
        return self.make(task, report)

    def _check_fits(self, pair: Pair, edits: Sequence[Edit]) -> None:
        """Raise `CorpusProblem` if edits of a pair whose file was lost do not fit the new one."""
        try:
            State(pair.beads).apply(*edits)
        except Conflict as error:
            raise CorpusProblem(
                "the journal has {count} edits of {pair}, but its file is missing: put {file} back",
                count=len(edits),
                pair=pair.id,
                file=self._corpus.path(pair.id),
            ) from error


def _described_as(old: Pair, new: Pair) -> Pair:
    """Return the new pair with the metadata that people gave the old one."""
    source, target = (
        replace(side, metadata=merged(before.metadata, side.metadata))
        for before, side in ((old.source, new.source), (old.target, new.target))
    )
    return replace(new, source=source, target=target, metadata=old.metadata)


def _without_encoder(used: Sequence[Tool]) -> list[Tool]:
    """Return the tools whose change makes a pair anew; an encoder alone does not."""
    return [tool for tool in used if tool.role != "encoder"]


def _hashes(pair: Pair) -> tuple[str, str]:
    return pair.source.sha256, pair.target.sha256


def _wanted(task: Task) -> tuple[str, str]:
    return task.source.sha256, task.target.sha256 if task.target else ""


def _notes(task: Task, pair: Pair) -> Iterator[str]:
    if _guessed(task):
        yield GUESSED
    translated = any(tool.role == "translator" for tool in pair.tools)
    if task.target is None and not task.by_hand and not translated:
        yield NO_PACKAGE.format(source=task.source.lang, target=task.target_lang)


def _guessed(task: Task) -> bool:
    documents = [document for document in (task.source, task.target) if document]
    return any(PurePath(document.name).suffix.lower() in ingest.GUESSED for document in documents)
