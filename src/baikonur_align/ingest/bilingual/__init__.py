"""Texts that come aligned: TMX, XLIFF, parallel TEI, tables, PO, pairs of line files.

What a file has as one unit or link becomes a bead. Its sentences stay as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from baikonur_align.ingest.bilingual import archives, lines, po, sheets, tei, tmx, tsv, xliff
from baikonur_align.ingest.bilingual.bitext import Bitext, Group, Sentence, with_known_codes
from baikonur_align.ingest.codes import BadLanguage, chosen_code, known_code
from baikonur_align.ingest.container import gunzipped
from baikonur_align.ingest.decode import Unreadable
from baikonur_align.ingest.files import NamedBytes, file_bytes, named_bytes
from baikonur_align.model import Block, Document, GivenLink, Remark

XLIFF = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff")
"""Suffixes of XLIFF, which may have no translations yet."""

TEI = (".xml", ".tei")

WORKBOOKS = (".xlsx",)
"""Suffixes of tables that may be one text."""

READERS: dict[str, Callable[[bytes, str], Bitext]] = {
    ".tmx": tmx.read,
    ".tsv": tsv.read,
    ".csv": tsv.read_csv,
    **dict.fromkeys(XLIFF, xliff.read),
    ".zip": archives.read,
    ".po": po.read,
    ".pot": po.read,
    ".xlsx": sheets.read,
    **dict.fromkeys(TEI, tei.read),
}
"""By suffix, in lower case."""

UNKNOWN = ("und", "mul")
"""Codes of a side whose language the file does not say."""

SIDES = 2
CES_HEAD = 100_000
_DOCUMENT = re.compile(rb"(?:fromDoc|toDoc)\s*=\s*[\"']([^\"']+)")


@dataclass(frozen=True)
class Aligned:
    """Two texts, a block a sentence, and what belongs together in them."""

    source: Document
    target: Document
    links: tuple[GivenLink, ...]


def suffix_of(name: str) -> str:
    """The suffix that says the format, in lower case, without ``.gz``."""
    path = PurePath(name.lower())
    return (path.with_suffix("") if path.suffix == ".gz" else path).suffix


def is_bilingual(name: str) -> bool:
    """Whether a file of this name holds both texts."""
    return suffix_of(name) in READERS


def read(path: Path, source: str | None, target: str | None) -> Aligned:
    """The two texts of a file; see `found_in`. Raises `Unreadable` where it has only one."""
    found = found_beside(named_bytes(path), path.parent, source, target)
    if found is None:
        raise Unreadable("{name} has one text only; give a file that has both", name=path.name)
    return found


def found_beside(
    file: NamedBytes, folder: Path, source: str | None, target: str | None
) -> Aligned | None:
    """As `found_in`, for a file of `folder`. A file of links brings its documents from there."""
    plain = gunzipped(file.data, file.name) if suffix_of(file.name) == ".xml" else b""
    if b"xtargets" not in plain[:CES_HEAD]:
        return found_in(file.data, file.name, source, target)
    names = {match[1].decode("utf-8", "replace") for match in _DOCUMENT.finditer(plain)}
    parts = dict(filter(None, (_document_beside(folder, name) for name in sorted(names))))
    bitext = archives.of_documents({file.name: plain, **parts}, file.name)
    return aligned(bitext, file.data, file.name, source, target)


def _document_beside(folder: Path, name: str) -> tuple[str, bytes] | None:
    """A document that a file of links names: at its place below `folder`, or in `folder`."""
    path = PurePath(name.replace("\\", "/"))
    inside = not path.is_absolute() and ".." not in path.parts
    for part in ([str(path)] if inside else []) + [path.name]:
        for there in (folder / part, folder / part.removesuffix(".gz")):
            if there.is_file():
                return part, gunzipped(file_bytes(there), there.name)
    return None


def pair_in(
    files: Sequence[NamedBytes],
    source: str | None,
    target: str | None,
    ladder: NamedBytes | None = None,
) -> Aligned | Remark | None:
    """Two files whose lines are aligned: by their names (``a.kk``, ``a.en``), or by a `ladder`.

    None for other files, and a remark where their names promise it and their lines do not. Raises
    `Unreadable` for a ladder that does not fit.
    """
    named = lines.languages_of([file.name for file in files])
    if len(files) != SIDES or not (named or ladder):
        return None
    both = files[0], files[1]
    given = source or (named or ("", ""))[0], target or (named or ("", ""))[1]
    if not all(given):
        raise Unreadable(
            "{name}: name the languages of the two files with --from and --to", name=files[0].name
        )
    langs = known_code(given[0]), known_code(given[1])
    bitext = lines.laddered(both, langs, ladder) if ladder else lines.line_pair(both, langs)
    if not isinstance(bitext, Bitext):
        return bitext
    found = aligned(bitext, b"", files[0].name, *langs)
    one, two = (
        lines.from_file(d, f) for d, f in zip((found.source, found.target), both, strict=True)
    )
    return Aligned(one, replace(two, remarks=()), found.links)


def read_bytes(
    data: bytes, name: str, source: str | None = None, target: str | None = None
) -> Aligned:
    """What stands in the languages `source` and `target`; without them, in the only two there are.

    A table that doesn't name its languages is in those that are given, in that order. What stands
    in one language only is a sentence with nothing opposite. Raises `Unreadable`, `BadLanguage`.
    """
    plain = gunzipped(data, name)
    return aligned(READERS[suffix_of(name)](plain, name), data, name, source, target)


def found_in(
    data: bytes, name: str, source: str | None = None, target: str | None = None
) -> Aligned | None:
    """The two texts of a file that has both, by its name or as a table; None for any other file."""
    if is_bilingual(name) and not _is_monolingual(data, name):
        try:
            bitext = READERS[suffix_of(name)](gunzipped(data, name), name)
        except tsv.NotTwoColumns:
            if suffix_of(name) in WORKBOOKS:
                return None  # one text
            raise
        if suffix_of(name) in (*XLIFF, *TEI) and not bitext.is_paired():
            return None  # one text: not translated yet, or with links of another kind
        return aligned(bitext, data, name, source, target)
    found = _of_tables(data, name)
    return aligned(found, data, name, source, target) if found else None


def wanted_language(data: bytes, name: str) -> str:
    """The language that an XLIFF file without any translation is to be translated into, or ""."""
    if suffix_of(name) not in XLIFF:
        return ""
    bitext = xliff.read(gunzipped(data, name), name)
    empty = [code for code, text in bitext.texts.items() if not text and code not in UNKNOWN]
    return known_code(empty[0]) if len(empty) == 1 and not bitext.is_paired() else ""


def _of_tables(data: bytes, name: str) -> Bitext | None:
    """The two columns of a document's tables; None for any other document."""
    from baikonur_align.ingest import html, office, tables

    suffix = suffix_of(name)
    reader = {".docx": office.read, ".docm": office.read, ".odt": office.read}.get(suffix)
    reader = html.read if suffix in (".html", ".htm", ".xhtml") else reader
    plain = gunzipped(data, name) if reader else b""
    if reader is None or not tables.may_hold(plain, suffix):
        return None
    return tables.bitext_of(reader(plain, PurePath(name).name.removesuffix(".gz"), None))


def _is_monolingual(data: bytes, name: str) -> bool:
    """XML without links between sentences is one text."""
    if suffix_of(name) not in TEI:
        return False
    plain = gunzipped(data, name)
    return not any(mark in plain for mark in (b"<link", b"corresp=", b":link"))


def aligned(
    bitext: Bitext, data: bytes, name: str, source: str | None = None, target: str | None = None
) -> Aligned:
    """Two languages of `bitext` as documents and links; see `read_bytes`."""
    if bitext.nameless:
        bitext = bitext.named([source, target], name)
    else:
        bitext = with_known_codes(_undetermined_named(bitext, source, target))
    langs = _languages(list(bitext.texts), source, target, name)
    links = tuple(_links(bitext, langs))
    if not any(link.source and link.target for link in links):
        raise Unreadable(
            "{name} has no links between {source} and {target}; name two languages that it has",
            name=name,
            source=langs[0],
            target=langs[1],
        )
    sides = [_document(name, data, lang, bitext) for lang in langs]
    return Aligned(sides[0], sides[1], links)


def _undetermined_named(bitext: Bitext, source: str | None, target: str | None) -> Bitext:
    """A side whose language the file doesn't say (``und``) has the language that is given."""
    names: dict[str, str] = {}
    if "mul" in bitext.texts and target:
        names["mul"] = target
    if "und" in bitext.texts:
        given = target if source and any(_same(code, source) for code in bitext.texts) else source
        given = (
            target if given is None or any(_same(text, given) for text in bitext.texts) else given
        )
        if given:
            names["und"] = given
    if not names:
        return bitext
    texts = {names.get(key, key): text for key, text in bitext.texts.items()}
    groups = [
        Group({names.get(key, key): member for key, member in group.members.items()}, group.facts)
        for group in bitext.groups
    ]
    return replace(bitext, texts=texts, groups=groups)


def _same(code: str, wanted: str) -> bool:
    try:
        return known_code(code) == known_code(wanted)
    except BadLanguage:
        return False


def _document(name: str, data: bytes, lang: str, bitext: Bitext) -> Document:
    sentences: Sequence[Sentence] = bitext.texts[lang]
    full: Mapping[str, str] = bitext.full_codes
    return Document(
        name,
        lang,
        PurePath(name).stem,
        hashlib.sha256(data).hexdigest(),
        tuple(Block("paragraph", sentence.text, codes=sentence.codes) for sentence in sentences),
        ((("language", full[lang]),) if lang in full else ()) + bitext.metadata,
        bitext.remarks,
    )


def _links(bitext: Bitext, langs: tuple[str, str]) -> Iterator[GivenLink]:
    """The groups as links, and a link of its own for each sentence that is in none."""
    left: list[set[int]] = [set(range(len(bitext.texts.get(lang, ())))) for lang in langs]
    for group in bitext.groups:
        ends = [tuple(sorted(group.members.get(lang, ()))) for lang in langs]
        for rest, end in zip(left, ends, strict=True):
            rest.difference_update(end)
        if all(ends) or sum(map(len, ends)) == 1:
            yield GivenLink(ends[0], ends[1], group.facts)
        else:  # several sentences with nothing opposite stand alone
            yield from (GivenLink((i,), (), group.facts) for i in ends[0])
            yield from (GivenLink((), (j,), group.facts) for j in ends[1])
    yield from (GivenLink((i,), ()) for i in sorted(left[0]))
    yield from (GivenLink((), (j,)) for j in sorted(left[1]))


def _languages(
    there: Sequence[str], source: str | None, target: str | None, name: str
) -> tuple[str, str]:
    chosen = [chosen_code(code, there, name) if code else None for code in (source, target)]
    rest = [lang for lang in there if lang not in chosen]
    if None in chosen and len(rest) != chosen.count(None):
        raise Unreadable(
            "{name} is in {there}; name the two languages to read: baikonur-align add --from "
            "... --to ...",
            name=name,
            there=", ".join(there) or "no language",
        )
    first, second = (code or rest.pop(0) for code in chosen)
    return first, second
