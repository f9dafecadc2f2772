"""Numbers, names, terms and negation: how many of them each system translates right.

These are our checks used as metrics. A line counts for a check where its source has something to
check and the reference passes. A translation is right where the check finds nothing in it. The
checks are rules, with the limits that docs/review.md names: figures compare systems on one test
set, they are no absolute error rates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from baikonur_align.checks import names, numbers
from baikonur_align.checks.finding import CheckedText, text_of
from baikonur_align.checks.glossary import NONE, Glossary
from baikonur_align.evaluation.systems import System
from baikonur_align.evaluation.testset import TestSet

_NEGATION = {
    "en": re.compile(
        r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot)\b|n['’]t\b",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"\b(?:не|нет|ни|без|никто|никого|ничего|ничто|никогда|нигде|нельзя)\b", re.IGNORECASE
    ),
    "kk": re.compile(
        r"\b(?:емес|жоқ|ешкім|ештеңе|ешқандай|ешбір|ешқашан|ешқайда)\w*"
        r"|\w{2,}[мбп][ае](?:й|й?ды|й?ді|ған|ген|са|се|с|стан|стен|йтын|йтін|дым|дім)\b",
        re.IGNORECASE,
    ),
}
"""Words and endings that negate. Kazakh negates a verb by -ма/-ме/-ба/-бе/-па/-пе."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A check as a metric: of ``lines`` that have such a thing, how many each system has right.

    ``wrong`` are the numbers of the lines that each system has wrong, from 0.
    """

    check: str
    lines: int
    right: Mapping[str, int]
    wrong: Mapping[str, tuple[int, ...]]


Passes = Callable[[CheckedText, CheckedText], bool]


def facts(
    test_set: TestSet, systems: Sequence[System], glossary: Glossary = NONE
) -> tuple[Fact, ...]:
    """The checks that have something to check in this test set; none without sources."""
    if not test_set.has_sources:
        return ()
    langs = test_set.source_lang, test_set.target_lang
    checks: dict[str, tuple[Callable[[CheckedText], bool], Passes]] = {
        "number": (lambda source: bool(numbers.find(source.text)), _numbers_pass),
        "name": (lambda source: bool(names.surnames(source)), _names_pass),
        "term": (lambda source: _has_terms(glossary, source, langs[1]), _terms_pass(glossary)),
    }
    if all(lang in _NEGATION for lang in langs):
        checks["negation"] = (_negated, lambda _source, target: _negated(target))
    sources = [text_of(line.source_text, langs[0], "source") for line in test_set.lines]
    references = [text_of(text, langs[1], "target") for text in test_set.references]
    out = []
    for name, (has, passes) in checks.items():
        chosen = [
            index
            for index, (source, reference) in enumerate(zip(sources, references, strict=True))
            if has(source) and passes(source, reference)
        ]
        if chosen:
            wrong = {
                system.name: tuple(_wrong(system, chosen, sources, langs[1], passes))
                for system in systems
            }
            right = {system: len(chosen) - len(lines) for system, lines in wrong.items()}
            out.append(Fact(name, len(chosen), right, wrong))
    return tuple(out)


def _wrong(
    system: System, chosen: Sequence[int], sources: Sequence[CheckedText], lang: str, passes: Passes
) -> list[int]:
    return [
        index
        for index in chosen
        if not passes(sources[index], text_of(system.hypotheses[index], lang, "target"))
    ]


def _numbers_pass(source: CheckedText, target: CheckedText) -> bool:
    return not any(numbers.numbers(source, target))


def _names_pass(source: CheckedText, target: CheckedText) -> bool:
    return not names.unmatched(names.surnames(source), target.text)


def _has_terms(glossary: Glossary, source: CheckedText, target_lang: str) -> bool:
    return any(glossary.check(source, text_of("", target_lang, "target")))


def _terms_pass(glossary: Glossary) -> Passes:
    return lambda source, target: not any(glossary.check(source, target))


def _negated(side: CheckedText) -> bool:
    return _NEGATION[side.lang].search(side.text) is not None
