"""Translate sentences offline: Argos packages, run by CTranslate2 directly.

Stock Argos splits its input again and translates it a little at a time; this engine takes sentences
and gives as many back, in large batches. What is heavy is imported when something is translated.
"""

from __future__ import annotations

from baikonur_align.translation import chain
from baikonur_align.translation.chain import NoModel, Translator
from baikonur_align.translation.convert import CannotConvert
from baikonur_align.translation.machine import Progress
from baikonur_align.translation.memory import Memory, remembering
from baikonur_align.translation.package import BrokenPackage, Package
from baikonur_align.translation.registry import CannotInstall, add, install, listing, packages
from baikonur_align.translation.robust import Robust
from baikonur_align.translation.text import side_by_side

__all__ = [
    "BrokenPackage",
    "CannotConvert",
    "CannotInstall",
    "Memory",
    "NoModel",
    "Package",
    "Progress",
    "Translator",
    "add",
    "engine",
    "install",
    "listing",
    "packages",
    "remembering",
    "side_by_side",
    "ways",
]


def engine(source_lang: str, target_lang: str) -> Translator:
    """A translator between two languages (ISO 639 codes), directly or through others.

    Raises:
      NoModel: no package, and no chain of packages, leads there.
      BrokenPackage: the package that would be used is damaged.

    """
    chosen = chain.route(source_lang, target_lang, packages())
    return Robust(
        chain.over(chosen),
        source_lang,
        target_lang,
        transliterate=all(package.ours for package in chosen),
    )


def ways() -> dict[str, list[str]]:
    """For each language that can be translated the ones it can be translated into, the nearest first."""
    return chain.ways(packages())
