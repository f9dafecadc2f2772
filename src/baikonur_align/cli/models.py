"""Commands for translation packages."""

from __future__ import annotations

from pathlib import Path

import click

from baikonur_align.cli.common import (
    FILE,
    Commands,
    example,
)


@click.group(cls=Commands)
def models() -> None:
    """List, add and install translation packages."""


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
