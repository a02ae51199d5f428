"""How two places are joined: the figures of the toy world by hand."""

from __future__ import annotations

import math

import pytest

from cablenet import units
from cablenet.errors import InputError, UnknownNameError
from cablenet.network import find_place
from cablenet.routing import Terms, connect
from cablenet.scenarios import system
from tests.small_worlds import Cable, small_network
from tests.toys import toy_network

ANY = Terms(least_tbps=0.0)


def test_by_hand() -> None:
    net = toy_network()
    found = connect(net, find_place(net, "FR"), find_place(net, "JP"), terms=ANY)
    assert found.rtt_ms == pytest.approx(units.rtt_ms(18_400.0))
    assert found.corridor == "By the strait"
    assert [side.tbps for side in (found.flow_low, found.flow, found.flow_high)] == [15.0, 30.0, 60.0]
    assert found.rtt.to_dict() == {"paris-fr": pytest.approx(units.rtt_ms(18_400.0))}
    assert found.corridors.set_index("corridor")["rtt_ms"].to_dict() == {
        "By the strait": pytest.approx(units.rtt_ms(18_400.0)),
        "By the ocean": pytest.approx(units.rtt_ms(19_900.0)),
    }


def test_places_go_by_name() -> None:
    net = toy_network()
    named, found = (connect(net, *ends, terms=ANY) for ends in (("FR", "Japan"), (find_place(net, "FR"), "JP")))
    assert (named.a, named.b) == (found.a, found.b) == (find_place(net, "FR"), find_place(net, "JP"))
    with pytest.raises(UnknownNameError, match="Atlantis"):
        connect(net, "FR", "Atlantis")


def test_ways_that_are_too_narrow_are_byways_but_flow() -> None:
    net = toy_network()
    found = connect(net, find_place(net, "FR"), find_place(net, "JP"), terms=Terms(least_tbps=15.0))
    assert found.rtt_ms == pytest.approx(units.rtt_ms(20_400.0))
    assert found.flow.tbps == pytest.approx(30.0)


def test_no_way_left_is_infinite() -> None:
    net = toy_network()
    dead = net.under(system(net, "beta") | system(net, "alpha"))
    found = connect(dead, find_place(net, "FR"), find_place(net, "JP"), terms=ANY)
    assert math.isinf(found.rtt_ms)
    assert found.corridor == "none"
    assert found.paths.empty
    assert found.flow.tbps == 0.0


@pytest.mark.parametrize(("a", "b"), [("FR", "FR"), ("FR,JP", "JP"), ("paris-fr", "FR")])
def test_two_places_must_be_apart(a: str, b: str) -> None:
    net = toy_network()
    with pytest.raises(InputError, match="share a place"):
        connect(net, find_place(net, a), find_place(net, b))


@pytest.mark.parametrize("paths", [1, 2, 5])
def test_no_more_paths_than_asked_for(paths: int) -> None:
    net = toy_network()
    pair = connect(net, find_place(net, "FR"), find_place(net, "JP"), terms=Terms(paths=paths, least_tbps=0.0))
    assert len(pair.paths) == min(paths, 2)


def test_terms_allow_a_status() -> None:
    net = small_network(
        [(0, 0), (10, 0)],
        [Cable(a=0, b=1, km=9000), Cable(a=0, b=1, km=1500, over_land=True, status="sanctioned", tbps=9)],
    )
    a, b = find_place(net, "AA"), find_place(net, "BB")
    plain = connect(net, a, b, terms=ANY)
    allowed = connect(net, a, b, terms=Terms(least_tbps=0.0, allow=("sanctioned",)))
    assert plain.rtt_ms == pytest.approx(units.rtt_ms(9000.0))
    assert allowed.rtt_ms == pytest.approx(units.rtt_ms(1500.0))
    assert plain.flow.tbps == pytest.approx(1.0)
    assert allowed.flow.tbps == pytest.approx(10.0)
