"""The part of the sea that one cable needs: a window of the mesh, its regions, its prices and its landings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from cablenet.errors import GeometryError
from cablenet.geo.kernels import RADIUS_KM, look, price_lines, take_part
from cablenet.geo.land import CELLS_PER_DEGREE, LAND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from cablenet.geo.land import Land
    from cablenet.geo.mesh import SeaMesh

    Point = tuple[float, float]
    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int32]
    Graph = tuple[Ints, Ints, npt.NDArray[np.float32]]

__all__ = [
    "LAND_PRICE",
    "Landing",
    "Tariff",
    "Waters",
    "anchor",
    "far_km",
    "gates",
    "nearest_basin",
    "open_waters",
    "tariff",
    "window",
]

KM_PER_DEGREE = 111.195

ARCTIC_LAT, ARCTIC_PRICE = 70.0, 3.0
"""Ice: a kilometre north of this latitude costs so much, but not in the sea off Norway, which is free of ice."""

FREE_OF_ICE = (-15.0, 48.0)
"""Longitudes of the Norwegian and western Barents Seas."""

POLAR_LAT = 85.0
"""A window that reaches this latitude opens to the whole sea."""

FREE_END_KM = 100.0
"""A region that an end of the edge lies in is not priced this near to that end."""

LAND_PRICE = 5.0
"""A kilometre of land between a station and the sea counts as so many kilometres of sea."""

FRINGE = 0.4
"""A region is priced up to this share of the distance between points beyond its border."""

LANDING_NODES = 32
"""How many points of the sea a station is joined to at most."""

MOST_QUAYS, MOST_QUAY_KM, QUAYS_APART_KM = 10, 60.0, 2.5
"""How many waterside places are tried for a station on land, how far away, and how far apart."""

LAND_SLACK_KM, LANDING_SLACK_KM = 1.5, 40.0
"""How much more land, and how much more distance, than the best landing a second one may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waters:
    """A window of one basin of the mesh.

    ``nodes`` (n,) are the numbers of its points in the mesh; ``lon`` is unwrapped about the middle of the window;
    ``members`` are the points, numbered in the window, that lie in each region, and ``fringed`` these and those so near
    that a line between two of them might cut a corner of the region.
    """

    nodes: Ints
    lon: Floats
    lat: Floats
    coast_km: npt.NDArray[np.float32]
    graph: Graph
    members: Mapping[str, npt.NDArray[np.int64]]
    fringed: Mapping[str, npt.NDArray[np.int64]]
    whole: bool

    def spot(self, node: int) -> Point:
        """Longitude and latitude of a node."""
        return float(self.lon[node]), float(self.lat[node])

    def distances_km(self, point: Point) -> Floats:
        """Great-circle distance of every node to a point."""
        return far_km(np.column_stack([self.lon, self.lat]), point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """How a station is joined to the sea: nodes, what the way to each costs in km, and the quay on it if there is one."""

    nodes: Ints
    cost_km: Floats
    via: dict[int, Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What regions cost an edge: price per km inside and a toll at the border, by region id."""

    price: float
    toll_km: float
    regions: tuple[str, ...]


def window(points: Sequence[Point], *, margin_km: float) -> tuple[float, float, float, float]:
    """Box (west, south, east, north) about points, the short way round, with a margin; west may be below -180.

    >>> [round(v) for v in window([(179.0, 0.0), (-179.0, 0.0)], margin_km=0.0)]
    [179, 0, 181, 0]
    """
    lon = np.sort(np.array([point[0] for point in points]) % 360.0)
    lat = np.array([point[1] for point in points])
    gaps = np.diff(lon, append=lon[0] + 360.0)
    widest = int(np.argmax(gaps))
    west = float(lon[(widest + 1) % len(lon)])
    width = 360.0 - float(gaps[widest])
    rise = margin_km / KM_PER_DEGREE
    south, north = float(lat.min()) - rise, float(lat.max()) + rise
    shrink = np.cos(np.deg2rad(min(85.0, max(abs(south), abs(north)))))
    side = rise / float(shrink)
    west = west - 360.0 if west > 180.0 else west
    return west - side, south, west + width + side, north


def open_waters(
    mesh: SeaMesh,
    points: Sequence[Point],
    *,
    margin_km: float | None,
    basin: int,
    regions: Mapping[str, BaseGeometry] | None = None,
) -> Waters:
    """Take the nodes of a basin about some points, and find those in each region (given within [-180, 180]).

    Without a margin, or where the window would hold a pole or run round the Earth, the whole basin is taken.
    """
    chosen = mesh.basin == basin
    box = None if margin_km is None else window(points, margin_km=margin_km)
    if box is not None and (box[2] - box[0] >= 360.0 or max(-box[1], box[3]) > POLAR_LAT):
        box = None
    middle = 0.0
    if box is not None:
        west, south, east, north = box
        middle = (west + east) / 2.0
        near = np.abs((mesh.lon - middle + 180.0) % 360.0 - 180.0) <= (east - west) / 2.0
        chosen &= near & (mesh.lat >= south) & (mesh.lat <= north)
    nodes = np.flatnonzero(chosen).astype(np.int32)
    lon = (mesh.lon[nodes] - middle + 180.0) % 360.0 - 180.0 + middle
    return Waters(
        nodes=nodes,
        lon=lon,
        lat=mesh.lat[nodes],
        coast_km=mesh.coast_km[nodes],
        graph=take_part(mesh.indptr, mesh.indices, mesh.weight_km, nodes),
        members={name: _members(region, mesh.lon[nodes], mesh.lat[nodes]) for name, region in (regions or {}).items()},
        fringed={name: _fringed(region, mesh, nodes) for name, region in (regions or {}).items()},
        whole=box is None,
    )


def nearest_basin(mesh: SeaMesh, ends: Sequence[Point]) -> int:
    """Water that lies nearest to all ends."""
    best, chosen = np.inf, 0
    far = [far_km(np.column_stack([mesh.lon, mesh.lat]), end) for end in ends[:1]]
    near = np.unique(mesh.basin[far[0] < far[0].min() + 300.0])
    for basin in near.tolist() if len(near) > 1 else []:
        nodes = mesh.basin == basin
        coords = np.column_stack([mesh.lon[nodes], mesh.lat[nodes]])
        total = sum(float(far_km(coords, end).min()) for end in ends)
        if total < best - 5.0:
            best, chosen = total, int(basin)
    return chosen if len(near) > 1 else int(near[0])


def far_km(coords: npt.NDArray[np.float64], point: Point) -> npt.NDArray[np.float64]:
    """Great-circle distance of points (n, 2) to one point."""
    lon, lat = np.deg2rad(coords[:, 0]), np.deg2rad(coords[:, 1])
    x, y = np.deg2rad(point[0]), np.deg2rad(point[1])
    half = np.sin((lat - y) / 2.0) ** 2 + np.cos(lat) * np.cos(y) * np.sin((lon - x) / 2.0) ** 2
    distance: npt.NDArray[np.float64] = 2.0 * RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return distance


def _members(region: BaseGeometry, lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
    """Numbers of the points in a region."""
    west, south, east, north = region.bounds
    near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    if not len(near):
        return near
    shapely.prepare(region)
    return near[shapely.contains_xy(region, lon[near], lat[near])]


def _fringed(region: BaseGeometry, mesh: SeaMesh, nodes: Ints) -> npt.NDArray[np.int64]:
    """Numbers of the points in a region or a share of the distance between points away from it."""
    lon, lat = mesh.lon[nodes], mesh.lat[nodes]
    west, south, east, north = region.bounds
    near = np.flatnonzero((lon >= west - 0.6) & (lon <= east + 0.6) & (lat >= south - 0.4) & (lat <= north + 0.4))
    if not len(near):
        return near
    spacing = np.interp(mesh.coast_km[nodes[near]], [0.0, 12.0, 50.0, 160.0, 250.0], [2.0, 8.0, 16.0, 32.0, 64.0])
    shapely.prepare(region)
    away = shapely.distance(region, shapely.points(lon[near], lat[near])) * KM_PER_DEGREE
    return near[away <= FRINGE * spacing]


def anchor(waters: Waters, land: Land, point: Point) -> Landing:
    """Join a station to the sea: by a straight leg, or by a quay (a cell of water near it) and on from there.

    The ways with least land are taken, so that an inland station comes to the sea at the nearest place.

    Raises:
        GeometryError: if the window has no node.
    """
    distance = waters.distances_km(point)
    if not len(distance):
        message = (
            f"Found no sea near ({point[0]:.2f}, {point[1]:.2f}), expected a place by the sea: check the position."
        )
        raise GeometryError(message)
    near = np.argpartition(distance, min(LANDING_NODES, len(distance) - 1))[:LANDING_NODES]
    near = near[np.argsort(distance[near], kind="stable")]
    near = near[distance[near] <= distance[near[0]] * 1.5 + LANDING_SLACK_KM]
    quays = [point, *_quays(land, point, reach_km=float(distance[near[0]]))]
    first = np.array([look(land.cells, (*point, *quay), False) for quay in quays])
    then = np.array([[look(land.cells, (*quay, waters.lon[i], waters.lat[i]), False) for i in near] for quay in quays])
    length, dry, shore = (first[:, None, :] + then).transpose(2, 0, 1)
    total = length + (LAND_PRICE - 1.0) * dry + shore
    best = np.argmin(total, axis=0)
    each = np.arange(len(near))
    kept = dry[best, each] <= dry[best, each].min() + LAND_SLACK_KM
    return Landing(
        nodes=near[kept].astype(np.int32),
        cost_km=total[best, each][kept],
        via={int(node): quays[quay] for node, quay in zip(near[kept], best[kept], strict=True) if quay},
    )


def _quays(land: Land, point: Point, *, reach_km: float) -> list[Point]:
    """Cells of water near a station on land, nearest first and some way apart; none if it lies on the water."""
    if land.value(*point) != LAND:
        return []
    rise = min(reach_km, MOST_QUAY_KM) / KM_PER_DEGREE + 0.02
    side = rise / float(np.cos(np.deg2rad(min(85.0, abs(point[1])))))
    count = 2 * int(rise * CELLS_PER_DEGREE) + 1
    lon, lat = np.meshgrid(
        (np.floor(np.linspace(point[0] - side, point[0] + side, count) * CELLS_PER_DEGREE) + 0.5) / CELLS_PER_DEGREE,
        (np.floor(np.linspace(point[1] - rise, point[1] + rise, count) * CELLS_PER_DEGREE) + 0.5) / CELLS_PER_DEGREE,
    )
    wet = land.value(lon, lat) != LAND
    found = np.column_stack([lon[wet], lat[wet]])
    shrink = [np.cos(np.deg2rad(point[1])), 1.0]
    left = found[np.argsort(np.hypot(*((found - point) * shrink).T), kind="stable")]
    out: list[Point] = []
    while len(left) and len(out) < MOST_QUAYS:
        out.append((float(left[0, 0]), float(left[0, 1])))
        left = left[np.hypot(*((left - left[0]) * shrink).T) * KM_PER_DEGREE > QUAYS_APART_KM]
    return out


def gates(waters: Waters, through: Sequence[str]) -> Ints:
    """Bit ``k`` of a node is set where it lies in region ``through[k]``."""
    out = np.zeros(len(waters.nodes), dtype=np.int32)
    for bit, name in enumerate(through):
        out[waters.members[name]] |= 1 << bit
    return out


def tariff(
    waters: Waters, tariffs: Sequence[Tariff], *, own: Mapping[str, Sequence[Point]], arctic: bool
) -> npt.NDArray[np.float32]:
    """Cost of each line of the window for one edge; where tariffs overlap the dearer one holds.

    ``own`` are the ends of the edge that lie in a region, by region: about them it is free.
    """
    price = np.ones(len(waters.nodes), dtype=np.float32)
    if arctic:
        lon = (waters.lon + 180.0) % 360.0 - 180.0
        price[(waters.lat > ARCTIC_LAT) & ((lon < FREE_OF_ICE[0]) | (lon > FREE_OF_ICE[1]))] = ARCTIC_PRICE
    inside = np.zeros(len(waters.nodes), dtype=np.int64)
    tolls: list[float] = []
    for one in tariffs:
        for name in one.regions:
            dear = waters.fringed[name]
            for end in own.get(name, ()):
                dear = dear[waters.distances_km(end)[dear] > FREE_END_KM]
            if len(dear):
                price[dear] = np.maximum(price[dear], one.price)
                inside[dear] |= 1 << len(tolls)
                tolls.append(one.toll_km)
    if not tolls and price.max(initial=1.0) <= 1.0:
        return waters.graph[2]
    return price_lines(waters.graph, price, inside, np.array([*tolls, 0.0], dtype=np.float32))
