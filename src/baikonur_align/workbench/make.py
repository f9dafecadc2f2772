"""Making pairs: from documents to beads, through the splitter, the translator and the aligner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from baikonur_align import __version__, align, confidence, similarity, split
from baikonur_align.corpus import slug
from baikonur_align.edit import in_order
from baikonur_align.model import Bead, Change, Document, Kind, Pair, Problem, Segment, Side, Tool
from baikonur_align.translate import Translator
