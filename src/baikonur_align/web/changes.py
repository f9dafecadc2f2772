"""Beads and edits as the pages see them, and what has happened to a pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from baikonur_align.checks import Finding, check, dismissed
from baikonur_align.checks.glossary import Glossary
from baikonur_align.edit import in_order, parts
from baikonur_align.hints.translations import Translations
from baikonur_align.model import Bead, Edit, Pair
from baikonur_align.review.judgement import Judgements, Verdict
from baikonur_align.review.review import Snapshot
from baikonur_align.web.naming import name_of
from baikonur_align.wire import Json, bead_id, named_bead
from baikonur_align.workbench import Workbench

HISTORY_PARTS = 10
"""How much of an edit of many beads the history shows."""


@dataclass(frozen=True)
class Standards:
    """What the texts of a corpus are held to: its terms, and what was confirmed elsewhere.

    ``named`` says what to call the pair of that id.
    """

    glossary: Glossary
    translations: Translations
    named: Callable[[str], Json | None]


def standards_of(workbench: Workbench, glossary: Glossary) -> Standards:
    return Standards(glossary, workbench.lookup.translations, cache(partial(name_of, workbench)))


def bead_json(bead: Bead, pair: Pair, judgements: Judgements, standards: Standards) -> Json:
    """A bead of `pair` with its name, what its checks found and what is thought of it, where there is any."""
    out = named_bead(bead)
    langs = pair.source.lang, pair.target.lang
    found = check(bead, *langs, standards.glossary) + standards.translations.check(
        pair.id, langs, bead
    )
    if found:
        out["checks"] = [finding_json(f, bead, standards) for f in found]
    people = judgements.people(bead)
    return out | {"people": people} | _verdict(judgements.of(bead)) if people else out


def finding_json(finding: Finding, bead: Bead, standards: Standards) -> Json:
    """What a check found, where else to look, if anywhere; if it was dismissed, by whom and why."""
    out: Json = {"kind": finding.kind, "what": finding.what, "where": finding.where}
    if finding.at:
        out |= {"at": finding.at, "named": standards.named(finding.at.partition("#")[0])}
    said = dismissed(finding, bead)
    return out | {"dismissed": {"reason": said.reason, "resp": said.resp}} if said else out


def _verdict(verdict: Verdict) -> Json:
    """Who thinks what: ``settled`` is what a lead decided, ``opinion`` says what a bead still needs."""
    out: Json = (
        {"judged": {j.reviewer: j.label for j in verdict.opinions}} if verdict.opinions else {}
    )
    if verdict.decision:
        out["settled"] = {"by": verdict.decision.reviewer, "as": verdict.decision.label}
    needs = "disputed" if verdict.disputed else "second" if verdict.needs_second else ""
    return out | ({"opinion": needs} if needs else {})


def edit_json(
    version: int, edit: Edit, pair: Pair, judgements: Judgements, standards: Standards
) -> Json:
    """An edit as the page needs it to follow: which beads go, which come. It orders them itself."""
    return {
        "version": version,
        "verb": edit.verb,
        "reviewer": edit.reviewer,
        "at": edit.at,
        "undoes": edit.undoes,
        "removed": sorted(bead_id(b) for b in edit.before),
        "added": [bead_json(b, pair, judgements, standards) for b in edit.after],
    }


def entry_json(version: int, edit: Edit) -> Json:
    """An edit as people read it: what each of its parts was and became, of the first parts of a large one."""
    found = parts(edit)
    return {
        "version": version,
        "verb": edit.verb,
        "reviewer": edit.reviewer,
        "at": edit.at,
        "undoes": edit.undoes,
        "sizes": [len(edit.before), len(edit.after)],
        "parts": [
            {
                "before": [named_bead(b) for b in in_order(p.before)],
                "after": [named_bead(b) for b in in_order(p.after)],
            }
            for p in found[:HISTORY_PARTS]
        ],
        "left_out": max(0, len(found) - HISTORY_PARTS),
    }


def news(workbench: Workbench, now: Snapshot, since: int | None) -> Json:
    """Return the edits after version `since` that led to `now` (none if it is None)."""
    edits = [] if since is None else workbench.review.edits_to(now, since)
    judgements = workbench.team.judgements(now) if edits else Judgements()
    standards = standards_of(workbench, workbench.glossary()[0])
    return {
        "version": now.version,
        "edits": [edit_json(v, e, now.base, judgements, standards) for v, e in edits],
    }
