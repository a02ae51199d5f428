"""What an assignment is asked and what it answers, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]
    Bits = npt.NDArray[np.uint8]

__all__ = ["PENALTY_MS", "Certificate", "Problem", "Solution"]

PENALTY_MS = 2000.0
"""Price of a unit of demand that is not served, as if it took this long: several times the way round the world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Commodities between nodes of an undirected multigraph.

    ``size`` nodes, numbered from 0. ``a``, ``b``, ``rtt_ms``, ``price_ms``, ``capacity_tbps`` (m,) of links, which are
    all alive; ``rtt_ms`` is positive, and what a link costs is ``rtt_ms + price_ms`` (a policy's price, mostly zero).
    ``source``, ``target``, ``rights``, ``tbps`` (k,) of commodities, sorted by source, rights and target.
    ``closed`` (m,) and ``rights`` are sets of at most eight rules as bits: a commodity may use a link if its rights
    hold every bit for which the link is closed (``closed & ~rights == 0``). So a transit ban leaves a country's own
    traffic alone. Few sources have commodities with more than one set of rights.
    """

    size: int
    a: Ints
    b: Ints
    rtt_ms: Floats
    price_ms: Floats
    capacity_tbps: Floats
    closed: Bits
    source: Ints
    target: Ints
    rights: Bits
    tbps: Floats

    @property
    def cost_ms(self) -> Floats:
        """Cost of each link, (m,)."""
        return self.rtt_ms + self.price_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How good an answer is known to be: ``objective`` found and ``bound`` proven, both in ms x Tbps, both minimised.

    The objective is the sum over what is served of cost times Tbps, plus :data:`PENALTY_MS` for each Tbps that is not.
    ``status`` says why the search ended: ``certified`` (within the gap asked for), ``time`` (the budget ran out),
    ``limit`` (all rounds are done) or ``solver`` (the solver gave up); this is then the best answer that is proven.
    """

    objective: float
    bound: float
    status: Literal["certified", "time", "limit", "solver"] = "certified"

    @property
    def gap(self) -> float:
        """Most that could be gained, as a share of the objective."""
        return max(0.0, self.objective - self.bound) / self.objective if self.objective > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Flow of a problem as paths: path ``i`` carries ``tbps[i]`` of ``commodity[i]`` over ``links[start[i]:start[i + 1]]``.

    ``commodity``, ``tbps`` (p,), sorted by commodity, each path once and with positive flow; ``start`` (p + 1,);
    ``links`` numbers links in order from source to target. What no path carries is not served. ``prices_ms`` (m,) of
    ``optimal`` prove the bound: what another Tbps on each link would save.
    """

    commodity: Ints
    tbps: Floats
    start: npt.NDArray[np.int64]
    links: Ints
    certificate: Certificate | None = None
    prices_ms: Floats | None = None

    def flow(self, count: int) -> Floats:
        """Flow of each of ``count`` links in Tbps, both directions together."""
        weights = np.repeat(self.tbps, np.diff(self.start))
        return np.bincount(self.links, weights=weights, minlength=count).astype(np.float64, copy=False)

    def served(self, count: int) -> Floats:
        """Served Tbps of each of ``count`` commodities."""
        return np.bincount(self.commodity, weights=self.tbps, minlength=count).astype(np.float64, copy=False)
