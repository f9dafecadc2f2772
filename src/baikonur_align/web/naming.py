"""What the pages call a pair: by the titles of its texts, since its file's name tells a reader nothing."""

from __future__ import annotations

from collections.abc import Iterable

from baikonur_align.model import Problem
from baikonur_align.review.review import PairName
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench


def name_of(workbench: Workbench, pair_id: str) -> PairName | None:
    """Return what to call a pair; None if it is gone or cannot be read."""
    try:
        return PairName.of(workbench.review.snapshot(pair_id).base)
    except Problem:
        return None


def named(workbench: Workbench, records: Iterable[Json], key: str = "pair") -> list[Json]:
    """Records that speak of a pair, with what it is called beside its id, which stands under `key`."""
    known = list(records)
    names = {pair_id: name_of(workbench, pair_id) for pair_id in {row[key] for row in known}}
    return [row | {"named": names[row[key]]} for row in known]
