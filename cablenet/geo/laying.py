"""Lay a cable system on the sea: from its wiring to lines, with branching units where the cable is shortest.

The steps: split the system at its stations into pieces; open the window of the mesh that a piece needs; solve the
piece as a fixed-topology Steiner problem (``steiner``); widen the window until no shorter way can lie outside it; pull
the lines tight (``pulling``). Regions are polygons within [-180, 180] that an edge must cross, avoids, or enters only
if the way round is long.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from cablenet.errors import GeometryError, InputError, unknown_name
from cablenet.geo.branching import attach
from cablenet.geo.kernels import look
from cablenet.geo.pulling import Rope, densify, pull, rules, settle
from cablenet.geo.steiner import Placed, Strand, no_path, place
from cablenet.geo.waters import (
    LAND_PRICE,
    Landing,
    Tariff,
    Waters,
    anchor,
    far_km,
    gates,
    nearest_basin,
    open_waters,
    tariff,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from cablenet.geo.land import Land
    from cablenet.geo.mesh import SeaMesh

    Point = tuple[float, float]
    Regions = Mapping[str, BaseGeometry]

__all__ = ["Edge", "Laid", "attach", "lay"]

AVOID_PRICE, AVOID_TOLL_KM = 20.0, 200.0
"""Price of a kilometre in a region to avoid, and of crossing its border."""

RELUCTANT_PRICE, RELUCTANT_TOLL_KM = 3.0, 60.0
"""The same for a region to enter only if the way round is long."""

FAR_INLAND_KM = 500.0
"""A landing that costs more than this is doubted: the station may lie on another water."""

OFFSHORE_KM, OFFSHORE_PRICE = 40.0, 0.6
"""A branching unit nearer to the coast than this is priced so much for each kilometre that is missing."""

FIRST_MARGIN_KM = 250.0
"""Margin of the first window about the ends of a piece; a quarter of its extent if that is more."""

MOST_GATES = 8
"""More regions than this on one edge are refused: the work doubles with each."""

MOST_PRICED = 62
"""Regions with a price on one edge; they are kept as bits of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A piece of cable between two named ends; ``through``, ``avoid`` and ``reluctant`` are ids of regions."""

    id: str
    a: str
    b: str
    through: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    reluctant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Where a system lies.

    ``junctions`` are within [-180, 180]; ``routes`` run from ``a`` to ``b`` of their edge with continuous longitudes,
    which may pass +-180. ``tails_km`` is the length of each route over land cells of the raster: no line of the mesh
    crosses any, so this is what lies between its stations and the sea.
    """

    junctions: dict[str, Point]
    routes: dict[str, shapely.LineString]
    tails_km: dict[str, float] = field(default_factory=dict)


def lay(
    mesh: SeaMesh,
    land: Land,
    terminals: Mapping[str, Point],
    edges: Sequence[Edge],
    regions: Regions,
    *,
    fixed: Mapping[str, Point] | None = None,
) -> Laid:
    """Lay a system: every end that is neither a terminal nor ``fixed`` is placed where the total length is least.

    A fixed end is a branching unit whose position is known. Exact on the mesh for a system without rings of branching
    units. Cost: one shortest-path run per edge, some 0.2 s for an ocean.

    Raises:
        UnknownNameError: if an edge names a region that is not in ``regions``.
        InputError: if an edge id comes twice, an edge joins a node to itself, or more than 8 regions are on one edge.
        GeometryError: if there is no way over the sea for an edge, naming it.
    """
    known = {**terminals, **(fixed or {})}
    _check(edges, regions)
    out = Laid(junctions={name: (float(x), float(y)) for name, (x, y) in (fixed or {}).items()}, routes={})
    for piece in _pieces(edges, known):
        _lay_piece(_Sea(mesh=mesh, land=land, regions=regions), known, piece, out)
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sea:
    """What every step needs."""

    mesh: SeaMesh
    land: Land
    regions: Regions


def _check(edges: Sequence[Edge], regions: Regions) -> None:
    """Refuse what cannot be right."""
    seen: set[str] = set()
    for edge in edges:
        for name in (*edge.through, *edge.avoid, *edge.reluctant):
            if name not in regions:
                raise unknown_name("region", name, regions)
        priced = len(edge.avoid) + len(edge.reluctant)
        if edge.id in seen or edge.a == edge.b or len(edge.through) > MOST_GATES or priced > MOST_PRICED:
            message = (
                f"Found edge {edge.id!r} ({edge.a} - {edge.b}, through {len(edge.through)} regions, {priced} priced), "
                f"expected an id used once, two different ends, at most {MOST_GATES} regions to pass and "
                f"{MOST_PRICED} priced: mend the edge."
            )
            raise InputError(message)
        seen.add(edge.id)


def _pieces(edges: Sequence[Edge], known: Mapping[str, Point]) -> list[list[Edge]]:
    """Edges that hang together by ends of unknown place, in the order given."""
    group: dict[str, int] = {}
    pieces: dict[int, list[Edge]] = {}
    for number, edge in enumerate(edges):
        joined = {group[end] for end in (edge.a, edge.b) if end in group}
        pieces[number] = [one for old in sorted(joined) for one in pieces.pop(old)] + [edge]
        for one in pieces[number]:
            group.update({end: number for end in (one.a, one.b) if end not in known})
    return list(pieces.values())


def _lay_piece(sea: _Sea, known: Mapping[str, Point], piece: Sequence[Edge], out: Laid) -> None:
    """Solve one piece in a window that is wide enough, then pull its lines tight."""
    ends = {end: known[end] for edge in piece for end in (edge.a, edge.b) if end in known}
    if not ends:
        message = (
            f"Found edges {[edge.id for edge in piece][:5]} without any station, expected one: fix a node of them."
        )
        raise InputError(message)
    points = [*ends.values(), *_marks(sea.regions, piece)]
    basin = nearest_basin(sea.mesh, list(ends.values()))
    used = {name: sea.regions[name] for edge in piece for name in (*edge.through, *edge.avoid, *edge.reluctant)}
    extent = float(far_km(np.array(points), points[0]).max())
    margin: float | None = max(FIRST_MARGIN_KM, 0.25 * extent)
    for _ in range(4):
        waters = open_waters(sea.mesh, points, margin_km=margin, basin=basin, regions=used)
        margin = None if waters.whole else margin
        try:
            landings = {name: anchor(waters, sea.land, point) for name, point in ends.items()}
            _check_landings(sea, piece, ends, landings)
            placed = _solve(sea, waters, ends, (piece, landings))
        except GeometryError:
            if margin is None:
                raise
            margin = 4.0 * margin + 500.0 if margin < 3000.0 else None
            continue
        needed = _needed_km(waters, ends, piece, placed)
        if margin is None or needed <= margin:
            break
        margin = 1.1 * needed if needed < 5000.0 else None
    paths = {edge.id: _path(waters, ends, (edge, placed), landings) for edge in piece}
    ropes = _pull_all(sea, piece, paths, {name for name in placed.junctions if _is_offshore(waters, placed, name)})
    _put(sea, ends, piece, ropes, out)


def _marks(regions: Regions, piece: Sequence[Edge]) -> list[Point]:
    """A point of each region that the piece must cross, so that the window holds it."""
    names = sorted({name for edge in piece for name in edge.through})
    spots = [shapely.point_on_surface(regions[name]) for name in names]
    return [(float(spot.x), float(spot.y)) for spot in spots]


def _check_landings(
    sea: _Sea, piece: Sequence[Edge], ends: Mapping[str, Point], landings: Mapping[str, Landing]
) -> None:
    """Refuse a station that is far from the water of its piece but near another one."""
    for name, landing in landings.items():
        least = float(landing.cost_km.min())
        if least < FAR_INLAND_KM:
            continue
        nearest = float(far_km(np.column_stack([sea.mesh.lon, sea.mesh.lat]), ends[name]).min())
        if nearest < FAR_INLAND_KM / LAND_PRICE:
            edge = next(one for one in piece if name in (one.a, one.b))
            raise no_path(edge.id, edge.a, edge.b)


def _solve(
    sea: _Sea, waters: Waters, ends: Mapping[str, Point], landed: tuple[Sequence[Edge], Mapping[str, Landing]]
) -> Placed:
    """Place the junctions of a piece within a window."""
    piece, landings = landed
    anchors = {name: (landing.nodes, landing.cost_km) for name, landing in landings.items()}
    strands = [_strand(sea, waters, ends, edge) for edge in piece]
    missing = np.maximum(0.0, OFFSHORE_KM - waters.coast_km.astype(np.float64))
    return place(strands, anchors, OFFSHORE_PRICE * missing)


def _strand(sea: _Sea, waters: Waters, ends: Mapping[str, Point], edge: Edge) -> Strand:
    """What the solver needs of one edge; a region that a station of the edge lies in is passed already."""
    own = {name: _ends_in(sea.regions[name], ends, edge) for name in (*edge.through, *edge.avoid, *edge.reluctant)}
    needed = [name for name in edge.through if not own[name]]
    avoid = tuple(name for name in edge.avoid if name not in edge.through)
    reluctant = tuple(name for name in edge.reluctant if name not in edge.through and name not in avoid)
    tariffs = [
        Tariff(price=AVOID_PRICE, toll_km=AVOID_TOLL_KM, regions=avoid),
        Tariff(price=RELUCTANT_PRICE, toll_km=RELUCTANT_TOLL_KM, regions=reluctant),
    ]
    arctic = not any(_is_arctic(sea.regions[name]) for name in edge.through)
    return Strand(
        id=edge.id,
        a=edge.a,
        b=edge.b,
        graph=(waters.graph[0], waters.graph[1], tariff(waters, tariffs, own=own, arctic=arctic)),
        gates=gates(waters, needed),
        layers=1 << len(needed),
    )


def _ends_in(region: BaseGeometry, ends: Mapping[str, Point], edge: Edge) -> list[Point]:
    """Stations of an edge that lie in a region."""
    known = [ends[end] for end in (edge.a, edge.b) if end in ends]
    return [(lon, lat) for lon, lat in known if shapely.intersects_xy(region, (lon + 180.0) % 360.0 - 180.0, lat)]


def _is_arctic(region: BaseGeometry) -> bool:
    """Whether the middle of a region lies north of 64 degrees: Bering Strait, Northwest Passage."""
    return float(region.centroid.y) > 64.0


def _needed_km(waters: Waters, ends: Mapping[str, Point], piece: Sequence[Edge], placed: Placed) -> float:
    """Margin beyond which no edge can have a shorter way: half the width of the ellipse that its length allows."""
    if waters.whole:
        return 0.0
    needed = 0.0
    for edge in piece:
        a, b = (ends.get(end) or waters.spot(placed.junctions[end]) for end in (edge.a, edge.b))
        straight = float(far_km(np.array([a]), b)[0])
        needed = max(needed, float(np.sqrt(max(0.0, placed.cost_km[edge.id] ** 2 - straight**2))) / 2.0)
    return needed


def _is_offshore(waters: Waters, placed: Placed, name: str) -> bool:
    return float(waters.coast_km[placed.junctions[name]]) > OFFSHORE_KM


def _path(
    waters: Waters, ends: Mapping[str, Point], solved: tuple[Edge, Placed], landings: Mapping[str, Landing]
) -> npt.NDArray[np.float64]:
    """Points of an edge from a to b over the nodes of its path, continuous, shape (n, 2)."""
    edge, placed = solved
    path = placed.paths[edge.id]
    points = [waters.spot(int(node)) for node in path]
    if edge.b in ends:
        via = landings[edge.b].via.get(int(path[-1]))
        points += [*([via] if via else []), ends[edge.b]]
    if edge.a in ends:
        via = landings[edge.a].via.get(int(path[0]))
        points = [ends[edge.a], *([via] if via else []), *points]
    coords = np.array(points if len(points) > 1 else points * 2, dtype=np.float64)
    coords[:, 0] -= 360.0 * np.cumsum(np.round(np.diff(coords[:, 0], prepend=coords[0, 0]) / 360.0))
    return coords


def _pull_all(
    sea: _Sea, piece: Sequence[Edge], paths: Mapping[str, npt.NDArray[np.float64]], offshore: set[str]
) -> dict[str, Rope]:
    """Pull the lines of a piece tight, and let those of its junctions that lie offshore settle between them."""
    ruled, ropes = {}, {}
    for edge in piece:
        shun = [name for name in (*edge.avoid, *edge.reluctant) if name not in edge.through]
        ruled[edge.id] = rules(sea.regions, keep=edge.through, shun=shun, near=paths[edge.id])
        ropes[edge.id] = pull([(x, y) for x, y in paths[edge.id].tolist()], sea.land, ruled[edge.id])
    joints = {
        name: [(edge.id, edge.a == name) for edge in piece if name in (edge.a, edge.b)] for name in sorted(offshore)
    }
    settle(ropes, ruled, joints, sea.land)
    return ropes


def _put(sea: _Sea, ends: Mapping[str, Point], piece: Sequence[Edge], ropes: Mapping[str, Rope], out: Laid) -> None:
    """Put the lines of a piece, and its junctions where its ropes now end, into the result."""
    for edge in piece:
        points = ropes[edge.id].points
        for name, (lon, lat) in ((edge.a, points[0]), (edge.b, points[-1])):
            if name not in ends:
                out.junctions[name] = ((lon + 180.0) % 360.0 - 180.0, lat)
        turn = 360.0 * np.floor((points[0][0] + 180.0) / 360.0)
        out.routes[edge.id] = shapely.LineString(densify(points) - [turn, 0.0])
        out.tails_km[edge.id] = sum(look(sea.land.cells, (*a, *b), False)[1] for a, b in pairwise(points))
