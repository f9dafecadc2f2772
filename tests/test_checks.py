"""What the checks of a bead say, and what they say nothing of."""

from __future__ import annotations

import string
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baikonur_align.checks import Finding, check
from baikonur_align.checks.glossary import BadGlossary, Glossary
from baikonur_align.checks.term_files import parse
from baikonur_align.model import Bead, Segment
from baikonur_align.web import create_app
from support import sample

HEADLINES = Path(__file__).resolve().parents[2] / "shared" / "data" / "mt"


def bead(source: str, target: str) -> Bead:
    return Bead((Segment("kk.1", source, 0),), (Segment("en.1", target, 0),))


def said(source: str, target: str, source_lang: str = "kk", target_lang: str = "en") -> list[str]:
    return [
        f"{finding.kind} {finding.where} {finding.what}"
        for finding in check(bead(source, target), source_lang, target_lang)
    ]


WRONG = [
    (
        "Ауданы 1250 шаршы метр.",
        "It is 1520 square metres.",
        ["number source 1250", "number target 1520"],
    ),
    (
        "Ғарыш айлағы 1955 жылы салынды.",
        "The cosmodrome was built back then.",
        ["number source 1955"],
    ),
    (
        "Құны 1,5 млн теңге болды.",
        "It cost 15 million tenge.",
        ["number source 1,5", "number target 15"],
    ),
    (
        "Ол 31-не дейін осында.",
        "He is here until the 30th.",
        ["number source 31", "number target 30"],
    ),
    ("Соғыс 1941–1945 жылдары болды.", "The war lasted from 1941.", ["number source 1945"]),
    ("Жиын 24.08.2005 күні өтті.", "They met on 24 July 2005.", ["number source 24.08.2005"]),
    ("5, 6, 17, 18, 19, 20", "none, no, not one", ["number source 5, 6, 17, 18"]),
    ("Өсім 5% болды.", "Growth was 5 this year.", ["sign source %"]),
    ("Ұзындығы 5 км.", "It is 5 m long.", ["unit target 5 км ≠ 5 m"]),
    ("Құны 115 млн.", "It cost 115 billion.", ["unit target 115 млн ≠ 115 billion"]),
    ("Ауданы 6 шаршы км.", "It has 6 km.", ["unit target 6 шаршы км ≠ 6 km"]),
    ("Жиын 24 тамызда өтті.", "They met on 24 July.", ["date target 24 тамызда ≠ 24 July"]),
    (
        "Президент Назарбаевты қабылдады.",
        "The President met Tokayev.",
        ["name target Назарбаевты ≠ Tokayev"],
    ),
    ("Ауа райы 20° жылы.", "The weather is 20 and warm.", ["sign source °"]),
    (
        "Бұл www.a.kz/kk/1",
        "It is www.a.kz/2",
        ["address source www.a.kz/kk/1", "address target www.a.kz/2"],
    ),
    ("Маған a.b@mail.kz деп жазыңыз.", "Write to me soon, please.", ["address source a.b@mail.kz"]),
    ("Ол (бірінші рет келді.", "He came (for the first time).", ["bracket source ("]),
    ("Ол [бірінші рет] келді.", "He came] for the first time.", ["bracket target ]"]),
    ("Ол «Болашақ қорына кірді.", "He joined the “Future” fund.", ["quotes source «"]),
    ("Ол «Болашақ» қорына кірді.", 'He joined the "Future fund.', ['quotes target "']),
    ("Қашан келесің?", "You will come soon.", ["ending source ?"]),
    ("Мыналар келді:", "These people came.", ["ending source :"]),
    ("Ол кетіп қалды", "And so he left...", ["ending target …"]),
    (
        "Сапар.",
        "The visit of the delegation to the eastern region of the land.",
        ["length target 10.8"],
    ),
    (
        "Here we are",
        "Here we are",
        ["untranslated target Here we are", "script source Here we are"],
    ),
    (
        "Оны agency for space research now деген ұйым басқарады.",
        "The agency for space research now runs it and more.",
        ["untranslated target agency for space research now"],
    ),
    ("Байқоңыр салынды.", "Байконур давно построили.", ["script target Байконур давно построили"]),
    ("Бұл қaла үлкен.", "This city is large.", ["mixed source қaла (a)"]),
    ("Бұл қала үлкен.", "This сity is large.", ["mixed target сity (с)"]),
    ("Ол мəлімдеді.", "He announced it.", ["mixed source мəлімдеді (ə)"]),
    ("Мұнда бар бар екен.", "It is here, they say.", ["doubled source бар"]),
    ("Ол осында, алаңда.", "He is here, at the the site.", ["doubled target the"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "says"), WRONG)
def test_what_looks_wrong_is_told(source: str, target: str, says: list[str]) -> None:
    assert said(source, target) == says


FINE = [
    ("Халқы 1 250 000 адам.", "It has 1,250,000 inhabitants."),
    ("Ұзындығы 5 шақырым, ені 3 метр.", "It is 5 km long and 3 m wide."),
    ("Құны 5 млн доллар.", "It cost 5 million dollars."),
    ("Жиын тамыздың 24-інде өтті.", "They met on August 24."),
    ("12 мамырда және 12 маусымда", "On 12 May and 12 June"),
    ("Өмірзақ Шөкеевті қабылдады.", "He met Umirzak Shukeyev."),
    ("Мирзиёевпен кездесті.", "He met Shavkat Mirziyoyev."),
    ("Қазақстан Президенті Қ. Тоқаев барды.", "The Head of State of Kazakhstan went."),
    ("Ауданы 6717,5 шаршы километр.", "Its area is 6,717.5 square kilometres."),
    ("Құны 1 250 млн. долл. болды.", "It cost 1.25 billion dollars."),
    ("Құны 26 мың теңге.", "It costs 26,000 tenge."),
    ("Сол күні 20k адам келді.", "That day 20 thousand people came."),
    ("2005 жылғы тамыздың 24-і күні сағат 20-да басталды.", "It began on 24.08.2005 at 20:00."),
    ("Жиын 31-не қалды.", "The meeting was put off to the 31st."),
    ("1941–1945 жылдардағы соғыс", "The war of 1941-1945"),
    ("Ол 90-жылдары келді.", "He came in the 1990s."),
    ("Оның үш баласы бар.", "He has 3 children."),
    ("Бұл 1-орын.", "This is the first place."),
    ("ХХІ ғасырда бұл маңызды.", "This matters in the 21st century."),
    ("Өсім 5 пайыз болды.", "Growth was 5%."),
    ("Сайты: https://akorda.kz/kk/news.", "Its site is https://akorda.kz/en/news, they say."),
    ("Қараңыз: https://a.kz/one/two/three/four/five", "See https://a.kz/one/two/three/four/five"),
    ("Ол 1) келді; 2) кетті.", "He 1) came; 2) left."),
    ("Ол (иә) «Болашақ» қорына кірді.", "He joined (yes) the “Future” fund."),
    (
        "Ол «Қазақстан» телерадиокорпорациясы» АҚ-на кірді.",
        "He joined the “Qazaqstan” TV and radio corporation.",
    ),
    ("Ол: «Мен осында боламын. ", "He said: “I shall be here. "),
    ("Иса оған: — Бар, — деді.", "Jesus said to him, “Go."),
    ("«Қашан келесің?» — деп сұрады ол.", "“When will you come?”"),
    ("Мұнда кел!", "Come here."),
    ("Ғарыш айлағының аумағы", "The area of the cosmodrome."),
    ("NASA", "NASA"),
    ("Microsoft Office", "Microsoft Office"),
    ("Ол бірте-бірте, көп-көп жиналды.", "It gathered little by little."),
    ("Сирхан Сирхан келді.", "Sirhan Sirhan came."),
    ("Ол бар дейді. Бар болса болсын.", "They say that that is so."),
    ("Twitterде COVID-пен күрес туралы жазды.", "He wrote about COVID on Twitter."),
    ("Microsoft Office бағдарламасы", "The Microsoft Office program"),
]


@pytest.mark.parametrize(("source", "target"), FINE)
def test_good_text_is_left_in_peace_both_ways(source: str, target: str) -> None:
    assert said(source, target) == []
    assert said(target, source, "en", "kk") == []


@pytest.mark.parametrize(
    ("source", "target", "languages", "says"),
    [
        ("Drei Leute.", "3 people.", ("de", "en"), []),
        ("Dreißig Leute.", "30 people.", ("de", "en"), ["number target 30"]),
        ("Три человека.", "3 адам.", ("ru", "kk"), []),
        ("Τι είναι αυτό;", "What is that?", ("el", "en"), []),
        ("Ҳозир келади.", "He comes now.", ("uz", "en"), []),
    ],
)
def test_what_is_not_known_of_a_language_is_not_held_against_it(
    source: str, target: str, languages: tuple[str, str], says: list[str]
) -> None:
    assert said(source, target, *languages) == says


def test_one_sided_and_rejected_beads_are_not_checked() -> None:
    wrong = bead("1955 жыл", "The year 1956")
    assert check(wrong, "kk", "en")
    assert check(replace(wrong, status="confirmed"), "kk", "en")
    assert check(replace(wrong, status="rejected"), "kk", "en") == ()
    assert check(replace(wrong, target=()), "kk", "en") == ()
    assert check(replace(wrong, source=()), "kk", "en") == ()


def test_all_sentences_of_a_bead_count() -> None:
    one = bead("Ол 1955 жылы салынды. Аумағы 6717 км.", "It was built in 1955.")
    assert check(one, "kk", "en")[0] == Finding("number", "6717", "source")
    both = replace(one, target=(*one.target, Segment("en.2", "It covers 6717 km.", 0)))
    assert check(both, "kk", "en") == ()


def test_a_word_that_ends_a_sentence_and_begins_the_next_is_not_doubled() -> None:
    two = replace(
        bead("", "Come here"),
        source=(Segment("kk.1", "Мұнда кел", 0), Segment("kk.2", "Кел тез", 0)),
    )
    assert check(two, "kk", "en") == ()


def test_the_texts_of_the_sample_have_no_warnings_but_those_they_should() -> None:
    for pair in (sample.draft(), sample.translation()):
        found = [
            finding
            for bead in pair.beads
            for finding in check(bead, pair.source.lang, pair.target.lang)
        ]
        assert found == []


@pytest.mark.skipif(not HEADLINES.exists(), reason="the training texts are not here")
def test_no_kind_of_warning_is_common_on_good_headlines() -> None:
    columns = (
        (HEADLINES / f"train.{name}").read_text(encoding="utf-8").split("\n")
        for name in ("src", "score", "kk", "en")
    )
    good = [
        bead(kk, en)
        for src, score, kk, en in zip(*columns, strict=True)
        if src == "kaznu_gov/titles" and float(score) > 0.8
    ]
    some = good[:: len(good) // 2000]
    kinds = Counter(
        kind for bead in some for kind in {finding.kind for finding in check(bead, "kk", "en")}
    )
    assert {
        kind: count / len(some) for kind, count in kinds.items() if count / len(some) > 0.03
    } == {}


ANYTHING = st.text(
    alphabet=st.sampled_from(string.printable + "«»“”„—…әқұіабвж ½٣\u00a0\u202f\u200f"), max_size=60
)


@given(ANYTHING, ANYTHING)
def test_any_text_can_be_checked_and_what_is_told_is_not_empty(source: str, target: str) -> None:
    assert all(finding.what for finding in check(bead(source, target), "kk", "en"))


@given(ANYTHING)
@example("0:0")
def test_a_text_lacks_nothing_that_itself_has(text: str) -> None:
    kinds = {finding.kind for finding in check(bead(text, text), "kk", "en")}
    assert kinds <= {"untranslated", "script", "mixed"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["9" * 100_000, "(" * 100_000, "a." * 50_000, "1 000" * 20_000, "а a" * 30_000]
)
def test_a_long_text_takes_no_long_time(text: str) -> None:
    assert len(check(bead(text, "Бір сөз"), "kk", "en")) < 10


def test_the_review_app_sends_what_was_found_with_the_beads(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path)
    client = create_app(bench, accounts=False).test_client()
    path = "/api/pairs/draft.kk-en"
    beads = client.get(path).json["beads"]  # type: ignore[index]
    assert not any("checks" in bead for bead in beads)
    args = {"segment": "en.3", "text": "Its territory is 6771 km."}
    made = client.post(
        f"{path}/edits", json={"verb": "reword", "beads": [beads[2]["id"]], "args": args}
    )
    told = [
        {"kind": "number", "what": "6717", "where": "source"},
        {"kind": "number", "what": "6771", "where": "target"},
    ]
    assert [bead["checks"] for bead in made.json["edits"][0]["added"]] == [told]  # type: ignore[index]
    assert [bead["checks"] for bead in client.get(path).json["beads"] if "checks" in bead] == [told]  # type: ignore[index]
    bench.close()


def test_a_dismissed_warning_says_who_and_why_until_its_text_changes(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path)
    client = create_app(bench, accounts=False).test_client()
    path = "/api/pairs/draft.kk-en/edits"

    def edit(verb: str, bead: str, **args: str) -> dict[str, Any]:
        answer = client.post(path, json={"verb": verb, "beads": [bead], "args": args})
        assert answer.status_code == 200, answer.json
        made: dict[str, Any] = answer.json["edits"][0]["added"][0]  # type: ignore[index]
        return made

    first = client.get("/api/pairs/draft.kk-en").json["beads"][2]["id"]  # type: ignore[index]
    wrong = edit("reword", first, segment="en.3", text="Its territory is 6771 km.")
    said = {"check": "number", "where": "source", "what": "6717"}
    after = edit("dismiss", wrong["id"], **said, reason="by another survey")
    assert [check.get("dismissed") for check in after["checks"]] == [
        {"reason": "by another survey", "resp": "reviewer-1"},
        None,
    ]
    other = edit("reword", after["id"], segment="en.3", text="Its territory is 6772 km.")
    assert "dismissed" in other["checks"][0]
    changed = edit("reword", other["id"], segment="kk.3", text="Оның аумағы 6717 км.")
    assert [check.get("dismissed") for check in changed["checks"]] == [None, None]
    bench.review.publish("draft.kk-en")
    bench.close()


def test_a_source_that_was_confirmed_otherwise_elsewhere_is_told_with_the_place(
    tmp_path: Path,
) -> None:
    bench = sample.corpus(tmp_path, sample.draft(), replace(sample.draft(), id="old.kk-en"))
    client = create_app(bench, accounts=False).test_client()

    def edit(pair: str, verb: str, bead: str, **args: str) -> dict[str, Any]:
        answer = client.post(
            f"/api/pairs/{pair}/edits", json={"verb": verb, "beads": [bead], "args": args}
        )
        assert answer.status_code == 200, answer.json
        bench.lookup.follow()
        made: dict[str, Any] = answer.json["edits"][0]["added"][0]  # type: ignore[index]
        return made

    def third() -> dict[str, Any]:
        found: dict[str, Any] = client.get("/api/pairs/draft.kk-en").json["beads"][2]  # type: ignore[index]
        return found

    bench.lookup.follow()
    name, ours = third()["id"], third()["target"][0]["text"]
    changed = edit(
        "old.kk-en", "reword", name, segment="en.3", text="It covers 6717 square kilometres."
    )
    assert "checks" not in third()  # nobody has confirmed it
    confirmed = edit("old.kk-en", "confirm", changed["id"])
    assert "checks" not in confirmed
    said = {"what": "It covers 6717 square kilometres.", "where": "target"}
    (found,) = third()["checks"]
    assert found["named"]["id"] == "old.kk-en"
    assert {**found, "named": ""} == {
        "kind": "otherwise",
        **said,
        "at": "old.kk-en#kk.3",
        "named": "",
    }
    after = edit("draft.kk-en", "dismiss", name, check="otherwise", **said, reason="shorter here")
    assert after["checks"][0]["dismissed"] == {"reason": "shorter here", "resp": "reviewer-1"}
    assert third()["checks"][0]["at"] == "old.kk-en#kk.3"
    same = edit("draft.kk-en", "reword", after["id"], segment="en.3", text=said["what"].upper())
    assert "checks" not in same
    bench.review.undo("draft.kk-en", "reviewer-1")
    assert (third()["target"][0]["text"], len(third()["checks"])) == (ours, 1)
    bench.review.undo("old.kk-en", "reviewer-1")
    bench.lookup.follow()
    assert "checks" not in third()
    bench.close()


TERMS = (
    "kk\ten\tnote\nғарыш айлағы\tcosmodrome; spaceport\tnot: space harbour\nкешен\tcomplex\n\n"
    "# the end\n"
)


@pytest.mark.parametrize(
    ("source", "target", "langs", "says"),
    [
        (
            "Байқоңыр ғарыш айлағында",
            "At Baikonur",
            ("kk", "en"),
            ["ғарыш айлағы = cosmodrome / spaceport"],
        ),
        ("Байқоңыр ғарыш айлағында", "At the Baikonur Spaceport", ("kk", "en"), []),
        ("Кешендердің құны", "The price of the complexes", ("kk", "en"), []),
        ("Two cosmodromes", "Екі айлақ", ("en", "kk"), ["cosmodrome = ғарыш айлағы"]),
        ("Two cosmodromes", "Екі ғарыш айлағы", ("en", "kk"), []),
        ("Кешен", "Комплекс", ("kk", "ru"), []),
    ],
)
def test_terms_of_the_glossary_are_held_to_in_all_their_forms_and_both_directions(
    source: str, target: str, langs: tuple[str, str], says: list[str]
) -> None:
    found = check(bead(source, target), *langs, Glossary([parse(TERMS, "glossary.tsv")]))
    assert [finding.what for finding in found if finding.kind == "term"] == says


@pytest.mark.parametrize("line", ["кешен", "кешен\t ; ", "\tcomplex", "..\tcomplex"])
def test_a_malformed_glossary_is_one_clear_error_and_the_page_opens_all_the_same(
    line: str, tmp_path: Path
) -> None:
    with pytest.raises(BadGlossary, match=r"glossary.tsv, line 2: write a term, a tab"):
        parse(f"ғарыш\tspace\n{line}\n", "glossary.tsv")
    bench = sample.corpus(tmp_path)
    client = create_app(bench, accounts=False).test_client()
    assert client.get("/api/pairs/draft.kk-en").json["glossary_problem"] == ""  # type: ignore[index]
    (tmp_path / "glossary.tsv").write_text(f"ғарыш\tspace\n{line}\n", "utf-8")
    assert "line 2" in client.get("/api/pairs/draft.kk-en").json["glossary_problem"]  # type: ignore[index]
    (tmp_path / "glossary.tsv").write_text("ғарыш айлағы\tspaceport\n", "utf-8")
    beads = client.get("/api/pairs/draft.kk-en").json["beads"]  # type: ignore[index]
    assert [finding["kind"] for bead in beads for finding in bead.get("checks", ())] == [
        "term",
        "term",
    ]
    bench.close()
