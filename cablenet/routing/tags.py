"""Tags of links and paths, and the corridor family that they name (conventions 1.4)."""

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

    Each path has at least one link. The tags that rules name are bits of each link; a path has those of any of its links. Linear in the length of all paths.
    """
    rules = [
        (str(row.name), [set(group.split("|")) for group in _split(row.through)], set(_split(row.avoid)))
        for row in net.corridors.itertuples()
    ]
    named = sorted(set().union(*(avoid.union(*through) for _, through, avoid in rules)))
    column = {tag: i for i, tag in enumerate(named)}
    used, at = np.unique(links, return_inverse=True)
    words = _words(net, link_ids[used], column)
    passed = [np.bitwise_or.reduceat(word[at], start[:-1]) for word in words] if len(start) > 1 else []
    names = np.full(len(start) - 1, "Other", dtype=object)
    for name, through, avoid in reversed(rules):
        fits = ~_any(passed, avoid, column, len(names))
        for group in through:
            fits &= _any(passed, group, column, len(names))
        names[fits] = name
    return names


def _words(net: Network, link_ids: npt.NDArray[np.object_], column: dict[str, int]) -> list[npt.NDArray[np.uint64]]:
    """Tags of each link, of its own or by an end, as bits of as many words as are needed."""
    tags, here = link_tags(net), node_tags(net)
    country = net.nodes["country"]
    rows = net.links.loc[link_ids, ["a", "b"]]
    one, other = (country.reindex(rows[end]).to_numpy(dtype=object) for end in ("a", "b"))
    sets = [
        sum(1 << column[tag] for tag in tags.get(link, frozenset()) | here[a] | here[b] if tag in column)
        for link, a, b in zip(link_ids, one, other, strict=True)
    ]
    full = (1 << 64) - 1
    return [np.array([bits >> low & full for bits in sets], dtype=np.uint64) for low in range(0, len(column), 64)]


def _any(
    passed: list[npt.NDArray[np.uint64]], tags: Iterable[str], column: dict[str, int], count: int
) -> npt.NDArray[np.bool_]:
    """Which of the paths have any of the tags."""
    wanted = sum(1 << column[tag] for tag in tags)
    found = np.zeros(count, dtype=bool)
    for place, word in enumerate(passed):
        found |= (word & np.uint64(wanted >> (64 * place) & ((1 << 64) - 1))) != 0
    return found


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
