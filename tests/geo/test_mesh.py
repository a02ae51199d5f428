"""The mesh of the sea: where its points lie and what joins them."""

from __future__ import annotations

import numpy as np
import pytest

from cablenet.errors import InputError
from cablenet.geo.kernels import look
from cablenet.geo.land import LAND, Land
from cablenet.geo.mesh import SeaMesh, build_mesh
from tests.geo.seas import toy_land

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def land() -> Land:
    """Two lands with a strait of ten kilometres between them, and a ring of land with a lake in it.

    ::

        lon 20      24.0 24.1    28        40   41  44   45
            +----------+ +-------+          +------------+
            |          | |       |          |  +-----+   |
            |          | |       |          |  |lake |   |
            +----------+ +-------+          +--+-----+---+
    """
    land = toy_land((20, 0, 24, 4), (24.1, 0, 28, 4), (40, 0, 45, 1), (40, 3, 45, 4), (40, 1, 41, 3), (44, 1, 45, 3))
    wet = land.cells != LAND
    for axis in (0, 1):
        for step in (-1, 1):
            land.cells[wet & np.roll(~wet, step, axis=axis)] = 1
    return land


@pytest.fixture(scope="module")
def mesh(land: Land) -> SeaMesh:
    return build_mesh(land)


def test_no_point_on_land(land: Land, mesh: SeaMesh) -> None:
    assert (land.value(mesh.lon, mesh.lat) != LAND).all()


def test_points_are_nearer_together_at_the_coast(mesh: SeaMesh) -> None:
    owner = np.repeat(np.arange(len(mesh.lon)), np.diff(mesh.indptr))
    near, far = (mesh.weight_km[one[owner]].mean() for one in (mesh.coast_km < 20, mesh.coast_km > 400))
    assert near < 20.0
    assert far > 60.0


def test_the_strait_has_points(mesh: SeaMesh) -> None:
    inside = (mesh.lon > 24.0) & (mesh.lon < 24.1) & (mesh.lat > 0) & (mesh.lat < 4)
    assert inside.sum() > 50


def test_the_lake_is_a_basin_of_its_own(mesh: SeaMesh) -> None:
    lake = (mesh.lon > 41) & (mesh.lon < 44) & (mesh.lat > 1) & (mesh.lat < 3)
    assert set(mesh.basin[lake]) == {1}
    assert set(mesh.basin[~lake]) == {0}


def test_every_line_is_free_of_land_and_stored_both_ways(land: Land, mesh: SeaMesh) -> None:
    owner = np.repeat(np.arange(len(mesh.lon)), np.diff(mesh.indptr))
    forward = set(zip(owner.tolist(), mesh.indices.tolist(), strict=True))
    assert all((b, a) in forward for a, b in list(forward)[::997])
    for a, b in list(zip(owner.tolist(), mesh.indices.tolist(), strict=True))[::997]:
        assert look(land.cells, (mesh.lon[a], mesh.lat[a], mesh.lon[b], mesh.lat[b]), False)[1] == 0.0


def test_arrays_there_and_back(mesh: SeaMesh) -> None:
    again = SeaMesh.from_arrays(mesh.to_arrays())
    assert all(np.array_equal(getattr(again, name), part) for name, part in mesh.to_arrays().items())
    with pytest.raises(InputError, match="basin"):
        SeaMesh.from_arrays({name: part for name, part in mesh.to_arrays().items() if name != "basin"})
