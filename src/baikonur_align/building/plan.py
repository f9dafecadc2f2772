"""What a folder of texts becomes: which pairs, of which kind, under which names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from baikonur_align.corpus import slug
from baikonur_align.model import Document, GivenLink, Kind, Problem


class BadPlan(Problem):
    """The texts don't make a corpus; the message says what is in the way."""


@dataclass(frozen=True)
class Task:
    """One pair to make; `target` is None for a draft, which is translated into `target_lang`.

    `links` are what texts came with that were aligned before: each of their blocks is then one
    sentence.
    """

    pair_id: str
    kind: Kind
    source: Document
    target: Document | None
    target_lang: str
    links: tuple[GivenLink, ...] = ()


def task(
    source: Document, target: Document | None, target_lang: str, kind: Kind, name: str = ""
) -> Task:
    """The task for one text or two; without a `name` the pair has that of its files.

    Raises `BadPlan` for a pair of one language.
    """
    if source.lang == target_lang:
        raise BadPlan(
            "{name} is in {lang} already; name the other language",
            name=source.name,
            lang=source.lang,
        )
    left, right = stem(source), stem(target) if target else ""
    name = name or (f"{left}--{right}" if right and right != left else left)
    return Task(f"{slug(name)}.{source.lang}-{target_lang}", kind, source, target, target_lang)


def plan(
    documents: Sequence[Document], languages: tuple[str, str], *, comparable: bool
) -> list[Task]:
    """The tasks for all texts of a folder.

    Two texts of one name but for their languages (``a.kk.txt``, ``a.en.txt``) are translations of
    each other. Every other text is drafted, and if `comparable` also paired with each such text of
    the other language. Raises `BadPlan` when a text is in a third language or two pairs would have
    one name.
    """
    for document in documents:
        if document.lang not in languages:
            raise BadPlan(
                "{name} is in {lang}, not in {one} or {other}: name the corpus's languages with "
                "--languages, or leave the file out",
                name=document.name,
                lang=document.lang,
                one=languages[0],
                other=languages[1],
            )
    first, second = (
        [document for document in documents if document.lang == lang] for lang in languages
    )
    twins = [(one, other) for one in first for other in second if stem(one) == stem(other)]
    paired = {id(document) for pair in twins for document in pair}
    first, second = (
        [document for document in side if id(document) not in paired] for side in (first, second)
    )
    tasks = [task(one, other, other.lang, "translation") for one, other in twins]
    tasks += [
        task(document, None, languages[1 - languages.index(document.lang)], "draft")
        for document in (*first, *second)
    ]
    if comparable:
        tasks += [
            task(one, other, other.lang, "comparable") for one, other in product(first, second)
        ]
    _check_names(tasks)
    return tasks


def stem(document: Document) -> str:
    """The file's name without its suffix and language: ``a.kk.txt`` is ``a``."""
    stem = Path(document.name).stem
    return stem.removesuffix(f".{document.lang}") or stem


def _check_names(tasks: Iterable[Task]) -> None:
    names: dict[str, Task] = {}
    for new in tasks:
        other = names.setdefault(new.pair_id, new)
        if other is not new:
            raise BadPlan(
                "{one} and {other} would both be {pair}: rename one",
                one=other.source.name,
                other=new.source.name,
                pair=new.pair_id,
            )
