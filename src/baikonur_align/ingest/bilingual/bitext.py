"""What every file of aligned texts is read into: sentences in each language, and groups of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from baikonur_align.ingest.codes import UNSAID, base_code, known_code, merged_codes
from baikonur_align.ingest.content import counted, merged
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.language import detect_language
from baikonur_align.inline import Codes, collapse_spaces
from baikonur_align.model import NO_FACTS, Properties, Remark, UnitFacts


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text in one language with its inline codes."""

    text: str
    codes: Codes = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences that belong together, by the language code that the file uses."""

    sides: Mapping[str, Sequence[Sentence]]
    facts: UnitFacts = NO_FACTS
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of the sentences of each language that belong together."""

    members: Mapping[str, Sequence[int]]
    facts: UnitFacts = NO_FACTS


@dataclass(frozen=True)
class Bitext:
    """`texts` has the sentences of each language in reading order.

    `nameless`: the file names no languages, and the keys are numbers of columns. `full_codes` are
    the BCP 47 tags of the file where they say more than the language. `metadata` is the file's.
    """

    texts: Mapping[str, Sequence[Sentence]]
    groups: Sequence[Group]
    nameless: bool = False
    remarks: tuple[Remark, ...] = ()
    full_codes: Mapping[str, str] = field(default_factory=dict)
    metadata: Properties = ()

    def is_paired(self) -> bool:
        """Whether any text has another one opposite."""
        return any(sum(map(bool, group.members.values())) > 1 for group in self.groups)

    def named(self, langs: Sequence[str | None], name: str) -> Bitext:
        """With languages in place of the numbers of columns; a language of None is detected.

        Raises `Unreadable` when both would be the same, or one side is empty.
        """
        if len(self.texts) != len(langs):
            raise Unreadable(
                "{name} has text on one side only; give a file that has both", name=name
            )
        said = [
            known_code(lang)
            if lang
            else detect_language("\n".join(sentence.text for sentence in text))
            for lang, text in zip(langs, self.texts.values(), strict=True)
        ]
        if len(set(said)) < len(said):
            raise Unreadable(
                "{name} seems to be in {lang} on both sides; name its languages: "
                "baikonur-align add --from ... --to ...",
                name=name,
                lang=said[0],
            )
        guessed = [
            Remark("guessed", f"the language of column {number} is {lang}")
            for number, (lang, given) in enumerate(zip(said, langs, strict=True), 1)
            if not given
        ]
        renamed = _renamed(self, dict(zip(self.texts, said, strict=True)))
        return replace(renamed, nameless=False, remarks=(*self.remarks, *guessed))


def with_known_codes(bitext: Bitext) -> Bitext:
    """The same with normalised language codes, variants apart only where a unit has both.

    A code that says no language (``kz``, ``und``) gives way to the language of its text.
    """
    if bitext.nameless:
        return bitext
    together = [list(group.members) for group in bitext.groups]
    named = _renamed(bitext, merged_codes(list(bitext.texts), together))
    names = {code: code for code in named.texts}
    remarks = []
    for code, text in named.texts.items():
        if base_code(code) and code not in UNSAID:
            continue
        found = detect_language("\n".join(sentence.text for sentence in text))
        if found not in names.values():
            names[code] = found
            what = f"the language for a code that says none: {found} ({code or 'empty'})"
            remarks.append(Remark("guessed", what))
    return replace(_renamed(named, names), remarks=(*named.remarks, *remarks))


def joined(bitexts: Sequence[Bitext]) -> Bitext:
    """Texts in the same languages, one after the other."""
    texts: dict[str, list[Sentence]] = {}
    groups = []
    for bitext in bitexts:
        before = {lang: len(texts.get(lang, ())) for lang in bitext.texts}
        for lang, sentences in bitext.texts.items():
            texts.setdefault(lang, []).extend(sentences)
        for group in bitext.groups:
            members = {
                lang: [before[lang] + number for number in numbers]
                for lang, numbers in group.members.items()
            }
            groups.append(Group(members, group.facts))
    remarks = merged(remark for bitext in bitexts for remark in bitext.remarks)
    return Bitext(texts, groups, remarks=remarks)


def _renamed(bitext: Bitext, names: Mapping[str, str]) -> Bitext:
    """Languages under other names; two that get the same name become one text."""
    offsets: dict[str, int] = {}
    texts: dict[str, list[Sentence]] = {}
    for key, sentences in bitext.texts.items():
        text = texts.setdefault(names[key], [])
        offsets[key] = len(text)
        text.extend(sentences)
    groups = []
    for group in bitext.groups:
        members: dict[str, list[int]] = {}
        for key, numbers in group.members.items():
            members.setdefault(names[key], []).extend(offsets[key] + number for number in numbers)
        groups.append(Group(members, group.facts))
    full = {new: old for old, new in names.items() if old != new and "-" in old}
    full = {**{names[key]: code for key, code in bitext.full_codes.items()}, **full}
    return replace(bitext, texts=texts, groups=groups, full_codes=full)


def of_units(
    units: Iterable[Unit], *, nameless: bool = False, remarks: Iterable[Remark] = ()
) -> Bitext:
    """Units that stand one after the other in all their languages."""
    texts: dict[str, list[Sentence]] = {}
    groups = []
    noted = list(remarks)
    codes = 0
    for unit in units:
        members: dict[str, list[int]] = {}
        for lang, sentences in unit.sides.items():
            side = texts.setdefault(lang, [])
            for sentence in map(_collapsed, sentences):
                if sentence.text or sentence.codes:
                    codes += len(sentence.codes)
                if sentence.text:
                    members.setdefault(lang, []).append(len(side))
                    side.append(sentence)
                elif sentence.codes:
                    noted.append(Remark("left-out", "texts of inline codes only"))
        noted += unit.remarks
        if members:
            groups.append(Group(members, unit.facts))
        else:
            noted.append(Remark("left-out", "units without any text"))
    noted += counted("kept", ["inline codes"] * codes)
    return Bitext(texts, groups, nameless, merged(noted))


def _collapsed(sentence: Sentence) -> Sentence:
    cleaned = clean(sentence.text)
    codes = sentence.codes if len(cleaned) == len(sentence.text) else _clamped(sentence, cleaned)
    return Sentence(*collapse_spaces(cleaned, codes))


def _clamped(sentence: Sentence, cleaned: str) -> Codes:
    """Codes after characters that were left out, or letters that were composed, before them."""

    def moved(offset: int) -> int:
        return min(len(clean(sentence.text[:offset])), len(cleaned))

    return tuple(
        replace(code, start=moved(code.start), end=moved(code.end)) for code in sentence.codes
    )
