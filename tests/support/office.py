"""Small documents of every format, written here, for the tests of reading and writing back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{}<w:sectPr/></w:body></w:document>'
)
STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US"/></w:rPr></w:rPrDefault>'
    "</w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/></w:style>'
    "</w:styles>"
)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def package(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            stored = name == "mimetype"
            method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, method)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """The members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _override(name: str, kind: str) -> str:
    kind = f"{_OFFICE}wordprocessingml.{kind}+xml"
    return f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>'


def run(text: str, properties: str = "") -> str:
    form = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{form}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def word(*paragraphs: str, **parts: str) -> bytes:
    """A Word document; `parts` are the bodies of ``footnotes``, ``header1`` and ``footer1``."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    roots = {"footnotes": "footnotes", "header1": "hdr", "footer1": "ftr"}
    kinds = {"document": "document.main", "styles": "styles"}
    types = "".join(_override(name, kind) for name, kind in kinds.items())
    relations = f'<Relationship Id="s" Type="{_REL}styles" Target="styles.xml"/>'
    relations += (
        f'<Relationship Id="rId9" Type="{_REL}hyperlink" Target="https://example.org"'
        ' TargetMode="External"/>'
    )
    files: dict[str, str | bytes] = {}
    for name, body in parts.items():
        kind = name.rstrip("1")
        types += _override(name, kind)
        relations += f'<Relationship Id="{name}" Type="{_REL}{kind}" Target="{name}.xml"/>'
        files[f"word/{name}.xml"] = f"<w:{roots[name]} {space}>{body}</w:{roots[name]}>"
    main = f'<Relationship Id="d" Type="{_REL}officeDocument" Target="word/document.xml"/>'
    return package(
        {
            "[Content_Types].xml": TYPES.format(types),
            "_rels/.rels": RELATIONS.format(main),
            "word/document.xml": WORD.format("".join(paragraphs)),
            "word/_rels/document.xml.rels": RELATIONS.format(relations),
            "word/styles.xml": STYLES,
            **files,
        }
    )


def odt(body: str, styles: str = "") -> bytes:
    """An OpenDocument text."""
    mime = "application/vnd.oasis.opendocument.text"
    spaces = " ".join(
        f'xmlns:{prefix}="{uri}"'
        for prefix, uri in {
            "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
            "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
            "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
            "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
            "xlink": "http://www.w3.org/1999/xlink",
        }.items()
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    content = (
        f"<office:document-content {spaces} office:version='1.3'>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return package({"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": content})


def xlsx(strings: str, cells: str) -> bytes:
    """An Excel workbook of one sheet."""
    sheet = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    kinds = {
        "workbook": "sheet.main",
        "worksheets/sheet1": "worksheet",
        "sharedStrings": "sharedStrings",
    }
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_OFFICE}spreadsheetml.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    main = f'<Relationship Id="d" Type="{_REL}officeDocument" Target="xl/workbook.xml"/>'
    inner = (
        f'<Relationship Id="r1" Type="{_REL}worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_REL}sharedStrings" Target="sharedStrings.xml"/>'
    )
    book = f"<workbook {sheet} {relation}><sheets>"
    book += '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    return package(
        {
            "[Content_Types].xml": TYPES.format(types),
            "_rels/.rels": RELATIONS.format(main),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": RELATIONS.format(inner),
            "xl/sharedStrings.xml": f"<sst {sheet}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": "<worksheet "
            f"{sheet}><sheetData>{cells}</sheetData></worksheet>",
        }
    )


def pptx(paragraphs: str, description: str = "A photo of a bridge") -> bytes:
    """The parts of a presentation that hold text: one slide (not a file that PowerPoint opens)."""
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    show = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    slide = (
        f"<p:sld {drawing} {show} {relation}><p:cSld><p:spTree><p:sp>"
        f'<p:nvSpPr><p:cNvPr id="2" name="Box" descr="{description}"/></p:nvSpPr>'
        f"<p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
    return package({"[Content_Types].xml": TYPES.format(""), "ppt/slides/slide1.xml": slide})


TITLES = ("A book of rivers", "Contents", "The first river")


def epub(chapter: str, lang: str = "en", titles: tuple[str, str, str] = TITLES) -> bytes:
    """A book of one chapter with contents; `titles` are those of the book, contents and chapter."""
    book, contents, first = titles
    space = 'xmlns="http://www.w3.org/1999/xhtml"'
    return package(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
                '<rootfiles><rootfile full-path="OPS/book.opf"'
                ' media-type="application/oebps-package+xml"/></rootfiles></container>'
            ),
            "OPS/book.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
                '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
                f"<dc:title>{book}</dc:title><dc:language>{lang}</dc:language></metadata>"
                '<manifest><item id="n" href="nav.xhtml" properties="nav"'
                ' media-type="application/xhtml+xml"/><item id="c" href="a%20b.xhtml"'
                ' media-type="application/xhtml+xml"/></manifest>'
                '<spine><itemref idref="c"/></spine></package>'
            ),
            "OPS/nav.xhtml": (
                f'<html {space} lang="{lang}"><head><title>{contents}</title></head><body><nav>'
                f'<ol><li><a href="a%20b.xhtml">{first}</a></li></ol></nav></body></html>'
            ),
            "OPS/a b.xhtml": (
                f'<html {space} lang="{lang}"><head><title>{first}</title></head>'
                f"<body>{chapter}</body></html>"
            ),
        }
    )
