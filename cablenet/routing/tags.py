"""Tags of links and paths, and the corridor family that they name (conventions 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from cablenet.network.model import Network

    Way = tuple[Sequence[str], Sequence[str]]

__all__ = ["Family", "corridor_names", "corridors_of", "families", "link_tags", "node_tags", "path_tags"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A corridor family: its paths have each tag of ``through`` (``"a|b"``: one of them), and none of ``avoid``."""

    name: str
    through: tuple[str, ...]
    avoid: tuple[str, ...]

    def fits(self, tags: AbstractSet[str]) -> bool:
        """Whether a path with these tags is of the family."""
        return tags.isdisjoint(self.avoid) and not any(tags.isdisjoint(group.split("|")) for group in self.through)


def families(net: Network) -> list[Family]:
    """Corridor families in the order in which they are tested."""
    columns = (net.corridors[name].to_numpy(dtype=object) for name in ("name", "through", "avoid"))
    return [
        Family(name=name, through=_split(through), avoid=_split(avoid))
        for name, through, avoid in zip(*columns, strict=True)
    ]


def _split(text: str) -> tuple[str, ...]:
    return tuple(token for token in text.split(";") if token)


def node_tags(net: Network) -> dict[str, frozenset[str]]:
    """Tags of a node by the code of its country: ``node:XX`` and the ``zone:`` of the world; none for a node at sea."""
    zones = zip(net.countries.index, net.countries["zone"], strict=True)
    return {"": frozenset(), **{code: frozenset({f"node:{code}", f"zone:{zone}"}) for code, zone in zones}}


def link_tags(net: Network, link_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Tags of links: the chokepoints crossed, ``land:XX`` for the countries joined over land, and those of both ends."""
    chosen = list(link_ids)
    crossed: dict[str, set[str]] = {}
    # Text is read out of its column once: walking over the column itself costs ten times as much.
    columns = (net.crossings[name].to_numpy(dtype=object) for name in ("link_id", "chokepoint"))
    for link, name in zip(*columns, strict=True):
        crossed.setdefault(link, set()).add(name)
    at_sea = node_tags(net)
    on_land = {code: tags | {f"land:{code}"} if code else tags for code, tags in at_sea.items()}
    rows = net.links[["kind", "a", "b"]].loc[chosen]
    kind = rows["kind"].to_numpy(dtype=object)
    one, other = (net.nodes["country"].reindex(rows[end]).to_numpy(dtype=object) for end in ("a", "b"))
    found = {}
    for link, way, a, b in zip(chosen, kind, one, other, strict=True):
        here = on_land if way == "land" else at_sea
        found[link] = here[a].union(here[b], crossed.get(link, ()))
    return found


def path_tags(net: Network, ways: Sequence[Way]) -> list[frozenset[str]]:
    """Tags of paths, each given by its nodes and links: those of its links, and of the place where it starts."""
    tags = link_tags(net, dict.fromkeys(link for _, links in ways for link in links))
    country = net.nodes["country"].reindex([nodes[0] for nodes, _ in ways]).to_numpy(dtype=object)
    here = node_tags(net)
    return [here[code].union(*(tags[link] for link in links)) for code, (_, links) in zip(country, ways, strict=True)]


def corridor_names(net: Network, ways: Sequence[Way]) -> list[str]:
    """Name of the first corridor family whose rule each path fulfils, a path given by its nodes and links."""
    rules = families(net)
    return [next((rule.name for rule in rules if rule.fits(tags)), "Other") for tags in path_tags(net, ways)]


def corridors_of(
    net: Network, link_ids: npt.NDArray[np.object_], links: npt.NDArray[np.int32], start: npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """:func:`corridor_names` of many paths: path ``i`` takes ``link_ids[links[start[i]:start[i + 1]]]``.

    Each path has at least one link. The tags that rules name are bits of each link; a path has those of any of its links. Linear in the length of all paths.
    """
    rules = [(rule.name, [set(group.split("|")) for group in rule.through], set(rule.avoid)) for rule in families(net)]
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
    tags = link_tags(net, link_ids)
    sets = [sum(1 << column[tag] for tag in tags[link] if tag in column) for link in link_ids]
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
