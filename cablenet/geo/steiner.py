"""Place the branching units of a system where its cable is shortest: fixed-topology Steiner trees on a graph.

Each edge carries a field of least costs over the graph (message passing along the tree, as in Dreyfus and Wagner
(1971), doi:10.1002/net.3230010302, with the order of joins given): one shortest-path run per edge, and exact for a
tree. Cycles are cut at a branching unit that is held still while the rest is solved, each in turn, until no gain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import GeometryError
from cablenet.geo.kernels import explore

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int32]
    Graph = tuple[Ints, Ints, npt.NDArray[np.float32]]
    Anchors = Mapping[str, tuple[Ints, Floats]]

__all__ = ["Placed", "Strand", "no_path", "place"]

ROUNDS = 6
"""At most so many rounds of holding and solving for a system with cycles."""

GAIN_KM = 1.0
"""A round that gains less than this is the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One edge as the solver sees it: its ends, the graph at its own cost, and the gates it must pass."""

    id: str
    a: str
    b: str
    graph: Graph
    gates: Ints
    layers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Node of every junction, nodes of every strand from a to b, and the total cost in km."""

    junctions: dict[str, int]
    paths: dict[str, Ints]
    cost_km: dict[str, float]


@dataclass(slots=True)
class _Tree:
    """One tree in rooted order: ``(strand, child, parent)``, children before their parents."""

    root: str
    steps: list[tuple[Strand, str, str]] = field(default_factory=list)


def place(strands: Sequence[Strand], anchors: Anchors, offset_km: Floats) -> Placed:
    """Solve for all junctions (ends that are no anchors); ``offset_km`` prices a node as a junction's place.

    Raises:
        GeometryError: if a strand has no path, naming it.
    """
    chords = _chords(strands, anchors)
    if not chords:
        return _solve(strands, anchors, offset_km)
    ids = {strand.id for strand in chords}
    found = _solve([strand for strand in strands if strand.id not in ids], anchors, offset_km)
    best: Placed | None = None
    for number in range(ROUNDS):
        held = _held(strands, anchors, first=chords, turn=number)
        still = {name: (np.array([found.junctions[name]], dtype=np.int32), np.zeros(1)) for name in held}
        next_found = _solve(strands, {**anchors, **still}, offset_km)
        next_found.junctions.update({name: found.junctions[name] for name in held})
        gain = np.inf if best is None else sum(best.cost_km.values()) - sum(next_found.cost_km.values())
        if best is None or gain > 0:
            best = next_found
        found = best
        if number and gain < GAIN_KM:
            break
    return found


def _chords(strands: Iterable[Strand], anchors: Iterable[str]) -> list[Strand]:
    """Strands that close a cycle of junctions."""
    fixed, parent = set(anchors), dict[str, str]()

    def top(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    out: list[Strand] = []
    for strand in strands:
        if strand.a in fixed or strand.b in fixed:
            continue
        a, b = top(strand.a), top(strand.b)
        if a == b:
            out.append(strand)
        parent[a] = b
    return out


def _held(strands: Sequence[Strand], anchors: Anchors, *, first: Sequence[Strand], turn: int) -> set[str]:
    """Junctions to hold so that no cycle is left, another choice at each turn."""
    held: set[str] = set()
    left = list(first)
    while left:
        ends = sorted({left[0].a, left[0].b})
        held.add(ends[turn % len(ends)])
        left = _chords(strands, {*anchors, *held})
    return held


def _solve(strands: Sequence[Strand], anchors: Anchors, offset_km: Floats) -> Placed:
    """Solve a forest exactly."""
    out = Placed(junctions={}, paths={}, cost_km={})
    for tree in _trees(strands, anchors):
        _solve_tree(tree, anchors, offset_km, out)
    return out


def _trees(strands: Sequence[Strand], anchors: Anchors) -> list[_Tree]:
    """Split a forest at its anchors into trees of junctions; an edge between anchors is a tree of its own."""
    at: dict[str, list[Strand]] = {}
    trees: list[_Tree] = []
    for strand in strands:
        free = [end for end in (strand.a, strand.b) if end not in anchors]
        for end in free:
            at.setdefault(end, []).append(strand)
        if not free:
            trees.append(_Tree(root=strand.b, steps=[(strand, strand.a, strand.b)]))
    seen: set[str] = set()
    for root in sorted(at, key=lambda name: (-len(at[name]), name)):
        if root in seen:
            continue
        tree, stack, used = _Tree(root=root), [root], set[str]()
        while stack:
            here = stack.pop()
            seen.add(here)
            for strand in at[here]:
                if strand.id in used:
                    continue
                used.add(strand.id)
                child = strand.b if strand.a == here else strand.a
                tree.steps.append((strand, child, here))
                if child not in anchors:
                    stack.append(child)
        tree.steps.reverse()
        trees.append(tree)
    return trees


def _solve_tree(tree: _Tree, anchors: Anchors, offset_km: Floats, out: Placed) -> None:
    """Pass fields up the tree, place the root, and read the places of the others down the tree."""
    size = len(offset_km)
    if tree.root in anchors:
        total, goal = np.zeros(size), _potential(anchors[tree.root], size)
    else:
        total, goal = offset_km.copy(), np.full(size, np.inf)
    sums: dict[str, Floats] = {tree.root: total}
    before: dict[str, Ints] = {}
    fields: dict[str, Floats] = {}
    # 1. Children come before parents, so a child's field is complete when its strand is run.
    for strand, child, parent in tree.steps:
        start = _potential(anchors[child], size) if child in anchors else sums.setdefault(child, offset_km.copy())
        best, before[strand.id], _ = explore(strand.graph, strand.gates, strand.layers, start, goal)
        fields[strand.id] = best[strand.layers - 1 :: strand.layers]
        if not np.isfinite(fields[strand.id]).any():
            raise no_path(strand.id, strand.a, strand.b)
        sums[parent] = sums.setdefault(parent, offset_km.copy()) + fields[strand.id]
    # 2. The root goes where the sum is least.
    total = sums[tree.root] + (goal if tree.root in anchors else 0.0)
    spot = int(np.argmin(total))
    if not np.isfinite(total[spot]):
        last = tree.steps[-1][0]
        raise no_path(last.id, last.a, last.b)
    places = {tree.root: spot}
    # 3. Parents come before children on the way back; a strand's path ends where its child lies.
    for strand, child, parent in reversed(tree.steps):
        path = _trace(before[strand.id], places[parent], strand.layers)
        places.setdefault(child, int(path[0]))
        from_a = path if child == strand.a else path[::-1]
        out.paths[strand.id] = from_a
        out.cost_km[strand.id] = _leg(fields[strand.id], sums.get(child), places[parent], path[0])
    out.junctions.update({name: spot for name, spot in places.items() if name not in anchors})


def _leg(reached: Floats, start: Floats | None, end: int, origin: int) -> float:
    """Cost of one strand alone: what is reached at its end less what its start already cost."""
    return float(reached[end] - (start[origin] if start is not None else 0.0))


def _potential(joined: tuple[Ints, Floats], size: int) -> Floats:
    """Start potentials of an anchor."""
    out = np.full(size, np.inf)
    nodes, cost = joined
    out[nodes] = cost
    return out


def _trace(before: Ints, end: int, layers: int) -> Ints:
    """Nodes from the start to a node, read back from the state with all gates passed."""
    states = [end * layers + layers - 1]
    while before[states[-1]] >= 0:
        states.append(int(before[states[-1]]))
    nodes = np.array(states[::-1], dtype=np.int64) // layers
    changes = np.concatenate([[True], nodes[1:] != nodes[:-1]])
    path: Ints = nodes[changes].astype(np.int32)
    return path


def no_path(edge: str, a: str, b: str) -> GeometryError:
    """Build (not raise) the error for an edge that no sea joins."""
    message = (
        f"Found no way over the sea for edge {edge!r} ({a} - {b}), expected both ends and its regions by one water: "
        "open a channel in waterways.csv, or make it a land link."
    )
    return GeometryError(message)
