"""The history of a corpus as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator

from baikonur_align.journal import Journal
from baikonur_align.wire import dumps, edit_to_json


def history_lines(journal: Journal) -> Iterator[str]:
    """Yield every edit with its pair, version, author and time, one JSON object a line."""
    for pair in journal.versions():
        for version, edit in journal.edits(pair):
            yield dumps({"pair": pair, "version": version, **edit_to_json(edit)}) + "\n"
