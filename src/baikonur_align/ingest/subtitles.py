"""Subtitles (.srt, .vtt): cues joined to sentences, with the time of each cue as a code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from baikonur_align.ingest import office
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import decode
from baikonur_align.inline import concat_codes
from baikonur_align.model import Block, InlineCode, Remark

_TIMES = re.compile(
    r"^[ \t]*((?:\d+:)?\d+:\d\d[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d+:)?\d+:\d\d[.,]\d{1,3})[^\n]*\n"
    r"(?=[ \t]*\S)",
    re.MULTILINE,
)
_ENDED = re.compile(r"[.!?…♪][\"'»”’)\]]*\s*$")


def read(data: bytes, name: str, lang: str | None) -> Content:
    """A block for each run of cues that make whole sentences. Raises `Unreadable`."""
    content = office.read(data, name, lang)
    times = _TIMES.findall(decode(data, name, lang, lines=True) + "\n")
    remarks = list(content.remarks)
    if len(times) == len(content.blocks):
        cues = [_timed(block, time) for block, time in zip(content.blocks, times, strict=True)]
        remarks.append(Remark("kept", "times of cues, as inline codes", len(times)))
    else:
        cues = list(content.blocks)
        remarks.append(Remark("left-out", "times of cues", len(times)))
    return replace(content, blocks=tuple(_joined(cues)), remarks=tuple(remarks))


def _timed(block: Block, time: str) -> Block:
    return replace(block, codes=(InlineCode(0, 0, "mark", time), *block.codes))


def _joined(cues: Sequence[Block]) -> Iterator[Block]:
    held: list[Block] = []
    for cue in cues:
        held.append(cue)
        if _ENDED.search(cue.text):
            yield _one(held)
            held = []
    if held:
        yield _one(held)


def _one(cues: Sequence[Block]) -> Block:
    codes = concat_codes([(cue.text, cue.codes) for cue in cues])
    return Block("paragraph", " ".join(cue.text for cue in cues), codes=codes)
