"""The library of incidents: each is what the record says, on the network of its day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cablenet import catalog
from cablenet.errors import UnknownNameError
from cablenet.network import load
from cablenet.scenarios import incident, incidents, still_out
from tests.toys import toy_network

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.network import Network

EVENTS = catalog.load_table("incidents").set_index("incident_id")
CABLES = catalog.load_table("incident_cables")

ON_LAND = {"aix-2022", "finland-land-dec-2024"}
"""Cuts of land fibres: links over land stand for many of them, so nothing is cut."""


def test_the_library_is_whole() -> None:
    table = incidents()
    assert len(table) == 53
    assert list(table["date"]) == sorted(table["date"])
    assert table["date"].map(dt.date.fromisoformat).between(dt.date(2003, 1, 1), dt.date(2026, 1, 1)).all()
    assert table.loc["hengchun-2006", "systems"].count(";") == 7
    assert set(CABLES["incident_id"]) == set(table.index)
    codes = set(catalog.load_table("countries")["country"])
    for column in ("countries_affected", "countries_not_affected"):
        named = set(";".join(table[column]).split(";")) - {""}
        assert named <= codes, column


def test_outcomes_that_are_kept_back_stay_empty() -> None:
    withheld = EVENTS[EVENTS["outcome"] == "withheld"]
    assert len(withheld) == 13
    told = ["countries_affected", "countries_not_affected", "detail", "magnitude", "rerouting", "rtt_change", "note"]
    assert (withheld[told] == "").all(axis=None)
    assert withheld["repair_days"].isna().all()
    reported = EVENTS[EVENTS["outcome"] == "reported"]
    assert ((reported["countries_affected"] != "") | (reported["countries_not_affected"] != "")).all()


def test_systems_of_the_record_exist() -> None:
    known = set(catalog.load_table("systems")["system_id"])
    assert set(CABLES["system_id"]) - {""} <= known
    stated = CABLES[CABLES["rule"] == "stated"]
    for row in stated.itertuples():
        assert row.links
        assert all(link.rpartition(":")[0] == row.system_id for link in row.links.split(";"))
    assert (CABLES.loc[CABLES["rule"] != "stated", "links"] == "").all()
    assert ((CABLES["rule"] == "none") == (CABLES["system_id"] == "")).all()


PLAUSIBLE = {
    "hengchun-2006": ({"TW", "CN", "PH", "HK", "KR", "JP", "GU", ""}, 12, 24),
    "alexandria-jan-2008": ({"EG", "IT", ""}, 2, 2),
    "tohoku-2011": ({"JP", "US", "KR", ""}, 6, 8),
    "mogadishu-2017": ({"SO", ""}, 1, 1),
    "tonga-2022": ({"TO", "FJ", ""}, 2, 2),
    "redsea-feb-2024": ({""}, 3, 3),
    "cnmi-2015": ({"MP"}, 1, 1),
    "shetland-2022": ({"GB", "FO", ""}, 2, 2),
    "haiti-2010": ({"HT", "BS"}, 1, 1),
    "baltic-nov-2024": ({"LT", "SE", "DE", "FI", ""}, 2, 2),
}
"""Countries in which the cut segments end, where they end on land, and how many there are at least and at most."""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(EVENTS.index))
def test_each_cuts_its_own_systems_and_no_other_on_its_day(name: str) -> None:
    net = load(as_of=str(EVENTS.at[name, "date"]))
    scenario = incident(net, name)
    links = net.links.loc[scenario.survival.index, ["system", "a", "b", "kind"]]
    rows = CABLES[(CABLES["incident_id"] == name) & (CABLES["cut"] == "yes")]
    assert set(links["system"]) == set(rows["system_id"]), scenario.notes
    stated = {link for row in rows["links"] for link in row.split(";")} - {""}
    assert stated <= set(links.index)
    assert bool(len(links)) == (name not in ON_LAND)
    assert all(note.startswith("Not among the systems of cablenet") for note in scenario.notes)
    assert (links["kind"] == ("land" if EVENTS.at[name, "cause"] == "terrestrial" else "sea")).all()
    if name in PLAUSIBLE:
        ends, least, most = PLAUSIBLE[name]
        country = net.nodes["country"]
        assert set(country[links["a"]]) | set(country[links["b"]]) <= ends
        assert least <= len(links) <= most


def test_a_severity_may_be_partial(real: Network) -> None:
    assert set(incident(real, "jeddah-2025", survival=0.5).survival) == {0.5}


def test_a_system_that_is_not_there_is_told_by_name(real: Network) -> None:
    scenario = incident(real, "hengchun-2006")
    notes = " ".join(scenario.notes)
    assert "APCN (apcn) is not in the network of 2026-11-22; nothing of it is cut." in notes
    assert "eac-c2c stands for eac-2006 in this network." in notes
    cut = set(real.links.loc[scenario.survival.index, "system"])
    assert cut == {"apcn-2", "eac-c2c", "flag-north-asia-loopreach-north-asia-loop"}
    nothing = incident(toy_network(), "hengchun-2006")
    assert nothing.survival.empty
    assert len(nothing.notes) == 8


def test_incidents_of_a_network_tell_what_they_would_cut() -> None:
    table = incidents(net=toy_network())
    assert (table["links"] == 0).all()
    assert table.at["tonga-2022", "notes"].count("is not in the network") == 2


def test_what_was_still_out(network_of: Callable[[str | None], Network]) -> None:
    """FALCON was cut two days after the cables off Alexandria, which took ten days to mend."""
    net = network_of("2008-02-01")
    still = still_out(net, "falcon-feb-2008")
    assert set(net.links.loc[still.survival.index, "system"]) == {"seamewe-4", "flag-europe-asia-full"}
    assert "Two cables off Alexandria" in still.title
    assert still_out(net, "alexandria-jan-2008").survival.empty


def test_unknown_incidents_list_the_nearest() -> None:
    for ask in (incident, still_out):
        with pytest.raises(UnknownNameError) as raised:
            ask(toy_network(), "hengchun")
        assert raised.value.nearest[0] == "hengchun-2006"


def test_rule_of_the_nearest_by_hand() -> None:
    """The cable off Jeddah that passes nearest is cut, and one that passes within 10 km of it; see the places."""
    net = load(as_of="2025-09-06")
    hit = incident(net, "jeddah-2025").survival.index
    ends = net.links.loc[hit, ["a", "b"]]
    assert {"suez-egypt", "zafarana-egypt"} <= set(ends.to_numpy().ravel())
    assert set(net.links.loc[hit, "system"]) == {"seamewe-4", "imewe", "falcon", "europe-india-gateway-eig"}
