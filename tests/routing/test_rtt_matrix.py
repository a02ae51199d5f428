"""The matrix of least RTTs: by hand, against networkx, the one kernel against the other, and its laws."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from cablenet import units
from cablenet.errors import InputError
from cablenet.network import to_graph
from cablenet.routing import matrix as module
from cablenet.routing import rtt_from
from cablenet.routing.compiled import compile_network
from cablenet.routing.matrix import rtt_matrices, rtt_matrix
from cablenet.scenarios import Scenario, chokepoint, system
from tests.small_worlds import Cable, networks, small_network
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

Kernel = Literal["numba", "scipy"]

each_kernel = pytest.mark.parametrize("kernel", ["numba", "scipy"])


def cut(links: list[str]) -> Scenario:
    survival = pd.Series(0.0, index=pd.Index(links, name="link_id", dtype="str"))
    return Scenario(id="cut", title="cut", survival=survival)


@each_kernel
def test_the_toy_by_hand(kernel: Kernel) -> None:
    # km, whole and with the strait cut; paris-tokyo goes by the other side of Singapore when it is.
    #             eg     paris  sg     tokyo          us
    whole = {
        "eg": [0, 3700, 9000, 9000 + 5700, 13000],
        "paris-fr": [3700, 0, 12700, 18400, 10700],
        "sg": [9000, 12700, 0, 5700, 15000],
        "tokyo-jp": [14700, 18400, 5700, 0, 9700],
        "us": [13000, 10700, 15000, 9700, 0],
    }
    expected = pd.DataFrame(whole, index=pd.Index(whole), dtype=float).map(units.rtt_ms)
    table = rtt_matrix(toy_network(), kernel=kernel)
    assert list(table.index) == list(table.columns) == list(whole)
    np.testing.assert_allclose(table.to_numpy(), expected.to_numpy(), atol=1e-9)
    net = toy_network()
    after = rtt_matrix(net.under(chokepoint(net, "strait")), nodes=["tokyo-jp", "paris-fr"], kernel=kernel)
    assert list(after.index) == ["tokyo-jp", "paris-fr"]
    assert after.to_numpy() == pytest.approx(units.rtt_ms(19900.0) * np.array([[0, 1], [1, 0]]))


@settings(max_examples=60)
@given(networks(), st.sampled_from([(), ("sanctioned", "low-capacity")]))
def test_both_kernels_are_dijkstra_of_networkx(net: Network, allow: tuple[str, ...]) -> None:
    nodes = list(net.nodes.index)
    graph = to_graph(net, allow=allow)
    found = dict(nx.all_pairs_dijkstra_path_length(graph, weight="rtt_ms"))
    expected = np.array([[found[one].get(other, np.inf) for other in nodes] for one in nodes])
    for kernel in ("numba", "scipy"):
        table = rtt_matrix(net, nodes=nodes, allow=allow, kernel=kernel)
        np.testing.assert_allclose(table.to_numpy(), expected, rtol=1e-12)


@settings(max_examples=40)
@given(st.data(), networks())
def test_many_scenarios_are_each_as_if_alone(data: st.DataObject, net: Network) -> None:
    nodes = list(net.nodes.index)
    compiled = compile_network(net)
    some = st.lists(st.sampled_from(list(net.links.index)), unique=True) if len(net.links) else st.just([])
    scenarios = [cut(links) for links in data.draw(st.lists(some, max_size=3))]
    alone = [rtt_matrix(net.under(scenario), nodes=nodes) for scenario in scenarios]
    arrays = [compiled.under(scenario).surviving for scenario in scenarios]
    for given_as in (scenarios, [scenario.survival for scenario in scenarios], arrays):
        together = list(rtt_matrices(compiled, given_as, nodes=nodes))
        assert len(together) == len(alone)
        for one, other in zip(together, alone, strict=True):
            pd.testing.assert_frame_equal(one, other, check_exact=True)


@settings(max_examples=40)
@given(st.data(), networks())
def test_cutting_more_never_shortens(data: st.DataObject, net: Network) -> None:
    """Law 8.1, to the last bit."""
    nodes, links = list(net.nodes.index), list(net.links.index)
    first = data.draw(st.permutations(links))[: data.draw(st.integers(0, len(links)))]
    second = data.draw(st.permutations(links))[: data.draw(st.integers(0, len(links)))]
    less, more = net.under(cut(first)), net.under(cut(sorted({*first, *second})))
    for kernel in ("numba", "scipy"):
        assert (rtt_matrix(more, nodes=nodes, kernel=kernel) >= rtt_matrix(less, nodes=nodes, kernel=kernel)).all(
            axis=None
        )


@settings(max_examples=30)
@given(st.data(), networks())
def test_rows_may_stand_in_any_order(data: st.DataObject, net: Network) -> None:
    """Law 8.8."""
    links = net.links.loc[data.draw(st.permutations(list(net.links.index)))]
    pd.testing.assert_frame_equal(rtt_matrix(replace(net, links=links)), rtt_matrix(net), check_exact=True)


@each_kernel
def test_links_of_no_length_and_places_apart(kernel: Kernel) -> None:
    # n0 =0 km= n1 --1500 km-- n2, beside it 1800 km; n3 apart.
    cables = [Cable(a=0, b=1, km=0), Cable(a=1, b=2, km=1800), Cable(a=2, b=1, km=1500)]
    net = small_network([(0, 0), (0, 0), (10, 0), (50, 0)], cables)
    far, apart = units.rtt_ms(1500.0), np.inf
    expected = [[0, 0, far, apart], [0, 0, far, apart], [far, far, 0, apart], [apart, apart, apart, 0]]
    np.testing.assert_allclose(rtt_matrix(net, kernel=kernel).to_numpy(), expected)


@each_kernel
def test_no_places_make_an_empty_table(kernel: Kernel) -> None:
    assert rtt_matrix(toy_network(), nodes=[], kernel=kernel).shape == (0, 0)
    assert list(rtt_matrices(compile_network(toy_network()), [], kernel=kernel)) == []


def test_what_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    net = toy_network()
    with pytest.raises(InputError, match="'atlantis', which is no node"):
        rtt_matrix(net, nodes=["eg", "atlantis"])
    with pytest.raises(InputError, match="named twice among 3"):
        rtt_matrix(net, nodes=["eg", "sg", "eg"])
    with pytest.raises(InputError, match='expected "numba" or "scipy"'):
        rtt_matrix(net, kernel="fortran")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="compiled already, expected it in compile_network"):
        rtt_matrix(compile_network(net), allow=("sanctioned",))
    with pytest.raises(InputError, match="one for each of 8 links"):
        list(rtt_matrices(compile_network(net), [np.ones(3)]))
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install cablenet\[speed\]"):
        rtt_matrix(net, kernel="numba")


def test_without_numba_scipy_answers() -> None:
    code = """
import json, sys
sys.modules["numba"] = None
from cablenet.routing.matrix import rtt_matrix
from tests.toys import toy_network
print(json.dumps(rtt_matrix(toy_network()).to_numpy().tolist()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    np.testing.assert_allclose(json.loads(done.stdout), rtt_matrix(toy_network()).to_numpy(), rtol=1e-12)


def test_numba_is_imported_only_when_it_is_used() -> None:
    code = """
import sys
from cablenet.routing.matrix import rtt_matrix
from cablenet.metrics import max_flow
from tests.toys import toy_network
rtt_matrix(toy_network(), kernel="scipy")
max_flow(toy_network(), ["paris-fr"], ["tokyo-jp"])
assert "numba" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_world(real: Network) -> None:
    compiled = compile_network(real)
    scenarios = [cut([]), chokepoint(real, "south-china-sea"), system(real, "2africa")]
    fast = list(rtt_matrices(compiled, scenarios, kernel="numba"))
    slow = list(rtt_matrices(compiled, scenarios, kernel="scipy"))
    for one, other in zip(fast, slow, strict=True):
        np.testing.assert_allclose(one.to_numpy(), other.to_numpy(), rtol=1e-12)
        assert (one >= fast[0]).all(axis=None)
    whole = fast[0]
    assert set(whole.index) == set(real.countries["internet_city"]) & set(real.nodes.index)
    least = whole.to_numpy()
    assert (least == least.T).all()
    assert (np.diagonal(least) == 0.0).all()
    beside = rtt_from(real, "london-gb")[whole.index]
    np.testing.assert_allclose(whole.loc["london-gb"], beside, atol=1e-3)


def test_no_rtt_of_the_world_is_below_the_limit_of_light_in_fibre(real: Network) -> None:
    """Law 8.6, for every pair of countries."""
    table = rtt_matrix(real)
    place = real.nodes.loc[table.index]
    one, other = np.triu_indices(len(place), 1)
    lon, lat = place["lon"].to_numpy(), place["lat"].to_numpy()
    metres = Geod(ellps="WGS84").inv(lon[one], lat[one], lon[other], lat[other])[2]
    assert (table.to_numpy()[one, other] >= units.rtt_ms(metres / 1000) * (1 - 1e-6)).all()
