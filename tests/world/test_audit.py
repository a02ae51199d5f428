"""The audit tells what is thin or odd in the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablenet.report import audit_markdown
from cablenet.world.audit import audit

if TYPE_CHECKING:
    import pandas as pd


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return audit().set_index("check")


def test_every_row_names_its_source(found: pd.DataFrame) -> None:
    without = found[found.index.str.endswith("without source")]
    assert len(without) == 5
    assert (without["found"] == 0).all()


def test_counts_are_shares_of_something(found: pd.DataFrame) -> None:
    assert (found["found"] >= 0).all()
    assert (found["found"] <= found["of"]).all()
    assert set(found["area"]) == {"coverage", "provenance", "plausibility"}


def test_coverage_is_that_of_a_reference(found: pd.DataFrame) -> None:
    assert found.at["systems in-service", "of"] >= 700
    assert found.at["landing stations no segment ends at", "of"] >= 1600


def test_dates_are_in_order(found: pd.DataFrame) -> None:
    assert found.at["retired before it served", "found"] == 0


def test_known_outliers_come_with_a_reason(found: pd.DataFrame) -> None:
    told = found.at["published length far above the laid one", "examples"]
    assert "(" in told
    assert "poseidon" in told


def test_markdown_lists_open_points_only(found: pd.DataFrame) -> None:
    text = audit_markdown(found.reset_index())
    assert text.startswith("- ")
    assert "without source" not in text
