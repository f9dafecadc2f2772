"""The queue of jobs: texts are previewed, queued, and made into pairs by a worker."""

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
from baikonur_align.corpus import CorpusFolder, slug
from baikonur_align.evaluation.service import Evaluations, Request
from baikonur_align.ingest.given import Given
from baikonur_align.jobs.reading import read, read_apart
from baikonur_align.journal import Journal
from baikonur_align.journal.jobs import Job, Jobs, NameHeld, Step, Text
from baikonur_align.metadata import without_language
from baikonur_align.model import Document, Kind, Problem, Properties, Remark

EVALUATION: Final = "evaluation"
"""The kind of a job that makes an evaluation, and the beginning of its name."""

LONGEST_NAME = 80
"""Characters of a pair's name, so that its file's name fits every system."""

LONGEST_WORDS = 40
"""Characters of a pasted text that a pair is named after."""

PASTED = "text.txt"
"""The name of a text that came in no file; the page gives it to what is pasted."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")


class NoJob(Problem):
    """There is no job of that number."""


class TooLate(Problem):
    """The job has ended, or has not ended yet."""


class TooManyJobs(Problem):
    """The account has as many unfinished jobs as it may have."""


MOST_JOBS = 20
"""Unfinished jobs of one account."""


@dataclass(frozen=True)
class Seen:
    """What was understood of one text; `guessed` where its paragraphs are a guess.

    `blocks` are its paragraphs or units. `remarks` are its import report, `metadata` what the file
    says of the text.
    """

    name: str
    lang: str
    title: str
    words: int
    guessed: bool
    blocks: int
    sentences: int
    remarks: tuple[Remark, ...]
    metadata: Properties


@dataclass(frozen=True)
class Look:
    """A pair that texts would become: `name` is free, `ways` are possible translations.

    ``aligned``: the texts came with the links between them. ``into`` is the language that the file
    itself wants, or empty.
    """

    texts: tuple[Seen, ...]
    kind: Kind
    name: str
    languages: tuple[str, ...]
    ways: dict[str, list[str]]
    aligned: bool
    into: str = ""


class JobQueue:
    """The list of jobs of a corpus. `added` is set when a job has come."""

    def __init__(
        self,
        corpus: CorpusFolder,
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
        """Return what is known of one or two texts; nothing is kept. Raises `ingest.Unreadable`."""
        given = read_apart(texts, "")
        documents = given.documents
        ways = translation.ways()
        wanted = [given.untranslated] if given.untranslated else ways.get(documents[0].lang, [""])
        langs = ([document.lang for document in documents] + wanted)[:2]
        return Look(
            _seen(given),
            "translation" if len(documents) > 1 else "draft",
            self._free(slug(_name(documents[0])), langs),
            tuple(ingest.languages()),
            ways,
            bool(given.links),
            given.untranslated,
        )

    def order(
        self,
        texts: Sequence[Text],
        kind: Kind,
        target_lang: str,
        name: str,
        who: str,
        *,
        by_hand: bool = False,
    ) -> Job:
        """Queue a pair of one text or two; raises whatever is wrong with them now.

        A draft `by_hand` has no machine translation. Raises `ingest.Unreadable`, `BadPlan`,
        `NameTaken`, and `translation.NoModel` for a draft that is not by hand.
        """
        given = read_apart(texts, target_lang, lines=kind != "comparable")
        wanted = _task(given, kind, target_lang, name)
        if kind == "draft" and not by_hand:
            translation.engine(wanted.source.lang, wanted.target_lang)
        if self._is_taken(wanted.pair_id):
            raise _taken(wanted.pair_id)
        if self.store.unfinished(who) >= MOST_JOBS:
            raise TooManyJobs(
                "you have {most} texts in the queue: wait until some are done", most=MOST_JOBS
            )
        documents = [document for document in (wanted.source, wanted.target) if document]
        kept = [
            replace(text, lang=document.lang, title=document.title)
            for text, document in zip(texts, documents, strict=False)
        ]
        title = wanted.source.title
        langs = wanted.source.lang, wanted.target_lang
        new = Job(0, wanted.pair_id, kind, *langs, title, who, now(), by_hand=by_hand)
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
        """Return a job by its number. Raises `NoJob`."""
        found = self.store.get(number)
        if found is None:
            raise NoJob("there is no job {number}", number=number)
        return found

    def cancel(self, number: int) -> Job:
        """Cancel a job; its line in the list stays. Raises `NoJob`, `TooLate`."""
        if not self.store.cancel(number):
            raise TooLate(
                "job {number} cannot be cancelled any more: it has ended, or is about to",
                number=self.job(number).id,
            )
        return self.job(number)

    def forget(self, number: int) -> None:
        """Remove a finished job from the list. Raises `NoJob`, `TooLate`."""
        if not self.store.forget(number):
            raise TooLate("job {number} has not ended; cancel it first", number=self.job(number).id)

    def make(self, job: Job, report: Report) -> None:
        """Make the pair or evaluation of a job, in the worker. Raises each `Problem` of a build."""
        if job.kind == EVALUATION:
            (text,) = self.store.texts(job.id)
            self._evaluations.make(
                Request.from_json(text.data.decode()),
                lambda step, done, total: report(cast("Step", step), done, total),
            )
            return
        texts = self.store.texts(job.id)
        given = read(texts, job.target_lang, lines=job.kind != "comparable")
        wanted = _task(given, job.kind, job.target_lang, job.pair.rpartition(".")[0])
        made = self._maker.make_new(replace(wanted, by_hand=job.by_hand), report)
        if made.outcome == "kept":
            raise _taken(made.pair_id)
        for text in texts:
            self._corpus.keep_original(text.data, text.name)
        self._corpus.write_manifest()

    def _free(self, name: str, langs: Sequence[str]) -> str:
        """Return `name`, or the first free of ``name-2``, ``name-3`` ..., in both directions."""
        held = {job.pair for job in self.store.recent() if job.state in ("waiting", "running")}

        def is_free(name: str) -> bool:
            pairs = [f"{name}.{'-'.join(order)}" for order in (langs, langs[::-1])]
            return not any(pair in held or self._is_taken(pair) for pair in pairs)

        return next(
            filter(is_free, (name if number == 1 else f"{name}-{number}" for number in count(1)))
        )

    def _is_taken(self, pair_id: str) -> bool:
        """Edits without a file belong to a pair whose file may come back."""
        return pair_id in self._corpus or self._journal.version(pair_id) > 0


def _task(given: Given, kind: Kind, target_lang: str, name: str) -> Task:
    source, *rest = given.documents
    if len(given.documents) != (1 if kind == "draft" else 2):
        raise BadPlan("a draft needs one text, any other pair needs two")
    wanted = task(
        source, rest[0] if rest else None, rest[0].lang if rest else target_lang, kind, name
    )
    for lang in (wanted.source.lang, wanted.target_lang):
        if not _LANGUAGE.fullmatch(lang):
            raise BadPlan("{lang!r} is not a language code; codes look like kk or en", lang=lang)
    if len(wanted.pair_id) > LONGEST_NAME:
        raise BadPlan(
            "a pair's name may have {most} characters; choose a shorter one", most=LONGEST_NAME
        )
    return replace(wanted, links=given.links)


def _name(document: Document) -> str:
    """Return a name for a pair, from the file name or the first words of a pasted text."""
    if document.name == PASTED:
        return shorten(document.blocks[0].text, LONGEST_WORDS, placeholder="")
    return stem(document)


def _seen(given: Given) -> tuple[Seen, ...]:
    """What was understood of each text; the remarks on a file that holds both are said once."""
    both = len({document.sha256 for document in given.documents}) < len(given.documents)
    return tuple(
        Seen(
            document.name,
            document.lang,
            document.title,
            sum(len(block.text.split()) for block in document.blocks),
            PurePath(document.name).suffix.lower() in ingest.GUESSED,
            len(document.blocks),
            sentences,
            () if both and number else document.remarks,
            without_language(document.metadata),
        )
        for number, (document, sentences) in enumerate(
            zip(given.documents, given.sentences, strict=True)
        )
    )


def _taken(pair_id: str) -> NameTaken:
    return NameTaken(
        "there is already a pair {pair}, or a job that makes one; choose another name", pair=pair_id
    )
