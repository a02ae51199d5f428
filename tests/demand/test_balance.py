"""Balancing: by hand, against iterative proportional fitting, and what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablenet.demand.balance import balance, blocks_of
from cablenet.errors import DataError

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.demand.balance import Blocks

    Floats = npt.NDArray[np.float64]

REGION = pd.Series({"AA": "north", "BB": "north", "CC": "south", "DD": "south", "EE": "south"})
KEYS = [("north", ""), ("south", "CC"), ("south", "south")]
ONE, OTHER = np.triu_indices(5, 1)


def test_one_margin_by_hand() -> None:
    """AA-BB is 1 of 10 equal pairs; pairs that touch the north are 7. Half the flow: 1/14 each, the rest 1/6 each."""
    blocks = blocks_of(REGION, KEYS[:1], ONE, OTHER)
    sums = np.bincount(blocks.block, minlength=blocks.count)[None, :] / 10.0
    factor = balance(sums, np.array([[0.5]]), blocks, ["north"])[0][blocks.block]
    north = np.array([REGION.iloc[i] == "north" or REGION.iloc[j] == "north" for i, j in zip(ONE, OTHER, strict=True)])
    np.testing.assert_allclose(factor / 10.0, np.where(north, 1 / 14, 1 / 6), rtol=1e-9)


def test_blocks_say_what_a_margin_means() -> None:
    blocks = blocks_of(REGION, KEYS, ONE, OTHER)
    names = [f"{REGION.index[i]}{REGION.index[j]}" for i, j in zip(ONE, OTHER, strict=True)]

    def pairs(mask: npt.NDArray[np.bool_]) -> set[str]:
        return {name for name, block in zip(names, blocks.block, strict=True) if mask[block]}

    assert pairs(blocks.part[0]) == {"AABB", "AACC", "AADD", "AAEE", "BBCC", "BBDD", "BBEE"}
    assert pairs(blocks.rest[0]) == {"CCDD", "CCEE", "DDEE"}
    assert pairs(blocks.part[1]) == {"CCDD", "CCEE", "AACC", "BBCC"} - {"AACC", "BBCC"}
    assert pairs(blocks.part[2]) == {"CCDD", "CCEE", "DDEE"}
    assert pairs(blocks.rest[2]) == {"AACC", "AADD", "AAEE", "BBCC", "BBDD", "BBEE"}


def fitted(sums: Floats, shares: Floats, blocks: Blocks) -> Floats:
    """The reference: scale for one margin after the other until all hold."""
    flow = sums / sums.sum()
    for _ in range(20_000):
        worst = 0.0
        for part, rest, share in zip(blocks.part, blocks.rest, shares, strict=True):
            a, r = flow[part].sum(), flow[rest].sum()
            worst = max(worst, abs(a / (a + r) - share))
            x = share * r / ((1.0 - share) * a)
            flow[part] *= x ** (1.0 - share)
            flow[rest] *= x**-share
            flow /= flow.sum()
        if worst < 1e-12:
            break
    return np.asarray(flow)


@given(
    st.lists(st.floats(0.1, 10.0), min_size=10, max_size=10),
    st.floats(0.3, 0.8),
    st.floats(0.2, 0.5),
    st.floats(0.1, 0.4),
)
def test_newton_and_proportional_fitting_find_the_same(flows: list[float], a: float, b: float, c: float) -> None:
    blocks = blocks_of(REGION, [("north", ""), ("AA", "CC"), ("north", "north")], ONE, OTHER)
    shares = np.array([a, b, c])
    sums = np.bincount(blocks.block, weights=np.array(flows), minlength=blocks.count).astype(float)
    found = balance(sums[None, :], shares[None, :], blocks, ["x", "y", "z"])[0] * sums / sums.sum()
    np.testing.assert_allclose(found, fitted(sums, shares, blocks), atol=1e-7)
    assert found.sum() == pytest.approx(1.0)


def test_contradictions_are_named() -> None:
    blocks = blocks_of(REGION, [("north", "south"), ("north", "CC")], ONE, OTHER)
    sums = np.bincount(blocks.block, minlength=blocks.count)[None, :].astype(float)
    with pytest.raises(DataError, match=r"contradict one another; the share of (wide|narrow) is still off"):
        balance(sums, np.array([[0.3, 0.6]]), blocks, ["wide", "narrow"])


def test_the_same_margin_twice_does_no_harm() -> None:
    blocks = blocks_of(REGION, [("north", ""), ("north", "")], ONE, OTHER)
    sums = np.bincount(blocks.block, minlength=blocks.count)[None, :].astype(float)
    factor = balance(sums, np.array([[0.4, 0.4]]), blocks, ["one", "other"])[0]
    flow = factor * sums[0]
    assert flow[blocks.part[0]].sum() / flow.sum() == pytest.approx(0.4)
