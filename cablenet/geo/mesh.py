"""A mesh of the sea: points near together at the coast and far apart in the ocean, joined where no land lies between.

Points are laid on staggered lattices 8, 16, 32 and 64 km apart by their distance to the coast, with finer ones where
the water is narrow. Neighbours are those of the Delaunay triangulation on the sphere (the convex hull of the points)
over one and two hops, kept where a great circle between them crosses no land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import GeometryError, InputError
from cablenet.geo.kernels import RADIUS_KM, look_all
from cablenet.geo.land import CELLS_PER_DEGREE, LAND, SHORE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from scipy.spatial import cKDTree

    from cablenet.geo.land import Land

    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["SeaMesh", "build_mesh", "unit_vectors"]

BANDS = ((8.0, 2.5, 24.0), (16.0, 24.0, 80.0), (32.0, 80.0, 250.0), (64.0, 250.0, 1e5))
"""Distance between points, and the distances to the coast between which it holds, all in km."""

FAR_KM = 9999.0
"""What a distance to the coast is given as where it is more than 300 km."""

DEEP_KM = 5.0
"""Water is narrow where no place this far from the coast is this near (and a little more)."""

NARROW_SLACK_KM = 2.5
SLIT_KM = 2.7
"""In water whose middle is nearer to the coast than this, every cell of the raster is a point."""

NORTH, SOUTH = 84.0, -72.0
"""Points are laid between these latitudes; the narrow waters only to 73 degrees north and 56 south."""

LEAST_BASIN = 40
"""A water with fewer points than this is a pond and is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaMesh:
    """Points of the sea and the free lines between them, as a compressed sparse row graph (both directions stored).

    ``lon``, ``lat`` (n,) in degrees; neighbours of point ``i`` are ``indices[indptr[i]:indptr[i + 1]]`` at
    ``weight_km``, their distance with what runs over shore cells counted twice; ``coast_km`` (n,) is the distance to
    the nearest land; ``basin`` (n,) numbers the connected waters, 0 the ocean, the others by size.
    """

    lon: Floats
    lat: Floats
    indptr: npt.NDArray[np.int32]
    indices: npt.NDArray[np.int32]
    weight_km: npt.NDArray[np.float32]
    coast_km: npt.NDArray[np.float32]
    basin: npt.NDArray[np.int16]

    def __repr__(self) -> str:
        """Counts in one line."""
        return f"SeaMesh({len(self.lon):,} points, {len(self.indices) // 2:,} lines, {self.basin.max() + 1} basins)"

    def to_arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Arrays by name, for ``numpy.savez``."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> SeaMesh:
        """Inverse of :meth:`to_arrays`, for what ``numpy.load`` gives.

        Raises:
            InputError: if an array is missing.
        """
        missing = [name for name in cls.__slots__ if name not in arrays]
        if missing:
            message = f"Found no arrays {missing}, expected those of SeaMesh.to_arrays(): build the mesh again."
            raise InputError(message)
        return cls(**{name: np.asarray(arrays[name]) for name in cls.__slots__})


def build_mesh(land: Land) -> SeaMesh:
    """Build the mesh of every water wider than a cell of the raster. Deterministic; about a minute and 2 GB.

    Needs numba, scipy and rasterio (the extra ``laying``).

    Raises:
        GeometryError: if there is too little sea to triangulate.
    """
    coast = _coast(land)
    lon, lat, coast_km = _points(land, coast)
    if len(lon) < LEAST_BASIN:
        message = f"Found {len(lon)} points of sea, expected at least {LEAST_BASIN}: is this a map of the Earth?"
        raise GeometryError(message)
    pairs = _neighbours(unit_vectors(lon, lat))
    length = look_all(land.cells, lon, lat, pairs)
    free = length >= 0.0
    return _assemble(lon, lat, coast_km, pairs[free], length[free])


def unit_vectors(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Points of the unit sphere, shape (n, 3)."""
    x, y = np.deg2rad(np.asarray(lon, dtype=np.float64)), np.deg2rad(np.asarray(lat, dtype=np.float64))
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def _coast(land: Land) -> cKDTree:
    """Search tree of the land cells that lie beside the sea."""
    from scipy.spatial import cKDTree

    wet = land.cells == SHORE
    beside = np.zeros_like(wet)
    beside[1:] |= wet[:-1]
    beside[:-1] |= wet[1:]
    beside |= np.roll(wet, 1, axis=1) | np.roll(wet, -1, axis=1)
    beside &= land.cells == LAND
    row, column = np.nonzero(beside)
    return cKDTree(unit_vectors(*_centres(row, column)), balanced_tree=False)


def _centres(row: npt.NDArray[np.int64], column: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Longitude and latitude of the middle of cells."""
    return (column + 0.5) / CELLS_PER_DEGREE - 180.0, 90.0 - (row + 0.5) / CELLS_PER_DEGREE


def _distance_km(tree: cKDTree, lon: Floats, lat: Floats, *, most_km: float) -> Floats:
    """Distance to the nearest point of a tree, infinite beyond ``most_km``."""
    chord = 2.0 * np.sin(min(most_km / RADIUS_KM, np.pi) / 2.0)
    found, _ = tree.query(unit_vectors(lon, lat), distance_upper_bound=chord)
    distance: Floats = np.where(np.isfinite(found), 2.0 * RADIUS_KM * np.arcsin(np.minimum(found, 2.0) / 2.0), np.inf)
    return distance


def _points(land: Land, coast: cKDTree) -> tuple[Floats, Floats, npt.NDArray[np.float32]]:
    """All points of the mesh with their distance to the coast."""
    parts = [_narrow_points(land, coast)]
    parts += [_lattice_points(land, coast, *band) for band in BANDS]
    lon, lat, coast_km = (np.concatenate(part) for part in zip(*parts, strict=True))
    return lon, lat, coast_km.astype(np.float32)


def _lattice_points(
    land: Land, coast: cKDTree, spacing_km: float, least_km: float, most_km: float
) -> tuple[Floats, Floats, Floats]:
    """Points of one staggered lattice that lie on the sea between two distances of the coast."""
    lon, lat = _lattice(spacing_km)
    afloat = land.value(lon, lat) != LAND
    if spacing_km < 16.0:
        afloat &= _near_land(land, lon, lat)
    lon, lat = lon[afloat], lat[afloat]
    distance = np.minimum(_distance_km(coast, lon, lat, most_km=300.0), FAR_KM)
    kept = (distance >= least_km) & (distance < most_km)
    return lon[kept], lat[kept], distance[kept]


def _lattice(spacing_km: float) -> tuple[Floats, Floats]:
    """Staggered rows over the globe, in rows of about equal distance."""
    rise = np.rad2deg(spacing_km / RADIUS_KM) * np.sqrt(3.0) / 2.0
    rows = np.arange(SOUTH, NORTH, rise)
    counts = np.maximum(6, np.round(2.0 * np.pi * RADIUS_KM * np.cos(np.deg2rad(rows)) / spacing_km)).astype(np.int64)
    lat = np.repeat(rows, counts)
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    odd = np.repeat(np.arange(len(rows)) % 2, counts)
    lon = (number + 0.25 + 0.5 * odd) / np.repeat(counts, counts) * 360.0 - 180.0
    return lon, lat


def _near_land(land: Land, lon: Floats, lat: Floats) -> Mask:
    """Whether a tile of half a degree, or one of its neighbours, has land (points far at sea are told apart cheaply)."""
    size = CELLS_PER_DEGREE // 2
    rows, columns = land.cells.shape[0] // size, land.cells.shape[1] // size
    tiles = (land.cells == LAND).reshape(rows, size, columns, size).any(axis=(1, 3))
    wide = tiles.copy()
    wide[1:] |= tiles[:-1]
    wide[:-1] |= tiles[1:]
    around = wide.copy()
    for shift in (-1, 1, -2, 2):
        around |= np.roll(wide, shift, axis=1)
    row = np.clip(((90.0 - lat) * 2.0).astype(np.int64), 0, rows - 1)
    column = ((lon + 180.0) * 2.0).astype(np.int64) % columns
    near: Mask = around[row, column]
    return near


def _narrow_points(land: Land, coast: cKDTree) -> tuple[Floats, Floats, Floats]:
    """Cells of waters too narrow for the lattices, thinned to about 4 km (2 km in the narrowest)."""
    from scipy.spatial import cKDTree

    row, column = np.nonzero(_beside_land(land))
    lon, lat = _centres(row, column)
    distance = _distance_km(coast, lon, lat, most_km=2.0 * DEEP_KM)
    deep = (distance >= DEEP_KM) & (distance < 2.0 * DEEP_KM)
    middle = cKDTree(unit_vectors(lon[deep], lat[deep]), balanced_tree=False)
    shallow = distance < DEEP_KM
    row, column = row[shallow], column[shallow]
    lon, lat, distance = lon[shallow], lat[shallow], distance[shallow]
    away = _distance_km(middle, lon, lat, most_km=100.0)
    narrow = away > DEEP_KM + NARROW_SLACK_KM
    # Where even the middle is within SLIT_KM of land all cells stay; elsewhere every second one does.
    wider = cKDTree(unit_vectors(lon[distance >= SLIT_KM], lat[distance >= SLIT_KM]), balanced_tree=False)
    slit = _distance_km(wider, lon, lat, most_km=20.0) > SLIT_KM
    skip = np.maximum(1, np.round(2.0 / np.cos(np.deg2rad(lat)))).astype(np.int64)
    coarse = (row % 2 == 0) & (column % skip == 0) & (distance > 1.0)
    kept = narrow & (slit | coarse)
    return lon[kept], lat[kept], distance[kept]


def _beside_land(land: Land) -> Mask:
    """Sea cells within about ten kilometres of land, outside the polar waters."""
    wet: Mask = land.cells != LAND
    row = np.arange(len(wet))
    lat = 90.0 - (row + 0.5) / CELLS_PER_DEGREE
    near: Mask = land.cells == SHORE
    for _ in range(5):
        grown = near.copy()
        grown[1:] |= near[:-1]
        grown[:-1] |= near[1:]
        near = grown | np.roll(grown, 1, axis=1) | np.roll(grown, -1, axis=1)
    near &= wet
    near[(lat > 73.0) | (lat < -56.0)] = False
    return near


def _neighbours(points: Floats) -> npt.NDArray[np.int32]:
    """Pairs of points one or two steps apart in the Delaunay triangulation of the sphere."""
    from scipy.sparse import coo_array
    from scipy.spatial import ConvexHull

    faces = ConvexHull(points, qhull_options="Qt").simplices
    a, b = faces.ravel(), np.roll(faces, 1, axis=1).ravel()
    size = len(points)
    ones = np.ones(2 * len(a), dtype=np.int8)
    step = coo_array((ones, (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(size, size)).tocsr()
    step.data[:] = 1
    both = step @ step + step
    both = both.tocoo()
    first = both.row < both.col
    return np.column_stack([both.row[first], both.col[first]]).astype(np.int32)


def _assemble(
    lon: Floats,
    lat: Floats,
    coast_km: npt.NDArray[np.float32],
    pairs: npt.NDArray[np.int32],
    length: npt.NDArray[np.float32],
) -> SeaMesh:
    """Drop ponds, number the basins by size and pack the graph."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = len(lon)
    graph = coo_array((length, (pairs[:, 0], pairs[:, 1])), shape=(size, size)).tocsr()
    _, part = connected_components(graph, directed=False)
    counts = np.bincount(part)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(counts), dtype=np.int64)
    rank[order] = np.arange(len(counts))
    kept = counts[part] >= LEAST_BASIN
    kept_graph = graph[kept][:, kept]
    whole = (kept_graph + kept_graph.T).tocsr()
    whole.sort_indices()
    return SeaMesh(
        lon=lon[kept],
        lat=lat[kept],
        indptr=whole.indptr.astype(np.int32),
        indices=whole.indices.astype(np.int32),
        weight_km=whole.data.astype(np.float32),
        coast_km=coast_km[kept],
        basin=rank[part[kept]].astype(np.int16),
    )
