"""Parse bytes to an XML tree that is valid against the schema, without entities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lxml import etree

from baikonur_align.tei.names import TEI

SCHEMA = Path(__file__).parents[1] / "schema" / "pair.rng"


@dataclass(frozen=True, slots=True)
class Finding:
    """An error in a file; `line` counts from 1."""

    line: int
    message: str


class Broken(Exception):
    """The bytes are not XML that is accepted here; `finding` says why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.finding = Finding(line, message)


def line_of(element: etree._Element) -> int:
    """Return the line of a parsed element; lxml's stubs lack its type."""
    return cast("int | None", element.sourceline) or 1


def tree(data: bytes) -> etree._Element:
    """Return the root element. Only `data` is read: no DTD, no entity, no network.

    Raises `Broken` if `data` is not well-formed UTF-8 XML, or has a document type, comments or
    processing instructions, which a pair cannot keep.
    """
    if not data.strip():
        raise Broken(1, "the file is empty")
    _check_encoding(data)
    # Only a document type can declare entities, so this also prevents entity expansion attacks.
    # Within text the character < is always escaped.
    if b"<!DOCTYPE" in data:
        line = data[: data.index(b"<!DOCTYPE")].count(b"\n") + 1
        raise Broken(line, "there is a document type (<!DOCTYPE ...>); remove it, it is not needed")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Broken(
            error.lineno or 1, f"this is not well-formed XML: {error.msg.partition(', line ')[0]}"
        ) from error
    extra = next(root.getroottree().iter(etree.Comment, etree.ProcessingInstruction), None)
    extra = next(iter(root.itersiblings(preceding=True)), extra)
    extra = next(iter(root.itersiblings()), extra)
    if extra is not None:
        raise Broken(
            line_of(extra), "comments and processing instructions would be lost; remove them"
        )
    return root


def _check_encoding(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Broken(line, "this is not UTF-8; save it in that encoding") from error


def shape(root: etree._Element) -> Iterator[Finding]:
    """Yield the places where `root` violates our schema."""
    if root.tag != f"{TEI}TEI":
        yield Finding(
            line_of(root),
            f"the root element is {etree.QName(root).localname}, not the TEI of one pair",
        )
        return
    # A schema object stores its last errors, so threads must not share one. Loading takes a
    # millisecond.
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    if not schema.validate(root):
        for entry in schema.error_log:
            yield Finding(entry.line, entry.message)
