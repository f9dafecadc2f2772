"""Texts on their way in: looked at, put on the list of jobs, made into pairs by whoever works on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import PurePath
from textwrap import shorten
from threading import Event
from typing import Final, cast

from baikonur_align import ingest, translation
from baikonur_align.building.maker import NameTaken, PairMaker
from baikonur_align.building.pairs import Report
from baikonur_align.building.plan import BadPlan, Task, stem, task
from baikonur_align.clock import now
from baikonur_align.corpus import Corpus, slug
from baikonur_align.evaluation.service import Evaluations, Request
from baikonur_align.ingest import bilingual
from baikonur_align.journal import Journal
from baikonur_align.journal.jobs import Job, Jobs, NameHeld, Step, Text
from baikonur_align.model import Document, GivenLink, Kind, Problem

EVALUATION: Final = "evaluation"
"""The kind of a job that makes an evaluation, and the beginning of its name."""

LONGEST_NAME = 80
"""Characters of a pair's name, so that its file's name fits every system."""

LONGEST_TITLE = 40
"""Characters of a title that a pair is named after."""

PASTED = "text.txt"
"""The name of a text that came in no file; the page gives it to what is pasted."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")


class NoJob(Problem):
    """There is no job of that number."""


class TooLate(Problem):
    """The job has ended, or hasn't yet."""


@dataclass(frozen=True)
class Seen:
    """What was understood of one text; `guessed` where its paragraphs are a guess."""

    name: str
    lang: str
    title: str
    words: int
    guessed: bool


@dataclass(frozen=True)
class Look:
    """What one text or two would become: `name` is free for the pair. `ways` says what can be translated."""

    texts: tuple[Seen, ...]
    kind: Kind
    name: str
    languages: tuple[str, ...]
    ways: dict[str, list[str]]


class JobQueue:
    """The list of jobs of a corpus. `added` is set when a job has come."""

    def __init__(
        self,
        corpus: Corpus,
        edits: Journal,
        jobs: Jobs,
        maker: PairMaker,
        evaluations: Evaluations,
    ) -> None:
        self._corpus, self._journal, self._maker = corpus, edits, maker
        self._evaluations = evaluations
        self.store = jobs
        self.added = Event()

    def look(self, texts: Sequence[Text]) -> Look:
        """What is understood of one text or two, nothing kept. Raises `ingest.Unreadable`."""
        documents = _read(texts, "").documents
        ways = translation.ways()
        langs = ([d.lang for d in documents] + ways.get(documents[0].lang, [""]))[:2]
        return Look(
            tuple(map(_seen, documents)),
            "translation" if len(documents) > 1 else "draft",
            self._free(slug(_name(documents[0])), langs),
            tuple(ingest.languages()),
            ways,
        )

    def order(
        self, texts: Sequence[Text], kind: Kind, target_lang: str, name: str, who: str
    ) -> Job:
        """Put a pair to be made of one text or two on the list; all that can be wrong is told now.

        Raises `ingest.Unreadable`, `BadPlan`, `translation.NoModel` for a draft, and `NameTaken`.
        """
        wanted = _task(texts, kind, target_lang, name)
        if kind == "draft":
            translation.engine(wanted.source.lang, wanted.target_lang)
        if self._is_taken(wanted.pair_id):
            raise _taken(wanted.pair_id)
        documents = [d for d in (wanted.source, wanted.target) if d]
        kept = [
            replace(t, lang=d.lang, title=d.title) for t, d in zip(texts, documents, strict=False)
        ]
        title = wanted.source.title
        new = Job(
            0, wanted.pair_id, kind, wanted.source.lang, wanted.target_lang, title, who, now()
        )
        try:
            job = self.store.add(new, kept)
        except NameHeld:
            raise _taken(wanted.pair_id) from None
        self.added.set()
        return job

    def order_evaluation(self, request: Request) -> Job:
        """Put an evaluation on the list; the same one is not put there twice.

        Raises `CannotScore`.
        """
        test_set = self._evaluations.check(request)
        text = request.to_json()
        name = f"{EVALUATION}:{sha256(text.encode()).hexdigest()[:16]}"
        langs = test_set.source_lang, test_set.target_lang
        new = Job(0, name, EVALUATION, *langs, test_set.name, request.who, now())
        try:
            job = self.store.add(new, [Text("request.json", "", "", text.encode())])
        except NameHeld:
            return next(job for job in self.store.recent()[::-1] if job.pair == name)
        self.added.set()
        return job

    def job(self, number: int) -> Job:
        """Raises `NoJob`."""
        found = self.store.get(number)
        if found is None:
            raise NoJob(f"there is no job {number}")
        return found

    def cancel(self, number: int) -> Job:
        """End a job; nothing of it stays but its line. Raises `NoJob`, `TooLate`."""
        if not self.store.cancel(number):
            raise TooLate(
                f"job {self.job(number).id} can't be cancelled any more: it has ended, or is about to"
            )
        return self.job(number)

    def forget(self, number: int) -> None:
        """Take a job that has ended off the list. Raises `NoJob`, `TooLate`."""
        if not self.store.forget(number):
            raise TooLate(f"job {self.job(number).id} hasn't ended; cancel it first")

    def make(self, job: Job, report: Report) -> None:
        """Make the pair of a job. Raises every `Problem` that a build does."""
        if job.kind == EVALUATION:
            (text,) = self.store.texts(job.id)
            self._evaluations.make(
                Request.from_json(text.data.decode()),
                lambda step, done, total: report(cast("Step", step), done, total),
            )
            return
        wanted = _task(
            self.store.texts(job.id), job.kind, job.target_lang, job.pair.rpartition(".")[0]
        )
        made = self._maker.make_new(wanted, report)
        if made.outcome == "kept":
            raise _taken(made.pair_id)
        self._corpus.write_manifest()

    def _free(self, name: str, langs: Sequence[str]) -> str:
        """`name`, or the first of ``name-2``, ``name-3`` ... that no pair has, whichever side is first."""
        held = {job.pair for job in self.store.recent() if job.state in ("waiting", "running")}

        def is_free(name: str) -> bool:
            pairs = [f"{name}.{'-'.join(order)}" for order in (langs, langs[::-1])]
            return not any(pair in held or self._is_taken(pair) for pair in pairs)

        return next(filter(is_free, (name if n == 1 else f"{name}-{n}" for n in count(1))))

    def _is_taken(self, pair_id: str) -> bool:
        """Edits without a file belong to a pair that someone may yet bring back."""
        return pair_id in self._corpus or self._journal.version(pair_id) > 0


@dataclass(frozen=True)
class Given:
    """The documents that texts are, and what belongs together in them if they came aligned."""

    documents: Sequence[Document]
    links: tuple[GivenLink, ...] = ()


def _task(texts: Sequence[Text], kind: Kind, target_lang: str, name: str) -> Task:
    given = _read(texts, target_lang)
    source, *rest = given.documents
    if len(given.documents) != (1 if kind == "draft" else 2):
        raise BadPlan("a draft is made of one text, any other pair of two")
    wanted = task(
        source, rest[0] if rest else None, rest[0].lang if rest else target_lang, kind, name
    )
    for lang in (wanted.source.lang, wanted.target_lang):
        if not _LANGUAGE.fullmatch(lang):
            raise BadPlan(f"{lang!r} is no language's code; kk and en are")
    if len(wanted.pair_id) > LONGEST_NAME:
        raise BadPlan(f"a pair's name may have {LONGEST_NAME} characters; choose a shorter one")
    return replace(wanted, links=given.links)


def _read(texts: Sequence[Text], target_lang: str) -> Given:
    """One text or two as documents. A file of aligned texts is two, in the languages that are given."""
    if len(texts) == 1:
        text = texts[0]
        aligned = bilingual.found_in(text.data, text.name, text.lang or None, target_lang or None)
        if aligned:
            return Given(
                [_titled(d, text.title) for d in (aligned.source, aligned.target)], aligned.links
            )
    return Given([_document(text) for text in texts])


def _document(text: Text) -> Document:
    """The text, in the language and under the title that were given with it, if they were."""
    if bilingual.is_bilingual(text.name) and not ingest.is_readable(text.name):
        raise BadPlan(f"{text.name} has both texts, aligned already; add it alone")
    return _titled(ingest.read_bytes(text.data, text.name, text.lang or None), text.title)


def _titled(document: Document, title: str) -> Document:
    return replace(document, title=" ".join(title.split()) or document.title)


def _name(document: Document) -> str:
    """What a pair may be called: as its file, or where the text came in none, as its title begins."""
    if document.name == PASTED:
        return shorten(document.title, LONGEST_TITLE, placeholder="")
    return stem(document)


def _seen(document: Document) -> Seen:
    words = sum(len(block.text.split()) for block in document.blocks)
    guessed = PurePath(document.name).suffix.lower() in ingest.GUESSED
    return Seen(document.name, document.lang, document.title, words, guessed)


def _taken(pair_id: str) -> NameTaken:
    return NameTaken(f"there is a pair {pair_id} already, or will soon be; choose another name")
