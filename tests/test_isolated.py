"""Files are read in a process of their own, which a hostile one cannot outlive or outgrow."""

from __future__ import annotations

import contextlib
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baikonur_align import ingest
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.isolated import isolated
from baikonur_align.model import Problem
from support.fuzz import damaged, read_as, seeds

pytestmark = pytest.mark.slow

SEEDS = seeds()


def hungry(size: int) -> int:
    return len(bytearray(size))


def test_a_file_is_read_as_in_this_process() -> None:
    document = isolated(ingest.read_bytes, b"Some text.", "a.txt", "en", name="a.txt")
    assert document == ingest.read_bytes(b"Some text.", "a.txt", "en")


def test_problems_come_back_with_their_message() -> None:
    with pytest.raises(ingest.Unreadable, match="is empty"):
        isolated(ingest.read_bytes, b"", "a.txt", "en", name="a.txt")


def test_too_much_time_and_memory_end_the_reading() -> None:
    with pytest.raises(ingest.Unreadable, match="takes more than 1 seconds"):
        isolated(time.sleep, 30, name="a.txt", seconds=1)
    with pytest.raises(ingest.Unreadable, match="too much memory"):
        isolated(hungry, 2**30, name="a.txt", memory=2**27)


DEEP = b"<html><body>" + b"<div>" * 5000 + b"text" + b"</div>" * 5000
MARKS = (
    *(
        b"<",
        b">",
        b"</",
        b"<tu>",
        b"<seg>",
        b"xml",
        b"\x00",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"%PDF-1.4",
    ),
    *(b"{\\rtf1", b"00:00:01,000 --> 00:00:02,000\n", b'msgid "', b",;\t\n", b'"', b"&#x1F;"),
    *(b"<tmx><body>", b"<xliff version='2.0'>", "қазақ ".encode(), b"1. A ", b". . . .", b"# "),
)
PIECES = st.sampled_from(MARKS)
NAMES = st.sampled_from(sorted({*ingest.READERS, *bilingual.READERS} - {"", ".pot"}))


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, st.lists(PIECES | st.binary(max_size=8), max_size=30).map(b"".join))
def test_any_bytes_are_read_or_refused_in_one_line(suffix: str, data: bytes) -> None:
    name = f"a{suffix}"
    try:
        if suffix in ingest.READERS:
            ingest.read_bytes(data, name, "en")
        else:
            bilingual.read_bytes(data, name, "en", "kk")
    except Problem as problem:
        assert "\n" not in str(problem)  # noqa: PT017  (it may also be read)


def test_deep_markup_is_read_or_refused() -> None:
    try:
        ingest.read_bytes(DEEP, "a.html", "en")
    except ingest.Unreadable as problem:
        assert "a.html" in str(problem)  # noqa: PT017  (it may also be read)


@pytest.mark.parametrize("suffix", sorted(SEEDS))
def test_a_damaged_file_is_read_or_refused(suffix: str) -> None:
    rng = random.Random(suffix)  # noqa: S311  (no secret)
    for _ in range(8):
        data = damaged(rng, SEEDS[suffix])
        with contextlib.suppress(Problem):
            read_as(suffix, data)


def test_a_catalogue_without_translations_is_refused() -> None:
    with pytest.raises(ingest.Unreadable, match="one side only"):
        bilingual.read_bytes(b"""msgid #"\nmsgstr "\n""", "a.po", None, None)
