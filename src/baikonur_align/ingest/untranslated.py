"""XLIFF without translations, as it is sent out to be translated: one text."""

from __future__ import annotations

from dataclasses import replace

from baikonur_align.ingest import office
from baikonur_align.ingest.bilingual import xliff
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable


def read(data: bytes, name: str, lang: str | None) -> Content:
    """The source texts. Raises `Unreadable`, also for a file with translations."""
    bitext = xliff.read(data, name)
    if bitext.is_paired():
        raise Unreadable("{name} has both texts, aligned already; add it alone", name=name)
    content = office.read(data, name, lang)
    told = (
        replace(remark, kind="left-out") if remark.what == xliff.FIXED else remark
        for remark in bitext.remarks
        if remark.what not in (xliff.UNTRANSLATED_UNIT, "inline codes")
    )
    return replace(content, remarks=(*told, *content.remarks))
