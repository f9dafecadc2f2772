"""Markdown (CommonMark with GitHub's tables, task lists and strikethrough).

markdown-it-py finds the blocks and their inline content; each content is then found again in its
lines, so that list marks, quotes, tables and code stay as they are.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from baikonur_align.documents.encoding import decoded, visible
from baikonur_align.documents.html import INLINE, PROTECTED
from baikonur_align.documents.layout import (
    Code,
    Emit,
    Item,
    Layout,
    Part,
    Slot,
    Translation,
    layout_of,
    slot,
)
from baikonur_align.documents.markup import VOID
from baikonur_align.documents.nesting import in_lines, span_of
from baikonur_align.documents.writer import Writer
from baikonur_align.model import BlockKind, CodeKind, InlineCode

KINDS: dict[str, CodeKind] = {"strong": "bold", "em": "italic", "s": "strike", "link": "link"}
TAGS: dict[CodeKind, str] = {"bold": "strong", "italic": "em", "strike": "del"}
"""The HTML elements for what Markdown writes with marks."""
_FRONT = re.compile(
    r"\A(?:\ufeff)?(?:---[ \t]*\r?\n(?P<yaml>.*?\r?\n)(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\r?\n(?P<toml>.*?\r?\n)\+\+\+)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_TITLE = re.compile(
    r"^(?:title|description|subtitle|summary)(?::|[ \t]*=)[ \t]*"
    r"([\"']?)(.+?)\1[ \t]*(?:(?<=[ \t])#.*)?\r?$",
    re.MULTILINE,
)
_LANG = re.compile(r"^lang(?:uage)?(?::|[ \t]*=)[ \t]*[\"']?([\w-]+)", re.MULTILINE)
_SPECIAL = re.compile(
    r"\[\^[^\]\s]+\]:?|\{[#.:%{][^}\n]*\}+|\A\[[ xX]\](?=\s)"
    r"|(?<![\w:]):[a-z][a-z0-9_+-]*:(?![\w:])|\$(?=\S)[^$\n]+(?<=\S)\$(?!\d)"
)
"""Marks that CommonMark takes for text: footnotes, attributes, templates, boxes of task lists,
pictograms (``:smile:``) and formulas (``$x$``)."""
_FENCE = re.compile(r"(```|~~~)")
_MARK_LINE = re.compile(r":{3,}|[!?]{3}\+? |\$\$|\[!\w+\]|\[\[?_?TOC_?\]?\]\s*$", re.IGNORECASE)
"""How lines begin that are marks of other programs: containers, admonitions, formulas, alerts."""
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]*)*")
_DEFINITION = re.compile(r":(?=[ \t]+\S)")
"""How a definition of a term begins in a list of definitions."""
_TAG = re.compile(r"</?([a-zA-Z][\w-]*)")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_ESCAPED = re.compile(
    r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|~(?=~)|(?<=\s)#(?=#*$)"
    r"|\{(?=[#.:%{])|\$(?=\S[^$\n]*\$)|(?<![\w:]):(?=[a-z][a-z0-9_+-]*:)"
)
_OPENS_BLOCK = re.compile(r"^(#{1,6}(?:\s|$)|[-+](?:\s|$)|>|=+\s*$|-+\s*$)|^(\d+)([.)](?:\s|$))")

ASIDE = {"fence": "blocks of code", "code_block": "blocks of code", "html_block": "blocks of HTML"}
"""Tokens that hold no text to translate, and what they are called."""

UNPLACED = "paragraphs with markup that is not read"


def parse(data: bytes, name: str) -> Layout:
    """The blocks of a Markdown file. Raises `Damaged`."""
    part, title, left_out = _read(decoded(data, name).text, name)
    return layout_of(part.slots, title, left_out=left_out)


def write(data: bytes, name: str, translations: Mapping[int, Translation], lang: str) -> bytes:
    """The file with translated blocks, by their number. Raises `Damaged`."""
    if not translations:
        return data
    encoded = decoded(data, name)
    part, _, _ = _read(encoded.text, name)
    front = _FRONT.match(encoded.text)
    if front:
        found = _LANG.search(encoded.text, 0, front.end())
        if found:
            part.edits.append((*found.span(1), lang))
    said: dict[int, Translation] = {}
    for number, one in translations.items():
        place = part.slots[number]
        if (one.text, one.codes) == (place.text, place.codes):
            said[id(place)] = one
            continue
        if "!" in one.text and any(code.kind == "link" for code in place.table.values()):
            place.emit = partial(_emit_before_link, place.emit)
        said[id(place)] = in_lines(place, _between_words(one))
        if not _is_read(part, place, said[id(place)]):
            _with_tags(part, place)
    return encoded.encode(Writer(part, said).write())


def _is_read(part: Part, place: Slot, said: Translation) -> bool:
    """Whether Markdown reads all emphasis of a translated block as it would be written.

    Its marks are no emphasis within a word beside a punctuation mark (CommonMark 6.2).
    """
    wanted = Counter(code.kind for code in _emphasis(part, place).values())
    if not wanted:
        return True
    alone = Part(part.name, part.source, [place])
    line = Writer(alone, {id(place): said}).stretch(place.start, place.end)
    tokens = _parser().parseInline(line)[0].children
    read = Counter(KINDS.get(token.type.removesuffix("_open")) for token in tokens)
    return all(read[kind] == count for kind, count in wanted.items())


def _emphasis(part: Part, place: Slot) -> dict[tuple[int, int], Code]:
    """The codes of a block that are written with marks and may be HTML tags, by their stretch."""
    spans = ((span_of(code), code) for code in place.table.values() if code.kind in TAGS)
    return {span: code for span, code in spans if span and part.source[span[0]] != "<"}


def _with_tags(part: Part, place: Slot) -> None:
    """Let HTML tags, which Markdown allows in a line, stand for the emphasis of a block."""
    for (start, end), code in _emphasis(part, place).items():
        # empty stretches, so that the order of the codes in the source stays known
        code.open = ((start, start), f"<{TAGS[code.kind]}>")
        code.close = (f"</{TAGS[code.kind]}>", (end, end))


def _between_words(said: Translation) -> Translation:
    """The translation with its codes without the white space at their ends.

    Emphasis neither opens before white space nor closes after it (CommonMark, flanking delimiters).
    """

    def trimmed(code: InlineCode) -> InlineCode:
        held = said.text[max(0, code.start) : max(0, code.end)]
        if not held.strip():
            return code
        start = max(0, code.start) + len(held) - len(held.lstrip())
        return replace(code, start=start, end=start + len(held.strip()))

    return replace(said, codes=tuple(map(trimmed, said.codes)))


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _read(source: str, name: str) -> tuple[Part, str, list[str]]:
    """The part, the title, and what is left out of the text."""
    slots: list[Slot] = []
    left_out: list[str] = []
    title = ""

    front = _FRONT.match(source)
    body = front.end() if front else 0
    for made in _front(source, front) if front else ():
        title = title or made.text
        slots.append(made)
    starts = [body]
    starts += [match.end() for match in re.compile("\n").finditer(source, body)]
    starts.append(len(source))
    stack: list[str] = []
    searched: dict[int, int] = {}  # where the search in a line goes on: a row has several cells
    for token in _parser().parse(_plain_lines(source[body:].replace("\r\n", " \n"))):
        _follow(stack, token)
        if token.type in ASIDE:
            left_out.append(ASIDE[token.type])
        if token.type != "inline" or not token.content.strip() or token.map is None:
            continue
        places = _places(source, starts, token, searched)
        if places is None:
            left_out.append(UNPLACED)
            continue
        table = "table" in stack
        kind: BlockKind = "heading" if "heading" in stack else "paragraph"
        if kind == "paragraph" and "list_item" in stack:
            kind = "item"
        reader = _Inline(source, places, token.content)
        items = list(reader.items(token.children))
        if reader.failed:
            left_out.append(UNPLACED)
            continue
        emit = _emit_cell if table else _emit
        context = "table" if table else "body"
        texts = [(items, (places[0], places[-1]), kind, context)]
        texts += [([Item("text", alt)], span, "caption", "alt text") for alt, span in reader.alts]
        for held, span, what, where in texts:
            number = len(slots) + 1
            one = slot(held, span, emit, number=number, kind=what, context=where)
            slots += [one] if one else []
    return Part(name, source, slots), title, left_out


def _plain_lines(text: str) -> str:
    """The text for the parser, in which lines that are marks of other programs are empty.

    Definitions of terms are items of a list for it.
    """
    lines = []
    fence = formula = ""
    for line in text.split("\n"):
        start = _QUOTED.match(line).end()  # type: ignore[union-attr]
        fenced = _FENCE.match(line, start)
        shown = line
        if fenced and not formula:
            fence = "" if fence == fenced[1] else fence or fenced[1]
        elif formula or (not fence and _MARK_LINE.match(line, start)):
            if line.count("$$") % 2:
                formula = "" if formula else "$$"
            shown = line[:start]
        elif not fence and _DEFINITION.match(line, start):
            shown = f"{line[:start]}-{line[start + 1 :]}"
        lines.append(shown)
    return "\n".join(lines)


def _follow(stack: list[str], token: Any) -> None:
    """Keep the names of the blocks around a token."""
    if token.nesting == 1:
        stack.append(token.type.removesuffix("_open"))
    elif token.nesting == -1:
        stack.pop()


def _front(source: str, front: re.Match[str]) -> Iterator[Slot]:
    """The title and descriptions of the front matter."""
    format_ = front.lastgroup or ""
    for number, found in enumerate(_TITLE.finditer(source, *front.span(format_)), 1):
        quote = found[1]
        made = slot(
            [Item("text", _unquoted(found[2], quote))],
            found.span(2),
            partial(_quoted, "’" if quote == "'" and format_ == "toml" else quote),
            number=number,
            kind="heading",
            context="front matter",
        )
        if made:
            yield made


def _unquoted(value: str, quote: str) -> str:
    """What a value within its quotes says."""
    if quote == '"':
        return re.sub(r"\\([\"\\])", r"\1", value)
    return value.replace("''", "'") if quote == "'" else value


def _quoted(quote: str, text: str, _form: str) -> str:
    """A value of YAML or TOML within the quotes that it had, or in such as it needs.

    `quote` is ``’`` for the literal strings of TOML, which hold no apostrophe.
    """
    if quote in ("'", "’"):
        return text.replace("'", "''" if quote == "'" else quote)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if quote:
        return escaped
    risky = text.endswith(":") or ": " in text or " #" in text or text[:1] in "[]{}>|*&!%@`'\"#-"
    return f'"{escaped}"' if risky else text


def _places(
    source: str, starts: list[int], token: Any, searched: dict[int, int]
) -> list[int] | None:
    """For each character of an inline token its place in the source, and the end of the last."""
    line, last = token.map
    places: list[int] = []
    for number, part in enumerate(token.content.split("\n")):
        pattern = re.compile(re.escape(part.strip()).replace(r"\|", r"\\?\|"))
        found = None
        while line < last and found is None:
            begin = max(starts[line], searched.get(line, 0))
            end = starts[line + 1] if line + 1 < len(starts) else len(source)
            found = pattern.search(source, begin, end)
            line += found is None
        if found is None:
            return None
        if number:
            places.append(places[-1] + 1)
        start = found.start()
        lead = len(part) - len(part.lstrip())
        places += [start] * lead
        for char in part.strip():
            if source[start] == "\\" and char == "|":
                start += 1
            places.append(start)
            start += 1
        places += [start] * (len(part) - lead - len(part.strip()))
        searched[line] = start
        line += number < token.content.count("\n")
    places.append(places[-1] + 1 if places else 0)
    return places


class _Inline:
    """Finds the children of an inline token in its content."""

    def __init__(self, source: str, places: list[int], content: str) -> None:
        self._source = source
        self._places = places
        self._content = content
        self._at = 0
        self._ends: list[str] = []
        self.failed = False
        self.alts: list[tuple[str, tuple[int, int]]] = []  # of images, with their places

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self._places[start], self._places[end - 1] + 1 if end > start else self._places[
            start
        ]

    def _raw(self, end: int) -> tuple[tuple[int, int]]:
        start, self._at = self._at, end
        return (self._span(start, end),)

    def items(self, children: list[Any]) -> Iterator[Item]:
        pairs = _html_pairs(children)
        kept: Any = None  # the end tag of the code that is being read
        for child in children:
            if kept is not None:
                kept = None if child is kept else kept
            elif id(child) in pairs and _tag_name(child) in PROTECTED:
                kept = pairs[id(child)]
                yield self._html_code(kept.content)
            elif child.type in ("text", "text_special"):
                yield from self._text(child.content)
            elif child.type.endswith("_open"):
                yield from self._open(child)
            elif child.type.endswith("_close"):
                yield from self._close(child)
            elif child.type == "code_inline":
                yield self._code(child.markup)
            elif id(child) in pairs:
                what = "close" if child.content[1] == "/" else "open"
                kind = INLINE.get(_tag_name(child), "style")
                yield Item(what, kind=kind, markup=self._raw(self._at + len(child.content)))
            else:
                yield from self._mark(child)

    def _open(self, child: Any) -> Iterator[Item]:
        name = child.type.removesuffix("_open")
        if child.markup in ("autolink", "linkify"):
            self._ends.append("auto")
            yield from self._auto()
            return
        self._ends.append(name)
        length = 1 if name == "link" else len(child.markup)
        yield Item("open", kind=KINDS.get(name, "style"), markup=self._raw(self._at + length))

    def _close(self, child: Any) -> Iterator[Item]:
        name = self._ends.pop()
        if name == "link":
            yield Item("close", markup=self._raw(_link_end(self._content, self._at)))
        elif name != "auto":
            yield Item("close", markup=self._raw(self._at + len(child.markup)))

    def _mark(self, child: Any) -> Iterator[Item]:
        if child.type in ("softbreak", "hardbreak"):
            start = self._places[self._at]
            self._at = self._content.find("\n", self._at) + 1
            while self._content[self._at : self._at + 1] in (" ", "\t"):
                self._at += 1
            if child.type == "softbreak":
                yield Item("text", " ")
            else:
                span = start, self._places[self._at]
                yield Item("mark", "\n", kind="break", markup=(span,))
        elif child.type == "image":
            close = _alt_end(self._content, self._at)
            if self._at + len("![") < close and all(one.type == "text" for one in child.children):
                self.alts.append((child.content, self._span(self._at + len("!["), close)))
            end = _link_end(self._content, close)
            yield Item("mark", kind="image", markup=self._raw(end))
        elif child.type == "html_inline":
            yield Item("mark", kind="mark", markup=self._raw(self._at + len(child.content)))
        else:
            self.failed = True

    def _code(self, marker: str) -> Item:
        close = re.compile(rf"(?<!`){marker}(?!`)").search(self._content, self._at + len(marker))
        end = close.end() if close else len(self._content)
        said = self._content[self._at : end].strip("`").strip()
        return Item("field", said, kind="code", markup=self._raw(end))

    def _html_code(self, end_tag: str) -> Item:
        inner = self._content.index(">", self._at) + 1
        end = self._content.index(end_tag, inner)
        said = visible(html.unescape(self._content[inner:end]))
        return Item("field", said, kind="code", markup=self._raw(end + len(end_tag)))

    def _auto(self) -> Iterator[Item]:
        end = self._content.find(">", self._at) + 1
        said = self._content[self._at + 1 : end - 1]
        yield Item("field", said, kind="code", markup=self._raw(end))
        self._auto_text = said

    _auto_text = ""

    def _text(self, text: str) -> Iterator[Item]:
        if self._auto_text:  # the text of an automatic link has been read with it
            self._auto_text = ""
            return
        done = 0
        for found in _SPECIAL.finditer(text):
            if found.start() == 0 and found[0].startswith("[ ") and self._at:
                continue
            if text[done : found.start()]:
                self._advance(text[done : found.start()])
                yield Item("text", visible(text[done : found.start()]))
            done = found.start()
            if not self._content.startswith(found[0], self._at):  # it has escapes: it is text
                continue
            start = self._at
            self._advance(found[0])
            span = self._span(start, self._at)
            kind: CodeKind = "note" if found[0].startswith("[^") else "placeholder"
            if found[0].startswith("$"):
                yield Item("field", found[0], kind="code", markup=(span,))
            else:
                yield Item("mark", kind=kind, markup=(span,))
            done = found.end()
        self._advance(text[done:])
        if text[done:]:
            yield Item("text", visible(text[done:]))

    def _advance(self, text: str) -> None:
        """Move behind `text` in the content, which may spell it with escapes and entities."""
        left = text
        while left:
            entity = _ENTITY.match(self._content, self._at)
            value = html.unescape(entity[0]) if entity else ""
            if entity and value != entity[0] and left.startswith(value):
                self._at = entity.end()
                left = left[len(value) :]
                continue
            if (
                self._content[self._at : self._at + 1] == "\\" and left[0] != "\\"
            ) or self._content[self._at : self._at + 2] == "\\\\":
                self._at += 1
            if self._content[self._at : self._at + 1] != left[0]:
                self.failed = True
                return
            self._at += 1
            left = left[1:]


def _html_pairs(children: list[Any]) -> dict[int, Any]:
    """HTML tags by their identity, each with the tag that closes or opens it.

    Pairs are nested in each other and in the marks of Markdown; tags without a partner are left
    out.
    """
    found: dict[int, Any] = {}
    opened: list[Any] = []
    for child in children:
        name = _tag_name(child)
        if child.nesting == 1 or (name and name not in VOID and child.content[1] != "/"):
            opened.append(child)
        elif child.nesting == -1:
            while opened.pop().nesting != 1:
                pass
        elif name:
            depth = len(opened) - 1
            while depth >= 0 and _tag_name(opened[depth]) not in (name, ""):
                depth -= 1
            if depth >= 0 and _tag_name(opened[depth]) == name:
                found |= {id(opened[depth]): child, id(child): opened[depth]}
                del opened[depth:]
    return found


def _tag_name(token: Any) -> str:
    """The name of an HTML tag within a line; empty for other tokens."""
    found = _TAG.match(token.content) if token.type == "html_inline" else None
    return found[1].lower() if found else ""


def _alt_end(content: str, start: int) -> int:
    """Where the ``]`` of an image's description stands."""
    depth = 0
    for index in range(start + 1, len(content)):
        if content[index] == "[" and content[index - 1] != "\\":
            depth += 1
        elif content[index] == "]" and content[index - 1] != "\\":
            depth -= 1
            if not depth:
                return index
    return start


def _link_end(content: str, start: int) -> int:
    """The end of what follows a link's text, from its ``]``: an address, a label or nothing."""
    after = content[start + 1 : start + 2]
    if after == "[":
        return content.find("]", start + 2) + 1
    if after != "(":
        return start + 1
    depth, quote = 0, ""
    for index in range(start + 1, len(content)):
        char = content[index]
        if content[index - 1] == "\\":
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and content[index - 1].isspace():
            quote = char
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return index + 1
    return start + 1


def _emit(text: str, _form: str) -> str:
    return _escape(text)


def _emit_before_link(emit: Emit, text: str, form: str) -> str:
    """Text of a block with links; a ``!`` before a link would make it a picture."""
    return re.sub(r"!\Z", r"\\!", emit(text, form))


def _emit_cell(text: str, _form: str) -> str:
    return _escape(text).replace("|", "\\|")


def _escape(text: str) -> str:
    """Text that Markdown takes for itself."""
    said = _ESCAPED.sub(lambda match: "\\" + match[0], text)
    return _OPENS_BLOCK.sub(
        lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", said
    )
