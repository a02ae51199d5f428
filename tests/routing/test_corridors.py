"""Corridor families: the toy world's two by hand, and those of the real world that a sailor would expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from cablenet import units
from cablenet.errors import InputError
from cablenet.routing import corridor_table, diverse_paths, least_rtt, paths_table
from cablenet.routing.tags import corridor_names, link_tags, node_tags
from tests.small_worlds import Cable, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

HUBS = {"frankfurt-de": "tokyo-jp", "london-gb": "tokyo-jp"}

EUROPE_JAPAN = (
    "Suez and South China Sea",
    "Suez and Lombok/Makassar (avoiding the South China Sea)",
    "Atlantic - North America - Pacific",
)
"""Corridors of rule 1.4 that exist in reality and join Europe and Japan in service, without any status allowed."""


def test_by_hand() -> None:
    table = corridor_table(toy_network(), "paris-fr", "tokyo-jp").set_index("corridor")
    assert table.at["By the strait", "rtt_ms"] == pytest.approx(units.rtt_ms(18_400.0))
    assert table.at["By the ocean", "rtt_ms"] == pytest.approx(units.rtt_ms(19_900.0))
    assert table.at["By the strait", "systems"] == "Alpha"
    assert table.at["By the ocean", "systems"] == "Alpha; Gamma"


def test_a_corridor_that_does_not_join_them_is_infinite_and_stays() -> None:
    table = corridor_table(toy_network(), "paris-fr", "us")
    assert table["corridor"].to_list() == ["By the strait", "By the ocean"]
    assert table.set_index("corridor").at["By the ocean", "length_km"] == 10_700.0


def test_a_way_that_doubles_back_is_no_way() -> None:
    # n0 (AA) -- n1 (BB) -- n2 (CC), and beside n1 the gate to n3 (DD): through it the way to n2 enters BB twice.
    from shapely import box

    net = small_network(
        [(0, 0), (10, 0), (20, 0), (10, 20)],
        [Cable(a=0, b=1, km=1200), Cable(a=1, b=2, km=1200), Cable(a=1, b=3, km=2500)],
        areas={"gate": box(5, 8, 15, 12)},
    )
    through = least_rtt(net, "n0", "n2", through=["gate"])
    assert through is not None
    assert through.nodes == ("n0", "n1", "n3", "n1", "n2")
    table = corridor_table(net, "n0", "n2").set_index("corridor")
    assert np.isinf(table.at["By the gate", "rtt_ms"])
    assert table.at["By the open sea", "length_km"] == 2400.0


def test_tags_tell_chokepoints_countries_and_zones() -> None:
    net = toy_network()
    assert link_tags(net, ["land:tokyo", "alpha:3"]) == {
        "land:tokyo": frozenset({"land:JP", "node:JP", "zone:east-asia"}),
        "alpha:3": frozenset({"strait", "node:SG", "zone:southeast-asia", "node:JP", "zone:east-asia"}),
    }
    assert node_tags(net)["FR"] == frozenset({"node:FR", "zone:europe"})
    assert node_tags(net)[""] == frozenset()


def test_a_path_that_fits_no_family_is_other() -> None:
    net = toy_network()
    way = (["fr", "us"], ["beta:1"])
    assert corridor_names(net, [way, (["sg", "jp"], ["alpha:3"])]) == ["By the ocean", "By the strait"]
    bare = net.corridors[net.corridors["through"] != ""]
    from dataclasses import replace

    assert corridor_names(replace(net, corridors=bare), [way]) == ["Other"]


@pytest.mark.parametrize("ends", [("nowhere", "tokyo-jp"), ("paris-fr", "nowhere")])
def test_an_end_must_be_a_node(ends: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="no node"):
        corridor_table(toy_network(), *ends)


@pytest.mark.parametrize("start", HUBS)
def test_europe_and_japan_are_joined_by_every_corridor_there_is(real: Network, start: str) -> None:
    table = corridor_table(real, start, HUBS[start]).set_index("corridor")
    for name in EUROPE_JAPAN:
        assert np.isfinite(table.at[name, "rtt_ms"]), name
        assert 150 < table.at[name, "rtt_ms"] < 330, name
    allowed = corridor_table(real, start, HUBS[start], allow=("low-capacity", "degraded", "sanctioned")).set_index(
        "corridor"
    )
    assert np.isfinite(allowed.at["Russia overland", "rtt_ms"])
    assert allowed.at["Russia overland", "rtt_ms"] < table["rtt_ms"].min()


def test_the_least_of_the_corridors_is_the_least_of_all(real: Network) -> None:
    table = corridor_table(real, "frankfurt-de", "tokyo-jp")
    least = least_rtt(real, "frankfurt-de", "tokyo-jp")
    assert least is not None
    assert table["rtt_ms"].min() == pytest.approx(least.rtt_ms)
    best = table.loc[table["rtt_ms"].idxmin(), "corridor"]
    assert paths_table(real, [least]).at[0, "corridor"] == best


PLACES = [
    ("london-gb", "new-york-us", "Transatlantic"),
    ("singapore-sg", "tokyo-jp", "Within East Asia by the South China Sea"),
    ("los-angeles-us", "tokyo-jp", "Trans-Pacific"),
    ("madrid-es", "berlin-de", "Within Europe"),
    ("lagos-ng", "london-gb", "Europe - West and Southern Africa"),
]


@pytest.mark.parametrize(("a", "b", "corridor"), PLACES)
def test_the_way_between_great_cities(real: Network, a: str, b: str, corridor: str) -> None:
    least = least_rtt(real, a, b)
    assert least is not None
    assert paths_table(real, [least]).at[0, "corridor"] == corridor


def test_every_corridor_name_is_one_of_the_table(real: Network) -> None:
    names = {*real.corridors["name"], "Other"}
    for a, b, _ in PLACES:
        assert set(paths_table(real, diverse_paths(real, a, b, count=3))["corridor"]) <= names


def test_families_name_known_things(real: Network) -> None:
    """A token of a rule is a chokepoint, a country or a zone: a slip of the pen would never match."""
    zones = {f"zone:{zone}" for zone in real.countries["zone"]}
    codes = {f"{kind}:{code}" for kind in ("node", "land") for code in real.countries.index}
    # Regions that are not chokepoints of the shipped set, kept for sets of one's own.
    known = {*real.chokepoints.index, *zones, *codes}
    tokens = {
        token
        for column in ("through", "avoid")
        for text in real.corridors[column]
        for group in str(text).split(";")
        for token in group.split("|")
        if token
    }
    assert not sorted(tokens - known)
    assert real.corridors["order"].is_unique
    assert real.corridors["order"].is_monotonic_increasing
    assert real.corridors["name"].is_unique
