"""The keys of the review page, without a browser."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from baikonur_align.web import front_end

SCRIPT = (front_end() / "core" / "keys.js").read_text(encoding="utf-8")
LISTS = dict(re.findall(r"export const (\w+) = \[\n(.*?)\n\];", SCRIPT, re.DOTALL))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["BINDINGS", "WRITING", "SPLITTING"])
def test_no_key_means_two_commands_at_once(name: str) -> None:
    keys = Counter(
        key for keys in re.findall(r"keys: \[(.*?)\]", LISTS[name]) for key in keys.split(", ")
    )
    assert keys
    assert [key for key, count in keys.items() if count > 1] == []
