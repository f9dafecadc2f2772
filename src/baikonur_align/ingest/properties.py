"""Metadata that documents state themselves, and a table of metadata that stands beside them."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath

from lxml import etree

from baikonur_align.ingest.container import unzip, xml
from baikonur_align.ingest.decode import Unreadable, clean, decode
from baikonur_align.ingest.files import file_bytes
from baikonur_align.metadata import KEYS, checked, merged
from baikonur_align.model import Problem, Properties

_OFFICE = {
    "creator": "author",
    "initial-creator": "author",
    "publisher": "publisher",
    "created": "date",
    "creation-date": "date",
    "date": "date",
    "category": "genre",
    "rights": "rights",
    "source": "address",
    "keywords": "keywords",
    "keyword": "keywords",
    "subject": "subject",
}
"""Keys by the local names of elements: Dublin Core, OPC core properties, OpenDocument."""

_HTML = {
    "author": "author",
    "article:author": "author",
    "translator": "translator",
    "publisher": "publisher",
    "date": "date",
    "article:published_time": "date",
    "issued": "date",
    "created": "date",
    "creator": "author",
    "rights": "rights",
    "copyright": "rights",
    "license": "licence",
    "licence": "licence",
    "keywords": "keywords",
    "genre": "genre",
    "og:url": "address",
}
_PDF = {"Author": "author", "Subject": "subject", "Keywords": "keywords"}
"""Keys by the entries of a PDF's document information (ISO 32000-1, 14.3.3)."""

_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_PREFIX = re.compile(r"^(?:dc|dcterms)[.:]")
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
_TRANSLATOR = "trl"  # MARC relator code
_TEMPLATE = "python-docx"  # the author of that library's empty document, of 2013


def of_package(data: bytes, name: str) -> Properties:
    """The document properties of a Word, PowerPoint, OpenDocument or EPUB file."""
    suffix = PurePath(name).suffix.lower()
    with unzip(data, name, "document") as archive:
        if suffix == ".epub":
            found = _of_book(archive)
        else:
            part = "meta.xml" if suffix in (".odt", ".odp") else "docProps/core.xml"
            found = list(_of_elements(_part(archive, part)))
    return () if ("author", _TEMPLATE) in found else _known(found)


def of_page(page: etree._Element) -> Properties:
    """The metadata in the head of a web page."""
    found = []
    for meta in page.iterfind(".//meta[@content]"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        known = _HTML.get(_PREFIX.sub("", key))
        if known:
            found.append((known, meta.get("content", "")))
    for link in page.iterfind(".//link[@href]"):
        relation = {"license": "licence-url", "canonical": "address"}.get(link.get("rel", ""))
        if relation:
            found.append((relation, link.get("href", "")))
    return _known(found)


def of_pdf(properties: Mapping[str, str]) -> Properties:
    """The metadata in a PDF's document information, whose dates are ``D:20071206102100Z``."""
    found = [(key, properties.get(name, "")) for name, key in _PDF.items()]
    date = _PDF_DATE.match(properties.get("CreationDate", ""))
    return _known([*found, ("date", "-".join(date.groups()) if date else "")])


def _part(archive: zipfile.ZipFile, part: str) -> etree._Element | None:
    try:
        return xml(archive.read(part))
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, EOFError, ValueError):
        return None  # the text can be read all the same


def _of_elements(root: etree._Element | None) -> Iterator[tuple[str, str]]:
    """The first value of each element that stands for a key, and the user's own fields."""
    if root is None:
        return
    for element in root.iter(etree.Element):
        local, text = etree.QName(element).localname, element.text or ""
        if local in _OFFICE:
            yield _OFFICE[local], text
        elif local == "user-defined":
            yield _attribute(element, "name"), text


def _attribute(element: etree._Element, local: str) -> str:
    """The value of an attribute in whatever namespace, empty where there is none."""
    found = (str(v) for k, v in element.items() if etree.QName(str(k)).localname == local)
    return next(found, "")


def _of_book(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    container = _part(archive, "META-INF/container.xml")
    place = None if container is None else container.find(".//{*}rootfile")
    root = None if place is None else _part(archive, place.get("full-path", ""))
    if root is None:
        return []
    roles = {
        meta.get("refines", "").removeprefix("#"): meta.text or ""
        for meta in root.iterfind(".//{*}meta[@property='role']")
    }
    found = []
    for element in root.iterfind(".//{*}metadata/*"):
        local, text = etree.QName(element).localname, element.text or ""
        role = _attribute(element, "role") or roles.get(element.get("id", ""), "")
        if local in ("creator", "contributor") and role == _TRANSLATOR:
            found.append(("translator", text))
        elif local in _OFFICE:
            found.append((_OFFICE[local], text))
    return found


def _known(found: Iterable[tuple[str, str]]) -> Properties:
    """Cleaned values, each once; of keys other than names only the first; bad ones are left out."""
    out: dict[tuple[str, str], None] = {}
    for key, stated in found:
        value = _DATE_TIME.sub(r"\1", clean(stated)).replace(";", ",")
        taken = {known for known, _ in out}
        if key in taken and key not in ("author", "translator"):
            continue
        try:
            out |= dict.fromkeys(checked([(key, value)]))
        except Problem:
            continue
    return tuple(out)


def read_table(path: Path) -> Mapping[str, Properties]:
    """Metadata by the name of a file, from tab-separated values whose first line has the keys.

    The first column is the name of a file, or the name that the files of a pair share
    (``report`` for ``report.kk.txt`` and ``report.en.txt``). Raises `Unreadable`, `BadMetadata`.
    """
    text = decode(file_bytes(path), path.name, lines=True)
    rows = list(csv.reader(text.splitlines(), delimiter="\t"))
    keys = [key.strip() for key in rows[0]] if rows else []
    if len(keys) < 2:  # noqa: PLR2004
        raise Unreadable(
            "{name} needs a header line: file, then keys such as {keys}, separated by tabs",
            name=path.name,
            keys=", ".join(KEYS),
        )
    return {
        row[0].strip(): checked(zip(keys[1:], row[1:], strict=False))
        for row in rows[1:]
        if row and row[0].strip()
    }


def in_table(table: Mapping[str, Properties], name: str, lang: str) -> Properties:
    """What a table says of a file: by its name, without suffix, and without its language."""
    stem = PurePath(name).stem
    found: Properties = ()
    for each in dict.fromkeys((stem.removesuffix(f".{lang}"), stem, name)):
        found = merged(found, table.get(each, ()))
    return found
