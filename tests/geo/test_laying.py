"""Systems laid on toy seas whose answers can be worked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from shapely import LineString, Point, box

from cablenet.errors import GeometryError, InputError, UnknownNameError
from cablenet.geo.geodesy import distances_km, length_km
from cablenet.geo.land import Land, km_on_land
from cablenet.geo.laying import Edge, Laid, attach, lay
from cablenet.geo.mesh import SeaMesh
from tests.geo.seas import angle_between, toy_land, toy_mesh

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "laid-toy.geojson"

Sea = tuple[SeaMesh, Land]

OPEN = {"west": (10.0, 0.0), "east": (16.0, 0.0), "north": (13.0, 5.0)}


@pytest.fixture(scope="module")
def open_sea() -> Sea:
    """Nothing but water between 5 and 20 degrees east."""
    land = toy_land()
    return toy_mesh(land, (5, -8, 20, 10)), land


@pytest.fixture(scope="module")
def island_sea() -> Sea:
    """One island in the middle, nearer to its southern end.

    ::

        lat  4      +---+
             0  w   | i |   e
            -2      +---+
        lon    10  12  14  16
    """
    land = toy_land((12.1, -1.9, 13.9, 3.9))
    return toy_mesh(land, (5, -8, 20, 10)), land


@pytest.fixture(scope="module")
def split_sea() -> Sea:
    """Two waters with a wall of land between them."""
    land = toy_land((12, -9, 14, 11))
    return toy_mesh(land, (5, -8, 20, 10)), land


@pytest.fixture(scope="module")
def far_sea() -> Sea:
    """Open water on both sides of the antimeridian."""
    land = toy_land()
    return toy_mesh(land, (170, -8, 190, 8)), land


def _straight(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(distances_km(*a, *b)[0])


def test_open_water_is_crossed_straight(open_sea: Sea) -> None:
    laid = lay(*open_sea, OPEN, [Edge(id="one", a="west", b="north")], {})
    assert length_km(laid.routes["one"]) == pytest.approx(_straight(OPEN["west"], OPEN["north"]), rel=1e-3)
    assert laid.junctions == {}
    assert laid.tails_km == {"one": 0.0}


def test_a_route_runs_from_a_to_b(open_sea: Sea) -> None:
    route = lay(*open_sea, OPEN, [Edge(id="one", a="east", b="north")], {}).routes["one"]
    assert (route.coords[0], route.coords[-1]) == (OPEN["east"], OPEN["north"])


def test_a_branching_unit_has_equal_angles(open_sea: Sea) -> None:
    edges = [Edge(id=name, a=name, b="BU1") for name in OPEN]
    laid = lay(*open_sea, OPEN, edges, {})
    unit = laid.junctions["BU1"]
    for a, b in (("west", "east"), ("east", "north"), ("north", "west")):
        assert angle_between(unit, OPEN[a], OPEN[b]) == pytest.approx(120.0, abs=6.0)
    assert all(shapely.dwithin(route, Point(unit), 1e-9) for route in laid.routes.values())


def test_the_shorter_way_round_an_island(island_sea: Sea) -> None:
    laid = lay(*island_sea, OPEN, [Edge(id="one", a="west", b="east")], {})
    route = laid.routes["one"]
    around = 2 * _straight((10, 0), (12.1, -1.9)) + _straight((12.1, -1.9), (13.9, -1.9))
    assert length_km(route) == pytest.approx(around, rel=0.02)
    assert km_on_land(island_sea[1], [route])[0] < 2.0
    assert len(route.coords) < 12


def test_through_a_region(island_sea: Sea) -> None:
    regions = {"north": box(12, 6, 14, 7), "far-west": box(6, 1, 7, 2)}
    for through in (("north",), ("north", "far-west"), ("far-west", "north")):
        route = lay(*island_sea, OPEN, [Edge(id="one", a="west", b="east", through=through)], regions).routes["one"]
        assert all(route.intersects(regions[name]) for name in through)


def test_avoid_and_reluctant(island_sea: Sea) -> None:
    regions = {"south": box(12, -8.5, 14, -1)}
    for edge in (
        Edge(id="one", a="west", b="east", avoid=("south",)),
        Edge(id="one", a="west", b="east", reluctant=("south",)),
    ):
        route = lay(*island_sea, OPEN, [edge], regions).routes["one"]
        assert not route.intersects(regions["south"])
        assert route.bounds[3] > 3.9


def test_avoiding_never_fails(open_sea: Sea) -> None:
    regions = {"wall": box(12, -90, 14, 90)}
    laid = lay(*open_sea, OPEN, [Edge(id="one", a="west", b="east", avoid=("wall",))], regions)
    assert laid.routes["one"].intersects(regions["wall"])


def test_a_ring_of_branching_units(open_sea: Sea) -> None:
    ring = [("BU1", "BU2"), ("BU2", "BU3"), ("BU3", "BU1")]
    spurs = [("west", "BU1"), ("east", "BU2"), ("north", "BU3")]
    edges = [Edge(id=f"{a}-{b}", a=a, b=b) for a, b in [*ring, *spurs]]
    laid = lay(*open_sea, OPEN, edges, {})
    total = sum(length_km(route) for route in laid.routes.values())
    star = lay(*open_sea, OPEN, [Edge(id=name, a=name, b="BU") for name in OPEN], {})
    assert total <= 1.05 * sum(length_km(route) for route in star.routes.values())


def test_a_fixed_branching_unit_stays(open_sea: Sea) -> None:
    edges = [Edge(id=name, a=name, b="BU1") for name in OPEN]
    laid = lay(*open_sea, OPEN, edges, {}, fixed={"BU1": (11.1, 3.3)})
    assert laid.junctions["BU1"] == (11.1, 3.3)
    assert all(route.coords[-1] == (11.1, 3.3) for route in laid.routes.values())


def test_over_the_antimeridian(far_sea: Sea) -> None:
    ends = {"fiji": (178.0, 0.0), "samoa": (-175.0, 0.0)}
    laid = lay(*far_sea, ends, [Edge(id="one", a="fiji", b="samoa"), Edge(id="two", a="samoa", b="fiji")], {})
    assert laid.routes["one"].bounds[::2] == (178.0, 185.0)
    assert laid.routes["two"].bounds[::2] == (-182.0, -175.0)


def test_an_inland_station_has_a_tail(island_sea: Sea) -> None:
    ends = {"inland": (12.5, 1.0), "west": (10.0, 1.0)}
    laid = lay(*island_sea, ends, [Edge(id="one", a="inland", b="west")], {})
    assert laid.tails_km["one"] == pytest.approx(_straight((12.5, 1.0), (12.1, 1.0)), abs=2.0)


def test_two_stations_of_one_town(island_sea: Sea) -> None:
    ends = {"a": (11.97, 1.0), "b": (11.97, 1.03)}
    route = lay(*island_sea, ends, [Edge(id="one", a="a", b="b")], {}).routes["one"]
    assert length_km(route) == pytest.approx(_straight(*ends.values()), rel=0.05)


def test_no_way_names_the_edge(split_sea: Sea) -> None:
    with pytest.raises(GeometryError, match="'lost'"):
        lay(*split_sea, OPEN, [Edge(id="lost", a="west", b="east")], {})


def test_a_region_out_of_reach_names_the_edge(split_sea: Sea) -> None:
    edge = Edge(id="lost", a="west", b="BU", through=("yonder",))
    with pytest.raises(GeometryError, match="'lost'"):
        lay(*split_sea, OPEN, [edge], {"yonder": box(17, 1, 18, 2)})


@pytest.mark.parametrize(
    ("edges", "error"),
    [
        ([Edge(id="one", a="west", b="east", through=("atlantis",))], UnknownNameError),
        ([Edge(id="one", a="west", b="west")], InputError),
        ([Edge(id="one", a="west", b="east"), Edge(id="one", a="west", b="north")], InputError),
        ([Edge(id="one", a="BU1", b="BU2")], InputError),
    ],
)
def test_what_cannot_be_right_is_refused(open_sea: Sea, edges: list[Edge], error: type[Exception]) -> None:
    with pytest.raises(error):
        lay(*open_sea, OPEN, edges, {"atlantic": box(0, 0, 1, 1)})


def test_the_order_of_edges_does_not_matter(open_sea: Sea) -> None:
    edges = [Edge(id=name, a=name, b="BU1") for name in OPEN]
    first, second = lay(*open_sea, OPEN, edges, {}), lay(*open_sea, OPEN, edges[::-1], {})
    assert first.junctions["BU1"] == pytest.approx(second.junctions["BU1"], abs=0.01)


def test_attach_a_branch(open_sea: Sea) -> None:
    trunk = {"low": LineString([(8, 0), (18, 0)]), "high": LineString([(8, 9), (18, 9)])}
    name, (lon, lat) = attach(*open_sea, trunk, (13.0, 3.0))
    assert name == "low"
    assert lat == 0.0
    assert lon == pytest.approx(13.0, abs=0.2)


def test_attach_goes_round_the_land(island_sea: Sea) -> None:
    trunk = {"behind": LineString([(14.5, -1), (14.5, 3)]), "before": LineString([(7.0, -7), (7.0, 9)])}
    assert attach(*island_sea, trunk, (11.5, 3.0))[0] == "behind"
    assert attach(*island_sea, trunk, (10.0, 1.0))[0] == "before"


def test_attach_wants_a_trunk(open_sea: Sea) -> None:
    with pytest.raises(InputError, match="empty trunk"):
        attach(*open_sea, {}, (13.0, 3.0))


def test_golden(island_sea: Sea) -> None:
    """A trunk and two branches, line by line as they were laid when a person looked at them."""
    edges = [Edge(id="a", a="west", b="BU1"), Edge(id="b", a="east", b="BU1"), Edge(id="c", a="south", b="BU1")]
    laid = lay(*island_sea, {**OPEN, "south": (13.0, -6.0)}, edges, {})
    assert json.loads(_geojson(laid)) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def _geojson(laid: Laid) -> str:
    """One feature a line, two decimals."""
    shapes = {**laid.routes, **{name: Point(place) for name, place in laid.junctions.items()}}
    rows = [
        json.dumps({
            "type": "Feature", "properties": {"id": name},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.01))),
        })
        for name, shape in sorted(shapes.items())
    ]  # fmt: skip
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(rows) + "\n]}\n"
