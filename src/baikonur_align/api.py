"""The public Python API; `baikonur_align` loads this module when one of its names is first used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from baikonur_align import ingest, segmentation, translation
from baikonur_align.alignment import aligner
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.building.bridge import bridge
from baikonur_align.edit import in_order
from baikonur_align.evaluation import translation as evaluation
from baikonur_align.evaluation.translation import Report
from baikonur_align.model import Bead, Pair, Problem, Segment, Status
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Selection, Summary, Workbench

__all__ = [
    "AlignmentOptions",
    "Bead",
    "Corpus",
    "Pair",
    "Problem",
    "Segment",
    "align",
    "score",
    "split",
    "translate",
]

REVIEWER = "reviewer-1"
"""The name that edits carry if the caller gives none, as on the command line."""


class NoCorpus(Problem):
    """The folder does not exist."""


def split(text: str, lang: str) -> list[str]:
    """Return the sentences of a text in reading order, without white space at their ends.

    Empty lines, headings and list items end a sentence, as in a plain text file; bullets before
    list items are left out. A text of one line is split as it stands. `lang` is an ISO 639 code:
    ``kk``, ``en`` and ``ru`` have rules of their own, other languages those of sentencex.
    """
    if not text.strip().splitlines()[1:]:
        return segmentation.sentences(text, ingest.known_code(lang))
    document = ingest.read_bytes(text.encode("utf-8"), "text.txt", lang)
    return [segment.text for segment in segmentation.segments(document)]


def translate(
    sentences: Sequence[str],
    source_lang: str,
    target_lang: str,
    progress: Callable[[int, int], None] | None = None,
) -> list[str]:
    """Return the machine translation of each sentence, offline, with the installed Argos packages.

    The output has one entry for each input; an empty sentence stays empty. Languages are ISO 639
    codes; a pair without a package goes through others (``kk`` to ``de`` through ``en``).
    `progress` is called with the sentences done and their total.

    Raises:
      NoModel: no package, and no chain of packages, translates between the languages.
      BrokenPackage: the package is damaged.

    """
    return translation.engine(source_lang, target_lang).translate(sentences, progress)


def align(
    source: Sequence[str],
    target: Sequence[str],
    options: AlignmentOptions,
    *,
    machine_translation: bool = True,
) -> list[Bead]:
    """Return the beads of two texts, given as lists of sentences, in reading order.

    Every sentence is in exactly one bead; an unaligned sentence is a bead with one side.
    ``Bead.confidence`` is the calibrated probability that the bead is right, 0 to 1.
    With `machine_translation`, and if `options` has no translations, the installed packages
    translate both sides first: more accurate, and most of the time that an alignment takes.
    Method: docs/alignment.md.

    Raises `alignment.features.WrongLength` if the options do not fit the number of sentences.
    """
    langs = options.source_lang, options.target_lang
    given = options.source_translations, options.target_translations
    if machine_translation and given == (None, None):
        engines = bridge(*langs)
        options = replace(
            options,
            source_translations=_alternatives(engines.forward, source),
            target_translations=_alternatives(engines.backward, target),
        )
    left, right = (
        [Segment(f"{lang}.{number}", text, 0) for number, text in enumerate(texts, 1)]
        for lang, texts in zip(langs, (source, target), strict=True)
    )
    links = aligner.align(source, target, options)
    return list(
        in_order(
            Bead(
                tuple(left[i] for i in link.source),
                tuple(right[j] for j in link.target),
                confidence=link.confidence,
            )
            for link in links
        )
    )


def score(hypotheses: Sequence[str], references: Sequence[str], bootstrap: int = 0) -> Report:
    """Return BLEU, chrF, chrF++ and TER of translations, each with its sacreBLEU signature.

    Both lists have one sentence an entry. `bootstrap` is the number of resamples for a 95 %
    interval (1000 is usual); 0 computes none. Values are in per cent.

    Raises `evaluation.translation.CannotScore` for lists that are empty or of unequal length.
    """
    return evaluation.score(hypotheses, references, bootstrap)


class Corpus:
    """A corpus folder: its pairs as they are now, and the edits that the review app makes.

    Use it as a context manager, or call `close`. Several processes may have one corpus open, the
    review app among them: an edit to beads that someone else has changed raises `Conflict`.

    Args:
      folder: the folder, one TEI file a pair.
      journal: the URL of the database with the edits; by default SQLite in the folder.
      create: make the folder if it does not exist.

    Raises:
      NoCorpus: the folder does not exist and `create` is not set.

    """

    def __init__(
        self, folder: str | Path, journal: str | None = None, *, create: bool = False
    ) -> None:
        root = Path(folder)
        if not create and not root.is_dir():
            raise NoCorpus(
                "there is no corpus at {folder}; pass create=True to make one", folder=str(root)
            )
        self._workbench = Workbench(root, journal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database. The corpus must not be used afterwards."""
        self._workbench.close()

    def __len__(self) -> int:
        return len(self.ids())

    def __iter__(self) -> Iterator[Pair]:
        """Yield each pair as it is now, in the order of `ids`."""
        return (self[pair_id] for pair_id in self.ids())

    def __getitem__(self, pair_id: str) -> Pair:
        """Return a pair as it is now, edits included. Raises `corpus.NoPair`."""
        return self._workbench.review.pair(pair_id)

    def ids(self) -> list[str]:
        """Return the ids of all pairs, sorted."""
        return self._workbench.corpus.ids()

    def summaries(self) -> list[Summary]:
        """Return for each pair its titles and how many beads are linked, confirmed, flagged."""
        return self._workbench.review.summaries()

    def add(
        self,
        *files: str | Path,
        source: str | None = None,
        target: str | None = None,
        comparable: bool = False,
    ) -> str:
        """Make a pair of files and return its id.

        Two files are aligned; one file is translated into `target`; one TMX, XLIFF, TSV or TEI
        file has both sides. `source` and `target` are ISO 639 codes, detected if not given.
        `comparable`: the texts are not translations of each other.
        """
        paths = [Path(file) for file in files]
        return self._workbench.builder.add(paths, source, target, comparable=comparable).pair_id

    def edit(
        self,
        pair_id: str,
        verb: str,
        beads: Bead | Iterable[Bead],
        reviewer: str = REVIEWER,
        **args: Any,
    ) -> int:
        """Apply a verb of the review app to beads of a pair; return the new version of the pair.

        Verbs and their arguments: docs/api.md. The edit goes to the journal; `publish` writes it
        into the TEI file.

        Raises:
          Conflict: a bead is no longer as given.
          Refused: the verb does not apply to these beads, or nothing would change.

        """
        chosen = [beads] if isinstance(beads, Bead) else list(beads)
        names = [bead_id(bead) for bead in chosen]
        return self._workbench.revise(pair_id, verb, names, args, reviewer)[0]

    def confirm(self, pair_id: str, beads: Bead | Iterable[Bead], reviewer: str = REVIEWER) -> int:
        """Confirm beads; return the new version. Raises as `edit`."""
        return self.edit(pair_id, "confirm", beads, reviewer)

    def undo(self, pair_id: str, reviewer: str = REVIEWER) -> int:
        """Undo the reviewer's last edit of the pair; return the new version. Raises as `edit`."""
        return self._workbench.review.undo(pair_id, reviewer)[0]

    def redo(self, pair_id: str, reviewer: str = REVIEWER) -> int:
        """Redo what the reviewer last undid; return the new version. Raises as `edit`."""
        return self._workbench.review.redo(pair_id, reviewer)[0]

    def publish(self, pair_id: str) -> int:
        """Write the pair's edits into its TEI file; return the version that the file has."""
        return self._workbench.review.publish(pair_id)

    def export(
        self,
        path: str | Path,
        format: str,  # noqa: A002  (the name that users expect)
        pairs: Sequence[str] | None = None,
        *,
        statuses: Sequence[Status] | None = None,
        min_confidence: float | None = None,
    ) -> None:
        """Write pairs (all by default) to a ``tei``, ``tmx``, ``tsv``, ``jsonl`` or ``moses`` file.

        `statuses` keeps beads of these statuses only, `min_confidence` (0 to 1) confirmed beads
        and those of at least this confidence (machine drafts: estimated quality). ``moses`` writes
        a zip archive of two files.
        """
        selection = Selection(statuses, min_confidence)
        chosen = self.ids() if pairs is None else pairs
        with Path(path).open("wb") as file:
            file.writelines(self._workbench.export(chosen, format, selection))

    def scores(self, pair_id: str | None = None) -> Mapping[str, Any]:
        """Return the scores of the machine drafts against the reviewers' text, as in `score`."""
        return self._workbench.scores(pair_id).to_json()


def _alternatives(engine: translation.Translator | None, texts: Sequence[str]) -> list[str] | None:
    return translation.side_by_side(engine.alternatives(texts)) if engine else None
