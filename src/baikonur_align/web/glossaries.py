"""The endpoints of glossaries: what there is, terms and files in and out."""

from __future__ import annotations

from typing import Annotated

from flask import Response, request
from msgspec import UNSET, Meta, Struct, UnsetType

from baikonur_align.checks.glossary import BadGlossary, TermList
from baikonur_align.checks.term_files import WRITERS
from baikonur_align.web.endpoints import ReviewerName, get, post
from baikonur_align.web.errors import NoFormat
from baikonur_align.web.shapes import Anything
from baikonur_align.workbench import Workbench

MEDIA = {"tsv": "text/tab-separated-values", "csv": "text/csv", "tbx": "application/x-tbx"}
LARGEST = 8 * 1024 * 1024
"""Bytes of a glossary that is sent."""

Code = Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
TermText = Annotated[str, Meta(min_length=1, max_length=200)]


class GlossaryLine(Struct):
    """A glossary: its file, languages and number of terms; ``fits``: a pair has its languages."""

    name: str
    langs: tuple[str, str]
    terms: int
    fits: bool


class GlossariesJson(Struct):
    """The valid glossaries, and what is wrong with another."""

    glossaries: list[GlossaryLine]
    problem: str


class TermRequest(Struct, kw_only=True):
    """A term with a translation, and the languages of both."""

    source_lang: Code
    target_lang: Code
    term: TermText
    translation: TermText
    reviewer: ReviewerName | UnsetType = UNSET


class ChangeRequest(TermRequest, kw_only=True):
    """A term and its translation as they should be; without them the entry is taken out."""

    new_term: TermText | UnsetType = UNSET
    new_translation: TermText | UnsetType = UNSET


class FileRequest(Struct, kw_only=True):
    """A glossary as the file ``file`` of a form."""

    reviewer: ReviewerName | UnsetType = UNSET


@get("/api/glossaries", "reader")
def glossaries(bench: Workbench) -> GlossariesJson:
    """The glossaries of the corpus."""
    found, problem = bench.glossary()
    pairs = set(map(frozenset, bench.review.languages()))
    return GlossariesJson([_line(each, pairs) for each in found.lists], problem)


@post("/api/glossaries/terms", "reviewer", refuses=(422,), audit="term")
def add_term(bench: Workbench, sent: TermRequest) -> Anything:
    """Add a term to the corpus's glossary."""
    langs = sent.source_lang, sent.target_lang
    bench.corpus.add_term(langs, sent.term, sent.translation)
    return {}


@post("/api/glossaries/terms/change", "reviewer", refuses=(422,), audit="term")
def change_term(bench: Workbench, sent: ChangeRequest) -> Anything:
    """Correct a translation of a term, or take it out."""
    langs = sent.source_lang, sent.target_lang
    new = None
    if sent.new_term or sent.new_translation:
        new = sent.new_term or sent.term, sent.new_translation or sent.translation
    bench.corpus.change_term(langs, (sent.term, sent.translation), new)
    return {}


@post("/api/glossaries", "lead", refuses=(422,), forms=True, largest=LARGEST, audit="glossary")
def add_glossary(bench: Workbench, sent: FileRequest) -> GlossaryLine:  # noqa: ARG001
    """Keep a glossary (.tsv, .csv or .tbx), in place of one of the same name."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadGlossary("send a glossary as the file `file` of a form")
    return _line(bench.corpus.add_glossary(file.filename, file.stream.read()), set())


@get(
    "/api/glossary.<format_>",
    "reader",
    refuses=(404,),
    answer=bytes,
    media=tuple(MEDIA.values()),
)
def export(bench: Workbench, format_: str) -> Response:
    """All terms as a file."""
    if format_ not in WRITERS:
        raise NoFormat(
            "there is no format {format!r}; known are {known}",
            format=format_,
            known=", ".join(WRITERS),
        )
    text = "".join(WRITERS[format_](bench.glossary()[0].lists))
    response = Response(text, mimetype=MEDIA[format_])
    response.headers.set("Content-Disposition", "attachment", filename=f"glossary.{format_}")
    return response


ENDPOINTS = (glossaries, add_term, change_term, add_glossary, export)


def _line(each: TermList, pairs: set[frozenset[str]]) -> GlossaryLine:
    return GlossaryLine(each.name, each.langs, len(each.entries), frozenset(each.langs) in pairs)
