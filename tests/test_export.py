"""Exports: what a tool reads back from them is what the pairs say."""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from baikonur_align import tei
from baikonur_align.export import FORMATS, Selection, tsv
from baikonur_align.export.moses import MixedLanguages
from baikonur_align.model import Bead, Pair, Segment, Side, Status
from baikonur_align.wire import bead_from_json
from support import sample

SCRIPT = "Ол <script>alert(1)</script> & «Ә ғ қ ң ө ұ ү һ і» деді."


def seg(segment_id: str, text: str, block: int = 0) -> Segment:
    return Segment(segment_id, text, block)


PAIR = Pair(
    "article.kk-en",
    "translation",
    Side("kk", "Байқоңыр", "a.kk.txt", "0" * 64, ("paragraph",)),
    Side("en", "Baikonur", "a.en.txt", "1" * 64, ("paragraph",)),
    (
        Bead(
            (seg("kk.1", SCRIPT),),
            (seg("en.1", 'He said "<script>" & so on.'), seg("en.2", "Then he left.")),
            "confirmed",
            0.25,
            "reviewer",
            "reviewer-1",
            'a "note" <b>',
        ),
        Bead((seg("kk.2", "Екінші."),), (seg("en.3", "Second."),), "auto", 0.9),
        Bead(
            (seg("kk.3", "Үшінші."),),
            (seg("en.4", "No such thing."),),
            "rejected",
            0.8,
            "aligner",
            "reviewer-1",
        ),
        Bead((seg("kk.4", "Жалғыз."),), (), "auto", 0.7),
        Bead(
            (seg("kk.5", "Tab\there \\ and\u2028there\nend"),),
            (seg("en.5", "Fifth"),),
            "flagged",
            None,
            "mt",
        ),
        Bead((), (seg("en.6", "Alone."),), "confirmed", None, "reviewer", "reviewer-2"),
    ),
)

TURNED = replace(
    PAIR,
    id="turned.en-kk",
    source=PAIR.target,
    target=PAIR.source,
    beads=tuple(replace(bead, source=bead.target, target=bead.source) for bead in PAIR.beads),
)
RUSSIAN = Pair(
    "r.ru-en",
    "draft",
    Side("ru", "Р", "r.txt", "2" * 64, ("paragraph",)),
    Side("en", "R", "", "", ("paragraph",)),
    (Bead((seg("ru.1", "Да."),), (seg("en.1", "Yes."),), "auto", None, "mt"),),
)


def exported(name: str, *pairs: Pair) -> bytes:
    return b"".join(FORMATS[name].stream(iter(pairs)))


def text(segments: tuple[Segment, ...]) -> str:
    return " ".join(segment.text for segment in segments)


# --- formats --------------------------------------------------------------------------------------

# The elements of TMX 1.4b that we use, after the specification's own account of their contents.
TMX_DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note | prop)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block | paragraph | sentence | phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note | prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED srclang CDATA #IMPLIED creationid CDATA #IMPLIED
  changeid CDATA #IMPLIED>
<!ELEMENT tuv ((note | prop)*, seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)> <!ELEMENT note (#PCDATA)>
<!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED>
"""


def test_tmx_is_valid_and_holds_the_linked_beads_that_nobody_rejected() -> None:
    root = etree.fromstring(exported("tmx", PAIR, RUSSIAN))
    etree.DTD(io.StringIO(TMX_DTD)).assertValid(root)
    segs = [
        [variant.findtext("seg") for variant in unit.iterfind("tuv")] for unit in root.iter("tu")
    ]
    linked = [PAIR.beads[0], PAIR.beads[1], PAIR.beads[4], RUSSIAN.beads[0]]
    assert segs == [[text(bead.source), text(bead.target)] for bead in linked]


def test_tmx_names_the_reviewer_the_pair_and_how_sure_it_is() -> None:
    first, second, *_ = etree.fromstring(exported("tmx", PAIR, RUSSIAN)).iter("tu")
    assert (first.get("creationid"), first.get("changeid")) == ("reviewer-1", "reviewer-1")
    assert (second.get("creationid"), second.get("changeid")) == ("baikonur-align", None)
    assert {prop.get("type"): prop.text for prop in first.iterfind("prop")} == {
        "x-pair": "article.kk-en",
        "x-status": "confirmed",
        "x-origin": "reviewer",
        "x-confidence": "0.2500",
    }
    assert first.findtext("note") == 'a "note" <b>'


def test_tmx_says_the_source_language_of_each_unit() -> None:
    units = list(etree.fromstring(exported("tmx", PAIR, RUSSIAN, TURNED)).iter("tu"))
    assert [unit.get("srclang") for unit in units] == ["kk"] * 3 + ["ru"] + ["en"] * 3
    assert len({unit.get("tuid") for unit in units}) == len(units)


def test_tmx_of_nothing_is_a_valid_empty_memory() -> None:
    etree.DTD(io.StringIO(TMX_DTD)).assertValid(etree.fromstring(exported("tmx")))


def test_tmx_refuses_characters_that_xml_cannot_carry() -> None:
    bad = replace(PAIR, beads=(Bead((seg("kk.1", "a\x00"),), (seg("en.1", "b"),)),))
    with pytest.raises(tei.Unwritable, match=r"U\+0000"):
        exported("tmx", bad)


UNESCAPED = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def unescape(cell: str) -> str:
    pieces = iter(cell)
    return "".join(UNESCAPED[piece + next(pieces)] if piece == "\\" else piece for piece in pieces)


def test_tsv_has_every_bead_with_all_that_is_known_of_it() -> None:
    file = io.StringIO(exported("tsv", PAIR, RUSSIAN).decode(), newline="\n")
    rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    cells = [{key: unescape(cell) for key, cell in row.items()} for row in rows]
    beads = [*PAIR.beads, *RUSSIAN.beads]
    assert [(cell["source"], cell["target"]) for cell in cells] == [
        (text(bead.source), text(bead.target)) for bead in beads
    ]
    assert [cell["status"] for cell in cells] == [bead.status for bead in beads]
    assert [cell["reviewer"] for cell in cells] == [bead.resp for bead in beads]
    assert [cell["confidence"] for cell in cells] == [
        "0.2500",
        "0.9000",
        "0.8000",
        "0.7000",
        "",
        "",
        "",
    ]
    assert [cell["position"] for cell in cells] == ["1", "2", "3", "4", "5", "6", "1"]
    assert cells[0]["note"] == 'a "note" <b>'
    assert cells[0]["target_ids"] == "en.1 en.2"
    assert cells[-1]["pair"] == "r.ru-en"


def test_jsonl_gives_back_the_very_beads() -> None:
    lines = [
        json.loads(line)
        for line in exported("jsonl", PAIR, RUSSIAN).decode().rstrip("\n").split("\n")
    ]
    assert [bead_from_json(line) for line in lines] == [*PAIR.beads, *RUSSIAN.beads]
    assert [(line["pair"], line["position"]) for line in lines][-2:] == [
        ("article.kk-en", 6),
        ("r.ru-en", 1),
    ]


def test_tei_of_one_pair_is_the_pair() -> None:
    assert tei.loads(exported("tei", PAIR), "export") == PAIR


def test_tei_of_several_pairs_is_one_corpus_whose_pointers_all_lead_somewhere() -> None:
    root = etree.fromstring(exported("tei", PAIR, RUSSIAN, TURNED))
    assert root.tag == "{http://www.tei-c.org/ns/1.0}teiCorpus"
    ids = [
        str(element.get("{http://www.w3.org/XML/1998/namespace}id"))
        for element in root.iterfind(".//*[@xml:id]", XML)
    ]
    assert len(ids) == len(set(ids))
    named = {f"#{i}" for i in ids}
    pointers = [
        part
        for element in root.iter()
        for key in ("target", "ana", "resp", "who", "decls", "scheme")
        for part in element.get(key, "").split()
    ]
    assert set(pointers) <= named
    texts = [element.text for element in root.iter("{http://www.tei-c.org/ns/1.0}s")]
    assert texts.count(SCRIPT) == 2


XML = {"xml": "http://www.w3.org/XML/1998/namespace"}


def test_tei_of_no_pair_is_refused() -> None:
    with pytest.raises(tei.Unwritable, match="name a pair"):
        FORMATS["tei"].stream([])


def test_moses_gives_two_files_of_as_many_lines() -> None:
    files = {
        suffix: "".join(lines) for suffix, lines in FORMATS["moses"].files([PAIR, TURNED]).items()
    }
    kk, en = (files[suffix].splitlines() for suffix in (".kk", ".en"))
    assert kk == [SCRIPT, "Екінші.", r"Tab here \ and there end"] * 2
    assert en == ['He said "<script>" & so on. Then he left.', "Second.", "Fifth"] * 2


def test_moses_downloads_as_a_zip_archive_that_is_always_the_same() -> None:
    data = exported("moses", PAIR)
    assert data == exported("moses", PAIR)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["corpus.kk", "corpus.en"]
        assert archive.read("corpus.kk").decode().splitlines()[0] == SCRIPT


def test_moses_refuses_pairs_whose_lines_could_not_correspond() -> None:
    with pytest.raises(
        MixedLanguages, match=r"r\.ru-en is not in kk and en, the languages of article\.kk-en"
    ):
        FORMATS["moses"].stream([PAIR, RUSSIAN])


# --- selection ------------------------------------------------------------------------------------

SELECTIONS: dict[str, tuple[Any, float | None, list[int]]] = {
    "everything": (None, None, [0, 1, 2, 3, 4, 5]),
    "one status": (["confirmed"], None, [0, 5]),
    "two statuses": (["auto", "flagged"], None, [1, 3, 4]),
    "no status": ([], None, []),
    "a threshold, which confirmed beads pass and unjudged ones don't": (None, 0.75, [0, 1, 2, 5]),
    "a threshold of nothing": (None, 0.0, [0, 1, 2, 3, 5]),
    "both": (["auto"], 0.75, [1]),
}


@pytest.mark.parametrize(("statuses", "least", "kept"), SELECTIONS.values(), ids=SELECTIONS)
def test_a_selection_keeps_the_beads_that_are_wanted(
    statuses: list[Status] | None, least: float | None, kept: list[int]
) -> None:
    assert Selection(statuses, least).of(PAIR).beads == tuple(PAIR.beads[i] for i in kept)


def drafts() -> Pair:
    """Drafts with an estimate, with none, and one that a reviewer has changed."""
    pair = sample.draft()
    qualities = [0.9, 0.4, None, 0.2]
    beads = [
        replace(bead, source=(replace(bead.source[0], draft_quality=quality),))
        for bead, quality in zip(pair.beads, [*qualities, 0.9], strict=False)
    ]
    reworded = replace(beads[4].target[0], text="The lease costs 115 million dollars a year.")
    beads[3] = replace(beads[3], status="confirmed")
    beads[4] = replace(beads[4], target=(reworded,))
    return replace(pair, beads=tuple(beads))


def test_a_minimum_holds_for_the_estimated_quality_of_drafts() -> None:
    pair = drafts()
    chosen = Selection(None, 0.5)
    assert chosen.of(pair).beads == (pair.beads[0], pair.beads[3])
    counts = Selection(["confirmed"], 0.5).counts([pair], linked=True)
    assert (counts.passing, counts.unreviewed, counts.most) == (1, 2, 5)
    lines = "".join(chosen.dropped([pair], linked=True)).split("\n")
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert {int(row["position"]) - 1: row["why"] for row in rows} == {
        1: "it is not confirmed, and its estimated quality is 0.40",
        2: "it is not confirmed, and it has no confidence",
        4: "it is not confirmed, and it has no confidence",
    }


def test_a_selection_in_tei_is_valid_and_says_that_it_is_one() -> None:
    chosen = Selection(["confirmed"], 0.5).of(PAIR)
    again = tei.loads(exported("tei", chosen), "export")
    assert again == chosen
    assert again.tools[-1].role == "selection"
    assert (
        again.tools[-1].note == "Only beads with: status confirmed; confirmed, "
        "or confidence or estimated quality of a draft at least 0.5."
    )
    assert Selection().of(PAIR) == PAIR


REASONS: dict[str, tuple[Selection, str, dict[int, str]]] = {
    "all into TSV": (Selection(), "tsv", {}),
    "all into a translation memory": (
        Selection(),
        "tmx",
        {2: "a reviewer rejected it", 3: "it has no counterpart", 5: "it has no counterpart"},
    ),
    "a threshold": (
        Selection(None, 0.75),
        "jsonl",
        {
            3: "it is not confirmed, and its confidence is 0.70",
            4: "it is not confirmed, and it has no confidence",
        },
    ),
    "a status": (
        Selection(["confirmed"]),
        "moses",
        {
            1: "its status is auto",
            2: "its status is rejected",
            3: "its status is auto",
            4: "its status is flagged",
            5: "it has no counterpart",
        },
    ),
}


@pytest.mark.parametrize(("selection", "name", "reasons"), REASONS.values(), ids=REASONS)
def test_what_an_export_leaves_out_has_a_reason(
    selection: Selection, name: str, reasons: dict[int, str]
) -> None:
    lines = "".join(selection.dropped([PAIR], linked=FORMATS[name].linked)).split("\n")
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert {int(row["position"]) - 1: row["why"] for row in rows} == reasons


# --- streams --------------------------------------------------------------------------------------


def endless() -> Iterator[Pair]:
    """Pairs without end: whoever wants them all never answers."""
    for number in itertools.count():
        yield replace(PAIR, id=f"pair-{number}")


@pytest.mark.parametrize("name", ["tei", "tmx", "tsv", "jsonl"])
def test_the_first_piece_comes_before_all_is_built(name: str) -> None:
    stream = FORMATS[name].stream(endless())
    pieces = list(itertools.islice(stream, 3))
    assert all(60_000 < len(piece) < 200_000 for piece in pieces)


def test_the_first_piece_of_an_archive_comes_before_the_last_bead() -> None:
    asked = []

    class Watched(tuple[Bead, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[Bead]:
            for bead in super().__iter__():
                asked.append(bead)
                yield bead

    many = replace(PAIR, beads=Watched(bead for _ in range(5_000) for bead in PAIR.beads))
    assert next(FORMATS["moses"].stream([many]))
    assert len(asked) < 15_000


@pytest.mark.parametrize("name", FORMATS)
def test_equal_pairs_give_equal_bytes_and_every_format_has_a_suffix(name: str) -> None:
    assert exported(name, PAIR) == exported(name, replace(PAIR))
    assert FORMATS[name].suffix.startswith(".")
    assert "/" in FORMATS[name].mimetype


def test_a_workbook_does_not_say_when_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(exported("xlsx", PAIR))) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert (
            b"dcterms:" not in book.read("docProps/core.xml").partition(b">")[2].partition(b">")[2]
        )


def test_what_a_spreadsheet_would_compute_is_neutralised_by_choice() -> None:
    first, *rest = PAIR.beads
    (segment, *more) = first.target
    formula = replace(segment, text='=HYPERLINK("http://x")', codes=())
    pair = replace(PAIR, beads=(replace(first, target=(formula, *more), note="@SUM(A1)"), *rest))
    rows = "".join(tsv.write([Selection(no_formulas=True).of(pair)])).splitlines()
    cells = dict(zip(rows[0].split("\t"), rows[1].split("\t"), strict=True))
    assert cells["target"].startswith("'=HYPERLINK")
    assert cells["note"] == "'@SUM(A1)"
    kept = "".join(tsv.write([Selection().of(pair)])).splitlines()[1]
    assert "\t=HYPERLINK" in kept
