"""Beads and edits as the pages see them, and what has happened to a pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import cast

from baikonur_align.checks import Finding, check, dismissed, share_codes
from baikonur_align.checks.glossary import Glossary
from baikonur_align.edit import in_order, parts
from baikonur_align.hints.translations import Translations
from baikonur_align.hints.unlike import Unlike
from baikonur_align.model import Bead, Edit, Pair
from baikonur_align.review.judgement import Judgements, Verdict
from baikonur_align.review.review import Snapshot
from baikonur_align.summary import PairName
from baikonur_align.web.naming import name_of
from baikonur_align.web.shapes import (
    BeadJson,
    EditJson,
    FindingJson,
    JournalEditJson,
    NewsJson,
    PlainBeadJson,
)
from baikonur_align.wire import bead_id, named_bead
from baikonur_align.workbench import Workbench

HISTORY_PARTS = 10
"""How much of an edit of many beads the history shows."""


@dataclass(frozen=True)
class Standards:
    """What the texts of a corpus are held to: its terms, what was confirmed elsewhere, meaning.

    ``named`` says what to call the pair of that id.
    """

    glossary: Glossary
    translations: Translations
    unlike: Unlike
    named: Callable[[str], PairName | None]


def standards_of(workbench: Workbench, glossary: Glossary) -> Standards:
    lookup = workbench.lookup
    named = cache(partial(name_of, workbench))
    return Standards(glossary, lookup.translations, lookup.unlike, named)


def beads_json(
    beads: Sequence[Bead], pair: Pair, judgements: Judgements, standards: Standards
) -> Iterator[BeadJson]:
    """Yield beads with their ids, what their checks found and what reviewers think of them."""
    langs = pair.source.lang, pair.target.lang
    coded = share_codes(pair)
    otherwise = standards.translations.check(pair.id, langs, beads)
    for bead, elsewhere in zip(beads, otherwise, strict=True):
        out = cast("BeadJson", named_bead(bead))
        found = (
            *check(bead, *langs, standards.glossary, coded=coded),
            *elsewhere,
            *standards.unlike.check(pair, bead),
        )
        if found:
            out["checks"] = [finding_json(finding, bead, standards) for finding in found]
        people = judgements.people(bead)
        if people:
            out["people"] = people
            _add_verdict(out, judgements.of(bead))
        yield out


def finding_json(finding: Finding, bead: Bead, standards: Standards) -> FindingJson:
    """Return what a check found, where else to look and, if it was dismissed, by whom and why."""
    out: FindingJson = {"kind": finding.kind, "what": finding.what, "where": finding.where}
    if finding.at:
        out["at"], out["named"] = finding.at, standards.named(finding.at.partition("#")[0])
    if said := dismissed(finding, bead):
        out["dismissed"] = {"reason": said.reason, "resp": said.resp}
    return out


def _add_verdict(out: BeadJson, verdict: Verdict) -> None:
    if verdict.opinions:
        out["judged"] = {j.reviewer: j.label for j in verdict.opinions}
    if verdict.decision:
        out["settled"] = {"by": verdict.decision.reviewer, "as": verdict.decision.label}
    if verdict.disputed or verdict.needs_second:
        out["opinion"] = "disputed" if verdict.disputed else "second"


def edit_json(
    version: int, edit: Edit, pair: Pair, judgements: Judgements, standards: Standards
) -> EditJson:
    """Return an edit as the page applies it: which beads go, which come. The page orders them."""
    return {
        "version": version,
        "verb": edit.verb,
        "reviewer": edit.reviewer,
        "at": edit.at,
        "undoes": edit.undoes,
        "removed": sorted(bead_id(bead) for bead in edit.before),
        "added": list(beads_json(list(edit.after), pair, judgements, standards)),
    }


def entry_json(version: int, edit: Edit, about: str) -> JournalEditJson:
    """Return an edit as people read it: what each of its first parts was and became.

    `about` is the verb of the edit that an undo or a redo was about.
    """
    found = parts(edit)
    return {
        "version": version,
        "verb": edit.verb,
        "reviewer": edit.reviewer,
        "at": edit.at,
        "undoes": edit.undoes,
        "about": about,
        "sizes": [len(edit.before), len(edit.after)],
        "parts": [
            {
                "before": [_plain(bead) for bead in in_order(part.before)],
                "after": [_plain(bead) for bead in in_order(part.after)],
            }
            for part in found[:HISTORY_PARTS]
        ],
        "left_out": max(0, len(found) - HISTORY_PARTS),
    }


def _plain(bead: Bead) -> PlainBeadJson:
    return cast("PlainBeadJson", named_bead(bead))


def news(workbench: Workbench, now: Snapshot, since: int | None) -> NewsJson:
    """Return the edits after version `since` that led to `now` (none if it is None)."""
    edits = [] if since is None else workbench.review.edits_to(now, since)
    judgements = workbench.team.judgements(now) if edits else Judgements()
    standards = standards_of(workbench, workbench.glossary()[0])
    return {
        "version": now.version,
        "edits": [
            edit_json(version, edit, now.base, judgements, standards) for version, edit in edits
        ],
    }
