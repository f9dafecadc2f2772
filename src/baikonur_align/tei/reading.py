"""A tree while it is read, and the errors found so far."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from baikonur_align.tei.names import TEI, XML_ID
from baikonur_align.tei.parse import Finding, line_of


class Reading:
    """A tree with its `findings`; `lines` has the line of each ``xml:id``."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.lines: dict[str, int] = {}
        for element in root.iter():
            xml_id = element.get(XML_ID)
            if xml_id is not None and xml_id in self.lines:
                self.wrong(element, f"the id {xml_id} is used twice")
            elif xml_id is not None:
                self.lines[xml_id] = line_of(element)

    def wrong(self, element: etree._Element, message: str) -> None:
        self.findings.append(Finding(line_of(element), message))

    def wrong_at(self, xml_id: str, message: str) -> None:
        """Record an error at an id; an unknown id stands for the whole file."""
        self.findings.append(Finding(self.lines.get(xml_id, 1), message))

    def all(self, path: str) -> list[etree._Element]:
        """Return the elements at a path of TEI names below the root: ``text/group/text``."""
        return self.root.findall("/".join(f"{TEI}{name}" for name in path.split("/")))

    def one(self, path: str) -> etree._Element:
        """Return the first of `all`; the schema guarantees that there is one."""
        return self.all(path)[0]

    def by_target(
        self, path: str, wanted: Callable[[etree._Element], bool] = lambda _: True
    ) -> dict[str, etree._Element]:
        """Return the `wanted` elements at `path` by their targets; each target may have one."""
        out: dict[str, etree._Element] = {}
        for element in filter(wanted, self.all(path)):
            if out.setdefault(pointer(element), element) is not element:
                self.wrong(element, f"{pointer(element)} has this twice")
        return out


def pointer(element: etree._Element, name: str = "target") -> str:
    """Return the id in a pointer attribute; empty if the attribute is missing."""
    return element.get(name, "").removeprefix("#")


def pointers(element: etree._Element) -> list[str]:
    """Return the ids that ``target`` names."""
    return [name.removeprefix("#") for name in element.get("target", "").split()]
