"""The cache of sentence vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from baikonur_align.journal.database import CHUNK, META, clear_errors

_vectors = sa.Table(
    "vectors",
    META,
    sa.Column("encoder", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)


class Vectors:
    """Vectors by the name of their encoder and the SHA-256 of their text."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def has_any(self, encoder: str) -> bool:
        """Return whether vectors of this encoder are known."""
        query = sa.select(_vectors.c.digest).where(_vectors.c.encoder == encoder).limit(1)
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            return connection.execute(query).scalar() is not None

    def get_many(self, encoder: str, digests: Sequence[str]) -> dict[str, bytes]:
        """Return the known vectors of these texts."""
        found: dict[str, bytes] = {}
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            for start in range(0, len(digests), CHUNK):
                query = sa.select(_vectors.c.digest, _vectors.c.vector).where(
                    _vectors.c.encoder == encoder,
                    _vectors.c.digest.in_(digests[start : start + CHUNK]),
                )
                found.update((row.digest, row.vector) for row in connection.execute(query))
        return found

    def put_many(self, encoder: str, vectors: Mapping[str, bytes]) -> None:
        """Keep `vectors` by digest; a known vector is replaced."""
        rows = [
            {"encoder": encoder, "digest": digest, "vector": vector}
            for digest, vector in vectors.items()
        ]
        known = _vectors.c.encoder == encoder
        with clear_errors(self._engine.url), self._engine.begin() as connection:
            for start in range(0, len(rows), CHUNK):
                part = rows[start : start + CHUNK]
                digests = [row["digest"] for row in part]
                connection.execute(_vectors.delete().where(known, _vectors.c.digest.in_(digests)))
                connection.execute(_vectors.insert(), part)
