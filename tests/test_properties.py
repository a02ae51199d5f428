"""The laws of the model (docs/conventions.md, chapter 8), on networks that hypothesis makes and on the real one.

8.4 stands in tests/metrics/test_flow.py and 8.6 in tests/network/test_build.py as well. 8.7 has nothing to apply to yet:
there is no availability. 8.9 stands in tests/scenarios/test_chance.py.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache, partial, reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import translate

from cablenet import units
from cablenet.demand import Demand
from cablenet.geo.geodesy import distances_km
from cablenet.metrics import max_flow
from cablenet.network import Network, find_place
from cablenet.report import chokepoint_table
from cablenet.routing import (
    FREE,
    MODELS,
    Effort,
    Routes,
    Terms,
    compare,
    connect,
    corridor_table,
    diverse_paths,
    least_rtt,
    reroute,
    route,
    rtt_from,
)
from cablenet.scenarios import Scenario, chokepoint, polygon, system
from tests.small_worlds import demands, entries_of, networks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from cablenet.routing.assignment import Model

GIGABIT = 0.001
"""Flows are counted in so many Tbps."""

TINY_MS = 1e-3
"""Each link is a millionth of a millisecond longer inside than it is told."""

TINY_TBPS = 1e-6
"""No link may carry more than its capacity by more than this (rule 8.3)."""

CLOSE = Effort(gap=1e-6)
"""Small problems are solved to the end."""

CUT = "south-china-sea"

PAIRS = [("EU", "JP"), ("GB", "US"), ("SG", "JP"), ("ZA", "BR")]
UNIONS = [
    ("south-china-sea", "lombok-makassar"),
    ("red-sea", "malacca", "luzon"),
    ("channel", "cornwall", "new-york-nj"),
]


def scenario_of(links: Sequence[str], share: float = 0.0) -> Scenario:
    """Scenario that leaves these links this share."""
    survival = pd.Series(share, index=pd.Index(sorted(set(links)), name="link_id", dtype="str"), name="survival")
    return Scenario(id="made", title="Made", survival=survival)


@st.composite
def cuts(draw: st.DrawFn, net: Network) -> tuple[Scenario, Scenario]:
    """Two scenarios of which the second is harder: it strikes all that the first does, and more."""
    names = list(net.links.index)
    some = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    more = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    share = draw(st.sampled_from([0.0, 0.25, 1.0]))
    return scenario_of(some, share), scenario_of(some, share) | scenario_of(more, draw(st.sampled_from([0.0, 0.5])))


# ---------------------------------------------------------------- 8.1


@settings(max_examples=60)
@given(st.data(), networks(), st.sampled_from([0.0, 0.1]))
def test_cutting_more_never_helps(data: st.DataObject, net: Network, least_tbps: float) -> None:
    one, other = data.draw(cuts(net))
    before, after = net.under(one), net.under(other)
    wide = [side.select(side.links["capacity_tbps"] >= least_tbps) for side in (before, after)]
    for source in net.nodes.index[:3]:
        near, far = (rtt_from(side, source) for side in wide)
        assert (near <= far + TINY_MS).all()
    flows = [max_flow(side, ["n0"], ["n1"]).tbps for side in (net, before, after)]
    slack = GIGABIT * (len(net.links) + 1)
    assert flows[0] + slack >= flows[1]
    assert flows[1] + slack >= flows[2]


@settings(max_examples=40)
@given(st.data(), networks())
def test_cutting_nothing_changes_nothing(data: st.DataObject, net: Network) -> None:
    whole = net.under(scenario_of(list(net.links.index), 1.0))
    pd.testing.assert_frame_equal(whole.links, net.links)
    some, _ = data.draw(cuts(net))
    assert net.under(some).links.index.equals(net.links.index)


@pytest.fixture(scope="module")
def whole(real: Network) -> dict[tuple[str, str], tuple[pd.Series, float]]:
    """Return least RTT from one hub and max flow of each pair in the real network, uncut."""
    return {pair: quality(real, pair) for pair in PAIRS}


def quality(net: Network, pair: tuple[str, str]) -> tuple[pd.Series, float]:
    a, b = (find_place(net, name) for name in pair)
    return rtt_from(net, b.hub), max_flow(net, a.nodes, b.nodes).tbps


def test_cutting_any_chokepoint_never_helps(
    real: Network, whole: dict[tuple[str, str], tuple[pd.Series, float]]
) -> None:
    busy = chokepoint_table(real).head(16)["id"]
    for number, name in enumerate(busy):
        pair = PAIRS[number % len(PAIRS)]
        rtt, tbps = quality(real.under(chokepoint(real, name)), pair)
        assert (rtt >= whole[pair][0] - TINY_MS).all(), name
        assert tbps <= whole[pair][1] + GIGABIT * 1000, name


@pytest.mark.parametrize("names", UNIONS)
def test_cutting_several_is_worse_than_each(
    real: Network, names: tuple[str, ...], whole: dict[tuple[str, str], tuple[pd.Series, float]]
) -> None:
    pair = ("EU", "JP")
    all_at_once = reduce(or_, (chokepoint(real, name) for name in names))
    worst, least = quality(real.under(all_at_once), pair)
    for name in names:
        rtt, tbps = quality(real.under(chokepoint(real, name)), pair)
        assert (worst >= rtt - TINY_MS).all()
        assert (rtt >= whole[pair][0] - TINY_MS).all()
        assert least <= tbps + GIGABIT * 1000


def test_cutting_a_system_never_helps(real: Network, whole: dict[tuple[str, str], tuple[pd.Series, float]]) -> None:
    longest = real.links.groupby("system")["length_km"].sum().drop("").nlargest(4).index
    for name in longest:
        rtt, tbps = quality(real.under(system(real, name)), ("EU", "JP"))
        assert (rtt >= whole["EU", "JP"][0] - TINY_MS).all(), name
        assert tbps <= whole["EU", "JP"][1] + GIGABIT * 1000, name


@settings(max_examples=30)
@given(st.data(), networks())
def test_cutting_more_never_betters_the_optimum(data: st.DataObject, net: Network) -> None:
    """What is proven of the network before holds after: no answer there is better than the bound here."""
    demand, (one, other) = data.draw(demands(net)), data.draw(cuts(net))
    whole, before, after = (
        route(side, demand, effort=CLOSE).certificate for side in (net, net.under(one), net.under(other))
    )
    assert whole is not None
    assert before is not None
    assert after is not None
    for certificate in (whole, before, after):
        assert certificate.gap <= CLOSE.gap
    slack = 1e-9 * after.objective + TINY_MS * TINY_TBPS
    assert whole.bound <= before.objective + slack
    assert before.bound <= after.objective + slack


@settings(max_examples=30)
@given(st.data(), networks())
def test_cutting_more_never_serves_more_nor_shortens(data: st.DataObject, net: Network) -> None:
    """Where capacity does not count, pair by pair: what is served, and the best way taken."""
    demand, (one, other) = data.draw(demands(net)), data.draw(cuts(net))
    for model in ("shortest", "diverse"):
        before, after = (route(side, demand, model=model, policy=FREE).pairs for side in map(net.under, (one, other)))
        assert (after["served_tbps"] <= before["served_tbps"] + TINY_TBPS).all()
        assert (after["least_ms"] >= before["least_ms"] - TINY_MS).all()
        if model == "shortest":
            alike = np.isfinite(after["most_ms"]) & (after["served_tbps"] >= before["served_tbps"] - TINY_TBPS)
            assert (after["rtt_ms"] >= before["rtt_ms"] - TINY_MS)[alike].all()


@pytest.mark.parametrize("model", MODELS)
def test_cutting_never_helps_the_real_world(routed: Callable[[Model, str], Routes], model: Model) -> None:
    before, after = routed(model, ""), routed(model, CUT)
    if model == "optimal":
        assert before.certificate is not None
        assert after.certificate is not None
        assert before.certificate.gap <= Effort().gap >= after.certificate.gap
        assert after.certificate.objective >= before.certificate.bound
    if model in {"shortest", "diverse"}:
        assert (after.pairs["served_tbps"] <= before.pairs["served_tbps"] + TINY_TBPS).all()
    assert after.totals()["rtt_ms"] > before.totals()["rtt_ms"]


# ---------------------------------------------------------------- 8.2 and 8.3


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=30)
@given(data=st.data(), net=networks())
def test_traffic_adds_up_is_conserved_and_fits(model: Model, data: st.DataObject, net: Network) -> None:
    demand, (cut, _) = data.draw(demands(net)), data.draw(cuts(net))
    keeps_the_laws(route(net.under(cut), demand, model=model, effort=CLOSE))


@pytest.mark.parametrize("cut", ["", CUT])
@pytest.mark.parametrize("model", MODELS)
def test_traffic_adds_up_is_conserved_and_fits_in_the_real_world(
    routed: Callable[[Model, str], Routes], model: Model, cut: str
) -> None:
    found = routed(model, cut)
    keeps_the_laws(found)
    assert found.totals()["served_tbps"] > 0.9 * found.demand.total_tbps


def keeps_the_laws(found: Routes) -> None:
    paths, rides = found.rides()
    adds_up(found, paths)
    is_conserved(found, paths, rides)
    fits(found, paths, rides)


def adds_up(found: Routes, paths: pd.DataFrame) -> None:
    """Served and unserved are the demand, pair by pair and in total; what is served rides a path, or needs none."""
    pairs = found.pairs
    assert pairs[["a", "b"]].equals(found.demand.pairs[["a", "b"]])
    assert (pairs["served_tbps"] >= 0).all()
    assert (pairs["unserved_tbps"] >= 0).all()
    np.testing.assert_allclose(pairs["served_tbps"] + pairs["unserved_tbps"], found.demand.pairs["tbps"], atol=1e-9)
    totals = found.totals()
    assert totals["demand_tbps"] == pytest.approx(found.demand.total_tbps)
    assert totals["served_tbps"] + totals["unserved_tbps"] == pytest.approx(totals["demand_tbps"])
    ridden = paths.groupby(["a", "b"])["tbps"].sum().reindex(pd.MultiIndex.from_frame(pairs[["a", "b"]]), fill_value=0)
    np.testing.assert_allclose(ridden.to_numpy() + found.layout.local_tbps, pairs["served_tbps"], atol=TINY_TBPS)
    cut_off = np.isinf(pairs["rtt_ms"])
    assert (pairs.loc[cut_off, "served_tbps"] <= TINY_TBPS).all()


def fits(found: Routes, paths: pd.DataFrame, rides: pd.DataFrame) -> None:
    """No live link over capacity where the model minds it, no dead link with traffic in any, no link that a policy bars."""
    links = found.net.links
    assert (found.flow[links["surviving"] <= 0] == 0).all()
    if found.model in {"optimal", "fair"}:
        assert (found.flow <= links["capacity_tbps"] + TINY_TBPS).all()
    for rule in found.policy.closing:
        entries = found.demand.entries
        bound = set(entries["place"]) - set(rule.exempt)
        over = rides[rides["link_id"].isin(rule.links)].merge(paths, on="path")
        assert not (over["a"].isin(bound) & over["b"].isin(bound)).any()


def is_conserved(found: Routes, paths: pd.DataFrame, rides: pd.DataFrame) -> None:
    """Each path runs without a gap from an entry of one place to one of the other; the paths on a link make its flow.

    A node that a path passes through is met by an even number of its links, so what comes in goes out, path by path.
    """
    links, nodes = found.net.links, found.net.nodes.index
    number, link = rides["path"].to_numpy(), links.index.get_indexer(rides["link_id"])
    assert np.array_equal(np.unique(number), paths["path"])
    ends = np.column_stack([nodes.get_indexer(links[end])[link] for end in "ab"])
    meet = (ends[1:, :, None] == ends[:-1, None, :]).any(axis=(1, 2))
    assert meet[np.diff(number) == 0].all(), "a path has a gap"
    met, times = np.unique(np.tile(number, 2) * len(nodes) + ends.T.ravel(), return_counts=True)
    path, tip = np.divmod(met[times % 2 == 1], len(nodes))
    assert np.array_equal(path, np.repeat(paths["path"], 2)), "a path has other than two ends"
    entries = pd.MultiIndex.from_frame(found.demand.entries[["place", "node_id"]])
    enters = {
        end: pd.MultiIndex.from_arrays([paths[end].repeat(2), nodes[tip]]).isin(entries).reshape(-1, 2) for end in "ab"
    }
    assert ((enters["a"] & enters["b"][:, ::-1]).any(axis=1)).all(), "a path does not join the places it serves"
    flow = np.bincount(link, weights=paths["tbps"].to_numpy()[number], minlength=len(links))
    np.testing.assert_allclose(found.flow, flow, atol=1e-9)


@settings(max_examples=25)
@given(st.data(), networks())
def test_no_member_is_dropped(data: st.DataObject, net: Network) -> None:
    """Served and cut off together are all there are, before and after."""
    some, _ = data.draw(cuts(net))
    demand = data.draw(demands(net))
    codes = list(net.countries.index)
    a, b = find_place(net, ",".join(codes[:-1])), find_place(net, codes[-1])
    sides = [route(side, demand, model="shortest") for side in (net, net.under(some))]
    result = compare(*sides).between(a, b, terms=Terms(least_tbps=0.0))
    table = result.members
    assert set(table.index) == set(a.nodes)
    for side, name in ((result.before, "before_ms"), (result.after, "after_ms")):
        assert np.isfinite(side.rtt).sum() + np.isinf(side.rtt).sum() == len(a.nodes)
        assert sorted(table[name]) == sorted(side.rtt)
    figures = result.figures
    assert figures.at["members cut off", "after"] >= figures.at["members cut off", "before"]
    assert figures.at["members cut off", "after"] == np.isinf(result.after.rtt).sum()
    assert (table["added_ms"] >= -TINY_MS).all()


# ---------------------------------------------------------------- 8.4


@pytest.mark.parametrize("pair", PAIRS)
def test_max_flow_is_min_cut_in_the_real_network(real: Network, pair: tuple[str, str]) -> None:
    a, b = (find_place(real, name) for name in pair)
    flow = max_flow(real, a.nodes, b.nodes)
    assert flow.links["capacity_tbps"].sum() == pytest.approx(flow.tbps)
    severed = real.under(scenario_of(list(flow.links.index)))
    assert max_flow(severed, a.nodes, b.nodes).tbps == 0.0
    assert np.isinf(rtt_from(severed, b.hub)[list(a.nodes)]).all()
    levels = [
        max_flow(real, a.nodes, b.nodes, capacity=f"capacity_{level}tbps").tbps for level in ("low_", "", "high_")
    ]
    assert levels == sorted(levels)
    assert levels[1] == flow.tbps


def test_max_flow_is_that_of_networkx_in_the_real_network(real: Network) -> None:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    links = real.usable()
    for a, b, tbps in zip(links["a"], links["b"], links["capacity_tbps"], strict=True):
        before = graph.edges[a, b]["tbps"] if graph.has_edge(a, b) else 0.0
        graph.add_edge(a, b, tbps=before + tbps)
    expected = nx.maximum_flow_value(graph, "sydney-au", "tokyo-jp", capacity="tbps")
    assert max_flow(real, ["sydney-au"], ["tokyo-jp"]).tbps == pytest.approx(expected, abs=0.5)


# ---------------------------------------------------------------- 8.5


@st.composite
def areas(draw: st.DrawFn) -> Polygon | MultiPolygon:
    """Triangles and boxes in [-180, 180]; some over the antimeridian, in two parts."""
    west, width = draw(st.integers(-180, 179)), draw(st.integers(1, 40))
    south, height = draw(st.integers(-60, 60)), draw(st.integers(1, 25))
    if west + width > 180:
        halves = [box(west, south, 180, south + height), box(-180, south, west + width - 360, south + height)]
        return MultiPolygon(halves)
    if draw(st.booleans()):
        return Polygon([(west, south), (west + width, south), (west, south + height)])
    return box(west, south, west + width, south + height)


def crossed(net: Network, area: Polygon | MultiPolygon) -> set[str]:
    """Links whose line, shifted by any number of turns, meets the area: shapely alone, each line against the area."""
    shapely.prepare(area)
    hit = np.zeros(len(net.links), dtype=bool)
    for lines in turned(net):
        hit |= shapely.intersects(area, lines)
    return set(net.links.index[hit])


@cache
def turned_lines(wkb: tuple[bytes, ...]) -> list[npt.NDArray[np.object_]]:
    lines = shapely.from_wkb(wkb)
    return [shapely.transform(lines, partial(np.add, np.array([360.0 * turn, 0.0]))) for turn in range(-2, 3)]


def turned(net: Network) -> list[npt.NDArray[np.object_]]:
    """The lines of all links, moved by two turns back to two turns on."""
    return turned_lines(tuple(net.links.geometry.to_wkb()))


@given(networks(), areas())
def test_what_crosses_is_cut_and_nothing_else(net: Network, area: Polygon | MultiPolygon) -> None:
    scenario = polygon(net, area)
    expected = {
        str(name)
        for name, line in net.links.geometry.items()
        if any(translate(line, 360.0 * turn).intersects(area) for turn in range(-2, 3))
    }
    assert set(scenario.survival.index) == expected
    dead = net.under(scenario).links["surviving"] == 0
    assert set(net.links.index[dead]) == expected


@settings(max_examples=10)
@given(areas())
def test_what_crosses_is_cut_in_the_real_network(real: Network, area: Polygon | MultiPolygon) -> None:
    assert set(polygon(real, area).survival.index) == crossed(real, area)


def test_a_chokepoint_cuts_its_kind(real: Network) -> None:
    """Chokepoints on land cut what runs over land, all others what runs at sea; the whole line counts."""
    segments_on_land = land_segments()
    over_land = (real.links["kind"] == "land") | real.links.index.isin(segments_on_land)
    for name, row in real.chokepoints.iterrows():
        wanted = over_land if row["kind"] == "land" else ~over_land
        expected = crossed(real, row["geometry"]) & set(real.links.index[wanted])
        found = set(chokepoint(real, str(name)).survival.index)
        assert found == expected, (name, sorted(found - expected)[:5], sorted(expected - found)[:5])


def land_segments() -> set[str]:
    from cablenet import catalog

    segments = catalog.load_table("segments")
    over = segments[segments["kind"] == "land"]
    return set(over["system_id"] + ":" + over["seq"].astype(str))


def test_the_chokepoints_are_crossed(real: Network) -> None:
    table = chokepoint_table(real).set_index("id")
    assert table.at["south-china-sea", "systems"] >= 10
    assert (table["systems"] > 0).sum() >= 26
    assert (table["segments"] >= table["systems"]).all()


# ---------------------------------------------------------------- 8.6


@pytest.mark.parametrize("pair", PAIRS)
def test_no_path_is_faster_than_light_in_fibre(real: Network, pair: tuple[str, str]) -> None:
    a, b = (find_place(real, name).hub for name in pair)
    ends = real.nodes.loc[[a, b]]
    direct = distances_km(ends["lon"].iloc[0], ends["lat"].iloc[0], ends["lon"].iloc[1], ends["lat"].iloc[1])[0]
    for path in diverse_paths(real, a, b, count=3):
        assert path.rtt_ms >= units.rtt_ms(direct)
        assert path.rtt_ms == pytest.approx(units.rtt_ms(path.length_km), abs=1e-6)
    table = corridor_table(real, a, b)
    assert (table["rtt_ms"] >= units.rtt_ms(direct)).all()


@pytest.mark.parametrize("cut", ["", CUT])
@pytest.mark.parametrize("model", MODELS)
def test_no_traffic_is_faster_than_light_in_fibre(
    routed: Callable[[Model, str], Routes], model: Model, cut: str
) -> None:
    found = routed(model, cut)
    problem, which = found.layout.problem, found.solution.commodity
    ends = [
        found.net.nodes.loc[found.layout.node_ids[side[which]], ["lon", "lat"]]
        for side in (problem.source, problem.target)
    ]
    columns = [side[name].to_numpy() for side in ends for name in ("lon", "lat")]
    assert (found.path_ms >= units.rtt_ms(distances_km(*columns)) - TINY_MS).all()


# ---------------------------------------------------------------- 8.8


def shuffled(net: Network, seed: int) -> Network:
    """The same network with the rows of its tables in another order."""
    rng = np.random.default_rng(seed)

    def mix(table: pd.DataFrame) -> pd.DataFrame:
        return table.iloc[rng.permutation(len(table))]

    return replace(
        net,
        nodes=mix(net.nodes),
        links=mix(net.links),
        systems=mix(net.systems),
        countries=mix(net.countries),
        chokepoints=mix(net.chokepoints),
        crossings=mix(net.crossings).reset_index(drop=True),
    )


def steady(net: Network) -> Demand:
    """The same demand whatever the order of the rows: more between places early in the alphabet."""
    codes = sorted(net.countries.index)
    rows = [(a, b, 4.0 / (i + 1), 1.0, 40.0) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    pairs = pd.DataFrame(rows, columns=["a", "b", "tbps", "low_tbps", "high_tbps"])
    nodes = net.nodes.sort_index()
    entries = entries_of(replace(net, nodes=nodes, countries=net.countries.sort_index()))
    return Demand(pairs=pairs, entries=entries)


def told(found: Routes) -> tuple[object, ...]:
    """Everything that routes say, to the last bit."""
    paths, rides = found.rides()
    tables = (found.pairs, paths, rides, found.flow.sort_index().reset_index())
    return (
        found.certificate,
        *(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes() for table in tables),
    )


def routes_by(model: Model) -> Callable[[Network], object]:
    return lambda net: told(route(net, steady(net), model=model))


QUESTIONS: dict[str, Callable[[Network], object]] = {
    "least RTT": lambda net: least_rtt(net, "n0", "n1"),
    "least RTT through": lambda net: least_rtt(net, "n0", "n1", through=["gate"]),
    "different paths": lambda net: diverse_paths(net, "n0", "n1", overlap=0.3),
    "RTT to all": lambda net: rtt_from(net, "n0").to_dict(),
    "flow": lambda net: max_flow(net, ["n0"], ["n1"]).links.to_dict("split"),
    "corridors": lambda net: corridor_table(net, "n0", "n1").to_dict("list"),
    "chokepoint": lambda net: chokepoint(net, "gate").survival.to_dict(),
    "polygon": lambda net: polygon(net, box(-90, -40, 90, 40)).survival.to_dict(),
    "places": lambda net: [find_place(net, name) for name in ("AA", "AA,BB", "Country BB", "Town 1")],
    "chokepoints": lambda net: chokepoint_table(net).to_dict("list"),
    **{f"routes, {model}": routes_by(model) for model in MODELS},
    "comparison": lambda net: (
        reroute(net, chokepoint(net, "gate"), steady(net), model="shortest")["central"]
        .between("AA", "BB", terms=Terms(least_tbps=0))
        .to_dict()
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=15)
@given(net=networks(), seed=st.integers(0, 99))
def test_results_do_not_depend_on_row_order(question: str, net: Network, seed: int) -> None:
    ask = QUESTIONS[question]
    assert ask(shuffled(net, seed)) == ask(net)


@pytest.mark.parametrize("model", ["shortest", "optimal"])
def test_routes_do_not_depend_on_row_order_in_the_real_network(
    real: Network, routed: Callable[[Model, str], Routes], model: Model
) -> None:
    first = routed(model, "")
    again = route(shuffled(real, 7), first.demand, model=model)
    assert told(again) == told(first)


@pytest.mark.parametrize("model", ["diverse", "fair"])
def test_the_same_question_has_the_same_answer(routed: Callable[[Model, str], Routes], model: Model) -> None:
    first = routed(model, "")
    assert told(route(first.net, first.demand, model=model)) == told(first)


def test_results_do_not_depend_on_row_order_in_the_real_network(real: Network) -> None:
    terms = Terms(paths=2)
    found = []
    for net in (real, shuffled(real, 7)):
        scenario = chokepoint(net, "south-china-sea")
        pair = connect(net.under(scenario), find_place(net, "EU"), find_place(net, "JP"), terms=terms)
        found.append(
            (pair.paths.to_dict("list"), pair.rtt.to_dict(), pair.flow.links.to_dict("split"), pair.flow_low.tbps)
        )
    assert repr(found[0]) == repr(found[1])
    assert math.isfinite(found[0][3])
