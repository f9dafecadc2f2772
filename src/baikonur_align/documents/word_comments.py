"""New comments of a Word document: the ranges in its text and the part that holds them."""

from __future__ import annotations

import posixpath
import re
from zipfile import ZipFile

from baikonur_align.documents import package
from baikonur_align.documents.encoding import decoded
from baikonur_align.documents.layout import COMMENT_AUTHOR
from baikonur_align.documents.markup import escape

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATION = {
    False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
    True: "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
}
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENTS = re.compile(r'<(?:\w+:)?Relationship\b[^>]*?\bType="[^"]*/comments"[^>]*>')
_TARGET = re.compile(r'\bTarget="([^"]*)"')
_TYPES = "[Content_Types].xml"


class WordComments:
    """Comments that are added to the document in `archive`, whose main part is `part`."""

    def __init__(self, archive: ZipFile, part: str, source: str, name: str) -> None:
        """`source` is the text of the part, `name` the file's name for messages."""
        self._archive = archive
        self._name = name
        root = re.search(r"<(\w+:)?document\b", source)
        self._prefix = (root and root[1]) or ""
        self._strict = _STRICT in source
        folder, base = posixpath.split(part)
        self._relations = f"{folder}/_rels/{base}.rels"
        known = _COMMENTS.search(self._text(self._relations))
        target = _TARGET.search(known[0]) if known else None
        place = target[1] if target else "comments.xml"
        self._known = known is not None
        self._part = posixpath.normpath(posixpath.join("/" + folder, place)).lstrip("/")
        self._old = self._text(self._part)
        ids = re.findall(r'<(?:\w+:)?comment\s[^>]*?(?<=[\s:])id="(\d+)"', self._old)
        self._next = max(map(int, ids), default=-1) + 1
        self._added: list[str] = []

    def around(self, text: str) -> tuple[str, str]:
        """The markup before and after a stretch of the document with a new comment."""
        number, pre = self._next, self._prefix
        self._next += 1
        self._added.append(
            f'<w:comment w:id="{number}" w:author="{COMMENT_AUTHOR}"><w:p><w:r>'
            f"<w:t>{escape(text)}</w:t></w:r></w:p></w:comment>"
        )
        attribute = f'{pre or "w:"}id="{number}"'
        reference = f"<{pre}r><{pre}commentReference {attribute}/></{pre}r>"
        return (
            f"<{pre}commentRangeStart {attribute}/>",
            f"<{pre}commentRangeEnd {attribute}/>{reference}",
        )

    def members(self) -> dict[str, bytes]:
        """The parts of the package that the new comments change or add."""
        if not self._added:
            return {}
        space = _STRICT if self._strict else _SPACE
        added = "".join(
            one.replace("<w:comment ", f'<w:comment xmlns:w="{space}" ', 1) for one in self._added
        )
        if self._old:
            at = self._old.rindex("</")
            return {self._part: (self._old[:at] + added + self._old[at:]).encode()}
        root = f'<w:comments xmlns:w="{space}">{"".join(self._added)}</w:comments>'
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        relation = (
            f'<Relationship Id="rIdNotReviewed" Type="{_RELATION[self._strict]}"'
            f' Target="{posixpath.basename(self._part)}"/>'
        )
        kind = f'<Override PartName="/{self._part}" ContentType="{_TYPE}"/>'
        changed = {self._part: (head + root).encode()}
        if not self._known:
            changed[self._relations] = self._with(self._relations, relation, "Relationships")
            changed[_TYPES] = self._with(_TYPES, kind, "Types")
        return changed

    def _text(self, member: str) -> str:
        if member not in self._archive.namelist():
            return ""
        data = package.member(self._archive, member, self._name)
        return decoded(data, member, markup=True).text

    def _with(self, member: str, element: str, root: str) -> bytes:
        """The part with one more element at the end of its root."""
        source = self._text(member)
        if not source:
            space = "http://schemas.openxmlformats.org/package/2006/relationships"
            return f'<{root} xmlns="{space}">{element}</{root}>'.encode()
        empty = re.search(rf"<{root}\b([^>]*)/>", source)
        if empty:
            return f"{source[: empty.start()]}<{root}{empty[1]}>{element}</{root}>".encode()
        at = source.rindex("</")
        return (source[:at] + element + source[at:]).encode()
