"""The interface's strings in all its languages, without a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from baikonur_align.checks.finding import Kind
from baikonur_align.web import front_end

LOCALES = front_end() / "locales"

PLURALS = {"en": {"one", "other"}, "kk": {"one", "other"}, "ru": {"one", "few", "many", "other"}}
"""The cardinal plural categories of each language (Unicode CLDR, supplemental/plurals)."""

Forms = dict[str, str]


def strings(language: str) -> dict[str, str | Forms]:
    """The strings of a language; a key that stands twice is an error."""

    def no_twins(members: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in members]
        assert sorted(set(names)) == sorted(names)
        return dict(members)

    text = (LOCALES / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, str | Forms] = json.loads(text, object_pairs_hook=no_twins)
    return found


def forms(string: str | Forms) -> list[str]:
    return [string] if isinstance(string, str) else list(string.values())


def holes(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_the_languages_that_can_be_chosen_are_those_that_have_strings() -> None:
    script = (front_end() / "core" / "locale.js").read_text(encoding="utf-8")
    known = re.search(r"KNOWN = \{(.*)\}", script)
    assert known
    assert (
        set(re.findall(r"(\w+): \"", known[1]))
        == set(PLURALS)
        == {path.stem for path in LOCALES.glob("*.json")}
    )


@pytest.mark.parametrize("language", PLURALS)
def test_every_language_says_all_that_english_says_and_nothing_more(language: str) -> None:
    assert list(strings(language)) == list(strings("en"))
    assert [
        key
        for key, value in strings(language).items()
        if not all(form.strip() for form in forms(value))
    ] == []


@pytest.mark.parametrize(
    "path", sorted(LOCALES.rglob("*.json")), ids=lambda path: path.parent.name + path.stem
)
def test_a_locale_file_has_one_string_a_line_in_order(path: Path) -> None:
    """Two people who add strings then change different lines."""
    text = path.read_text(encoding="utf-8")
    members = sorted(json.loads(text).items())
    lines = [f"  {json.dumps({key: value}, ensure_ascii=False)[1:-1]}" for key, value in members]
    assert text == "{\n" + ",\n".join(lines) + "\n}\n"


@pytest.mark.parametrize("language", PLURALS)
def test_every_string_that_counts_has_the_plural_forms_of_its_language(language: str) -> None:
    counting = {key for key, string in strings("en").items() if isinstance(string, dict)}
    found = {
        key: set(string) for key, string in strings(language).items() if isinstance(string, dict)
    }
    assert found == dict.fromkeys(counting, PLURALS[language])


@pytest.mark.parametrize("language", PLURALS)
def test_a_string_has_the_same_holes_in_every_language_and_form(language: str) -> None:
    english = strings("en")
    differing = [
        (key, form)
        for key, string in strings(language).items()
        for form in forms(string)
        if holes(form) != holes(forms(english[key])[0])
    ]
    assert differing == []


@pytest.mark.parametrize("language", PLURALS)
def test_every_string_that_the_scripts_ask_for_is_there(language: str) -> None:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in front_end().rglob("*.js"))
    known = strings(language)
    assert {key for key in re.findall(r'\bt\("([^"]+)"', scripts) if key not in known} == set()
    families = set(re.findall(r"(?:\bt\(|\[)`([\w-]+\.)\$\{", scripts))
    assert {
        family for family in families if not any(key.startswith(family) for key in known)
    } == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_is_said_in_cyrillic_has_no_latin_look_alikes(language: str) -> None:
    texts = [form for string in strings(language).values() for form in forms(string)]
    words = [word for text in texts for word in re.findall(r"\w+", re.sub(r"\{\w+\}", " ", text))]
    mixed = [
        word
        for word in words
        if re.search(r"[A-Za-z]", word) and re.search(r"[\u0400-\u04ff]", word)
    ]
    assert mixed == []


def test_every_check_has_a_name_to_be_filtered_by() -> None:
    assert {f"check-kind.{kind}" for kind in get_args(Kind)} <= set(strings("en"))
