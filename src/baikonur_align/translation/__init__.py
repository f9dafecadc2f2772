"""Offline translation of sentences with Argos packages, run by CTranslate2 directly.

The engine returns one translation for each sentence and translates in large batches; stock Argos
splits its input again and translates it in small parts. Heavy libraries are imported on first use.
"""

from __future__ import annotations

from collections.abc import Sequence

from baikonur_align.translation import chain
from baikonur_align.translation.chain import NoModel, Translator
from baikonur_align.translation.convert import CannotConvert
from baikonur_align.translation.machine import Progress
from baikonur_align.translation.memory import Memory, remembering
from baikonur_align.translation.package import BrokenPackage, Package
from baikonur_align.translation.quality import estimate, with_draft
from baikonur_align.translation.registry import (
    CannotInstall,
    NothingTuned,
    add,
    install,
    install_beside,
    listing,
    packages,
    revert,
)
from baikonur_align.translation.robust import Robust
from baikonur_align.translation.text import side_by_side

__all__ = [
    "BrokenPackage",
    "CannotConvert",
    "CannotInstall",
    "Memory",
    "NoModel",
    "NothingTuned",
    "Package",
    "Progress",
    "Translator",
    "add",
    "engine",
    "engine_of",
    "estimate",
    "install",
    "install_beside",
    "listing",
    "packages",
    "remembering",
    "revert",
    "side_by_side",
    "ways",
    "with_draft",
]


def engine(source_lang: str, target_lang: str) -> Translator:
    """A translator between two languages (ISO 639 codes), directly or through other languages.

    It keeps addresses, placeholders, numbers and names as they are, see `robust`.

    Raises:
      NoModel: no package and no chain of packages translates between them.
      BrokenPackage: the package that would be used is damaged.

    """
    return engine_of(chain.route(source_lang, target_lang, packages()), source_lang, target_lang)


def engine_of(chosen: Sequence[Package], source_lang: str, target_lang: str) -> Translator:
    """The translator that `engine` makes, of these packages, one after the other."""
    return Robust(
        chain.over(chosen),
        source_lang,
        target_lang,
        transliterate=all(package.ours for package in chosen),
    )


def ways() -> dict[str, list[str]]:
    """The target languages of each source language, those that need fewer packages first."""
    return chain.ways(packages())
