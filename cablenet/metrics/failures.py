"""What must not fail: bridges, cut nodes, and the single points of failure of every country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.metrics.arrays import Arrays, Graph, Side, compile_links, needs_network, two_sides
from cablenet.metrics.groups import risk_groups
from cablenet.metrics.trees import Tree, grow

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network.model import Network

    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

__all__ = ["bridges", "cut_nodes", "parting", "single_points"]


def bridges(net: Graph, *, allow: tuple[str, ...] = ()) -> pd.DataFrame:
    """Links whose loss leaves their component in two: ``a, b, beyond`` by link id, sorted.

    ``beyond`` is the number of nodes of the smaller part. Tarjan 1974 (doi:10.1016/0020-0190(74)90003-9), O(n + m); of
    parallel links none is a bridge.

    >>> import pandas as pd
    >>> kite = pd.DataFrame({"a": ["x", "y", "z", "z"], "b": ["y", "z", "x", "tail"]}, index=list("1234"))
    >>> bridges(kite)["beyond"].to_dict()
    {'4': 1}
    """
    arrays = compile_links(net, allow=allow)
    tree = grow(arrays)
    node = tree.bridges
    node = node[np.argsort(tree.link[node])]
    link = tree.link[node]
    beyond = np.minimum(tree.below[node], tree.below[tree.root[node]] - tree.below[node])
    return pd.DataFrame(
        {"a": arrays.node_ids[arrays.a[link]], "b": arrays.node_ids[arrays.b[link]], "beyond": beyond},
        index=pd.Index(arrays.link_ids[link], name="link_id", dtype="str"),
    )


def cut_nodes(net: Graph, *, allow: tuple[str, ...] = ()) -> pd.DataFrame:
    """Nodes whose loss leaves the rest of their component in pieces: ``pieces, beyond`` by node id, sorted.

    ``beyond`` is the number of nodes outside the largest piece, the lost one left out. Also called cut vertices or
    articulation points: Hopcroft and Tarjan 1973 (doi:10.1145/362248.362272), O(n + m).

    >>> import pandas as pd
    >>> kite = pd.DataFrame({"a": ["x", "y", "z", "z"], "b": ["y", "z", "x", "tail"]}, index=list("1234"))
    >>> cut_nodes(kite).loc["z"].to_dict()
    {'pieces': 2, 'beyond': 1}
    """
    arrays = compile_links(net, allow=allow)
    tree = grow(arrays)
    rows = []
    for node in tree.cut_nodes:
        sizes = _pieces(tree, int(node))[1]
        rows.append((arrays.node_ids[node], len(sizes), int(sizes.sum() - sizes.max())))
    table = pd.DataFrame(rows, columns=["node_id", "pieces", "beyond"])
    return table.astype({"node_id": "str", "pieces": "int64", "beyond": "int64"}).set_index("node_id")


def single_points(
    net: Network, *, groups: pd.DataFrame | None = None, cities: pd.Series | None = None, allow: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Single points of failure of every country: ``country, kind, id``, sorted, a row for each thing that must not fail.

    Each is one link, town, system or chokepoint whose loss alone cuts the country's Internet city off from the largest part
    of what was the largest component. ``kind`` is ``link``, ``town`` (a city or station with all its links; the loss of the
    Internet city itself is not counted), or that of the group before its colon; ``groups`` are those of :func:`risk_groups`
    for systems and chokepoints unless given. ``cities`` gives the node of each country, ``net.countries["internet_city"]``
    unless given. Countries that are apart already have one row of kind ``apart``.

    Fibre inside a country is plentiful, and where it runs is mostly modelled: so no link counts that stays on the land of one
    country, and the loss of a town parts no others that such links join; chokepoints on land still take such links away.

    Links and towns by the depth-first tree, all countries at once; one search of the components for each group. O(n + m) a
    group, under a second for the world.

    >>> import cablenet as cn
    >>> points = single_points(cn.load())
    >>> sorted(set(points["kind"]))
    ['apart', 'chokepoint', 'link', 'system', 'town']

    Raises:
        InputError: if it is no network, or ``groups`` has no columns ``link_id, group``.
    """
    needs_network(net)
    arrays = compile_links(net, allow=allow)
    home = net.countries["internet_city"] if cities is None else cities
    groups = risk_groups(net, by=["system", "chokepoint"]) if groups is None else groups
    number = {name: position for position, name in enumerate(arrays.node_ids)}
    city = np.asarray([number.get(name, -1) for name in home], dtype=np.int64)
    label = arrays.components()
    main = int(np.bincount(label).argmax()) if len(label) else -1
    joined = np.asarray([node >= 0 and label[node] == main for node in city], dtype=bool)
    codes = home.index.to_numpy(dtype=object)
    rows = [(code, "apart", "") for code in codes[~joined]]
    codes, city = codes[joined], city[joined]
    if len(city):
        inland = _inland_joined(net, arrays)
        tree = grow(inland)
        rows += [(codes[i], "link", name) for name, i in _by_link(inland, tree, city)]
        rows += [(codes[i], "town", name) for name, i in _by_town(net, inland, tree, city)]
        for group, off in _by_group(arrays, groups, city, label == main):
            rows += [(code, *_told(group)) for code in codes[off]]
    return pd.DataFrame(rows, columns=["country", "kind", "id"], dtype="str").sort_values(
        ["country", "kind", "id"], ignore_index=True
    )


def parting(net: Graph, a: Side, b: Side, groups: pd.DataFrame, *, allow: tuple[str, ...] = ()) -> pd.DataFrame:
    """Single points of failure between two sides: ``kind, id``, each one link, node or group whose loss parts them.

    As :func:`single_points`, for two sets of nodes; the nodes of the sides do not count. Only what lies on one path can
    part them, so one path is found and each thing on it is taken away in turn: O((n + m) k) for k things on it.

    >>> import pandas as pd
    >>> links = pd.DataFrame({"a": ["x", "x", "y"], "b": ["y", "y", "z"]}, index=["1", "2", "3"])
    >>> groups = pd.DataFrame({"link_id": ["1", "2"], "group": ["chokepoint:strait"] * 2})
    >>> parting(links, "x", "z", groups)["id"].to_list()
    ['strait', '3', 'y']

    Raises:
        InputError: if a place is unknown, a node stands on both sides, or the sides are apart already.
    """
    from cablenet.metrics.connectivity import link_disjoint

    arrays = compile_links(net, allow=allow)
    one, other = two_sides(net, arrays, a, b)
    paths = link_disjoint(arrays, list(arrays.node_ids[one]), list(arrays.node_ids[other])).paths
    if not paths:
        message = "Found sides that nothing joins, expected two that are; largest_component tells what is."
        raise InputError(message)
    on_path = np.isin(arrays.link_ids.astype(str), paths[0])
    nodes = np.setdiff1d(np.concatenate([arrays.a[on_path], arrays.b[on_path]]), np.concatenate([one, other]))
    lost = {
        ("link", str(arrays.link_ids[link])): _only(link, len(on_path)) for link in np.flatnonzero(on_path).tolist()
    }
    lost |= {("node", str(arrays.node_ids[node])): (arrays.a == node) | (arrays.b == node) for node in nodes}
    for group, members in _members(arrays, groups):
        if on_path[members].any():
            lost[_told(group)] = np.isin(np.arange(len(on_path)), members)
    found = [key for key, gone in lost.items() if _apart(arrays.components(kept=~gone), one, other)]
    return pd.DataFrame(sorted(found), columns=["kind", "id"], dtype="str")


def _told(group: str) -> tuple[str, str]:
    """Kind and id of a group named ``kind:id``."""
    kind, colon, name = group.partition(":")
    return (kind, name) if colon else ("group", group)


def _apart(label: Ints, one: Ints, other: Ints) -> bool:
    return set(label[one].tolist()).isdisjoint(label[other].tolist())


def _only(place: int, size: int) -> Bools:
    out = np.zeros(size, dtype=bool)
    out[place] = True
    return out


def _inland_joined(net: Network, arrays: Arrays) -> Arrays:
    """The same with a node in the middle of what the links inside each country join, in place of those links.

    The nodes and links that are added have no name, and stand last.
    """
    links, country = net.links.loc[arrays.link_ids, ["kind", "a", "b"]], net.nodes["country"]
    home = [country.reindex(links[end]).to_numpy(dtype=object) for end in ("a", "b")]
    inland = (links["kind"] == "land").to_numpy() & (home[0] == home[1])
    label = arrays.components(kept=inland)
    towns = np.unique(np.concatenate([arrays.a[inland], arrays.b[inland]]))
    middles, middle = np.unique(label[towns], return_inverse=True)
    return Arrays(
        node_ids=np.concatenate([arrays.node_ids, np.full(len(middles), "", dtype=object)]),
        link_ids=np.concatenate([arrays.link_ids[~inland], np.full(len(towns), "", dtype=object)]),
        a=np.concatenate([arrays.a[~inland], towns]),
        b=np.concatenate([arrays.b[~inland], arrays.size + middle]),
        weight=np.concatenate([arrays.weight[~inland], np.ones(len(towns))]),
    )


def _by_link(arrays: Arrays, tree: Tree, city: Ints) -> list[tuple[str, int]]:
    """Bridges and the cities each cuts off: those on the smaller side (below the bridge, if both are alike)."""
    out = []
    turn = tree.order[city]
    for node in tree.bridges[np.isin(tree.root[tree.bridges], tree.root[city])]:
        name = str(arrays.link_ids[tree.link[node]])
        if not name:
            continue
        under = (turn >= tree.order[node]) & (turn < tree.order[node] + tree.below[node])
        smaller = 2 * tree.below[node] <= tree.below[tree.root[node]]
        out += [(name, int(i)) for i in np.flatnonzero(under == smaller)]
    return out


def _by_town(net: Network, arrays: Arrays, tree: Tree, city: Ints) -> list[tuple[str, int]]:
    """Towns that are cut nodes and the cities each cuts off: those outside the largest piece."""
    out = []
    turn = tree.order[city]
    kind = net.nodes["kind"].reindex(arrays.node_ids).to_numpy(dtype=object)
    for node in tree.cut_nodes[np.isin(tree.root[tree.cut_nodes], tree.root[city])]:
        if kind[node] not in ("city", "station"):
            continue
        begins, sizes = _pieces(tree, int(node))
        below = (turn[:, None] >= begins) & (turn[:, None] < begins + sizes) & (begins >= 0)
        piece = np.where(below.any(axis=1), below.argmax(axis=1), 0)
        off = (piece != int(sizes.argmax())) & (city != node)
        out += [(str(arrays.node_ids[node]), int(i)) for i in np.flatnonzero(off)]
    return out


def _pieces(tree: Tree, node: int) -> tuple[Ints, Ints]:
    """First turn and size of each piece that the loss of a node leaves; what is not below it comes first, as turn -1."""
    hanging = tree.hanging
    child = hanging[tree.parent[hanging] == node]
    begins, sizes = tree.order[child], tree.below[child]
    rest = int(tree.below[tree.root[node]] - sizes.sum()) - 1
    if rest:
        begins, sizes = np.concatenate([[-1], begins]), np.concatenate([[rest], sizes])
    return begins, sizes


def _by_group(arrays: Arrays, groups: pd.DataFrame, city: Ints, main: Bools) -> list[tuple[str, Bools]]:
    """Groups and the cities each cuts off from the largest part of the largest component.

    What links in no group join stays together, and is drawn into one node first.
    """
    members = _members(arrays, groups)
    grouped = np.zeros(len(arrays.link_ids), dtype=bool)
    for _, links in members:
        grouped[links] = True
    lump = arrays.components(kept=~grouped)
    size = np.bincount(lump, weights=main)
    small = Arrays(
        node_ids=np.arange(len(size)).astype(object),
        link_ids=arrays.link_ids,
        a=lump[arrays.a],
        b=lump[arrays.b],
        weight=arrays.weight,
    )
    out = []
    for group, links in members:
        kept = grouped.copy()
        kept[links] = False
        label = small.components(kept=kept)
        off = label[lump[city]] != int(np.bincount(label, weights=size).argmax())
        if off.any():
            out.append((group, off))
    return out


def _members(arrays: Arrays, groups: pd.DataFrame) -> list[tuple[str, Ints]]:
    """Groups with the positions of their links."""
    missing = sorted({"link_id", "group"} - set(groups.columns))
    if missing:
        message = f"Found groups without the columns {missing}, expected link_id and group, a row a membership."
        raise InputError(message)
    place = pd.Series(np.arange(len(arrays.link_ids)), index=arrays.link_ids)
    here = groups[groups["link_id"].isin(place.index)]
    at = place.reindex(here["link_id"]).to_numpy(dtype=np.int64)
    order = np.argsort(here["group"].to_numpy(dtype=str), kind="stable")
    names, first = np.unique(here["group"].to_numpy(dtype=str)[order], return_index=True)
    return list(zip(names.tolist(), np.split(at[order], first[1:]), strict=True)) if len(names) else []
