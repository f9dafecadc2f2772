"""The tables of an evaluation, as CSV, Markdown, LaTeX or HTML.

Every table is made of the evaluation's JSON (`evaluate.evaluate`), so that a kept evaluation is
written as a new one is. Cells are text: figures with one digit after the point, p-values with four.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A table: ``name`` is for file names, ``title`` for people."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(evaluation: Json) -> list[Table]:
    """All tables of an evaluation that have a row."""
    made = [table for make in _TABLES for table in make(evaluation)]
    return [table for table in made if table.rows]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _names(evaluation: Json) -> list[str]:
    return [system["name"] for system in evaluation["systems"]]


def _scores(evaluation: Json) -> Iterator[Table]:
    metrics = [metric["name"] for metric in evaluation["metrics"]]
    known = {(score["system"], score["metric"]): score for score in evaluation.get("scores", ())}
    rows = []
    for name in _names(evaluation) if known else ():
        cells = [known[name, metric] for metric in metrics]
        rows.append(
            (name, *(f"{cell['value']:.1f} ± {cell['interval']['margin']:.1f}" for cell in cells))
        )
    yield Table("scores", "Scores with 95 % intervals", ("system", *metrics), tuple(rows))
    signatures = {score["metric"]: score["signature"] for score in evaluation.get("scores", ())}
    yield Table("signatures", "Signatures", ("metric", "signature"), tuple(signatures.items()))


def _comparisons(evaluation: Json) -> Iterator[Table]:
    rows = tuple(
        (
            comparison["metric"],
            comparison["first"],
            comparison["second"],
            f"{comparison['difference']:+.1f}",
            comparison["test"],
            f"{comparison['p_value']:.4f}",
            f"{comparison['corrected']:.4f}",
            "yes" if comparison["significant"] else "no",
        )
        for comparison in evaluation.get("comparisons", ())
    )
    columns = (
        *("metric", "first", "second", "second - first", "test", "p"),
        *("p corrected", "significant"),
    )
    title = f"Paired tests, corrected by {evaluation.get('correction') or 'nothing'}"
    yield Table("comparisons", title, columns, rows)


def _clusters(evaluation: Json) -> Iterator[Table]:
    rows = tuple(
        (metric, str(rank), ", ".join(cluster))
        for metric, found in evaluation.get("clusters", {}).items()
        for rank, cluster in enumerate(found, 1)
    )
    yield Table("clusters", "Significance clusters", ("metric", "rank", "systems"), rows)


def _groups(evaluation: Json) -> Iterator[Table]:
    names = _names(evaluation)
    by_grouping: dict[str, list[Json]] = {}
    for group in evaluation.get("groups", ()):
        by_grouping.setdefault(group["grouping"], []).append(group)
    for grouping, groups in by_grouping.items():
        rows = tuple(
            (
                group["name"],
                str(group["lines"]),
                metric,
                *(_figure(scores[name]) for name in names),
            )
            for group in groups
            for metric, scores in group["scores"].items()
        )
        columns = (grouping, "lines", "metric", *names)
        yield Table(f"by-{grouping}", f"Scores by {grouping}", columns, rows)


def _frequency(evaluation: Json) -> Iterator[Table]:
    names = _names(evaluation)
    rows = tuple(
        (one["name"], str(one["words"]), *(_figure(one["scores"][name]) for name in names))
        for one in evaluation.get("frequency", ())
    )
    title = "F1 of words by their frequency in the references"
    yield Table("by-frequency", title, ("occurrences", "words", *names), rows)


def _facts(evaluation: Json) -> Iterator[Table]:
    names = _names(evaluation)
    rows = tuple(
        (
            fact["check"],
            str(fact["lines"]),
            *(f"{100 * fact['right'][name] / fact['lines']:.1f} %" for name in names),
        )
        for fact in evaluation.get("facts", ())
    )
    yield Table("checks", "Share of lines that pass the checks", ("check", "lines", *names), rows)


def _ngrams(evaluation: Json) -> Iterator[Table]:
    for index, pair in enumerate(evaluation.get("ngrams", ()), 1):
        rows = tuple(
            (which, gram["text"], str(gram["first"]), str(gram["second"]))
            for which in ("won", "lost")
            for gram in pair[which]
        )
        title = f"n-grams that {pair['second']} wins and loses against {pair['first']}"
        columns = ("outcome", "n-gram", pair["first"], pair["second"])
        yield Table(f"ngrams-{index}", title, columns, rows)


def _effort(evaluation: Json) -> Iterator[Table]:
    found = evaluation.get("effort")
    if not found:
        return
    low, middle, high = found["hter_quartiles"]
    rows = [
        ("lines", str(found["lines"])),
        ("HTER", _figure(found["hter"])),
        ("HTER of a sentence: quartiles", f"{low:.1f} / {middle:.1f} / {high:.1f}"),
        ("drafts that were changed", f"{100 * found['edited_share']:.1f} %"),
    ]
    for one in found["operations"]:
        rows.append((f"{one['unit']}: inserted", str(one["inserted"])))
        rows.append((f"{one['unit']}: deleted", str(one["deleted"])))
        rows.append((f"{one['unit']}: substituted", str(one["substituted"])))
        rows.append((f"{one['unit']}: changed", f"{100 * one['share']:.1f} %"))
    yield Table("effort", "Post-editing effort", ("measure", "value"), tuple(rows))


def _people(evaluation: Json) -> Iterator[Table]:
    work = evaluation.get("work")
    if not work:
        return
    days = tuple(
        (
            day["day"],
            day["reviewer"],
            str(day["beads"]),
            str(day["words"]),
            f"{day['seconds'] / 60:.0f}",
            _figure(day["words_an_hour"]),
        )
        for day in work["days"]
    )
    columns = ("day", "reviewer", "beads", "words", "minutes", "words an hour")
    yield Table("productivity", "Work by day, without pauses", columns, days)
    rows = tuple(
        (
            f"{one['low']:.1f}-{one['high']:.1f}",
            str(one["beads"]),
            f"{one['confidence']:.2f}",
            f"{one['correct']:.2f}",
        )
        for one in work["reliability"]
    )
    names = ("confidence", "beads", "mean confidence", "share confirmed")
    yield Table("reliability", "Confidence of the alignment", names, rows)
    shapes = tuple(
        (shape, str(judged), f"{100 * right / judged:.1f} %")
        for shape, (judged, right) in work["shapes"].items()
    )
    yield Table("shapes", "Alignment by shape", ("shape", "judged", "confirmed"), shapes)


_TABLES: tuple[Callable[[Json], Iterable[Table]], ...] = (
    _scores,
    _comparisons,
    _clusters,
    _groups,
    _frequency,
    _facts,
    _ngrams,
    _effort,
    _people,
)


# --- writing ----------------------------------------------------------------------------------


def to_csv(found: Sequence[Table]) -> str:
    """The tables one after the other, each below a line with its title."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for index, table in enumerate(found):
        if index:
            writer.writerow([])
        writer.writerow([f"# {table.title}"])
        writer.writerow(table.columns)
        writer.writerows(table.rows)
    return out.getvalue()


def to_markdown(found: Sequence[Table]) -> str:
    """The tables in GitHub's Markdown, each below a heading."""
    parts = []
    for table in found:
        lines = [table.columns, ("---",) * len(table.columns), *table.rows]
        body = "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)
        parts.append(f"## {table.title}\n\n{body}\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


_LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
        "\\": "\\textbackslash{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
        "±": "$\\pm$",
        "|": "\\textbar{}",
        "<": "\\textless{}",
        ">": "\\textgreater{}",
    }
)


def to_latex(found: Sequence[Table]) -> str:
    """The tables for LaTeX's package booktabs, each with its title as the caption."""
    parts = []
    for table in found:
        rows = [f"{' & '.join(map(_latex, row))} \\\\" for row in (table.columns, *table.rows)]
        columns = "l" * min(1, len(table.columns)) + "r" * (len(table.columns) - 1)
        parts.append(
            "\n".join(
                [
                    "\\begin{table}",
                    f"\\caption{{{_latex(table.title)}}}",
                    f"\\begin{{tabular}}{{{columns}}}",
                    "\\toprule",
                    rows[0],
                    "\\midrule",
                    *rows[1:],
                    "\\bottomrule",
                    "\\end{tabular}",
                    "\\end{table}",
                    "",
                ]
            )
        )
    return "\n".join(parts)


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def to_html(table: Table) -> str:
    """One table as HTML, with its title as the caption."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>' if index == 0 else f"<td>{escape(cell)}</td>"
            for index, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.title)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


WRITERS: Mapping[str, Callable[[Sequence[Table]], str]] = MappingProxyType(
    {"csv": to_csv, "md": to_markdown, "tex": to_latex}
)
"""How tables are written, by the end of a file's name."""


def to_text(evaluation: Json) -> str:
    """The main tables for a terminal: scores, tests, signatures, with columns in line."""
    shown = ("scores", "comparisons", "clusters", "checks", "effort", "signatures")
    parts = []
    for table in tables(evaluation):
        if table.name not in shown:
            continue
        lines = [table.columns, *table.rows]
        widths = [max(len(line[index]) for line in lines) for index in range(len(table.columns))]
        body = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        parts.append("\n".join([table.title, *body]))
    return "\n\n".join(parts)
