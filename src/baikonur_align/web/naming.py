"""What the pages call a pair: by the titles of its texts, since its file's name tells a reader nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from baikonur_align.model import Kind, Problem
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench


@dataclass(frozen=True, slots=True)
class PairName:
    """The titles of a pair's texts, and what tells it from others with the same ones."""

    id: str
    kind: Kind
    source_lang: str
    target_lang: str
    source_title: str
    target_title: str


def name_of(workbench: Workbench, pair_id: str) -> Json | None:
    """The `PairName` of a pair; None for one that is gone or can't be read."""
    try:
        base = workbench.snapshot(pair_id).base
    except Problem:
        return None
    source, target = base.source, base.target
    return asdict(PairName(base.id, base.kind, source.lang, target.lang, source.title, target.title))


def named(workbench: Workbench, records: Iterable[Json], key: str = "pair") -> list[Json]:
    """Records that speak of a pair, with what it is called beside its id, which stands under `key`."""
    known = list(records)
    names = {pair_id: name_of(workbench, pair_id) for pair_id in {r[key] for r in known}}
    return [r | {"named": names[r[key]]} for r in known]
