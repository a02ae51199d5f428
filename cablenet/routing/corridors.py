"""Least RTT by each corridor family."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.routing.compiled import compile_network
from cablenet.routing.paths import least_of, paths_table
from cablenet.routing.tags import node_tags, path_tags

if TYPE_CHECKING:
    from cablenet.network.model import Network
    from cablenet.routing.paths import Path

__all__ = ["corridor_table"]


def corridor_table(net: Network, a: str, b: str, *, allow: tuple[str, ...] = ()) -> pd.DataFrame:
    """Least RTT from node ``a`` to node ``b`` by every corridor family, in the order in which families are tested.

    ``allow`` is that of :meth:`Network.usable`.
    Columns: ``corridor, rtt_ms, length_km, systems``; RTT is infinite where the corridor does not join the two. A
    family counts only if its best path bears its name, not that of a family tested before it, and does not come back to a
    country it has left for more than a neighbour: a way that doubles back only to touch the corridor is no way.

    Raises:
        InputError: if an end is no node.
    """
    arcs = compile_network(net, allow=allow)
    rules = [(str(rule.name), _split(rule.through), _split(rule.avoid)) for rule in net.corridors.itertuples()]
    for node in (a, b):
        arcs.position(node)
    ends = {tag for node in (a, b) for tag in node_tags(net)[str(net.nodes.at[node, "country"])]}
    best = least_of(net, arcs, (a, b))
    least = set() if best is None else path_tags(net, best.nodes, best.links)
    found: dict[str, Path] = {}
    for name, through, avoid in rules:
        if best is None or not ends.isdisjoint(avoid):
            continue
        # Where the shortest path of all fits a rule it is also the shortest that does.
        fits = least.isdisjoint(avoid) and all(not least.isdisjoint(group.split("|")) for group in through)
        path = best if fits else least_of(net, arcs, (a, b), through=through, avoid=avoid)
        if path is not None and not _doubles_back(net, path):
            found[name] = path
    return _table(net, [name for name, _, _ in rules], found)


def _split(text: object) -> tuple[str, ...]:
    return tuple(token for token in str(text).split(";") if token)


def _table(net: Network, names: list[str], found: dict[str, Path]) -> pd.DataFrame:
    """A row for each family; infinite where no path was found, or it bears another family's name."""
    rows: dict[str, tuple[float, float, str]] = {}
    for name, row in zip(found, paths_table(net, list(found.values())).itertuples(), strict=True):
        if row.corridor == name:
            rows[name] = (row.rtt_ms, row.length_km, row.systems)
    every = [(name, *rows.get(name, (np.inf, np.inf, ""))) for name in names]
    return pd.DataFrame(every, columns=["corridor", "rtt_ms", "length_km", "systems"])


def _doubles_back(net: Network, path: Path) -> bool:
    """Whether the path comes back to a node, or to a country after more than a step into one neighbour."""
    if len(set(path.nodes)) < len(path.nodes):
        return True
    countries = [code for code in net.nodes["country"].reindex(list(path.nodes)) if code]
    visits = [code for code, _ in groupby(countries)]
    last: dict[str, int] = {}
    for place, code in enumerate(visits):
        if place - last.get(code, place) > 2:
            return True
        last[code] = place
    return False
