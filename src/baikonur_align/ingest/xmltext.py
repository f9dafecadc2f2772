"""XML files of other programs: any encoding, a byte-order mark, characters that XML forbids."""

from __future__ import annotations

import html
import re
import sys
from html import entities

from lxml import etree

from baikonur_align.ingest.content import counted
from baikonur_align.ingest.decode import CONTROLS, Unreadable, decode_markup
from baikonur_align.model import Remark

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31});")
_DECLARED = re.compile(
    r"""<!ENTITY\s+([A-Za-z][A-Za-z0-9]{0,31})\s+["']([^"'&%<]{0,100}|&#\w{1,8};)["']\s*>"""
)
_UNDECLARED = re.compile(r"Namespace prefix ([\w.-]{1,40}) (?:on|for) .{1,400} is not defined")
_ROOT = re.compile(r"<[A-Za-z_][\w.:-]*")
MOST_PREFIXES = 20
"""Prefixes without a declaration, above which a file counts as damaged."""

FORBIDDEN = re.compile(f"[{CONTROLS}\x0b\x0c\x1c-\x1e]")


def parse(data: bytes, name: str, what: str) -> tuple[etree._Element, list[Remark]]:
    """The root of an XML file and what was left out so that it could be parsed.

    Characters that XML forbids, also as references, are left out. No entity is expanded and
    nothing outside of `data` is opened. Raises `Unreadable` with the line that is wrong.
    """
    text, remarks = decode_markup(data, name)
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    dropped = 0

    def allowed(match: re.Match[str]) -> str:
        nonlocal dropped
        number = int(match[1], 16) if match[1] else int(match[2])
        if number <= sys.maxunicode and not FORBIDDEN.match(chr(number)):
            return match[0]
        dropped += 1
        return ""

    text = _with_entities(_REFERENCE.sub(allowed, text))
    text, more = FORBIDDEN.subn("", text)
    dropped += more
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except etree.XMLSyntaxError as error:
        found = _with_prefixes(text) if _UNDECLARED.match(error.msg) else None
        if found is None:
            raise Unreadable(
                "{name} is damaged or not a valid {what}: line {line}: {reason}",
                name=name,
                what=what,
                line=error.lineno or 1,
                reason=error.msg.partition(", line ")[0],
            ) from None
        root = found
        remarks.append(Remark("repaired", "prefixes of names that the file does not declare"))
    unknown = sum(1 for _ in root.iter(etree.Entity))
    remarks += counted("left-out", ["control characters"] * dropped)
    return root, [*remarks, *counted("left-out", ["entities that are not read"] * unknown)]


def _with_entities(text: str) -> str:
    """The text with the entities of HTML, and short ones that it declares, as characters.

    Others stay; their number is reported.
    """
    if "&" not in text:
        return text
    end = max(text.find("]>"), 0) if "<!ENTITY" in text else 0
    names = {name: html.unescape(value) for name, value in _DECLARED.findall(text[:end])}

    def resolved(match: re.Match[str]) -> str:
        name = match[1]
        if name in ("amp", "lt", "gt", "quot", "apos"):
            return match[0]
        said = names.get(name) or entities.html5.get(f"{name};", "")
        return html.escape(said, quote=True) if said else match[0]

    return text[:end] + _ENTITY.sub(resolved, text[end:])


def _with_prefixes(text: str) -> etree._Element | None:
    """The root of a file whose only errors are prefixes that it does not declare."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    etree.fromstring(text.encode("utf-8", "replace"), parser)
    told = [_UNDECLARED.match(entry.message) for entry in parser.error_log]
    names = sorted({found[1] for found in told if found})
    if len(names) > MOST_PREFIXES or not all(told):
        return None
    said = "".join(f' xmlns:{name}="urn:undeclared:{name}"' for name in names)
    start = _ROOT.search(text)
    whole = text[: start.end()] + said + text[start.end() :] if start else text
    try:
        return etree.fromstring(whole.encode("utf-8", "replace"), _parser())
    except etree.XMLSyntaxError:
        return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
