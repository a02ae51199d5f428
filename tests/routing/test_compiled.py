"""The compiled view: what its arrays hold, that nobody can write to them, and that a scenario changes only a mask."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cablenet.errors import InputError
from cablenet.routing.compiled import Compiled, compile_network
from cablenet.scenarios import Scenario, chokepoint
from tests.small_worlds import Cable, networks, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

TOPOLOGY = [
    "node_ids",
    "link_ids",
    "a",
    "b",
    "rtt_ms",
    "length_km",
    "status_open",
    "indptr",
    "head",
    "arc_link",
    "hubs",
]
STATE = ["capacity_tbps", "surviving", "alive"]

ALLOWED: list[tuple[str, ...]] = [(), ("low-capacity",), ("sanctioned", "low-capacity")]

shares = st.one_of(st.sampled_from([0.0, 0.5, 1.0, float("nan")]), st.floats(0.0, 1.0))


def check_same(one: Compiled, other: Compiled) -> None:
    for name in [*TOPOLOGY, *STATE]:
        mine, theirs = getattr(one, name), getattr(other, name)
        assert mine.dtype == theirs.dtype
        np.testing.assert_array_equal(mine, theirs, err_msg=name)
    assert one.key == other.key


@st.composite
def survivals(draw: st.DrawFn, net: Network) -> pd.Series:
    """Shares of some links, and of one that the network does not have."""
    names = draw(st.lists(st.sampled_from([*net.links.index, "elsewhere:1"]), unique=True))
    values = draw(st.lists(shares, min_size=len(names), max_size=len(names)))
    return pd.Series(values, index=pd.Index(names, name="link_id", dtype="str"), name="survival", dtype=float)


def test_the_toy_by_hand() -> None:
    # Sorted: eg fr jp paris-fr sg tokyo-jp us; alpha:1 alpha:2 alpha:3 beta:1 beta:2 gamma:1 land:paris land:tokyo.
    compiled = compile_network(toy_network())
    assert list(compiled.node_ids) == ["eg", "fr", "jp", "paris-fr", "sg", "tokyo-jp", "us"]
    assert list(compiled.link_ids)[3:6] == ["beta:1", "beta:2", "gamma:1"]
    assert compiled.a.tolist() == [1, 0, 4, 1, 6, 4, 3, 2]
    assert compiled.b.tolist() == [0, 4, 2, 6, 2, 2, 1, 5]
    assert compiled.length_km.tolist() == [3000, 9000, 5500, 10000, 9500, 7000, 700, 200]
    assert compiled.capacity_tbps.tolist() == [10, 10, 10, 20, 20, 5, 100, 100]
    assert compiled.indptr.tolist() == [0, 2, 5, 9, 10, 13, 14, 16]
    assert compiled.head[2:5].tolist() == [0, 6, 3]  # from fr: alpha:1 to eg, beta:1 to us, land:paris to paris-fr
    assert compiled.arc_link[2:5].tolist() == [0, 3, 6]
    assert compiled.hubs.tolist() == [0, 3, 4, 5, 6]


@settings(max_examples=50)
@given(networks(), st.sampled_from(ALLOWED))
def test_usable_links_are_those_of_the_network(net: Network, allow: tuple[str, ...]) -> None:
    compiled = compile_network(net, allow=allow)
    assert list(compiled.link_ids) == sorted(net.links.index)
    assert set(compiled.link_ids[compiled.usable]) == set(net.usable(allow=allow).index)
    assert compiled.alive.all()
    rows = net.links.loc[compiled.link_ids]
    assert list(compiled.node_ids[compiled.a]) == list(rows["a"])
    assert list(compiled.node_ids[compiled.b]) == list(rows["b"])
    assert list(compiled.rtt_ms) == list(rows["rtt_ms"])


@settings(max_examples=50)
@given(networks())
def test_every_link_stands_at_both_its_ends(net: Network) -> None:
    compiled = compile_network(net)
    found = [
        (int(link), node, int(head))
        for node in range(len(compiled.node_ids))
        for link, head in zip(
            compiled.arc_link[compiled.indptr[node] : compiled.indptr[node + 1]],
            compiled.head[compiled.indptr[node] : compiled.indptr[node + 1]],
            strict=True,
        )
    ]
    ends = list(zip(range(len(compiled.a)), compiled.a.tolist(), compiled.b.tolist(), strict=True))
    assert sorted(found) == sorted([*ends, *((link, b, a) for link, a, b in ends)])


def test_a_link_from_a_node_to_itself_stands_there_twice() -> None:
    compiled = compile_network(small_network([(0, 0), (10, 0)], [Cable(a=0, b=1, km=1200), Cable(a=1, b=1, km=5)]))
    assert compiled.arc_link.tolist() == [0, 0, 1, 1]
    assert compiled.search(0, 1) == ([0, 1], [0])


@settings(max_examples=60)
@given(st.data(), networks(), st.sampled_from(ALLOWED))
def test_a_scenario_gives_what_compiling_again_would(data: st.DataObject, net: Network, allow: tuple[str, ...]) -> None:
    compiled = compile_network(net, allow=allow)
    survival = data.draw(survivals(net))
    scenario = Scenario(id="cut", title="cut", survival=survival)
    check_same(compiled.under(scenario), compile_network(net.under(scenario), allow=allow))
    check_same(compiled.under(survival), compiled.under(scenario))
    twice = data.draw(survivals(net))
    again = Scenario(id="again", title="again", survival=twice)
    check_same(compiled.under(scenario).under(again), compile_network(net.under(scenario).under(again), allow=allow))


def test_a_scenario_shares_the_topology_and_edits_nothing() -> None:
    net = toy_network()
    compiled = compile_network(net)
    after = compiled.under(chokepoint(net, "strait"))
    assert all(getattr(after, name) is getattr(compiled, name) for name in TOPOLOGY)
    assert compiled.alive.all()
    assert list(after.link_ids[~after.alive]) == ["alpha:3"]
    check_same(compiled, compile_network(net))


def test_nobody_can_write_to_the_arrays() -> None:
    net = toy_network()
    compiled = compile_network(net)
    for view in (compiled, compiled.under(chokepoint(net, "strait"))):
        for name in [*TOPOLOGY, *STATE]:
            array = getattr(view, name)
            assert not array.flags.writeable, name
            with pytest.raises(ValueError, match="read-only"):
                array[0] = array[1]


@settings(max_examples=30)
@given(st.data(), networks())
def test_rows_may_stand_in_any_order(data: st.DataObject, net: Network) -> None:
    """Law 8.8."""
    links = net.links.loc[data.draw(st.permutations(list(net.links.index)))]
    nodes = net.nodes.loc[data.draw(st.permutations(list(net.nodes.index)))]
    check_same(compile_network(replace(net, links=links, nodes=nodes)), compile_network(net))


def test_the_key_is_that_of_the_topology() -> None:
    places = [(0.0, 0.0), (10.0, 0.0), (20.0, 0.0)]
    one = compile_network(small_network(places, [Cable(a=0, b=1, km=1200)]))
    longer = compile_network(small_network(places, [Cable(a=0, b=1, km=2400, tbps=7)]))
    moved = compile_network(small_network(places, [Cable(a=0, b=2, km=2300)]))
    fewer = compile_network(small_network(places[:2], [Cable(a=0, b=1, km=1200)]))
    assert one.key == longer.key
    assert len({one.key, moved.key, fewer.key}) == 3


def test_tags_are_those_of_the_link_and_both_its_ends() -> None:
    compiled = compile_network(toy_network())
    tagged = {tag: list(compiled.link_ids[compiled.tags.links(tag)]) for tag in ("strait", "node:JP", "land:FR", "x")}
    assert tagged == {
        "strait": ["alpha:3"],
        "node:JP": ["alpha:3", "beta:2", "gamma:1", "land:tokyo"],
        "land:FR": ["land:paris"],
        "x": [],
    }


def test_a_view_survives_the_way_to_a_worker() -> None:
    net = toy_network()
    compiled = compile_network(net).under(chokepoint(net, "strait"))
    sent = pickle.loads(pickle.dumps(compiled))  # noqa: S301 - made one line above
    check_same(sent, compiled)
    wanted = sent.wanted(["node:SG"], ["strait"])
    assert sent.search(3, 5, wanted=wanted) == compiled.search(3, 5, wanted=compiled.wanted(["node:SG"], ["strait"]))


def test_a_weight_takes_the_place_of_the_rtt() -> None:
    compiled = compile_network(toy_network())
    weight = np.ones(len(compiled.link_ids))  # fewest links: paris fr us jp tokyo
    start, end = compiled.positions(["paris-fr", "tokyo-jp"])
    found = compiled.search(start, end, weight=weight)
    assert found is not None
    assert list(compiled.link_ids[found[1]]) == ["land:paris", "beta:1", "beta:2", "land:tokyo"]


def test_a_country_without_a_joined_city_has_no_hub() -> None:
    net = toy_network()
    countries = net.countries.assign(internet_city=["eg", "paris-fr", "nowhere", "sg", "us"])
    compiled = compile_network(replace(net, countries=countries))
    assert list(compiled.node_ids[compiled.hubs]) == ["eg", "paris-fr", "sg", "us"]


def test_what_cannot_be_asked() -> None:
    compiled = compile_network(toy_network())
    with pytest.raises(InputError, match="'atlantis', which is no node"):
        compiled.positions(["eg", "atlantis"])
    with pytest.raises(InputError, match="one for each of 8 links"):
        compiled.scaled(np.ones(7))
    with pytest.raises(InputError, match="'alpha:1' twice"):
        compiled.under(pd.Series([0.0, 1.0], index=["alpha:1", "alpha:1"]))


def test_the_world_compiled_again_under_a_scenario(real: Network) -> None:
    scenario = chokepoint(real, "south-china-sea")
    check_same(compile_network(real).under(scenario), compile_network(real.under(scenario)))
