"""What the PDF reader makes of a folder of PDFs, beside pdftotext: words, and sentences left cut.

A block is cut if it ends without final punctuation and the next one begins with a small letter. The
share of cuts is of all line ends without final punctuation where a sentence goes on. Words that are
cut at a line's end count as one in both. "Missing" and "extra" words are differences of the two
bags of words; what the import report says was left out comes last. Needs pdftotext (Debian's
poppler-utils).
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

from baikonur_align.ingest import Unreadable, read_bytes

WORD = re.compile(r"\w+")
HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010]\s*(?=\w)")
ENDED = re.compile(r"[.!?…:;]\W*\d*$")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    print("| file | words | pdftotext | missing | extra | cut | left out |")
    print("|---|---|---|---|---|---|---|")
    cuts = ends = 0
    for path in sorted(parser.parse_args().folder.glob("*.pdf")):
        try:
            content = read_bytes(path.read_bytes(), path.name, "en")
        except Unreadable as error:
            print(f"| {path.name} | {error} | | | | | |")
            continue
        texts = [block.text for block in content.blocks]
        cut = sum(not ENDED.search(one) and two[0].islower() for one, two in pairwise(texts))
        lines = [line for text in texts for line in text.split("\n")[:-1]]
        going_on = cut + sum(not ENDED.search(line) for line in lines)
        cuts, ends = cuts + cut, ends + going_on
        ours, theirs = words("\n".join(texts)), words(by_pdftotext(path))
        missing, extra = (theirs - ours).total(), (ours - theirs).total()
        left = ", ".join(f"{r.count} {r.what}" for r in content.remarks if r.kind == "left-out")
        print(
            f"| {path.name} | {ours.total()} | {theirs.total()} | {missing} | {extra} "
            f"| {cut} of {going_on} | {left} |"
        )
    print(
        f"\ncut: {cuts} of {ends} line ends without final punctuation "
        f"({100 * cuts / max(1, ends):.1f} %)"
    )


def by_pdftotext(path: Path) -> str:
    """The text that pdftotext prints."""
    command = ["pdftotext", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def words(text: str) -> Counter[str]:
    """The words with the halves of cut ones joined, and how often each is there."""
    return Counter(WORD.findall(HYPHEN.sub("", text)))


if __name__ == "__main__":
    main()
