"""An evaluation as one HTML page that stands alone and prints well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from html import escape
from typing import Any

from baikonur_align.evaluation.charts import charts
from baikonur_align.evaluation.tables import tables, to_html

Json = Mapping[str, Any]

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b18; background: #fff }
table { border-collapse: collapse; margin: 1.5rem 0; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding: .3rem 0 }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd;
  vertical-align: top }
svg.chart { max-width: 40rem; display: block; margin: 1.5rem 0 }
ins { text-decoration: underline } del { text-decoration: line-through }
.example { break-inside: avoid; margin: 1rem 0; padding-left: 1rem; border-left: 3px solid #ccc }
.warning { border: 1px solid #a60; padding: .5rem 1rem }
code { overflow-wrap: anywhere }
"""

WARNINGS = {
    "too-few-lines": "The test set has fewer than 10 lines: no figure is given.",
    "few-lines": "The test set has fewer than 100 lines: the scores are unreliable.",
    "post-edits-flatter-their-draft": "The references are post-edits, which favour the engine "
    "whose output was edited. Compare these scores only with other scores on post-edits.",
    "no-sources": "The sources are not known: numbers, names, terms and negation are not checked.",
    "no-tests": "No paired test was made.",
}
"""A sentence for each warning of an evaluation."""


def to_page(evaluation: Json) -> str:
    """The evaluation as an HTML page without scripts or links to other files."""
    title = f"Evaluation: {evaluation['test_set']['name']}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1>{''.join(_body(evaluation))}</body></html>\n"
    )


def _body(evaluation: Json) -> Iterator[str]:
    test_set = evaluation["test_set"]
    yield (
        f"<p>{test_set['lines']} lines, {escape(test_set['material'])}, "
        f"{escape(test_set['source_lang'] or '?')}-{escape(test_set['target_lang'] or '?')}. "
        f"SHA-256 <code>{test_set['hash']}</code>. baikonur-align {evaluation['version']}.</p>"
    )
    for warning in evaluation["warnings"]:
        yield f'<p class="warning">{escape(WARNINGS[warning])}</p>'
    yield from charts(evaluation).values()
    yield from map(to_html, tables(evaluation))
    if evaluation.get("most_different"):
        yield "<h2>Sentences on which the systems differ most</h2>"
        yield from map(_example, evaluation["most_different"])
    for system, examples in evaluation.get("worst", {}).items():
        yield f"<h2>Worst sentences of {escape(system)}</h2>"
        yield from map(_example, examples)


def _example(example: Json) -> str:
    place = f"{example['document']} {example['segment']}".strip() or f"line {example['line'] + 1}"
    parts = [f"<p><b>{escape(place)}</b></p>"]
    if example["source"]:
        parts.append(f"<p>{escape(example['source'])}</p>")
    parts.append(f"<p>Reference: {escape(example['reference'])}</p>")
    for system, text in example["hypotheses"].items():
        marked = difference(example["reference"], text)
        score = example["scores"][system]
        parts.append(f"<p>{escape(system)} ({score:.1f}): {marked}</p>")
    return f'<div class="example">{"".join(parts)}</div>'


def difference(reference: str, text: str) -> str:
    """`text` as HTML, what it lacks of the reference struck out, what it adds underlined."""
    wanted, have = reference.split(), text.split()
    out = []
    for kind, wanted_start, wanted_end, have_start, have_end in SequenceMatcher(
        None, wanted, have, False
    ).get_opcodes():
        lost, won = (
            escape(" ".join(wanted[wanted_start:wanted_end])),
            escape(" ".join(have[have_start:have_end])),
        )
        if kind == "equal":
            out.append(won)
            continue
        if lost:
            out.append(f"<del>{lost}</del>")
        if won:
            out.append(f"<ins>{won}</ins>")
    return " ".join(out)
