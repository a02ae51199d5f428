"""Demand of your own: tables, dictionaries, square matrices and files; every fault told by row; and what to do with it."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.demand import Demand, between, from_pairs, gravity, read_pairs
from cablenet.errors import DataError, InputError
from tests.demand.worlds import equator
from tests.toys import toy_network

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.errors import Fault
    from cablenet.network import Network

NET = equator()
PAIRS = [("AA", "BB"), ("AA", "CC"), ("BB", "CC")]


def flows(demand: Demand) -> dict[tuple[str, str], float]:
    return dict(zip(zip(demand.pairs["a"], demand.pairs["b"], strict=True), demand.pairs["tbps"], strict=True))


def faults(pairs: object, net: Network = NET) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(DataError) as raised:
        from_pairs(net, pairs)
    found: tuple[Fault, ...] = raised.value.faults
    return [(fault.row, fault.column, fault.found) for fault in found]


@settings(max_examples=25)
@given(st.lists(st.floats(0.0, 1e6), min_size=3, max_size=3))
def test_table_dictionary_and_square_say_the_same(values: list[float]) -> None:
    named = dict(zip(PAIRS, values, strict=True))
    table = pd.DataFrame([(b, a, tbps) for (a, b), tbps in named.items()], columns=["a", "b", "tbps"])
    square = pd.DataFrame(0.0, index=["CC", "AA", "BB"], columns=["AA", "BB", "CC"])
    for (a, b), tbps in named.items():
        square.loc[a, b] = square.loc[b, a] = tbps
    for given_pairs in (named, table, table.iloc[::-1], square):
        found = from_pairs(NET, given_pairs)
        assert flows(found) == pytest.approx(named)
        assert found.total_tbps == pytest.approx(sum(values))
        assert found.interval_tbps == pytest.approx((sum(values),) * 3)
    scaled = from_pairs(NET, named).scaled(3.0)
    assert scaled.total_tbps == pytest.approx(3.0 * sum(values))


@settings(max_examples=25)
@given(st.floats(0.0, 1e3), st.floats(0.0, 1e3))
def test_of_two_directions_the_larger_counts(there: float, back: float) -> None:
    assert flows(from_pairs(NET, {("AA", "BB"): there, ("BB", "AA"): back})) == {("AA", "BB"): max(there, back)}


def test_places_go_by_any_name() -> None:
    net = toy_network()
    found = from_pairs(net, {("Japan", "fr"): 2.0, ("tokyo-jp", "Egypt"): 1.0})
    assert flows(found) == {("FR", "JP"): 2.0, ("EG", "tokyo-jp"): 1.0}
    entries = found.entries.set_index("place")["node_id"].to_dict()
    assert entries == {"EG": "eg", "FR": "paris-fr", "JP": "tokyo-jp", "tokyo-jp": "tokyo-jp"}


def test_a_group_is_shared_by_mass() -> None:
    """EU is AA and BB; AA has three times the users and GDP of BB, so three quarters of what goes to CC."""
    net = equator(population={"AA": 3_000_000}, gdp_usd={"AA": 3e6})
    found = from_pairs(net, {("EU", "CC"): 8.0})
    assert flows(found) == pytest.approx({("AA", "CC"): 6.0, ("BB", "CC"): 2.0})
    assert between(net, found, "CC", "EU").total_tbps == pytest.approx(8.0)


def test_groups_that_share_members_leave_them_out() -> None:
    found = from_pairs(NET, {("AA,BB", "BB,CC"): 6.0})
    assert flows(found) == pytest.approx(dict.fromkeys(PAIRS, 2.0))


def test_every_fault_is_told_by_row() -> None:
    rows = [
        ("AA", "BB", -1.0, None, None),
        ("AA", "Atlantis", 1.0, None, None),
        ("AA", "Aaland", 1.0, None, None),
        ("AA", "CC", np.nan, None, None),
        ("BB", "CC", "much", None, None),
        ("BB", "CC", np.inf, None, None),
        ("AA", "CC", 2.0, 3.0, 4.0),
        ("AA", "CC", 1.0, None, None),
        ("AA", "CC", 1.0, None, None),
    ]
    assert faults(pd.DataFrame(rows, columns=["a", "b", "tbps", "low_tbps", "high_tbps"])) == [
        (1, "tbps", "-1.0"),
        (2, "b", "Atlantis"),
        (3, "b", "Aaland"),
        (4, "tbps", "nan"),
        (5, "tbps", "much"),
        (6, "tbps", "inf"),
        (7, "tbps", "3, 2, 4"),
        (9, None, "AA - CC again"),
    ]


def test_pairs_that_come_from_no_file_are_not_told_of_as_one() -> None:
    with pytest.raises(DataError, match=r"Mend the pairs and hand them in again\.$") as raised:
        from_pairs(NET, {("AA", "BB"): -1.0})
    assert "file" not in str(raised.value)
    again = copy.copy(raised.value)
    assert (str(again), again.faults) == (str(raised.value), raised.value.faults)


def test_a_demand_of_no_pairs_says_so() -> None:
    with pytest.raises(InputError, match="Found a demand with no pairs at all"):
        between(NET, from_pairs(NET, {}), "AA", "BB")


def test_a_text_alone_is_one_place() -> None:
    demand = from_pairs(NET, {("AA", "BB"): 1.0, ("BB", "CC"): 2.0})
    assert flows(demand.touching("AA")) == flows(demand.between("AA", ["BB", "CC"])) == {("AA", "BB"): 1.0}
    assert flows(demand.restricted("AA")) == {}


def test_what_two_rows_cover_is_told() -> None:
    assert faults({("AA", "CC"): 1.0, ("EU", "CC"): 2.0}) == [(2, None, "AA - CC")]


def test_a_group_without_users_is_told() -> None:
    net = equator(internet_users_pct={"AA": 0.0, "BB": 0.0})
    assert faults({("EU", "CC"): 1.0}, net) == [(1, None, "2 countries - CC")]


def test_a_square_with_holes_is_told() -> None:
    square = pd.DataFrame([[0.0, np.nan], [1.0, 5.0]], index=["AA", "BB"], columns=["AA", "BB"])
    assert faults(square) == [(1, "tbps", "nan"), (2, "b", "BB")]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (pd.DataFrame({"from": ["AA"], "to": ["BB"]}), "columns from, to; expected a, b and tbps"),
        ([("AA", "BB", 1.0)], "Found list, expected a table or a dictionary"),
        ({"AA": 1.0}, "Found dict, expected"),
        (pd.DataFrame(), "expected a, b and tbps"),
    ],
)
def test_what_is_no_demand_is_told(bad: object, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        from_pairs(NET, bad)


def test_no_pairs_are_no_demand() -> None:
    found = from_pairs(NET, {})
    assert found.pairs.empty
    assert found.entries.empty
    assert found.interval_tbps == (0.0, 0.0, 0.0)


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,tbps,low_tbps,high_tbps\nAA,BB,2,1,4\nBB,CC,3,,\n", encoding="utf-8")
    found = read_pairs(NET, path)
    assert found.pairs.to_numpy().tolist() == [["AA", "BB", 2.0, 1.0, 4.0], ["BB", "CC", 3.0, 3.0, 3.0]]
    assert found.interval_tbps == pytest.approx((4.0, 5.0, 7.0))


def test_a_file_need_not_have_an_interval(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,tbps\nAA,BB,2\n", encoding="utf-8")
    assert read_pairs(NET, path).pairs.to_numpy().tolist() == [["AA", "BB", 2.0, 2.0, 2.0]]


def test_a_bad_file_names_itself_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,tbps,low_tbps,high_tbps\nAA,BB,2,,\nAA,Nowhere,1,,\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv, row 3, column b: found 'Nowhere'"):
        read_pairs(NET, path)
    path.write_text("a,b,tbps,low_tbps,high_tbps\nAA,BB,-2,,\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv, row 2, column tbps: found '-2'"):
        read_pairs(NET, path)


def test_pairs_replace_those_of_the_model() -> None:
    model = gravity(NET, total_tbps=10.0)
    mine = from_pairs(NET, {("AA", "BB"): 100.0})
    both = model.with_pairs(mine)
    assert flows(both) == {**flows(model), ("AA", "BB"): 100.0}
    low, central, high = both.interval_tbps
    assert low < central < high
    assert central == pytest.approx(100.0 + flows(model)["AA", "CC"] + flows(model)["BB", "CC"])
    assert both.between(["AA"], ["BB"]).interval_tbps == pytest.approx((100.0, 100.0, 100.0))
    assert both.between(["AA"], ["CC"]).interval_tbps == pytest.approx(model.between(["AA"], ["CC"]).interval_tbps)
    pd.testing.assert_frame_equal(both.entries, model.entries)


def test_replacing_nothing_changes_nothing() -> None:
    model = gravity(NET, total_tbps=10.0)
    same = model.with_pairs(from_pairs(NET, {}))
    pd.testing.assert_frame_equal(same.pairs, model.pairs)
    pd.testing.assert_frame_equal(same.entries, model.entries)
