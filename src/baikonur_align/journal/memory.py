"""The translation memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from baikonur_align.journal.database import CHUNK, META, clear_errors

_translations = sa.Table(
    "translations",
    META,
    sa.Column("engine", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
)


class Memory:
    """What each engine has translated, so that it need not do it again."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get_many(self, signature: str, texts: Sequence[str]) -> dict[str, str]:
        """The known translations of `texts` by the engine that `signature` names."""
        found: dict[str, str] = {}
        with clear_errors(self._engine.url), self._engine.connect() as db:
            for start in range(0, len(texts), CHUNK):
                query = sa.select(_translations.c.source, _translations.c.target).where(
                    _translations.c.engine == signature,
                    _translations.c.source.in_(texts[start : start + CHUNK]),
                )
                found.update((row.source, row.target) for row in db.execute(query))
        return found

    def put_many(self, signature: str, translations: Mapping[str, str]) -> None:
        """Keep `translations`, source to target; of a text that is known already the newer one."""
        rows = [{"engine": signature, "source": s, "target": t} for s, t in translations.items()]
        known = _translations.c.engine == signature
        with clear_errors(self._engine.url), self._engine.begin() as db:
            for start in range(0, len(rows), CHUNK):
                part = rows[start : start + CHUNK]
                sources = [row["source"] for row in part]
                db.execute(_translations.delete().where(known, _translations.c.source.in_(sources)))
                db.execute(_translations.insert(), part)
