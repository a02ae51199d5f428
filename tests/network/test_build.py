"""The network of a day: what is in service, joined as one world, with delays that light can keep."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely

from cablenet import catalog, units
from cablenet.errors import InputError, UnknownNameError
from cablenet.geo.geodesy import distances_km, lengths_km
from cablenet.network import Network, build, find_place, from_graph, load, to_graph
from cablenet.routing import rtt_from
from tests.toys import toy_network

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Days = Callable[[str | None], Network]

EVERY_STATUS = ("low-capacity", "degraded", "sanctioned")

HUB = "frankfurt-de"

APART: dict[str, str] = {}
"""Countries with a station in service or a land border whose Internet city does not reach Frankfurt, and why."""


def great_circles_km(net: Network, links: pd.DataFrame) -> pd.Series:
    """Great circle between the ends of each link, in km."""
    a, b = net.nodes.loc[links["a"]], net.nodes.loc[links["b"]]
    return pd.Series(distances_km(a["lon"], a["lat"], b["lon"], b["lat"]), index=links.index)


# ---------------------------------------------------------------- today


def test_todays_counts_are_of_the_right_kind(real: Network) -> None:
    """Ranges, for the data grow: some 500 to 700 systems, 1.3 to 1.8 million km at sea (the industry counts 1.4 to 1.5)."""
    assert real.as_of == dt.date.fromisoformat(catalog.VINTAGE)
    assert 450 <= len(real.systems) <= 900
    sea = real.links[real.links["kind"] == "sea"]
    assert 1.2e6 <= sea["length_km"].sum() <= 1.9e6
    kinds = real.nodes["kind"].value_counts()
    assert 1000 <= kinds["station"] <= 3000
    assert 1500 <= kinds["city"] <= 3000
    assert 300 <= kinds["branching_unit"] <= 1500
    assert len(real.chokepoints) >= 26
    assert "south-china-sea" in real.chokepoints.index
    assert f"{len(real.systems)} systems" in repr(real)


def test_tables_are_what_the_model_says(real: Network) -> None:
    links, nodes = real.links, real.nodes
    assert links.index.name == "link_id"
    assert links.index.is_unique
    assert nodes.index.is_unique
    assert links.index.is_monotonic_increasing
    assert set(links["kind"]) == {"sea", "land"}
    assert set(links["status"]) <= {"in-service", *EVERY_STATUS}
    assert set(links["length_basis"]) <= {"published", "slack", "stated", "detour"}
    assert set(links["capacity_basis"]) <= {"published", "fibre-pairs", "imputed", "assumed"}
    assert (links["surviving"] == 1).all()
    assert links.drop(columns=["rfs_year", "capacity_year"], errors="ignore").notna().all(axis=None)
    assert (links["source"] != "").all()
    numbers = links[["route_km", "length_km", "rtt_ms", "capacity_tbps"]]
    assert np.isfinite(numbers.to_numpy()).all()
    assert (numbers >= 0).all(axis=None)
    assert (links["capacity_tbps"] > 0).all()
    assert set(links["system"]) - {""} == set(real.systems.index)
    assert links.crs == nodes.crs == "EPSG:4326"
    assert nodes["lon"].between(-180, 180).all()
    assert links["rtt_ms"].to_numpy() == pytest.approx(units.rtt_ms(links["length_km"].to_numpy()))


def test_every_end_is_a_node_and_no_link_is_a_loop(real: Network) -> None:
    links = real.links
    assert set(links["a"]) | set(links["b"]) == set(real.nodes.index)
    assert (links["a"] != links["b"]).all()
    assert set(real.crossings["link_id"]) <= set(links.index)
    assert set(real.crossings["chokepoint"]) <= set(real.chokepoints.index)


def test_lines_are_continuous_and_end_at_their_nodes(real: Network) -> None:
    lines = real.links.geometry
    assert (lines.geom_type == "LineString").all()
    for end, place in (("a", 0), ("b", -1)):
        node = real.nodes.loc[real.links[end]]
        point = shapely.get_coordinates(shapely.get_point(lines.to_numpy(), place))
        gap = distances_km(point[:, 0], point[:, 1], node["lon"], node["lat"])
        assert gap.max() < 1.0, real.links.index[gap.argmax()]
    coords, owner = shapely.get_coordinates(lines.to_numpy(), return_index=True)
    steps = np.abs(np.diff(coords[:, 0]))[owner[1:] == owner[:-1]]
    assert steps.max() < 180


def test_pacific_cables_keep_to_the_pacific(real: Network) -> None:
    """From Japan to America the way is over the antimeridian, not over Greenwich."""
    country = real.nodes["country"]
    ends = [country.reindex(real.links[end]).to_numpy() for end in ("a", "b")]
    pacific = real.links[
        (np.char.add(ends[0].astype(str), ends[1].astype(str)) == "JPUS") & (real.links["kind"] == "sea")
    ]
    bounds = pacific.geometry.bounds
    assert (bounds["maxx"] > 180).all() | (bounds["minx"] < -180).all() | pacific.empty
    crossing = real.links.geometry.bounds
    assert ((crossing["maxx"] > 180) | (crossing["minx"] < -180)).sum() >= 10


def test_route_lengths_are_those_of_the_lines(real: Network) -> None:
    assert real.links["route_km"].to_numpy() == pytest.approx(
        lengths_km(real.links.geometry.to_numpy()), abs=0.1, rel=1e-3
    )


# ---------------------------------------------------------------- law 8.6


def test_no_link_is_shorter_than_its_great_circle(real: Network) -> None:
    short = real.links["length_km"] - great_circles_km(real, real.links)
    assert (short > -0.05).all(), short[short <= -0.05].round(1).to_dict()


def test_no_delay_is_below_the_limit_of_light(real: Network) -> None:
    """Law 8.6, over all pairs of a sample of nodes and every node."""
    for start in real.nodes.index[::401]:
        rtt = rtt_from(real, start, allow=EVERY_STATUS)
        ends = real.nodes.loc[rtt.index]
        here = real.nodes.loc[start]
        limit = units.rtt_ms(distances_km(here["lon"], here["lat"], ends["lon"], ends["lat"]))
        assert (rtt.to_numpy() >= limit - 0.01).all(), start


# ---------------------------------------------------------------- one connected world


def test_every_country_reaches_frankfurt(real: Network) -> None:
    rtt = rtt_from(real, HUB, allow=EVERY_STATUS)
    stations = real.nodes[(real.nodes["kind"] == "station")]
    at_sea = real.links[real.links["kind"] == "sea"]
    landed = set(stations.index) & {*at_sea["a"], *at_sea["b"]}
    countries = real.countries
    joined = (countries["land_borders"] != "") | countries.index.isin(set(stations.loc[sorted(landed), "country"]))
    cut_off = {
        str(code)
        for code, city in countries.loc[joined, "internet_city"].items()
        if not np.isfinite(rtt.get(city, np.inf))
    }
    assert cut_off == set(APART), f"new: {sorted(cut_off - set(APART))}; no longer: {sorted(set(APART) - cut_off)}"


def test_every_internet_city_of_the_great_is_a_node(real: Network) -> None:
    great = real.countries[real.countries["population"].fillna(0) > 3_000_000]
    missing = great["internet_city"][~great["internet_city"].isin(real.nodes.index)]
    assert missing.empty, missing.to_dict()


def test_no_link_jumps_an_ocean(real: Network) -> None:
    """A segment wanders, but not thrice its way and more; a modelled link over land is short, a named one is named."""
    direct = great_circles_km(real, real.links)
    sea = real.links["kind"] == "sea"
    long = real.links[sea & (real.links["route_km"] > 3 * direct + 2000)]
    assert long.empty, long[["name", "route_km"]].to_dict("index")
    modelled = real.links[real.links["length_basis"] == "detour"]
    assert direct[modelled.index].max() < 3000
    assert (modelled["length_km"] <= 2 * direct[modelled.index] + 1).all()


def test_a_segment_at_sea_joins_what_it_says(real: Network) -> None:
    """No segment of more than 16,000 km, and none of a small system across the world."""
    sea = real.links[real.links["kind"] == "sea"]
    assert sea["route_km"].max() < 16_000
    published = real.systems["length_km"].reindex(sea["system"]).to_numpy(dtype=float, na_value=np.nan)
    huge = sea[sea["route_km"].to_numpy() > 1.5 * published + 500]
    assert len(huge) <= 0.01 * len(sea), huge[["name", "route_km"]].to_dict("index")


def test_borders_that_are_shut_are_not_crossed(real: Network) -> None:
    borders = catalog.load_table("borders")
    shut = borders[borders["status"].isin(["closed", "none"])]
    pairs = {frozenset(pair) for pair in zip(shut["iso2_a"], shut["iso2_b"], strict=True)}
    modelled = real.links[real.links["length_basis"] == "detour"]
    country = real.nodes["country"]
    met = {frozenset(pair) for pair in zip(country.reindex(modelled["a"]), country.reindex(modelled["b"]), strict=True)}
    assert not met & pairs


# ---------------------------------------------------------------- other days


@pytest.mark.parametrize(
    ("as_of", "systems"),
    [("1990", (10, 90)), ("2000", (100, 350)), ("2006-12-26", (180, 450)), ("2015", (280, 550)), ("2030", (520, 1000))],
)
def test_the_network_grows(as_of: str, systems: tuple[int, int], network_of: Days) -> None:
    net = network_of(as_of)
    assert systems[0] <= len(net.systems) <= systems[1]
    rfs = net.systems["rfs_year"].dropna()
    assert rfs.max() <= net.as_of.year
    assert set(net.links["a"]) | set(net.links["b"]) == set(net.nodes.index)


def test_a_day_that_is_none_is_refused_by_load() -> None:
    with pytest.raises(InputError, match="Found as_of='someday'"):
        load(as_of="someday")


def test_the_day_before_and_after_ready_for_service() -> None:
    systems = catalog.load_table("systems").set_index("system_id")
    year, month = systems.loc["seamewe-5", ["rfs_year", "rfs_month"]]
    before = dt.date(int(year), int(month), 1) - dt.timedelta(days=1)
    assert "seamewe-5" not in load(as_of=before).systems.index
    assert "seamewe-5" in load(as_of=dt.date(int(year), int(month), 1)).systems.index


def test_what_is_retired_is_gone_and_what_is_cancelled_never_comes(network_of: Days) -> None:
    systems = catalog.load_table("systems").set_index("system_id")
    retired = systems[(systems["status"] == "retired") & (systems["retired_year"] < 2020) & (systems["part_of"] == "")]
    now, future = network_of(None).systems.index, network_of("2030").systems.index
    assert not set(retired.index) & {*now, *future}
    cancelled = systems.index[systems["status"] == "cancelled"]
    assert not set(cancelled) & {*now, *future}
    alive = (retired["rfs_year"] < 2006) & (retired["retired_year"] > 2006) & (retired["form_of"] == "")
    there = network_of("2006-12-26").systems.index
    assert alive.sum() > 10
    assert not set(retired.index[alive.astype(bool)]) - set(there) - set(_without_sea())


def _without_sea() -> list[str]:
    """Systems of which no segment is in the facts."""
    systems, segments = catalog.load_table("systems"), catalog.load_table("segments")
    return sorted(set(systems["system_id"]) - set(segments["system_id"]))


def test_an_earlier_form_stands_in_for_what_it_became(network_of: Days) -> None:
    systems = catalog.load_table("systems").set_index("system_id")
    forms = systems[systems["form_of"] != ""]
    for day in (None, "2006-12-26", "2015", "2030"):
        there = network_of(day).systems.index
        assert not [form for form, later in forms["form_of"].items() if form in there and later in there]


def test_parts_counted_elsewhere_are_left_out(real: Network) -> None:
    systems = catalog.load_table("systems").set_index("system_id")
    assert not set(systems.index[systems["part_of"] != ""]) & set(real.systems.index)


def test_planned_systems_come_with_their_year(real: Network, network_of: Days) -> None:
    future = network_of("2030")
    added = future.systems.index.difference(real.systems.index)
    assert len(added) > 20
    assert set(future.systems.loc[added, "status"]) <= {"in-service", "under-construction", "planned"}
    assert (real.systems["status"] == "in-service").all()


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2006-12-26", dt.date(2006, 12, 26)),
        ("2006-12", dt.date(2006, 12, 31)),
        ("2008-02", dt.date(2008, 2, 29)),
        ("2006", dt.date(2006, 12, 31)),
        (dt.date(2006, 12, 26), dt.date(2006, 12, 26)),
        (dt.datetime(2006, 12, 26, 12, 30, tzinfo=dt.UTC), dt.date(2006, 12, 26)),
    ],
)
def test_days_may_be_given_in_several_ways(given: str | dt.date, day: dt.date) -> None:
    assert build._day(given) == day


@pytest.mark.parametrize(
    "given",
    [
        "",
        "yesterday",
        "2006-13",
        "2006-12-32",
        "1985",
        "2041",
        "26.12.2006",
        "2006-12-26T00:00",
        "06",
        dt.date(1500, 1, 1),
        dt.date(2999, 1, 1),
    ],
)
def test_a_day_that_is_none_is_refused(given: str | dt.date) -> None:
    with pytest.raises(InputError, match="expected a date from 1986 to 2040"):
        build._day(given)


# ---------------------------------------------------------------- graph


@pytest.mark.parametrize("allow", [(), EVERY_STATUS])
def test_graph_and_back(real: Network, allow: tuple[str, ...]) -> None:
    graph = to_graph(real, allow=allow)
    usable = real.usable(allow=allow)
    assert graph.is_multigraph()
    assert graph.number_of_nodes() == len(real.nodes)
    assert graph.number_of_edges() == len(usable)
    nodes, links = from_graph(graph)
    assert set(nodes.columns) == set(real.nodes.columns)
    pd.testing.assert_frame_equal(
        pd.DataFrame(nodes[["name", "kind", "country", "lon", "lat"]]),
        pd.DataFrame(real.nodes.sort_index()[["name", "kind", "country", "lon", "lat"]]),
        check_dtype=False,
    )
    links = links.reindex(usable.index)
    assert [set(pair) for pair in zip(links["a"], links["b"], strict=True)] == [
        set(pair) for pair in zip(usable["a"], usable["b"], strict=True)
    ]
    columns = ["system", "kind", "status", "length_km", "rtt_ms", "capacity_tbps"]
    pd.testing.assert_frame_equal(pd.DataFrame(links[columns]), pd.DataFrame(usable[columns]), check_dtype=False)


def test_parallel_links_stay_apart_in_the_graph(real: Network) -> None:
    graph = to_graph(real)
    assert any(number > 1 for number in map(graph.number_of_edges, *zip(*graph.edges(), strict=True)))


def test_a_simple_graph_has_no_link_ids() -> None:
    import networkx as nx

    with pytest.raises(InputError, match="expected a MultiGraph"):
        from_graph(nx.Graph(to_graph(toy_network())))  # type: ignore[arg-type]


# ---------------------------------------------------------------- places


def test_the_european_union_has_27_members(real: Network) -> None:
    place = find_place(real, "EU")
    assert len(place.nodes) == 27
    assert place.hub == HUB
    assert place.hub in place.nodes
    assert set(place.nodes) <= set(real.nodes.index)
    assert find_place(real, " eu ") == place


@pytest.mark.parametrize(
    ("name", "hub", "nodes"),
    [
        ("JP", "tokyo-jp", 1),
        ("jp", "tokyo-jp", 1),
        ("Japan", "tokyo-jp", 1),
        ("japan", "tokyo-jp", 1),
        ("DE,FR", HUB, 2),
        ("de, fr, de", HUB, 2),
        ("Frankfurt", HUB, 1),
        ("frankfurt-de", HUB, 1),
        ("Tokyo", "tokyo-jp", 1),
    ],
)
def test_places_by_name(real: Network, name: str, hub: str, nodes: int) -> None:
    place = find_place(real, name)
    assert place.hub == hub
    assert len(place.nodes) == nodes


def test_stations_go_by_name_too(real: Network) -> None:
    place = find_place(real, "Marseille, France")
    assert place.nodes == ("marseille-france",)
    assert real.nodes.at[find_place(real, "Marseille").hub, "kind"] == "city"


def test_the_largest_of_several_towns_is_meant(real: Network) -> None:
    names = real.nodes.loc[real.nodes["kind"] == "city", "name"]
    twice = names[names.duplicated(keep=False)]
    assert not twice.empty
    for name in sorted(set(twice))[:10]:
        rows = real.nodes[(real.nodes["name"] == name) & (real.nodes["kind"] == "city")]
        if name not in set(real.countries["name"]):
            assert find_place(real, name).hub in set(rows.index[rows["population"] == rows["population"].max()])


def test_every_country_with_a_city_in_the_network_is_a_place(real: Network) -> None:
    for code, city in real.countries["internet_city"].items():
        if city in real.nodes.index:
            assert find_place(real, str(code)).nodes == (city,)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Frankfort", "Frankfurt"),
        ("Jpan", "Japan"),
        ("tokio-jp", "tokyo-jp"),
        ("Tokoy", "Tokyo"),
        ("Marseile", "Marseille"),
    ],
)
def test_unknown_places_list_the_nearest(real: Network, name: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        find_place(real, name)
    assert near in raised.value.nearest
    assert raised.value.kind == "place"


@pytest.mark.parametrize("name", ["", "   ", ",", "FR,XX", "x" * 10_000, "<script>", "BU1 of 2africa"])
def test_what_is_no_place_is_told_plainly(real: Network, name: str) -> None:
    with pytest.raises(UnknownNameError, match="Unknown place"):
        find_place(real, name)


def test_a_place_that_is_not_in_the_network_is_not_one_of_it(real: Network) -> None:
    """A country whose Internet city nothing joins: told so by name, not by a node that does not exist."""
    missing = real.countries.index[~real.countries["internet_city"].isin(real.nodes.index)]
    for code in missing:
        with pytest.raises(InputError, match=str(real.countries.at[code, "name"])):
            find_place(real, str(code))


# ---------------------------------------------------------------- the door


def test_a_folder_of_ones_own(data_copy: Path, real: Network) -> None:
    net = load(data_dir=data_copy)
    pd.testing.assert_frame_equal(net.links, real.links)
    pd.testing.assert_frame_equal(net.nodes, real.nodes)
    pd.testing.assert_frame_equal(net.crossings, real.crossings)
