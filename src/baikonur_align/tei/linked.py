"""Parallel TEI of other projects: the linked elements, their languages and texts.

TEI P5 has two ways to align (chapter 17.4.2, Alignment of Parallel Texts): ``link`` with the ids of
the corresponding elements in ``target``, and ``corresp`` on the sentences. Both are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from baikonur_align.tei.names import TEI, XML_ID, XML_LANG
from baikonur_align.tei.wording import wording

Texts = dict[str, list[str]]
Groups = list[dict[str, list[int]]]


def linked(root: etree._Element) -> tuple[Texts, Groups]:
    """Return the sentences of each language in reading order, and the numbers of linked ones.

    A sentence is any linked element, and any other element of the same name that has an id. Its
    language is the nearest ``xml:lang``, unchanged. Links that share a sentence are one group.
    """
    named = {
        name: element
        for element in root.iter(f"{TEI}*")
        if (name := element.get(XML_ID)) and _inside(element)
    }
    found = [group for group in _pointed(root, named) if len(group) > 1]
    kinds = {named[name].tag for group in found for name in group}
    texts: Texts = {}
    place: dict[str, tuple[str, int]] = {}
    for name, element in named.items():
        lang, text = _language(element), wording(element)
        if element.tag in kinds and lang and text:
            sentences = texts.setdefault(lang, [])
            place[name] = lang, len(sentences)
            sentences.append(text)
    return texts, [
        _by_language(group, place)
        for group in _joined(found)
        if any(name in place for name in group)
    ]


def _inside(element: etree._Element) -> bool:
    return any(ancestor.tag == f"{TEI}text" for ancestor in element.iterancestors())


def _pointed(root: etree._Element, named: Mapping[str, etree._Element]) -> Iterator[list[str]]:
    joins = {join.get(XML_ID, ""): _ids(join, "target") for join in root.iter(f"{TEI}join")}
    for link in root.iter(f"{TEI}link"):
        ends = (joins.get(name, [name]) for name in _ids(link, "target"))
        yield [name for end in ends for name in end if name in named]
    for name, element in named.items():
        if element.get("corresp"):
            yield [name, *(other for other in _ids(element, "corresp") if other in named)]


def _ids(element: etree._Element, attribute: str) -> list[str]:
    return [pointer.rpartition("#")[2] for pointer in element.get(attribute, "").split()]


def _joined(groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """Merge groups that share a member; members and groups keep the order of first mention."""
    merged: dict[str, list[str]] = {}
    for group in groups:
        whole = list(dict.fromkeys(member for name in group for member in merged.get(name, [name])))
        merged.update(dict.fromkeys(whole, whole))
    return list({id(group): group for group in merged.values()}.values())


def _by_language(
    group: Sequence[str], place: Mapping[str, tuple[str, int]]
) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for lang, number in (place[name] for name in group if name in place):
        out.setdefault(lang, []).append(number)
    return out


def _language(element: etree._Element) -> str:
    codes = (other.get(XML_LANG) for other in (element, *element.iterancestors()))
    return next((code for code in codes if code), "")
