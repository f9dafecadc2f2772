"""Text of a TEI element: editorial markup is resolved, tokens are joined with their spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

LEFT_OUT = frozenset({"note", "fw", "del", "sic", "orig", "abbr", "rdg", "gap", "index", "desc"})
"""Elements outside the text: notes, deletions, other readings of ``choice`` and ``app``."""

BREAKS = frozenset({"lb", "pb", "cb", "gb", "milestone"})
TOKENS = frozenset({"w", "pc"})

_CLOSING = re.compile(r"[.,;:!?…%)\]}»”’]+$|^'")
_OPENING = re.compile(r"^[(\[{«“„‘]+$")


def wording(element: etree._Element) -> str:
    """The text of `element` on one line.

    Tokens (``w``, ``pc``) are put together by their ``join`` attributes (TEI P5, 18.1.1) where the
    sentence has any, by the white space between them where only some have it, and otherwise by the
    rules of punctuation. ``choice`` gives the corrected or regularised reading.
    """
    tokens = list(_tokens(element))
    if len(tokens) > 1 and any(token.get("join") for token in tokens):
        return _joined(tokens)
    text = " ".join("".join(_spoken(element)).split())
    if len(tokens) > 1:
        words = [" ".join("".join(_spoken(token)).split()) for token in tokens]
        if text in ("".join(words), " ".join(words)):
            return _spaced(words)
    return text


def local(element: etree._Element) -> str:
    """The name without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _tokens(element: etree._Element) -> Iterator[etree._Element]:
    """Return the outermost tokens; tokens within a token are its normalised parts."""
    for child in element:
        name = local(child)
        if name in TOKENS:
            yield child
        elif name and name not in _left_out(element):
            yield from _tokens(child)


def _left_out(parent: etree._Element) -> frozenset[str]:
    """Leave out ``sic``, ``orig`` and ``abbr`` where a ``choice`` offers another reading."""
    alternatives = {"sic", "orig", "abbr"}
    return LEFT_OUT if local(parent) == "choice" else LEFT_OUT - alternatives


def _spoken(element: etree._Element) -> Iterator[str]:
    if local(element) != "choice":
        yield element.text or ""
    for child in element:
        name = local(child)
        if name in BREAKS:
            yield "" if child.get("break") == "no" else " "
        elif name in TOKENS and local(element) in TOKENS:
            pass  # the normalised form of a token whose text is already there
        elif name and name not in _left_out(element):
            yield from _spoken(child)
        if local(element) != "choice":
            yield child.tail or ""


def _joined(tokens: list[etree._Element]) -> str:
    out = ""
    glue = True
    for token in tokens:
        join = token.get("join", "")
        word = " ".join("".join(_spoken(token)).split())
        out += word if glue or join in ("left", "both") else f" {word}"
        glue = join in ("right", "both")
    return out


def _spaced(words: list[str]) -> str:
    out = ""
    glue = True
    for word in words:
        out += word if glue or _CLOSING.match(word) else f" {word}"
        glue = _OPENING.match(word) is not None
    return out
