"""The command line: each command reads its options, makes one call and prints the result."""

from __future__ import annotations

import click

from baikonur_align import __version__
from baikonur_align.cli import (
    building,
    evaluating,
    glossary,
    models,
    operating,
    output,
    people,
    reviewing,
    steps,
    surveying,
)
from baikonur_align.cli.common import Commands

TASKS = {
    "Make a corpus": (building.build, building.add, building.update),
    "Review": (
        reviewing.serve,
        reviewing.realign,
        reviewing.replace,
        output.concordance,
        glossary.glossary,
    ),
    "Output": (reviewing.publish, output.export, output.document, output.validate),
    "Single steps": (steps.split, steps.translate, steps.align, steps.mine),
    "Measure": (
        evaluating.evaluate,
        surveying.count,
        surveying.check,
        output.score,
        output.agreement,
    ),
    "Operate": (
        people.reviewer,
        models.models,
        operating.backup,
        operating.restore,
        operating.verify,
        operating.history,
        operating.migrate,
        operating.journal,
    ),
}
"""The commands by the user's task, as `--help` lists them."""

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Commands, context_settings=SETTINGS)
@click.version_option(__version__)
def main() -> None:
    """Translate documents, align them by sentence, review the result, export and score it.

    Start with `baikonur-align build FOLDER`, then `baikonur-align serve`.
    """


for command in (command for commands in TASKS.values() for command in commands):
    main.add_command(command)
main.tasks = {task: [str(command.name) for command in commands] for task, commands in TASKS.items()}
