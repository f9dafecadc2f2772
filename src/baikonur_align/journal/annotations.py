"""Annotations of translations, blind comparisons, and whether they are turned on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.model import Annotation, MarkedError, Ranking

_annotations = sa.Table(
    "annotations",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("segment", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("errors", sa.Text, nullable=False),
    sa.Column("rating", sa.Integer),
    sa.Column("at", sa.Text, nullable=False),
)
_rankings = sa.Table(
    "rankings",
    META,
    sa.Column("evaluation", sa.Text, primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("who", sa.Text, primary_key=True),
    sa.Column("first", sa.Text, nullable=False),
    sa.Column("second", sa.Text, nullable=False),
    sa.Column("better", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
_settings = sa.Table(
    "settings",
    META,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

_ENABLED = "annotation"
"""The setting that turns annotation on."""


class Annotations:
    """The annotations of a corpus: one of each annotator and bead, one of each ranked line."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def enabled(self) -> bool:
        """Whether annotation is turned on."""
        query = sa.select(_settings.c.value).where(_settings.c.name == _ENABLED)
        with self._reading() as connection:
            return connection.execute(query).scalar() == "on"

    def enable(self, enabled: bool) -> None:
        """Turn annotation on or off."""
        row = {"name": _ENABLED, "value": "on" if enabled else "off"}
        self._replace(_settings, row, "name")

    def put(self, annotation: Annotation) -> None:
        """Keep an annotation in place of an earlier one of the same annotator and bead."""
        row = asdict(annotation)
        row["errors"] = json.dumps(row["errors"])
        self._replace(_annotations, row, "pair", "segment", "who")

    def find(self, pair: str, segment: str, who: str) -> Annotation | None:
        """One annotator's annotation of a bead."""
        here = _annotations.c
        query = sa.select(_annotations).where(
            here.pair == pair, here.segment == segment, here.who == who
        )
        with self._reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _annotation({**row})

    def all(self) -> list[Annotation]:
        """All annotations, by pair, bead and annotator."""
        columns = _annotations.c
        query = sa.select(_annotations).order_by(columns.pair, columns.segment, columns.who)
        with self._reading() as connection:
            return [_annotation({**row}) for row in connection.execute(query).mappings()]

    def rank(self, ranking: Ranking) -> None:
        """Keep a comparison in place of an earlier one of the same annotator and line."""
        self._replace(_rankings, asdict(ranking), "evaluation", "line", "who")

    def rankings(self, evaluation: str = "") -> list[Ranking]:
        """The comparisons of one evaluation, or all."""
        columns = _rankings.c
        query = sa.select(_rankings).order_by(columns.evaluation, columns.line, columns.who)
        if evaluation:
            query = query.where(columns.evaluation == evaluation)
        with self._reading() as connection:
            return [Ranking(**row) for row in connection.execute(query).mappings()]

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            yield connection

    def _replace(self, table: sa.Table, row: Mapping[str, Any], *key: str) -> None:
        same = [table.c[name] == row[name] for name in key]
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(table.delete().where(*same))
            connection.execute(table.insert(), row)


def _annotation(row: Mapping[str, Any]) -> Annotation:
    errors = tuple(MarkedError(**error) for error in json.loads(row["errors"]))
    return Annotation(**{**row, "errors": errors})
