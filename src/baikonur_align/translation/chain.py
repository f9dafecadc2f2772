"""Translation through other languages: the shortest chain of packages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from baikonur_align.model import Problem, Tool
from baikonur_align.translation.attention import Attention
from baikonur_align.translation.machine import Machine, Progress
from baikonur_align.translation.package import Package

HUB = "en"  # the language that most Argos packages go from or to


class NoModel(Problem):
    """No package and no chain of packages translates between two languages."""


class Translator(Protocol):
    """An engine that returns one translation for each sentence."""

    @property
    def signature(self) -> str:
        """Identifies everything that decides a translation; equal signatures, equal output."""
        ...

    def tool(self) -> Tool:
        """The engine's entry in the list of tools of a pair."""
        ...

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation for each sentence; `progress` receives sentences done and their total."""
        ...

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        """Up to `HYPOTHESES` different translations of each sentence, that of `translate` first."""
        ...

    def attention(self, pairs: Sequence[tuple[str, str]]) -> list[Attention | None]:
        """The attention of a model that says each translation; None where there is none."""
        ...


class Chain:
    """Several translators, each of which translates the output of the one before it."""

    def __init__(self, links: Sequence[Translator]) -> None:
        self._links = links

    @property
    def signature(self) -> str:
        return " > ".join(link.signature for link in self._links)

    def tool(self) -> Tool:
        tools = [link.tool() for link in self._links]
        names, versions = (
            " > ".join(part)
            for part in zip(*((tool.name, tool.version) for tool in tools), strict=True)
        )
        return Tool(tools[0].role, names, versions, self.signature)

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        return self._links[-1].translate(*self._for_the_last(sentences, progress))

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        return self._links[-1].alternatives(*self._for_the_last(sentences, progress))

    def attention(self, pairs: Sequence[tuple[str, str]]) -> list[Attention | None]:
        return [None] * len(pairs)

    def _for_the_last(
        self, sentences: Sequence[str], progress: Progress | None
    ) -> tuple[list[str], Progress | None]:
        """The input of the last translator, and its share of the progress."""
        said, last = list(sentences), len(self._links) - 1
        for number, link in enumerate(self._links[:last]):
            said = link.translate(said, self._share(number, progress))
        return said, self._share(last, progress)

    def _share(self, number: int, progress: Progress | None) -> Progress | None:
        if progress is None:
            return None
        return lambda done, total: progress((number * total + done) // len(self._links), total)


def route(source: str, target: str, installed: Iterable[Package]) -> list[Package]:
    """The packages of the shortest chain; of equally short ones, that through English first.

    Args:
      source: ISO 639 code of the source language.
      target: ISO 639 code of the target language.
      installed: packages, the preferred one of a pair of languages first.

    Raises:
      NoModel: there is no chain.

    """
    best: dict[tuple[str, str], Package] = {}
    for package in installed:
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
        raise _no_model(source, target, set(ways))
    return ways[target]


def ways(installed: Iterable[Package]) -> dict[str, list[str]]:
    """For each source language, the languages that a chain of packages reaches, nearest first."""
    steps = sorted({(package.from_code, package.to_code) for package in installed})
    found: dict[str, list[str]] = {}
    for source in sorted({here for here, _ in steps}):
        reached = [source]
        for here in reached:  # the list grows while it is read
            reached += [there for start, there in steps if start == here and there not in reached]
        found[source] = reached[1:]
    return found


def _no_model(source: str, target: str, reached: set[str]) -> NoModel:
    """Return the error that names the packages to install."""
    if source == target:
        return NoModel(
            "source and target are both {lang}: there is nothing to translate", lang=source
        )
    legs = [(source, HUB)] if HUB not in reached else []
    legs += [(HUB, target)] if target != HUB else []
    return NoModel(
        "no model translates {source} to {target}: download {packages} from "
        "https://www.argosopentech.com/argospm/index/ and add it with "
        "`baikonur-align models add FILE.argosmodel`",
        source=source,
        target=target,
        packages=" and ".join(f"translate-{here}_{there}" for here, there in legs),
    )


def over(packages: Sequence[Package]) -> Translator:
    """A translator that applies `packages` one after the other.

    Raises:
      BrokenPackage: a package is damaged.

    """
    machines = [Machine(package) for package in packages]
    return machines[0] if len(machines) == 1 else Chain(machines)
