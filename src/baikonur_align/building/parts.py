"""Large documents in parts, so that several workers translate them.

The translations of a part are kept as the memory of the engines keeps them. The pair is then made
as always, from the whole document, and finds them there. No sentence crosses a block, so that parts
of whole blocks have the same sentences as the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from baikonur_align import segmentation, translation
from baikonur_align.building.bridge import Bridge
from baikonur_align.building.drafting import machine_texts
from baikonur_align.building.plan import Task
from baikonur_align.building.steered import guided
from baikonur_align.model import Block, Document
from baikonur_align.tm import TranslationMemory

LETTERS = 20_000
"""Letters of a part, some 200 sentences; a document of fewer than two parts is not cut."""

Said = Mapping[str, Mapping[str, str]]
"""Translations by the signature of the engine and the text, as memories keep them."""


@dataclass(frozen=True)
class Part:
    """Some blocks of a text, and how they are translated: once for a draft, else with others."""

    document: Document
    target_lang: str
    draft: bool


class Noting:
    """A memory of engines that notes what it was asked for and told."""

    def __init__(self, inner: translation.Memory) -> None:
        self._inner = inner
        self.said: dict[str, dict[str, str]] = defaultdict(dict)

    def get_many(self, signature: str, texts: Sequence[str]) -> Mapping[str, str]:
        """The stored translations of `texts`, by text."""
        found = self._inner.get_many(signature, texts)
        self.said[signature] |= found
        return found

    def put_many(self, signature: str, translations: Mapping[str, str]) -> None:
        """Store translations by text."""
        self._inner.put_many(signature, translations)
        self.said[signature] |= translations


def parts_of(task: Task) -> list[Part]:
    """Return the parts of large texts that the machine translates for this pair."""
    if task.links or task.by_hand:
        return []
    if task.target is None:
        return [Part(one, task.target_lang, draft=True) for one in _cut(task.source)]
    sides = (task.source, task.target.lang), (task.target, task.source.lang)
    return [Part(one, into, draft=False) for document, into in sides for one in _cut(document)]


def translate_part(
    part: Part,
    between: Callable[[str, str], Bridge],
    memory: TranslationMemory | None,
) -> None:
    """Translate a part, so that the memory of the engines of `between` has its sentences."""
    engine = between(part.document.lang, part.target_lang).forward
    if engine is None:
        return
    segments = segmentation.segments(part.document)
    if part.draft:
        guided(engine, memory).translate(machine_texts(segments, memory))
    else:
        engine.alternatives([segment.text for segment in segments])


def _cut(document: Document) -> Iterator[Document]:
    """Yield a large document as some of `LETTERS` letters, whole blocks; nothing of another."""
    if sum(len(block.text) for block in document.blocks) < 2 * LETTERS:
        return
    blocks: list[Block] = []
    letters = 0
    for block in document.blocks:
        blocks.append(block)
        letters += len(block.text)
        if letters >= LETTERS:
            yield replace(document, blocks=tuple(blocks))
            blocks, letters = [], 0
    if blocks:
        yield replace(document, blocks=tuple(blocks))
