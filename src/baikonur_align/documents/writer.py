"""Writes a part of a document with translations in the place of its blocks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from baikonur_align.documents.layout import MARKS, Code, Comments, Markup, Part, Slot, Translation
from baikonur_align.documents.nesting import complete, encloses, spaced
from baikonur_align.model import InlineCode


def written(part: Part, translations: Mapping[int, Translation]) -> str:
    """Return the source of `part` with translations of its slots, by their number."""
    said = {id(part.slots[number]): one for number, one in translations.items()}
    return Writer(part, said).write()


class Writer:
    """Writes a part with some of its slots replaced."""

    def __init__(
        self, part: Part, translations: dict[int, Translation], comments: Comments | None = None
    ) -> None:
        """`translations` are by the identity of their slots (`id`)."""
        self._source = part.source
        self._comments = comments
        todo: list[tuple[int, int, Callable[[], str]]] = []
        for one in part.slots:
            said = translations.get(id(one))
            same = said is not None and (said.text, said.codes) == (one.text, one.codes)
            if said is None or (same and one.in_place and not said.marked):
                continue
            todo += [
                (place.start, place.end, self._maker(place, one, said))
                for place in (one, *one.twins)
            ]
        todo += [(start, end, lambda new=new: new) for start, end, new in part.edits]  # type: ignore[misc]
        self._edits = sorted(todo, key=lambda edit: (edit[0], -edit[1]))
        self._starts = [edit[0] for edit in self._edits]

    def _maker(self, place: Slot, first: Slot, said: Translation) -> Callable[[], str]:
        if place is not first:
            names = dict(zip(first.table, place.table, strict=False))
            codes = tuple(replace(code, id=names.get(code.id, "")) for code in said.codes)
            said = replace(said, codes=codes)
        return lambda: self._slot(place, said)

    def write(self) -> str:
        return self.stretch(0, len(self._source))

    def stretch(self, start: int, end: int) -> str:
        """The source from `start` to `end`, with the slots and edits in it replaced."""
        out: list[str] = []
        done = start
        for index in range(bisect_left(self._starts, start), len(self._edits)):
            first, last, make = self._edits[index]
            if first >= end and not first == last == end:
                break
            if first < done or last > end:
                continue
            out += [self._source[done:first], make()]
            done = last
        out.append(self._source[done:end])
        return "".join(out)

    def markup(self, markup: Markup) -> str:
        return "".join(
            piece if isinstance(piece, str) else self.stretch(*piece) for piece in markup
        )

    def _slot(self, place: Slot, said: Translation) -> str:
        said = spaced(place, said)
        commented = said.comment and place.takes_comments
        if place.highlight is None and not commented:
            said = _with_marks(said)
        comments = self._comments if commented else None
        body = _Renderer(place, said, self.markup, comments).render(said.codes)
        return self.markup(place.lead) + body + self.markup(place.trail)


def _with_marks(said: Translation) -> Translation:
    """The translation with `MARKS` in its text in place of highlights."""
    for start, end in reversed(said.marked):
        text = said.text
        inside = f"{MARKS[0]}{text[start:end]}{MARKS[1]}"
        codes = tuple(
            replace(
                code,
                start=_moved(code.start, start, end),
                end=_moved(code.end, start, end),
            )
            for code in said.codes
        )
        said = replace(said, text=text[:start] + inside + text[end:], codes=codes)
    return replace(said, marked=())


def _moved(offset: int, start: int, end: int) -> int:
    """An offset of a text after marks were put around `start` to `end`."""
    return offset + (offset >= start) + (offset > end)


class _Renderer:
    """Writes a block's text and codes as the source of its slot."""

    def __init__(
        self,
        place: Slot,
        said: Translation,
        markup: Callable[[Markup], str],
        comments: Comments | None,
    ) -> None:
        self._place = place
        self._text = said.text
        self._marked = list(said.marked)
        self._comments = comments
        self._comment = said.comment
        self._comment_end: str | None = None  # of the comment that is open
        self._markup = markup
        self._at = 0
        self._out: list[str] = []
        self._forms = [place.base]
        self._ends: list[tuple[int, Code]] = []

    def render(self, codes: Iterable[InlineCode]) -> str:
        for code in complete(self._place, self._text, codes):
            self._code(code, self._place.table[code.id])
        self._close(len(self._text))
        self._say(len(self._text))
        return "".join(self._out)

    def _say(self, until: int) -> None:
        form = self._forms[-1]
        highlight = self._place.highlight
        shown = highlight(form) if highlight and not self._comments else form
        while self._marked and self._marked[0][0] < until:
            start, end = self._marked[0]
            self._emit(start, form)
            if self._comments and self._comment_end is None:
                opened, self._comment_end = self._comments.around(self._comment)
                self._out.append(opened)
            self._emit(min(end, until), shown)
            if self._at < end:
                return
            self._out.append(self._comment_end or "")
            self._comment_end = None
            del self._marked[0]
        self._emit(until, form)

    def _emit(self, until: int, form: str) -> None:
        if until > self._at:
            self._out.append(self._place.emit(self._text[self._at : until], form))
            self._at = until

    def _close(self, until: int, inner: Code | None = None) -> None:
        """Close the pairs that end before `until`, or there unless they hold `inner`."""
        while self._ends and self._ends[-1][0] <= until:
            end, code = self._ends[-1]
            if inner and end == until and encloses(code, inner):
                return
            self._ends.pop()
            self._say(end)
            if code.form is None:
                self._out.append(self._markup(code.close or ()))
            else:
                self._forms.pop()

    def _code(self, code: InlineCode, what: Code) -> None:
        if code.start < self._at:  # within a field, which is written whole: after it
            code = replace(code, start=self._at, end=max(code.end, self._at))
        self._close(code.start, what if code.start == code.end else None)
        if what.kind in ("break", "tab") and what.close is None:
            self._white_space(code, what)
            return
        self._say(code.start)
        if what.close is None:
            self._out.append(self._markup(what.open))
            self._at = max(self._at, code.end) if what.whole else self._at
        elif what.form is None:
            self._out.append(self._markup(what.open))
            self._ends.append((code.end, what))
        elif code.start < code.end:
            self._forms.append(what.form)
            self._ends.append((code.end, what))
        else:
            self._out.append(self._place.emit("", what.form))

    def _white_space(self, code: InlineCode, what: Code) -> None:
        """A break or tab is white space itself: the space beside it in the text is left out."""
        after = self._text[code.start : code.start + 1].isspace()
        before = self._text[self._at : code.start]
        self._say(code.start if after else self._at + len(before.rstrip()))
        self._out.append(self._markup(what.open))
        self._at = code.start + after
