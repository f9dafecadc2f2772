"""Commands for translation packages."""

from __future__ import annotations

from pathlib import Path

import click

from baikonur_align.cli.common import (
    FILE,
    Commands,
    Progress,
    corpus_options,
    example,
    existing,
    note,
    open_workbench,
)


@click.group(cls=Commands)
def models() -> None:
    """List, add, install and tune translation packages."""


@models.command("list", epilog=example("baikonur-align models list"))
def models_list() -> None:
    """Print the usable packages: those shipped and those installed with Argos."""
    from baikonur_align import translation

    for row in translation.listing():
        if row["problem"]:
            click.echo(f"broken: {row['problem']}")
            continue
        where = "ships with baikonur-align" if row["shipped"] else row["path"]
        licence = f"  licence {row['licence']}" if row["licence"] else ""
        mark = "" if row["used"] else "  (another one is used)"
        size = row["bytes"] / 1e6
        click.echo(
            f"{row['from']} -> {row['to']}  {row['version']:8} {size:5.0f} MB  "
            f"{where}{licence}{mark}"
        )


@models.command("add", epilog=example("baikonur-align models add translate-de_en.argosmodel"))
@click.argument("path", type=FILE)
@click.option(
    "--from",
    "source",
    metavar="LANG",
    default="",
    help="For a model that does not name its languages.",
)
@click.option(
    "--to",
    "target",
    metavar="LANG",
    default="",
    help="For a model that does not name its languages.",
)
def models_add(path: Path, source: str, target: str) -> None:
    """Check a model and install it.

    PATH is an .argosmodel file, which Argos Translate then finds too, or a folder with a
    CTranslate2, Marian/OPUS-MT, NLLB-200 or T5 (MADLAD-400) model. A model in the
    format of transformers needs `pip install 'baikonur-align[convert]'`.
    """
    from baikonur_align import translation

    package = translation.add(path, source, target)
    licence = f", licence {package.licence}" if package.licence else ""
    click.echo(f"added {package.from_code} -> {package.to_code} {package.version}{licence}")


@models.command("install", epilog=example("baikonur-align models install"))
def models_install() -> None:
    """Install the shipped Kazakh-English packages for Argos Translate."""
    from baikonur_align import translation

    for path in translation.install():
        click.echo(f"installed {path}")


@models.command("tune", epilog=example("baikonur-align models tune --corpus corpus"))
@corpus_options
@click.option(
    "--passes",
    default=3,  # docs/models.md, Tuning on a corpus
    type=click.IntRange(min=1),
    show_default=True,
    help="How often each confirmed bead is trained on.",
)
@click.option("--anew", is_flag=True, help="Discard an unfinished run and start again.")
def models_tune(corpus: Path, journal: str | None, passes: int, anew: bool) -> None:
    """Train the shipped packages on the confirmed beads of a corpus.

    One confirmed bead in five is held back. The tuned packages are installed, as a version of their
    own, only if they translate the held-back beads better and general sentences no more than half a
    point worse. It takes minutes and needs `pip install 'baikonur-align[train]'`. After an
    interruption the same command continues where it stopped.
    """
    import shutil

    from baikonur_align.tuning.examples import LANGS
    from baikonur_align.tuning.tune import has_begun, tune

    run = existing(corpus) / ".tuning"
    if anew:
        shutil.rmtree(run, ignore_errors=True)
    elif has_begun(run):
        note(f"continuing the run in {run}")
    bench = open_workbench(corpus, journal)
    try:
        confirmed = bench.review.readable(bench.review.confirmed(*LANGS))
        pairs = (snapshot.pair for snapshot in confirmed)
        found = tune(pairs, run, corpus.resolve().name, passes, Progress())
    except KeyboardInterrupt:
        raise click.ClickException("interrupted; run the same command again to continue") from None
    finally:
        bench.close()
    click.echo(found.report)


@models.command("revert", epilog=example("baikonur-align models revert"))
def models_revert() -> None:
    """Remove the newest version that `models tune` installed."""
    from baikonur_align import translation

    gone, left = translation.revert()
    click.echo(f"removed version {gone}; the newest of our packages is now {left}")
