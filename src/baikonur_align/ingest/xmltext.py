"""XML files of other programs: any encoding, a byte-order mark, characters that XML forbids."""

from __future__ import annotations

import re
import sys

from lxml import etree

from baikonur_align.ingest.content import counted
from baikonur_align.ingest.decode import CONTROLS, Unreadable, decode_markup
from baikonur_align.model import Remark

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
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

    text = _REFERENCE.sub(allowed, text)
    text, more = FORBIDDEN.subn("", text)
    dropped += more
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(
            "{name} is damaged, or no {what}: line {line}: {reason}",
            name=name,
            what=what,
            line=error.lineno or 1,
            reason=error.msg.partition(", line ")[0],
        ) from None
    return root, [*remarks, *counted("left-out", ["control characters"] * dropped)]
