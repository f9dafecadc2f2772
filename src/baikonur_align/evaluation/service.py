"""Evaluations of a corpus: what can be evaluated, making one, and keeping it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from baikonur_align import translation
from baikonur_align.checks.glossary import Glossary
from baikonur_align.evaluation import systems
from baikonur_align.evaluation.effort import Timed, confidence, days, shapes, timed, times
from baikonur_align.evaluation.evaluate import (
    Json,
    Options,
    Store,
    Tell,
    chosen_metrics,
    evaluate,
)
from baikonur_align.evaluation.systems import Origin, System
from baikonur_align.evaluation.testset import Choice, Line, TestSet, directions, from_pairs
from baikonur_align.evaluation.translation import NAMES, CannotScore
from baikonur_align.model import Edit, Pair, Problem, Status
from baikonur_align.translation.machine import Machine
from baikonur_align.translation.package import Package

MachineOf = Callable[[Package], Machine]
"""What runs a package: `Machine` here, or a cluster."""


class NoEvaluation(Problem):
    """There is no evaluation of that id."""


@dataclass(frozen=True)
class Wanted:
    """A system that a request names.

    ``name`` is a package's (`package_names`), or what an uploaded file is to be called; ``lines``
    are the file's.
    """

    origin: Origin
    name: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """An evaluation that is wanted: a test set of a corpus, systems, metrics."""

    choice: Choice
    systems: tuple[Wanted, ...]
    metrics: tuple[str, ...] = NAMES
    who: str = ""

    def to_json(self) -> str:
        """The request as text, for a job."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Request:
        """The request in the text that `to_json` made."""
        data = json.loads(text)
        choice = data["choice"]
        lists = {name: tuple(choice[name]) for name in ("pairs", "statuses")}
        wanted = [
            Wanted(**system | {"lines": tuple(system["lines"])}) for system in data["systems"]
        ]
        return cls(Choice(**choice | lists), tuple(wanted), tuple(data["metrics"]), data["who"])


@dataclass(frozen=True)
class Direction:
    """A test set that a corpus could make, and the packages that translate in its direction."""

    material: Literal["translation", "post-edit"]
    source_lang: str
    target_lang: str
    packages: tuple[str, ...]


class EvaluatedCorpus(Protocol):
    """What an evaluation needs to know of a corpus."""

    def pairs(self) -> Iterable[Pair]:
        """All pairs as they are now."""
        ...

    def samples(self) -> Iterable[Pair]:
        """Of each kind and languages a pair with a reference, if there is one."""
        ...

    def edits(self, pair_id: str) -> Sequence[tuple[int, Edit]]:
        """The edits of a pair with their versions, oldest first."""
        ...

    def glossary(self) -> Glossary:
        """The terms of the corpus."""
        ...

    def remembered(self, line: Line, langs: tuple[str, str]) -> str:
        """What the translation memory offers for a line, leaving out the line itself."""
        ...


class Keeper(Store, Protocol):
    """Keeps evaluations, and statistics by their hash."""

    def add(self, name: str, result: Json, title: str, who: str, start: str) -> None:
        """Keep an evaluation."""
        ...

    def find(self, name: str) -> Json | None:
        """The evaluation of an id."""
        ...

    def latest(self) -> list[dict[str, str]]:
        """The newest evaluations, without their results."""
        ...


class Evaluations:
    """Makes and keeps the evaluations of one corpus."""

    def __init__(
        self,
        corpus: EvaluatedCorpus,
        keeper: Keeper,
        memory: translation.Memory,
        now: Callable[[], str],
    ) -> None:
        self._corpus, self._keeper, self._memory, self._now = corpus, keeper, memory, now

    def directions(self) -> list[Direction]:
        """The test sets that the confirmed beads could make, and the packages for each."""
        return [
            Direction(material, source, target, tuple(package_names(source, target)))
            for material, source, target in directions(self._corpus.samples())
        ]

    def latest(self) -> list[dict[str, str]]:
        """The newest evaluations."""
        return self._keeper.latest()

    def find(self, name: str) -> Json:
        """The evaluation of an id. Raises `NoEvaluation`."""
        found = self._keeper.find(name)
        if found is None:
            raise NoEvaluation("there is no evaluation {name}", name=name)
        return found

    def check(self, request: Request) -> TestSet:
        """The test set of a request. Raises `CannotScore` for all that can be told at once."""
        chosen_metrics(request.metrics)
        test_set = from_pairs(self._corpus.pairs(), request.choice, self._dates)
        if not request.systems:
            raise CannotScore("choose at least one system to evaluate")
        known = package_names(request.choice.source_lang, request.choice.target_lang)
        for wanted in request.systems:
            if wanted.origin == "package" and wanted.name not in known:
                raise CannotScore(
                    "there is no package {name} from {source} to {target}; see "
                    "baikonur-align models",
                    name=wanted.name,
                    source=request.choice.source_lang,
                    target=request.choice.target_lang,
                )
        return test_set

    def make(self, request: Request, tell: Tell, machine: MachineOf = Machine) -> Json:
        """Make an evaluation and keep it; one that is kept already is found again.

        `machine` runs a package. Raises `CannotScore`, and what a damaged package raises.
        """
        test_set = self.check(request)
        found = [self._system(test_set, wanted, tell, machine) for wanted in request.systems]
        options = Options(request.metrics)
        result = evaluate(test_set, found, options, self._keeper, self._corpus.glossary(), tell)
        result["choice"] = request.choice.to_json()
        result["work"] = self._work(test_set)
        title = f"{test_set.name}: {', '.join(system.name for system in found)}"
        tell("save", 0, 0)
        self._keeper.add(result["id"], result, title, request.who, self._now())
        return result

    def _system(self, test_set: TestSet, wanted: Wanted, tell: Tell, machine: MachineOf) -> System:
        if wanted.origin == "draft":
            return systems.draft(test_set)
        if wanted.origin == "file":
            return systems.uploaded(test_set, wanted.name, wanted.lines)
        if wanted.origin == "memory":
            langs = test_set.source_lang, test_set.target_lang
            return systems.memory(test_set, lambda line: self._corpus.remembered(line, langs))
        package = package_names(test_set.source_lang, test_set.target_lang)[wanted.name]
        engine = translation.remembering(machine(package), self._memory)
        return systems.engine(
            test_set, wanted.name, engine, lambda done, total: tell("translate", done, total)
        )

    def _dates(self, pair_id: str) -> Mapping[str, str]:
        """For each bead of a pair, by its first segment, the time of the last edit of it."""
        return {
            bead.segments[0].id: edit.at
            for _, edit in self._corpus.edits(pair_id)
            for bead in edit.after
        }

    def _work(self, test_set: TestSet) -> Json:
        """What people did on the pairs of a test set, and how far confidence was right."""
        documents = {line.document for line in test_set.lines}
        pairs = [pair for pair in self._corpus.pairs() if pair.id in documents]
        edits = [edit for pair in pairs for _, edit in self._corpus.edits(pair.id)]
        of_all: list[Timed] = list(timed(edits))
        return {
            "times": asdict(times(of_all)),
            "days": [asdict(day) | {"words_an_hour": day.words_an_hour} for day in days(of_all)],
            "reliability": [asdict(one) for one in confidence(pairs)],
            "shapes": shapes(pairs),
        }


def package_names(source_lang: str, target_lang: str) -> dict[str, Package]:
    """The installed packages from one language to another, by a name that tells them apart."""
    out: dict[str, Package] = {}
    for package in translation.packages():
        if (package.from_code, package.to_code) == (source_lang, target_lang):
            name = f"{package.name} {package.version}"
            if name in out:
                name = f"{name} ({package.path.parent.parent.name}/{package.path.name})"
            out.setdefault(name, package)
    return out


def choice_of(
    material: Literal["translation", "post-edit"],
    langs: tuple[str, str],
    pairs: Iterable[str] = (),
    statuses: Iterable[Status] = ("confirmed",),
    dates: tuple[str, str] = ("", ""),
) -> Choice:
    """A choice of beads. Raises `CannotScore` for a date that is none."""
    for date in dates:
        if date and not _is_date(date):
            raise CannotScore("{date} is not a date; write 2026-01-31", date=date)
    return Choice(material, *langs, tuple(pairs), tuple(statuses) or ("confirmed",), *dates)


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def below(evaluation: Mapping[str, Any], floors: Mapping[str, float]) -> list[str]:
    """Which scores of an evaluation are on the wrong side of a floor, a line each.

    For a metric of errors (TER) the floor is a ceiling. A metric without a score is below.
    """
    errors = {metric["name"]: metric["errors"] for metric in evaluation["metrics"]}
    out = []
    for metric, floor in floors.items():
        scores = [score for score in evaluation.get("scores", ()) if score["metric"] == metric]
        if not scores:
            out.append(f"{metric}: no figure, so it is not known to reach {floor:g}")
        for score in scores:
            wrong = score["value"] > floor if errors[metric] else score["value"] < floor
            if wrong:
                side = "above" if errors[metric] else "below"
                out.append(f"{score['system']}: {metric} {score['value']:.1f} is {side} {floor:g}")
    return out
