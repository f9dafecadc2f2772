"""Reading and writing pairs as TEI P5; no other module depends on the XML."""

from baikonur_align.tei import wording
from baikonur_align.tei.linked import linked
from baikonur_align.tei.markup import Unwritable
from baikonur_align.tei.parse import Finding
from baikonur_align.tei.read import NotOurs, loads, read
from baikonur_align.tei.validate import validate
from baikonur_align.tei.write import document, dumps

__all__ = [
    "Finding",
    "NotOurs",
    "Unwritable",
    "document",
    "dumps",
    "linked",
    "loads",
    "read",
    "validate",
    "wording",
]
