"""Connectivity, single points of failure and structure, as people read them: of the world, of a place, of a pair."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet import metrics
from cablenet.network import find_place
from cablenet.report.tables import rich_table, table_json

if TYPE_CHECKING:
    from cablenet.metrics import Disjoint
    from cablenet.network import Network

__all__ = ["metrics_json", "metrics_tables", "pair_figures", "place_figures", "world_figures"]

LEVELS = {"low": "capacity_low_tbps", "central": "capacity_tbps", "high": "capacity_high_tbps"}
"""Columns of the capacities, by how they are called."""

SHOWN = 25
"""Rows of a long table on the terminal; JSON has them all."""

NO_RISK = "share no chokepoint, landing town or system"

NAMES = {
    "nodes": "nodes",
    "links": "links",
    "largest_component": "nodes of the largest component",
    "node_connectivity": "node connectivity",
    "link_connectivity": "link connectivity",
    "diameter": "diameter (links)",
    "average_distance": "average distance (links)",
    "efficiency": "efficiency (average inverse distance)",
    "average_betweenness": "average betweenness of nodes (pairs)",
    "average_link_betweenness": "average betweenness of links (pairs)",
    "average_clustering": "average clustering coefficient",
    "spectral_radius": "spectral radius",
    "spectral_gap": "spectral gap",
    "natural_connectivity": "natural connectivity",
    "spectral_scaling": "spectral scaling",
    "generalized_robustness_index": "generalised robustness index",
    "algebraic_connectivity": "algebraic connectivity",
    "log_spanning_trees": "logarithm of the number of spanning trees",
    "kirchhoff_index": "Kirchhoff index (sum of effective resistances)",
}
"""How the measures of :func:`cablenet.metrics.robustness` are called."""


def world_figures(net: Network, *, allow: tuple[str, ...] = ()) -> dict[str, pd.DataFrame]:
    """Structure of the network, distances in ms, and the single points of failure of every country; by title."""
    values = metrics.robustness(net, allow=allow)
    structure = pd.DataFrame({"measure": [NAMES[name] for name in values.index], "value": values.to_numpy()})
    apart = metrics.distances(net, allow=allow)
    times = pd.DataFrame(
        {
            "measure": [
                "pairs of nodes",
                "of these joined",
                "average RTT (ms)",
                "largest RTT (ms)",
                "efficiency (1/ms)",
            ],
            "value": [apart.pairs, apart.joined_pairs, apart.average, apart.diameter, apart.efficiency],
        }
    )
    points = metrics.single_points(net, allow=allow)
    counts = points.pivot_table(index="country", columns="kind", values="id", aggfunc="count", fill_value=0)
    wanted = ["apart", "link", "town", "system", "chokepoint"]
    counts = counts.reindex(columns=wanted, fill_value=0).astype(int)
    counts.insert(0, "name", net.countries["name"].reindex(counts.index))
    order = counts.assign(total=counts[wanted].sum(axis=1)).sort_values("total", ascending=False, kind="stable").index
    spared = len(net.countries) - len(counts)
    return {
        "Structure of the largest component": structure,
        "Least round trips over all pairs": times,
        f"Single points of failure by country ({spared} countries have none)": counts.loc[order].reset_index(),
        "Single points of failure": points,
    }


def place_figures(
    net: Network, place: str, *, allow: tuple[str, ...] = (), seconds: float = 20.0
) -> dict[str, pd.DataFrame]:
    """Ways from a place to the Internet cities of all other countries, what is least to lose, and what must not fail.

    Raises:
        UnknownNameError: with the nearest known places.
        InputError: if nothing joins the place.
    """
    here = find_place(net, place)
    others = sorted(set(net.countries["internet_city"]) & set(net.nodes.index) - _towns_of(net, here.nodes))
    return _figures(net, here.inside, tuple(others), allow=allow, seconds=seconds)


def pair_figures(
    net: Network, places: tuple[str, str], *, allow: tuple[str, ...] = (), seconds: float = 20.0
) -> dict[str, pd.DataFrame]:
    """Ways between two places, what is least to lose, and what must not fail.

    Raises:
        UnknownNameError: with the nearest known places.
        InputError: if nothing joins a place, or the two share a node.
    """
    one, other = (find_place(net, name).inside for name in places)
    return _figures(net, one, other, allow=allow, seconds=seconds)


def metrics_tables(figures: dict[str, pd.DataFrame]) -> list[Any]:
    """Terminal tables; long ones are cut, and say so; empty ones are left out."""
    out = []
    for title, table in figures.items():
        if table.empty:
            continue
        more = f" (the first {SHOWN} of {len(table)}; all with --json)" if len(table) > SHOWN else ""
        out.append(rich_table(table.head(SHOWN), title=title + more))
    return out


def metrics_json(net: Network, figures: dict[str, pd.DataFrame]) -> str:
    """All tables as JSON, by title, with the date of the network."""
    parts = {title.partition(" (")[0]: json.loads(table_json(table)) for title, table in figures.items()}
    return json.dumps({"as_of": net.as_of.isoformat(), **parts}, indent=2, ensure_ascii=False)


def _towns_of(net: Network, nodes: tuple[str, ...]) -> set[str]:
    """Internet cities of the countries that the nodes lie in, and the nodes."""
    inside = set(net.nodes["country"].reindex(list(nodes)))
    return {*nodes, *net.countries.loc[net.countries.index.isin(inside), "internet_city"]}


def _figures(
    net: Network, one: tuple[str, ...], other: tuple[str, ...], *, allow: tuple[str, ...], seconds: float
) -> dict[str, pd.DataFrame]:
    arrays = metrics.compile_links(net, weight="rtt_ms", allow=allow)
    groups = metrics.risk_groups(net)
    ways = {
        "share no link": metrics.link_disjoint(arrays, one, other),
        "share no node": metrics.node_disjoint(arrays, one, other),
    }
    points = pd.DataFrame(columns=["kind", "id"])
    if ways["share no link"].count:
        ways[NO_RISK] = metrics.group_disjoint(arrays, one, other, groups, seconds=seconds)
        points = metrics.parting(arrays, one, other, groups)
    rows = [(f"paths that {name}", way.count, way.bound, ", ".join(way.cut)) for name, way in ways.items()]
    named = (points["kind"] + ":" + points["id"]).to_list()
    rows.append(("single points of failure", len(points), len(points), ", ".join(named)))
    connectivity = pd.DataFrame(rows, columns=["measure", "found", "at most", "parted by the loss of"])
    flows = {level: metrics.max_flow(net, one, other, capacity=column, allow=allow) for level, column in LEVELS.items()}
    flow = pd.DataFrame(
        [(level, flow.tbps, len(flow.links)) for level, flow in flows.items()],
        columns=["capacities", "max flow (Tbps)", "links of the minimum cut"],
    )
    return {
        "Disjoint paths": connectivity,
        "Most that could flow": flow,
        "Minimum cut at central capacities": flows["central"].links.reset_index(),
        "Single points of failure": points,
        "Paths that share no risk": _paths(net, ways.get(NO_RISK)),
    }


def _paths(net: Network, way: Disjoint | None) -> pd.DataFrame:
    """Paths without a common risk: RTT, length and the systems they ride in order."""
    rows = []
    for path in way.paths if way else ():
        links = net.links.loc[list(path)]
        systems = list(links["name"].where(links["kind"] == "sea", "land"))
        ridden = [name for i, name in enumerate(systems) if i == 0 or systems[i - 1] != name]
        rows.append((float(links["rtt_ms"].sum()), float(links["length_km"].sum()), " - ".join(ridden)))
    table = pd.DataFrame(rows, columns=["rtt_ms", "length_km", "by"]).astype({"rtt_ms": np.float64})
    return table.sort_values("rtt_ms", ignore_index=True)
