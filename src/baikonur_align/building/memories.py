"""The translation memory of a corpus: its confirmed beads, and the files of its folder ``tm``."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from baikonur_align.hints.postings import BadIndex
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import texts_in
from baikonur_align.model import Pair, Problem
from baikonur_align.review.lookup import Lookup
from baikonur_align.review.review import Review
from baikonur_align.tm import TranslationMemory

FOLDER = "tm"
"""The folder of a corpus with translation memories (.tmx and other bilingual files)."""

KEPT_SECONDS = 60.0
"""How long a memory serves: a build of many texts does not read the corpus for each."""

MOST_READ = 100
"""Pairs with confirmed beads that are all read; of more, the index tells which ones to read."""


class CorpusMemory:
    """Translations that a corpus has already, for the drafts of new texts."""

    def __init__(self, root: Path, review: Review, lookup: Lookup) -> None:
        self._folder, self._review, self._lookup = root / FOLDER, review, lookup
        self._kept: dict[tuple[str, str], tuple[float, TranslationMemory, list[str]]] = {}

    def of(self, texts: Sequence[str], source: str, target: str) -> TranslationMemory:
        """Return the translations of texts between two languages; confirmed beads come first."""
        memory, unread = self._known(source, target)
        memory = memory.part(texts)
        memory.add_pairs(self._pairs(unread, source, texts), source, target)
        return memory

    def _known(self, source: str, target: str) -> tuple[TranslationMemory, list[str]]:
        """Return the memory of the files and of few pairs, and the pairs if there are more.

        A file that cannot be read, or has not both languages, is left out.
        """
        made, memory, unread = self._kept.get((source, target), (0.0, TranslationMemory(), []))
        if made and time.monotonic() < made + KEPT_SECONDS:
            return memory, unread
        memory = TranslationMemory()
        for path in texts_in(self._folder) if self._folder.is_dir() else ():
            if bilingual.is_bilingual(path.name):
                with suppress(Problem):
                    memory.add_file(path, source, target)
        unread = self._review.confirmed(source, target)
        if len(unread) <= MOST_READ:
            memory.add_pairs(self._read(unread), source, target)
            unread = []
        else:
            with suppress(BadIndex):
                self._lookup.follow()
        self._kept[source, target] = time.monotonic(), memory, unread
        return memory, unread

    def _pairs(self, pair_ids: list[str], lang: str, texts: Sequence[str]) -> Iterator[Pair]:
        """Return those of the pairs that have a text as a confirmed one, all without an index."""
        if pair_ids:
            with suppress(BadIndex):
                having = self._lookup.memory.pairs(texts, lang)
                pair_ids = [pair_id for pair_id in pair_ids if pair_id in having]
        return self._read(pair_ids)

    def _read(self, pair_ids: Iterable[str]) -> Iterator[Pair]:
        return (snapshot.pair for snapshot in self._review.readable(pair_ids))
