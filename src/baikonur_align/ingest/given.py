"""Files as they are given: one text, two texts, or two that come aligned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from baikonur_align import ingest
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import NamedBytes, named_bytes
from baikonur_align.model import Document, GivenLink, Remark


@dataclass(frozen=True)
class Given:
    """The documents that texts are, and the links between them if they came aligned.

    `sentences` counts those of each document, if they were counted. `untranslated` is the
    language that a bilingual file without any translation is to be translated into.
    """

    documents: Sequence[Document]
    links: tuple[GivenLink, ...] = ()
    sentences: Sequence[int] = ()
    untranslated: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """How files are to be read.

    `langs` are the languages that are declared, of the first text and of the second one, or of the
    translation that is wanted. `form` is the format to read them as. `folder` has documents that a
    file of links names. ``lines``: the lines of two files may correspond, as their names say or as
    the `ladder` does. ``check``: a text that is clearly in another language is refused.
    ``aligned``: the texts may come aligned.
    """

    files: tuple[NamedBytes, ...]
    langs: tuple[str | None, str | None] = (None, None)
    form: str | None = None
    folder: Path | None = None
    lines: bool = True
    ladder: NamedBytes | None = None
    check: bool = False
    aligned: bool = True


def read_given(asked: Asked) -> Given:
    """Return one text or two as documents, a bilingual file as the two that it holds.

    Raises `ingest.Unreadable`, `ingest.WrongLanguage`.
    """
    return _read(asked, asked.langs)


@dataclass(frozen=True, slots=True)
class Places:
    """Files of a folder, whose names may say which of the `languages` they are in.

    Such names are ``a.kk.txt`` and ``a.kk``. ``check`` and ``aligned`` are as in `Asked`.
    """

    paths: Sequence[Path]
    languages: Sequence[str]
    check: bool = True
    aligned: bool = True


def read_at(places: Places) -> Given:
    """The texts in files. Raises as `read_given`."""
    langs = [_named_language(path, places.languages) for path in places.paths]
    asked = Asked(
        tuple(map(named_bytes, places.paths)),
        (langs[0], langs[-1]),
        folder=places.paths[0].parent,
        check=places.check,
        aligned=places.aligned,
    )
    return _read(asked, (None, None))


def _read(asked: Asked, langs: tuple[str | None, str | None]) -> Given:
    """The texts; `langs` are the languages of those that come aligned."""
    found = _aligned(asked, langs) if asked.aligned and asked.form is None else None
    if isinstance(found, bilingual.Aligned):
        return Given((found.source, found.target), found.links)
    documents = [
        _document(file, lang, asked) for file, lang in zip(asked.files, asked.langs, strict=False)
    ]
    if found:
        documents[0] = replace(documents[0], remarks=(*documents[0].remarks, found))
    first = asked.files[0]
    alone = len(asked.files) == 1 and asked.form is None
    wanted = bilingual.wanted_language(first.data, first.name) if alone else ""
    return Given(documents, untranslated=wanted)


def _named_language(path: Path, languages: Collection[str]) -> str | None:
    """The language that a file's name says, if it is one of these."""
    parts = path.name.split(".")[:0:-1][:2]
    return next((part for part in parts if part in languages), None)


def _aligned(
    asked: Asked, langs: tuple[str | None, str | None]
) -> bilingual.Aligned | Remark | None:
    first = asked.files[0]
    if len(asked.files) == 1 and asked.folder:
        return bilingual.found_beside(first, asked.folder, *langs)
    if len(asked.files) == 1:
        return bilingual.found_in(first.data, first.name, *langs)
    return bilingual.pair_in(asked.files, *langs, asked.ladder) if asked.lines else None


def _document(file: NamedBytes, lang: str | None, asked: Asked) -> Document:
    bilingual_only = bilingual.is_bilingual(file.name) and not ingest.is_readable(file.name)
    if bilingual_only and asked.form is None:
        raise ingest.Unreadable(
            "{name} has both texts, aligned already; add it alone", name=file.name
        )
    document = ingest.read_bytes(file.data, file.name, lang, asked.form)
    if lang and asked.check:
        ingest.check_language("\n".join(block.text for block in document.blocks), document.lang)
    return document
