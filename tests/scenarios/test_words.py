"""Scenarios as people write them: a word on the command line, a small TOML file; and what is said of mistakes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.errors import CablenetError, DataError, Fault, InputError, UnknownNameError
from cablenet.scenarios import KINDS, chokepoint, disc, kind_table, parse, read_scenario, segment, station, system
from tests.toys import STRAIT, toy_network

if TYPE_CHECKING:
    from cablenet.network import Network


def outcome(text: str) -> tuple[tuple[Fault, ...], pd.Series]:
    """Faults of a file, or what it cuts."""
    try:
        return (), read_scenario(toy_network(), text).survival
    except DataError as error:
        return error.faults, pd.Series(dtype="float64")


def cut_of(text: str) -> dict[str, float]:
    """What a word cuts in the toy world."""
    return {str(link): float(share) for link, share in parse(toy_network(), text).survival.items()}


# ---------------------------------------------------------------- kinds by name


def test_a_segment_is_one_link() -> None:
    scenario = segment(toy_network(), "alpha:3", survival=0.25)
    assert scenario.survival.to_dict() == {"alpha:3": 0.25}
    assert scenario.title == "Alpha Sg - Jp"
    with pytest.raises(UnknownNameError) as raised:
        segment(toy_network(), "alpha:4")
    assert set(raised.value.nearest) == {"alpha:1", "alpha:2", "alpha:3"}


def test_a_station_takes_all_that_ends_there() -> None:
    net = toy_network()
    assert list(station(net, "sg").survival.index) == ["alpha:2", "alpha:3", "gamma:1"]
    assert list(station(net, "jp").survival.index) == ["alpha:3", "beta:2", "gamma:1", "land:tokyo"]
    assert list(station(net, "tokyo").survival.index) == ["land:tokyo"]


def test_a_station_goes_by_its_town(real: Network) -> None:
    assert station(real, "Fangshan").id == "fangshan-taiwan"
    assert station(real, "Marseille, France").id == "marseille-france"
    with pytest.raises(InputError, match="give the id"):
        station(real, "Tripoli")
    with pytest.raises(UnknownNameError):
        station(real, "Atlantis-sur-Mer")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("strait", {"alpha:3": 0.0}),
        ("chokepoint:strait", {"alpha:3": 0.0}),
        ("strait@0.5", {"alpha:3": 0.5}),
        (" strait@1e-1 ", {"alpha:3": 0.1}),
        ("gamma", {"gamma:1": 0.0}),
        ("STRAIT@0.5", {"alpha:3": 0.5}),
        ("beta <Express>", {"beta:1": 0.0, "beta:2": 0.0}),
        ("system:gamma@0.25", {"gamma:1": 0.25}),
        ("alpha:2", {"alpha:2": 0.0}),
        ("segment:alpha:2", {"alpha:2": 0.0}),
        ("land:tokyo", {"land:tokyo": 0.0}),
        ("station:eg", {"alpha:1": 0.0, "alpha:2": 0.0}),
        ("disc:115,13,100", {"alpha:3": 0.0}),
        ("disc: 115 , 13 , 100 @0.5", {"alpha:3": 0.5}),
        ("polygon:POLYGON ((112 8, 118 8, 118 20, 112 20, 112 8))@0.5", {"alpha:3": 0.5}),
        ("anchor:5,114,13,116,11", {"alpha:3": 0.0}),
        ("storm:s1,150,castellanos-2022", {}),
        ("system:Beta <express>@0.25", {"beta:1": 0.25, "beta:2": 0.25}),
        ("hengchun-2006", {}),
        ("incident:hengchun-2006", {}),
    ],
)
def test_words(text: str, cut: dict[str, float]) -> None:
    assert cut_of(text) == cut


@pytest.mark.parametrize(
    ("text", "name"),
    [("South China Sea", "south-china-sea"), ("asia africa europe-1 (aae-1)", "asia-africa-europe-1-aae-1")],
)
def test_a_full_name_will_do(text: str, name: str, real: Network) -> None:
    assert parse(real, text).to_dict() == parse(real, name).to_dict()


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_example_cuts_something_today(kind: Any, real: Network) -> None:  # noqa: ANN401
    scenario = parse(real, kind.example)
    assert len(scenario.survival), kind.example
    assert set(scenario.survival.index) <= set(real.links.index)
    assert scenario.survival.between(0, 1).all()
    half = parse(real, f"{kind.example}@0.5").survival
    assert (half >= 0.5).all()
    assert half.index.equals(scenario.survival.index)
    json.dumps(scenario.to_dict())


def test_kinds_are_told_in_one_line_each() -> None:
    table = kind_table()
    assert list(table["kind"]) == list(KINDS)
    assert len(table) >= 15
    assert not table["what"].str.contains("\n").any()
    assert (table["what"].str.len() < 100).all()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("strat", "Nearest known: 'strait'"),
        ("", "Unknown chokepoint, system or incident ''"),
        ("dics:1,2,3", "Found kind 'dics', expected one of chokepoint, system,"),
        ("alpha:9", "Unknown link 'alpha:9'"),
        ("disc:1,2", "expected disc:lon,lat,radius_km such as disc:120.5,21.6,260"),
        ("disc:1,2,3,4", "expected disc:lon,lat,radius_km"),
        ("disc:1,2,", "expected disc:lon,lat,radius_km"),
        ("disc:east,2,3", "Found lon 'east' in 'disc:east,2,3', expected degrees of longitude"),
        ("disc:1,95,3", "expected degrees"),
        ("disc:nan,5,3", "expected degrees"),
        ("disc:1,2,3@2", "expected a share from 0 (cut) to 1 (untouched)"),
        ("strait@--1", "Found survival '--1' in 'strait@--1', expected a share from 0"),
        ("strait#7", "nothing here is left to chance"),
        ("disc:1,2,3#7", "nothing in a disc is left to chance"),
        ("storm:S9", "Found state 'S9' in 'storm:S9', expected one of S1, S2"),
        ("storm:S1,far", "Found spacing_km 'far'"),
        ("faults:-3", "expected a time from 0 to 100,000 days"),
        ("quake:12,0,0", "Found magnitude '12' in 'quake:12,0,0', expected a magnitude from 4 to 9.5"),
        ("quake:7,0,0,10#-3", "Found seed '-3' in 'quake:7,0,0,10#-3', expected a whole number from 0"),
        (f"storm:S1#{'7' * 5000}", "expected a whole number from 0"),
        (f"disc:1,2,{'9' * 400}", "expected a radius above 0 and up to 10,000 km"),
        ("storm:S1,inf", "expected a distance between repeaters from 1 to 20,000 km"),
        ("storm:S1,1e-320", "expected a distance between repeaters from 1 to 20,000 km"),
        (
            "anchor:20000,1,2,3,4",
            "Found width_km '20000' in 'anchor:20000,1,2,3,4', expected a width above 0 and up to 10,000 km",
        ),
        ("anchor:2,1,2,3,94", "Found lat '94'"),
        ("strait@nan", "Found survival 'nan' in 'strait@nan', expected a share"),
        ("strait@50%", "Found survival '50%' in 'strait@50%', expected a share"),
        ("strait@0.5@0.5", "Found '@0.5@0.5' in 'strait@0.5@0.5', expected one @share and one #seed at most"),
        ("system:gama@0.5", "Unknown system 'gama'. Nearest known: 'gamma'"),
        ("two_straits.toml", "Unknown chokepoint, system or incident 'two_straits.toml'"),
        ("anchor:5,1,2", "expected anchor:width_km,track such as"),
        ("anchor:5,1,2,3,4,5", "expected anchor:width_km,track such as"),
        ("polygon:POINT (1 2)", "expected a valid Polygon"),
        ("polygon:Paris", "expected a polygon as WKT or GeoJSON"),
        ("country:Atlantis", "Unknown country or group of states 'Atlantis'"),
        ("zone:mars", "Unknown conflict zone 'mars'"),
        ("incident:hengchun", "hengchun-2006"),
        ("owner:nobody at all", "Unknown owner 'nobody at all'"),
    ],
)
def test_mistakes_say_what_is_expected(text: str, told: str) -> None:
    with pytest.raises(CablenetError) as raised:
        parse(toy_network(), text)
    assert told in str(raised.value)


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_any_text_is_a_scenario_or_an_error_of_ours(text: str) -> None:
    with suppress(CablenetError):
        assert parse(toy_network(), text).survival.between(0, 1).all()


# ---------------------------------------------------------------- files

WRITTEN = """
title = "A strait and more"

[[cut]]
kind = "chokepoint"
name = "strait"
survival = 0.5

[[cut]]
kind = "disc"
lon = 115
lat = 13.0
radius_km = 100

[[cut]]
kind = "system"
name = "gamma"
survival = 0.25
"""


def test_a_file_joins_its_cuts() -> None:
    net = toy_network()
    scenario = read_scenario(net, WRITTEN)
    assert scenario.title == "A strait and more"
    assert scenario.survival.to_dict() == {"alpha:3": 0.0, "gamma:1": 0.25}
    by_hand = chokepoint(net, "strait", survival=0.5) | disc(net, 115, 13, 100) | system(net, "gamma", survival=0.25)
    pd.testing.assert_series_equal(scenario.survival, by_hand.survival)
    assert len(scenario.areas) == 2


def test_a_file_may_name_another_for_its_area() -> None:
    text = '[[cut]]\nkind = "polygon"\narea_file = "strait.wkt"\nname = "here"\n'
    scenario = read_scenario(toy_network(), text, read={"strait.wkt": STRAIT.wkt}.__getitem__)
    assert scenario.survival.to_dict() == {"alpha:3": 0.0}
    with pytest.raises(DataError, match=r"line 3, key area_file: .*read=\.\.\. beside the text"):
        read_scenario(toy_network(), text)
    bowtie = {"strait.wkt": "POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))"}
    with pytest.raises(DataError, match=r"line 3, key area_file: found 'in strait.wkt a Polygon \(Self-inters"):
        read_scenario(toy_network(), text, read=bowtie.__getitem__)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('cut = [\n  {kind = "system", name = "gamma"},\n\n  {kind = "system", name = "gama"},\n]', 4),
        ('title = """\n[[cut]]\nname = 3\n"""\n[[cut]]\nkind = "system"\nname = "gama"', 7),
        ("title = '''\n[[cut]]\n'''  # \u2028 \"\"\"\n[[cut]]\nkind = 'system'\n'name' = 'gama'", 6),
        ('[[cut]]\nkind = "polygon"\narea = \'{"type": [1, {"name": 2}]}\'\n[[cut]]\nkind = "system"\n"name" = "gama"', 6),
    ],
)  # fmt: skip
def test_lines_are_those_of_an_editor(text: str, row: int) -> None:
    faults, _ = outcome(text)
    assert [fault.row for fault in faults if fault.found == "gama"] == [row]


BAD = """titel = "oops"
title = 3

[[cut]]
kind = "chokepoint"
nam = "strait"

[[cut]]
kind = "dics"

[[cut]]
kind = "disc"
lon = "east"
lat = 13.0
survival = true

[[cut]]
name = "strait"

[[cut]]
kind = "system"
name = "alfa"
"""


def test_every_fault_is_told_at_once_with_line_key_and_what_is_expected() -> None:
    with pytest.raises(DataError) as raised:
        read_scenario(toy_network(), BAD, file="bad.toml")
    told = {(fault.row, fault.column): (fault.found, fault.expected) for fault in raised.value.faults}
    assert told.keys() == {
        (1, "titel"), (2, "title"), (6, "nam"), (4, "name"), (9, "kind"), (13, "lon"), (11, "radius_km"), (15, "survival"),
        (17, "kind"), (22, "name"),
    }  # fmt: skip
    assert told[1, "titel"][1].startswith("only id, title, cut")
    assert told[6, "nam"] == ("a key", "only kind, name, survival for a chokepoint")
    assert told[9, "kind"][0] == "dics"
    assert told[9, "kind"][1].startswith("one of chokepoint, system,")
    assert told[13, "lon"][0] == "east"
    assert told[13, "lon"][1].startswith("degrees of longitude from -180 to 180")
    assert told[22, "name"] == ("alfa", "a known system. Nearest known: 'alpha'")
    assert "bad.toml, line 13, key lon: found 'east', expected degrees" in str(raised.value)
    assert all(fault.file == "bad.toml" for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("text", "row", "told"),
    [
        ("", None, "one [[cut]] or more"),
        ('title = "x"', None, "one [[cut]] or more"),
        ("cut = 3", 1, "one [[cut]] or more"),
        ("cut = [3]", 1, "a table that starts with [[cut]]"),
        ('title = "x\n', 1, "TOML"),
        ('\n\n[[cut]\nkind = "disc"', 3, "TOML"),
        ('[[cut]]\nkind = "anchor"\ntrack = [[0, 0]]\nwidth_km = 2', 3, "a list of two places or more"),
        ('[[cut]]\nkind = "anchor"\ntrack = [[0, 0], [1, "x"]]', 3, "a list of two places or more"),
        (
            '[[cut]]\nkind = "country"\nname = "FR"\nhow = ["swims"]',
            4,
            "one of lands, territorial, exclusive, overland",
        ),
        ('[[cut]]\nkind = "disc"\nlon = 1\nlat = 1\nradius_km = -4', 5, "a radius above 0 and up to 10,000 km"),
        ('[[cut]]\nkind = "storm"\nstate = "S1"\nseed = -1', 4, "a whole number from 0 to"),
        ('[[cut]]\nkind = "chokepoint"\nname = "strait"\nsurvival = 2', 4, "a share from 0 (cut) to 1 (untouched)"),
        ('[[cut]]\nkind = "chokepoint"\nname = "strait"\nsurvival = nan', 4, "a share from 0 (cut) to 1 (untouched)"),
        ('[[cut]]\nkind = "disc"\nlon = 1\nlat = 95\nradius_km = 4', 4, "degrees of latitude"),
        (f'[[cut]]\nkind = "disc"\nlon = 1\nlat = 5\nradius_km = {"9" * 400}', 5, "a radius above 0"),
        (f'[[cut]]\nkind = "disc"\nlon = 0x{"f" * 5000}\nlat = 5\nradius_km = 4', 3, "degrees of longitude"),
        (f'[[cut]]\nkind = "disc"\nradius_km = {"9" * 5000}', None, "numbers and lists of some size"),
        (f"x = {'[' * 5000}", None, "numbers and lists of some size"),
        ('[[cut]]\nkind = "anchor"\nwidth_km = 0\ntrack = [[0, 0], [1, inf]]', 3, "a width above 0"),
        ('[[cut]]\nkind = "anchor"\nwidth_km = 1\ntrack = [[0, 0], [1, inf]]', 4, "a list of two places or more"),
        ('[[cut]]\nkind = "quake"\nlon = 0\nlat = 0\nmagnitude = nan', 5, "a magnitude from 4 to 9.5"),
        ('[[cut]]\nkind = "quake"\nlon = 0\nlat = 0\nmagnitude = 7\ndepth_km = -1', 6, "a depth from 0 to 700 km"),
        ('[[cut]]\nkind = "storm"\nstate = "S1"\nspacing_km = 0', 4, "a distance between repeaters"),
        ('[[cut]]\nkind = "storm"\nstate = "S1"\nfinding = "castellano"', 4, "Nearest known: 'castellanos-2022'"),
        ('[[cut]]\nkind = "faults"\ndays = -1', 3, "a time from 0"),
        ('[[cut]]\nkind = "polygon"\nname = "x"\narea = "POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))"', 4, "a valid Polygon"),
        ('[[cut]]\nkind = "polygon"\narea = "POINT (0 0)"\narea_file = "x.wkt"', 4, "area or area_file, not both"),
        ('[[cut]]\nkind = "country"\nname = "FR"\nhow = "lands"', 4, 'a list such as ["lands"], each one of lands'),
        ('[[cut]]\nkind = "owner"\nname = "Meta"\nevery = "yes"', 4, "true or false"),
    ],
)
def test_malformed_files(text: str, row: int | None, told: str) -> None:
    with pytest.raises(DataError) as raised:
        read_scenario(toy_network(), text)
    faults = [fault for fault in raised.value.faults if told in fault.expected]
    assert faults, str(raised.value)
    assert faults[0].row == row


@settings(max_examples=60)
@given(st.text(alphabet="[]cutkind=\"'1.,{} \nnametrackdisc", max_size=60))
def test_any_file_is_a_scenario_or_an_error_of_ours(text: str) -> None:
    with pytest.raises(DataError):
        read_scenario(toy_network(), text)


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"kind": st.sampled_from([*KINDS, "x", 3])},
            optional={
                key: st.one_of(st.integers(-5, 5), st.floats(), st.booleans(), st.sampled_from(["strait", "alpha", "S1", 10**400, 1e-320]), st.just([]))
                for key in ("name", "lon", "lat", "radius_km", "survival", "seed", "state", "days", "track", "area", "magnitude", "spacing_km", "depth_km", "width_km", "how")
            },
        ),
        max_size=4,
    )
)  # fmt: skip
def test_any_values_are_a_scenario_or_faults_with_their_lines(parts: list[dict[str, Any]]) -> None:
    def written(value: object) -> str:
        return json.dumps(value) if not isinstance(value, float) else repr(value)

    text = "\n".join(
        "[[cut]]\n" + "\n".join(f"{key} = {written(value)}" for key, value in part.items()) for part in parts
    )
    faults, survival = outcome(text)
    assert all(fault.row for fault in faults) or not parts
    assert survival.between(0, 1).all()
    assert faults or len(parts)
