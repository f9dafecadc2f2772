"""Parquet, by pyarrow (extra ``parquet``): a row a bead, with the columns of the TSV and codes.

Inline codes are lists of structs. Drafts have no place in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from baikonur_align.metadata import described
from baikonur_align.model import Bead, Pair, Problem, Segment

ROW_GROUP = 20_000
"""Beads that are written at once."""


class NoParquet(Problem):
    """pyarrow is not installed."""


def write(pairs: Iterable[Pair]) -> Iterator[bytes]:
    """The table, compressed with zstd. Raises `NoParquet` without pyarrow."""
    try:
        import pyarrow as arrow  # noqa: ICN001  (names of two letters are for indexes)
        from pyarrow import parquet
    except ImportError:
        raise NoParquet("Parquet needs pyarrow: pip install 'baikonur-align[parquet]'") from None
    schema = _schema(arrow)
    out = io.BytesIO()
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        rows: list[dict[str, Any]] = []
        for row in _rows(pairs):
            rows.append(row)
            if len(rows) == ROW_GROUP:
                writer.write_table(arrow.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(arrow.Table.from_pylist(rows, schema))
    yield out.getvalue()


def _schema(arrow: Any) -> Any:
    text = arrow.string()
    code = arrow.struct(
        [
            ("start", arrow.int32()),
            ("end", arrow.int32()),
            ("kind", text),
            ("data", text),
            ("id", text),
        ]
    )
    segment = arrow.struct([("id", text), ("text", text), ("codes", arrow.list_(code))])
    names = ("pair", "source_lang", "target_lang", "source", "target", "status", "origin")
    return arrow.schema(
        [
            *((name, text) for name in names),
            ("position", arrow.int32()),
            ("confidence", arrow.float64()),
            ("reviewer", text),
            ("note", text),
            ("source_segments", arrow.list_(segment)),
            ("target_segments", arrow.list_(segment)),
            ("properties", arrow.map_(text, text)),
            ("source_metadata", arrow.map_(text, text)),
            ("target_metadata", arrow.map_(text, text)),
        ]
    )


def _rows(pairs: Iterable[Pair]) -> Iterator[dict[str, Any]]:
    for pair in pairs:
        said = described(pair)
        for position, bead in enumerate(pair.beads, 1):
            yield {
                **_row(pair, position, bead),
                "source_metadata": said.get("source", ()),
                "target_metadata": said.get("target", ()),
            }


def _row(pair: Pair, position: int, bead: Bead) -> dict[str, Any]:
    return {
        "pair": pair.id,
        "source_lang": pair.source.lang,
        "target_lang": pair.target.lang,
        "source": bead.text("source"),
        "target": bead.text("target"),
        "status": bead.status,
        "origin": bead.origin,
        "position": position,
        "confidence": bead.confidence,
        "reviewer": bead.resp,
        "note": bead.note,
        "source_segments": [*map(_segment, bead.source)],
        "target_segments": [*map(_segment, bead.target)],
        "properties": bead.properties,
    }


def _segment(segment: Segment) -> dict[str, Any]:
    codes = [
        {"start": c.start, "end": c.end, "kind": c.kind, "data": c.data, "id": c.id}
        for c in segment.codes
    ]
    return {"id": segment.id, "text": segment.text, "codes": codes}
