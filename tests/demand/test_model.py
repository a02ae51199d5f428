"""The record of demand: parts, scales, levels, intervals of sums, and how it shows itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablenet.demand import Demand, constants, gravity, sensitivity_table
from cablenet.demand.uncertainty import interval_of_sums
from cablenet.errors import InputError
from tests.demand.worlds import equator

NET = equator()
MODEL = gravity(NET, total_tbps=10.0)


def test_a_pair_has_its_own_interval() -> None:
    for row in MODEL.pairs.itertuples():
        one = MODEL.between([row.a], [row.b])
        assert one.interval_tbps[1] == pytest.approx(row.tbps)
        assert one.interval_tbps == pytest.approx((row.low_tbps, row.tbps, row.high_tbps))


def test_a_fixed_total_is_sure() -> None:
    assert MODEL.interval_tbps == pytest.approx((10.0, 10.0, 10.0))


def test_what_is_each_ones_own_averages_out() -> None:
    """Four pairs of 1, each 0.5 to 2 by itself: up sqrt(4 x 1^2) / 4, down sqrt(4 x 0.5^2) / 4."""
    ones, none = np.ones(4), np.zeros((0, 2, 4))
    found = interval_of_sums(ones, ones / 2, ones * 2, none, np.zeros(4, dtype=np.int64))
    assert found[0] == pytest.approx([4 * 0.75, 4.0, 4 * 1.5])


def test_what_moves_all_adds_up() -> None:
    """A component that doubles or halves all: the sum doubles or halves."""
    ones = np.ones(4)
    shifts = np.log(np.array([[0.5], [2.0]])) * np.ones((1, 2, 4))
    found = interval_of_sums(ones, ones / 2, ones * 2, shifts, np.array([0, 0, 1, 1]))
    assert found.ravel() == pytest.approx([1.0, 2.0, 4.0] * 2)


def test_what_moves_two_apart_cancels() -> None:
    up = np.log(np.array([[[1.5, 0.5], [0.5, 1.5]]]))
    found = interval_of_sums(np.ones(2), np.array([0.5, 0.5]), np.array([1.5, 1.5]), up, np.zeros(2, dtype=np.int64))
    assert found[0] == pytest.approx([2.0, 2.0, 2.0])


@given(st.lists(st.tuples(st.floats(0.01, 10), st.floats(0.1, 1.0), st.floats(1.0, 10)), min_size=1, max_size=6))
def test_a_sum_lies_in_the_sum_of_the_ends(rows: list[tuple[float, float, float]]) -> None:
    tbps, down, up = (np.array(part) for part in zip(*rows, strict=True))
    low, central, high = interval_of_sums(
        tbps, tbps * down, tbps * up, np.zeros((0, 2, len(rows))), np.zeros(len(rows), dtype=np.int64)
    )[0]
    assert (tbps * down).sum() - 1e-9 <= low <= central + 1e-12
    assert central - 1e-12 <= high <= (tbps * up).sum() + 1e-9


def test_parts() -> None:
    assert MODEL.places == ("AA", "BB", "CC")
    assert MODEL.between(["AA"], ["BB", "CC"]).total_tbps == pytest.approx(MODEL.touching(["AA"]).total_tbps)
    alone = MODEL.restricted(["AA", "BB"])
    assert alone.pairs[["a", "b"]].to_numpy().tolist() == [["AA", "BB"]]
    assert list(alone.entries["place"]) == ["AA", "BB"]


def test_levels() -> None:
    assert MODEL.at("central") is MODEL
    assert MODEL.at("high").total_tbps == pytest.approx(MODEL.pairs["high_tbps"].sum())
    assert MODEL.at("low").total_tbps == pytest.approx(MODEL.pairs["low_tbps"].sum())
    with pytest.raises(InputError, match="'middle'"):
        MODEL.at("middle")  # type: ignore[arg-type]


@given(st.floats(0.0, 1e6))
def test_scales(factor: float) -> None:
    scaled = MODEL.scaled(factor)
    np.testing.assert_allclose(scaled.pairs[["tbps", "high_tbps"]], MODEL.pairs[["tbps", "high_tbps"]] * factor)
    assert scaled.world_tbps == pytest.approx(10.0 * factor)


def test_scaled_to_a_total() -> None:
    assert MODEL.scaled_to(25.0).total_tbps == pytest.approx(25.0)
    with pytest.raises(InputError, match="no demand"):
        MODEL.restricted([]).scaled_to(1.0)
    for bad in (-1.0, np.nan, np.inf):
        with pytest.raises(InputError, match="0 or more"):
            MODEL.scaled(bad)


def test_absent_places_are_counted() -> None:
    nodes = NET.nodes.drop(index="cc-town")
    cities = {"CC": "singapore-sg"}  # a city of the facts that this network does not have
    found = gravity(replace(equator(internet_city=cities), nodes=nodes), total_tbps=10.0)
    assert found.absent == ("CC",)
    assert len(found.pairs) == 3
    assert "1 of them not on the network" in repr(found)


def test_repr_and_html() -> None:
    assert repr(MODEL).startswith("Demand of 10 Tbps [10 to 10] in 3 pairs of 3 places (gravity 2026, internet")
    html = MODEL._repr_html_()
    assert html.count("<tr") == 4
    pairs = pd.DataFrame({"a": ["<b>"], "b": ["x"], "tbps": [1.0], "low_tbps": [1.0], "high_tbps": [1.0]})
    shown = Demand(pairs=pairs, entries=MODEL.entries, note="<i>")._repr_html_()
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_what_moves_a_sum() -> None:
    """AA-BB, 10 degrees apart, is nearer than the others, so a larger exponent of distance gives it more."""
    near = MODEL.between(["AA"], ["BB"])
    table = sensitivity_table(near).set_index("component")
    low, _, high = constants()["distance_exponent"]
    wanted = [10.0 * 10.0**-beta / (10.0**-beta + 20.0**-beta + 30.0**-beta) for beta in (low, high)]
    assert table.loc["distance_exponent"].tolist() == pytest.approx(wanted)
    assert table.loc["world total"].tolist() == pytest.approx([near.total_tbps] * 2)
    assert table.index[0] == "distance_exponent"
    assert sensitivity_table(near.at("low")).empty
