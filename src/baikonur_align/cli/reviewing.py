"""Commands that review: the app, and edits to whole pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from baikonur_align.cli.common import (
    FILE,
    chosen_pairs,
    corpus_options,
    example,
    existing,
    note,
    open_workbench,
)


@click.command(epilog=example("baikonur-align serve corpus --port 8000"))
@click.argument("corpus", type=FILE, default="corpus")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; others need accounts.",
)
@click.option("--port", default=8000, show_default=True)
@click.option("--behind-proxy", is_flag=True, help="Trust the X-Forwarded headers of one proxy.")
@click.option(
    "--sign-on-header",
    default="",
    metavar="NAME",
    help="The header by which the proxy names who has signed in there.",
)
@click.option(
    "--journal", envvar="BAIKONUR_ALIGN_JOURNAL", metavar="URL", help="The database of the edits."
)
def serve(
    corpus: Path,
    host: str,
    port: int,
    behind_proxy: bool,
    sign_on_header: str,
    journal: str | None,
) -> None:
    """Serve the review app for CORPUS.

    For a team, put a web server with TLS in front of it that sets X-Forwarded-For,
    X-Forwarded-Proto and X-Forwarded-Host, and use --behind-proxy: cookies are then sent over TLS
    only, and failed sign-ins are counted by the visitor's address. If it also signs people in, name
    the header in which it says who: the account of that name is then signed in.
    """
    from baikonur_align import web

    bench = open_workbench(existing(corpus), journal)
    web.serve(bench, host, port, behind_proxy=behind_proxy, sign_on_header=sign_on_header)


@click.command(epilog=example("baikonur-align publish --corpus corpus"))
@click.argument("pairs", nargs=-1)
@corpus_options
def publish(pairs: tuple[str, ...], corpus: Path, journal: str | None) -> None:
    """Write the reviewers' edits into the TEI files of PAIRS (default: all)."""
    bench = open_workbench(existing(corpus), journal)
    for pair_id in chosen_pairs(bench, pairs):
        click.echo(f"{pair_id}  version {bench.review.publish(pair_id)}")
        bench.audit.add("publish", "command line", pair_id)


@click.command(
    epilog=example("baikonur-align realign a.kk-en --corpus corpus --reviewer reviewer-1")
)
@click.argument("pair")
@corpus_options
@click.option("--reviewer", default="reviewer-1", show_default=True, help="The author of the edit.")
def realign(pair: str, corpus: Path, journal: str | None, reviewer: str) -> None:
    """Align PAIR again around the confirmed beads.

    This is one edit, which --reviewer can undo. Rejected beads are not proposed again. Sentences
    are used as the reviewers split, joined or reworded them.
    """
    from baikonur_align.building.realign import Unchanged, regrouped

    bench = open_workbench(existing(corpus), journal)
    try:
        version, edit = bench.builder.realign_all(pair, reviewer)
    except Unchanged as unchanged:
        click.echo(f"{pair}  {unchanged}")
    else:
        new = regrouped(edit)
        click.echo(
            f"{pair}  version {version}: {new} new beads, {len(edit.after) - new} with a new "
            "confidence"
        )


@click.command(
    epilog=example(
        "baikonur-align replace 'Baikonyr' 'Baikonur' --corpus corpus --apply --reviewer reviewer-1"
    )
)
@click.argument("pattern")
@click.argument("replacement")
@corpus_options
@click.option(
    "--pair", "pairs", multiple=True, metavar="ID", help="Only in this pair; repeat for more."
)
@click.option(
    "--side", type=click.Choice(["target", "source", "both"]), default="target", show_default=True
)
@click.option(
    "--regex",
    "regular",
    is_flag=True,
    help=r"PATTERN is a regular expression; \1 in REPLACEMENT is its group.",
)
@click.option("--case", is_flag=True, help="Match case.")
@click.option("--words", is_flag=True, help="Whole words only.")
@click.option("--apply", is_flag=True, help="Make the edits; without this they are only shown.")
@click.option("--reviewer", default="reviewer-1", show_default=True, help="The author of the edit.")
def replace(
    pattern: str,
    replacement: str,
    corpus: Path,
    journal: str | None,
    pairs: tuple[str, ...],
    reviewer: str,
    apply: bool,
    **how: Any,
) -> None:
    """Replace PATTERN with REPLACEMENT in the sentences of a corpus, one edit for each pair.

    The output is tab-separated: pair, sentence id, old text, new text.
    """
    bench = open_workbench(existing(corpus), journal)
    search = {"find": pattern, "replacement": replacement, **how}
    for done in bench.replacer.replace(chosen_pairs(bench, pairs), search, reviewer, apply=apply):
        for hit in done.hits:
            click.echo(f"{done.pair_id}\t{hit.segment.id}\t{hit.segment.text}\t{hit.text}")
        made = (
            f"version {done.version}"
            if apply
            else "nothing is changed; add --apply to make the edits"
        )
        note(f"{done.pair_id}  {len(done.hits)} sentences: {made}")
