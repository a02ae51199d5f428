"""What a solution of one problem tells about another, of the same network after a cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing.trees import PathSet

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.routing.problem import Solution

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["Warm", "carry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm:
    """Where to set out from: ``prices_ms`` (m,) of links, and ``paths`` with the ``tbps`` (p,) on them."""

    prices_ms: Floats
    paths: PathSet
    tbps: Floats


def carry(solution: Solution, *, links: Ints, commodities: Ints, count: int) -> Warm | None:
    """What a solution of ``optimal`` tells about another problem, which has ``count`` links.

    ``links`` (m,) and ``commodities`` (k,) give for each link and commodity of the solved problem its number in the other, or
    -1 where it is not there; numbers of commodities must rise. Paths that lost a link are left out. ``None`` if the solution
    has no prices, that is, if another assignment made it.
    """
    if solution.prices_ms is None:
        return None
    kept = links >= 0
    price = np.zeros(count)
    price[links[kept]] = solution.prices_ms[kept]
    hops = np.diff(solution.start)
    owner = np.repeat(np.arange(len(hops)), hops)
    lost = np.bincount(owner, weights=~kept[solution.links], minlength=len(hops)) > 0
    stays = ~lost & (commodities[solution.commodity] >= 0)
    paths = PathSet(
        commodity=commodities[solution.commodity[stays]].astype(np.int32),
        start=np.concatenate([[0], np.cumsum(hops[stays])]),
        links=links[solution.links[np.repeat(stays, hops)]].astype(np.int32),
        cost=np.full(int(stays.sum()), np.nan),
    )
    return Warm(prices_ms=price, paths=paths, tbps=solution.tbps[stays])
