"""Least-RTT paths, paths that must pass something, and the best paths that differ enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.routing.compiled import LEAST_MS, Compiled, compile_network
from cablenet.routing.tags import corridor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablenet.network.model import Network

__all__ = ["Path", "diverse_paths", "least_rtt", "paths_table", "rtt_from"]

PENALTY = 1.4
"""Factor put on the links of each path found, when the next different one is sought."""

MOST_TRIES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path: ``nodes`` from end to end, the ``links`` between them, its RTT in ms and its length in km."""

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    rtt_ms: float
    length_km: float


def least_rtt(
    net: Network,
    a: str,
    b: str,
    *,
    through: Sequence[str] = (),
    avoid: Sequence[str] = (),
    allow: tuple[str, ...] = (),
) -> Path | None:
    """Path of least RTT between two nodes, or ``None`` where there is none.

    ``through`` are tags that the path must have (``"a|b"``: one of them), ``avoid`` tags it must not have; a tag is a
    chokepoint id, ``land:XX`` for a link over land in country XX, ``node:XX`` for any node there, ``zone:europe`` for
    any in that zone of the world. ``allow`` is that of :meth:`Network.usable`. Dijkstra's algorithm over nodes times
    subsets of ``through``, so at most six of those.

    Raises:
        InputError: if an end is no node, or there are more than six tags in ``through``.
    """
    arcs = compile_network(net, allow=allow)
    return least_of(net, arcs, (a, b), through=through, avoid=avoid)


def least_of(
    net: Network, arcs: Compiled, ends: tuple[str, str], *, through: Sequence[str] = (), avoid: Sequence[str] = ()
) -> Path | None:
    """:func:`least_rtt` on arrays that are made already, for many searches of one network."""
    wanted = arcs.wanted(through, avoid) if through or avoid else None
    found = arcs.search(arcs.position(ends[0]), arcs.position(ends[1]), wanted=wanted)
    return None if found is None else _path(net, arcs, *found)


def rtt_from(net: Network, node: str, *, allow: tuple[str, ...] = ()) -> pd.Series:
    """Least RTT from one node to every node, in ms by node id; infinite where there is no path.

    ``allow`` is that of :meth:`Network.usable`.

    Raises:
        InputError: if ``node`` is no node.
    """
    arcs = compile_network(net, allow=allow)
    rtt = arcs.rtt_from(arcs.position(node))
    return pd.Series(rtt, index=pd.Index(arcs.node_ids, name="node_id"), name="rtt_ms")


def diverse_paths(
    net: Network, a: str, b: str, *, count: int = 5, overlap: float = 0.5, allow: tuple[str, ...] = ()
) -> list[Path]:
    """Up to ``count`` paths in order of RTT, no two of which share more than ``overlap`` of the shorter one's length.

    The penalty method (Akgun, Erkut and Batta 2000, doi:10.1016/S0377-2217(99)00214-3): after each search the links of
    the path found grow dearer by 40 %, until enough paths differ. The first is the path of least RTT. ``allow`` is
    that of :meth:`Network.usable`.

    Raises:
        InputError: if an end is no node, ``count`` is less than 1 or ``overlap`` is not in [0, 1].
    """
    if count < 1 or not 0.0 <= overlap <= 1.0:
        message = f"Found count={count}, overlap={overlap}; expected at least 1 path and a share from 0 to 1."
        raise InputError(message)
    arcs = compile_network(net, allow=allow)
    ends = arcs.position(a), arcs.position(b)
    weight = arcs.rtt_ms + LEAST_MS
    kept: list[Path] = []
    for _ in range(MOST_TRIES):
        found = arcs.search(*ends, weight=weight)
        if found is None:
            break
        path = _path(net, arcs, *found)
        if all(_shared(net, path, other) <= overlap for other in kept):
            kept.append(path)
        if len(kept) == count:
            break
        for link in found[1]:
            weight[link] *= PENALTY
    return sorted(kept, key=lambda path: path.rtt_ms)


def paths_table(net: Network, paths: Sequence[Path]) -> pd.DataFrame:
    """Paths as a table: ``rank, rtt_ms, length_km, capacity_tbps, corridor, systems, nodes, links``.

    Capacity is that of the narrowest link of the path; the last two columns hold tuples of ids.
    """
    names = net.links["name"]
    rows = [
        {
            "rank": rank,
            "rtt_ms": path.rtt_ms,
            "length_km": path.length_km,
            "capacity_tbps": float(net.links.loc[list(path.links), "capacity_tbps"].min()) if path.links else np.inf,
            "corridor": corridor_of(net, path.nodes, path.links),
            "systems": "; ".join(dict.fromkeys(names[link] for link in path.links if net.links.at[link, "system"])),
            "nodes": path.nodes,
            "links": path.links,
        }
        for rank, path in enumerate(paths, start=1)
    ]
    columns = ["rank", "rtt_ms", "length_km", "capacity_tbps", "corridor", "systems", "nodes", "links"]
    return pd.DataFrame(rows, columns=columns)


def _path(net: Network, arcs: Compiled, nodes: list[int], links: list[int]) -> Path:
    names = tuple(str(arcs.link_ids[i]) for i in links)
    return Path(
        nodes=tuple(str(arcs.node_ids[i]) for i in nodes),
        links=names,
        rtt_ms=float(arcs.rtt_ms[links].sum()),
        length_km=float(net.links.loc[list(names), "length_km"].sum()),
    )


def _shared(net: Network, one: Path, other: Path) -> float:
    """Share of the shorter path that the two have in common, by length; a path of no length is all in common."""
    common = sorted(set(one.links) & set(other.links))
    least = min(one.length_km, other.length_km)
    return float(net.links.loc[common, "length_km"].sum()) / least if least > 0 else 1.0
