"""The command line: each command reads its options, makes one call, prints what comes back."""

from __future__ import annotations

import click

from baikonur_align import __version__
from baikonur_align.cli import building, models, output, people, reviewing, steps
from baikonur_align.cli.common import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Translate documents, align them sentence by sentence, review the result, export and score it.

    Start with `baikonur-align build FOLDER`, then `baikonur-align serve`.
    """


for command in (
    building.build,
    building.add,
    building.update,
    reviewing.serve,
    reviewing.publish,
    reviewing.realign,
    reviewing.replace,
    steps.split,
    steps.translate,
    steps.align,
    output.export,
    output.validate,
    output.score,
    output.agreement,
    output.concordance,
    models.models,
    people.reviewer,
):
    main.add_command(command)
