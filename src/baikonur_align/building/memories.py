"""The translation memory of a corpus: its confirmed beads, and the files of its folder ``tm``."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import texts_in
from baikonur_align.model import Problem
from baikonur_align.review.review import Review
from baikonur_align.tm import TranslationMemory

FOLDER = "tm"
"""The folder of a corpus with translation memories (.tmx and other bilingual files)."""

KEPT_SECONDS = 60.0
"""How long a memory serves: a build of many texts does not read the corpus for each."""


class CorpusMemory:
    """Translations that a corpus has already, for the drafts of new texts."""

    def __init__(self, root: Path, review: Review) -> None:
        self._folder, self._review = root / FOLDER, review
        self._kept: dict[tuple[str, str], tuple[float, TranslationMemory]] = {}

    def between(self, source: str, target: str) -> TranslationMemory:
        """Return the translations between two languages; the confirmed beads come first.

        A file that cannot be read, or has not both languages, is left out.
        """
        made, memory = self._kept.get((source, target), (0.0, None))
        if memory is not None and time.monotonic() < made + KEPT_SECONDS:
            return memory
        memory = TranslationMemory()
        for path in texts_in(self._folder) if self._folder.is_dir() else ():
            if bilingual.is_bilingual(path.name):
                with suppress(Problem):
                    memory.add_file(path, source, target)
        memory.add_pairs(self._review.confirmed(source, target), source, target)
        self._kept[source, target] = time.monotonic(), memory
        return memory
