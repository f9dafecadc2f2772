"""A translator that keeps what is not language: addresses, placeholders, unknown names, numbers.

A protected span is replaced by a stand-in, a word or number that translation models repeat
reliably (on 16 sentences, our packages 0.4 repeated `Firefox` or a number in 15 of 16 within four
hypotheses, an arbitrary symbol in none). A hypothesis counts only if it has each stand-in as often
as the source. When no hypothesis does, the text between the spans is translated piece by piece.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from baikonur_align.model import Tool
from baikonur_align.translation import latin, names
from baikonur_align.translation.attention import Attention
from baikonur_align.translation.chain import Translator
from baikonur_align.translation.foreign import foreign_names, repaired
from baikonur_align.translation.machine import Progress
from baikonur_align.translation.protect import is_divided, protected
from baikonur_align.translation.vocabulary import has_name, name_runs, opens_with_a_word

VERSION = 5  # part of the signature: another treatment is another engine
WORDS = ("Firefox", "Android", "Thunderbird", "Windows", "Google", "LibreOffice", "Linux", "GNOME")
NUMBERS = ("7319", "5482", "6158", "3746", "8264", "4917", "9573", "2836")
SHORT = 0.75  # share of the first hypothesis's length below which another one lacks something
ROUNDS = 2  # attempts before a sentence is translated in pieces
LEAST_LETTERS = 6  # of a line in capitals; shorter ones may be abbreviations
HEADING = 6  # words of a heading at most
CAPITALS = 0.9  # share of capital letters from which a line is written in capitals
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)  # marks, text, marks
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w+")
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[\u0400-\u04ff]")
_ENDING = re.compile(r"[’'-]?([а-яёәғқңөұүһі]{1,6})(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Span:
    """A protected part of a sentence, and what stands in its place in the translation."""

    source: str
    target: str
    number: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sentence as its plain parts with the spans between them; one part more than spans."""

    parts: tuple[str, ...]
    spans: tuple[Span, ...]
    names: tuple[str, ...] = ()
    """Names in the parts, which a translation must have."""
    text: str = ""
    """The whole sentence, if names in its translation are compared with it."""

    def stand_ins(self, turn: int) -> list[str]:
        """A stand-in for each span, equal for equal spans; none occurs in the sentence itself."""
        text = "".join(self.parts)
        words = (word for word in _turned(WORDS, turn) if word not in text)
        numbers = (number for number in _turned(NUMBERS, turn) if number not in text)
        chosen: dict[str, str] = {}
        for span, index in zip(self.spans, count()):
            if span.source not in chosen:
                chosen[span.source] = next(numbers if span.number else words, f"X{index}Q")
        return [chosen[span.source] for span in self.spans]

    def with_stand_ins(self, stand_ins: Sequence[str]) -> str:
        pieces = [self.parts[0]]
        for stand_in, span, part in zip(stand_ins, self.spans, self.parts[1:], strict=True):
            hyphen = "-" if span.name and part[:1].isalpha() else ""
            pieces += [stand_in, hyphen, part]
        return "".join(pieces)


def _turned(words: tuple[str, ...], turn: int) -> tuple[str, ...]:
    start = 3 * turn % len(words)
    return words[start:] + words[:start]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A translation with all spans and names, and what is wrong with it."""

    missing_numbers: int
    strange: int
    """Names and words of two scripts that the source does not have."""
    line: str


def _best_first(hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    """Hypotheses with the fewest errors first; one much shorter than the first lacks something."""
    least = SHORT * len(hypotheses[0].line) if hypotheses else 0

    def errors(one: Hypothesis) -> tuple[int, int]:
        return one.missing_numbers, one.strange + (len(one.line) < least)

    return sorted(hypotheses, key=errors)


Placed = tuple[int, int, Span]  # a span with its start and end


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence to translate, with the spans that must stay and the names in it."""

    text: str
    spans: tuple[Placed, ...]
    names: tuple[Placed, ...] = ()
    capitals: bool = False
    compared: bool = False
    """Whether names in a translation are compared with the text."""

    @property
    def needs_care(self) -> bool:
        """Whether an error in a translation of the text can be seen."""
        return bool(self.compared or self.spans or self.names or _DIGITS.search(self.text))

    def cut(self, masked: Collection[str]) -> Prepared:
        """The sentence cut at its protected spans and at the names in `masked`."""
        names_too = [placed for placed in self.names if placed[2].source in masked]
        ordered = sorted([*self.spans, *names_too], key=lambda placed: placed[0])
        starts = [0, *(end for _, end, _ in ordered)]
        ends = [*(start for start, _, _ in ordered), len(self.text)]
        parts = tuple(self.text[start:end] for start, end in zip(starts, ends, strict=True))
        left = tuple(span.source for *_, span in self.names if span.source not in masked)
        whole = self.text if self.compared else ""
        return Prepared(parts, tuple(span for *_, span in ordered), left, whole)


class Robust:
    """`inner` with input made regular before it and spans put back after it.

    Args:
      inner: the engine.
      source_lang: ISO 639 code of its source language.
      target_lang: ISO 639 code of its target language.
      transliterate: whether names that the lexicon lacks are transliterated. For models that know
        few names, between Kazakh and English only.

    """

    def __init__(
        self, inner: Translator, source_lang: str, target_lang: str, *, transliterate: bool
    ) -> None:
        self._inner = inner
        self._source, self._target = source_lang, target_lang
        self._transliterate = transliterate and {source_lang, target_lang} == {"kk", "en"}

    @property
    def signature(self) -> str:
        """The engine's signature and the version of this treatment."""
        return f"{self._inner.signature}|robust:{VERSION}" + "n" * self._transliterate

    def tool(self) -> Tool:
        """The entry in a pair's list of tools."""
        tool = self._inner.tool()
        return Tool(tool.role, tool.name, tool.version, self.signature)

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation a sentence, as `Translator.translate`."""
        return [found[0] for found in self._translated(sentences, progress, several=False)]

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        """Several translations a sentence, as `Translator.alternatives`."""
        return self._translated(sentences, progress, several=True)

    def attention(self, pairs: Sequence[tuple[str, str]]) -> list[Attention | None]:
        """The attention of the engine for these translations."""
        return self._inner.attention(pairs)

    def _translated(
        self, sentences: Sequence[str], progress: Progress | None, *, several: bool
    ) -> list[list[str]]:
        requests = [self._prepare(sentence) for sentence in sentences]
        plain = [index for index, request in enumerate(requests) if not request.needs_care]
        careful = {index: request for index, request in enumerate(requests) if request.needs_care}
        texts = [requests[index].text for index in plain]
        share = _Shares(progress, len(plain), len(sentences))
        if several:
            answers = self._inner.alternatives(texts, share.first)
        else:
            answers = [[line] for line in self._inner.translate(texts, share.first)]
        found = dict(zip(plain, answers, strict=True)) | self._careful(careful, share.second)
        if progress:
            progress(len(sentences), len(sentences))
        return [
            list(dict.fromkeys(_cased(line, request) for line in found[index]))
            for index, request in enumerate(requests)
        ]

    def _prepare(self, sentence: str) -> Request:
        capitals = in_capitals(sentence)
        text = _apply(latin.unmixed, sentence) if latin.has_mixed_words(sentence) else sentence
        if self._source == "kk" and latin.is_latin_kazakh(text):
            text = _apply(latin.to_cyrillic, text)
        text = _lowered(text, self._source) if capitals else text
        spans = tuple(
            (start, end, Span(text[start:end], text[start:end], number))
            for start, end, number in protected(text, self._source)
        )
        compared = self._transliterate and not capitals
        found = self._names(text, spans) if compared else ()
        return Request(text, spans, found, capitals, compared)

    def _names(self, text: str, taken: Sequence[Placed]) -> tuple[Placed, ...]:
        spell = names.to_latin if self._target == "en" else names.to_cyrillic
        return tuple(
            (start, end, Span(text[start:end], spell(text[start:end]), name=True))
            for start, end in name_runs(text, self._source)
            if all(end <= first or last <= start for first, last, _ in taken)
        )

    def _careful(self, requests: dict[int, Request], progress: Progress) -> dict[int, list[str]]:
        """Hypotheses that have every span and name, those with the fewest errors first.

        The names are left to the model at first; those that it does not repeat become spans.
        A sentence whose hypotheses all have foreign names is translated again with its first word
        in small letters. Texts with leaders between them are translated one by one.
        """
        divided = {i: one.cut(()) for i, one in requests.items() if is_divided(one.text)}
        found = self._in_pieces(divided)
        usable: dict[int, list[Hypothesis]] = {i: [] for i in requests}
        masked: dict[int, set[str]] = {i: set() for i in requests}
        for turn in range(ROUNDS):
            batch = {i: requests[i].cut(names) for i, names in masked.items() if i not in found}
            found |= {i: [_as_is(one)] for i, one in batch.items() if not _has_words(one)}
            batch = {
                i: _opened(one) if usable[i] else one for i, one in batch.items() if i not in found
            }
            stand_ins = {i: one.stand_ins(turn) for i, one in batch.items()}
            texts = [one.with_stand_ins(stand_ins[i]) for i, one in batch.items()]
            answers = self._inner.alternatives(texts, None if turn else progress) if texts else []
            for (i, one), said in zip(batch.items(), answers, strict=True):
                lines = [line[:1].upper() + line[1:] for line in said] if usable[i] else said
                usable[i] += self._complete(lines, one, stand_ins[i])
                usable[i] = _best_first(usable[i])
                if usable[i] and not self._is_worth_another(one, usable[i][0]):
                    found[i] = [hypothesis.line for hypothesis in usable[i]]
                masked[i] |= {
                    name for name in one.names if not has_name(lines[0], name, self._source)
                }
        found |= {
            i: [hypothesis.line for hypothesis in usable[i]]
            for i in requests
            if usable[i] and i not in found
        }
        rest = {i: requests[i].cut(names) for i, names in masked.items() if i not in found}
        return found | self._in_pieces(rest)

    def _is_worth_another(self, one: Prepared, best: Hypothesis) -> bool:
        """Whether the best hypothesis has a foreign name that another opening may avoid."""
        return best.strange > 0 and opens_with_a_word(one.parts[0], self._source)

    def _complete(
        self, lines: Sequence[str], one: Prepared, stand_ins: Sequence[str]
    ) -> list[Hypothesis]:
        """The hypotheses in which nothing is missing, with their spans restored."""
        restored = (_restored(line, one, stand_ins, self._target) for line in lines)
        return [
            self._judged(line, one)
            for line in (self._repaired(line, one) for line in restored if line is not None)
            if all(has_name(line, name, self._source) for name in one.names)
        ]

    def _repaired(self, line: str, one: Prepared) -> str:
        return repaired(line, one.text, self._source, self._target) if one.text else line

    def _judged(self, line: str, one: Prepared) -> Hypothesis:
        foreign = len(foreign_names(line, one.text, self._target)) if one.text else 0
        return Hypothesis(_missing_numbers(one, line), foreign + _invented(line, one), line)

    def _in_pieces(self, prepared: dict[int, Prepared]) -> dict[int, list[str]]:
        """The parts between the spans translated alone, the spans as they are between them."""
        cores = [_EDGES.split(part)[2] for one in prepared.values() for part in one.parts]
        wanted = list(dict.fromkeys(core for core in cores if _is_language(core)))
        said = dict(zip(wanted, self._inner.translate(wanted), strict=True)) if wanted else {}
        return {
            i: [_joined([_translated(part, said) for part in one.parts], one.spans)]
            for i, one in prepared.items()
        }


def _opened(one: Prepared) -> Prepared:
    """A sentence with its first letter small: capitals make models spell a word as a name."""
    first, *others = one.parts
    return replace(one, parts=(_with_first(first, str.lower), *others))


class _Shares:
    """Progress of two batches reported as one."""

    def __init__(self, progress: Progress | None, first: int, total: int) -> None:
        self._progress, self._size, self._total = progress, first, total

    def first(self, done: int, _total: int) -> None:
        if self._progress:
            self._progress(done, self._total)

    def second(self, done: int, _total: int) -> None:
        if self._progress:
            self._progress(self._size + done, self._total)


def _invented(line: str, one: Prepared) -> int:
    """How many words of Latin and Cyrillic letters a translation has that the source lacks.

    A span may have an ending of the other script.
    """
    source = "".join(one.parts)
    return sum(
        _LATIN.search(word) is not None
        and _CYRILLIC.search(word) is not None
        and word not in source
        and not any(span.target in word or word in span.target for span in one.spans)
        for word in _WORD.findall(line)
    )


def in_capitals(text: str) -> bool:
    """Whether a line of two words or more is written in capitals."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < LEAST_LETTERS or " " not in text.strip():
        return False
    return sum(char.isupper() for char in letters) >= CAPITALS * len(letters)


def _lowered(text: str, lang: str) -> str:
    """A line in capitals in small letters: a Kazakh heading in title case, else a sentence.

    Our models translate short Kazakh headings better in title case, English ones in sentence case.
    """
    if lang == "kk" and len(text.split()) <= HEADING and not text.rstrip().endswith("."):
        return _apply(str.title, text)
    return _with_first(_apply(_small, text), str.upper)


def _small(text: str) -> str:
    """`text` in small letters, but for the first letter of places."""
    return _WORD.sub(lambda word: _small_word(word.group()), text)


def _small_word(word: str) -> str:
    return word.capitalize() if names.is_place(word.capitalize()) else word.lower()


def _with_first(text: str, change: Callable[[str], str]) -> str:
    """`text` with its first letter changed."""
    first = next((i for i, char in enumerate(text) if char.isalpha()), 0)
    return text[:first] + change(text[first : first + 1]) + text[first + 1 :]


def _apply(change: Callable[[str], str], text: str) -> str:
    """`text` changed outside its protected spans."""
    out = []
    done = 0
    for start, end, _ in protected(text):
        out += [change(text[done:start]), text[start:end]]
        done = end
    return "".join([*out, change(text[done:])])


def _cased(line: str, request: Request) -> str:
    """`line` in capitals where the source was, but for the protected spans."""
    if not request.capitals:
        return line
    kept = {span.target for *_, span in request.spans}
    if not kept:
        return line.upper()
    pattern = "|".join(re.escape(span) for span in sorted(kept, key=len, reverse=True))
    return "".join(
        piece if piece in kept else piece.upper() for piece in re.split(f"({pattern})", line)
    )


def _is_language(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _has_words(one: Prepared) -> bool:
    return any(_is_language(part) for part in one.parts)


def _as_is(one: Prepared) -> str:
    """A sentence of spans and marks only: it is its own translation."""
    return _joined(one.parts, one.spans)


def _joined(parts: Sequence[str], spans: Sequence[Span]) -> str:
    pieces = [parts[0]]
    for span, part in zip(spans, parts[1:], strict=True):
        pieces += [span.target, part]
    return " ".join("".join(pieces).split())


def _translated(part: str, said: Mapping[str, str]) -> str:
    """Return a part's translation with its marks, its spaces and the case of its first letter."""
    _, before, core, after, _ = _EDGES.split(part)
    translation = said.get(core, core)
    if core[:1].islower():
        translation = translation[:1].lower() + translation[1:]
    return before + translation.rstrip(".") + after


def _restored(line: str, one: Prepared, stand_ins: Sequence[str], target_lang: str) -> str | None:
    """`line` with its stand-ins replaced; None where it has too few or too many of one."""
    by_stand_in = dict(zip(stand_ins, one.spans, strict=True))
    wanted = Counter(stand_ins)
    for stand_in, span in by_stand_in.items():
        pattern = _pattern(stand_in, target_lang, number=span.number)
        line, times = pattern.subn(lambda match, span=span: _put(match, span, target_lang), line)  # type: ignore[misc]
        if times != wanted[stand_in]:
            return None
    return line


def _pattern(stand_in: str, target_lang: str, *, number: bool) -> re.Pattern[str]:
    """A stand-in as a whole word, in Kazakh with the case ending that may follow it."""
    if number:
        return re.compile(rf"(?<![\d.,]){stand_in}(?!\d)")
    ending = f"(?:{_ENDING.pattern})?" if target_lang == "kk" else ""
    return re.compile(rf"(?<!\w){stand_in}{ending}(?![A-Za-z])")


def _put(match: re.Match[str], span: Span, target_lang: str) -> str:
    ending = match.group(1) if match.re.groups else None
    if not ending:
        return span.target
    if span.name and target_lang == "kk":
        return names.with_ending(span.target, ending)
    return f"{span.target}-{ending}"


def _missing_numbers(one: Prepared, line: str) -> int:
    """How many numbers of the source `line` lacks."""
    wanted = Counter(number for part in one.parts for number in _DIGITS.findall(part))
    wanted += Counter(number for span in one.spans for number in _DIGITS.findall(span.target))
    return (wanted - Counter(_DIGITS.findall(line))).total()
