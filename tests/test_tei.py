"""TEI: what is written reads back the same, and everything else is one clear error."""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from baikonur_align import tei
from baikonur_align.edit import VERBS, Refused, State, build, in_order
from baikonur_align.inline import in_order as in_code_order
from baikonur_align.model import (
    Bead,
    BlockKind,
    Change,
    CodeKind,
    Dismissal,
    InlineCode,
    Pair,
    Segment,
    Side,
    Tool,
    Where,
)

ROOT = Path(__file__).resolve().parents[1]
TEI_ALL = ROOT.parent / "shared" / "schema" / "tei_all.rng"
KAZAKH, *ENGLISH = sorted((ROOT / "seeds").glob("*.txt"), key=lambda path: -path.stat().st_size)
NAMESPACES = {"t": "http://www.tei-c.org/ns/1.0"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def kk(number: str, text: str, block: int, draft: str = "") -> Segment:
    return Segment(f"kk.{number}", text, block, draft)


def en(number: str, text: str, block: int) -> Segment:
    return Segment(f"en.{number}", text, block)


RICH = Pair(
    id="baikonur.kk-en",
    kind="translation",
    source=Side(
        "kk",
        "«Байқоңыр» & <ғарыш>",
        "байқоңыр 1.txt",
        "ab" * 32,
        ("heading", "dateline", "paragraph", "item", "item", "paragraph", "caption", "heading"),
    ),
    target=Side(
        "en",
        'The "Baikonur" article',
        "",
        "",
        ("item", "paragraph", "caption", "dateline", "paragraph"),
    ),
    beads=(
        Bead(
            (kk("1", "Байқоңыр", 0, "Baikonur"),),
            (en("1", "Baikonur", 0),),
            "confirmed",
            0.97,
            "aligner",
            "reviewer-1",
        ),
        Bead((kk("2", "Астана, 2 маусым.", 1),), ()),
        Bead(
            (
                kk("3.1", "Ол <script>alert('ә')</script> деді.", 2),
                kk("3.2", "Ал & біз білеміз.", 2),
            ),
            (
                en("2", "He said\u2028so.", 1),
                en("3", " There is \u00a0more ", 1),
                en("10", "😀\U000e0061", 1),
            ),
            "flagged",
            1 / 3,
            "reviewer",
            "Айгүл Б. <a@b>",
            "Is this & that 'one' \"bead\"?",
        ),
        Bead((), (en("11", "A caption", 2),), "rejected", 0.0, "mt", "reviewer-1", "no"),
        Bead((kk("4", "бір", 3), kk("5", "екі", 4)), (en("12", "Crossing", 4),), "auto", 1.0),
        Bead(
            (
                replace(
                    kk("6", "Соңғы.\r\n\tҚатар", 7),
                    codes=(InlineCode(0, 5, "bold", "<b>\r\n&", "1"), InlineCode(5, 5, "note")),
                ),
            ),
            (),
            dismissed=(
                Dismissal("number", "source", "1 & 2", "<they> are elsewhere", "reviewer-3"),
                Dismissal("length", "target", "2.5", 'a "free" translation'),
            ),
        ),
    ),
    tools=(
        Tool("splitter", "sentencex", "1.0.6"),
        Tool("MT engine", "translate-kk_en", "рев. 2", "a & note"),
    ),
    changes=(
        Change("reviewer-2", "2026-11-22T02:49:52Z", "published <version> 7"),
        Change("baikonur-align", "2026-11-21T00:00:00.125+00:00", "aligned"),
        Change("", "2026-11-20T00:00:00Z", ""),
    ),
    version=7,
)

EMPTY = Pair("-", "comparable", Side("kk", "", "", "", ()), Side("en", "", "", "", ()), ())


# --- pairs of any shape ---------------------------------------------------------------------------

XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda char: char in "\t\n\r" or ord(char) >= 0x20
    ),
    max_size=12,
)
BLOCKS: st.SearchStrategy[list[BlockKind]] = st.lists(
    st.sampled_from(["paragraph", "heading", "item", "dateline", "caption"]), min_size=1, max_size=8
)
PLACES = st.sampled_from([["{}"], ["{}.1", "{}.2"], ["{}.2.1"]])


DISMISSALS = st.builds(
    Dismissal,
    st.sampled_from(["number", "term"]),
    st.sampled_from(get_args(Where)),
    XML_TEXT,
    XML_TEXT,
    XML_TEXT,
)


@st.composite
def codes_of(draw: st.DrawFn, text: str) -> tuple[InlineCode, ...]:
    spans = draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=2))
    kinds = st.sampled_from(get_args(CodeKind))
    return in_code_order(
        InlineCode(min(span), max(span), draw(kinds), draw(XML_TEXT), draw(XML_TEXT))
        for span in spans
    )


@st.composite
def one_segment(draw: st.DrawFn, name: str, block: int) -> Segment:
    text = draw(XML_TEXT)
    return Segment(name, text, block, draw(empty_or(XML_TEXT)), draw(codes_of(text)))


def empty_or(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), texts)


@st.composite
def sides(draw: st.DrawFn, lang: str) -> tuple[Side, list[Segment]]:
    blocks = draw(BLOCKS)
    in_blocks = sorted(draw(st.lists(st.integers(0, len(blocks) - 1), max_size=9)))
    places = [
        (place.format(number), block)
        for number, block in enumerate(in_blocks, 1)
        for place in draw(PLACES)
    ]
    segments = [draw(one_segment(f"{lang}.{place}", block)) for place, block in places]
    sha256 = draw(empty_or(st.just("0f" * 32)))
    return Side(lang, draw(XML_TEXT), draw(XML_TEXT), sha256, tuple(blocks)), segments


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    source, left = draw(sides("kk"))
    target, right = draw(sides("en"))
    left, right = list(draw(st.permutations(left))), list(draw(st.permutations(right)))
    ends: list[tuple[tuple[Segment, ...], tuple[Segment, ...]]] = []
    while draw(st.booleans()) and left and right:
        i, j = draw(st.integers(1, min(3, len(left)))), draw(st.integers(1, min(3, len(right))))
        ends.append((tuple(left[:i]), tuple(right[:j])))
        left, right = left[i:], right[j:]
    ends += [((segment,), ()) for segment in left] + [((), (segment,)) for segment in right]
    beads = [
        Bead(
            *end,
            status=draw(st.sampled_from(["auto", "confirmed", "rejected", "flagged"])),
            confidence=draw(st.none() | st.floats(0, 1)),
            origin=draw(st.sampled_from(["aligner", "mt", "reviewer", "import"])),
            resp=draw(XML_TEXT),
            note=draw(XML_TEXT),
            dismissed=tuple(draw(st.lists(DISMISSALS, max_size=2))),
        )
        for end in draw(st.permutations(ends))
    ]
    return Pair(
        draw(XML_TEXT),
        draw(st.sampled_from(["translation", "draft", "comparable"])),
        source,
        target,
        tuple(beads),
        tuple(draw(st.lists(st.builds(Tool, XML_TEXT, XML_TEXT, XML_TEXT, XML_TEXT), max_size=2))),
        tuple(
            Change(draw(XML_TEXT), "2026-01-31T12:00:00Z", draw(XML_TEXT))
            for _ in range(draw(st.integers(0, 2)))
        ),
        draw(st.integers(0, 10**6)),
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(pairs())
@example(RICH)
@example(EMPTY)
def test_what_was_written_reads_back_equal_and_writes_the_same_bytes(pair: Pair) -> None:
    data = tei.dumps(pair)
    again = tei.loads(data, "test")
    assert again == pair
    assert tei.dumps(again) == data


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(st.data())
def test_whatever_reviewers_do_can_be_published(data: st.DataObject) -> None:
    state = State(RICH.beads)
    for _ in range(data.draw(st.integers(1, 12))):
        beads = data.draw(
            st.lists(st.sampled_from(in_order(state.beads())), min_size=1, max_size=3, unique=True)
        )
        arguments = {
            "segment": data.draw(
                st.sampled_from([segment.id for bead in beads for segment in bead.segments])
            ),
            "offset": data.draw(st.integers(0, 20)),
            "source": data.draw(st.integers(0, 2)),
            "target": data.draw(st.integers(0, 2)),
            "text": data.draw(st.text(max_size=5)),
        }
        with contextlib.suppress(Refused):
            verb = data.draw(st.sampled_from(sorted(VERBS)))
            state = state.apply(build(verb, beads, arguments, "reviewer-1", "2026-01-31T12:00:00Z"))
    pair = replace(RICH, beads=in_order(state.beads()))
    assert tei.loads(tei.dumps(pair), "edited") == pair


@pytest.mark.parametrize(
    "path", sorted((ROOT / "corpus").glob("*.xml")), ids=lambda path: path.name
)
def test_a_published_pair_is_valid_and_writes_back_to_its_own_bytes(path: Path) -> None:
    assert tei.validate(path) == []
    assert tei.dumps(tei.read(path)) == path.read_bytes()


def a_line_a_sentence(lang: str, path: Path) -> tuple[Side, list[Segment]]:
    lines = path.read_text("utf-8").split("\n")
    paragraph: BlockKind = "paragraph"
    segments = [
        Segment(f"{lang}.{number}", line, number - 1) for number, line in enumerate(lines, 1)
    ]
    return Side(
        lang,
        lines[0],
        path.name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        (paragraph,) * len(lines),
    ), segments


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.name)
def test_the_seeds_read_back_letter_by_letter(english: Path) -> None:
    source, left = a_line_a_sentence("kk", KAZAKH)
    target, right = a_line_a_sentence("en", english)
    beads = [Bead((source,), (target,)) for source, target in zip(left, right, strict=False)]
    beads += [Bead((source,), ()) for source in left[len(right) :]] + [
        Bead((), (target,)) for target in right[len(left) :]
    ]
    pair = Pair(english.stem, "comparable", source, target, tuple(beads))
    assert tei.loads(tei.dumps(pair), english.name) == pair


def find(element: etree._Element, path: str) -> etree._Element:
    found = element.find(path, NAMESPACES)
    assert found is not None
    return found


# --- what the file looks like ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def tei_all() -> etree.RelaxNG:
    if not TEI_ALL.exists():
        pytest.skip("the TEI schema is not here; it lies beside the project, in shared/schema")
    return etree.RelaxNG(etree.parse(TEI_ALL))


@pytest.mark.slow
def test_files_and_corpora_are_valid_against_the_schema_of_the_tei(tei_all: etree.RelaxNG) -> None:
    corpus = "".join(tei.document([RICH, EMPTY, replace(RICH, id="second one")]))
    for data in (tei.dumps(RICH), tei.dumps(EMPTY), corpus.encode()):
        tei_all.assertValid(etree.fromstring(data))


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(pair=pairs())
def test_any_pair_is_valid_against_the_schema_of_the_tei(
    tei_all: etree.RelaxNG, pair: Pair
) -> None:
    tei_all.assertValid(etree.fromstring(tei.dumps(pair)))


def test_every_sentence_stands_on_a_line_of_its_own_without_white_space_added() -> None:
    lines = [line.lstrip() for line in tei.dumps(RICH).decode().split("\n")]
    assert '<s xml:id="kk.1" n="1">Байқоңыр</s>' in lines
    assert '<s xml:id="en.3" n="3"> There is \u00a0more </s>' in lines
    assert sum(line.startswith("<s ") for line in lines) == 13


def test_blocks_become_the_elements_that_tei_has_for_them() -> None:
    root = etree.fromstring(tei.dumps(RICH))
    source = find(root, "t:text/t:group/t:text/t:body")
    shape = [[etree.QName(element).localname for element in div] for div in source]
    assert shape == [["head", "dateline", "p", "list", "p", "figure"], ["head"]]
    assert [find(i, "t:s").get(XML_ID) for i in source.iterfind(".//t:item", NAMESPACES)] == [
        "kk.4",
        "kk.5",
    ]


def test_links_joins_and_lone_sentences_are_said_in_tei() -> None:
    root = etree.fromstring(tei.dumps(RICH))
    group = find(root, "t:standOff/t:linkGrp")
    assert [(etree.QName(element).localname, element.get("target")) for element in group] == [
        ("link", "#kk.1 #en.1"),
        ("ptr", "#kk.2"),
        ("link", "#join-kk.3.1 #join-en.2"),
        ("ptr", "#en.11"),
        ("link", "#join-kk.4 #en.12"),
        ("ptr", "#kk.6"),
    ]
    assert group[0].get("cert") == "0.97"
    assert group[0].get("ana") == "#status-confirmed #origin-aligner"
    assert group[0].get("resp") == "#resp-reviewer-1"
    people = {
        statement.get(XML_ID): statement.findtext("t:name", namespaces=NAMESPACES)
        for statement in root.iterfind(".//t:respStmt", NAMESPACES)
    }
    assert people["resp-reviewer-1"] == "reviewer-1"


def test_the_header_says_who_what_when_and_of_which_bytes() -> None:
    root = etree.fromstring(tei.dumps(RICH))
    names = [element.text for element in root.iterfind(".//t:respStmt/t:name", NAMESPACES)]
    assert names == ["baikonur-align", "reviewer-1", "reviewer-2", "reviewer-3", "Айгүл Б. <a@b>"]
    sizes = {
        (measure.get("unit"), measure.get("quantity"))
        for measure in root.iterfind(".//t:measure", NAMESPACES)
    }
    assert sizes == {("sentence", "7"), ("sentence", "6"), ("bead", "6")}
    assert root.findtext(".//t:idno[@type='sha256']", namespaces=NAMESPACES) == "ab" * 32
    assert [change.get("when", "")[:10] for change in root.iterfind(".//t:change", NAMESPACES)] == [
        "2026-11-22",
        "2026-11-21",
        "2026-11-20",
    ]


# --- what can't be written ------------------------------------------------------------------------

ONE = Pair(
    "one",
    "translation",
    Side("kk", "К", "k.txt", "00" * 32, ("paragraph", "paragraph")),
    Side("en", "E", "e.txt", "11" * 32, ("paragraph",)),
    (
        Bead(
            (kk("1", "Бір.", 0),),
            (en("1", "One.", 0),),
            confidence=0.5,
            resp="reviewer-1",
            note="hm",
        ),
        Bead((kk("2", "Екі.", 1),), (en("2", "Two.", 0), en("3", "And.", 0))),
        Bead((kk("3", "Үш.", 1, "Three."),), ()),
    ),
    changes=(Change("reviewer-1", "2026-11-22T00:00:00Z", "published"),),
)


def with_bead(**changes: Any) -> Pair:
    return replace(ONE, beads=(replace(ONE.beads[0], **changes), *ONE.beads[1:]))


UNWRITABLE: dict[str, tuple[Pair, str]] = {
    "a control character": (with_bead(source=(kk("1", "a\x08b", 0),)), r"U\+0008"),
    "a lone surrogate": (with_bead(note="\ud800"), r"U\+D800"),
    "a noncharacter": (replace(ONE, source=replace(ONE.source, title="\uffff")), r"U\+FFFF"),
    "a control character in a tool": (replace(ONE, tools=(Tool("x", "\0", "1"),)), r"U\+0000"),
    "a sentence in two beads": (
        replace(ONE, beads=(*ONE.beads, ONE.beads[2])),
        "kk.3 is in more than one",
    ),
    "several sentences with nothing opposite": (
        with_bead(target=(), source=(kk("1", "", 0), kk("1.1", "", 0))),
        "without counterpart",
    ),
    "an empty bead": (with_bead(source=(), target=()), "no sentence"),
    "an id that is no place": (with_bead(source=(kk("x", "a", 0),)), "not named like kk.1"),
    "an id of the other side": (with_bead(source=(en("9", "a", 0),)), "not named like kk.1"),
    "a block that is not there": (with_bead(source=(kk("1", "a", 2),)), "block 2"),
    "blocks against the numbers": (with_bead(source=(kk("4", "a", 0),)), "its block comes before"),
    "one language twice": (replace(ONE, target=replace(ONE.target, lang="kk")), "two languages"),
    "no language code": (replace(ONE, target=replace(ONE.target, lang="")), "not a language code"),
    "a confidence over 1": (with_bead(confidence=1.5), "between 0 and 1"),
    "a confidence that is no number": (with_bead(confidence=float("nan")), "between 0 and 1"),
    "a time that is none": (replace(ONE, changes=(Change("a", "yesterday", ""),)), "yesterday"),
    "an unknown status": (with_bead(status="maybe"), "status 'maybe'"),
    "an unknown origin": (with_bead(origin="crow"), "origin 'crow'"),
    "a dismissal of no check": (
        with_bead(dismissed=(Dismissal("a b", "source", "1", "x"),)),
        "'a b'",
    ),
    "an unknown kind": (replace(ONE, kind="novel"), "kind 'novel'"),  # type: ignore[arg-type]
    "an unknown block": (replace(ONE, target=replace(ONE.target, blocks=("verse",))), "'verse'"),  # type: ignore[arg-type]
    "a negative version": (replace(ONE, version=-1), "version is -1"),
}


@pytest.mark.parametrize(("pair", "message"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_could_not_be_read_back_is_refused_before_it_is_written(
    pair: Pair, message: str
) -> None:
    with pytest.raises(tei.Unwritable, match=message):
        tei.dumps(pair)


# --- what can't be read ---------------------------------------------------------------------------

GOOD = tei.dumps(ONE).decode()
LAUGHS = "<!DOCTYPE TEI [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
)
NO_XML: dict[str, tuple[bytes, int, str]] = {
    "an empty file": (b"", 1, "empty"),
    "white space only": (b" \n\n", 1, "empty"),
    "plain text": ("Бұл мәтін.".encode(), 1, "well-formed"),
    "another encoding": (GOOD.encode("utf-16"), 1, "UTF-8"),
    "a truncated file": (
        GOOD[: len(GOOD) // 2].encode(),
        GOOD[: len(GOOD) // 2].count("\n") + 1,
        "well-formed",
    ),
    "other XML": (b"<html/>", 1, "root element is html"),
    "TEI of someone else": (
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p/></body></text></TEI>',
        1,
        "TEI",
    ),
    "a corpus": (
        b'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"/>',
        1,
        "teiCorpus, not the TEI of one pair",
    ),
    "an external entity": (
        b'<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI xmlns="http://www.tei-c.org/ns/1.0">&x;</TEI>',
        1,
        "DOCTYPE",
    ),
    "a billion laughs": (f"{LAUGHS}]><TEI>&j;</TEI>".encode(), 1, "DOCTYPE"),
    "a billion laughs in an attribute": (f"\n\n{LAUGHS}]><TEI n='&j;'/>".encode(), 3, "DOCTYPE"),
    "a DTD on the net": (b'<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/x.dtd"><TEI/>', 1, "DOCTYPE"),
    "an entity of no one": (b"<TEI>&x;</TEI>", 1, "well-formed"),
    "a very deep tree": (b"<TEI>" * 100_000, 1, "well-formed"),
    "a comment": (GOOD.replace("Бір.", "Бі<!-- x -->р.").encode(), 0, "comments"),
    "a comment at the end": ((GOOD + "<!-- x -->").encode(), 0, "comments"),
    "an instruction before the root": (
        GOOD.replace("<TEI", "<?xml-model x?><TEI", 1).encode(),
        0,
        "comments",
    ),
}


@pytest.mark.parametrize(("data", "line", "message"), NO_XML.values(), ids=NO_XML)
def test_foreign_broken_and_hostile_files_are_one_clear_error(
    data: bytes, line: int, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "pair.xml"
    path.write_bytes(data)
    with pytest.raises(tei.NotOurs, match=message) as error:
        tei.read(path)
    assert "\n" not in str(error.value)
    assert str(path) in str(error.value)
    findings = tei.validate(path)
    assert message in findings[0].message
    assert line in (0, findings[0].line)


def test_a_file_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(tei.NotOurs, match=r"nothing\.xml can't be read: No such file"):
        tei.read(tmp_path / "nothing.xml")
    assert "No such file" in tei.validate(tmp_path / "nothing.xml")[0].message


# A change to a good file, by regular expression, and what `validate` says of it on which line (the
# line of the first match of the third member in the changed file).
CHANGES: dict[str, tuple[str, str, str, str]] = {
    "an unknown element": ("<joinGrp>", "<joinGrp><desc>x</desc>", "<desc>", "element desc"),
    "an unknown attribute": (
        '<s xml:id="kk.1"',
        '<s rend="bold" xml:id="kk.1"',
        "rend",
        "attribute rend",
    ),
    "markup in a sentence": ("Бір", "<hi>Бір</hi>", "<hi>", "element hi"),
    "an unknown status": (
        "#status-auto",
        "#status-done",
        "#status-done",
        "status 'done' is unknown",
    ),
    "an unknown kind": ("#kind-translation", "#kind-novel", "", "kind 'novel' is unknown"),
    "a confidence that is a word": ('cert="0.5"', 'cert="high"', 'cert="high"', "attribute cert"),
    "a join of one": ("#en.2 #en.3", "#en.2", "<join ", "joins only one sentence"),
    "a third language": (
        r"</group>",
        '<text decls="#x" xml:lang="ru"/></group>',
        "#x",
        "element text",
    ),
    "a sentence in no bead": (
        r'   *<ptr [^>]*target="#kk.3".*\n',
        "",
        '<s xml:id="kk.3"',
        "kk.3 is in no bead",
    ),
    "a sentence in two beads": (
        '"#kk.3"',
        '"#kk.1"',
        '<s xml:id="kk.1"',
        "kk.1 is in more than one bead",
    ),
    "a pointer to nowhere": (
        "#kk.1 #en.1",
        "#kk.1 #en.9",
        "#en.9",
        "#en.9 is not a sentence of the target",
    ),
    "a link of one side": (
        "#kk.1 #en.1",
        "#kk.1 #kk.3",
        "#kk.1 #kk.3",
        "#kk.3 is not a sentence of the target",
    ),
    "a join across sides": (
        "#en.2 #en.3",
        "#en.2 #kk.3",
        "#kk.2 #join-en.2",
        "#kk.3 is not a sentence of the target",
    ),
    "a lone join": (
        '<link xml:id="bead-kk.2" target="#kk.2 #join-en.2"',
        '<ptr xml:id="bead-en.2" target="#join-en.2"',
        '<ptr xml:id="bead-en.2"',
        "2 sentences of bead-en.2 are in one bead without counterpart",
    ),
    "a pointer to a join that another link has taken": (
        '"#kk.1 #en.1"',
        '"#kk.1 #join-en.2"',
        '"#kk.2 #join-en.2"',
        "#join-en.2 is not a sentence",
    ),
    "a join of no link": (
        "#kk.2 #join-en.2",
        "#kk.2 #en.2",
        "<join ",
        "no link leads to join-en.2",
    ),
    "an id used twice": (
        'xml:id="en.2"',
        'xml:id="en.1"',
        'xml:id="en.1" n="2"',
        "en.1 is used twice",
    ),
    "sentences out of order": (
        r"( *<s xml:id=.kk.2.*\n)( *<s xml:id=.kk.3.*\n)",
        r"\2\1",
        '<s xml:id="kk.2"',
        "kk.2 comes after kk.3",
    ),
    "an n of its own": ('n="2">Екі', 'n="7">Екі', 'n="7"', "n of sentence kk.2"),
    "a reviewer of no name": (
        'resp="#resp-reviewer-1"',
        'resp="#resp-x"',
        "#resp-x",
        "not one of the respStmts",
    ),
    "a change by no one": (
        'who="#resp-reviewer-1"',
        'who="#resp-x"',
        "#resp-x",
        "not one of the respStmts",
    ),
    "a note on nothing": (
        '<note target="#bead-kk.1"',
        '<note target="#bead-kk.9"',
        "#bead-kk.9",
        "not a bead",
    ),
    "two notes on one": (r"( *<note target.*\n)", r"\1\1", "", "bead-kk.1 has this twice"),
    "a dismissal of nothing": (
        '<note target="#bead-kk.1">.*</note>',
        (
            '<note type="dismissed" subtype="term" target="#bead-kk.9">'
            '<quote source="#source-text"/><p/></note>'
        ),
        "",
        "is dismissed, which is not a bead",
    ),
    "a draft of nothing": (
        '<span target="#kk.3"',
        '<span target="#kk.9"',
        "#kk.9",
        "draft of kk.9",
    ),
    "one language": ('xml:lang="en"', 'xml:lang="kk"', "", "two languages"),
    "texts in the other order": (
        'decls="#source-text"',
        'decls="#target-text"',
        '"#target-text"',
        "order of the source",
    ),
}


@pytest.mark.parametrize(("old", "new", "where", "message"), CHANGES.values(), ids=CHANGES)
def test_a_file_changed_by_hand_is_found_out_with_the_line(
    old: str, new: str, where: str, message: str, tmp_path: Path
) -> None:
    changed, count = re.subn(old, new, GOOD)
    assert count
    path = tmp_path / "pair.xml"
    path.write_text(changed, "utf-8")
    findings = [finding for finding in tei.validate(path) if re.search(message, finding.message)]
    assert findings, tei.validate(path)
    if where:
        assert changed[: changed.index(where)].count("\n") + 1 in [
            finding.line for finding in findings
        ]
    with pytest.raises(tei.NotOurs, match=r"line \d+"):
        tei.read(path)


def test_a_sound_file_has_no_findings(tmp_path: Path) -> None:
    path = tmp_path / "pair.xml"
    path.write_bytes(tei.dumps(RICH))
    assert tei.validate(path) == []
    assert tei.read(path) == RICH


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(str.encode),
    st.integers(0, len(GOOD.encode())),
)
def test_noise_in_a_file_is_a_problem_or_a_pair_but_never_a_crash(noise: bytes, place: int) -> None:
    data = GOOD.encode()
    with contextlib.suppress(tei.NotOurs):
        assert isinstance(tei.loads(data[:place] + noise + data[place:], "noise"), Pair)


@pytest.mark.slow
def test_ten_thousand_beads_are_read_as_they_were_written() -> None:
    blocks: tuple[BlockKind, ...] = ("paragraph",) * 2_500
    beads = tuple(
        Bead(
            (kk(str(i), f"Бұл {i}-сөйлем.", i // 4),),
            (en(str(i), f"Sentence {i}.", i // 4),),
            confidence=0.5,
        )
        for i in range(10_000)
    )
    pair = replace(
        ONE,
        source=replace(ONE.source, blocks=blocks),
        target=replace(ONE.target, blocks=blocks),
        beads=beads,
    )
    assert tei.loads(tei.dumps(pair), "big") == pair
