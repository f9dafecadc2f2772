"""What our own tables and documents keep beside a text (`export.details`); bad JSON is no error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, get_args

from baikonur_align.ingest.bilingual.bitext import Sentence
from baikonur_align.inline import Codes, concat_codes, in_order, reword_codes
from baikonur_align.model import CodeKind, InlineCode, Properties

KINDS: dict[str, CodeKind] = {kind: kind for kind in get_args(CodeKind)}


def parsed(text: str) -> Any:
    """The value of JSON, None for anything else."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def sentences(text: str, stored: Any) -> list[Sentence]:
    """The sentences of a cell as they were stored, or as one if somebody changed the text."""
    before = [_sentence(each) for each in stored] if isinstance(stored, list) else []
    whole = " ".join(sentence.text for sentence in before)
    if not before or not whole.strip():
        return [Sentence(text)]
    if whole == text:
        return before
    codes = concat_codes([(sentence.text, sentence.codes) for sentence in before])
    return [Sentence(text, reword_codes(whole, codes, text))]


def properties(stored: Any) -> Properties:
    """Pairs of a key and a value."""
    pairs = stored if isinstance(stored, list) else []
    return tuple(
        (str(pair[0]), str(pair[1]))
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2  # noqa: PLR2004
    )


def codes(text: str, stored: Any) -> Codes:
    """The codes that fit the text."""
    found = (_code(text, each) for each in (stored if isinstance(stored, list) else ()))
    return in_order(code for code in found if code)


def _sentence(stored: Any) -> Sentence:
    known = stored if isinstance(stored, dict) else {}
    text = str(known.get("text", ""))
    return Sentence(text, codes(text, known.get("codes")))


def _code(text: str, stored: Any) -> InlineCode | None:
    known: dict[str, Any] = stored if isinstance(stored, dict) else {}
    places: Sequence[Any] = known.get("start"), known.get("end")
    start, end = (place if isinstance(place, int) else -1 for place in places)
    kind = KINDS.get(str(known.get("kind")))
    if kind is None or not 0 <= start <= end <= len(text):
        return None
    return InlineCode(start, end, kind, str(known.get("data", "")), str(known.get("id", "")))
