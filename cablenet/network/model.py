"""The network: plain tables of nodes, links and systems, and what may travel on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from cablenet.errors import InputError

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd

__all__ = ["CAPACITIES", "Level", "Network", "Survival"]

Level = Literal["low", "central", "high"]
"""End or middle of an interval."""

CAPACITIES = ("capacity_tbps", "capacity_low_tbps", "capacity_high_tbps")
"""Columns of links that hold capacities, the central one first."""


class Survival(Protocol):
    """Anything that says what share of each link survives, e.g. a scenario."""

    @property
    def survival(self) -> pd.Series:
        """Link id -> surviving share in [0, 1]; links not listed survive whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes, links and systems on a date. Nothing is edited in place: every change is a new network.

    ``nodes``
        GeoDataFrame by ``node_id``: ``name, kind`` (station, branching_unit, city)``, country, lon, lat, geometry``.
    ``links``
        GeoDataFrame by ``link_id``: ``system, name, a, b, kind`` (sea, land)``, status, rfs_year, route_km, length_km,
        length_basis, rtt_ms, capacity_tbps, capacity_low_tbps, capacity_high_tbps, capacity_basis, capacity_year,
        surviving, source, geometry``. ``status`` is ``in-service``, or why a land link is no ordinary choice: ``low-capacity``,
        ``degraded``, ``sanctioned``. Capacities are those that survive. Lines are continuous: longitudes may pass +-180.
    ``systems``
        DataFrame by ``system_id``: the facts of the systems that have links here.
    ``countries``, ``corridors``, ``chokepoints``
        Tables of facts; ``chokepoints`` is a GeoDataFrame by id.
    ``crossings``
        DataFrame ``link_id, chokepoint, km``: which link passes which chokepoint.
    """

    nodes: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    systems: pd.DataFrame
    countries: pd.DataFrame
    corridors: pd.DataFrame
    chokepoints: gpd.GeoDataFrame
    crossings: pd.DataFrame
    as_of: dt.date

    def under(self, scenario: Survival) -> Network:
        """Network that is left when ``scenario`` has struck: capacities times the surviving share.

        A link that is cut whole stays in the table with ``surviving`` 0 and capacity 0, so that it can be shown.
        """
        share = scenario.survival.reindex(self.links.index).fillna(1.0).to_numpy(dtype=float)
        links = self.links.copy()
        for name in ("surviving", *CAPACITIES):
            links[name] = links[name].to_numpy(dtype=float) * share
        return replace(self, links=links)

    def select(self, chosen: pd.Series) -> Network:
        """Network of the links for which ``chosen`` (a mask by link id) is true; all nodes stay."""
        return replace(self, links=self.links[chosen.reindex(self.links.index, fill_value=False).astype(bool)])

    def at(self, level: Level, *, lit_share: float = 1.0) -> Network:
        """Network whose ``capacity_tbps`` is that of ``level``, times ``lit_share``, the share of design capacity in use.

        Raises:
            InputError: if the level is unknown or the share is not in (0, 1].
        """
        columns = dict(zip(("central", "low", "high"), CAPACITIES, strict=True))
        if level not in columns or not 0.0 < lit_share <= 1.0:
            message = f"Found level {level!r} and lit share {lit_share}; expected low, central or high, and a share in (0, 1]."
            raise InputError(message)
        if level == "central" and lit_share == 1.0:
            return self
        return replace(self, links=self.links.assign(capacity_tbps=self.links[columns[level]] * lit_share))

    def usable(self, *, allow: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
        """Links that traffic may take: alive, and in service or of an ``allow``-ed status (e.g. ``"sanctioned"``)."""
        links = self.links
        return links[(links["surviving"] > 0) & links["status"].isin(["in-service", *allow])]

    def __repr__(self) -> str:
        """One screen: date, counts, totals."""
        sea = self.links["kind"] == "sea"
        cut = int((self.links["surviving"] < 1).sum())
        return (
            f"Network as of {self.as_of}: {len(self.systems)} systems, {len(self.nodes)} nodes, "
            f"{int(sea.sum())} segments at sea ({self.links.loc[sea, 'length_km'].sum():,.0f} km), "
            f"{int((~sea).sum())} links over land" + (f"; {cut} cut" if cut else "")
        )

    def _repr_html_(self) -> str:
        """Show the counts and the longest systems in a notebook."""
        from html import escape

        km = self.links.groupby("system")["length_km"].sum().drop("", errors="ignore").nlargest(8)
        table = self.systems.loc[km.index, ["name", "rfs_year"]].assign(laid_km=km.round().astype(int))
        return f"<p>{escape(repr(self))}</p>" + str(table.to_html(escape=True))
