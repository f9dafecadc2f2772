"""Names of pairs for readers: the titles of their texts instead of file names."""

from __future__ import annotations

from collections.abc import Iterable

from baikonur_align.summary import PairName
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench


def name_of(workbench: Workbench, pair_id: str) -> PairName | None:
    """Return what to call a pair; None if it is gone or cannot be read."""
    return workbench.review.names([pair_id]).get(pair_id)


def named(workbench: Workbench, records: Iterable[Json], key: str = "pair") -> list[Json]:
    """Return records of pairs with the titles of the pair whose id stands under `key`."""
    known = list(records)
    names = workbench.review.names({row[key] for row in known})
    return [row | {"named": names.get(row[key])} for row in known]
