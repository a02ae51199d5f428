"""A network as arrays that nobody can edit: made once, shared by every scenario, used by every search."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cablenet.errors import InputError, told
from cablenet.routing.tags import link_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd
    from scipy.sparse import csr_array

    from cablenet.network.model import Network, Survival

    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["LEAST_MS", "Compiled", "Tags", "Wanted", "compile_network", "topology_key"]

LEAST_MS = 1e-6
"""Added to each link in a search, so that links of no length are links still (a sparse matrix drops zeros)."""

MOST_WANTED = 6
"""More tags than this on one path are refused: the work doubles with each."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compiled:
    """All links of a network as arrays, which cannot be written to; which of them may be used is a mask.

    ``node_ids`` (n,) and ``link_ids`` (m,), both sorted, number nodes and links from 0. Link ``i`` joins nodes ``a[i]``
    and ``b[i]``, in ``rtt_ms[i]`` over ``length_km[i]`` with ``capacity_tbps[i]``, of which the share ``surviving[i]``
    is left. ``alive`` (m,) says that more than nothing is left, ``status_open`` (m,) that the link is in service or of
    a status that was allowed; :attr:`usable` is both.

    The links of node ``v``, dead ones among them, are ``arc_link[indptr[v]:indptr[v + 1]]``, in their order, and lead to
    the nodes ``head[indptr[v]:indptr[v + 1]]``; ``indptr`` (n + 1,), ``head`` and ``arc_link`` (2m,).

    ``hubs`` are the Internet cities of the countries, those that the network has, ascending. ``node_number`` and
    ``link_number`` give positions by id. ``key`` is a hash of n, ``a`` and ``b``: what depends on the topology alone may be kept under it.
    """

    node_ids: npt.NDArray[np.object_]
    link_ids: npt.NDArray[np.object_]
    a: Numbers
    b: Numbers
    rtt_ms: Floats
    length_km: Floats
    capacity_tbps: Floats
    surviving: Floats
    alive: Mask
    status_open: Mask
    indptr: Numbers
    head: Numbers
    arc_link: Numbers
    hubs: Numbers
    node_number: Mapping[str, int]
    link_number: Mapping[str, int]
    key: str
    tags: Tags

    @property
    def usable(self) -> Mask:
        """Links that traffic may take, (m,): those of :meth:`Network.usable`."""
        return self.alive & self.status_open

    def under(self, scenario: Survival | pd.Series) -> Compiled:
        """The network that is left when ``scenario``, or the share that survives by link id, has struck.

        Equal to ``compile_network(net.under(scenario))``; all that belongs to the topology is shared, not copied. What is
        not listed survives whole, and links that the network does not have are passed over.

        Raises:
            InputError: if a link is listed twice.
        """
        listed: pd.Series = getattr(scenario, "survival", scenario)
        if not listed.index.is_unique:
            message = f"Found {listed.index[listed.index.duplicated()][0]!r} twice, expected one share a link."
            raise InputError(message)
        share = np.ones(len(self.link_ids))
        places = np.asarray([self.link_number.get(link, -1) for link in listed.index], dtype=np.int64)
        given = np.where(listed.isna(), 1.0, listed).astype(np.float64)
        share[places[places >= 0]] = given[places >= 0]
        return self.scaled(share)

    def scaled(self, share: Floats) -> Compiled:
        """The network with each link's capacity times a share, (m,), in the order of ``link_ids``.

        Raises:
            InputError: if there is not one share a link.
        """
        if share.shape != self.surviving.shape:
            message = f"Found shares of shape {share.shape}, expected one for each of {len(self.link_ids)} links."
            raise InputError(message)
        left = self.surviving * share
        return replace(
            self, capacity_tbps=_fixed(self.capacity_tbps * share), surviving=_fixed(left), alive=_fixed(left > 0.0)
        )

    def position(self, node: str) -> int:
        """Position of a node.

        Raises:
            InputError: if there is no such node.
        """
        if node not in self.node_number:
            message = f"Found {told(node)}, which is no node of this network; find_place gives the nodes of a name."
            raise InputError(message)
        return self.node_number[node]

    def positions(self, nodes: Iterable[str]) -> Numbers:
        """Positions of several nodes.

        Raises:
            InputError: if one is no node.
        """
        return np.asarray([self.position(node) for node in nodes], dtype=np.int32)

    def wanted(self, through: Sequence[str], avoid: Sequence[str]) -> Wanted:
        """What a path must gather and avoid, by link.

        Raises:
            InputError: if there are more than six tags in ``through``.
        """
        if len(through) > MOST_WANTED:
            message = f"Found {len(through)} tags in through, expected at most {MOST_WANTED}: search in two steps."
            raise InputError(message)
        bits = np.zeros(len(self.a), dtype=np.int64)
        open_ = np.ones(len(self.a), dtype=bool)
        for bit, token in enumerate(through):
            for tag in token.split("|"):
                bits[self.tags.links(tag)] |= 1 << bit
        for tag in avoid:
            open_[self.tags.links(tag)] = False
        return Wanted(bits=bits, open=open_, full=(1 << len(through)) - 1)

    def search(
        self, start: int, end: int, *, weight: Floats | None = None, wanted: Wanted | None = None
    ) -> tuple[list[int], list[int]] | None:
        """Positions of the nodes and links of the cheapest path that gathers all that is wanted, or ``None``.

        ``weight`` (m,) is what each link costs instead of its RTT, more than zero. Dijkstra's algorithm. The graph has a
        copy for each subset of the wanted tags; an arc leads to the copy of the subset that it completes.
        """
        from scipy.sparse.csgraph import dijkstra

        size, full = len(self.node_ids), wanted.full if wanted else 0
        cost = self.rtt_ms + LEAST_MS if weight is None else weight
        matrix, link = self._copies(cost, wanted)
        rtt, before = dijkstra(matrix, indices=start, return_predecessors=True)
        state = end + full * size
        if not np.isfinite(rtt[state]):
            return None
        nodes, links = [state % size], []
        while state != start:
            last = int(before[state])
            row = slice(*matrix.indptr[last : last + 2])
            own = np.flatnonzero(matrix.indices[row] == state)
            at = own[matrix.data[row][own].argmin()]
            links.append(int(link[(row.start + at) % len(link)]))
            state = last
            nodes.append(state % size)
        return nodes[::-1], links[::-1]

    def rtt_from(self, start: int) -> Floats:
        """Least RTT from one node to every node, in ms, shape (n,); infinite where there is no path."""
        from scipy.sparse.csgraph import dijkstra

        rtt: Floats = dijkstra(self._copies(self.rtt_ms + LEAST_MS, None)[0], indices=start)
        return rtt

    def _copies(self, cost: Floats, wanted: Wanted | None) -> tuple[csr_array, Numbers]:
        """Costs between the nodes of all copies, parallel links each for itself, and the links of the first copy's arcs."""
        from scipy.sparse import csr_array

        size, copies = len(self.node_ids), 1 if wanted is None else wanted.full + 1
        fits = self.usable if wanted is None else self.usable & wanted.open
        kept = fits[self.arc_link]
        link, head = self.arc_link[kept], self.head[kept]
        bits = np.zeros(len(link), dtype=np.int64) if wanted is None else wanted.bits[link]
        rows = np.concatenate([[0], np.cumsum(kept)])[self.indptr]
        indices = np.concatenate([head + (bits | layer) * size for layer in range(copies)])
        indptr = np.concatenate([rows[:1], *(rows[1:] + layer * len(link) for layer in range(copies))])
        total = size * copies
        return csr_array((np.tile(cost[link], copies), indices, indptr), shape=(total, total)), link


class Tags:
    """Links that bring each tag, by position: their own tags and those of both ends; sought when first asked for."""

    __slots__ = ("_found", "_net")

    def __init__(self, net: Network) -> None:
        self._net: Network | None = net
        self._found: dict[str, Ints] = {}

    def __getstate__(self) -> dict[str, Ints]:
        """What was found, without the network: that is what a worker process is sent."""
        self._seek()
        return self._found

    def __setstate__(self, found: dict[str, Ints]) -> None:
        self._net, self._found = None, found

    def links(self, tag: str) -> Ints:
        """Positions of the links that bring a tag, in their order; none for a tag that nothing bears."""
        self._seek()
        return self._found.get(tag, np.empty(0, dtype=np.int64))

    def _seek(self) -> None:
        if self._net is not None:
            self._found, self._net = _tagged(self._net), None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a path must gather: ``bits`` (m,) that each link brings, which links are ``open``, and ``full``, all bits."""

    bits: Ints
    open: Mask
    full: int


def compile_network(net: Network, *, allow: tuple[str, ...] = ()) -> Compiled:
    """Arrays of all links of a network; those of an ``allow``-ed status are open (see :meth:`Network.usable`).

    Some 15 ms for the world.
    """
    nodes = np.sort(net.nodes.index.to_numpy(dtype=object))
    number = {str(name): i for i, name in enumerate(nodes)}
    ids = net.links.index.to_numpy(dtype=object)
    order = np.argsort(ids, kind="stable")
    a, b = (_ends(net, name, number, order) for name in ("a", "b"))
    indptr, head, arc_link = _adjacency(len(nodes), a, b)
    surviving = _column(net, "surviving", order)
    return Compiled(
        node_ids=_fixed(nodes),
        link_ids=_fixed(ids[order]),
        a=a,
        b=b,
        rtt_ms=_column(net, "rtt_ms", order),
        length_km=_column(net, "length_km", order),
        capacity_tbps=_column(net, "capacity_tbps", order),
        surviving=surviving,
        alive=_fixed(surviving > 0.0),
        status_open=_fixed(net.links["status"].isin(["in-service", *allow]).to_numpy(dtype=bool)[order]),
        indptr=indptr,
        head=head,
        arc_link=arc_link,
        key=topology_key(len(nodes), a, b),
        hubs=_fixed(
            np.unique([number[name] for name in net.countries["internet_city"] if name in number]).astype(np.int32)
        ),
        node_number=number,
        link_number={str(name): i for i, name in enumerate(ids[order])},
        tags=Tags(net),
    )


def _column(net: Network, name: str, order: Ints) -> Floats:
    """A column of the links as numbers, in the order of their ids."""
    return _fixed(net.links[name].to_numpy(dtype=np.float64)[order])


def _ends(net: Network, name: str, number: Mapping[str, int], order: Ints) -> Numbers:
    """Positions of the nodes at one end of the links, in the order of their ids."""
    ends = [number[node] for node in net.links[name].to_numpy(dtype=object)]
    return _fixed(np.asarray(ends, dtype=np.int32)[order])


def _fixed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array itself, closed to writing."""
    array.flags.writeable = False
    return array


def topology_key(size: int, a: Numbers, b: Numbers) -> str:
    """Hash of the number of nodes and the ends of the links in their order."""
    told = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
    told.update(a.astype("<i4").tobytes())
    told.update(b.astype("<i4").tobytes())
    return told.hexdigest()


def _adjacency(size: int, a: Numbers, b: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Links and neighbours of each node as compressed rows; a link from a node to itself stands there twice."""
    link = np.arange(len(a), dtype=np.int32)
    tail, head, both = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([link, link])
    order = np.lexsort((both, tail))
    indptr = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=size), out=indptr[1:])
    return _fixed(indptr), _fixed(head[order]), _fixed(both[order])


def _tagged(net: Network) -> dict[str, Ints]:
    """Positions of the links that bring each tag."""
    found: dict[str, list[int]] = {}
    for i, tags in enumerate(link_tags(net, sorted(net.links.index.to_numpy(dtype=object))).values()):
        for tag in tags:
            found.setdefault(tag, []).append(i)
    return {tag: _fixed(np.asarray(positions, dtype=np.int64)) for tag, positions in sorted(found.items())}
