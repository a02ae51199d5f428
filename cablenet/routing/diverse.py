"""Each demand spread over its different paths, as operators spread theirs (conventions 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing.problem import Solution
from cablenet.routing.trees import PathSet, Trees, joined

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.problem import Problem

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["Spread", "solve"]

PENALTY = 1.4
"""Factor put on the links of the paths found, when the next different ones are sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How traffic spreads: over at most ``paths`` paths a pair, of which no two share more than ``overlap`` of the shorter.

    A path that costs ``scale_ms`` more takes 1/e of the traffic. These are assumptions: no published split of traffic over
    routes was found. The scale is of the order of the differences between parallel systems.
    """

    paths: int = 4
    overlap: float = 0.75
    scale_ms: float = 10.0


def solve(problem: Problem, *, spread: Spread | None = None) -> Solution:
    """Split each commodity over sufficiently different paths by a path-size logit; capacity does not count.

    1. Paths are found source by source with the penalty method: links that a source's paths use grow dearer by 40 %, and
       the search is repeated (Akgun, Erkut and Batta 2000, doi:10.1016/S0377-2217(99)00214-3).
    2. From the cheapest up, a path is kept if it shares at most ``overlap`` of the shorter one's cost with each kept one.
    3. Path ``i`` of cost ``c_i`` takes the share ``PS_i exp(-c_i / scale) / sum_j PS_j exp(-c_j / scale)``, where the path
       size ``PS_i = sum over its links of (c_link / c_i) / (number of kept paths with that link)`` corrects for overlap
       (Ben-Akiva and Bierlaire 1999, doi:10.1007/978-1-4615-5203-1_2).

    The model is not monotone: cutting a link can move traffic to a shorter path on average, as a kept path makes room
    for another. What is served is all that is joined. Some seconds for the world.
    """
    spread = spread or Spread()
    found = _candidates(problem, spread.paths)
    share = _shares(problem, found, spread)
    kept = share > 0
    hops = np.diff(found.start)
    return Solution(
        commodity=found.commodity[kept],
        tbps=(share * problem.tbps[found.commodity])[kept],
        start=np.concatenate([[0], np.cumsum(hops[kept])]),
        links=found.links[np.repeat(kept, hops)],
    )


def _candidates(problem: Problem, rounds: int) -> PathSet:
    """Paths of all commodities, ``rounds`` each, sorted by commodity and then by round."""
    trees = Trees(problem)
    found: list[PathSet] = []
    begins = np.flatnonzero(np.diff(problem.source, prepend=-1))
    for members in np.split(np.arange(len(problem.source)), begins[1:]):
        cost = problem.cost_ms.copy()
        for _ in range(rounds):
            paths = trees.paths(cost, commodities=members)
            found.append(paths)
            used = np.zeros(len(cost), dtype=bool)
            used[paths.links] = True
            cost[used] *= PENALTY
    return joined(found)


def _shares(problem: Problem, found: PathSet, spread: Spread) -> Floats:
    """Share of its commodity that each path takes, (p,); 0 for those that are too alike."""
    cost = found.over(problem.cost_ms)
    place = _place(found.commodity, cost)
    entry_path = np.repeat(np.arange(len(cost)), np.diff(found.start))
    shared, users = _overlaps(problem, found, entry_path, place)
    kept = _kept(found.commodity, place, cost, shared, spread)
    weight = problem.cost_ms[found.links]
    sharers = _COUNT[users & _mask(found.commodity, place, kept)[found.commodity[entry_path]]]
    size = np.bincount(entry_path, weights=weight / np.maximum(sharers, 1), minlength=len(cost)) / cost
    least = np.full(len(problem.tbps), np.inf)
    np.minimum.at(least, found.commodity, cost)
    utility = np.where(kept, size * np.exp(-(cost - least[found.commodity]) / spread.scale_ms), 0.0)
    total = np.bincount(found.commodity, weights=utility, minlength=len(problem.tbps))
    return np.asarray(utility / total[found.commodity])


_COUNT = np.array([number.bit_count() for number in range(256)])
"""How many bits are set in a byte: a commodity has at most eight paths."""


def _place(commodity: npt.NDArray[np.int32], cost: Floats) -> npt.NDArray[np.int64]:
    """Place of each path among those of its commodity, 0 for the cheapest, (p,)."""
    order = np.lexsort((np.arange(len(cost)), cost, commodity))
    begins = np.diff(commodity[order], prepend=-1) > 0
    first = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    place = np.empty(len(cost), dtype=np.int64)
    place[order] = np.arange(len(order)) - first
    return place


def _overlaps(
    problem: Problem, found: PathSet, entry_path: Ints, place: npt.NDArray[np.int64]
) -> tuple[Floats, npt.NDArray[np.uint8]]:
    """Cost that each path shares with the path of each place, (p, places), and by entry the places that use its link."""
    key = found.commodity[entry_path].astype(np.int64) * len(problem.a) + found.links
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.diff(key[order], prepend=-1) > 0)
    bits = (1 << place[entry_path]).astype(np.uint8)
    users = np.empty(len(key), dtype=np.uint8)
    sizes = np.diff(np.append(begins, len(key)))
    users[order] = np.repeat(np.bitwise_or.reduceat(bits[order], begins), sizes) if len(key) else bits
    weight = problem.cost_ms[found.links]
    count = len(found.commodity)
    shared = [
        np.bincount(entry_path, weights=weight * ((users >> bit) & 1), minlength=count)
        for bit in range(int(place.max(initial=-1)) + 1)
    ]
    return np.stack(shared, axis=1) if shared else np.empty((0, 0)), users


def _kept(
    commodity: npt.NDArray[np.int32], place: npt.NDArray[np.int64], cost: Floats, shared: Floats, spread: Spread
) -> npt.NDArray[np.bool_]:
    """Which paths differ enough from all cheaper ones that are kept, (p,)."""
    kept = place == 0
    of_place = np.full((int(commodity.max(initial=-1)) + 1, shared.shape[1]), -1, dtype=np.int64)
    of_place[commodity, place] = np.arange(len(cost))
    for rank in range(1, shared.shape[1]):
        paths = np.flatnonzero(place == rank)
        fits = np.ones(len(paths), dtype=bool)
        for other in range(rank):
            rival = of_place[commodity[paths], other]
            alike = shared[paths, other] > spread.overlap * np.minimum(cost[paths], cost[rival])
            fits &= ~(alike & kept[rival])
        kept[paths] = fits
    return np.asarray(kept)


def _mask(
    commodity: npt.NDArray[np.int32], place: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint8]:
    """Places of the kept paths of each commodity, as bits."""
    mask = np.zeros(int(commodity.max(initial=-1)) + 1, dtype=np.uint8)
    np.bitwise_or.at(mask, commodity[kept], (1 << place[kept]).astype(np.uint8))
    return mask
