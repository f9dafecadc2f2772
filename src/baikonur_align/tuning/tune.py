"""Tuning our packages on a corpus, in steps of which each can be stopped and goes on.

The folder of a run keeps what each step made: the examples, the state of the training, the
translations of the test. The same call goes on after a kill and removes the folder at its end.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from baikonur_align.corpus import replace_file
from baikonur_align.model import Pair, Problem
from baikonur_align.translation import engine_of, install_beside, packages
from baikonur_align.translation.package import digest
from baikonur_align.translation.weights import Weights
from baikonur_align.tuning import verdict
from baikonur_align.tuning.base import Base, CannotTune, Directions, base, in_use
from baikonur_align.tuning.examples import Divided, Example, confirmed, divided, general, rehearsal
from baikonur_align.tuning.verdict import DIRECTIONS, Verdict

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, the units done and their total; a total of 0 is unknown."""

BEGUN = "begun"
"""The step that keeps the examples: a run goes on with those that it began with."""

SHARES = (1.0, 0.75, 0.5, 0.25)
"""How far to go from the old weights to the tuned ones; the first at which general text holds."""


class NeedsTorch(Problem):
    """Training needs a library that is not installed."""


@dataclass(frozen=True)
class Outcome:
    """What a tuning came to: the version that was installed, or none, and the report."""

    version: str
    report: str


def tune(pairs: Iterable[Pair], run: Path, name: str, passes: int, progress: Progress) -> Outcome:
    """Tune our packages on the confirmed beads of pairs; install the result if it is better.

    Args:
      pairs: the pairs of the corpus as they are now. A run that goes on does not read them.
      run: the folder of the run's state, which is removed at the end.
      name: what the new packages call the corpus.
      passes: how often each confirmed bead is trained on.
      progress: told how far each step is.

    Raises:
      NeedsTorch: torch is not installed.
      TooFewExamples: the corpus has too few confirmed beads in Kazakh and English.
      CannotTune: the packages in use are not ours, the disk is full, or another tuning runs.
      BrokenPackage: a package is damaged or has another architecture.

    """
    if not find_spec("torch"):
        raise NeedsTorch("tuning needs torch: pip install 'baikonur-align[train]'")
    try:
        with alone(run):
            found = _Run(run, name, passes, progress).outcome(pairs)
        shutil.rmtree(run)
    except OSError as error:
        raise CannotTune(
            "{folder} cannot be written ({reason}); free some space, then give the same command:"
            " it goes on where it stopped",
            folder=run,
            reason=error.strerror or error,
        ) from error
    return found


def has_begun(run: Path) -> bool:
    """Whether the folder has an unfinished run."""
    return _file(run, BEGUN).is_file()


def _file(run: Path, step: str) -> Path:
    return run / f"{step}.json"


@contextmanager
def alone(run: Path) -> Iterator[None]:
    """Hold the folder of a run against other processes. Raises `CannotTune` if one has it."""
    run.mkdir(parents=True, exist_ok=True)
    with (run / "lock").open("w") as file:
        if fcntl:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotTune("another tuning of this corpus is running") from None
        yield


class _Run:
    """The steps of a tuning. What a step made is in the folder, and is not made twice."""

    def __init__(self, folder: Path, name: str, passes: int, progress: Progress) -> None:
        self._folder, self._name, self._passes = folder, name, passes
        self._progress = progress
        self._used, self._base = in_use(), base()
        self._general = general()

    def outcome(self, pairs: Iterable[Pair]) -> Outcome:
        begun = self._once(BEGUN, lambda: self._begin(pairs))
        if begun["base"] != self._digests():
            raise CannotTune(
                "the packages have changed since this tuning began; `models tune --anew` starts"
                " another one"
            )
        examples = Divided(_examples(begun["training"]), _examples(begun["held_back"]))
        tuned = self._trained(examples.training, begun["passes"])
        weights, found = self._judged(tuned, examples.held_back)
        made = self._once("outcome", lambda: asdict(self._end(examples, weights, found)))
        return Outcome(**made)

    def _once(self, step: str, make: Callable[[], Any]) -> Any:
        """What `make` returned when the step was first done."""
        file = _file(self._folder, step)
        if not file.is_file():
            replace_file(file, json.dumps(make(), ensure_ascii=False).encode())
        return json.loads(file.read_text(encoding="utf-8"))

    def _begin(self, pairs: Iterable[Pair]) -> dict[str, Any]:
        found = divided(confirmed(pairs))
        return {"base": self._digests(), "passes": self._passes, **asdict(found)}

    def _digests(self) -> list[str]:
        return [digest(package) for package in self._base.packages]

    def _trained(self, training: Sequence[Example], passes: int) -> Weights:
        from baikonur_align.tuning.learning import learn

        pairs = [example.texts for example in (*training, *rehearsal(len(training)))]
        turned = [(english, kazakh) for kazakh, english in pairs]
        samples = [
            *self._base.samples(pairs, ("kk", "en")),
            *self._base.samples(turned, ("en", "kk")),
        ]
        return learn(self._base, samples, self._folder, passes, self._train_progress)

    def _train_progress(self, done: int, total: int) -> None:
        self._progress("train", done, total)

    def _judged(self, tuned: Weights, held_back: Sequence[Example]) -> tuple[Weights, Verdict]:
        """The weights nearest to the tuned ones with which general text holds, and the verdict."""
        from baikonur_align.tuning.learning import between

        before = self._translated("base-general", self._base.packages, self._general)
        wanted = verdict.references(self._general)
        for share in SHARES:
            weights = between(self._base.weights, tuned, share)
            made = self._base.write(weights, f"share-{share}", {}, "", self._folder)
            after = self._translated(f"general-{share}", made, self._general)
            changed = verdict.changes(before, after, wanted)
            if all(change.lost <= verdict.MOST_LOST for change in changed):
                break
        old = self._translated("used", self._used, held_back)
        new = self._translated("tuned", made, held_back)
        references = verdict.references(held_back)
        found = Verdict(
            tuple(verdict.changes(old, new, references)),
            verdict.overall(old, new, references),
            tuple(changed),
            share,
        )
        return weights, found

    def _translated(
        self, step: str, engines: Directions, examples: Sequence[Example]
    ) -> dict[str, list[str]]:
        def make() -> dict[str, list[str]]:
            out = {}
            texts = verdict.sources(examples)
            for package, direction in zip(engines, DIRECTIONS, strict=True):
                engine = engine_of([package], package.from_code, package.to_code)
                out[direction] = engine.translate(
                    texts[direction], lambda done, total: self._progress("test", done, total)
                )
            return out

        found: dict[str, list[str]] = self._once(step, make)
        return found

    def _end(self, examples: Divided, weights: Weights, found: Verdict) -> Outcome:
        """Install the tuned packages if they are better."""
        trained, tested = len(examples.training), len(examples.held_back)
        lines = [f"Tuned on {trained} confirmed beads of {self._name}, tested on {tested} others."]
        lines += found.lines()
        if not (found.keeps_general and found.better):
            old = self._used[0].version
            return Outcome("", "\n".join([*lines, f"Not installed; version {old} stays in use."]))
        version = self._once("version", lambda: _next_version(self._base))
        lines += [
            f"Installed as version {version}. `baikonur-align models revert` removes it again."
        ]
        facts = {"tuned_from": self._base.version, "tuned_on": self._name, "tuned_beads": trained}
        card = "# Tuned packages\n\n```text\n" + "\n".join(lines) + "\n```\n"
        made = self._base.write(weights, version, facts, card, self._folder)
        install_beside([package.path for package in made])
        return Outcome(version, "\n".join(lines))


def _examples(rows: Iterable[dict[str, list[str]]]) -> tuple[Example, ...]:
    return tuple(Example(tuple(row["kk"]), tuple(row["en"])) for row in rows)


def _next_version(of: Base) -> str:
    """A version after those that were tuned from the same packages: ``0.5.1`` after ``0.5``."""
    tuned = [each.release[-1] for each in packages() if each.tuned_from == of.version]
    return f"{of.version}.{1 + max(tuned, default=0)}"
