"""What engines have said before is not asked of them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from baikonur_align.model import Tool
from baikonur_align.translation.chain import Translator
from baikonur_align.translation.machine import HYPOTHESES, Progress

CHUNK = 512  # sentences between two visits to the memory: what a killed job may lose


class Memory(Protocol):
    """What engines have said, kept somewhere."""

    def get_many(self, signature: str, texts: Sequence[str]) -> Mapping[str, str]:
        """The translations that it has, by text."""
        ...

    def put_many(self, signature: str, translations: Mapping[str, str]) -> None: ...


class Remembering:
    """A translator that asks a memory first and tells it what is new, `CHUNK` sentences at a time."""

    def __init__(self, translator: Translator, memory: Memory) -> None:
        self._translator, self._memory = translator, memory

    @property
    def signature(self) -> str:
        return self._translator.signature

    def tool(self) -> Tool:
        return self._translator.tool()

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        several = self._memory.get_many(self._several, sentences)
        best = {sentence: lines.split("\n")[0] for sentence, lines in several.items()}
        return self._asked(self.signature, self._translator.translate, sentences, progress, best)

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        def ask(texts: Sequence[str], report: Progress) -> list[str]:
            return ["\n".join(said) for said in self._translator.alternatives(texts, report)]

        return [
            lines.split("\n") for lines in self._asked(self._several, ask, sentences, progress, {})
        ]

    @property
    def _several(self) -> str:
        """What the memory has alternatives under: those of a sentence as lines, for none has a line break."""
        return f"{self.signature}|hypotheses:{HYPOTHESES}"

    def _asked(
        self,
        signature: str,
        ask: Callable[[Sequence[str], Progress], list[str]],
        sentences: Sequence[str],
        progress: Progress | None,
        known: Mapping[str, str],
    ) -> list[str]:
        """What is `known`, or remembered under `signature`, or else what `ask` says, to be remembered."""
        wanted = list(dict.fromkeys(s for s in sentences if s.strip()))
        known = {**known, **self._memory.get_many(signature, wanted)}
        missing = sorted((s for s in wanted if s not in known), key=len)

        def report(done: int, _total: int) -> None:
            if progress:
                progress(len(sentences) * (len(known) + done) // len(wanted), len(sentences))

        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            said = dict(zip(chunk, ask(chunk, report), strict=True))
            self._memory.put_many(signature, said)
            known |= said
        if progress:
            progress(len(sentences), len(sentences))
        return [known.get(sentence, "") for sentence in sentences]


def remembering(translator: Translator, memory: Memory) -> Translator:
    """`translator`, but what `memory` holds is not translated again, and all else is put there."""
    return Remembering(translator, memory)
