"""Language codes: BCP 47 and ISO 639 in any usual form, by langcodes.

``KK``, ``kaz``, ``kk_KZ`` and ``kk-Cyrl`` all mean ``kk`` here: a pair is named by the language,
with the script where it is not the usual one (``kk-Latn``). The region matters only where one file
has two variants of a language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import PurePath

from baikonur_align.ingest.decode import Unreadable

NO_LANGUAGE = frozenset(
    re.findall(
        r"\w+",
        """aln bak cfg csv dat doc gif htm ids ini jpg log map new odp odt old out pdf png ppt rtf
        srt tar tei tmp tmx tsv txt vtt xlf xls xml zip""",
    )
)
"""Suffixes of formats and of files beside corpora that are codes of ISO 639-3 or look like one."""


UNDETERMINED = "und"
UNSAID = frozenset({UNDETERMINED, "mul", "zxx", "mis"})
"""Codes of BCP 47 that say no language."""


class BadLanguage(Unreadable):
    """A code that names no language; the message lists those that are there."""


def full_code(code: str) -> str:
    """`code` as a BCP 47 tag in its usual form: ``KAZ_kz`` is ``kk-KZ``; empty when it is none."""
    import langcodes

    tag = code.strip().replace("_", "-")
    if not tag or not langcodes.tag_is_valid(tag):
        return ""
    return langcodes.Language.get(tag).simplify_script().to_tag()


def base_code(code: str) -> str:
    """The language of `code`, with its script where that is unusual and without its region.

    Empty when `code` is no language.
    """
    import langcodes

    full = full_code(code)
    if not full:
        return ""
    language = langcodes.Language.get(full)
    return langcodes.Language.make(language=language.language, script=language.script).to_tag()


def known_code(code: str) -> str:
    """`base_code`, raising `BadLanguage` where that is empty."""
    base = base_code(code)
    if not base or base in UNSAID:
        raise BadLanguage(
            "{code!r} is not a language code; codes look like kk, en or kk-Latn", code=code
        )
    return base


def suffix_code(name: str) -> str:
    """The language that a file's suffix names, as `full_code`: ``kk`` for ``corpus.kk``.

    Empty for the suffixes of formats, many of which are codes of ISO 639-3 too (``txt`` is Citak).
    """
    suffix = PurePath(name).suffix.removeprefix(".")
    return "" if suffix.lower() in NO_LANGUAGE else full_code(suffix)


def primary(code: str) -> str:
    """The language alone: ``kk`` for ``kk-Latn``."""
    return code.partition("-")[0]


def merged_codes(codes: Collection[str], together: Iterable[Collection[str]]) -> dict[str, str]:
    """Each code of a file with the code that its sentences go under.

    Variants of a language (``en-US``, ``en-GB``) are one language, unless a unit has both:
    `together` are the codes of each unit.
    """
    full = {code: full_code(code) or code for code in codes}
    base = {code: base_code(code) or code for code in codes}
    apart = set()
    for unit in together:
        seen: dict[str, str] = {}
        for code in unit:
            if seen.setdefault(base[code], full[code]) != full[code]:
                apart.add(base[code])
    return {code: full[code] if base[code] in apart else base[code] for code in codes}


def chosen_code(wanted: str, there: Collection[str], name: str) -> str:
    """The one of the codes `there` that `wanted` means. Raises `BadLanguage` with what is there."""
    full, base = full_code(wanted), base_code(wanted)
    for code in (wanted, full, base):
        if code in there:
            return code
    fits = [code for code in there if base_code(code) == base]
    if len(fits) == 1:
        return fits[0]
    raise BadLanguage(
        "{name} has no text in {wanted!r}; it has {there}",
        name=name,
        wanted=wanted,
        there=", ".join(there) or "no language",
    )
