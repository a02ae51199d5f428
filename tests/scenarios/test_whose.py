"""Scenarios by country, owner and supplier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from cablenet.errors import InputError, UnknownNameError
from cablenet.network.jurisdictions import link_countries
from cablenet.network.parties import Parties, load_parties
from cablenet.scenarios import country, owner, supplier
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network


def touched(net: Network) -> pd.DataFrame:
    """Waters of the toy: alpha:3 runs by Vietnam, gamma:1 by Indonesia; the link to Tokyo runs over Japan."""
    waters = pd.DataFrame(
        {
            "system_id": ["alpha", "gamma", "gamma"],
            "seq": [3, 1, 1],
            "country": ["VN", "ID", "ID"],
            "zone": ["exclusive", "territorial", "exclusive"],
            "km": [200.0, 20.0, 600.0],
        }
    )
    return link_countries(net, waters, pd.DataFrame({"link_id": ["tokyo"], "country": ["JP"], "km": [200.0]}))


@pytest.fixture(scope="module")
def parties() -> Parties:
    """The shipped owners, but with the systems of the toy: Meta has alpha with Google, Google has beta, NEC made gamma."""
    whole = load_parties()
    owned = pd.DataFrame(
        {"system_id": ["alpha", "alpha", "beta"], "party": ["meta", "google", "google"], "rule": "name"}
    )
    made = pd.DataFrame({"system_id": ["gamma"], "party": ["nec"], "rule": "name"})
    operated = pd.DataFrame({"link_id": ["land:tokyo", "land:nowhere"], "party": "meta", "rule": "name"})
    return replace(whole, owned=owned, supplied=made, operated=operated)


def test_a_country_by_how_it_is_met() -> None:
    net = toy_network()
    table = touched(net)
    assert list(country(net, "SG", touched=table).survival.index) == ["alpha:2", "alpha:3", "gamma:1"]
    assert country(net, "VN", touched=table).survival.empty
    assert list(country(net, "VN", how=["exclusive"], touched=table).survival.index) == ["alpha:3"]
    assert list(country(net, "ID", how=["territorial"], touched=table).survival.index) == ["gamma:1"]
    assert list(country(net, "JP", how=["overland"], touched=table).survival.index) == ["land:tokyo"]
    both = country(net, "VN,ID", how=["territorial", "exclusive"], touched=table, survival=0.5)
    assert both.survival.to_dict() == {"alpha:3": 0.5, "gamma:1": 0.5}
    assert country(net, "EG", touched=table).title == "Egypt (landings)"


def test_a_group_of_states_is_all_its_members() -> None:
    net = toy_network()
    table = touched(net)
    g7 = country(net, "G7", touched=table).survival.index
    assert set(g7) == {"alpha:1", "alpha:3", "beta:1", "beta:2", "gamma:1"}


def test_unmeasured_waters_are_told() -> None:
    scenario = country(toy_network(), "VN", how=["exclusive"])
    assert scenario.survival.empty
    assert scenario.notes == (
        "The waters of 3 systems are not measured (alpha, beta, gamma); only their landings count.",
    )
    assert not country(toy_network(), "SG").notes
    landed = country(toy_network(), "JP", how=["exclusive"])
    assert list(landed.survival.index) == ["alpha:3", "beta:2", "gamma:1"]
    assert landed.notes == scenario.notes


def test_an_owner_has_its_systems_and_links(parties: Parties) -> None:
    net = toy_network()
    meta = owner(net, "Meta", parties=parties).survival.index
    assert list(meta) == ["alpha:1", "alpha:2", "alpha:3", "land:tokyo"]
    assert list(owner(net, "google", parties=parties, survival=0.5).survival) == [0.5] * 5
    assert list(owner(net, "Google", parties=parties, every=True).survival.index) == ["beta:1", "beta:2"]
    american = owner(net, "US", by="parent-country", parties=parties).survival.index
    assert set(american) == set(net.links.index) - {"gamma:1", "land:paris"}


def test_owners_are_those_on_the_systems_of_the_network() -> None:
    """A network of one's own: alpha is Meta's here, whatever the shipped tables hold."""
    toy = toy_network()
    net = replace(toy, systems=toy.systems.assign(owners=["Meta", "C", "D"], suppliers=["NEC", "S", "S"]))
    assert list(owner(net, "Meta").survival.index) == ["alpha:1", "alpha:2", "alpha:3"]
    assert list(supplier(net, "NEC").survival.index) == ["alpha:1", "alpha:2", "alpha:3"]
    bare = replace(toy, systems=toy.systems.drop(columns=["owners", "suppliers"]))
    assert owner(bare, "Meta").survival.empty


def test_a_supplier_has_its_systems(parties: Parties) -> None:
    net = toy_network()
    assert list(supplier(net, "NEC", parties=parties).survival.index) == ["gamma:1"]
    assert list(supplier(net, "JP", by="parent-country", parties=parties).survival.index) == ["gamma:1"]


def test_names_that_nobody_bears(parties: Parties) -> None:
    net = toy_network()
    with pytest.raises(UnknownNameError):
        owner(net, "nobody at all", parties=parties)
    with pytest.raises(UnknownNameError):
        supplier(net, "nobody at all", parties=parties)
    with pytest.raises(UnknownNameError):
        country(net, "Atlantis", touched=touched(net))
    with pytest.raises(InputError, match="expected some of"):
        country(net, "SG", how=["swims"], touched=touched(net))  # type: ignore[list-item]


def test_of_the_real_network(real: Network) -> None:
    egypt = country(real, "EG")
    lands = real.nodes.loc[real.nodes["country"] == "EG"].index
    want = real.links[(real.links["a"].isin(lands) | real.links["b"].isin(lands)) & (real.links["system"] != "")]
    assert set(egypt.survival.index) == set(want.index)
    meta = real.links.loc[owner(real, "Meta").survival.index, "system"]
    assert {"2africa", "anjana"} <= set(meta)
    chinese, listed = owner(real, "CN", by="parent-country"), supplier(real, "CN", by="parent-country")
    assert {"Meta"}.isdisjoint(chinese.title.split())
    assert len(listed.survival) > 100
