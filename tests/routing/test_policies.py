"""Policies: which links they close or price, and for whom."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cablenet import units
from cablenet.cli.traffic import Traffic
from cablenet.errors import InputError, UnknownNameError
from cablenet.network import find_place
from cablenet.routing import FREE, Policy, Rule, avoid, policy_price, route, standard, trusted
from cablenet.routing.policies import _touched
from tests.small_worlds import Cable, small_network
from tests.toys import toy_demand, toy_network

if TYPE_CHECKING:
    from cablenet.network import Network


def rtt(net: Network, policy: Policy, pairs: dict[tuple[str, str], float] | None = None) -> float:
    """Round trip of the only pair under a policy."""
    demand = toy_demand(pairs or {("FR", "JP"): 1.0})
    return float(route(net, demand, model="shortest", policy=policy).pairs["rtt_ms"].iloc[0])


def test_a_closed_chokepoint_sends_traffic_round() -> None:
    net = toy_network()
    policy = avoid(net, "chokepoint", ["strait"])
    assert policy.title == "avoid chokepoint strait"
    assert policy.rules[0].links == {"alpha:3"}
    assert rtt(net, FREE) == pytest.approx(units.rtt_ms(18_400.0), abs=1e-4)
    assert rtt(net, policy) == pytest.approx(units.rtt_ms(19_900.0), abs=1e-4)


@pytest.mark.parametrize(("price_ms", "km"), [(0.0, 18_400.0), (10.0, 18_400.0), (20.0, 19_900.0)])
def test_a_price_is_paid_when_the_way_round_is_dearer(price_ms: float, km: float) -> None:
    """The way round the strait is 1,500 km longer, which is 14.7 ms; what is reported is the delay without the price."""
    net = toy_network()
    assert rtt(net, avoid(net, "chokepoint", ["strait"], price_ms=price_ms)) == pytest.approx(
        units.rtt_ms(km), abs=1e-4
    )


def test_traffic_of_an_exempt_country_may_pass() -> None:
    net = toy_network()
    policy = avoid(net, "system", ["alpha"], exempt=["EG"])
    assert rtt(net, policy, {("FR", "JP"): 1.0}) == pytest.approx(units.rtt_ms(20_400.0), abs=1e-4)
    assert rtt(net, policy, {("EG", "JP"): 1.0}) == pytest.approx(units.rtt_ms(14_700.0), abs=1e-4)
    assert rtt(net, policy, {("FR", "EG"): 1.0}) == pytest.approx(units.rtt_ms(3_700.0), abs=1e-4)


def test_what_is_not_allowed_at_all_is_counted_as_not_served() -> None:
    net = toy_network()
    policy = avoid(net, "system", ["alpha"]) | avoid(net, "system", ["beta"])
    found = route(net, toy_demand({("FR", "JP"): 3.0}), model="shortest", policy=policy)
    assert found.pairs[["served_tbps", "unserved_tbps"]].to_numpy().tolist() == [[0.0, 3.0]]
    assert math.isinf(found.pairs["rtt_ms"].iloc[0])


def test_sanctioned_links_carry_no_transit_but_the_own_traffic_of_the_sanctioned() -> None:
    """AA - BB over land is sanctioned and short, by sea it is long."""
    net = small_network(
        [(0, 0), (10, 0)],
        [Cable(a=0, b=1, km=9000), Cable(a=0, b=1, km=1500, over_land=True, status="sanctioned", tbps=9)],
    )
    net = replace(net, countries=net.countries.rename(index={"BB": "RU"}), nodes=net.nodes.replace("BB", "RU"))
    other = replace(net, countries=net.countries.rename(index={"RU": "FR"}), nodes=net.nodes.replace("RU", "FR"))
    for world, code, km in ((net, "RU", 1500.0), (other, "FR", 9000.0)):
        demand = toy_demand({("FR", "JP"): 1.0})
        pairs = demand.pairs.assign(a="AA", b=code)
        entries = demand.entries.assign(place=["AA", code], node_id=["n0", "n1"])
        found = route(world, replace(demand, pairs=pairs, entries=entries), model="shortest")
        assert found.pairs["rtt_ms"].iloc[0] == pytest.approx(units.rtt_ms(km), abs=1e-4), code
    assert not standard(net, allow=["sanctioned"]).rules


def test_weak_links_are_a_last_resort() -> None:
    weak = [Cable(a=0, b=1, km=100, over_land=True, status="degraded")]
    alone = small_network([(0, 0), (10, 0)], weak)
    rule = standard(alone).rules[0]
    assert rule == Rule(title="weak links last", links=frozenset({"land:0"}), price_ms=300.0)


def test_policies_join_and_a_rule_counts_once() -> None:
    net = toy_network()
    one, other = avoid(net, "system", ["alpha"]), avoid(net, "chokepoint", ["strait"])
    both = one | other | one
    assert both.title == "avoid system alpha and avoid chokepoint strait"
    assert len(both.rules) == 2
    assert (FREE | one).title == one.title


def test_trusted_traffic_stays_within_and_all_other_goes_free(real: Network) -> None:
    """What Europe and Japan exchange meets none but members; what others exchange is as before."""
    from cablenet.demand import gravity

    members = ["EU", "JP", "US", "CA", "GB", "NO", "IS"]
    policy = trusted(real, members)
    assert policy.title.startswith("only through EU, JP")
    demand = gravity(real)
    free = route(real, demand, model="shortest")
    bound = route(real, demand, model="shortest", policy=standard(real) | policy)
    eu, japan = find_place(real, "EU"), find_place(real, "JP")
    used = {link for links in bound.paths(eu, japan)["links"] for link in links}
    met = _touched(real)
    met = met[met["link_id"].isin(used) & met["how"].isin(["lands", "territorial", "overland"])]
    inside = set(eu.countries) | {"JP", "US", "CA", "GB", "NO", "IS"}
    sovereign = real.countries["sovereign"]
    assert {code for code in met["country"] if code not in inside and sovereign[code] not in inside} == set()
    brazil, angola = find_place(real, "BR"), find_place(real, "AO")
    mask = free.select(brazil, angola)
    assert free.pairs.loc[mask, "rtt_ms"].tolist() == bound.pairs.loc[mask, "rtt_ms"].tolist()
    mask = free.select(eu, japan)
    assert (bound.pairs.loc[mask, "rtt_ms"] >= free.pairs.loc[mask, "rtt_ms"] - 1e-6).all()


@pytest.mark.parametrize(
    ("kind", "names", "options", "error", "told"),
    [
        ("chokepoint", ["straight"], {}, UnknownNameError, "strait"),
        ("system", ["alfa"], {}, UnknownNameError, "alpha"),
        ("colour", ["red"], {}, InputError, "jurisdiction"),
        ("chokepoint", ["strait"], {"price_ms": -1.0}, InputError, "from 0 up"),
        ("chokepoint", ["strait"], {"price_ms": math.nan}, InputError, "from 0 up"),
        ("chokepoint", ["strait"], {"price_ms": 5.0, "exempt": ["JP"]}, InputError, "no exemption"),
    ],
)
def test_what_is_refused(
    kind: Any,  # noqa: ANN401 - also kinds that do not exist
    names: list[str],
    options: dict[str, Any],
    error: type[Exception],
    told: str,
) -> None:
    with pytest.raises(error, match=told):
        avoid(toy_network(), kind, names, **options)


def test_at_most_eight_rules_close_links() -> None:
    rules = tuple(Rule(title=str(i), links=frozenset({"alpha:1"})) for i in range(9))
    with pytest.raises(InputError, match=r"9 rules .*, the standard one included, .*; name several in one"):
        route(toy_network(), toy_demand(), model="shortest", policy=Policy(title="many", rules=rules))


def test_a_text_alone_is_one_name() -> None:
    net = toy_network()
    assert avoid(net, "chokepoint", "strait", exempt="EG") == avoid(net, "chokepoint", ["strait"], exempt=["EG"])
    assert trusted(net, "EU") == trusted(net, ["EU"])


def test_systems_and_chokepoints_go_by_full_name_too() -> None:
    net = toy_network()
    for kind, table, ours in (("system", net.systems, "alpha"), ("chokepoint", net.chokepoints, "strait")):
        chosen: Any = kind
        full = str(table.at[ours, "name"]).upper()
        assert full != ours
        assert avoid(net, chosen, [full]).rules[0].links == avoid(net, chosen, [ours]).rules[0].links


def test_territories_are_trusted_with_their_sovereign_but_avoided_by_name(real: Network) -> None:
    """A cable that lands in Guam alone of the United States."""
    met = _touched(real)
    ends = met[met["how"] == "lands"].groupby("link_id")["country"].agg(frozenset)
    guam = set(ends.index[ends == frozenset({"GU"})])
    assert guam
    assert guam & avoid(real, "jurisdiction", ["US", "GU"], how=["lands"]).rules[0].links == guam
    assert not guam & avoid(real, "jurisdiction", ["US"], how=["lands"]).rules[0].links
    assert not guam & trusted(real, ["US"], how=["lands"]).rules[0].links


def test_all_that_is_avoided_of_one_kind_is_one_rule() -> None:
    asked = Traffic(
        model="shortest", at="central", trusted=(), allow=(), matrix=None, alone=False, total="internet", scale=1.0, seconds=None,
        avoid=("system:alpha", "chokepoint:strait", "system:beta"),
    )  # fmt: skip
    net = toy_network()
    rules = asked.policy(net).rules
    assert [rule.title for rule in rules] == ["avoid system alpha, beta", "avoid chokepoint strait"]
    assert rules[0] == avoid(net, "system", ["alpha", "beta"]).rules[0]


def test_avoiding_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="no names of what to avoid, expected one owner or more"):
        avoid(toy_network(), "owner", [])
    wrong: Any = [3]
    with pytest.raises(InputError, match="Found 3 where a name is meant"):
        avoid(toy_network(), "owner", wrong)


def test_trusting_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="no members"):
        trusted(toy_network(), [])


@pytest.mark.parametrize("model", ["shortest", "diverse", "optimal", "fair"])
def test_a_warm_start_does_not_carry_over_what_a_policy_closes(model: Any) -> None:  # noqa: ANN401 - one of the models
    """France and Japan alone: with alpha closed to them their traffic goes by the ocean, whatever it did before."""
    net = toy_network()
    demand = toy_demand({("EG", "JP"): 1.0, ("FR", "JP"): 2.0})
    closed = avoid(net, "system", ["alpha"], exempt=["EG"])
    price = policy_price(net, demand, closed, model=model)
    found = price.between("FR", "JP")
    assert found.shares["after_tbps"].to_dict()["By the ocean"] == pytest.approx(2.0)
    assert found.traffic.at["mean RTT of the traffic", "after"] == pytest.approx(units.rtt_ms(20_400.0), abs=1e-3)
    assert price.between("EG", "JP").traffic.loc["served", ["before", "after"]].tolist() == pytest.approx([1.0, 1.0])


def test_a_price_beside_another_policy_than_the_standard() -> None:
    net = toy_network()
    shut = replace(
        net, links=net.links.assign(status=net.links["status"].mask(net.links.index == "beta:1", "sanctioned"))
    )
    demand = toy_demand({("FR", "US"): 1.0})
    assert not policy_price(shut, demand, FREE, model="shortest").figures.at["served", "after"] < 1.0
    strict = policy_price(shut, demand, avoid(shut, "system", ["alpha"]), model="shortest")
    assert strict.figures.at["served", "after"] == 0.0
    allowed = standard(shut, allow=["sanctioned"])
    assert allowed.title == "allow sanctioned"
    loose = policy_price(shut, demand, avoid(shut, "system", ["alpha"]), model="shortest", beside=allowed)
    assert loose.figures.at["served", "after"] == 1.0


def test_how_two_places_are_joined_follows_the_policy() -> None:
    net = toy_network()
    result = policy_price(net, toy_demand(), avoid(net, "system", ["beta"]), model="shortest").between("FR", "JP")
    assert (result.before.flow.tbps, result.after.flow.tbps) == (30.0, 10.0)
    exempt = avoid(net, "system", ["beta"], exempt=["FR"])
    assert policy_price(net, toy_demand(), exempt, model="shortest").between("FR", "JP").after.flow.tbps == 30.0
