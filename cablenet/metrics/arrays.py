"""Links as arrays, the sides of a question, and the largest component: what every measure starts from."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.network.model import Network
from cablenet.network.places import Place, find_place

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Names = npt.NDArray[np.object_]

__all__ = ["Arrays", "Graph", "Side", "compile_links", "largest_component", "side"]

Graph: TypeAlias = "Network | pd.DataFrame | Arrays"
"""A network; or a table of links, one row a link by its id, with the nodes ``a`` and ``b`` it joins; or what
:func:`compile_links` made of either, which saves a hundredth of a second on each further question."""

Side: TypeAlias = str | Place | Collection[str]
"""One side of a question: nodes by id, a place, or the name of one (``"EU"``, ``"JP"``) where a network is asked.

A place is all that lies inside it: how a country's traffic gets to its coast is not asked."""

AnyGraph = TypeVar("AnyGraph", bound=Graph)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrays:
    """An undirected multigraph: nodes and links sorted by id, links that join a node to itself left out.

    ``node_ids`` (n,), ``link_ids`` (m,), ``a``, ``b`` (m,) positions of the ends, ``weight`` (m,).
    """

    node_ids: Names
    link_ids: Names
    a: Ints
    b: Ints
    weight: Floats

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.node_ids)

    def positions(self, names: Collection[str]) -> Ints:
        """Positions of nodes, each once, sorted.

        Raises:
            InputError: if one of them is no node.
        """
        wanted = np.asarray(sorted(set(names)), dtype=object)
        known = set(self.node_ids)
        unknown = [name for name in wanted if name not in known]
        if unknown:
            message = (
                f"Found places that are no nodes of the network: {unknown[:5]}; find_place gives the nodes of a name."
            )
            raise InputError(message)
        return np.searchsorted(self.node_ids, wanted).astype(np.int64)

    def matrix(self) -> csr_array:
        """Symmetric matrix (n, n) of the weights; those of parallel links are added."""
        from scipy.sparse import coo_array

        both = (np.concatenate([self.a, self.b]), np.concatenate([self.b, self.a]))
        return coo_array((np.concatenate([self.weight, self.weight]), both), shape=(self.size, self.size)).tocsr()

    def components(self, *, kept: npt.NDArray[np.bool_] | None = None) -> Ints:
        """Number of the component of each node, (n,), when only the links ``kept`` (m,) are there; that of node 0 is 0."""
        from cablenet.metrics.kernels import components

        a, b = (self.a, self.b) if kept is None else (self.a[kept], self.b[kept])
        if importlib.util.find_spec("numba"):
            return components(a, b, self.size)
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        ones = np.ones(len(a), dtype=np.int8)
        found = connected_components(coo_array((ones, (a, b)), shape=(self.size, self.size)), directed=False)[1]
        return np.asarray(found, dtype=np.int64)


def compile_links(net: Graph, *, weight: str | None = None, allow: tuple[str, ...] = ()) -> Arrays:
    """Arrays of the usable links of a network (all its nodes stay), or of a table of links (its nodes are their ends).

    ``weight`` names a column that is not negative; without it each link weighs 1. Arrays are given back as they are,
    with their own weights.

    Raises:
        InputError: if it is neither, a column or an end is missing, an id stands twice, or a weight is missing, infinite or
            negative.
    """
    if isinstance(net, Arrays):
        return net
    if isinstance(net, Network):
        links, names = net.usable(allow=allow), list(net.nodes.index)
    elif isinstance(net, pd.DataFrame):
        links, names = net, []
    else:
        message = f"Found a {type(net).__name__}, expected a network, or a table of links with the columns a and b."
        raise InputError(message)
    _check(links, weight)
    ends_a, ends_b = links["a"].to_numpy(dtype=object), links["b"].to_numpy(dtype=object)
    nodes = sorted(set(names) or {*ends_a, *ends_b})
    number = {name: position for position, name in enumerate(nodes)}
    a = np.fromiter((number[name] for name in ends_a), dtype=np.int64, count=len(links))
    b = np.fromiter((number[name] for name in ends_b), dtype=np.int64, count=len(links))
    value = np.ones(len(links)) if weight is None else links[weight].to_numpy(dtype=np.float64)
    ids = links.index.to_numpy(dtype=object)
    order = np.asarray(sorted(np.flatnonzero(a != b), key=ids.__getitem__), dtype=np.int64)
    return Arrays(
        node_ids=np.asarray(nodes, dtype=object),
        link_ids=ids[order],
        a=a[order],
        b=b[order],
        weight=value[order],
    )


def _check(links: pd.DataFrame, weight: str | None) -> None:
    missing = sorted({"a", "b", *([weight] if weight else [])} - set(links.columns))
    if missing:
        message = f"Found links without the columns {missing}, expected a, b and the weight asked for."
        raise InputError(message)
    if links[["a", "b"]].isna().any(axis=None):
        lost = links.index[links[["a", "b"]].isna().any(axis=1)]
        message = f"Found links without an end: {list(lost[:5])}; expected a node in a and in b."
        raise InputError(message)
    if not links.index.is_unique:
        message = f"Found link ids twice: {sorted(set(links.index[links.index.duplicated()]))[:5]}; expected each once."
        raise InputError(message)
    if weight is not None:
        value = links[weight].to_numpy(dtype=np.float64)
        bad = links.index[~(np.isfinite(value) & (value >= 0))]
        if len(bad):
            message = f"Found {weight} missing, infinite or negative at {len(bad)} links: {sorted(bad)[:5]}."
            raise InputError(message)


def needs_network(net: object) -> None:
    """Refuse what has no nodes, countries and chokepoints.

    Raises:
        InputError: if it is no network.
    """
    if not isinstance(net, Network):
        message = f"Found a {type(net).__name__}, expected a network: a table of links does not say enough for this."
        raise InputError(message)


def side(net: Graph, place: Side) -> tuple[str, ...]:
    """Nodes of one side, sorted: names of places are looked up in a network, in a table of links a name is a node.

    >>> import pandas as pd
    >>> side(pd.DataFrame({"a": ["x"], "b": ["y"]}), "x")
    ('x',)

    Raises:
        InputError: if the place is unknown or empty.
    """
    if isinstance(place, str) and isinstance(net, Network) and place not in net.nodes.index:
        place = find_place(net, place)
    elif isinstance(place, str):
        place = (place,)
    nodes = place.inside if isinstance(place, Place) else place
    if not nodes:
        message = "Found an empty side, expected at least one node."
        raise InputError(message)
    return tuple(sorted(set(nodes)))


def two_sides(net: Graph, arrays: Arrays, a: Side, b: Side) -> tuple[Ints, Ints]:
    """Positions of two sides that share no node.

    Raises:
        InputError: if they share one, or one is unknown or empty.
    """
    one, other = side(net, a), side(net, b)
    both = sorted(set(one) & set(other))
    if both:
        message = f"Found {both[:5]} on both sides, expected two sets of nodes that share none."
        raise InputError(message)
    return arrays.positions(one), arrays.positions(other)


def largest_component(net: AnyGraph, *, allow: tuple[str, ...] = ()) -> AnyGraph:
    """What is left when all nodes but those of the largest component are dropped; of equals, that of the first node.

    Several measures (resistance, algebraic connectivity, spanning trees) are infinite or zero as soon as one node
    stands apart; ask them of this. Cost O(n + m).

    >>> import pandas as pd
    >>> links = pd.DataFrame({"a": ["x", "y", "p"], "b": ["y", "z", "q"]}, index=["1", "2", "3"])
    >>> list(largest_component(links).index)
    ['1', '2']
    """
    arrays = compile_links(net, allow=allow)
    label = arrays.components()
    inside = label == np.bincount(label).argmax() if len(label) else np.zeros(0, dtype=bool)
    if isinstance(net, Arrays):
        return cast("AnyGraph", _within(net, inside))
    chosen = set(arrays.node_ids[inside])
    if isinstance(net, Network):
        links = net.usable(allow=allow)
        nodes = net.nodes[net.nodes.index.isin(chosen)]
        return cast("AnyGraph", replace(net, nodes=nodes, links=links[links["a"].isin(chosen)]))
    return cast("AnyGraph", net[net["a"].isin(chosen)])


def _within(arrays: Arrays, inside: npt.NDArray[np.bool_]) -> Arrays:
    if inside.all():
        return arrays
    kept, number = inside[arrays.a], np.cumsum(inside) - 1
    return Arrays(
        node_ids=arrays.node_ids[inside],
        link_ids=arrays.link_ids[kept],
        a=number[arrays.a[kept]],
        b=number[arrays.b[kept]],
        weight=arrays.weight[kept],
    )
