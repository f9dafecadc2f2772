"""Charts of an evaluation as SVG: intervals, histogram, scatter, reliability.

Charts can be read without colour: systems differ by the shape of their mark, lines by their dashes,
and every figure is also in a table. Colours are those of the page around a chart
(``currentColor``). A chart has a title and a description for screen readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any

Json = Mapping[str, Any]

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 40
ROW = 26
LABEL = 180
FONT = 'font-family="system-ui, sans-serif" font-size="12" fill="currentColor"'

_MARKS: tuple[Callable[[float, float], str], ...] = (
    lambda across, down: f'<circle cx="{across:.1f}" cy="{down:.1f}" r="4"/>',
    lambda across, down: f'<rect x="{across - 4:.1f}" y="{down - 4:.1f}" width="8" height="8"/>',
    lambda across, down: f'<path d="M{across:.1f} {down - 5:.1f}l5 9h-10z"/>',
    lambda across, down: f'<path d="M{across:.1f} {down - 6:.1f}l5 6l-5 6l-5-6z"/>',
    lambda across, down: (
        f'<path d="M{across - 5:.1f} {down + 4:.1f}h10l-5-9z" '
        f'transform="rotate(180 {across:.1f} {down})"/>'
    ),
)
"""Marks of systems, in their order; the sixth is the first again, hollow."""


def _svg(height: float, title: str, description: str, body: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'role="img" class="chart"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>{''.join(body)}</svg>"
    )


def _text(across: float, down: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}" {FONT}>{escape(text)}</text>'
    )


def _line(left: float, top: float, right: float, bottom: float, more: str = "") -> str:
    return (
        f'<line x1="{left:.1f}" y1="{top:.1f}" x2="{right:.1f}" y2="{bottom:.1f}" '
        f'stroke="currentColor" {more}/>'
    )


def _mark(index: int, across: float, down: float) -> str:
    hollow = (
        'fill="none" stroke="currentColor"' if index // len(_MARKS) % 2 else 'fill="currentColor"'
    )
    return f"<g {hollow}>{_MARKS[index % len(_MARKS)](across, down)}</g>"


_FAINT = 'stroke-opacity="0.25"'


def intervals(evaluation: Json, metric: str) -> str:
    """Scores of all systems on one metric with their 95 % intervals, a row a system."""
    scores = [score for score in evaluation.get("scores", ()) if score["metric"] == metric]
    if not scores:
        return ""
    lows = [one["interval"]["low"] for one in scores] + [one["value"] for one in scores]
    highs = [one["interval"]["high"] for one in scores] + [one["value"] for one in scores]
    low, high = float(min(lows)), float(max(highs))
    space = (high - low) * 0.05 or 1.0
    low, high = max(0.0, low - space), high + space

    def place(value: float) -> float:
        return LABEL + (value - low) / (high - low) * (WIDTH - LABEL - RIGHT - 40)

    bottom = TOP + ROW * len(scores)
    body = [_line(LABEL, bottom, WIDTH - RIGHT - 40, bottom)]
    for tick in range(5):
        value = low + (high - low) * tick / 4
        body += [
            _line(place(value), TOP, place(value), bottom, _FAINT),
            _text(place(value), bottom + 18, f"{value:.1f}", "middle"),
        ]
    for tick, score in enumerate(scores):
        down = TOP + ROW * (tick + 0.5)
        ends = score["interval"]
        body += [
            _text(LABEL - 10, down + 4, _short(score["system"]), "end"),
            _line(place(ends["low"]), down, place(ends["high"]), down),
            _line(place(ends["low"]), down - 4, place(ends["low"]), down + 4),
            _line(place(ends["high"]), down - 4, place(ends["high"]), down + 4),
            _mark(tick, place(score["value"]), down),
            _text(WIDTH - RIGHT, down + 4, f"{score['value']:.1f}", "end"),
        ]
    body.append(_text(LABEL, bottom + 36, f"{metric}, 95 % interval by bootstrap"))
    said = "; ".join(
        f"{one['system']} {one['value']:.1f} from {one['interval']['low']:.1f} "
        f"to {one['interval']['high']:.1f}"
        for one in scores
    )
    return _svg(bottom + 44, f"{metric} of each system", said, body)


def _short(name: str, most: int = 24) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _axes(labels: tuple[str, str]) -> list[str]:
    name = _text(12, HEIGHT / 2 + 4, labels[1], "middle")
    return [
        _line(LEFT, TOP, LEFT, HEIGHT - BOTTOM),
        _line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, labels[0], "middle"),
        f'<g transform="rotate(-90 12 {HEIGHT / 2:.0f})">{name}</g>',
    ]


def _across(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _down(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def histogram(evaluation: Json) -> str:
    """How many sentences have how much HTER: ten bins up to 100 per cent, one for more."""
    found = evaluation.get("effort")
    if not found:
        return ""
    counts: Sequence[int] = found["hter_bins"]
    most = max(counts)
    body = _axes(("HTER of a sentence, per cent", "sentences"))
    for index, count in enumerate(counts):
        left, right = _across(index / len(counts)) + 3, _across((index + 1) / len(counts)) - 3
        top = _down(count / most * 0.92)
        body.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{HEIGHT - BOTTOM - top:.1f}" fill="currentColor" fill-opacity="0.55"/>'
        )
        name = "100+" if index == len(counts) - 1 else f"{10 * index}"
        body.append(_text((left + right) / 2, HEIGHT - BOTTOM + 15, name, "middle"))
        if count:
            body.append(_text((left + right) / 2, top - 4, str(count), "middle"))
    said = ", ".join(
        f"{10 * number} and more: {count}" for number, count in enumerate(counts) if count
    )
    return _svg(HEIGHT, "Spread of HTER", said, body)


def scatter(evaluation: Json, first: str, second: str) -> str:
    """The sentence scores of two systems against each other; on the dashed line they are equal."""
    found = evaluation.get("sentences")
    if not found or first not in found["scores"] or second not in found["scores"]:
        return ""
    metric = found["metric"]
    body = _axes((f"{metric}: {first}", f"{metric}: {second}"))
    body.append(_line(_across(0), _down(0), _across(1), _down(1), 'stroke-dasharray="4 4"'))
    for tick in range(0, 101, 25):
        body += [
            _text(_across(tick / 100), HEIGHT - BOTTOM + 15, str(tick), "middle"),
            _text(LEFT - 6, _down(tick / 100) + 4, str(tick), "end"),
        ]
    pairs = list(zip(found["scores"][first], found["scores"][second], strict=True))
    dots = "".join(
        f'<circle cx="{_across(min(one, 100) / 100):.1f}" '
        f'cy="{_down(min(other, 100) / 100):.1f}" r="2.5"/>'
        for one, other in pairs
    )
    body.append(f'<g fill="currentColor" fill-opacity="0.45">{dots}</g>')
    better, worse = (
        sum(other > one for one, other in pairs),
        sum(one > other for one, other in pairs),
    )
    said = (
        f"{len(pairs)} sentences; {second} is better on {better}, {first} on {worse}, "
        f"equal on {len(pairs) - better - worse}"
    )
    return _svg(HEIGHT, f"Sentences: {first} and {second}", said, body)


def reliability(evaluation: Json) -> str:
    """Confidence of the alignment against the share that reviewers confirmed."""
    bins = (evaluation.get("work") or {}).get("reliability")
    if not bins:
        return ""
    body = _axes(("confidence", "share that reviewers confirmed"))
    body.append(_line(_across(0), _down(0), _across(1), _down(1), 'stroke-dasharray="4 4"'))
    for tick in range(5):
        body += [
            _text(_across(tick / 4), HEIGHT - BOTTOM + 15, f"{tick / 4:g}", "middle"),
            _text(LEFT - 6, _down(tick / 4) + 4, f"{tick / 4:g}", "end"),
        ]
    for one in bins:
        across, down = _across(one["confidence"]), _down(one["correct"])
        body += [_mark(0, across, down), _text(across + 7, down + 4, str(one["beads"]))]
    said = "; ".join(
        f"confidence {one['confidence']:.2f}: {100 * one['correct']:.0f} % of {one['beads']}"
        for one in bins
    )
    return _svg(HEIGHT, "Reliability of the confidence", said, body)


def charts(evaluation: Json) -> dict[str, str]:
    """All charts of an evaluation that can be drawn, SVG by name."""
    out = {
        f"scores-{index}": intervals(evaluation, metric["name"])
        for index, metric in enumerate(evaluation["metrics"], 1)
    }
    names = [system["name"] for system in evaluation["systems"]]
    for number, pair in enumerate(evaluation.get("ngrams", ()), 1):
        out[f"scatter-{number}"] = scatter(evaluation, pair["first"], pair["second"])
    if len(names) >= 1:
        out["hter"] = histogram(evaluation)
        out["reliability"] = reliability(evaluation)
    return {name: svg for name, svg in out.items() if svg}


TABLE_BEHIND = MappingProxyType(
    {"scores": "scores", "scatter": "scores", "hter": "effort", "reliability": "reliability"}
)
"""The table that has a chart's figures, by the first part of the chart's name."""
