"""Routes as the numbers of an explorer: traffic between places by corridor, and who loses what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cablenet.maps.explorer_data import Case
from cablenet.routing import compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from scipy.sparse import csr_matrix

    from cablenet.demand import Demand
    from cablenet.network import Network
    from cablenet.network.places import Place
    from cablenet.routing import Routes

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["Counter", "counter"]

HAIR_TBPS: Final = 1e-9
"""Less than this is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counter:
    """How cases are counted: which pairs of the demand join each pair of places, which corridors and countries there are.

    ``pairs`` (p, 2) numbers places; ``joins`` (p, pairs of the demand) is 1 where a pair of the demand joins a pair of places.
    """

    pairs: Ints
    joins: csr_matrix
    corridors: tuple[str, ...]
    countries: tuple[str, ...]

    def demand_tbps(self, demand: Demand) -> Floats:
        """Demand of each pair of places, (p,)."""
        return np.asarray(self.joins @ demand.pairs["tbps"].to_numpy(dtype=float))

    def case(self, before: Routes, after: Routes) -> Case:
        """What ``after`` is to an explorer in which ``before`` is the traffic with nothing cut."""
        pairs = after.pairs
        served = pairs["served_tbps"].to_numpy(dtype=float)
        rtt = np.where(np.isfinite(pairs["rtt_ms"]), pairs["rtt_ms"], 0.0)
        wanted, got, delay = (self.joins @ column for column in (pairs["demand_tbps"].to_numpy(), served, served * rtt))
        countries = compare(before, after).countries.reindex(list(self.countries))
        of_pair, of_corridor, tbps, ms = self._ways(after)
        return Case(
            flow_tbps=after.flow.to_numpy(dtype=float),
            served_share=_ratio(got, wanted, empty=np.nan),
            rtt_ms=_ratio(delay, got, empty=np.inf),
            of_pair=of_pair,
            of_corridor=of_corridor,
            corridor_tbps=tbps,
            corridor_ms=ms,
            lost_share=countries["lost_share"].clip(lower=0.0).to_numpy(dtype=float),
            added_ms=countries["added_ms"].to_numpy(dtype=float),
            figures={str(name): float(value) for name, value in after.totals().items()},
        )

    def _ways(self, routes: Routes) -> tuple[Ints, Ints, Floats, Floats]:
        """Traffic of each pair of places by corridor: pair, corridor, Tbps, mean round trip."""
        from scipy.sparse import csr_matrix

        number = {name: place for place, name in enumerate(self.corridors)}
        corridor = np.array([number[name] for name in routes.path_corridor], dtype=np.int64)
        of = routes.layout.pair[routes.solution.commodity]
        shape = (self.joins.shape[1], len(self.corridors))
        tbps = self.joins @ csr_matrix((routes.solution.tbps, (of, corridor)), shape=shape)
        delay = self.joins @ csr_matrix((routes.solution.tbps * routes.path_ms, (of, corridor)), shape=shape)
        found = tbps.tocoo()
        order = np.lexsort((found.col, found.row))
        row, col, much = found.row[order], found.col[order], found.data[order]
        ms = np.asarray(delay[row, col]).ravel() / much if len(row) else np.empty(0)
        return row.astype(np.int64), col.astype(np.int64), much, ms


def counter(net: Network, demand: Demand, places: Sequence[Place]) -> Counter:
    """The counter for a demand and some places; every two places are a pair, and each with itself."""
    pairs = np.array([(i, j) for i in range(len(places)) for j in range(i, len(places))], dtype=np.int64).reshape(-1, 2)
    known = [*dict.fromkeys(map(str, net.corridors["name"])), "Other"]
    return Counter(
        pairs=pairs,
        joins=_joins(demand, places, pairs),
        corridors=tuple(dict.fromkeys(known)),
        countries=tuple(map(str, net.countries.index)),
    )


def _joins(demand: Demand, places: Sequence[Place], pairs: Ints) -> csr_matrix:
    """Which pairs of the demand join which pairs of places, as :meth:`cablenet.routing.Routes.select` has it."""
    from scipy.sparse import csr_matrix, vstack

    names = [{*place.countries, *place.nodes} for place in places]
    ends = {end: [demand.pairs[end].isin(one).to_numpy(dtype=bool) for one in names] for end in ("a", "b")}
    rows = [
        csr_matrix((ends["a"][i] & ends["b"][j]) | (ends["a"][j] & ends["b"][i]), dtype=np.float64) for i, j in pairs
    ]
    return vstack(rows, format="csr")


def _ratio(part: Floats, whole: Floats, *, empty: float) -> Floats:
    """Part over whole, ``empty`` where there is no whole."""
    return np.asarray(np.divide(part, whole, out=np.full(len(part), empty), where=whole > HAIR_TBPS))
