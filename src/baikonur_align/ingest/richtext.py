"""Rich text (.rtf), by striprtf: the text without its formatting."""

from __future__ import annotations

import re

from baikonur_align.ingest import text
from baikonur_align.ingest.container import blaming
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.layout import one_a_line
from baikonur_align.model import Remark

_NOTE = re.compile(rb"\{\s*\\footnote\b")
"""Where a footnote or endnote begins; the library that reads rich text leaves them out."""


def read(data: bytes, name: str, _lang: str | None) -> Content:
    """The paragraphs. Raises `Unreadable`."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise Unreadable("{name} is not rich text; save it again as .rtf or .docx", name=name)
    with blaming(name, "rich text"):
        found = clean(
            rtf_to_text(  # type: ignore[no-untyped-call]
                data.decode("latin-1"), errors="replace"
            )
        )
    if not found.strip():
        raise Unreadable("{name} has no text in it; give a file with text in it", name=name)
    remarks = [Remark("left-out", "formatting of rich text; save it as .docx to keep it")]
    notes = len(_NOTE.findall(data))
    if notes:
        remarks.append(Remark("left-out", "footnotes of rich text", notes))
    return Content(tuple(text.blocks(one_a_line(found))), tuple(remarks))
