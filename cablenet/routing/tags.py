"""Tags of links and paths, and the corridor family that they name (model.md 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablenet.network.model import Network

__all__ = ["corridor_of", "link_tags", "node_tags"]


def node_tags(net: Network) -> dict[str, frozenset[str]]:
    """Tags of a node by the code of its country: ``node:XX`` and the ``zone:`` of the world; none for a node at sea."""
    zones = zip(net.countries.index, net.countries["zone"], strict=True)
    return {"": frozenset(), **{code: frozenset({f"node:{code}", f"zone:{zone}"}) for code, zone in zones}}


def link_tags(net: Network) -> dict[str, frozenset[str]]:
    """Tags of each link that has some: the chokepoints it crosses, and ``land:XX`` for the countries it joins over land."""
    tags: dict[str, set[str]] = {}
    for link, name in zip(net.crossings["link_id"], net.crossings["chokepoint"], strict=True):
        tags.setdefault(link, set()).add(name)
    land = net.links[net.links["kind"] == "land"]
    country = net.nodes["country"]
    for link, a, b in zip(land.index, country.reindex(land["a"]), country.reindex(land["b"]), strict=True):
        tags.setdefault(link, set()).update(f"land:{code}" for code in (a, b) if code)
    return {link: frozenset(names) for link, names in tags.items()}


def corridor_of(net: Network, nodes: Iterable[str], links: Iterable[str]) -> str:
    """Name of the first corridor family whose rule the tags of the path fulfil."""
    every = _path_tags(net, nodes, links)
    for row in net.corridors.itertuples():
        needed = [set(token.split("|")) for token in str(row.through).split(";") if token]
        shunned = set(str(row.avoid).split(";")) - {""}
        if all(not group.isdisjoint(every) for group in needed) and shunned.isdisjoint(every):
            return str(row.name)
    return "Other"


def _path_tags(net: Network, nodes: Iterable[str], links: Iterable[str]) -> set[str]:
    chosen = list(links)
    crossed = net.crossings.loc[net.crossings["link_id"].isin(chosen), "chokepoint"]
    rows = net.links.loc[chosen]
    land = rows[rows["kind"] == "land"]
    country = net.nodes["country"]
    here = node_tags(net)
    tags = set(crossed).union(*(here[code] for code in country.reindex(list(nodes))))
    tags |= {f"land:{code}" for end in ("a", "b") for code in country.reindex(land[end])}
    return tags - {"land:"}
