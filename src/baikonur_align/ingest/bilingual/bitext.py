"""What all files of aligned texts come down to: sentences in each language, and which belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.language import detect_language

Group = Mapping[str, Sequence[int]]
"""The sentences of each language that belong together, by their number in the text of that language."""


@dataclass(frozen=True)
class Bitext:
    """`texts` has the sentences of each language in reading order. `nameless` when the file names none."""

    texts: Mapping[str, Sequence[str]]
    groups: Sequence[Group]
    nameless: bool = False

    def named(self, langs: Sequence[str | None], name: str) -> Bitext:
        """With languages in place of the numbers of columns: `langs`, and by detection where that is None.

        Raises `Unreadable` when both would be the same.
        """
        said = [
            lang or detect_language("\n".join(text))
            for lang, text in zip(langs, self.texts.values(), strict=True)
        ]
        if len(set(said)) < len(said):
            raise Unreadable(
                f"{name} seems to be in {said[0]} on both sides; name its languages: "
                "baikonur-align add --from ... --to ..."
            )
        renamed = dict(zip(self.texts, said, strict=True))
        return Bitext(
            {renamed[key]: text for key, text in self.texts.items()},
            [{renamed[key]: numbers for key, numbers in group.items()} for group in self.groups],
        )


def of_units(units: Iterable[Mapping[str, str]], *, nameless: bool = False) -> Bitext:
    """Units that stand one after the other in all their languages, a sentence each."""
    texts: dict[str, list[str]] = {}
    groups = []
    for unit in units:
        group = {}
        for lang, text in unit.items():
            sentences = texts.setdefault(lang, [])
            if plain := " ".join(clean(text).split()):
                group[lang] = [len(sentences)]
                sentences.append(plain)
        groups.append(group)
    return Bitext(texts, groups, nameless)
