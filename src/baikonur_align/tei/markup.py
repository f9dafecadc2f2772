"""Writing XML as lines of text: escaping, tags, indentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from baikonur_align.model import Problem

# XML 1.0, production 2: everything else can't stand in a document, not even as a reference.
_BANNED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A bare carriage return would be read back as a line feed (XML 1.0, 2.11).
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
# White space in an attribute would be read back as spaces (XML 1.0, 3.3.3).
_IN_ATTRIBUTE = _IN_TEXT | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_TEXT_SPECIAL = re.compile("[&<>\r]")
_ATTRIBUTE_SPECIAL = re.compile('[&<>\r"\t\n]')


class Unwritable(Problem):
    """The value cannot be written as XML, or in this TEI customisation."""


def text(value: str) -> str:
    """Return `value` as character data. Raises `Unwritable` for characters that XML cannot hold."""
    return _TEXT_SPECIAL.sub(lambda match: _IN_TEXT[match[0]], _sayable(value))


def attribute(value: str) -> str:
    """Return `value` for double quotes. Raises `Unwritable` as `text` does."""
    return _ATTRIBUTE_SPECIAL.sub(lambda match: _IN_ATTRIBUTE[match[0]], _sayable(value))


def _sayable(value: str) -> str:
    found = _BANNED.search(value)
    if found:
        start = max(0, found.start() - 20)
        raise Unwritable(
            f"XML can't carry the character U+{ord(found[0]):04X} in "
            f"{value[start : found.end() + 20]!a}; "
            "remove it"
        )
    return value


def start(name: str, attributes: dict[str, str]) -> str:
    """Return the inside of a start tag; attributes without a value are left out."""
    return name + "".join(
        f' {key}="{attribute(value)}"' for key, value in attributes.items() if value
    )


def leaf(name: str, content: str = "", /, **attributes: str) -> str:
    """Return an element that has only text, on one line, without additional white space.

    ``xml_id`` and ``xml_lang`` are the attributes with a colon.
    """
    inside = start(name, {_attribute_name(key): attribute for key, attribute in attributes.items()})
    return f"<{inside}>{text(content)}</{name}>" if content else f"<{inside}/>"


def block(name: str, /, *children: Iterable[str], **attributes: str) -> Iterator[str]:
    """Yield an element around the lines of `children`, which are indented by one space."""
    named = {_attribute_name(key): attribute for key, attribute in attributes.items()}
    yield f"<{start(name, named)}>"
    for lines in children:
        for line in lines:
            yield f" {line}"
    yield f"</{name}>"


def _attribute_name(key: str) -> str:
    return key.replace("xml_", "xml:")
