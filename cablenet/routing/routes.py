"""Traffic routed over a network: how much is served, by which paths, and how full the links are (conventions 6.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.network.places import place_of
from cablenet.routing.tags import corridors_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.demand.model import Demand
    from cablenet.network.model import Network
    from cablenet.network.places import Place
    from cablenet.routing.commodities import Layout
    from cablenet.routing.policies import Policy
    from cablenet.routing.problem import Certificate, Solution

    Floats = npt.NDArray[np.float64]

__all__ = ["Routes"]

HAIR_TBPS = 1e-9
"""Less than this is rounding."""


@dataclass(frozen=True, kw_only=True)
class Routes:
    """Traffic of ``demand`` on ``net`` under ``policy``, assigned by ``model``.

    ``layout`` and ``solution`` hold the paths as arrays; the tables below are made from them when asked for.
    """

    model: str
    net: Network
    demand: Demand
    policy: Policy
    layout: Layout
    solution: Solution

    @property
    def certificate(self) -> Certificate | None:
        """Objective and proven bound, for the models that have one."""
        return self.solution.certificate

    @cached_property
    def flow(self) -> pd.Series:
        """Tbps on each link, both directions together, by link id."""
        flow = pd.Series(self.solution.flow(len(self.layout.link_ids)), index=self.layout.link_ids)
        return flow.reindex(self.net.links.index, fill_value=0.0).rename("flow_tbps")

    @cached_property
    def utilisation(self) -> pd.Series:
        """Flow over capacity of each link, by link id: 0 on a dead link, infinite where flow rides on no capacity."""
        room = self.net.links["capacity_tbps"].to_numpy(dtype=float)
        flow = self.flow.to_numpy()
        share = np.divide(flow, room, out=np.where(flow > HAIR_TBPS, np.inf, 0.0), where=room > 0)
        return pd.Series(share, index=self.net.links.index, name="utilisation")

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Each pair of the demand: ``a, b, demand_tbps, served_tbps, unserved_tbps, rtt_ms, least_ms, most_ms``.

        ``rtt_ms`` is the mean over what is served, ``least_ms`` and ``most_ms`` that of its best and worst path; all are infinite
        where nothing is served. What has no path is not served, however little it is.
        """
        count = len(self.demand.pairs)
        of_path = self.layout.pair[self.solution.commodity]
        carried = np.bincount(of_path, weights=self.solution.tbps, minlength=count) + self.layout.local_tbps
        delay = np.bincount(of_path, weights=self.solution.tbps * self.path_ms, minlength=count)
        least = np.where(self.layout.local_tbps > 0, 0.0, np.inf)
        most = np.where(self.layout.local_tbps > 0, 0.0, -np.inf)
        np.minimum.at(least, of_path, self.path_ms)
        np.maximum.at(most, of_path, self.path_ms)
        wanted = self.demand.pairs["tbps"].to_numpy(dtype=float)
        whole = (carried > 0) & (wanted - carried < HAIR_TBPS)
        served = np.where(whole, wanted, np.where(carried > HAIR_TBPS, carried, 0.0))
        some = served > 0
        table = self.demand.pairs[["a", "b"]].reset_index(drop=True)
        return table.assign(
            demand_tbps=wanted,
            served_tbps=served,
            unserved_tbps=wanted - served,
            rtt_ms=np.divide(delay, carried, out=np.full(count, np.inf), where=some),
            least_ms=np.where(some, least, np.inf),
            most_ms=np.where(some, most, np.inf),
        )

    @cached_property
    def path_ms(self) -> Floats:
        """Round trip of each path, (p,)."""
        return self._over_paths(self.layout.problem.rtt_ms)

    @cached_property
    def path_corridor(self) -> npt.NDArray[np.object_]:
        """Corridor family of each path, (p,) (conventions 1.4)."""
        return self._corridors(np.arange(len(self.solution.commodity)))

    def _corridors(self, paths: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        """Corridor family of the paths that are numbered."""
        start = self.solution.start
        hops = np.diff(start)[paths]
        begin = np.concatenate([[0], np.cumsum(hops)])
        within = np.arange(begin[-1]) - np.repeat(begin[:-1], hops)
        links = self.solution.links[np.repeat(start[paths], hops) + within]
        return corridors_of(self.net, self.layout.link_ids, links, begin)

    def select(self, one: Place | str, other: Place | str | None = None) -> npt.NDArray[np.bool_]:
        """Which pairs join two places, or touch one, (number of pairs,); places may go by name.

        A city stands for its country where the demand does not have it apart.

        Raises:
            UnknownNameError: with the nearest known names.
            InputError: if nothing joins a place that is named.
        """
        in_one = self._ends(one)
        if other is None:
            return np.asarray(in_one["a"] | in_one["b"])
        in_other = self._ends(other)
        return np.asarray((in_one["a"] & in_other["b"]) | (in_other["a"] & in_one["b"]))

    def has_apart(self, place: Place) -> bool:
        """Whether the place is a city or station that the demand has apart from its country."""
        return place.nodes == (place.name,) and bool((self.demand.pairs[["a", "b"]] == place.name).any(axis=None))

    def names(self, place: Place) -> set[str]:
        """What the demand may call a place: one of its countries, or its nodes."""
        return {*place.nodes} if self.has_apart(place) else {*place.countries, *place.nodes}

    def _ends(self, place: Place | str) -> dict[str, npt.NDArray[np.bool_]]:
        """Which pairs have each end in a place."""
        names = self.names(place_of(self.net, place))
        return {end: self.demand.pairs[end].isin(names).to_numpy(dtype=bool) for end in "ab"}

    def paths(self, one: Place | str, other: Place | str) -> pd.DataFrame:
        """Paths between two places, the largest first: ``a, b, tbps, rtt_ms, length_km, corridor, nodes, links``.

        Each runs from ``a`` to ``b``; the last two columns hold tuples of ids.
        """
        chosen = np.flatnonzero(self.select(one, other)[self.layout.pair[self.solution.commodity]])
        order = chosen[np.lexsort((chosen, -self.solution.tbps[chosen]))]
        rows = [
            self._path(int(path), str(corridor)) for path, corridor in zip(order, self._corridors(order), strict=True)
        ]
        return pd.DataFrame(rows, columns=["a", "b", "tbps", "rtt_ms", "length_km", "corridor", "nodes", "links"])

    def corridors(self, one: Place | str, other: Place | str) -> pd.DataFrame:
        """Traffic between two places by corridor: ``corridor`` (index), ``tbps, share, rtt_ms``; the largest first.

        ``share`` is of the demand; what is not served has the row ``not served``, where there is any.
        """
        mask = self.select(one, other)
        chosen = np.flatnonzero(mask[self.layout.pair[self.solution.commodity]])
        paths = pd.DataFrame({"corridor": self._corridors(chosen), "tbps": self.solution.tbps[chosen]})
        paths["delay"] = paths["tbps"] * self.path_ms[chosen]
        table = paths.groupby("corridor", sort=True).sum().sort_values("tbps", ascending=False, kind="stable")
        table["rtt_ms"] = table.pop("delay") / table["tbps"]
        lost = float(self.pairs.loc[mask, "unserved_tbps"].sum())
        if lost > HAIR_TBPS:
            table.loc["not served"] = [lost, np.inf]
        wanted = float(self.pairs.loc[mask, "demand_tbps"].sum())
        table.insert(1, "share", table["tbps"] / wanted if wanted > 0 else 0.0)
        return table

    def rides(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """All paths as two long tables, for metrics: ``path, a, b, tbps, rtt_ms, corridor``, and ``path, link_id`` in order."""
        ends = self.demand.pairs[["a", "b"]].iloc[self.layout.pair[self.solution.commodity]].reset_index(drop=True)
        paths = ends.assign(tbps=self.solution.tbps, rtt_ms=self.path_ms, corridor=self.path_corridor)
        number = np.repeat(np.arange(len(paths)), np.diff(self.solution.start))
        rides = pd.DataFrame({"path": number, "link_id": self.layout.link_ids[self.solution.links]})
        return paths.rename_axis("path").reset_index(), rides

    def totals(self) -> pd.Series:
        """World totals: ``demand_tbps, served_tbps, unserved_tbps, rtt_ms``, ``pairs_cut_off``.

        ``rtt_ms`` is the mean of what is served, infinite where nothing is.
        """
        pairs = self.pairs
        served = float(pairs["served_tbps"].sum())
        on = pairs["served_tbps"] > 0
        delay = float((pairs.loc[on, "rtt_ms"] * pairs.loc[on, "served_tbps"]).sum())
        return pd.Series(
            {
                "demand_tbps": float(pairs["demand_tbps"].sum()),
                "served_tbps": served,
                "unserved_tbps": float(pairs["unserved_tbps"].sum()),
                "rtt_ms": delay / served if served > 0 else np.inf,
                "pairs_cut_off": float((~on & (pairs["demand_tbps"] > 0)).sum()),
            },
            name=self.model,
        )

    def _over_paths(self, values: Floats) -> Floats:
        """Sum of the links' values along each path, (p,)."""
        start = self.solution.start[:-1]
        return np.add.reduceat(values[self.solution.links], start) if len(start) else np.empty(0)

    def _path(self, path: int, corridor: str) -> dict[str, Any]:
        """Path as a row of :meth:`paths`."""
        problem, solution = self.layout.problem, self.solution
        links = solution.links[solution.start[path] : solution.start[path + 1]]
        commodity = int(solution.commodity[path])
        node, nodes = int(problem.source[commodity]), [int(problem.source[commodity])]
        for link in links:
            node = int(problem.b[link] if problem.a[link] == node else problem.a[link])
            nodes.append(node)
        if self.layout.reversed[commodity]:
            nodes, links = nodes[::-1], links[::-1]
        names = tuple(map(str, self.layout.link_ids[links]))
        pair = self.demand.pairs.iloc[int(self.layout.pair[commodity])]
        return {
            "a": pair["a"],
            "b": pair["b"],
            "tbps": float(solution.tbps[path]),
            "rtt_ms": float(self.path_ms[path]),
            "length_km": float(self.net.links.loc[list(names), "length_km"].sum()),
            "corridor": corridor,
            "nodes": tuple(map(str, self.layout.node_ids[nodes])),
            "links": names,
        }

    def __repr__(self) -> str:
        """One screen: model, totals, certificate."""
        t = self.totals()
        text = (
            f"Routes ({self.model}, policy {self.policy.title}) as of {self.net.as_of}: {t['served_tbps']:,.1f} of "
            f"{t['demand_tbps']:,.1f} Tbps served, mean RTT {t['rtt_ms']:.1f} ms, "
            f"{int((self.utilisation > 0.999).sum())} links full"
        )
        if self.certificate is not None:
            text += f"; within {self.certificate.gap:.2%} of the optimum ({self.certificate.status})"
        return text

    def _repr_html_(self) -> str:
        """Show the totals and the fullest links in a notebook."""
        from html import escape

        links = self.net.links[["name", "a", "b", "capacity_tbps"]]
        table = pd.DataFrame(links).assign(flow_tbps=self.flow, utilisation=self.utilisation)
        table = table[table["flow_tbps"] > HAIR_TBPS].sort_index()
        fullest = table.sort_values(["utilisation", "flow_tbps"], ascending=False, kind="stable").head(8).round(3)
        return f"<p>{escape(repr(self))}</p>" + str(fullest.to_html(escape=True))
