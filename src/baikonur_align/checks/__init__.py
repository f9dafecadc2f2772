"""Checks of a bead: what looks wrong in two sentences that translate each other.

Reviewers ignore a check with many false alarms, so each check must be quiet on good text. How often
each finds something in good text, and how many planted errors it finds: docs/review.md. The check
`otherwise` needs the whole corpus (`hints.translations`), `meaning` the vectors of its sentences
(`hints.unlike`).

Left out, because good text has them too often: a full stop at one end only, which headings lack; an
exclamation mark, which Kazakh has after a command; different numbers of quotations.
"""

from __future__ import annotations

from functools import lru_cache

from baikonur_align.checks import codes, length, marks, names, numbers, quantities, words
from baikonur_align.checks.codes import share_codes
from baikonur_align.checks.finding import Finding, text_of
from baikonur_align.checks.glossary import NONE, Glossary
from baikonur_align.model import Bead, Dismissal

__all__ = ["Finding", "check", "dismissed", "share_codes"]

REMEMBERED = 2**17
"""Beads whose findings are cached: pages are loaded far more often than texts change."""

_CHECKS = (
    numbers.numbers,
    numbers.signs,
    quantities.units,
    quantities.dates,
    names.names,
    marks.addresses,
    marks.brackets,
    marks.quotes,
    marks.endings,
    length.lengths,
    words.untranslated,
    words.scripts,
    words.mixed,
    words.doubled,
)


def check(
    bead: Bead,
    source_lang: str,
    target_lang: str,
    glossary: Glossary = NONE,
    *,
    coded: bool = False,
) -> tuple[Finding, ...]:
    """Return the findings of a bead; none if it is rejected or has one side only.

    The languages are ISO 639 codes. `glossary` has the terms of the corpus. `coded`: the codes of
    both sides share their ids (`share_codes`).
    """
    if not bead.source or not bead.target or bead.status == "rejected":
        return ()
    found = _check(
        bead.text("source", "\n"), bead.text("target", "\n"), source_lang, target_lang, glossary
    )
    return (*found, *codes.codes(bead)) if coded else found


def dismissed(finding: Finding, bead: Bead) -> Dismissal | None:
    """Return the dismissal of this finding in this bead, or None."""
    said = finding.kind, finding.where, " ".join(finding.what.split())
    return next(
        (
            dismissal
            for dismissal in bead.dismissed
            if (dismissal.check, dismissal.where, dismissal.what) == said
        ),
        None,
    )


@lru_cache(maxsize=REMEMBERED)
def _check(
    source: str, target: str, source_lang: str, target_lang: str, glossary: Glossary
) -> tuple[Finding, ...]:
    ours, theirs = text_of(source, source_lang, "source"), text_of(target, target_lang, "target")
    return tuple(finding for each in (*_CHECKS, glossary.check) for finding in each(ours, theirs))
