"""Tags of links and paths, and the corridor family that they name (model.md 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from cablenet.network.model import Network

__all__ = ["corridor_of", "corridors_of", "link_tags", "node_tags", "path_tags"]


def node_tags(net: Network) -> dict[str, frozenset[str]]:
    """Tags of a node by the code of its country: ``node:XX`` and the ``zone:`` of the world; none for a node at sea."""
    zones = zip(net.countries.index, net.countries["zone"], strict=True)
    return {"": frozenset(), **{code: frozenset({f"node:{code}", f"zone:{zone}"}) for code, zone in zones}}


def link_tags(net: Network) -> dict[str, frozenset[str]]:
    """Tags of each link that has some: the chokepoints it crosses, and ``land:XX`` for the countries it joins over land."""
    tags: dict[str, set[str]] = {}
    crossed = (net.crossings[name].to_numpy(dtype=object) for name in ("link_id", "chokepoint"))
    for link, name in zip(*crossed, strict=True):
        tags.setdefault(link, set()).add(name)
    land = net.links[net.links["kind"] == "land"]
    country = net.nodes["country"]
    one, other = (country.reindex(land[end]).to_numpy(dtype=object) for end in ("a", "b"))
    for link, a, b in zip(land.index.to_numpy(dtype=object), one, other, strict=True):
        tags.setdefault(link, set()).update(f"land:{code}" for code in (a, b) if code)
    return {link: frozenset(names) for link, names in tags.items()}


def corridor_of(net: Network, nodes: Iterable[str], links: Iterable[str]) -> str:
    """Name of the first corridor family whose rule the tags of the path fulfil."""
    every = path_tags(net, nodes, links)
    for row in net.corridors.itertuples():
        needed = [set(token.split("|")) for token in _split(row.through)]
        shunned = set(_split(row.avoid))
        if all(not group.isdisjoint(every) for group in needed) and shunned.isdisjoint(every):
            return str(row.name)
    return "Other"


def corridors_of(
    net: Network, link_ids: npt.NDArray[np.object_], links: npt.NDArray[np.int32], start: npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """:func:`corridor_of` of many paths at once, (p,): path ``i`` takes ``link_ids[links[start[i]:start[i + 1]]]``.

    Each path has at least one link. The tags that rules name are columns of a table of truth values by link; a path has those of
    any of its links. Linear in the length of all paths.
    """
    rules = [
        (str(row.name), [set(group.split("|")) for group in _split(row.through)], set(_split(row.avoid)))
        for row in net.corridors.itertuples()
    ]
    named = sorted(set().union(*(avoid.union(*through) for _, through, avoid in rules)))
    column = {tag: i for i, tag in enumerate(named)}
    used, at = np.unique(links, return_inverse=True)
    table = _truth(net, link_ids[used], column)
    passed = np.logical_or.reduceat(table[at], start[:-1]) if len(start) > 1 else table[:0]
    names = np.full(len(passed), "Other", dtype=object)
    for name, through, avoid in reversed(rules):
        fits = ~passed[:, [column[tag] for tag in avoid]].any(axis=1)
        for group in through:
            fits &= passed[:, [column[tag] for tag in group]].any(axis=1)
        names[fits] = name
    return names


def _truth(net: Network, link_ids: npt.NDArray[np.object_], column: dict[str, int]) -> npt.NDArray[np.bool_]:
    """Which links (rows) have which tags (columns), of their own or by an end."""
    tags, here = link_tags(net), node_tags(net)
    country = net.nodes["country"]
    rows = net.links.loc[link_ids, ["a", "b"]]
    one, other = (country.reindex(rows[end]).to_numpy(dtype=object) for end in ("a", "b"))
    table = np.zeros((len(link_ids), len(column)), dtype=bool)
    for i, (link, a, b) in enumerate(zip(link_ids, one, other, strict=True)):
        table[i, [column[tag] for tag in tags.get(link, frozenset()) | here[a] | here[b] if tag in column]] = True
    return table


def _split(text: object) -> list[str]:
    return [token for token in str(text).split(";") if token]


def path_tags(net: Network, nodes: Iterable[str], links: Iterable[str]) -> set[str]:
    """Tags of a path: those of its links, of its nodes, and of the countries it crosses over land."""
    chosen = list(links)
    crossed = net.crossings.loc[net.crossings["link_id"].isin(chosen), "chokepoint"]
    rows = net.links.loc[chosen]
    land = rows[rows["kind"] == "land"]
    country = net.nodes["country"]
    here = node_tags(net)
    tags = set(crossed).union(*(here[code] for code in country.reindex(list(nodes))))
    tags |= {f"land:{code}" for end in ("a", "b") for code in country.reindex(land[end])}
    return tags - {"land:"}
