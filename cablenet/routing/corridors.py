"""Least RTT by each corridor family."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.routing.compiled import compile_network
from cablenet.routing.paths import least_of, paths_table
from cablenet.routing.tags import families, node_tags, path_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cablenet.network.model import Network
    from cablenet.routing.compiled import Compiled
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
    return corridors_between(net, compile_network(net, allow=allow), a, b)


def corridors_between(net: Network, arcs: Compiled, a: str, b: str) -> pd.DataFrame:
    """:func:`corridor_table` on the arrays of ``net``, where they are made already."""
    best = least_of(arcs, a, b)
    rules = families(net)
    country = dict(zip(arcs.node_ids, net.nodes["country"].reindex(arcs.node_ids).to_numpy(dtype=object), strict=True))
    ends = {tag for node in (a, b) for tag in node_tags(net)[country[node]]}
    found: dict[str, Path] = {}
    if best is not None:
        (least,) = path_tags(net, [(best.nodes, best.links)])
        for rule in rules:
            if not ends.isdisjoint(rule.avoid):
                continue
            # Every path has the tags of its ends; where the shortest of all fits a rule it is also the shortest that does.
            through = [group for group in rule.through if ends.isdisjoint(group.split("|"))]
            path = best if rule.fits(least) else least_of(arcs, a, b, through=through, avoid=rule.avoid)
            if path is not None and not _doubles_back(path, country):
                found[rule.name] = path
    return _table(net, [rule.name for rule in rules], found)


def _table(net: Network, names: list[str], found: dict[str, Path]) -> pd.DataFrame:
    """A row for each family; infinite where no path was found, or it bears another family's name."""
    rows: dict[str, tuple[float, float, str]] = {}
    for name, row in zip(found, paths_table(net, list(found.values())).itertuples(), strict=True):
        if row.corridor == name:
            rows[name] = (row.rtt_ms, row.length_km, row.systems)
    every = [(name, *rows.get(name, (np.inf, np.inf, ""))) for name in names]
    return pd.DataFrame(every, columns=["corridor", "rtt_ms", "length_km", "systems"])


def _doubles_back(path: Path, country: Mapping[str, str]) -> bool:
    """Whether the path comes back to a node, or to a country after more than a step into one neighbour."""
    if len(set(path.nodes)) < len(path.nodes):
        return True
    visits = [code for code, _ in groupby(filter(None, (country[node] for node in path.nodes)))]
    last: dict[str, int] = {}
    for place, code in enumerate(visits):
        if place - last.get(code, place) > 2:
            return True
        last[code] = place
    return False
