"""Evaluate systems on a test set: figures, how sure they are, where systems differ, and why.

The result is plain JSON, so that it can be kept, compared and drawn anywhere. Statistics of
sentences are kept by a hash of what they are made of: what was counted once is not counted again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from random import Random
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any, Protocol

from baikonur_align.checks.glossary import NONE, Glossary
from baikonur_align.evaluation.systems import System, check_names
from baikonur_align.evaluation.testset import FEW, FEWEST, Line, TestSet
from baikonur_align.evaluation.translation import NAMES, CannotScore, check_lines

if TYPE_CHECKING:
    from baikonur_align.evaluation.breakdown import Example
    from baikonur_align.evaluation.metrics import Metric, Numbers
    from baikonur_align.evaluation.significance import Resampled

Json = dict[str, Any]
Tell = Callable[[str, int, int], None]
"""Progress callback ``(step, done, total)``."""

FORMAT = 2
"""Version of the JSON of an evaluation."""

RANKED = 60
"""Lines that are drawn for blind comparison."""

SCATTERED = 2000
"""Sentences whose scores are in the JSON; of longer test sets every so many-th."""

SPREAD = 2500
"""Lines a task when statistics are counted in several processes."""

SENTENCE_METRIC = "chrF"
"""The metric by which single sentences are ranked: it is defined for the shortest, too."""


class Store(Protocol):
    """Keeps results by a key."""

    def get(self, key: str) -> bytes | None:
        """What was put under `key`; None where nothing was."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`."""
        ...


class Nowhere:
    """A store that keeps nothing."""

    def get(self, _key: str) -> bytes | None:
        """Nothing."""
        return None

    def put(self, _key: str, _data: bytes) -> None:
        """Do nothing."""


class Folder:
    """A store of files in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, key: str) -> bytes | None:
        """The content of the file of that name."""
        try:
            return (self._root / key).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Write a file, whole or not at all."""
        self._root.mkdir(parents=True, exist_ok=True)
        part = self._root / f".{key}.{os.getpid()}"
        part.write_bytes(data)
        part.replace(self._root / key)


@dataclass(frozen=True)
class Options:
    """How an evaluation is made.

    ``tests`` are ``bootstrap``, ``randomization`` or both. ``trials`` are those of approximate
    randomization. ``jobs`` is the number of processes that count; 0 for all cores.
    """

    metrics: tuple[str, ...] = NAMES
    resamples: int = 1000
    trials: int = 10_000
    tests: tuple[str, ...] = ("bootstrap", "randomization")
    jobs: int = 0

    def to_json(self) -> Json:
        """What decides the figures."""
        out = asdict(self)
        del out["jobs"]
        return out


def _silent(_step: str, _done: int, _total: int) -> None:
    pass


def evaluate(
    test_set: TestSet,
    systems: Sequence[System],
    options: Options | None = None,
    store: Store | None = None,
    glossary: Glossary = NONE,
    tell: Tell = _silent,
) -> Json:
    """Evaluate `systems` on `test_set`.

    Args:
      test_set: the references, and the sources where they are known.
      systems: what is compared, each with a translation of every line.
      options: metrics and tests.
      store: where statistics are kept by hash; nowhere by default.
      glossary: the terms that the check of terms looks for.
      tell: progress callback ``(step, done, total)``.

    Returns:
      The evaluation as JSON; docs/scores.md describes it.

    Raises:
      CannotScore: a system's lines do not fit, two have one name, or a metric is unknown.

    """
    options = options or Options()
    check_names(systems)
    for system in systems:
        check_lines(
            system.hypotheses, test_set.references, f"{system.name}: translation", "reference"
        )
    metrics = chosen_metrics(options.metrics)
    described = _described(test_set, systems, metrics, options)
    if len(test_set.lines) < FEWEST:
        return described
    statistics = _statistics(test_set, systems, metrics, options, store or Nowhere(), tell)
    figures = _figures(systems, metrics, statistics, options, tell)
    tell("details", 0, 0)
    return described | figures | _details(test_set, systems, metrics, statistics, glossary)


def _described(
    test_set: TestSet, systems: Sequence[System], metrics: Sequence[Metric], options: Options
) -> Json:
    """Return what was evaluated and how."""
    from baikonur_align import __version__

    return {
        "format": FORMAT,
        "id": evaluation_id(test_set, systems, options),
        "version": __version__,
        "test_set": _test_set_json(test_set),
        "systems": [_system_json(system) for system in systems],
        "options": options.to_json(),
        "metrics": [{"name": metric.name, "errors": metric.errors} for metric in metrics],
        "warnings": _warnings(test_set, options),
    }


def _details(
    test_set: TestSet,
    systems: Sequence[System],
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
    glossary: Glossary,
) -> Json:
    """Return groups, checks, n-grams, sentences and effort of an evaluation."""
    from baikonur_align.evaluation import breakdown
    from baikonur_align.evaluation.effort import effort
    from baikonur_align.evaluation.facts import facts

    ranking = next((metric for metric in metrics if metric.name == SENTENCE_METRIC), metrics[0])
    scores = {
        system.name: ranking.of_sentences(mine)
        for system, mine in zip(systems, statistics, strict=True)
    }
    worst = {
        system.name: breakdown.worst(scores, system.name, errors=ranking.errors)
        for system in systems
    }
    found = effort(test_set)
    return {
        "groups": [
            asdict(group) for group in breakdown.groups(test_set, systems, metrics, statistics)
        ],
        "facts": [asdict(fact) for fact in facts(test_set, systems, glossary)],
        "frequency": [asdict(one) for one in breakdown.by_frequency(test_set, systems)],
        "ngrams": _ngrams(test_set, systems),
        "sentences": _sentences(ranking, scores),
        "worst": {name: _examples(test_set, systems, lines) for name, lines in worst.items()},
        "sample": list(_sample(test_set, systems)),
        "most_different": _examples(test_set, systems, breakdown.most_different(scores)),
        "effort": asdict(found) | {"edited_share": found.edited_share} if found else None,
    }


def evaluation_id(test_set: TestSet, systems: Sequence[System], options: Options) -> str:
    """The name of an evaluation: a hash of all that decides it, 16 hexadecimal digits."""
    content = [
        test_set.hash,
        [[system.name, system.hash] for system in systems],
        options.to_json(),
        FORMAT,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def chosen_metrics(names: Iterable[str]) -> list[Metric]:
    """The metrics of these names. Raises `CannotScore` for one that is not available here."""
    from baikonur_align.evaluation.metrics import SPBLEU, SPBLEU_MODEL, available
    from baikonur_align.evaluation.neural import FOLDERS, neural

    known = available()
    out = []
    for name in names:
        if name in FOLDERS:
            out.append(neural(name))
            continue
        if name == SPBLEU.name and name not in known:
            raise CannotScore(
                "spBLEU needs its model on disk: put {model} into sacreBLEU's folder models",
                model=SPBLEU_MODEL,
            )
        if name not in known:
            raise CannotScore(
                "there is no metric {name}; known are {known}",
                name=name,
                known=", ".join([*known, *FOLDERS]),
            )
        out.append(known[name])
    if not out:
        raise CannotScore("choose at least one metric")
    return out


# --- statistics, each counted once ------------------------------------------------------------


def _statistics(
    test_set: TestSet,
    systems: Sequence[System],
    metrics: Sequence[Metric],
    options: Options,
    store: Store,
    tell: Tell,
) -> list[dict[str, Numbers]]:
    """The statistics of each system by name, from the store or counted now."""
    from baikonur_align.evaluation.metrics import COUNTS
    from baikonur_align.evaluation.neural import neural_counts

    names = {metric.counts: metric.name for metric in metrics}
    found: list[dict[str, Numbers]] = []
    missing: dict[tuple[str, ...], list[int]] = {}
    for index, system in enumerate(systems):
        kept = {name: store.get(_key(name, system, test_set)) for name in names}
        found.append({name: _unpacked(data) for name, data in kept.items() if data is not None})
        for name, metric in names.items():
            if kept[name] is None and name not in COUNTS:
                tell("count", 0, 0)
                found[index][name] = neural_counts(metric, test_set, system.hypotheses)
                store.put(_key(name, system, test_set), _packed(found[index][name]))
        if lacking := tuple(name for name in names if name not in found[index]):
            missing.setdefault(lacking, []).append(index)
    for lacking, indices in missing.items():
        hypotheses = [systems[index].hypotheses for index in indices]
        counted = _counted(lacking, hypotheses, test_set.references, options.jobs, tell)
        for index, rows in zip(indices, counted, strict=True):
            found[index] |= rows
            for name in lacking:
                store.put(_key(name, systems[index], test_set), _packed(rows[name]))
    return found


def _key(name: str, system: System, test_set: TestSet) -> str:
    """What statistics of a name and a system are kept under."""
    import sacrebleu

    content = f"{name}|{sacrebleu.__version__}|{system.hash}|{test_set.hash}"
    return hashlib.sha256(content.encode()).hexdigest()


def _packed(rows: Numbers) -> bytes:
    import numpy as np

    data = io.BytesIO()
    np.savez_compressed(data, rows=rows.astype(np.int32))
    return data.getvalue()


def _unpacked(data: bytes) -> Numbers:
    import numpy as np

    with np.load(io.BytesIO(data)) as file:
        rows: Numbers = file["rows"].astype(np.int64)
        return rows


def _counted(
    names: tuple[str, ...],
    systems: Sequence[Sequence[str]],
    references: Sequence[str],
    jobs: int,
    tell: Tell,
) -> list[dict[str, Numbers]]:
    """The statistics of these names for each system, counted in several processes.

    A task is some lines of all systems: the words of a line are numbered once.
    """
    import numpy as np

    tasks = [
        _Task(
            names,
            tuple(system[start : start + SPREAD] for system in systems),
            references[start : start + SPREAD],
        )
        for start in range(0, len(references), SPREAD)
    ]
    parts: list[list[dict[str, Numbers]]] = []
    for found in _map(tasks, jobs):
        parts.append(found)
        tell("count", len(parts), len(tasks))
    return [
        {name: np.concatenate([part[index][name] for part in parts]) for name in names}
        for index in range(len(systems))
    ]


@dataclass(frozen=True)
class _Task:
    """Statistics to count: of each system some lines, and their references."""

    names: tuple[str, ...]
    systems: tuple[Sequence[str], ...]
    references: Sequence[str]


def _map(tasks: Sequence[_Task], jobs: int) -> Iterable[list[dict[str, Numbers]]]:
    workers = min(jobs or os.cpu_count() or 1, len(tasks))
    if workers < 2:  # noqa: PLR2004
        yield from map(_count_task, tasks)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _end_with, (os.getpid(),)) as pool:
        yield from pool.map(_count_task, tasks)


def _count_task(task: _Task) -> list[dict[str, Numbers]]:
    """What several systems say alike of a line is counted once."""
    import numpy as np

    from baikonur_align.evaluation.counts import Texts
    from baikonur_align.evaluation.metrics import COUNTS

    rows: dict[tuple[int, str], int] = {}
    places = [
        [rows.setdefault((line, text), len(rows)) for line, text in enumerate(system)]
        for system in task.systems
    ]
    lines = np.fromiter((line for line, _ in rows), np.int64, len(rows))
    texts = Texts([text for _, text in rows], task.references, lines)
    found = {name: COUNTS[name](texts) for name in task.names}
    return [{name: rows[place] for name, rows in found.items()} for place in places]


def _end_with(parent: int) -> None:
    """Let this process end when the one that started it is gone: a cancelled job ends at once."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1)
        os._exit(0)

    Thread(target=watch, daemon=True).start()


# --- figures ----------------------------------------------------------------------------------


def _figures(
    systems: Sequence[System],
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
    options: Options,
    tell: Tell,
) -> Json:
    from baikonur_align.evaluation import significance

    resampled = significance.resample(
        metrics, statistics, options.resamples, lambda done, total: tell("resample", done, total)
    )
    names = [system.name for system in systems]
    comparisons: list[significance.PairedComparison] = []
    if "bootstrap" in options.tests:
        comparisons += significance.compare_all(
            metrics, names, statistics, "bootstrap", options.resamples, resampled
        )
    if "randomization" in options.tests:
        comparisons += significance.compare_all(
            metrics,
            names,
            statistics,
            "randomization",
            options.trials,
            tell=lambda done, total: tell("test", done, total),
        )
    return {
        "scores": list(_scores(names, metrics, statistics, resampled)),
        "comparisons": [significance.as_json(comparison) for comparison in comparisons],
        "correction": significance.CORRECTION if comparisons else "",
        "level": significance.LEVEL,
        "clusters": _clusters(names, metrics, statistics, comparisons),
    }


def _scores(
    names: Sequence[str],
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
    resampled: Resampled,
) -> Iterable[Json]:
    from baikonur_align.evaluation.metrics import seed

    for metric in metrics:
        signature = metric.signature(bs=resampled.resamples, seed=str(seed()).lower())
        for index, name in enumerate(names):
            yield {
                "metric": metric.name,
                "system": name,
                "value": metric.of_corpus(statistics[index]),
                "interval": asdict(resampled.interval(metric.name, index)),
                "signature": signature,
            }


def _clusters(
    names: Sequence[str],
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
    comparisons: Sequence[Any],
) -> Json:
    """Significance clusters of each metric, by the last test that was made."""
    from baikonur_align.evaluation.significance import clusters

    if not comparisons:
        return {}
    test = comparisons[-1].test
    return {
        metric.name: clusters(
            {name: metric.of_corpus(mine) for name, mine in zip(names, statistics, strict=True)},
            [
                comparison
                for comparison in comparisons
                if comparison.metric == metric.name and comparison.test == test
            ],
            errors=metric.errors,
        )
        for metric in metrics
    }


# --- the rest of the JSON ---------------------------------------------------------------------


def _test_set_json(test_set: TestSet) -> Json:
    documents = dict.fromkeys(line.document for line in test_set.lines if line.document)
    return {
        "name": test_set.name,
        "material": test_set.material,
        "source_lang": test_set.source_lang,
        "target_lang": test_set.target_lang,
        "lines": len(test_set.lines),
        "hash": test_set.hash,
        "documents": list(documents),
        "has_sources": test_set.has_sources,
        "left_out": dict(test_set.left_out),
    }


def _system_json(system: System) -> Json:
    return {
        "name": system.name,
        "origin": system.origin,
        "note": system.note,
        "hash": system.hash,
    }


def _warnings(test_set: TestSet, options: Options) -> list[str]:
    """Keys of what a reader of the figures must know; the page has a sentence for each."""
    lines = len(test_set.lines)
    out = []
    if lines < FEWEST:
        out.append("too-few-lines")
    elif lines < FEW:
        out.append("few-lines")
    if test_set.material == "post-edit":
        out.append("post-edits-flatter-their-draft")
    if not test_set.has_sources:
        out.append("no-sources")
    if not options.tests:
        out.append("no-tests")
    return out


def _ngrams(test_set: TestSet, systems: Sequence[System]) -> list[Json]:
    from baikonur_align.evaluation import breakdown

    out = []
    matched = [(system, breakdown.matched(test_set.references, system)) for system in systems]
    for (first, of_first), (second, of_second) in combinations(matched, 2):
        won, lost = breakdown.ngrams(of_first, of_second)
        out.append(
            {
                "first": first.name,
                "second": second.name,
                "won": [asdict(gram) for gram in won],
                "lost": [asdict(gram) for gram in lost],
            }
        )
    return out


def _sentences(metric: Metric, scores: Mapping[str, Numbers]) -> Json:
    """Sentence scores for the scatter chart."""
    size = len(next(iter(scores.values())))
    step = -(-size // SCATTERED)
    return {
        "metric": metric.name,
        "signature": metric.sentence_signature(),
        "every": step,
        "scores": {
            name: [round(float(value), 2) for value in values[::step]]
            for name, values in scores.items()
        },
    }


def _sample(test_set: TestSet, systems: Sequence[System]) -> Iterator[Json]:
    """Lines that annotators compare blindly: drawn by the test set's hash, the same for all."""
    dice = Random(test_set.hash)  # noqa: S311
    for index in dice.sample(range(len(test_set.lines)), min(RANKED, len(test_set.lines))):
        yield {
            "line": index,
            "source": test_set.lines[index].source_text,
            "hypotheses": {system.name: system.hypotheses[index] for system in systems},
        }


def _examples(
    test_set: TestSet, systems: Sequence[System], examples: Iterable[Example]
) -> list[Json]:
    return [_example(test_set.lines[example.line], example, systems) for example in examples]


def _example(line: Line, example: Example, systems: Sequence[System]) -> Json:
    return {
        "line": example.line,
        "source": line.source_text,
        "reference": line.reference,
        "document": line.document,
        "segment": line.segment,
        "hypotheses": {system.name: system.hypotheses[example.line] for system in systems},
        "scores": {name: round(value, 2) for name, value in example.scores.items()},
    }
