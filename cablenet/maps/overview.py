"""The whole of a network on a map: its cables by capacity, with its totals in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet.maps.panel import Words
from cablenet.maps.risk import compose_risk

if TYPE_CHECKING:
    from cablenet.maps.offline import OfflineMap
    from cablenet.network import Network

__all__ = ["compose_overview"]


def compose_overview(net: Network, *, centre: float | None) -> OfflineMap:
    """Return the map of :func:`cablenet.maps.explore`, which tells what the arguments mean."""
    sea = net.links[net.links["kind"] != "land"]
    alive = sea[sea["surviving"] > 0]
    cut = len(sea) - len(alive)
    ashore = int((net.nodes["kind"] == "station").sum())
    lost = f" {cut:,} segments are cut." if cut else ""
    words = Words(
        title=f"Submarine cables as of {net.as_of}",
        headline=f"{len(net.systems):,} systems in {len(sea):,} segments join {ashore:,} landing stations.{lost}",
        figures=(
            ("Cable at sea", f"{sea['length_km'].sum():,.0f} km"),
            ("Segments at sea", f"{len(alive):,} whole" + (f", {cut:,} cut" if cut else "")),
            ("Links over land", f"{len(net.links) - len(sea):,}"),
        ),
        notes=(
            "Routes are laid by computer from facts, not surveyed. Capacities are design capacities, partly imputed.",
        ),
    )
    capacity = alive["capacity_tbps"]
    return compose_risk(net, capacity, width=capacity, countries=None, cut=None, facts=None, words=words, centre=centre)
