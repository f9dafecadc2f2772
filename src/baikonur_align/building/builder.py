"""Putting pairs into a corpus: what is new or has changed is made, what a reviewer touched stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from baikonur_align import __version__, ingest, journal, translate
from baikonur_align.building.pairs import Bridge, Report, make_pair, silent, tools
from baikonur_align.building.plan import Task
from baikonur_align.building.steps import bridge
from baikonur_align.corpus import Corpus, CorpusProblem
from baikonur_align.edit import Conflict, State
from baikonur_align.model import Change, Edit, Pair, Problem
from baikonur_align.review.review import now

GUESSED = "its paragraphs are guessed from the lines of a PDF"


class NameTaken(Problem):
    """There is, or will soon be, another pair of this name."""


@dataclass(frozen=True)
class Made:
    """What became of one pair in a build."""

    pair_id: str
    outcome: Literal["made", "rebuilt", "unchanged", "kept"]
    note: str = ""


class Maker:
    """Makes pairs, with what a corpus, its journal and its translation memory have already."""

    def __init__(self, corpus: Corpus, edits: journal.Journal, memory: journal.Memory) -> None:
        self._corpus, self._journal, self._memory = corpus, edits, memory

    def make(self, task: Task, report: Report = silent) -> Made:
        """Make the pair, unless it is there and unchanged, or reviewers have worked on it."""
        old = self._corpus.read(task.pair_id) if task.pair_id in self._corpus else None
        edits = [edit for _, edit in self._journal.edits(task.pair_id)]
        engines = self._bridge(task)
        if old and _hashes(old) == _wanted(task):
            if edits or old.version or old.tools == tools(task, engines):
                return Made(task.pair_id, "unchanged")
        elif old and (edits or old.version):
            how = f"baikonur-align update {task.pair_id} FILE takes the new text in"
            return Made(task.pair_id, "kept", f"reviewers have worked on the old text; {how}")
        pair = make_pair(task, engines, report)
        self._check_fits(pair, edits)
        report("save", 0, 0)
        history = (Change("baikonur-align", now(), f"built by version {__version__}"),)
        self._corpus.write(replace(pair, changes=history))
        if old and self._journal.version(pair.id):  # someone began to review the old one meanwhile
            self._corpus.write(old)
            return Made(task.pair_id, "kept", "a reviewer has begun to work on the old one")
        return Made(task.pair_id, "rebuilt" if old else "made", GUESSED if _guessed(task) else "")

    def make_new(self, task: Task, report: Report) -> Made:
        """The same, but never in place of another pair: raises `NameTaken`.

        A pair of these very texts is no other one: the work on it was done, and broke off at the very end.
        """
        if task.pair_id in self._corpus and _hashes(self._corpus.read(task.pair_id)) != _wanted(
            task
        ):
            raise NameTaken(
                f"there is a pair {task.pair_id} already; add the text under another name"
            )
        return self.make(task, report)

    def _check_fits(self, pair: Pair, edits: Sequence[Edit]) -> None:
        """Raises `CorpusProblem` when edits of a pair whose file was lost don't fit the new one."""
        try:
            State(pair.beads).apply(*edits)
        except Conflict as error:
            raise CorpusProblem(
                f"the journal has {len(edits)} edits of {pair.id}, made on a file that is gone: "
                f"put {self._corpus.path(pair.id)} back"
            ) from error

    def _bridge(self, task: Task) -> Bridge:
        """The engines for a task, each asking first what it has translated before.

        Raises `translate.NoModel` for a draft without one; an alignment does with what there is.
        """
        if task.target is None:
            engine = translate.engine(task.source.lang, task.target_lang)
            return Bridge(translate.remembering(engine, self._memory), None)
        return self.engines(task.source.lang, task.target_lang)

    def engines(self, source: str, target: str) -> Bridge:
        """Those that there are between two languages, each asking the memory first."""
        found = bridge(source, target)
        return Bridge(
            *(e and translate.remembering(e, self._memory) for e in (found.forward, found.backward))
        )


def _hashes(pair: Pair) -> tuple[str, str]:
    return pair.source.sha256, pair.target.sha256


def _wanted(task: Task) -> tuple[str, str]:
    return task.source.sha256, task.target.sha256 if task.target else ""


def _guessed(task: Task) -> bool:
    documents = [d for d in (task.source, task.target) if d]
    return any(PurePath(d.name).suffix.lower() in ingest.GUESSED for d in documents)
