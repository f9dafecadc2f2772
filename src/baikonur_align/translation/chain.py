"""From language to language: directly, or through others by the shortest way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from baikonur_align.model import Problem, Tool
from baikonur_align.translation.machine import Machine, Progress
from baikonur_align.translation.package import Package

HUB = "en"  # the language that most Argos packages go from or to


class NoModel(Problem):
    """No package, and no way through others, leads from one language to the other."""


class Translator(Protocol):
    """Sentences in, as many sentences out."""

    @property
    def signature(self) -> str:
        """Two translators of one signature say the same."""
        ...

    def tool(self) -> Tool: ...

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """`progress` is called with the sentences done and their number."""
        ...

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        """Different translations of each sentence, `HYPOTHESES` at most, first what `translate` says."""
        ...


class Chain:
    """Several translators, each fed with what the one before it said."""

    def __init__(self, links: Sequence[Translator]) -> None:
        self._links = links

    @property
    def signature(self) -> str:
        return " > ".join(link.signature for link in self._links)

    def tool(self) -> Tool:
        tools = [link.tool() for link in self._links]
        names, versions = (
            " > ".join(part) for part in zip(*((t.name, t.version) for t in tools), strict=True)
        )
        return Tool(tools[0].role, names, versions, self.signature)

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        return self._links[-1].translate(*self._for_the_last(sentences, progress))

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        return self._links[-1].alternatives(*self._for_the_last(sentences, progress))

    def _for_the_last(
        self, sentences: Sequence[str], progress: Progress | None
    ) -> tuple[list[str], Progress | None]:
        """What the links before the last make of the sentences, and the last one's share of the work."""
        said, last = list(sentences), len(self._links) - 1
        for number, link in enumerate(self._links[:last]):
            said = link.translate(said, self._share(number, progress))
        return said, self._share(last, progress)

    def _share(self, number: int, progress: Progress | None) -> Progress | None:
        if progress is None:
            return None
        return lambda done, total: progress((number * total + done) // len(self._links), total)


def route(source: str, target: str, shelf: Iterable[Package]) -> list[Package]:
    """The packages of the shortest way; of equal ones the way through English, then the alphabet.

    ``shelf`` has the preferred package of a pair of languages first.

    Raises:
      NoModel: there is no way.

    """
    best: dict[tuple[str, str], Package] = {}
    for package in shelf:
        best.setdefault((package.from_code, package.to_code), package)
    ways: dict[str, list[Package]] = {source: []}
    frontier = [source]
    while frontier and target not in ways:
        steps = sorted(
            (pair for pair in best if pair[0] in frontier and pair[1] not in ways),
            key=lambda pair: (pair[0] != HUB, pair[1] != HUB, pair),
        )
        for here, there in steps:
            ways.setdefault(there, [*ways[here], best[here, there]])
        frontier = list(dict.fromkeys(there for _, there in steps))
    if not ways.get(target):
        raise NoModel(_advice(source, target, set(ways)))
    return ways[target]


def ways(shelf: Iterable[Package]) -> dict[str, list[str]]:
    """For each language, those that a package or a chain of packages leads to."""
    steps = sorted({(package.from_code, package.to_code) for package in shelf})
    found: dict[str, list[str]] = {}
    for source in sorted({here for here, _ in steps}):
        reached = [source]
        for here in reached:  # grows as it goes
            reached += [there for a, there in steps if a == here and there not in reached]
        found[source] = reached[1:]
    return found


def _advice(source: str, target: str, reached: set[str]) -> str:
    if source == target:
        return f"source and target are both {source}: there is nothing to translate"
    legs = [(source, HUB)] if HUB not in reached else []
    legs += [(HUB, target)] if target != HUB else []
    names = " and ".join(f"translate-{a}_{b}" for a, b in legs)
    return (
        f"no model translates {source} to {target}: `baikonur-align models add FILE.argosmodel` adds one"
        f" from a file, `argospm install` fetches {names} where Argos has it"
    )


def over(packages: Sequence[Package]) -> Translator:
    """A translator that applies `packages` one after the other.

    Raises:
      BrokenPackage: a package is damaged.

    """
    machines = [Machine(package) for package in packages]
    return machines[0] if len(machines) == 1 else Chain(machines)
