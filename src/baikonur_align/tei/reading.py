"""A tree that is being read, and what has been found wrong with it so far."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from baikonur_align.tei.names import TEI, XML_ID
from baikonur_align.tei.parse import Finding, line_of


class Reading:
    """`findings` grows while the tree is read; `lines` is where each ``xml:id`` stands."""

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
        """Where there is no such id, the whole file is meant."""
        self.findings.append(Finding(self.lines.get(xml_id, 1), message))

    def all(self, path: str) -> list[etree._Element]:
        """The elements at a path of TEI names below the root: ``text/group/text``."""
        return self.root.findall("/".join(f"{TEI}{name}" for name in path.split("/")))

    def one(self, path: str) -> etree._Element:
        """The first of `all`; our schema has seen to it that there is one."""
        return self.all(path)[0]

    def by_target(
        self, path: str, wanted: Callable[[etree._Element], bool] = lambda _: True
    ) -> dict[str, etree._Element]:
        """The `wanted` elements at `path` by what they are about, which only one of them may be."""
        out: dict[str, etree._Element] = {}
        for element in filter(wanted, self.all(path)):
            if out.setdefault(pointer(element), element) is not element:
                self.wrong(element, f"{pointer(element)} has this twice")
        return out


def pointer(element: etree._Element, name: str = "target") -> str:
    """The id that an attribute of one pointer names, empty where there is no such attribute."""
    return element.get(name, "").removeprefix("#")


def pointers(element: etree._Element) -> list[str]:
    """The ids that ``target`` names."""
    return [name.removeprefix("#") for name in element.get("target", "").split()]
