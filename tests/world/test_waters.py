r"""Waters on toy coasts worked by hand, and what must hold of the real world.

::

        lon 0    1         2    3          one degree at the equator is 111.3 km
            +----+         +----+
            | AA |  strait | BB |          12 nm = 22.2 km, 200 nm = 370.4 km
            +----+         +----+
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, MultiPolygon, Point, box, get_coordinates

from cablenet import catalog
from cablenet.geo.geodesy import distances_km, length_km
from cablenet.world.waters import EXCLUSIVE_KM, TERRITORIAL_KM, coastal_states, overland, waters, world_waters

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

STEP = 5.0
"""What cutting a line into short stretches may cost at each limit, in km."""


def states(**shapes: BaseGeometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"iso2": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326")


def routes(*lines: list[tuple[float, float]]) -> pd.Series:
    names = pd.Index([f"toy:{number}" for number in range(1, len(lines) + 1)], name="link_id", dtype="str")
    return pd.Series([LineString(line) for line in lines], index=names, dtype=object)


def km_of(table: pd.DataFrame, link: str = "toy:1") -> dict[tuple[str, str], float]:
    rows = table[table["link_id"] == link]
    return dict(zip(zip(rows["country"], rows["zone"], strict=True), rows["km"], strict=True))


STRAIT = states(AA=box(0, -5, 1, 5), BB=box(2, -5, 3, 5))
SEAM = states(AA=box(178, -1, 179, 1), BB=box(-179, -1, -178, 1))


@pytest.mark.parametrize(("coasts", "line", "width"), [
    (STRAIT, [(1.0, 0.0), (2.0, 0.0)], 111.3),
    (SEAM, [(179.0, 0.0), (181.0, 0.0)], 222.6),
    (SEAM, [(-181.0, 0.0), (-179.0, 0.0)], 222.6),
], ids=["strait", "antimeridian", "antimeridian from the west"])  # fmt: skip
def test_a_line_between_two_coasts_is_half_the_one_and_half_the_other(
    coasts: gpd.GeoDataFrame, line: list[tuple[float, float]], width: float
) -> None:
    found = km_of(waters(routes(line), coasts))
    assert set(found) == {(code, zone) for code in ("AA", "BB") for zone in ("territorial", "exclusive")}
    for code in ("AA", "BB"):
        assert found[code, "territorial"] == pytest.approx(TERRITORIAL_KM, abs=STEP)
        assert found[code, "territorial"] + found[code, "exclusive"] == pytest.approx(width / 2, abs=STEP)


@pytest.mark.parametrize(("lon", "code"), [(1.49, "AA"), (1.51, "BB")])
def test_a_line_along_the_middle_is_of_the_nearer_coast_alone(lon: float, code: str) -> None:
    assert set(km_of(waters(routes([(lon, -4.0), (lon, 4.0)]), STRAIT))) == {(code, "exclusive")}


def test_the_high_seas_are_nobodys() -> None:
    out, far = [(1.0, 0.0), (-9.0, 0.0)], [(-20.0, 0.0), (-30.0, 0.0)]
    table = waters(routes(out, far), states(AA=box(1, -20, 2, 20)))
    assert set(table["link_id"]) == {"toy:1"}
    found = km_of(table)
    assert found["AA", "territorial"] == pytest.approx(TERRITORIAL_KM, abs=STEP)
    assert sum(found.values()) == pytest.approx(EXCLUSIVE_KM, abs=STEP)


def test_inside_a_state_no_foreign_border_counts() -> None:
    both = states(AA=box(0, 0, 5, 5), BB=box(5, 0, 10, 5))
    assert set(km_of(waters(routes([(4.0, 2.0), (4.9, 2.0)]), both))) == {("AA", "territorial")}


def test_a_place_stands_for_an_island_that_is_not_drawn() -> None:
    places = pd.DataFrame({"country": ["TV"], "lon": [-60.0], "lat": [0.0]})
    line = routes([(-60.0, 0.0), (-60.0, 1.0)])
    assert waters(line, STRAIT).empty
    assert set(km_of(waters(line, STRAIT, places=places))) == {("TV", "territorial"), ("TV", "exclusive")}


def test_land_of_nobody_has_no_waters() -> None:
    assert waters(routes([(0.0, 0.0), (1.0, 0.0)]), states(**{"": box(0, 1, 1, 2)})).empty


def test_a_territory_drawn_with_its_sovereign_has_its_own_code() -> None:
    drawn = states(FR=MultiPolygon([box(0, 45, 5, 50), box(55, -22, 56, -21)]), ES=box(-5, 40, 0, 44))
    countries = pd.DataFrame({"country": ["FR", "ES", "RE", "GI"], "sovereign": ["", "", "FR", "GB"]})
    stations = pd.DataFrame({"country": ["RE", "GI", "FR"], "lon": [55.5, -4.9, 1.0], "lat": [-21.1, 40.1, 45.1]})
    parts = coastal_states(drawn, stations, countries)
    assert sorted(parts["iso2"]) == ["ES", "FR", "RE"]
    assert parts.loc[parts["iso2"] == "RE"].geometry.bounds["minx"].to_list() == [55.0]


def test_overland_counts_each_country_and_no_water() -> None:
    both = states(AA=box(0, -5, 1, 5), BB=box(1, -5, 2, 5))
    table = overland(routes([(0.5, 0.0), (1.5, 0.0)], [(1.5, 0.0), (2.5, 0.0)]), both)
    assert dict(zip(zip(table["link_id"], table["country"], strict=True), table["km"], strict=True)) == {
        ("toy:1", "AA"): pytest.approx(55.7, abs=STEP),
        ("toy:1", "BB"): pytest.approx(55.7, abs=STEP),
        ("toy:2", "BB"): pytest.approx(55.7, abs=STEP),
    }


def test_nearest_is_nearest_by_the_geodesic() -> None:
    rng = np.random.default_rng(5)
    spots = np.column_stack([rng.uniform(1.0, 2.0, 60), rng.uniform(-6.0, 6.0, 60)])
    tiny = routes(*([(x, y), (x, y + 0.01)] for x, y in spots.tolist()))
    found = waters(tiny, STRAIT).set_index("link_id")
    for name, (x, y) in zip(tiny.index, spots.tolist(), strict=True):
        away = {code: _away(shape, x, y + 0.005) for code, shape in zip(STRAIT["iso2"], STRAIT.geometry, strict=True)}
        code = min(away, key=lambda code: away[code])
        if abs(away["AA"] - away["BB"]) > 2.0:
            assert found.at[name, "country"] == code
        if abs(away[code] - TERRITORIAL_KM) > 1.0:
            assert found.at[name, "zone"] == ("territorial" if away[code] < TERRITORIAL_KM else "exclusive")


def _away(shape: BaseGeometry, lon: float, lat: float) -> float:
    ring = get_coordinates(shape.boundary.segmentize(0.005))
    return float(distances_km(ring[:, 0], ring[:, 1], lon, lat).min())


def test_rows_in_another_order_change_nothing() -> None:
    lines = routes([(1.0, 0.0), (2.0, 0.0)], [(1.5, -4.0), (1.5, 4.0)])
    pd.testing.assert_frame_equal(waters(lines, STRAIT), waters(lines[::-1], STRAIT.iloc[::-1]))


# The real world, as built.


@pytest.fixture(scope="module")
def built() -> pd.DataFrame:
    table = catalog.load_table("waters")
    return table.assign(link_id=table["system_id"] + ":" + table["seq"].astype("str"))


def of_system(built: pd.DataFrame, system: str, *zones: str) -> set[str]:
    rows = built[(built["system_id"] == system) & built["zone"].isin(zones or ("territorial", "exclusive"))]
    return set(rows["country"])


def test_known_cables_cross_the_waters_they_must(built: pd.DataFrame) -> None:
    assert of_system(built, "ulysses-1") == {"GB", "FR"}  # Dover to Calais
    assert of_system(built, "circe-south") == {"GB", "FR"}
    assert of_system(built, "circe-north") == {"GB", "NL"}
    assert of_system(built, "bcs-east") <= {"LT", "LV", "SE"}
    assert of_system(built, "meltingpot-indianoceanic-submarine-system-metiss") >= {"RE", "MU", "ZA"}
    assert of_system(built, "asia-pacific-gateway-apg") >= {"VN", "SG", "CN", "JP"}  # through the South China Sea
    assert "TW" in of_system(built, "asia-pacific-gateway-apg", "territorial")


def test_waters_are_never_more_than_the_line(built: pd.DataFrame) -> None:
    lines = catalog.load_routes()
    total = built.groupby("link_id")["km"].sum()
    assert set(total.index) <= set(lines.index)
    route = pd.Series({name: length_km(lines[name]) for name in total.index})
    assert (total <= route + 1.0).all()


def test_a_cable_crosses_the_waters_it_lands_in(built: pd.DataFrame) -> None:
    segments = catalog.load_table("segments").query("kind == 'sea'")
    country = catalog.load_table("stations").set_index("station_id")["country"]
    pairs = pd.concat([segments.assign(country=segments[end].map(country)) for end in ("a", "b")]).dropna(
        subset=["country"]
    )
    pairs = pairs[pairs["system_id"].isin(built["system_id"])]
    wanted = set(zip(pairs["system_id"], pairs["seq"], pairs["country"], strict=True))
    found = set(zip(built["system_id"], built["seq"], built["country"], strict=True))
    assert len(wanted - found) < 0.015 * len(wanted)


def test_every_coastal_territory_with_a_station_has_waters(built: pd.DataFrame) -> None:
    stations = catalog.load_table("stations").set_index("station_id")
    segments = catalog.load_table("segments")
    laid = (segments["system_id"] + ":" + segments["seq"].astype("str")).isin(catalog.load_routes().index)
    used = stations.loc[stations.index.isin({*segments.loc[laid, "a"], *segments.loc[laid, "b"]}), "country"]
    assert set(used) <= set(built["country"])
    assert {"RE", "GP", "MQ", "YT", "GF", "SJ", "TK", "TV", "CC", "CX"} & set(used) <= set(built["country"])


def test_links_over_land_cross_the_countries_they_end_in() -> None:
    table = catalog.load_table("overland")
    named = catalog.load_table("terrestrial").set_index("link_id")
    assert set(table["link_id"]) <= {*named.index, *catalog.load_table("land_links")["link_id"]}
    assert len(set(named.index) - set(table["link_id"])) < 0.05 * len(named)


@pytest.mark.slow
def test_the_built_tables_are_those_made_again() -> None:
    from cablenet.world.files import _states

    tables = catalog.load_tables(catalog.FACTS)
    states = _states(tables["countries"])
    at_sea, over = world_waters(tables, catalog.load_routes(), states, catalog.load_table("land_links"))
    for made, name in ((at_sea, "waters"), (over, "overland")):
        kept = catalog.load_table(name).astype({"km": "float64"})
        key = [column for column in made.columns if column != "km"]
        both = made.merge(kept, on=key, how="outer", suffixes=("", "_kept")).fillna(0.0)
        assert (both["km"] - both["km_kept"]).abs().max() <= 5.0


def test_a_point_on_a_coast_is_in_the_territorial_sea() -> None:
    assert Point(1.0, 0.0).touches(STRAIT.geometry.iloc[0])
    assert set(km_of(waters(routes([(1.0, 0.0), (1.05, 0.0)]), STRAIT))) == {("AA", "territorial")}
