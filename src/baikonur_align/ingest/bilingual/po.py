"""Gettext catalogues (.po), by polib."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.codes import UNDETERMINED
from baikonur_align.ingest.container import blaming
from baikonur_align.ingest.decode import Decoded, Unreadable, clean, decoded
from baikonur_align.inline import PLACEHOLDER, Codes
from baikonur_align.model import InlineCode, Remark, UnitFacts

HEAD = 4096
_CHARSET = re.compile(rb"charset=([\w.:-]{2,20})")


def read(data: bytes, name: str) -> Bitext:
    """The messages and their translations; the first is English unless the file says otherwise.

    Fuzzy entries are flagged, obsolete ones left out. Raises `Unreadable`.
    """
    import polib

    found = _declared(data) or decoded(data, name, lines=True)
    if not re.search(r"^msgid\b", found.text, re.MULTILINE):
        raise Unreadable("{name} is not a gettext catalogue: it has no msgid", name=name)
    with blaming(name, "gettext catalogue"):
        catalogue = polib.pofile(found.text)
    target = catalogue.metadata.get("Language", "").strip()
    source = catalogue.metadata.get("X-Source-Language", "").strip()
    keys = (source or "en", target or UNDETERMINED)
    bitext = of_units(_units(catalogue, keys), remarks=found.remarks)
    if len(bitext.texts) < len(keys):
        raise Unreadable("{name} has text on one side only; give a file that has both", name=name)
    return bitext


def _declared(data: bytes) -> Decoded | None:
    """The text in the encoding that the catalogue declares, unless it is in UTF-8 all the same."""
    charset = _CHARSET.search(data[:HEAD])
    if charset is None or _is_utf8(data):
        return None
    try:
        return Decoded(clean(data.decode(charset[1].decode("ascii"))))
    except (LookupError, UnicodeDecodeError):
        return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _units(catalogue: object, keys: tuple[str, str]) -> Iterator[Unit]:
    import polib

    assert isinstance(catalogue, polib.POFile)
    for entry in catalogue:
        if entry.obsolete:
            yield Unit({}, remarks=(Remark("left-out", "obsolete entries"),))
            continue
        pairs = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            forms = [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
            pairs = list(
                zip([entry.msgid, *[entry.msgid_plural] * len(forms)], forms, strict=False)
            )
            if len(forms) == 1:  # one form for all numbers, as in Kazakh
                pairs = [(entry.msgid_plural, forms[0])]
        for source, translation in pairs:
            properties = [("context", entry.msgctxt)] if entry.msgctxt else []
            if len(pairs) == 1 and entry.msgid_plural:
                properties.append(("singular", entry.msgid))
            properties += [("location", f"{file}:{line}") for file, line in entry.occurrences]
            notes = [entry.comment, entry.tcomment]
            facts = UnitFacts(
                "flagged" if entry.fuzzy else "auto",
                note=" / ".join(" ".join(note.split()) for note in notes if note),
                properties=tuple(properties),
            )
            yield Unit({keys[0]: [_sentence(source)], keys[1]: [_sentence(translation)]}, facts)


def _sentence(text: str) -> Sentence:
    codes: Codes = tuple(
        InlineCode(*match.span(), "placeholder", match[0]) for match in PLACEHOLDER.finditer(text)
    )
    return Sentence(text, codes)
