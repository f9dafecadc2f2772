"""Beads and edits as the pages see them, and what has happened to a pair."""

from __future__ import annotations

from dataclasses import asdict

from baikonur_align.checks import check
from baikonur_align.model import Bead, Edit, Pair
from baikonur_align.wire import Json, bead_id, named_bead
from baikonur_align.workbench import Workbench


def bead_json(bead: Bead, pair: Pair) -> Json:
    """A bead of `pair` with its name, and what its checks found; most beads have nothing, and no such key."""
    found = check(bead, pair.source.lang, pair.target.lang)
    return {**named_bead(bead), **({"checks": [asdict(f) for f in found]} if found else {})}


def edit_json(version: int, edit: Edit, pair: Pair) -> Json:
    """An edit as the page needs it to follow: which beads go, which come. It orders them itself."""
    return {
        "version": version,
        "verb": edit.verb,
        "reviewer": edit.reviewer,
        "at": edit.at,
        "undoes": edit.undoes,
        "removed": sorted(bead_id(b) for b in edit.before),
        "added": [bead_json(b, pair) for b in edit.after],
    }


def news(workbench: Workbench, pair_id: str, since: int | None) -> Json:
    """The edits after `since` (none of them when it is None), and the version that they lead to."""
    edits = [] if since is None else workbench.edits_since(pair_id, since)
    now = workbench.snapshot(pair_id)
    latest = edits[-1][0] if edits else now.version
    return {"version": latest, "edits": [edit_json(v, e, now.base) for v, e in edits]}
