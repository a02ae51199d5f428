"""What an explorer computes, by hand on a toy world, and that its page holds it whole."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from cablenet.cli.explore import explore
from cablenet.demand import from_pairs
from cablenet.errors import InputError, UnknownNameError
from cablenet.maps import save
from cablenet.maps.explorer import EXPLORER_WORDS, address_id, compose_explorer
from cablenet.maps.explorer_pack import FLOW_STEPS, NONE, flow_codes, most_tbps, packed, slots, steps
from cablenet.maps.words import WORDS
from cablenet.network import find_place
from cablenet.report.explorer import (
    DOORS,
    Assignment,
    Plan,
    chosen_chokepoints,
    explorer_data,
    explorer_places,
)
from cablenet.report.explorer import (
    explore as explore_net,
)
from cablenet.routing import compare, route
from cablenet.scenarios import chokepoint
from tests.maps.explorer_toys import EVIL, explorer_world, toy_explorer
from tests.small_worlds import Cable, small_network
from tests.toys import toy_demand, toy_network

if TYPE_CHECKING:
    from cablenet.maps.explorer_data import Case, Explorer
    from cablenet.network import Network


def case_of(explorer: Explorer, *ids: str) -> Case:
    """The case of some switches."""
    names = [one.id for one in explorer.switches]
    return explorer.cases[explorer.computed[tuple(sorted(names.index(one) for one in ids))]]


def pair_of(explorer: Explorer, a: str, b: str) -> int:
    """The number of a pair of places."""
    names = [one.id for one in explorer.spots]
    wanted = sorted((names.index(a), names.index(b)))
    return int(explorer.pairs.tolist().index(wanted))


def test_every_switch_is_routed_alone_and_in_twos() -> None:
    explorer = toy_explorer()
    names = [one.id for one in explorer.switches]
    assert sorted(names) == ["alpha:1", "canal", "ocean", "round", "strait", "twin"]
    assert len(explorer.computed) == 1 + 6 + 10  # what is ours is not paired
    assert len(explorer.cases) < len(explorer.computed)
    case = case_of(explorer, "strait", "ocean")
    served = {b: case.served_share[pair_of(explorer, "JP", b)] for b in ("EG", "FR", "SG")}
    assert served == pytest.approx({"EG": 0.0, "FR": 0.0, "SG": 5 / 6})
    assert case.figures["served_tbps"] == pytest.approx(5.0)
    assert np.isinf(case.rtt_ms[pair_of(explorer, "JP", "FR")])
    lost = dict(zip(explorer.countries, case.lost_share, strict=True))
    assert lost == pytest.approx({"EG": 1.0, "FR": 1.0, "JP": 17 / 22, "SG": 1 / 6, "US": np.nan}, nan_ok=True)


def test_what_cuts_the_same_links_is_one_case_and_what_carries_nothing_is_none() -> None:
    explorer = toy_explorer()
    assert case_of(explorer, "strait") is case_of(explorer, "twin")
    assert case_of(explorer, "strait", "twin") is case_of(explorer, "strait")
    net, demand = explorer_world(), toy_demand({("EG", "FR"): 1.0})  # over alpha:1 alone
    quiet = explorer_data(net, demand, plan=Plan(chokepoints=("strait", "ocean"), count=0, incidents=False))
    assert len(quiet.cases) == 1
    assert set(quiet.computed.values()) == {0}


def test_a_case_is_what_compare_says() -> None:
    net, demand = explorer_world(), toy_demand()
    before = route(net, demand)
    after = route(net.under(chokepoint(net, "strait")), demand, start=before)
    explorer = toy_explorer()
    case = case_of(explorer, "strait")
    between = compare(before, after).between("FR", "JP")
    pair = pair_of(explorer, "FR", "JP")
    assert case.served_share[pair] * explorer.demand_tbps[pair] == pytest.approx(between.traffic.at["served", "after"])
    assert case.rtt_ms[pair] == pytest.approx(between.traffic.at["mean RTT of the traffic", "after"])
    of = case.of_pair == pair
    ways = {
        explorer.corridors[way]: tbps for way, tbps in zip(case.of_corridor[of], case.corridor_tbps[of], strict=True)
    }
    shares = between.shares["after_tbps"]
    assert ways == pytest.approx(shares[shares > 0].to_dict())
    assert case.flow_tbps == pytest.approx(after.flow.to_numpy())


def test_groups_count_their_members_once() -> None:
    explorer = toy_explorer()
    world = pair_of(explorer, "world", "world")
    assert explorer.demand_tbps[world] == pytest.approx(22.0)
    assert explorer.demand_tbps[pair_of(explorer, "world", "JP")] == pytest.approx(22.0)
    assert explorer.demand_tbps[pair_of(explorer, "G7", "G7")] == pytest.approx(12.0)  # FR-JP
    assert explorer.demand_tbps[pair_of(explorer, "EU", "FR")] == 0.0
    assert np.isnan(explorer.cases[0].served_share[pair_of(explorer, "EU", "FR")])


def test_the_rule_takes_the_doors_first_and_then_what_is_not_passed_yet() -> None:
    net = explorer_world()
    routes = route(net, toy_demand())
    chosen = chosen_chokepoints(net, routes)
    assert chosen[0] in {"canal", "strait", "twin", "round", "ocean"}
    paths, rides = routes.rides()
    met = rides.merge(net.crossings, on="link_id")
    assert set(met["path"]) == set(
        met.loc[met["chokepoint"].isin(chosen), "path"]
    )  # nobody passes only what is left out
    assert not {"strait", "twin"} <= set(chosen)
    assert len(paths) >= 3
    renamed = replace(net, chokepoints=net.chokepoints.rename(index={"canal": DOORS[0]}))
    assert chosen_chokepoints(renamed, routes, count=2)[0] == DOORS[0]
    assert chosen_chokepoints(net, routes, count=0) == ()


def test_the_result_does_not_depend_on_the_workers() -> None:
    net, demand = explorer_world(), toy_demand()
    plan = Plan(chokepoints=("canal", "ocean", "round", "strait"), incidents=False)
    told: list[tuple[str, int]] = []
    one = explorer_data(net, demand, plan=plan, progress=lambda name, total: told.append((name, total)))
    two = explorer_data(net, demand, plan=plan, assignment=Assignment(workers=2))
    assert packed(one, slots(one)[1]) == packed(two, slots(two)[1])
    assert len(told) == told[0][1] == len(one.cases) - 1
    assert len(told) >= 8  # enough for two to share


def test_a_notebook_gets_a_map_in_one_call() -> None:
    plan = Plan(count=0, chokepoints=("strait",), incidents=False)
    shown = explore_net(explorer_world(), toy_demand(), between=("FR", "Japan"), plan=plan)._repr_html_()
    assert "<iframe" in shown
    assert "cn-cases" in shown


def test_other_models_are_told_as_what_they_are() -> None:
    plan = Plan(count=0, chokepoints=("strait",), incidents=False)
    made = explorer_data(explorer_world(), toy_demand(), plan=plan, assignment=Assignment(model="shortest"))
    assert "shortest" in made.method
    assert case_of(made, "strait").served_share[pair_of(made, "FR", "JP")] == pytest.approx(1.0)


def test_faults_say_what_was_found() -> None:
    net, demand = explorer_world(), toy_demand()
    with pytest.raises(UnknownNameError, match="strait"):
        explorer_data(net, demand, plan=Plan(chokepoints=("strat",)))
    twice = Plan(count=0, also=(chokepoint(net, "strait"), chokepoint(net, "strait")), incidents=False)
    with pytest.raises(InputError, match="twice"):
        explorer_data(net, demand, plan=twice)
    explorer = toy_explorer()
    for places, on in ((("FR", "XX"), None), (None, ["nothing"])):
        with pytest.raises(UnknownNameError):
            compose_explorer(explorer, between=places, on=on, centre=None)
    with pytest.raises(InputError, match="computed"):
        replace(explorer, computed={(0,): 0})
    with pytest.raises(InputError, match="links, pairs and countries"):
        replace(explorer, countries=explorer.countries[:-1])
    with pytest.raises(InputError, match="leads to no case"):
        replace(explorer, computed={**explorer.computed, (0, 1, 2): 99})


def test_places_offered_are_groups_zones_and_the_largest() -> None:
    net = explorer_world()
    places = explorer_places(net, toy_demand(), also=("US", "JP", "Paris"))
    names = [place.name for place in places]
    assert names[:2] == ["world", "EU"]
    assert {"G7", "europe", "JP", "FR", "SG", "EG", "US", "paris-fr"} <= set(names)
    assert len(names) == len(set(names))
    assert find_place(net, "JP") in places


def test_flows_and_steps_keep_what_they_promise() -> None:
    flow, most = np.array([0.0, 1e-12, 0.001, 5.0, 10.0, 0.0]), np.array([10.0, 10.0, 10.0, 10.0, 10.0, 0.0])
    assert flow_codes(flow, most).tolist() == [0, 1, 1, FLOW_STEPS // 2, FLOW_STEPS, 0]
    assert steps(np.array([0.12345, np.nan, np.inf, 99.0]), 10_000.0).tolist() == [1234, NONE, NONE, NONE - 1]
    assert steps(np.array([-1.26, 0.0]), 10.0, zero=32_768).tolist() == [32_755, 32_768]


def unpacked(explorer: Explorer) -> tuple[np.ndarray[Any, Any], int]:
    """Bytes of all cases, (elements, cases), differences undone."""
    found = packed(explorer, slots(explorer)[1])
    flat = np.frombuffer(zlib.decompress(base64.b64decode(found["bytes"])), dtype=np.uint8)
    table = flat.reshape(-1, found["cases"]).copy()
    table[:, 1:] += table[:, :1]
    return table, found["slots"]


def test_what_is_packed_can_be_read_again() -> None:
    explorer = toy_explorer()
    table, count = unpacked(explorer)
    links, pairs, countries = len(explorer.net.links), len(explorer.pairs), len(explorer.countries)
    assert len(table) == links + pairs * (4 + 4 * count) + 4 * countries
    for number, case in enumerate(explorer.cases):
        most = most_tbps(explorer)
        assert table[:links, number] / FLOW_STEPS * most == pytest.approx(
            case.flow_tbps, abs=0.5 / FLOW_STEPS * most.max()
        )
        high, low = table[links : links + 2 * pairs, number].reshape(2, pairs).astype(int)
        known = np.isfinite(case.served_share)
        assert ((high * 256 + low)[known] / 10_000) == pytest.approx(case.served_share[known], abs=1e-4)
        assert ((high * 256 + low)[~known] == NONE).all()


def test_more_corridors_than_slots_leave_the_small_ones_together() -> None:
    explorer = toy_explorer()
    base = explorer.cases[0]
    pair, count = pair_of(explorer, "FR", "JP"), 11
    names = tuple(f"Way {n}" for n in range(count))
    case = replace(
        base,
        of_pair=np.full(count, pair),
        of_corridor=np.arange(count),
        corridor_tbps=np.arange(count, dtype=float) + 1,
        corridor_ms=np.full(count, 100.0),
    )
    many = replace(explorer, corridors=names, cases=(case, *[case] * (len(explorer.cases) - 1)))
    kept, slot = slots(many)
    assert kept[pair] == [10, 9, 8, 7, 6, 5, 4]
    assert slot[pair].tolist() == [7, 7, 7, 7, 6, 5, 4, 3, 2, 1, 0]
    assert kept[pair + 1] == []


def test_the_page_is_whole_and_the_same_each_time(tmp_path: Path) -> None:
    explorer = toy_explorer()
    pages = []
    for name in ("one", "two"):
        save(compose_explorer(explorer, between=("FR", "JP"), on=["strait"], centre=None), tmp_path / f"{name}.html")
        pages.append((tmp_path / f"{name}.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    page = pages[0]
    assert page.count("</script>") == page.count("<script")
    assert not re.search(r"<(?:script|img|link)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page)
    data = json.loads(page.split('id="map_cablenet_data">')[1].split("</script>")[0])
    assert data["explorer"]["first"]["on"] == [[one["id"] for one in data["explorer"]["switches"]].index("strait")]
    assert EVIL[:20] in [one["title"][:20] for one in data["explorer"]["switches"]]
    assert "<script>window.pwned" not in page


def test_every_language_has_every_word() -> None:
    assert list(EXPLORER_WORDS) == list(WORDS)
    for language, words in EXPLORER_WORDS.items():
        assert set(words) == set(EXPLORER_WORDS["en"])
        assert set(words) & set(WORDS[language]) == {"details", "hide_details"}  # said otherwise here
        for key, text in words.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", EXPLORER_WORDS["en"][key])), (
                language,
                key,
            )


def test_ids_of_switches_suit_an_address() -> None:
    assert address_id("disc:120.5,21.6,260@0.5") == "disc:120.5-21.6-260@0.5"
    assert "," not in address_id("a,b c")


def test_a_world_without_anything_to_cut_is_an_explorer_too() -> None:
    net: Network = small_network([(0.0, 0.0), (10.0, 0.0)], [Cable(a=0, b=1, km=1200.0)])
    demand = from_pairs(net, pd.DataFrame({"a": ["n0"], "b": ["n1"], "tbps": [1.0]}))
    net = replace(net, countries=net.countries.assign(iso_numeric="0"))
    made = explorer_data(net, demand, plan=Plan(incidents=False))
    assert made.switches == ()
    assert compose_explorer(made, between=None, on=None, centre=0.0).get_root().render()


def test_the_command_writes_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cablenet.network.load", lambda **_: toy_network())
    monkeypatch.setattr("cablenet.cli.traffic.Traffic.demand", lambda *_: toy_demand())
    place = tmp_path / "explore.html"
    given = [
        "--to",
        str(place),
        "--between",
        "FR",
        "JP",
        "--count",
        "0",
        "--chokepoint",
        "strait",
        "--also",
        "segment:beta:2",
    ]
    result = CliRunner().invoke(explore, [*given, "--workers", "1"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "Explorer written to" in result.output
    assert '"id":"strait"' in place.read_text(encoding="utf-8")
