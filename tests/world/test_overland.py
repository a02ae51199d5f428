r"""Modelled links over land, on a toy continent worked by hand.

::

    lat 12        +---------------------------+
                  |  a1        :        b1    |       : border of AA and BB at lon 5, lake L between lat 3 and 7
    lat 8         |            :              |
    lat 5         |  a2   (L)  :        b2    |   +----+  island of AA, 5 degrees off:
    lat 2         |  a3        :        b3    |   | i1 |  one town and one station
    lat 0         +---------------------------+   +----+
    lon           0     3   4  5             10   15  17
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from cablenet import catalog
from cablenet.geo.geodesy import distances_km
from cablenet.world.overland import Borders, detour_factor, land_links, landmasses

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CONTINENT = box(0, 0, 10, 12)
ISLAND = box(15, 0, 17, 2)
LAKE = box(3, 3, 4, 7)

CITIES = {
    "a1": ("AA", 1.0, 11.0),
    "a2": ("AA", 1.0, 5.0),
    "a3": ("AA", 1.0, 1.0),
    "b1": ("BB", 9.0, 11.0),
    "b2": ("BB", 9.0, 5.0),
    "b3": ("BB", 9.0, 1.0),
    "i1": ("AA", 16.0, 1.0),
}
STATIONS = {"west": ("AA", 0.05, 5.1), "isle": ("AA", 15.05, 1.0)}

OPEN = {("AA", "BB"): "in-service"}


def places(table: dict[str, tuple[str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(table, orient="index", columns=["country", "lon", "lat"])


def shapes(*areas: BaseGeometry, **columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(areas), crs="EPSG:4326")


def borders(status: dict[tuple[str, str], str], sovereign: dict[str, str] | None = None) -> Borders:
    return Borders(status=status, sovereign=sovereign or {})


def links(
    *,
    cities: dict[str, tuple[str, float, float]] | None = None,
    stations: dict[str, tuple[str, float, float]] | None = None,
    land: gpd.GeoDataFrame | None = None,
    states: gpd.GeoDataFrame | None = None,
    rules: Borders | None = None,
) -> pd.DataFrame:
    """Links of the toy continent, or of one that differs in some way."""
    west = box(0, 0, 5, 12).union(ISLAND)
    return land_links(
        places(CITIES if cities is None else cities),
        places(STATIONS if stations is None else stations),
        land=shapes(CONTINENT, ISLAND) if land is None else land,
        states=shapes(west, box(5, 0, 10, 12), iso2=["AA", "BB"]) if states is None else states,
        borders=borders(OPEN) if rules is None else rules,
        detour=1.3,
    ).set_index("link_id")


def pairs(table: pd.DataFrame, basis: str = "long-haul") -> set[frozenset[str]]:
    rows = table[table["basis"] == basis]
    return {frozenset(pair) for pair in zip(rows["a"], rows["b"], strict=True)}


def expected(text: str) -> set[frozenset[str]]:
    return {frozenset(pair.split("-")) for pair in text.split()}


def test_neighbours_are_joined_and_nobody_over_a_third() -> None:
    # Each row of towns east to west, each column north to south; a1 - a3 runs over a2, and the diagonals
    # have another town in their ball.
    table = links()
    assert pairs(table) == expected("a1-a2 a2-a3 b1-b2 b2-b3 a1-b1 a2-b2 a3-b3")
    assert (table.loc[table["basis"] == "long-haul", "status"] == "in-service").all()


def test_lengths_are_the_great_circle_times_the_detour() -> None:
    table = links()
    ends = places({**CITIES, **STATIONS})
    for row in table.itertuples():
        a, b = ends.loc[row.a], ends.loc[row.b]
        direct = distances_km(a["lon"], a["lat"], b["lon"], b["lat"])[0]
        assert row.length_km == pytest.approx(1.3 * direct, abs=0.06)


def test_rows_are_sorted_and_named_by_their_ends() -> None:
    table = links()
    assert table.index.is_monotonic_increasing
    assert table.index.is_unique
    assert (table.index == table["a"] + "--" + table["b"]).all()


def test_stations_have_backhaul_to_the_two_nearest_towns() -> None:
    assert pairs(links(), "backhaul") >= expected("west-a2 west-a3 isle-i1")


def test_islands_stand_apart() -> None:
    table = links()
    isle = {"i1", "isle"}
    over_sea = [row for row in table.itertuples() if ({row.a, row.b} & isle) and not {row.a, row.b} <= isle]
    assert not over_sea
    mass = landmasses(places({**CITIES, **STATIONS}), shapes(CONTINENT, ISLAND))
    assert mass["i1"] == mass["isle"] != mass["a1"] == mass["west"]


def test_landmasses_two_kilometres_apart_are_one() -> None:
    # One degree of longitude at the equator is 111.3 km: 0.02 degrees are a bridge, 0.05 are a ferry.
    ends = places({"here": ("AA", 5.0, 0.5), "near": ("AA", 10.5, 0.5), "far": ("AA", 11.5, 0.5)})
    land = shapes(box(0, 0, 10, 1), box(10.02, 0, 11, 1), box(11.05, 0, 12, 1))
    mass = landmasses(ends, land)
    assert mass["here"] == mass["near"] != mass["far"]


def test_a_place_far_from_all_land_is_an_island_of_its_own() -> None:
    ends = places({"rock": ("AA", -3.0, 40.0), "reef": ("AA", -3.0, 41.2), "town": ("AA", 5.0, 5.0)})
    mass = landmasses(ends, shapes(CONTINENT, ISLAND))
    assert mass.nunique() == 3
    assert mass["rock"] < 0


def test_a_shut_border_is_not_crossed() -> None:
    table = links(rules=borders({}))
    assert pairs(table) == expected("a1-a2 a2-a3 b1-b2 b2-b3")


@pytest.mark.parametrize("status", ["low-capacity", "degraded", "sanctioned"])
def test_a_link_over_a_border_has_its_status(status: str) -> None:
    table = links(rules=borders({("AA", "BB"): status}))
    assert table.loc["a1--b1", "status"] == status
    assert table.loc["a1--a2", "status"] == "in-service"


def test_wide_water_is_not_crossed() -> None:
    # The lake is 111 km wide where a2 - b2 (888 km) passes: more than 25 km and than a twentieth of the way.
    table = links(land=shapes(CONTINENT.difference(LAKE), ISLAND))
    assert pairs(table) == expected("a1-a2 a2-a3 b1-b2 b2-b3 a1-b1 a3-b3")


def test_narrow_water_is_crossed() -> None:
    table = links(land=shapes(CONTINENT.difference(box(3, 3, 3.15, 7)), ISLAND))
    assert frozenset(("a2", "b2")) in pairs(table)


def test_a_foreign_country_is_not_passed_through() -> None:
    # CC lies across the middle of the way between a1 and b1.
    states = shapes(box(0, 0, 3, 12), box(3, 9, 7, 12), box(7, 0, 10, 12), iso2=["AA", "CC", "BB"])
    assert frozenset(("a1", "b1")) not in pairs(links(states=states))


def test_the_land_of_the_sovereign_is_not_foreign() -> None:
    cities = {"t1": ("TT", 1.0, 1.0), "t2": ("TT", 3.0, 1.0)}
    states = shapes(box(0, 0, 10, 12), iso2=["SS"])
    table = links(cities=cities, stations={}, states=states, rules=borders({}, {"TT": "SS"}))
    assert pairs(table) == expected("t1-t2")


def test_what_a_closed_way_leaves_apart_in_one_country_is_mended() -> None:
    # c1 and c2 are neighbours of d1 only; the border is shut, so the country mends itself.
    cities = {"c1": ("AA", 1.0, 6.0), "d1": ("BB", 2.0, 6.2), "c2": ("AA", 3.0, 6.0)}
    states = shapes(box(0, 0, 10, 12), iso2=["AA"])
    table = links(cities=cities, stations={}, states=states, rules=borders({}))
    assert frozenset(("c1", "c2")) in pairs(table)


def test_rows_in_another_order_change_nothing() -> None:
    """Law 8.8."""
    backwards = links(cities=dict(reversed(CITIES.items())), stations=dict(reversed(STATIONS.items())))
    pd.testing.assert_frame_equal(backwards, links())


def test_stations_of_an_island_without_a_town_are_chained() -> None:
    stations = {"s1": ("AA", 15.1, 1.0), "s2": ("AA", 15.8, 1.0), "s3": ("AA", 16.9, 1.0)}
    cities = {name: city for name, city in CITIES.items() if name != "i1"}
    assert pairs(links(cities=cities, stations=stations), "backhaul") == expected("s1-s2 s2-s3")


# ---------------------------------------------------------------- borders, detour


def test_borders_are_open_unless_the_facts_say_otherwise() -> None:
    countries = pd.DataFrame(
        {
            "country": ["AA", "BB", "CC", "TT"],
            "land_borders": ["BB;CC", "AA;CC", "AA;BB", ""],
            "sovereign": ["", "", "", "AA"],
        }
    )
    facts = pd.DataFrame(
        {"iso2_a": ["CC", "AA"], "iso2_b": ["AA", "DD"], "status": ["closed", "low-capacity"]},
    )
    read = Borders.read(countries, facts)
    assert read.status == {("AA", "BB"): "in-service", ("BB", "CC"): "in-service", ("AA", "DD"): "low-capacity"}
    assert read.along(["AA", "BB", "CC"]) == "in-service"
    assert read.along(["DD", "AA", "BB"]) == "low-capacity"
    assert read.along(["AA", "CC"]) is None
    assert read.along(["AA"]) == "in-service"


def test_restricted_is_sanctioned() -> None:
    countries = pd.DataFrame({"country": ["AA", "BB"], "land_borders": ["BB", "AA"], "sovereign": ["", ""]})
    facts = pd.DataFrame({"iso2_a": ["AA"], "iso2_b": ["BB"], "status": ["restricted"]})
    assert Borders.read(countries, facts).along(["BB", "AA"]) == "sanctioned"


def test_the_detour_is_the_median_of_the_middle_lengths() -> None:
    # One degree on the equator is 111.32 km. 1.2, 1.4 and 1.3 count; 60 km is too short, 3,000 km too long.
    ends = pd.DataFrame({"lon": [0.0, 1.0, 2.0, 3.0, 10.0], "lat": 0.0}, index=["p", "q", "r", "s", "t"])
    named = pd.DataFrame(
        {
            "a": ["p", "p", "p", "p", "p"],
            "b": ["q", "r", "s", "q", "t"],
            "length_km": [133.58, 311.69, 434.15, 60.0, 3000.0],
        }
    )
    assert detour_factor(named, ends) == pytest.approx(1.3, abs=1e-3)


def test_the_detour_of_the_facts_is_one_that_roads_know() -> None:
    cities, stations = catalog.load_table("cities"), catalog.load_table("stations")
    ends = pd.concat([cities.set_index("city_id")[["lon", "lat"]], stations.set_index("station_id")[["lon", "lat"]]])
    assert 1.1 < detour_factor(catalog.load_table("terrestrial"), ends.astype(float)) < 1.6


def test_the_built_links_keep_to_the_rules() -> None:
    table = catalog.load_table("land_links")
    assert (table["a"] != table["b"]).all()
    both = {frozenset(pair) for pair in zip(table["a"], table["b"], strict=True)}
    assert len(both) >= 0.97 * len(table)
    assert np.isfinite(table["length_km"].to_numpy(float)).all()
    assert (table["link_id"] == table["a"] + "--" + table["b"]).all()
