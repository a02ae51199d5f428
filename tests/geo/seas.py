"""Toy seas: islands drawn as boxes on open water, and a mesh of points a quarter of a degree apart."""

from __future__ import annotations

import itertools

import numpy as np
import shapely

from cablenet.geo.kernels import look_all
from cablenet.geo.land import LAND, Land
from cablenet.geo.mesh import SeaMesh, unit_vectors

Box = tuple[float, float, float, float]


def toy_land(*islands: Box) -> Land:
    """Land of boxes (west, south, east, north), in whole minutes of arc."""
    cells = np.zeros((10800, 21600), dtype=np.uint8)
    for west, south, east, north in islands:
        rows = slice(round((90 - north) * 60), round((90 - south) * 60))
        cells[rows, round((west + 180) * 60) : round((east + 180) * 60)] = LAND
    pieces = np.array([shapely.box(*island) for island in islands], dtype=object)
    return Land(pieces=pieces, tree=shapely.STRtree(pieces), cells=cells)


def toy_mesh(land: Land, frame: Box, *, step: float = 0.25) -> SeaMesh:
    """Points of a square lattice within a frame, joined to those up to two steps away where no land lies between."""
    west, south, east, north = frame
    columns, rows = np.arange(west, east + step / 2, step), np.arange(south, north + step / 2, step)
    lon, lat = (part.ravel() for part in np.meshgrid(columns, rows))
    afloat = land.value(lon, lat) != LAND
    number = np.full(len(lon), -1)
    number[afloat] = np.arange(afloat.sum())
    grid = number.reshape(len(rows), len(columns))
    pairs = []
    for down, right in itertools.product(range(3), range(-2, 3)):
        if (down, right) <= (0, 0):
            continue
        first = grid[: len(rows) - down, max(0, -right) : len(columns) - max(0, right)]
        second = grid[down:, max(0, right) : len(columns) + min(0, right)]
        pairs.append(np.column_stack([first.ravel(), second.ravel()]))
    joined = np.vstack(pairs)
    return _pack(land, lon[afloat], lat[afloat], joined[(joined >= 0).all(axis=1)].astype(np.int32))


def _pack(land: Land, lon: np.ndarray, lat: np.ndarray, pairs: np.ndarray) -> SeaMesh:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    length = look_all(land.cells, lon, lat, pairs)
    pairs, length = pairs[length >= 0], length[length >= 0]
    size = len(lon)
    graph = coo_array((length, (pairs[:, 0], pairs[:, 1])), shape=(size, size)).tocsr()
    whole = (graph + graph.T).tocsr()
    _, basin = connected_components(whole, directed=False)
    return SeaMesh(
        lon=(lon + 180.0) % 360.0 - 180.0,
        lat=lat,
        indptr=whole.indptr.astype(np.int32),
        indices=whole.indices.astype(np.int32),
        weight_km=whole.data.astype(np.float32),
        coast_km=np.full(size, 100.0, dtype=np.float32),
        basin=basin.astype(np.int16),
    )


def angle_between(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    """Angle at ``a`` between the great circles to ``b`` and ``c``, in degrees."""
    here, there, yonder = unit_vectors([a[0], b[0], c[0]], [a[1], b[1], c[1]])
    one, two = (other - here * (here @ other) for other in (there, yonder))
    return float(np.rad2deg(np.arccos(one @ two / np.linalg.norm(one) / np.linalg.norm(two))))
