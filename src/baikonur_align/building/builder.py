"""Build a corpus: make pairs of texts, import new versions of texts, realign beads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from threading import BoundedSemaphore

from baikonur_align import segmentation, translation
from baikonur_align.accounts.people import clean_name
from baikonur_align.building.drafting import Draft, draft
from baikonur_align.building.maker import Made, PairMaker
from baikonur_align.building.pairs import Report, draft_cosines, drafted_bead, silent
from baikonur_align.building.plan import BadPlan, Task, plan, task
from baikonur_align.building.realign import (
    JudgementKind,
    Known,
    Realignment,
    Unchanged,
    ever_rejected,
    taught,
)
from baikonur_align.building.update import renewed_sides, update
from baikonur_align.building.writing_back import ReviewedDocument, Unreviewed, write_pair
from baikonur_align.clock import now
from baikonur_align.corpus import CorpusFolder
from baikonur_align.documents import Marking
from baikonur_align.edit import Refused
from baikonur_align.evaluation.quality import rated_bead
from baikonur_align.ingest import known_code
from baikonur_align.ingest.bilingual.lines import languages_of
from baikonur_align.ingest.files import METADATA, file_bytes, named_bytes, texts_in
from baikonur_align.ingest.given import Asked, Given, Places, read_at, read_given
from baikonur_align.ingest.isolated import isolated, isolated_each
from baikonur_align.ingest.properties import in_table, read_table
from baikonur_align.inline import concat_codes
from baikonur_align.journal import Numbered
from baikonur_align.metadata import merged, without_language
from baikonur_align.model import (
    Bead,
    Document,
    Edit,
    Kind,
    Pair,
    Problem,
    Properties,
    Segment,
)
from baikonur_align.review.placing import new_target
from baikonur_align.review.review import Review, Snapshot

MACHINE = "baikonur-align"
"""The author of what a build changes."""

DRAFT = "draft"
"""The verb that drafts sentences with nothing opposite; not in `edit.VERBS`, it translates."""

AT_ONCE = 3
"""Realignments at once: fewer than the server's threads, so that edits always find a free one."""


class Builder:
    """Makes the pairs of a corpus and changes them where that needs the translator or aligner."""

    def __init__(self, corpus: CorpusFolder, review: Review, maker: PairMaker) -> None:
        self._corpus = corpus
        self._review = review
        self.maker = maker
        self._aligning = BoundedSemaphore(AT_ONCE)

    def build(
        self,
        folder: Path,
        languages: tuple[str, str],
        *,
        comparable: bool,
        make_all: Callable[[Sequence[Task]], Iterator[Made]] | None = None,
        metadata: Path | None = None,
        by_hand: bool = False,
        report: Callable[[str, int, int], None] = silent,
        apart: bool = False,
    ) -> Iterator[Made]:
        """Make pairs of the new and changed texts of a folder; reviewed pairs stay as they are.

        The table `metadata`, or else ``metadata.tsv`` in the folder, describes the texts. With
        `by_hand`, texts without a translation are not translated by the machine.

        A file that cannot be read, or a pair that cannot be made, is yielded as refused with the
        reason; the others are made, by `make_all` or else one after the other. ``apart``: files
        are read in a process of their own, with limits (`ingest.isolated`).
        """
        documents = []
        tasks: list[Task] = []
        beside = folder / METADATA
        table = _table(metadata or (beside if beside.exists() else None))
        places = [Places(files, languages) for files in _together(texts_in(folder))]
        for place, given in zip(places, _read_all(places, apart=apart), strict=True):
            try:
                found = _checked(given)
                if found.links:
                    tasks.append(_imported(found))
                elif found.untranslated:
                    tasks.append(task(found.documents[0], None, found.untranslated, "draft"))
                else:
                    documents += [_in_languages(one, languages) for one in found.documents]
                self._keep_originals(place.paths)
            except (Problem, RuntimeError) as problem:  # the latter is an error of a reader
                yield Made(place.paths[0].name, "refused", str(problem))
        planned = [*plan(documents, languages, comparable=comparable), *tasks]
        tasks = [replace(wanted, by_hand=by_hand) for wanted in planned]
        made = make_all(tasks) if make_all else self._in_turn(tasks, report)
        for done, outcome in enumerate(made, 1):
            self._describe(outcome, table)
            yield outcome
            if make_all:
                report("pairs", done, len(tasks))
        self._corpus.write_manifest()

    def make(self, wanted: Task, report: Report = silent) -> Made:
        """Make one pair. Raises as `PairMaker.make`."""
        return self.maker.make(wanted, report)

    def _in_turn(self, tasks: Iterable[Task], report: Report) -> Iterator[Made]:
        for wanted in tasks:
            try:
                yield self.make(wanted, report)
            except Problem as problem:
                yield Made(wanted.pair_id, "refused", str(problem))

    def add(
        self,
        files: Sequence[Path],
        source: str | None,
        target: str | None,
        *,
        comparable: bool,
        force: bool = False,
        form: str | None = None,
        metadata: Path | None = None,
        links: Path | None = None,
        by_hand: bool = False,
        report: Report = silent,
        apart: bool = False,
    ) -> Made:
        """Make a pair of two texts, of a bilingual file, or of one text translated into `target`.

        The table `metadata` describes the texts. `links` is a hunalign ladder of two texts. With
        `by_hand`, or without a package for the two languages, one text is not translated: reviewers
        write its targets. ``apart``: files are read in a process of their own. Raises `BadPlan`,
        `ingest.Unreadable`.
        """
        table = _table(metadata)
        source, target = (known_code(code) if code else None for code in (source, target))
        asked = Asked(
            tuple(map(named_bytes, files)),
            (source, target),
            form,
            folder=files[0].parent,
            lines=not comparable,
            ladder=named_bytes(links) if links else None,
            check=not force,
        )
        given = isolated(read_given, asked, name=files[0].name) if apart else read_given(asked)
        if given.links:
            return self._added(self.maker.make(_imported(given)), files, table)
        target = target or given.untranslated or None
        first, second = given.documents[0], given.documents[1] if given.documents[1:] else None
        if second is None and target is None:
            raise BadPlan("one text is translated: name the target language with --to")
        kind: Kind = "draft" if second is None else "comparable" if comparable else "translation"
        wanted = task(first, second, second.lang if second else target or "", kind)
        made = self.maker.make(replace(wanted, by_hand=by_hand), report)
        return self._added(made, files, table)

    def _added(self, made: Made, files: Iterable[Path], table: Mapping[str, Properties]) -> Made:
        self._keep_originals(files)
        self._describe(made, table)
        self._corpus.write_manifest()
        return made

    def _describe(self, made: Made, table: Mapping[str, Properties]) -> None:
        """Set the metadata of a pair from a table; keys that the table lacks are kept."""
        if not table or made.outcome == "refused":
            return
        base = self._corpus.read(made.pair_id)
        source, target = (
            merged(side.metadata, in_table(table, side.name, side.lang))
            for side in (base.source, base.target)
        )
        self._review.describe(
            made.pair_id, (without_language(source), without_language(target)), MACHINE
        )

    def update(
        self,
        pair_id: str,
        files: Sequence[Path],
        reviewer: str,
        *,
        force: bool = False,
        apart: bool = False,
    ) -> tuple[int, Edit | None]:
        """Update a pair with new versions of its texts and publish it.

        Unchanged sentences keep their beads.

        Returns the version made and the edit, None if no sentence has changed. A file's language
        says which side it replaces. Raises `BadPlan` if that is neither, or a machine-made side.
        """
        seen = self._review.snapshot(pair_id)
        base = seen.base
        languages = base.source.lang, base.target.lang
        places = [Places([path], languages, not force, aligned=False) for path in files]
        read = _read_all(places, apart=apart)
        documents = [one for given in read for one in _checked(given).documents]
        sides = renewed_sides(base, documents)
        past = [edit for _, edit in self._review.edits(pair_id)]
        reviewer_name = clean_name(reviewer)
        edit = update(
            seen.pair,
            {
                side: [segment.text for segment in segmentation.segments(document)]
                for side, document in sides.items()
            },
            {
                segment.id
                for edit in past
                for bead in edit.before | edit.after
                for segment in bead.segments
            },
            self._known(seen.pair, past),
            self.maker.engines.between(base.source.lang, base.target.lang),
            reviewer_name,
            now(),
        )
        version = (
            self._review.write(pair_id, lambda _: edit, reviewer_name)[0] if edit else seen.version
        )
        self._keep_originals(files)
        self._review.publish(pair_id, sides)
        return version, edit

    def realign(
        self,
        pair_id: str,
        bead_ids: Sequence[str],
        reviewer: str,
        key: str = "",
        include: Collection[JudgementKind] = (),
    ) -> Numbered:
        """Align the sentences of these beads again; confirmed and judged beads are kept.

        Beads whose judgements are all in `include` are aligned too. Returns the version made, and
        the edit. It may take minutes if sentences must be translated first; others can edit
        meanwhile. Raises `Conflict` if a bead has changed, `Refused` if nothing would change or
        too many realignments run.
        """
        if done := self._review.done(pair_id, reviewer, key):
            return done
        edit = self._realigned(pair_id, bead_ids, reviewer, include)
        return self._review.write(pair_id, lambda _: edit, reviewer, key)

    def plan_realign(
        self,
        pair_id: str,
        bead_ids: Sequence[str],
        reviewer: str,
        include: Collection[JudgementKind] = (),
    ) -> tuple[int, Edit | None]:
        """Return the current version and the edit that `realign` would make; None if no change.

        Raises as `realign` does.
        """
        version = self._review.snapshot(pair_id).version
        try:
            return version, self._realigned(pair_id, bead_ids, reviewer, include)
        except Unchanged:
            return version, None

    def _realigned(
        self,
        pair_id: str,
        bead_ids: Sequence[str] | None,
        reviewer: str,
        include: Collection[JudgementKind],
    ) -> Edit:
        if not self._aligning.acquire(blocking=False):
            raise Refused("the server is busy aligning other texts; try again in a moment")
        try:
            wanted = self.realignment(pair_id, bead_ids, reviewer, include)
            return wanted.edit(self.maker.engines.between(*wanted.languages))
        finally:
            self._aligning.release()

    def realignment(
        self,
        pair_id: str,
        bead_ids: Sequence[str] | None,
        reviewer: str,
        include: Collection[JudgementKind] = (),
    ) -> Realignment:
        """Return what a realignment of these beads, or of all, takes. Raises as `realign` does."""
        seen = self._review.snapshot(pair_id)
        chosen = seen.pair.beads if bead_ids is None else seen.named(bead_ids)
        past = [edit for _, edit in self._review.edits(pair_id)]
        known = self._known(seen.pair, past)
        return Realignment(seen.pair, chosen, known, reviewer, now(), include)

    def realign_each(
        self, pair_ids: Sequence[str], reviewer: str
    ) -> Iterator[tuple[str, Numbered | Problem]]:
        """Align whole pairs again around their judged beads; yield each edit, or why there is none.

        An edit is yielded with the version that it made.
        """
        for pair_id in pair_ids:
            try:
                edit = self._realigned(pair_id, None, clean_name(reviewer), ())
                yield pair_id, self.keep_realigned(pair_id, edit)
            except Problem as problem:
                yield pair_id, problem

    def keep_realigned(self, pair_id: str, edit: Edit) -> Numbered:
        """Write the edit of a realignment. Raises `Conflict` if its beads have changed since."""
        return self._review.write(pair_id, lambda _: edit, edit.reviewer)

    def draft(
        self, pair_id: str, bead_ids: Sequence[str], reviewer: str, key: str = ""
    ) -> Numbered:
        """Draft source sentences that have nothing opposite: by memory, else by machine.

        Returns the version made, and the edit. Raises `Conflict` if a bead has changed, `Refused`
        if there is no such sentence, `translation.NoModel` without package and match.
        """
        if done := self._review.done(pair_id, reviewer, key):
            return done
        seen = self._review.snapshot(pair_id)
        langs = seen.base.source.lang, seen.base.target.lang
        beads = [bead for bead in seen.named(bead_ids) if bead.source and not bead.target]
        if not beads:
            raise Refused("these rows already have a translation")
        segments, engines = [_as_one(bead) for bead in beads], self.maker.engines.between(*langs)
        texts = [segment.text for segment in segments]
        said = draft(segments, langs, engines, self.maker.known.memory(texts, *langs))
        if not any(each.text for each in said):
            translation.engine(*langs)  # raises `NoModel`
        alike = draft_cosines(engines.encoder, segments, said)
        drafted = dict(zip(beads, zip(said, alike, strict=True), strict=True))
        model = self.maker.known.quality(*langs)

        def make(current: Snapshot) -> Edit:
            beads = current.named(bead_ids)
            pairs = [(bead, drafted[bead]) for bead in beads if bead in drafted]
            after = [
                _with_draft(bead, each, new_target(current.pair, bead, each.text), langs, cosine)
                for bead, (each, cosine) in pairs
                if each.text
            ]
            if model:
                after = [rated_bead(bead, model, langs) for bead in after]
            before = frozenset(bead for bead, (each, _) in pairs if each.text)
            if not before:
                raise Refused("nothing would change")
            return Edit(before, frozenset(after), DRAFT, reviewer, now())

        return self._review.write(pair_id, make, reviewer, key)

    def document(
        self, pair_id: str, *, unreviewed: Unreviewed = "draft", mark: Marking | None = None
    ) -> ReviewedDocument:
        """Return a pair as a document in the layout of its source.

        Raises `NoPair`, `NoOriginal` and what `write_pair` raises.
        """
        pair = self._review.pair(pair_id)
        original = self._corpus.original(pair.source)
        engines = self.maker.engines.between(pair.source.lang, pair.target.lang)
        return write_pair(pair, original, engines, unreviewed=unreviewed, mark=mark)

    def _keep_originals(self, files: Iterable[Path]) -> None:
        """Keep the files that pairs were made of, so that documents can be written back."""
        for path in files:
            self._corpus.keep_original(file_bytes(path), path.name)

    def _known(self, pair: Pair, past: Iterable[Edit]) -> Known:
        """Return what reviewers have said: of the pair in its edits, of others in its languages."""
        languages = pair.source.lang, pair.target.lang
        others = [name for name in self._review.confirmed(*languages) if name != pair.id]
        pairs = (other.pair for other in self._review.readable(others))
        return Known(ever_rejected(past), taught(chain([pair], pairs), languages))


def _as_one(bead: Bead) -> Segment:
    """Return the source of a bead as one sentence."""
    text = " ".join(segment.text for segment in bead.source)
    codes = concat_codes([(segment.text, segment.codes) for segment in bead.source])
    return replace(bead.source[0], text=text, codes=codes)


def _with_draft(
    bead: Bead, said: Draft, target: Segment, langs: tuple[str, str], cosine: float | None
) -> Bead:
    """Return a bead with a draft opposite, which stays with the source if the machine made it."""
    made = drafted_bead(_as_one(bead), said, target.id, langs, cosine)
    source = bead.source
    if len(source) == 1:
        source = (replace(made.source[0], text=source[0].text, codes=source[0].codes),)
    return replace(
        bead,
        source=source,
        target=(replace(target, codes=said.codes),),
        status="auto",
        confidence=None,
        origin=made.origin,
        properties=(*bead.properties, *made.properties),
    )


def _together(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """Group files that may correspond line by line (``a.en``, ``a.kk``); others stand alone."""
    rest = list(paths)
    while rest:
        both = languages_of([path.name for path in rest[:2]]) is not None
        yield rest[: 1 + both]
        del rest[: 1 + both]


def _table(path: Path | None) -> Mapping[str, Properties]:
    return read_table(path) if path else {}


def _read_all(places: Sequence[Places], *, apart: bool) -> Iterator[Given | Exception]:
    """What files are, or the problem with them; `apart` in a process of its own."""
    if apart:
        yield from isolated_each(read_at, [(place.paths[0].name, (place,)) for place in places])
        return
    for place in places:
        try:
            yield read_at(place)
        except Problem as problem:
            yield problem


def _checked(given: Given | Exception) -> Given:
    if isinstance(given, Exception):
        raise given
    return given


def _imported(given: Given) -> Task:
    """The task for two texts that bring their own links."""
    source, target = given.documents
    return replace(task(source, target, target.lang, "translation"), links=given.links)


def _in_languages(document: Document, languages: tuple[str, str]) -> Document:
    if document.lang not in languages:
        raise BadPlan(
            "{name} is in {lang}, not in {languages}: name the languages of the corpus with "
            "--languages, or leave the file out",
            name=document.name,
            lang=document.lang,
            languages=" or ".join(languages),
        )
    return document
