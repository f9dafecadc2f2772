"""One text in XML: TEI in one language, by its blocks; other XML by its innermost elements."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.xmltext import parse
from baikonur_align.model import Block, BlockKind, Properties, Remark
from baikonur_align.tei import wording

KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("p", "ab", "l", "u", "seg", "para", "cell"), "paragraph"),
    **dict.fromkeys(("head", "title", "h1", "h2", "h3"), "heading"),
    **dict.fromkeys(("item", "li"), "item"),
    "dateline": "dateline",
}
SENTENCE = "s"


def read(data: bytes, name: str, _lang: str | None) -> Content:
    """The blocks in reading order. Sentences marked as ``s`` stay. Raises `Unreadable`."""
    root, remarks = parse(data, name, "XML file")
    texts = [text for text in root.iter("{*}text") if text.find("{*}body") is not None] or [root]
    blocks = tuple(block for text in texts for block in _blocks(text))
    if not blocks:
        raise Unreadable("{name} has no text in it; give a file with text in it", name=name)
    notes = sum(1 for text in texts for note in text.iter("{*}note"))
    if notes:
        remarks.append(Remark("left-out", "notes of the XML text", notes))
    return Content(blocks, tuple(remarks), _metadata(root), _first(root, "titleStmt/title"))


def _blocks(element: etree._Element) -> Iterator[Block]:
    for child in element:
        tag = wording.local(child)
        if not tag or tag in ("teiHeader", "note", "fw", "standOff"):
            continue
        if tag in KINDS:
            found = _block(child, KINDS[tag])
            if found:
                yield found
        elif tag != SENTENCE and any(
            wording.local(element) in {*KINDS, SENTENCE} for element in child.iter()
        ):
            yield from _blocks(child)
        elif tag == SENTENCE or not len(child) or wording.wording(child):
            text = clean(wording.wording(child))
            if text:
                yield Block("paragraph", text, lines=tag == SENTENCE)


def _block(element: etree._Element, kind: BlockKind) -> Block | None:
    sentences = list(element.iter("{*}s"))
    if sentences:
        lines = [text for sentence in sentences if (text := clean(wording.wording(sentence)))]
        return Block(kind, "\n".join(lines), lines=True) if lines else None
    text = clean(wording.wording(element))
    return Block(kind, text) if text else None


def _metadata(root: etree._Element) -> Properties:
    """Author, publisher, date and licence of a TEI header."""
    paths = {
        "author": "titleStmt/author",
        "translator": "titleStmt/editor[@role='translator']",
        "publisher": "publicationStmt/publisher",
        "date": "publicationStmt/date",
        "licence": "publicationStmt/availability/licence",
    }
    found = ((key, _first(root, path)) for key, path in paths.items())
    return tuple((key, value) for key, value in found if value)


def _first(root: etree._Element, path: str) -> str:
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    element = root.find(f".//{{*}}fileDesc/{steps}")
    return "" if element is None else clean(wording.wording(element)).strip()
