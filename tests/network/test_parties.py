"""Owners, suppliers and groups: every spelling is somebody's, and names select what they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from cablenet import catalog, schema
from cablenet.errors import InputError, UnknownNameError
from cablenet.network.jurisdictions import HOWS, link_countries, links_touching
from cablenet.network.parties import (
    PARTY_TABLES,
    By,
    Parties,
    country_codes,
    find_owners,
    find_suppliers,
    group_members,
    links_of_operator,
    load_parties,
    party_table,
    read_parties,
    systems_of_owner,
    systems_of_supplier,
)
from tests.toys import toy_network

if TYPE_CHECKING:
    from collections.abc import Sequence

# Texts in the lists of owners and suppliers that name nobody, and why.
UNNAMED = {
    "about 92 carriers": "SeaMeWe-3, as listed",
    "consortium of 20+": "SeaMeWe-1, as listed",
    "no contract published": "a remark",
    "none contracted": "a remark",
    "project dropped from the maps": "a remark",
    "reused PacRimEast": "a remark: laid again",
    "reused PacRimWest": "a remark: laid again",
    "supplier HMN Tech has the same parent": "a remark",
    "supplier SubCom has the same parent": "a remark",
}


@pytest.fixture(scope="module")
def parties() -> Parties:
    return load_parties()


# The facts.


def test_every_spelling_is_somebodys_or_names_nobody(parties: Parties) -> None:
    new = parties.unresolved[parties.unresolved["rule"] == ""]
    assert new.empty, f"enter each in facts/owner_spellings.csv or supplier_spellings.csv:\n{new.to_string()}"
    assert set(parties.unresolved["spelling"]) <= UNNAMED.keys()


def test_nearly_every_system_has_an_owner(parties: Parties) -> None:
    systems = catalog.load_table("systems")
    assert parties.owned["system_id"].nunique() >= 0.98 * len(systems)
    listed = systems[systems["suppliers"] != ""]
    assert parties.supplied["system_id"].nunique() >= 0.98 * len(listed)
    assert not parties.owned.duplicated(["system_id", "party"]).any()


def test_tables_are_as_their_schemas_say_and_refer_to_what_is_there() -> None:
    tables = catalog.load_tables((*PARTY_TABLES, "countries", "cities"))
    for name in PARTY_TABLES:
        assert list(tables[name].columns) == [column.name for column in schema.table(name).columns]
    owners = tables["owners"]
    listed = {party for cell in tables["listed_companies"]["owner_ids"] for party in cell.split(";") if party}
    assert listed <= set(owners["owner_id"])
    assert owners.sort_values("owner_id")["owner_id"].to_list() == owners["owner_id"].to_list()


def test_one_parent_has_one_spelling_and_one_country() -> None:
    for name in ("owners", "suppliers"):
        parents = catalog.load_table(name)[["parent_id", "parent", "parent_country"]].drop_duplicates()
        assert parents.loc[parents["parent_id"] != "", "parent_id"].is_unique


def test_parents_and_their_countries_are_known_of_nearly_all() -> None:
    owners = catalog.load_table("owners")
    known = (owners["parent_country"] != "") & (owners["country"] != "")
    assert known.mean() > 0.97
    suppliers = catalog.load_table("suppliers")
    assert (suppliers[["parent", "country", "parent_country"]] != "").all(axis=None)


def test_what_was_checked_on_a_page_says_which() -> None:
    owners = catalog.load_table("owners")
    checked = owners[owners["checked"] == "yes"]
    assert len(checked) >= 25
    assert checked["source"].str.contains("https://").all()
    recalled = owners[owners["source"].str.contains("from memory") & ~owners["source"].str.contains("https://")]
    assert (recalled["checked"] == "no").all()


# owner, parent, parent's country, state-owned: read in the facts by hand.
BY_HAND = [
    ("Telecom Italia Sparkle", "sparkle", "State of Italy (MEF)", "IT", "yes"),
    ("Aqua Comms", "aqua-comms", "I Squared Capital", "US", "no"),
    ("France Telecom", "orange", "Orange", "FR", "partly"),
    ("SingTel", "singtel", "State of Singapore (Temasek)", "SG", "yes"),
    ("Global Cloud Xchange", "flag", "3i Infrastructure (3i Group)", "GB", "no"),
    ("HKBN Enterprise Solutions", "hkbn", "State of China", "CN", "yes"),
    ("Peace Cable International Network Co. Ltd.", "peace-cable", "Hengtong Group", "CN", "no"),
    ("Hawaiki Submarine Cable LP", "hawaiki", "BW Group", "BM", "no"),
    ("Telxius", "telxius", "Telefonica", "ES", "partly"),
    ("KDD", "kddi", "KDDI", "JP", "no"),
    ("Etisalat UAE", "eand", "State of the United Arab Emirates (EIA)", "AE", "yes"),
]


@pytest.mark.parametrize(("text", "owner", "parent", "country", "state"), BY_HAND)
def test_owners_by_hand(parties: Parties, text: str, owner: str, parent: str, country: str, state: str) -> None:
    assert find_owners(parties, text, by="party") == (owner,)
    row = parties.owners.loc[owner]
    assert (row["parent"], row["parent_country"], row["state_owned"]) == (parent, country, state)


@pytest.mark.parametrize(("group", "size"), [
    ("EU", 27), ("EU-27", 27), ("eu27", 27), ("EEA", 30), ("EFTA", 4), ("G7", 7), ("Group of Seven", 7), ("Quad", 4),
    ("Five Eyes", 5), ("FVEY", 5), ("NATO", 32), ("OECD", 38), ("CPTPP", 12),
])  # fmt: skip
def test_groups_have_their_members(parties: Parties, group: str, size: int) -> None:
    members = group_members(parties, group)
    assert len(members) == size
    assert list(members) == sorted(set(members))


def test_groups_agree_with_the_countries(parties: Parties) -> None:
    countries = parties.countries
    assert set(group_members(parties, "EU")) == set(countries.index[countries["eu_member"] == 1])
    assert set(group_members(parties, "EEA")) == {*group_members(parties, "EU"), "IS", "LI", "NO"}
    published = catalog.load_table("groups")
    assert published["group_id"].nunique() == 16
    assert set(group_members(parties, "southeast-asia")) == set(countries.index[countries["zone"] == "southeast-asia"])
    assert "JM" in group_members(parties, "Caribbean")


# Selection on a toy: two companies of one parent, a state, an ambiguous spelling, a fragment, an open list.
#
#   system  owners                     owner -> parent (country -> parent's country)
#   one     Alpha;Beta                 alpha -> Top (FR -> US)   beta -> Top (DE -> US)
#   two     Old Alpha;Gamma and more   gamma -> State of China (HK -> CN)
#   three   PT;nobody in particular    PT is delta in three, else gamma
#   four    PT;Delta;Co.;New Name      delta -> Delta (BT -> BT)

SYSTEMS = {
    "one": ("Alpha;Beta", "Maker"),
    "two": ("Old Alpha;Gamma and more", "Maker;Other"),
    "three": ("PT;nobody in particular", ""),
    "four": ("PT;Delta;Co.;New Name", "Other"),
}
OWNERS = [
    ("alpha", "Alpha", "top", "Top", "FR", "US"),
    ("beta", "Beta", "top", "Top", "DE", "US"),
    ("gamma", "Gamma", "state-of-china", "State of China", "HK", "CN"),
    ("delta", "Delta", "delta", "Delta", "BT", "BT"),
]
SPELLINGS = [
    ("Alpha", "owners", "", "alpha", "name"),
    ("Beta", "owners", "", "beta", "name"),
    ("Old Alpha", "owners", "", "alpha", "successor"),
    ("Gamma and more", "owners", "", "gamma", "list-open"),
    ("PT", "owners", "", "gamma", "name"),
    ("PT", "owners", "three", "delta", "name"),
    ("Delta", "owners", "", "delta", "name"),
    ("Co.", "owners", "", "delta", "fragment"),
    ("nobody in particular", "owners", "", "", "unnamed"),
    ("Gamma", "operator", "", "gamma", "name"),
]


def text_table(name: str, rows: Sequence[tuple[str, ...]], columns: list[str]) -> pd.DataFrame:
    given = pd.DataFrame(rows, columns=columns, dtype="str")
    return given.reindex(columns=[column.name for column in schema.table(name).columns], fill_value="")


def toy_parties() -> Parties:
    owner = ["owner_id", "name", "parent_id", "parent", "country", "parent_country"]
    maker = ["supplier_id", *owner[1:]]
    makers = [("maker", "Maker", "top", "Top", "US", "US"), ("other", "Other", "other", "Other", "CN", "CN")]
    groups = [("pair", "The Pair (2)", code, "trust") for code in ("FR", "DE")]
    land = [("hk", "Gamma, Unheard-of")]
    return read_parties({
        "owners": text_table("owners", OWNERS, owner),
        "owner_spellings": text_table(
            "owner_spellings", SPELLINGS, ["spelling", "column", "only_systems", "owner_id", "rule"]
        ),
        "suppliers": text_table("suppliers", makers, maker),
        "supplier_spellings": text_table(
            "supplier_spellings", [("Maker", "maker"), ("Other", "other")], ["spelling", "supplier_id"]
        ).assign(rule="name"),
        "groups": text_table("groups", groups, ["group_id", "title", "country", "direction"]),
        "listed_companies": text_table(
            "listed_companies",
            [("bad-list", "Gamma Corp", "gamma", ""), ("bad-list", "Other Works", "", "other")],
            ["list", "company", "owner_ids", "supplier_id"],
        ),
        "countries": catalog.load_table("countries"),
        "systems": text_table(
            "systems", [(name, *cells) for name, cells in SYSTEMS.items()], ["system_id", "owners", "suppliers"]
        ),
        "terrestrial": text_table("terrestrial", land, ["link_id", "operator"]),
    })  # fmt: skip


def test_who_is_meant_by_each_name() -> None:
    toy = toy_parties()
    assert [tuple(row) for row in toy.owned.to_numpy()] == [
        ("four", "delta", "name"),
        ("four", "gamma", "name"),
        ("one", "alpha", "name"),
        ("one", "beta", "name"),
        ("three", "delta", "name"),
        ("two", "alpha", "successor"),
        ("two", "gamma", "list-open"),
    ]
    assert {tuple(row) for row in toy.unresolved[["id", "spelling", "rule"]].to_numpy()} == {
        ("three", "nobody in particular", "unnamed"),
        ("four", "New Name", ""),
        ("land:hk", "Unheard-of", ""),
    }


@pytest.mark.parametrize(("name", "by", "systems"), [
    ("Alpha", "any", ("one", "two")),
    ("old alpha", "party", ("one", "two")),
    ("beta", "any", ("one",)),
    ("Top", "any", ("one", "two")),
    ("Top", "parent", ("one", "two")),
    ("Delta", "any", ("four", "three")),
    ("CN", "any", ("four", "two")),
    ("china", "parent-country", ("four", "two")),
    ("HK", "country", ("four", "two")),
    ("the pair", "country", ("one", "two")),
    ("FR,HK", "country", ("four", "one", "two")),
    ("Bad List", "any", ("four", "two")),
    ("JP", "any", ()),
])  # fmt: skip
def test_systems_of_owners(name: str, by: By, systems: tuple[str, ...]) -> None:
    assert systems_of_owner(toy_parties(), name, by=by) == systems


def test_every_owner_or_any() -> None:
    toy = toy_parties()
    assert systems_of_owner(toy, "Top") == ("one", "two")
    assert systems_of_owner(toy, "Top", every=True) == ("one",)
    assert systems_of_supplier(toy, "maker") == ("one", "two")
    assert systems_of_supplier(toy, "maker", every=True) == ("one",)
    assert systems_of_supplier(toy, "bad-list") == ("four", "two")
    assert find_suppliers(toy, "CN") == ("other",)
    assert links_of_operator(toy, "Gamma") == ("land:hk",)


def test_a_name_that_is_not_known_tells_the_nearest() -> None:
    toy = toy_parties()
    with pytest.raises(UnknownNameError, match="Alpha"):
        systems_of_owner(toy, "Alfa")
    with pytest.raises(UnknownNameError, match="maker"):
        systems_of_supplier(toy, "Makr")
    with pytest.raises(UnknownNameError, match="pair"):
        group_members(toy, "pare")
    with pytest.raises(UnknownNameError, match="China"):
        country_codes(toy, "FR,Chyna")
    with pytest.raises(UnknownNameError, match="parent"):
        find_owners(toy, "Tip", by="parent")
    with pytest.raises(UnknownNameError, match="bad-list"):
        find_owners(toy, "badlst", by="list")


def test_a_spelling_that_means_several_finds_nobody(parties: Parties) -> None:
    with pytest.raises(UnknownNameError):
        find_owners(parties, "OPT")


def test_a_company_that_is_also_a_country_must_be_told_apart() -> None:
    parties = load_parties()
    with pytest.raises(InputError, match="by='party'"):
        find_owners(parties, "BT")
    assert find_owners(parties, "BT", by="party") == ("bt",)
    assert "bt" not in find_owners(parties, "BT", by="country")


def test_countries_by_code_name_and_group(parties: Parties) -> None:
    assert country_codes(parties, "jp") == ("JP",)
    assert country_codes(parties, "JPN,Quad") == ("AU", "IN", "JP", "US")
    assert country_codes(parties, "United Kingdom") == ("GB",)


def test_no_tables_make_no_parties() -> None:
    nobody = read_parties({})
    assert nobody.owned.empty
    assert nobody.groups.empty
    assert party_table(nobody).empty


def test_owners_with_most_systems_come_first(parties: Parties) -> None:
    table = party_table(parties)
    assert table["systems"].is_monotonic_decreasing
    assert table.at["meta", "systems"] == len(systems_of_owner(parties, "Meta", by="party"))
    assert party_table(parties, suppliers=True).index[0] in {"asn", "subcom"}


# Jurisdictions of links, on the toy world.

WATERS = pd.DataFrame({
    "system_id": ["alpha", "alpha", "alpha", "delta"], "seq": [3, 3, 3, 1], "country": ["SG", "VN", "VN", "FR"],
    "zone": ["territorial", "territorial", "exclusive", "territorial"], "km": [20.0, 5.0, 900.0, 1.0],
})  # fmt: skip
OVERLAND = pd.DataFrame({"link_id": ["paris", "nowhere"], "country": ["FR", "US"], "km": [700.0, 1.0]})


def touched() -> pd.DataFrame:
    return link_countries(toy_network(), WATERS, OVERLAND)


def test_countries_of_each_link() -> None:
    table = touched()
    assert list(table.columns) == ["link_id", "country", "how", "km"]
    assert not table.duplicated(["link_id", "country", "how"]).any()
    rows = table[table["link_id"] == "alpha:3"]
    assert set(zip(rows["country"], rows["how"], strict=True)) == {
        ("SG", "lands"), ("JP", "lands"), ("SG", "territorial"), ("VN", "territorial"), ("VN", "exclusive")
    }  # fmt: skip
    over = table[table["link_id"] == "land:paris"]
    assert over[["country", "how", "km"]].to_numpy().tolist() == [["FR", "overland", 700.0]]
    assert set(table["link_id"]) == set(toy_network().links.index)


def test_links_that_touch_a_country(parties: Parties) -> None:
    table = touched()
    assert list(links_touching(parties, table, "VN")) == ["alpha:3"]
    assert list(links_touching(parties, table, "Vietnam,FR", how=["lands"])) == ["alpha:1", "beta:1"]
    assert list(links_touching(parties, table, "VN", how=["territorial"], least_km=6.0)) == []
    assert list(links_touching(parties, table, "EU")) == ["alpha:1", "beta:1", "land:paris"]
    assert list(links_touching(parties, table, "US", how=HOWS)) == ["beta:1", "beta:2"]


def test_territories_count_for_their_sovereign_if_asked(parties: Parties) -> None:
    table = pd.DataFrame({"link_id": ["x:1"], "country": ["GU"], "how": ["lands"], "km": [float("nan")]})
    assert links_touching(parties, table, "US").empty
    assert list(links_touching(parties, table, "US", territories=True)) == ["x:1"]


def test_a_wrong_how_is_told(parties: Parties) -> None:
    with pytest.raises(InputError, match="territorial"):
        links_touching(parties, touched(), "VN", how=["swims"])  # type: ignore[list-item]
    with pytest.raises(UnknownNameError):
        links_touching(parties, touched(), "Vietnm")
