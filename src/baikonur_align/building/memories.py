"""What a corpus knows for the drafts of new texts: its translation memory, and how drafts fare.

The memory has the confirmed beads, and the files of the corpus's folder ``tm``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from baikonur_align.evaluation.quality import learned
from baikonur_align.hints.postings import BadIndex
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import texts_in
from baikonur_align.model import Pair, Problem
from baikonur_align.review.lookup import Lookup
from baikonur_align.review.review import Review
from baikonur_align.tm import TranslationMemory
from baikonur_align.translation.quality import Quality

FOLDER = "tm"
"""The folder of a corpus with translation memories (.tmx and other bilingual files)."""

KEPT_SECONDS = 60.0
"""How long something serves: a build of many texts does not read the corpus for each."""

MOST_READ = 100
"""Pairs with confirmed beads that are all read; of more, the index tells which ones to read."""

Made = TypeVar("Made")


class _Kept(Generic[Made]):
    """Values by two languages, each made anew when it has served `KEPT_SECONDS`."""

    def __init__(self, make: Callable[[str, str], Made]) -> None:
        self._make = make
        self._values: dict[tuple[str, str], tuple[float, Made]] = {}

    def between(self, source: str, target: str) -> Made:
        known = self._values.get((source, target))
        if known and time.monotonic() < known[0] + KEPT_SECONDS:
            return known[1]
        made = self._make(source, target)
        self._values[source, target] = time.monotonic(), made
        return made


class CorpusMemory:
    """Translations that a corpus has already, for the drafts of new texts."""

    def __init__(self, root: Path, review: Review, lookup: Lookup) -> None:
        self._folder, self._review, self._lookup = root / FOLDER, review, lookup
        self._memories = _Kept(self._known)
        self._qualities = _Kept(self._quality)

    def memory(self, texts: Sequence[str], source: str, target: str) -> TranslationMemory:
        """Return the translations of texts between two languages; confirmed beads come first."""
        memory, unread = self._memories.between(source, target)
        memory = memory.part(texts)
        if unread:
            memory.add_pairs(self._read(self._having(texts, source, unread)), source, target)
            for text in texts:
                if not memory.find(text):
                    memory.guide(text, self._similar(text, source, target))
        return memory

    def quality(self, source: str, target: str) -> Quality | None:
        """Return the model that estimates drafts better here than the program's, if there is one.

        It is learned from the confirmed beads with a draft, of at most `MOST_READ` pairs.
        """
        return self._qualities.between(source, target)

    def _known(self, source: str, target: str) -> tuple[TranslationMemory, list[str]]:
        """Return the memory of the files and of few pairs, and the pairs if there are more.

        A file that cannot be read, or has not both languages, is left out.
        """
        memory = TranslationMemory()
        for path in texts_in(self._folder) if self._folder.is_dir() else ():
            if bilingual.is_bilingual(path.name):
                with suppress(Problem):
                    memory.add_file(path, source, target)
        unread = self._review.confirmed(source, target)
        if len(unread) > MOST_READ:
            with suppress(BadIndex):
                self._lookup.follow()
            return memory, unread
        memory.add_pairs(self._read(unread), source, target)
        return memory, []

    def _having(self, texts: Sequence[str], lang: str, pair_ids: list[str]) -> list[str]:
        """Return those of the pairs that have a text as a confirmed one, all without an index."""
        with suppress(BadIndex):
            having = self._lookup.memory.pairs(texts, lang)
            return [pair_id for pair_id in pair_ids if pair_id in having]
        return pair_ids

    def _similar(self, text: str, source: str, target: str) -> str:
        """Return the translation of the most similar other text; empty without one."""
        with suppress(BadIndex):
            found = self._lookup.memory.find(text, (source, target), 1, but=("", ""))
            return found[0].target if found else ""
        return ""

    def _quality(self, source: str, target: str) -> Quality | None:
        pair_ids = self._review.confirmed(source, target)
        step = 1 + len(pair_ids) // (MOST_READ + 1)
        return learned(self._read(pair_ids[::step]), source, target)

    def _read(self, pair_ids: Iterable[str]) -> Iterator[Pair]:
        return (snapshot.pair for snapshot in self._review.readable(pair_ids))
