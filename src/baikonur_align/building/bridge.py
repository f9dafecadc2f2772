"""The translation engines between two languages, and the sentence encoder."""

from __future__ import annotations

from dataclasses import dataclass

from baikonur_align import translation
from baikonur_align.encoders import Encoder
from baikonur_align.model import Tool
from baikonur_align.translation import Translator


@dataclass(frozen=True)
class Bridge:
    """The engines between two languages and the sentence encoder, each None if not installed."""

    forward: Translator | None
    backward: Translator | None
    encoder: Encoder | None = None

    def tools(self) -> tuple[Tool, ...]:
        """Return the engines as a pair's header names them."""
        return tuple(
            translator.tool() for translator in (self.forward, self.backward) if translator
        )


def bridge(source: str, target: str) -> Bridge:
    """The installed engines between two languages."""

    def engine(source: str, target: str) -> Translator | None:
        try:
            return translation.engine(source, target)
        except translation.NoModel:
            return None

    return Bridge(engine(source, target), engine(target, source))
