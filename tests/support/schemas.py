"""What a RELAX NG schema and an ODD say of each element, in terms that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

RNG = "{http://relaxng.org/ns/structure/1.0}"
TEI = "{http://www.tei-c.org/ns/1.0}"
LOOSE = frozenset({f"{RNG}optional", f"{RNG}choice", f"{RNG}zeroOrMore"})


@dataclass
class Element:
    """Attributes with their allowed values (empty: any), those required, and the child elements."""

    attributes: dict[str, set[str]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)
    text: bool = False


def of_relaxng(path: Path) -> dict[str, Element]:
    """The elements of a RELAX NG schema; one with several definitions has what any allows."""
    root = etree.parse(path).getroot()
    defines = {define.get("name", ""): define for define in root.iter(f"{RNG}define")}
    found: dict[str, Element] = {}
    for node in root.iter(f"{RNG}element"):
        one = Element()
        _walk(node, defines, one, loose=False)
        name = node.get("name", "")
        if name in found:
            known = found[name]
            for attribute, values in one.attributes.items():
                both = known.attributes.get(attribute, values) and values
                known.attributes[attribute] = (
                    both and known.attributes.get(attribute, set()) | values
                )
            known.required &= one.required
            known.children |= one.children
            known.text |= one.text
        else:
            found[name] = one
    return found


def _walk(
    node: etree._Element, defines: dict[str, etree._Element], one: Element, *, loose: bool
) -> None:
    for child in node:
        if child.tag == f"{RNG}ref":
            _walk(defines[child.get("name", "")], defines, one, loose=loose)
        elif child.tag == f"{RNG}element":
            one.children.add(child.get("name", ""))
        elif child.tag == f"{RNG}attribute":
            name = child.get("name", "")
            values = {value.text or "" for value in child.iter(f"{RNG}value")}
            one.attributes[name] = one.attributes.get(name, set()) | values
            if not loose:
                one.required.add(name)
        elif child.tag == f"{RNG}text":
            one.text = True
        elif isinstance(child.tag, str):
            _walk(child, defines, one, loose=loose or child.tag in LOOSE)


def of_odd(path: Path) -> dict[str, Element]:
    """The elements of an ODD whose every element has a specification of its own."""
    root = etree.parse(path).getroot()
    found = {}
    for spec in root.iter(f"{TEI}elementSpec"):
        one = Element(text=spec.find(f"{TEI}content//{TEI}textNode") is not None)
        one.children = {
            ref.get("key", "") for ref in spec.iterfind(f"{TEI}content//{TEI}elementRef")
        }
        for attribute in _attributes(spec):
            name = attribute.get("ident", "")
            one.attributes[name] = {v.get("ident", "") for v in attribute.iter(f"{TEI}valItem")}
            if attribute.get("usage") == "req":
                one.required.add(name)
        found[spec.get("ident", "")] = one
    return found


def _attributes(spec: etree._Element) -> Iterator[etree._Element]:
    return (a for a in spec.iter(f"{TEI}attDef") if a.get("mode") != "delete")
