"""Zip archives with aligned texts: OPUS (cesAlign), InterText, and pairs of line files (Moses).

Two documents stand beside a file of links, or two files have the same number of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from lxml import etree

from baikonur_align.ingest.bilingual import details
from baikonur_align.ingest.bilingual.bitext import Bitext, Group, Sentence, Unit, joined, of_units
from baikonur_align.ingest.codes import full_code, suffix_code
from baikonur_align.ingest.container import blaming, gunzipped, unzip
from baikonur_align.ingest.decode import Unreadable, clean, decoded
from baikonur_align.ingest.xmltext import parse
from baikonur_align.model import Status, UnitFacts
from baikonur_align.tei import wording
from baikonur_align.tei.names import STATUSES, XML_ID

LINKS = frozenset({"cesAlign", "linkGrp"})
STATUS: dict[str, Status] = {"man": "confirmed"}
"""InterText's mark of a link that a person confirmed."""

SIDES = 2

Documents = Mapping[str, bytes]


def read(data: bytes, name: str) -> Bitext:
    """The two texts of an archive. Raises `Unreadable`."""
    archive = unzip(data, name, "zip archive")
    with blaming(name, "zip archive"):
        parts = {
            part.filename: gunzipped(archive.read(part), part.filename)
            for part in archive.infolist()
            if not part.is_dir() and not part.filename.startswith("__MACOSX")
        }
    return of_documents(parts, name)


def of_documents(parts: Documents, name: str) -> Bitext:
    """The two texts of a set of files by their names. Raises `Unreadable`."""
    parts = {part.removesuffix(".gz"): data for part, data in parts.items()}
    for data in parts.values():
        if b"xtargets" in data:
            return _linked(parse(data, name, "alignment")[0], parts, name)
    pairs = _pairs(parts)
    langs = {tuple(pair) for pair in pairs.values()}
    if len(langs) != 1:
        raise Unreadable(
            "{name} does not hold two texts that correspond: give two files such as corpus.kk "
            "and corpus.en, or two documents with a file of links (cesAlign)",
            name=name,
        )
    bitexts = [
        _of_pair({lang: (part, parts[part]) for lang, part in pair.items()})
        for pair in pairs.values()
    ]
    return joined(bitexts)


def _pairs(parts: Documents) -> dict[str, dict[str, str]]:
    """The names of files by language, for each name that two languages share."""
    found: dict[str, dict[str, str]] = {}
    for part in sorted(parts):
        lang = suffix_code(part)
        if lang:
            found.setdefault(PurePath(part).stem, {})[lang] = part
    return {stem: dict(sorted(pair.items())) for stem, pair in found.items() if len(pair) == SIDES}


def _of_pair(files: Mapping[str, tuple[str, bytes]]) -> Bitext:
    found = {lang: decoded(data, part, lines=True) for lang, (part, data) in files.items()}
    lines = {lang: each.text.removesuffix("\n").split("\n") for lang, each in found.items()}
    bitext = of_lines(lines, next(iter(files.values()))[0])
    remarks = [remark for each in found.values() for remark in each.remarks]
    return replace(bitext, remarks=(*remarks, *bitext.remarks))


def of_lines(lines: Mapping[str, list[str]], name: str) -> Bitext:
    """Texts whose lines correspond (Moses). Raises `Unreadable` where their numbers differ."""
    (one, first), (two, second) = lines.items()
    if len(first) != len(second):
        raise Unreadable(
            "{name}: {one} has {first} lines and {two} has {second}; both must have the same "
            "number of lines",
            name=name,
            one=one,
            two=two,
            first=len(first),
            second=len(second),
        )
    return of_units(
        Unit({one: [Sentence(left)], two: [Sentence(right)]})
        for left, right in zip(first, second, strict=True)
    )


def _linked(root: etree._Element, parts: Documents, name: str) -> Bitext:
    groups = list(root.iter("{*}linkGrp"))
    texts: dict[str, list[Sentence]] = {}
    members: list[Group] = []
    for group in groups:
        names = [_part(parts, group.get(key, "")) for key in ("fromDoc", "toDoc")]
        sides = [_document(parts, document, name) for document in names]
        langs = [lang for lang, _ in sides]
        if langs[0] == langs[1]:
            raise Unreadable(
                "{name}: the names of the documents {one} and {two} do not give two languages",
                name=name,
                one=names[0],
                two=names[1],
            )
        numbers: list[dict[str, int]] = []
        for lang, sentences in sides:
            text = texts.setdefault(lang, [])
            numbers.append({key: len(text) + index for index, key in enumerate(sentences)})
            text.extend(sentences.values())
        members += _groups(group, langs, numbers)
    return Bitext(texts, members)


def _part(parts: Documents, place: str) -> str:
    """The document that a file of links names, by as much of its path as is there."""
    wanted = PurePath(place.removesuffix(".gz"))
    for length in range(len(wanted.parts), 0, -1):
        end = "/".join(wanted.parts[-length:])
        found = [part for part in parts if f"/{part}".endswith(f"/{end}")]
        if len(found) == 1:
            return found[0]
    return wanted.name


def _groups(
    group: etree._Element, langs: list[str], numbers: list[dict[str, int]]
) -> Iterator[Group]:
    """InterText writes the ids of ``toDoc`` first, cesAlign those of ``fromDoc``."""
    for link in group.iterfind("{*}link"):
        ends = [end.split() for end in link.get("xtargets", ";").split(";")]
        turned = link.get("status") is not None
        ends = ends[::-1] if turned else ends
        found = {
            lang: [known[key.rpartition("#")[2]] for key in end if key.rpartition("#")[2] in known]
            for lang, known, end in zip(langs, numbers, ends, strict=False)
        }
        own = details.properties(details.parsed(link.get("properties", "")))
        identity = (("id", link.get("id", "")),) if link.get("id") and not own else ()
        state = link.get("state", "")
        facts = UnitFacts(
            state if state in STATUSES else STATUS.get(link.get("status", ""), "auto"),
            _certainty(link.get("certainty", "")),
            note=" ".join(link.get("note", "").split()),
            properties=(*own, *identity),
        )
        yield Group({lang: sentences for lang, sentences in found.items() if sentences}, facts)


def _certainty(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _document(parts: Documents, document: str, name: str) -> tuple[str, dict[str, Sentence]]:
    """The language of a document, by its name or its ``xml:lang``, and its sentences by id."""
    if document not in parts:
        raise Unreadable(
            "{name} names the document {document}, which is missing: put it beside the file "
            "of links, or put all three into one zip archive",
            name=name,
            document=document or "of a language",
        )
    root, _ = parse(parts[document], document, "document")
    pieces = re.split(r"[-_./]", document)[-2::-1]
    declared = root.get("{http://www.w3.org/XML/1998/namespace}lang", "") or root.get("lang", "")
    lang = full_code(declared) or next(
        (code for piece in pieces if len(piece) in (2, 3) and (code := full_code(piece))), "und"
    )
    return lang, {
        key: Sentence(text, details.codes(text, details.parsed(element.get("codes", ""))))
        for element in root.iter("{*}s")
        if (key := element.get("id") or element.get(XML_ID) or "")
        and (text := clean(wording.wording(element)))
    }
