"""Glossaries: files in and out, languages of their columns, terms found and added."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from baikonur_align.checks.glossary import BadGlossary, Glossary, TermList
from baikonur_align.checks.term_edits import changed
from baikonur_align.checks.term_files import WRITERS, parse
from baikonur_align.cli import main
from baikonur_align.workbench import Workbench

TERMS = TermList(
    "t", ("kk", "en"), (("ғарыш айлағы", ("cosmodrome", "spaceport")), ("құн", ("A&B",)))
)

TBX_2 = """<?xml version="1.0"?><martif type="TBX"><text><body><termEntry id="1">
<langSet xml:lang="en-US"><tig><term>spaceport</term></tig>
<tig><term>cosmodrome</term></tig></langSet>
<langSet xml:lang="kk"><ntig><termGrp><term>ғарыш айлағы</term></termGrp></ntig></langSet>
</termEntry></body></text></martif>"""


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_a_glossary_is_written_as_is_read_again(suffix: str) -> None:
    text = "".join(WRITERS[suffix]([TERMS]))
    found = parse(text, f"terms.{suffix}")
    assert (found.langs, found.entries) == (TERMS.langs, TERMS.entries)


@pytest.mark.parametrize(
    ("text", "name", "langs", "first"),
    [
        ("kk\ten\nқұн\tvalue\n", "a.tsv", ("kk", "en"), "құн"),
        ("English;Қазақша\nvalue;құн\n", "a.csv", ("en", "kk"), "value"),
        ("value,құн\n", "a.csv", ("en", "kk"), "value"),
        ("кешен\tcomplex\n", "a.tsv", ("kk", "en"), "кешен"),
        ("en-GB\tru_RU\nvalue\tстоимость\n", "a.tsv", ("en", "ru"), "value"),
        ("стоимость дома\tcost of the house\n" * 20, "a.tsv", ("ru", "en"), "стоимость дома"),
        (TBX_2, "a.tbx", ("en", "kk"), "spaceport"),
    ],
)
def test_the_languages_of_a_glossary_are_those_it_names_or_its_letters_tell(
    text: str, name: str, langs: tuple[str, str], first: str
) -> None:
    found = parse(text, name)
    assert (found.langs, found.entries[0][0]) == (langs, first)


@pytest.mark.parametrize(
    ("text", "says"), [("<martif>", "not a TBX file"), ("<martif/>", "two languages")]
)
def test_a_tbx_file_that_has_no_terms_says_so(text: str, says: str) -> None:
    with pytest.raises(BadGlossary, match=says):
        parse(text, "a.tbx")


def test_terms_are_found_where_they_stand_the_longest_of_several() -> None:
    lists = [TERMS, TermList("u", ("kk", "en"), (("ғарыш", ("space",)), ("айлақ", ("port",))))]
    text = "Бүгін ғарыш айлағында ғарыш көрінді."
    found = Glossary(lists).find(text, "kk", "en")
    assert [(text[each.start : each.end], each.others) for each in found] == [
        ("ғарыш айлағында", ("cosmodrome", "spaceport")),
        ("ғарыш", ("space",)),
    ]
    assert Glossary(lists).find(text, "kk", "de") == []


def test_a_term_is_added_used_in_hints_and_another_of_the_same_gives_no_false_warning(
    client: FlaskClient, bench: Workbench
) -> None:
    def add(term: str, translation: str, langs: tuple[str, str] = ("kk", "en")) -> None:
        sent = {"source_lang": langs[0], "target_lang": langs[1], "reviewer": "reviewer-1"}
        sent |= {"term": term, "translation": translation}
        assert client.post("/api/glossaries/terms", json=sent).status_code == 200

    add("ғарыш айлағы", "space harbour")
    add("cosmodrome", "ғарыш айлағы", ("en", "kk"))
    add("Straße", "жол", ("de", "kk"))
    text = (bench.corpus.root / "glossary.tsv").read_text("utf-8")
    assert text == "kk\ten\nғарыш айлағы\tspace harbour\nғарыш айлағы\tcosmodrome\n"
    pair = client.get("/api/pairs/draft.kk-en").json
    assert pair is not None
    first = pair["beads"][0]
    assert [f["kind"] for f in first.get("checks", [])] == []
    hints = client.get(f"/api/pairs/draft.kk-en/beads/{first['id']}/hints").json
    assert hints is not None
    assert hints["terms"] == [
        {"start": 11, "end": 23, "text": "ғарыш айлағы", "others": ["space harbour", "cosmodrome"]}
    ]
    lists = client.get("/api/glossaries").json
    assert lists is not None
    assert [(g["name"], g["terms"], g["fits"]) for g in lists["glossaries"]] == [
        ("glossary.tsv", 2, True),
        ("de-kk.tsv", 1, False),
    ]


TABLE = "kk\ten\nқұн\tvalue; worth\tnote\n# own\nжол\troad\nқала\ttown\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("қала", "town"), ("қала", "city"), TABLE.replace("town", "city")),
        (("құн", "worth"), ("құн", "cost"), TABLE.replace("worth", "cost")),
        (("құн", "Worth"), None, TABLE.replace("; worth", "")),
        (("жол", "road"), None, TABLE.replace("жол\troad\n", "")),
        (
            ("құн", "worth"),
            ("баға", "price"),
            TABLE.replace("; worth\tnote\n", "\tnote\nбаға\tprice\n"),
        ),
        (("көл", "lake"), None, TABLE),
    ],
)
@pytest.mark.parametrize("suffix", ["tsv", "csv"])
def test_a_term_of_a_table_is_changed_or_taken_out_and_all_else_stays(
    old: tuple[str, str], new: tuple[str, str] | None, expected: str, suffix: str
) -> None:
    def written(text: str) -> str:
        return text if suffix == "tsv" else text.replace("\t", ",")

    assert changed(written(TABLE), f"a.{suffix}", ("kk", "en"), old, new) == written(expected)
    back = changed(written(TABLE), f"a.{suffix}", ("en", "kk"), old[::-1], new and new[::-1])
    assert back == written(expected)
    assert changed(written(TABLE), f"a.{suffix}", ("kk", "ru"), old, new) == written(TABLE)


def test_a_term_is_corrected_and_taken_out_by_the_server(
    client: FlaskClient, bench: Workbench
) -> None:
    bench.corpus.add_term(("kk", "en"), "құн", "value")
    bench.corpus.add_glossary("other.tbx", TBX_2.encode())
    sent = {"source_lang": "en", "target_lang": "kk", "reviewer": "reviewer-1"}
    sent |= {"term": "value", "translation": "құн"}
    address = "/api/glossaries/terms/change"
    answer = client.post(address, json={**sent, "new_translation": "баға"})
    assert answer.status_code == 200
    path = bench.corpus.root / "glossary.tsv"
    assert path.read_text("utf-8") == "kk\ten\nбаға\tvalue\n"
    gone = client.post(address, json=sent)
    assert gone.status_code == 422
    assert "value = құн is no longer in the glossary" in gone.text
    assert client.post(address, json={**sent, "translation": "баға"}).status_code == 200
    assert path.read_text("utf-8") == "kk\ten\n"
    held = client.post(address, json={**sent, "term": "spaceport", "translation": "ғарыш айлағы"})
    assert held.status_code == 422
    assert "other.tbx: change it in the program" in held.text


def test_a_glossary_is_sent_by_the_page_and_fetched_in_another_format(client: FlaskClient) -> None:
    file = (io.BytesIO("kk,en\nқұн,value\n".encode()), "my terms.csv")
    assert client.post("/api/glossaries", data={"file": file}).status_code == 200
    assert "<term>құн</term>" in client.get("/api/glossary.tbx").text
    bad = (io.BytesIO(b"x"), "a.docx")
    refused = client.post("/api/glossaries", data={"file": bad})
    assert refused.status_code == 422
    assert client.get("/api/glossary.pdf").status_code == 404


def test_commands_add_list_and_export_glossaries(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "c")
    bench.close()
    file = tmp_path / "terms.tbx"
    file.write_text(TBX_2, "utf-8")
    corpus = ["--corpus", str(tmp_path / "c")]

    def done(*args: str) -> str:
        found = CliRunner().invoke(main, ["glossary", *args, *corpus])
        assert found.exit_code == 0, found.output
        return found.output

    assert done("add", str(file)) == "terms.tbx: 2 terms, en and kk\n"
    assert done("list") == "terms.tbx\ten-kk\t2\tno pair has these languages\n"
    assert done("export", "--format", "tsv") == (
        "en\tkk\nspaceport\tғарыш айлағы\ncosmodrome\tғарыш айлағы\n"
    )
