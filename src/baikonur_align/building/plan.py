"""The plan of a corpus: the pairs to make of a folder of texts, their kinds and names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from baikonur_align.corpus import slug
from baikonur_align.model import Document, GivenLink, Kind, Problem


class BadPlan(Problem):
    """No corpus can be made of these texts; the message says why."""


@dataclass(frozen=True)
class Task:
    """A pair to make; `target` is None for a draft, which is translated into `target_lang`.

    `links` are the beads of texts that are already aligned; each block is then one sentence.
    `by_hand`: a draft has no machine translation; reviewers write its targets.
    """

    pair_id: str
    kind: Kind
    source: Document
    target: Document | None
    target_lang: str
    links: tuple[GivenLink, ...] = ()
    by_hand: bool = False


def task(
    source: Document, target: Document | None, target_lang: str, kind: Kind, name: str = ""
) -> Task:
    """Return the task for one or two texts; the default `name` comes from their file names.

    Raises `BadPlan` if both are in one language.
    """
    if source.lang == target_lang:
        raise BadPlan(
            "{name} is already in {lang}; name another language",
            name=source.name,
            lang=source.lang,
        )
    left, right = stem(source), stem(target) if target else ""
    name = name or (f"{left}--{right}" if right and right != left else left)
    return Task(f"{slug(name)}.{source.lang}-{target_lang}", kind, source, target, target_lang)


def plan(
    documents: Sequence[Document], languages: tuple[str, str], *, comparable: bool
) -> list[Task]:
    """Return the tasks for all texts of a folder.

    Two texts whose names differ only in the language (``a.kk.txt``, ``a.en.txt``) are translations
    of each other. Each other text is drafted and, if `comparable`, also paired with each such text
    of the other language. Raises `BadPlan` for a text in a third language and for two pairs of one
    name.
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
    """Return the file's name without its suffix and language: ``a`` for ``a.kk.txt``."""
    stem = Path(document.name).stem
    return stem.removesuffix(f".{document.lang}") or stem


def _check_names(tasks: Iterable[Task]) -> None:
    names: dict[str, Task] = {}
    for new in tasks:
        other = names.setdefault(new.pair_id, new)
        if other is not new:
            raise BadPlan(
                "{one} and {other} would both become the pair {pair}: rename one of them",
                one=other.source.name,
                other=new.source.name,
                pair=new.pair_id,
            )
