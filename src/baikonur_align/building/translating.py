"""A document translated in its own layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from baikonur_align import documents, ingest, segmentation, translation
from baikonur_align.building.bridge import Bridge, bridge
from baikonur_align.building.drafting import Draft, draft, with_typography
from baikonur_align.documents import Layout, Translation
from baikonur_align.ingest.files import file_bytes
from baikonur_align.inline import Codes, concat_codes
from baikonur_align.model import Block, Document, Segment
from baikonur_align.tm import TranslationMemory
from baikonur_align.translation import Progress

LEAST_SHARE = 0.1
"""The share of a document that must be in its language; less means that the language is wrong."""
KNOWN = frozenset({"kk", "en", "ru"})
"""Languages that a short block is told to be in."""
SHORT, SURE = 25, 0.95
"""Letters of a short block, and how certain its language must be."""
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class TranslatedDocument:
    """A written document and what became of its sentences.

    ``drafts`` counts sentences by their origin: ``mt``, ``same`` (the machine left them as they
    are), and the names of memories. ``notes`` are for the user.
    """

    data: bytes
    source_lang: str
    drafts: Mapping[str, int]
    notes: tuple[str, ...]


def translate_document(
    path: Path,
    source: str | None,
    target: str,
    *,
    force: bool = False,
    memories: Sequence[Path] = (),
    progress: Progress | None = None,
) -> TranslatedDocument:
    """The document in a file, translated into `target`.

    Args:
      path: the file; its suffix decides the format.
      source: the ISO 639 code of its language, detected where it is None.
      target: the ISO 639 code of the language to translate into.
      force: take `source` at its word, also for blocks that look like another language.
      memories: bilingual files and folders of them; their exact matches come before the machine.
      progress: called with the sentences done and their number.

    Raises:
      documents.CannotWrite: the format cannot be written back.
      documents.Damaged: the file is not what its name says.
      ingest.Unreadable: there is no file, or a memory cannot be read.
      ingest.WrongLanguage: the text is clearly not in `source`.
      translation.NoModel: no package translates between the languages.

    """
    data = file_bytes(path)
    layout = documents.parse(data, path.name)
    text = "\n".join(block.text for block in layout.blocks)
    if not text:
        raise ingest.Unreadable(
            "{name} has no text in it; give a file with text in it", name=path.name
        )
    lang = source or _declared(layout) or _detected(layout.blocks, target)
    chosen, notes = _to_translate(layout, lang, force=force)
    blocks = [layout.blocks[number] for number in chosen]
    if sum(len(block.text) for block in blocks) < LEAST_SHARE * len(text) and not force:
        ingest.check_language(text, lang)
    engines = Bridge(translation.engine(lang, target), bridge(target, lang).forward)
    segments = _segments(blocks, lang)
    memory = _memory(memories, lang, target)
    drafts = draft(segments, (lang, target), engines, memory, progress)
    said = {
        chosen[block]: Translation(with_typography(blocks[block].text, text), codes)
        for block, (text, codes) in by_block(segments, drafts).items()
        if text
    }
    written = documents.write(data, path.name, said, target)
    notes = [*layout.notes, *notes]
    return TranslatedDocument(written, lang, _origins(segments, drafts), tuple(notes))


def _memory(paths: Sequence[Path], source: str, target: str) -> TranslationMemory:
    """Return a memory of bilingual files and folders of them."""
    memory = TranslationMemory()
    for path in paths:
        add = memory.add_folder if path.is_dir() else memory.add_file
        add(path, source, target)
    return memory


def _origins(segments: Sequence[Segment], drafts: Sequence[Draft]) -> Counter[str]:
    """Return the number of sentences with letters by the origin of their drafts."""
    return Counter(
        draft.origin
        for segment, draft in zip(segments, drafts, strict=True)
        if _LETTER.search(segment.text)
    )


def _declared(layout: Layout) -> str:
    """The language that a bilingual file declares; declarations in other formats are unreliable."""
    return layout.lang.partition("-")[0].lower() if any(layout.targets) else ""


def _to_translate(layout: Layout, lang: str, *, force: bool) -> tuple[list[int], list[str]]:
    """The numbers of the blocks to translate, and a report on the others."""
    chosen: list[int] = []
    others = Counter[str]()
    done = 0
    for number, block in enumerate(layout.blocks):
        if number < len(layout.targets) and layout.targets[number]:
            done += 1
        elif not force and (other := _other_language(block.text, lang)):
            others[other] += 1
        else:
            chosen.append(number)
    notes = []
    if others:
        which = ", ".join(lang for lang, _ in others.most_common())
        notes.append(
            f"{others.total()} blocks in another language ({which}) than {lang} were left as they"
            " are."
        )
    if done:
        notes.append(f"{done} units that have a translation were left as they are.")
    return chosen, notes


def _other_language(text: str, lang: str) -> str:
    """The language of a block that is clearly not in `lang`, else nothing.

    A short block is judged only between the languages that our packages and models know.
    """
    try:
        ingest.check_language(text, lang)
    except ingest.WrongLanguage as wrong:
        return str(wrong.values["guess"])
    if len(_LETTER.findall(text)) < SHORT or lang not in KNOWN:
        return ""
    guess, confidence = ingest.detected(text)
    if guess == lang or guess not in KNOWN or confidence < SURE:
        return ""
    return "" if lang == "kk" and _KAZAKH.search(text) else guess


def _detected(blocks: Sequence[Block], target: str) -> str:
    """The language of a document; of its blocks in other languages if most are in `target`."""
    lang = ingest.detect_language("\n".join(block.text for block in blocks))
    if lang != target:
        return lang
    others = Counter[str]()
    for block in blocks:
        others[_other_language(block.text, target)] += len(block.text)
    del others[""]
    return others.most_common(1)[0][0] if others else lang


def _segments(blocks: Sequence[Block], lang: str) -> tuple[Segment, ...]:
    return segmentation.segments(Document("", lang, "", "", tuple(blocks)))


def by_block(segments: Iterable[Segment], drafts: Iterable[Draft]) -> dict[int, tuple[str, Codes]]:
    """The translations of each block's sentences as one text with its codes."""
    parts: dict[int, list[tuple[str, Codes]]] = {}
    for segment, one in zip(segments, drafts, strict=True):
        said = parts.setdefault(segment.block, [])
        if one.text:
            said.append((one.text, one.codes))
    return {
        block: (" ".join(text for text, _ in said), concat_codes(said, " "))
        for block, said in parts.items()
    }
