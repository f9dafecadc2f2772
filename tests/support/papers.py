"""Documents in the formats of the readers, made by python-docx and pypdf, or by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
import pypdf
import pypdf.annotations

ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def word(*paragraphs: tuple[str, str], cells: Sequence[str] = ()) -> bytes:
    """A Word document of paragraphs (style, text) and a table of one row."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    if cells:
        table = document.add_table(1, len(cells))
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, change: tuple[str, str]) -> bytes:
    """The zipped document with one string of one of its files replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {part: archive.read(part).decode("latin-1") for part in archive.namelist()}
    assert change[0] in files[name]
    files[name] = files[name].replace(*change)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in files.items():
            archive.writestr(part, text.encode("latin-1"))
    return out.getvalue()


def opendocument(body: str, manifest: str = "") -> bytes:
    names = " ".join(f'xmlns:{n}="{ODF}{n}:1.0"' for n in ("office", "text", "table", "drawing"))
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<office:document-content {names}><office:body><office:text>"
        f"{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "content.xml": content,
        }
    )


def pdf(
    *pages: Sequence[str],
    password: str | None = None,
    allowed: bool = False,
    facts: dict[str, str] | None = None,
) -> bytes:
    """A PDF with these lines on its pages, in Helvetica.

    `password` encrypts it; with `allowed` it opens without one and only printing is locked.
    `facts` are its document information.
    """
    writer = pypdf.PdfWriter()
    writer.add_metadata(facts or {})
    for lines in pages:
        _add_page(writer, [(72, 770 - 16 * row, line) for row, line in enumerate(lines)])
    if password is not None:
        writer.encrypt("" if allowed else password, owner_password=password, algorithm="RC4-128")
    return _written(writer)


def placed(*pieces: tuple[float, float, str]) -> bytes:
    """A PDF of one page with a text object at each place: points from the lower left corner."""
    writer = pypdf.PdfWriter()
    _add_page(writer, pieces)
    return _written(writer)


def commented(lines: Sequence[str], comment: str) -> bytes:
    """A PDF of one page with a comment in its margin."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(lines)))
    note = pypdf.annotations.Text(rect=(20, 700, 40, 720), text=comment)
    writer.add_annotation(0, note)
    return _written(writer)


def _add_page(writer: pypdf.PdfWriter, pieces: Sequence[tuple[float, float, str]]) -> None:
    page = writer.add_blank_page(595, 842)
    stream = pypdf.generic.DecodedStreamObject()
    drawn = " ".join(
        f"BT /F1 11 Tf {left} {bottom} Td ({piece.replace('(', '[').replace(')', ']')}) Tj ET"
        for left, bottom, piece in pieces
    )
    stream.set_data(drawn.encode("latin-1"))
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    made = pypdf.generic.DictionaryObject(
        {
            pypdf.generic.NameObject(key): pypdf.generic.NameObject(name)
            for key, name in font.items()
        }
    )
    fonts = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): made})
    page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
        {pypdf.generic.NameObject("/Font"): fonts}
    )


def _written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
