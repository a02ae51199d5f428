"""Boarding: what a change of system costs, by hand and as laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cablenet.routing.problem import Problem
from cablenet.routing.trees import Trees
from cablenet.validation.boarding import LEAST_MS, boarded

if TYPE_CHECKING:
    import numpy.typing as npt

LINES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(1.0, 50.0), st.sampled_from(["", "a", "b", "c"])),
    min_size=1,
    max_size=12,
).map(lambda rows: [row for row in rows if row[0] != row[1]] or [(0, 1, 1.0, "")])


def problem(rows: list[tuple[int, int, float, str]], source: int = 0, target: int = 1) -> Problem:
    """Links ``(a, b, ms, system)``, and one Tbps from source to target."""
    size, one = len(rows), np.ones(1)
    return Problem(
        size=5,
        a=np.array([row[0] for row in rows], dtype=np.int32),
        b=np.array([row[1] for row in rows], dtype=np.int32),
        rtt_ms=np.array([row[2] for row in rows]),
        price_ms=np.zeros(size),
        capacity_tbps=np.ones(size),
        closed=np.zeros(size, dtype=np.uint8),
        source=np.array([source], dtype=np.int32),
        target=np.array([target], dtype=np.int32),
        rights=np.zeros(1, dtype=np.uint8),
        tbps=one,
    )


def least(rows: list[tuple[int, int, float, str]], board_ms: float, **ends: int) -> tuple[float, set[int]]:
    """Least cost where boarding costs so much, and the links that the path rides; infinite without a path."""
    plain = problem(rows, **ends)
    whole = boarded(plain, np.array([row[3] for row in rows], dtype=object))
    cost: npt.NDArray[np.float64] = np.concatenate(
        [plain.rtt_ms, np.full(len(whole.a) - len(rows), board_ms + LEAST_MS)]
    )
    paths = Trees(whole).paths(cost)
    found = float(paths.cost[0]) if len(paths.cost) else float("inf")
    return found, {int(link) for link in paths.links if link < len(rows)}


HAND = [(0, 2, 10.0, "a"), (2, 1, 10.0, "a"), (0, 2, 9.0, "b")]


def test_a_change_is_made_only_where_it_pays() -> None:
    assert least(HAND, 0.0)[1] == {1, 2}
    assert least(HAND, 2.0)[1] == {0, 1}
    assert round(least(HAND, 2.0)[0], 3) == 24.0


def test_links_of_no_system_are_not_boarded() -> None:
    rows = [(row[0], row[1], row[2], "") for row in HAND]
    assert least(rows, 100.0) == (19.0, {1, 2})


@given(LINES)
def test_free_boarding_changes_no_least_cost(rows: list[tuple[int, int, float, str]]) -> None:
    paths = Trees(problem(rows)).paths(problem(rows).rtt_ms)
    plain = float(paths.cost[0]) if len(paths.cost) else float("inf")
    assert np.isclose(least(rows, 0.0)[0], plain, rtol=0, atol=1e-3)


@given(LINES, st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_dearer_boarding_never_makes_a_way_cheaper(
    rows: list[tuple[int, int, float, str]], one: float, more: float
) -> None:
    assert least(rows, one)[0] <= least(rows, one + more)[0] + 1e-9


@given(LINES)
def test_every_end_of_a_system_is_boarded_once(rows: list[tuple[int, int, float, str]]) -> None:
    whole = boarded(problem(rows), np.array([row[3] for row in rows], dtype=object))
    ends = {(end, row[3]) for row in rows for end in row[:2] if row[3]}
    assert whole.size == 5 + len(ends)
    assert len(whole.a) == len(rows) + len(ends)
