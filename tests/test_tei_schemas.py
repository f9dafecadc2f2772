"""The ODD and the RELAX NG schema of a pair say the same, and the ODD is TEI."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from baikonur_align.tei.parse import SCHEMA
from support.schemas import TEI, of_odd, of_relaxng

pytestmark = pytest.mark.slow

ODD = SCHEMA.with_suffix(".odd")
TEI_ALL = Path(__file__).resolve().parents[2] / "shared" / "schema" / "tei_all.rng"


def test_the_odd_has_the_elements_attributes_and_values_of_the_schema() -> None:
    schema, odd = of_relaxng(SCHEMA), of_odd(ODD)
    assert odd.keys() == schema.keys()
    for name, element in schema.items():
        assert (name, odd[name]) == (name, element)


def test_the_odd_includes_from_each_module_what_it_specifies() -> None:
    root = etree.parse(ODD).getroot()
    included = {
        (module.get("key"), name)
        for module in root.iter(f"{TEI}moduleRef")
        for name in module.get("include", "").split()
    }
    assert included == {(e.get("module"), e.get("ident")) for e in root.iter(f"{TEI}elementSpec")}
    assert all(
        (e.findtext(f"{TEI}desc") or "").endswith(".") for e in root.iter(f"{TEI}elementSpec")
    )


def test_the_odd_is_a_tei_document() -> None:
    if not TEI_ALL.exists():
        pytest.skip("the schema of the TEI is not here")
    etree.RelaxNG(etree.parse(TEI_ALL)).assertValid(etree.parse(ODD))
