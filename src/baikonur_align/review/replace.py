"""Find and replace in the pairs of a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baikonur_align.accounts.people import clean_name
from baikonur_align.edit import Hit, Search
from baikonur_align.review.review import Review
from baikonur_align.wire import bead_id


@dataclass(frozen=True)
class Replaced:
    """What was found in a pair. ``version`` is that of the edit, None where it was only looked for."""

    pair_id: str
    hits: list[Hit]
    version: int | None


class Replacing(Review):
    """A review that searches its pairs."""

    def find(
        self, pair_id: str, search: Search, bead_ids: Sequence[str] | None = None
    ) -> list[Hit]:
        """The sentences in which `search` finds something, in reading order, in all beads or in those named.

        Raises `Refused` when the search can't be done, `Conflict` when a bead is no longer as named.
        """
        snapshot = self.snapshot(pair_id)
        return list(
            search.hits(snapshot.pair.beads if bead_ids is None else snapshot.named(bead_ids))
        )

    def replace(
        self, pair_ids: Iterable[str], search: Mapping[str, Any], reviewer: str, *, apply: bool
    ) -> Iterator[Replaced]:
        """The pairs in which a search (`Search.of`) finds something; `apply` replaces it, an edit a pair.

        Raises `Refused`, `NoPair`, and `Conflict` when a reviewer changes such a bead just then: the pairs
        before that one are done.
        """
        wanted, by = Search.of(search), clean_name(reviewer)
        for pair_id in pair_ids:
            hits = self.find(pair_id, wanted)
            names = list(dict.fromkeys(bead_id(hit.bead) for hit in hits))
            version = (
                self.revise(pair_id, "replace", names, search, by)[0] if apply and hits else None
            )
            if hits:
                yield Replaced(pair_id, hits, version)
