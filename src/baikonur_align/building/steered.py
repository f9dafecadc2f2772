"""Translators that choose among the hypotheses by what a corpus knows.

`Steered` prefers those with the terms of the glossary, `Guided` those most like the confirmed
translation of a similar sentence. Hypotheses of the beam cost no further decoding.
"""

from __future__ import annotations

from collections.abc import Sequence

from baikonur_align.checks.finding import CheckedText
from baikonur_align.checks.glossary import Glossary
from baikonur_align.hints.earlier import similarity
from baikonur_align.model import Tool
from baikonur_align.tm import TranslationMemory
from baikonur_align.translation import Progress, Translator
from baikonur_align.translation.attention import Attention


class _Choosing:
    """What an engine is that chooses among the hypotheses of `inner`."""

    def __init__(self, inner: Translator) -> None:
        self._inner = inner

    @property
    def signature(self) -> str:
        """The signature of the engine."""
        return self._inner.signature

    def tool(self) -> Tool:
        """The engine's entry in a pair's list of tools."""
        return self._inner.tool()

    def attention(self, pairs: Sequence[tuple[str, str]]) -> list[Attention | None]:
        """The attention of the engine for these translations."""
        return self._inner.attention(pairs)


class Steered(_Choosing):
    """`inner`, but of its hypotheses the one with the most terms of `glossary` is the translation.

    Of equally good ones the first is taken.
    """

    def __init__(self, inner: Translator, glossary: Glossary, langs: tuple[str, str]) -> None:
        super().__init__(inner)
        self._glossary, self._langs = glossary, langs

    def guided(self, memory: TranslationMemory) -> Steered:
        """The same, but of hypotheses with as many terms the one that `memory` guides to."""
        return Steered(Guided(self._inner, memory), self._glossary, self._langs)

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation for each sentence."""
        concerned = [self._missing(sentence, "") > 0 for sentence in sentences]
        if not any(concerned):
            return self._inner.translate(sentences, progress)
        return [found[0] for found in self.alternatives(sentences, progress)]

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        """Several translations of each sentence, those with the most terms first."""
        found = self._inner.alternatives(sentences, progress)
        return [
            sorted(lines, key=lambda line, source=source: self._missing(source, line))  # type: ignore[misc]
            for source, lines in zip(sentences, found, strict=True)
        ]

    def _missing(self, source: str, line: str) -> int:
        """How many terms of `source` have no translation in `line`."""
        here, there = self._langs
        one = CheckedText(source, here, "source", latin=False, cyrillic=False)
        other = CheckedText(line, there, "target", latin=False, cyrillic=False)
        return sum(1 for _ in self._glossary.check(one, other))


class Guided(_Choosing):
    """`inner`, but of its hypotheses the most like the translation of a similar sentence is taken.

    Sentences that nothing in `memory` is similar to are translated as ever.
    """

    def __init__(self, inner: Translator, memory: TranslationMemory) -> None:
        super().__init__(inner)
        self._memory = memory

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation for each sentence."""
        if not any(map(self._memory.similar, sentences)):
            return self._inner.translate(sentences, progress)
        return [found[0] for found in self.alternatives(sentences, progress)]

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        """Several translations of each sentence, the most like that of a similar one first."""
        found = self._inner.alternatives(sentences, progress)
        return [
            _nearest_first(lines, self._memory.similar(sentence))
            for sentence, lines in zip(sentences, found, strict=True)
        ]


def _nearest_first(lines: list[str], guide: str) -> list[str]:
    return sorted(lines, key=lambda line: -similarity(line, guide)) if guide else lines


def guided(engine: Translator, memory: TranslationMemory | None) -> Translator:
    """An engine that also takes the guidance of a memory, after that of a glossary."""
    if memory is None:
        return engine
    return engine.guided(memory) if isinstance(engine, Steered) else Guided(engine, memory)
