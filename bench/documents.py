"""Reading and writing a document beside translating it: seconds and peak memory in one run.

    python -m bench.documents [--pages 300] [--translate 20]

The document is made here: a Word file of so many pages, 30 sentences each, a third of them with a
bold number. Translating is timed on the first pages and scaled, because it takes minutes.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import time
import zipfile

from baikonur_align import documents, segmentation
from baikonur_align.building.bridge import bridge
from baikonur_align.building.drafting import draft
from baikonur_align.documents import Translation
from baikonur_align.model import Document

SENTENCES = 30
"""Sentences of a page, in paragraphs of five."""
SUBJECTS = ("The museum", "The old road", "A new school", "The city bank", "The river port")
VERBS = ("was opened in", "was built again in", "had many guests in", "was closed in")
ENDS = ("after the war", "by the state company", "near the large market", "with new equipment")
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(pages: int) -> bytes:
    """A Word document of made-up sentences."""
    rng = random.Random(1)  # noqa: S311 - not a secret
    body = []
    for _ in range(pages * SENTENCES // 5):
        runs = []
        for _ in range(5):
            year = str(rng.randrange(1900, 2030))
            bold = "<w:rPr><w:b/></w:rPr>" if rng.random() < 1 / 3 else ""
            first = f"{rng.choice(SUBJECTS)} {rng.choice(VERBS)} "
            last = f" {rng.choice(ENDS)}, number {rng.randrange(10_000)}. "
            runs += [
                f'<w:r><w:t xml:space="preserve">{first}</w:t></w:r>',
                f"<w:r>{bold}<w:t>{year}</w:t></w:r>",
                f'<w:r><w:t xml:space="preserve">{last}</w:t></w:r>',
            ]
        body.append(f"<w:p>{''.join(runs)}</w:p>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        source = f'<w:document xmlns:w="{SPACE}"><w:body>{"".join(body)}</w:body></w:document>'
        archive.writestr("word/document.xml", source)
    return out.getvalue()


def peak() -> int:
    """The process's peak memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--translate", type=int, default=20, metavar="PAGES")
    options = parser.parse_args()
    data = word(options.pages)
    start = time.perf_counter()
    layout = documents.parse(data, "a.docx")
    reading = time.perf_counter() - start
    said = {
        index: Translation(block.text + " x", block.codes)
        for index, block in enumerate(layout.blocks)
    }
    start = time.perf_counter()
    documents.write(data, "a.docx", said, "kk")
    writing = time.perf_counter() - start
    memory = peak()
    first = layout.blocks[: options.translate * SENTENCES // 5]
    segments = segmentation.segments(Document("", "en", "", "", first))
    engines = bridge("en", "kk")
    assert engines.forward
    engines.forward.translate(["Load the model."])
    start = time.perf_counter()
    drafts = draft(segments, ("en", "kk"), engines)
    translating = (time.perf_counter() - start) * options.pages / options.translate
    print(f"{options.pages} pages, {len(layout.blocks)} paragraphs, {len(data) / 1e6:.2f} MB")
    print(f"read {reading:.2f} s, write {writing:.2f} s, peak {memory} MB")
    print(f"translate {translating:.0f} s (measured on {len(drafts)} sentences and scaled)")
    print(f"reading and writing / translating: {(reading + writing) / translating:.4f}")


if __name__ == "__main__":
    main()
