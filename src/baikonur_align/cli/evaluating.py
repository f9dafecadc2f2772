"""The command that compares systems on a test set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from baikonur_align.cli.common import (
    FILE,
    STATUSES,
    Progress,
    cluster_option,
    example,
    existing,
    open_workbench,
    write_whole,
)
from baikonur_align.model import Status

if TYPE_CHECKING:
    from baikonur_align.evaluation.service import MachineOf
    from baikonur_align.evaluation.systems import System
    from baikonur_align.evaluation.testset import TestSet


@click.command(
    epilog=example("baikonur-align evaluate --ref ref.txt --src src.txt --hyp a.txt --hyp b.txt")
)
@click.option("--ref", type=FILE, help="References, one per line.")
@click.option("--src", type=FILE, help="Their sources, one per line; packages need them.")
@click.option("--sacrebleu", metavar="NAME", help="A test set that sacreBLEU has on disk (wmt19).")
@click.option("--corpus", type=FILE, help="Take the confirmed beads of a corpus as references.")
@click.option(
    "--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help="The database of the corpus."
)
@click.option("--from", "source", default="", metavar="LANG", help="The source language.")
@click.option("--to", "target", default="", metavar="LANG", help="The target language.")
@click.option(
    "--material",
    type=click.Choice(["translation", "post-edit"]),
    default="translation",
    show_default=True,
    help="Which references of a corpus.",
)
@click.option(
    "--pair", "pairs", multiple=True, metavar="ID", help="Only this pair; repeat for more."
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Only beads with this status [default: confirmed]; repeat for more.",
)
@click.option("--since", default="", metavar="DATE", help="Only beads edited on or after this day.")
@click.option(
    "--until", default="", metavar="DATE", help="Only beads edited on or before this day."
)
@click.option(
    "--hyp",
    "files",
    multiple=True,
    type=FILE,
    help="A system, one line per reference; repeat for more.",
)
@click.option(
    "--package", "packages", multiple=True, metavar="NAME", help="Run a package; `all` for each."
)
@click.option("--draft", is_flag=True, help="Also the drafts that reviewers started from.")
@click.option("--memory", is_flag=True, help="Also the translation memory of the corpus.")
@click.option("--metric", "metrics", multiple=True, help="Only this metric; repeat for more.")
@click.option(
    "--trials", default=10_000, show_default=True, help="Trials of approximate randomization."
)
@click.option("--jobs", default=0, help="Processes [default: one per core].")
@cluster_option
@click.option("--cache", type=FILE, help="A folder that keeps statistics between runs.")
@click.option("-o", "--output", type=FILE, help="A folder for tables, charts, page and JSON.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--fail-under",
    "floors",
    multiple=True,
    metavar="METRIC=VALUE",
    help="Fail if a system is worse than this; repeat for more.",
)
def evaluate(**options: Any) -> None:
    """Compare systems on a test set: scores, intervals, tests, and where they differ.

    The references come from --ref, --corpus or --sacrebleu. The systems are files (--hyp), packages
    that are run here, the drafts of a corpus, or its translation memory. All figures are
    sacreBLEU's. With fewer than 10 lines no scores are given.
    """
    from baikonur_align.evaluation.evaluate import Folder, Nowhere, Options
    from baikonur_align.evaluation.evaluate import evaluate as compare
    from baikonur_align.evaluation.service import below
    from baikonur_align.evaluation.tables import to_text

    floors = _floors(options["floors"])
    settings = Options(trials=options["trials"], jobs=options["jobs"])
    if options["metrics"]:
        settings = Options(options["metrics"], trials=options["trials"], jobs=options["jobs"])
    store = Folder(options["cache"]) if options["cache"] else Nowhere()
    progress = Progress()
    with _running(options["cluster"]) as machine:
        if options["corpus"]:
            found = _of_corpus(options, settings.metrics, progress, machine)
        else:
            test_set = _test_set(options)
            systems = _systems(test_set, options, progress, machine)
            found = compare(test_set, systems, settings, store, tell=progress)
    if options["output"]:
        _write(options["output"], found)
    if options["as_json"]:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        click.echo(to_text(found))
        _warn(found)
    if failed := below(found, floors):
        raise click.ClickException("; ".join(failed))


@contextmanager
def _running(cluster: str | None) -> Iterator[MachineOf]:
    """Yield what runs a package: this process, or the workers of a cluster."""
    from baikonur_align.translation.machine import Machine

    if not cluster:
        yield Machine
        return
    from baikonur_align import run_cluster

    with run_cluster.connected(cluster) as client:
        yield partial(run_cluster.Shared, client=client)


def _floors(given: tuple[str, ...]) -> dict[str, float]:
    out = {}
    for text in given:
        name, _, value = text.partition("=")
        try:
            out[name] = float(value)
        except ValueError:
            raise click.UsageError(f"--fail-under {text}: write METRIC=VALUE, chrF=40") from None
    return out


def _test_set(options: dict[str, Any]) -> TestSet:
    from baikonur_align import segmentation
    from baikonur_align.evaluation.testset import from_lines, from_sacrebleu
    from baikonur_align.ingest.files import read_lines

    langs = options["source"], options["target"]
    if options["sacrebleu"]:
        return from_sacrebleu(options["sacrebleu"], langs)
    if not options["ref"]:
        raise click.UsageError("give --ref, --corpus or --sacrebleu")
    sources = read_lines(options["src"]) if options["src"] else None
    return from_lines(
        read_lines(options["ref"]),
        sources,
        name=options["ref"].name,
        langs=langs,
        split=(lambda line: segmentation.sentences(line, langs[0]) or [line]) if langs[0] else None,
    )


def _systems(
    test_set: TestSet, options: dict[str, Any], progress: Progress, machine: MachineOf
) -> list[System]:
    from baikonur_align.evaluation import systems
    from baikonur_align.evaluation.service import package_names
    from baikonur_align.ingest.files import read_lines

    out = [systems.uploaded(test_set, str(path), read_lines(path)) for path in options["files"]]
    known = package_names(test_set.source_lang, test_set.target_lang)
    for name in _packages(options["packages"], list(known)):
        if name not in known:
            raise click.UsageError(
                f"there is no package {name} from {test_set.source_lang} to "
                f"{test_set.target_lang}; known are: {', '.join(known) or 'none'}"
            )
        engine = machine(known[name])
        out.append(
            systems.engine(
                test_set, name, engine, lambda done, total: progress("translate", done, total)
            )
        )
    return out


def _packages(given: tuple[str, ...], known: list[str]) -> list[str]:
    return known if given == ("all",) else list(given)


def _of_corpus(
    options: dict[str, Any], metrics: tuple[str, ...], progress: Progress, machine: MachineOf
) -> dict[str, Any]:
    from baikonur_align.evaluation.service import Request, Wanted, choice_of, package_names
    from baikonur_align.ingest.files import read_lines

    langs = options["source"], options["target"]
    if not all(langs):
        raise click.UsageError("name the languages with --from and --to")
    material: Literal["translation", "post-edit"] = options["material"]
    statuses: tuple[Status, ...] = options["statuses"]
    dates = options["since"], options["until"]
    choice = choice_of(material, langs, options["pairs"], statuses, dates)
    wanted = [Wanted("draft")] if options["draft"] else []
    wanted += [Wanted("memory")] if options["memory"] else []
    names = _packages(options["packages"], list(package_names(*langs)))
    wanted += [Wanted("package", name) for name in names]
    wanted += [Wanted("file", str(path), tuple(read_lines(path))) for path in options["files"]]
    bench = open_workbench(existing(options["corpus"]), options["journal"])
    request = Request(choice, tuple(wanted), metrics)
    return bench.evaluations.make(request, progress, machine)


def _write(folder: Path, found: dict[str, Any]) -> None:
    from baikonur_align.evaluation.charts import charts
    from baikonur_align.evaluation.page import to_page
    from baikonur_align.evaluation.tables import WRITERS, tables

    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "evaluation.json", json.dumps(found, ensure_ascii=False, indent=1))
    write_whole(folder / "evaluation.html", to_page(found))
    for suffix, write in WRITERS.items():
        write_whole(folder / f"tables.{suffix}", write(tables(found)))
    for name, svg in charts(found).items():
        write_whole(folder / f"{name}.svg", svg)


def _warn(found: dict[str, Any]) -> None:
    from baikonur_align.evaluation.page import WARNINGS

    for warning in found["warnings"]:
        click.echo(WARNINGS[warning], err=True)
