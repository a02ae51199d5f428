"""Who owns and who makes the cables, and which states stand together: names on tables -> ids to select by.

Systems and links over land name their owners and suppliers in words. ``facts/owner_spellings.csv`` and
``facts/supplier_spellings.csv`` say who is meant by each; a spelling that they do not know is kept in
``Parties.unresolved``, never guessed. Owners and parents are those of the date of the data, also for networks of the
past: an earlier company counts as the one that took its share over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cablenet import catalog, schema
from cablenet.errors import InputError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = [
    "PARTY_TABLES",
    "By",
    "Parties",
    "country_codes",
    "find_owners",
    "find_suppliers",
    "group_members",
    "links_of_operator",
    "load_parties",
    "party_table",
    "read_parties",
    "systems_of_owner",
    "systems_of_supplier",
]

PARTY_TABLES = ("owners", "owner_spellings", "suppliers", "supplier_spellings", "groups", "listed_companies")
"""Tables that :func:`read_parties` reads, beside ``countries``, ``systems`` and ``terrestrial``."""

By = Literal["any", "party", "parent", "country", "parent-country", "list"]
"""What a name is: the owner or supplier itself, who controls it, where either sits, or a published list it is on."""

_ALIASES = {"eu": "eu-27", "fvey": "five-eyes"}
"""Short names of groups, folded -> id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Owners and suppliers, what is theirs, and groups of states.

    ``owners``, ``suppliers``
        The facts, by ``owner_id`` and ``supplier_id``.
    ``owned``, ``supplied``
        ``system_id, party, rule``: which system is whose; ``rule`` as in the tables of spellings. Each pair stands once.
    ``operated``
        ``link_id, party, rule``: the same of the operators of the named links over land, with ids as in a network.
    ``unresolved``
        ``id, column, spelling, rule``: what stands for nobody that is known; ``rule`` is ``unnamed`` where the text
        names nobody, and empty where the spelling is new.
    ``names``
        ``kind`` (owners, suppliers)``, name, party``: every spelling, for finding.
    ``groups``
        ``group_id, title, country, direction``: the published groups, then zones and regions of the countries.
    ``listed``
        ``list, party``: owners and suppliers on published lists.
    ``countries``
        The facts, by code.
    """

    owners: pd.DataFrame
    suppliers: pd.DataFrame
    owned: pd.DataFrame
    supplied: pd.DataFrame
    operated: pd.DataFrame
    unresolved: pd.DataFrame
    names: pd.DataFrame
    groups: pd.DataFrame
    listed: pd.DataFrame
    countries: pd.DataFrame

    def __repr__(self) -> str:
        """One line of counts."""
        return (
            f"Parties: {len(self.owners)} owners of {self.owned['system_id'].nunique()} systems, {len(self.suppliers)} "
            f"suppliers of {self.supplied['system_id'].nunique()}, {self.groups['group_id'].nunique()} groups of states"
        )


def load_parties(*, data_dir: Path | None = None) -> Parties:
    """Owners, suppliers and groups of the data, for all systems of all times.

    Raises:
        DataError: if a table is not as its schema says.
    """
    return read_parties(catalog.load_tables((*PARTY_TABLES, "countries", "systems", "terrestrial"), data_dir=data_dir))


def read_parties(tables: Mapping[str, pd.DataFrame]) -> Parties:
    """Parties of tables that the catalogue has loaded; a table that is not among them counts as empty.

    Linear in the number of names on systems; some ten milliseconds for the whole world.
    """
    full = {name: _table(tables, name) for name in (*PARTY_TABLES, "countries", "systems", "terrestrial")}
    systems, links = full["systems"].set_index("system_id"), full["terrestrial"].set_index("link_id")
    whose, made = full["owner_spellings"], full["supplier_spellings"]
    on_systems, on_links = whose[whose["column"] == "owners"], whose[whose["column"] == "operator"]
    owned, no_owner = _resolve(systems["owners"].str.split(";"), on_systems, "owner_id")
    makers = made.assign(only_systems="")
    supplied, no_maker = _resolve(systems["suppliers"].str.split(";"), makers, "supplier_id")
    operators = links["operator"].str.split(r"\s*[,;/]\s*", regex=True)
    operated, no_operator = _resolve(operators.set_axis("land:" + links.index), on_links, "owner_id")
    return Parties(
        owners=full["owners"].set_index("owner_id"),
        suppliers=full["suppliers"].set_index("supplier_id"),
        owned=owned.rename(columns={"id": "system_id"}),
        supplied=supplied.rename(columns={"id": "system_id"}),
        operated=operated.rename(columns={"id": "link_id"}),
        unresolved=pd.concat([no_owner, no_maker, no_operator], ignore_index=True),
        names=pd.concat([_names(full, "owners", "owner"), _names(full, "suppliers", "supplier")], ignore_index=True),
        groups=_groups(full["groups"], full["countries"]),
        listed=_listed(full["listed_companies"]),
        countries=full["countries"].set_index("country"),
    )


def group_members(parties: Parties, name: str) -> tuple[str, ...]:
    """Country codes of a group of states, sorted: ``g7``, ``NATO``, ``EU``, ``EU-27``, ``Five Eyes``, ``southeast-asia``.

    Published groups go by id or title, zones and UN M49 regions by name; case, spaces and hyphens do not matter.

    Raises:
        UnknownNameError: with the nearest known groups.
    """
    table, key = parties.groups, _fold(name)
    keys = _group_keys(table)
    if key not in keys:
        raise unknown_name("group of states", name, table["group_id"])
    return tuple(sorted(table.loc[table["group_id"] == keys[key], "country"]))


def country_codes(parties: Parties, name: str) -> tuple[str, ...]:
    """Codes of the countries that a name means: a code (``JP``, ``JPN``), a name, a group, or several joined by commas.

    Raises:
        UnknownNameError: with the nearest known countries and groups.
    """
    countries = parties.countries
    by_name = {_fold(text): code for code, text in countries["name"].items()}
    by_name |= {_fold(text): code for code, text in countries["iso3"].items() if text}
    by_name |= {_fold(str(code)): code for code in countries.index}
    keys = _group_keys(parties.groups)
    if _fold(name) in by_name:  # a name may hold a comma itself
        return (str(by_name[_fold(name)]),)
    found: set[str] = set()
    for part in name.split(","):
        key = _fold(part)
        if key in by_name:
            found.add(str(by_name[key]))
        elif key in keys:
            found.update(group_members(parties, part))
        else:
            known = [*countries.index, *countries["name"], *parties.groups["group_id"]]
            raise unknown_name("country or group of states", part.strip(), known)
    return tuple(sorted(found))


def find_owners(parties: Parties, name: str, *, by: By = "any") -> tuple[str, ...]:
    """Ids of the owners that a name means, sorted.

    ``by`` says what the name is. ``any`` takes it for an owner or its parent, else a published list
    (``fcc-covered-list``), else a country or group in which the owner or its parent sits.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if by ``any`` the name is a company as well as a country.
    """
    return _find(parties, parties.owners, "owners", name, by)


def find_suppliers(parties: Parties, name: str, *, by: By = "any") -> tuple[str, ...]:
    """Ids of the suppliers that a name means, sorted; as :func:`find_owners`."""
    return _find(parties, parties.suppliers, "suppliers", name, by)


def systems_of_owner(parties: Parties, name: str, *, by: By = "any", every: bool = False) -> tuple[str, ...]:
    """Ids of the systems that an owner, or any of those a name means, has a share in; sorted.

    With ``every``, only the systems of which all owners named in the data are meant.

    Raises:
        UnknownNameError, InputError: as :func:`find_owners`.
    """
    return _theirs(parties.owned, "system_id", find_owners(parties, name, by=by), every=every)


def systems_of_supplier(parties: Parties, name: str, *, by: By = "any", every: bool = False) -> tuple[str, ...]:
    """Ids of the systems that a supplier, or any of those a name means, took part in making; as :func:`systems_of_owner`."""
    return _theirs(parties.supplied, "system_id", find_suppliers(parties, name, by=by), every=every)


def links_of_operator(parties: Parties, name: str, *, by: By = "any", every: bool = False) -> tuple[str, ...]:
    """Ids of the named links over land (``land:...``) that an owner operates; as :func:`systems_of_owner`."""
    return _theirs(parties.operated, "link_id", find_owners(parties, name, by=by), every=every)


def party_table(parties: Parties, *, suppliers: bool = False) -> pd.DataFrame:
    """Owners (or suppliers) by id with their facts and the number of ``systems`` of each, most first."""
    facts, theirs = (parties.suppliers, parties.supplied) if suppliers else (parties.owners, parties.owned)
    counts = theirs.groupby("party").size().reindex(facts.index).fillna(0).astype(int)
    return facts.assign(systems=counts).sort_values("systems", ascending=False, kind="stable")


def _table(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    if name in tables:
        return tables[name]
    return pd.DataFrame({column.name: pd.Series(dtype="str") for column in schema.table(name).columns})


def _resolve(lists: pd.Series, spellings: pd.DataFrame, party: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who is meant by the names on each row, ``id, party, rule``, and ``id, column, spelling, rule`` of those who are not."""
    meant: dict[str, dict[str, tuple[str, str]]] = {}
    rows = spellings[["spelling", "only_systems", party, "rule"]].itertuples(index=False)
    for spelling, only, who, rule in rows:
        for row in only.split(";"):
            meant.setdefault(spelling, {})[row] = (who, rule)
    found: dict[tuple[str, str], str] = {}
    lost: list[tuple[str, str, str, str]] = []
    for row, texts in lists.items():
        for text in filter(None, texts):
            choice = meant.get(text, {})
            who, rule = choice.get(str(row), choice.get("", ("", "")))
            if who:
                found.setdefault((str(row), who), rule)
            else:
                lost.append((str(row), str(lists.name), text, rule))
    pairs = [(row, who, rule) for (row, who), rule in sorted(found.items())]
    return (
        pd.DataFrame(pairs, columns=["id", "party", "rule"], dtype="str"),
        pd.DataFrame(lost, columns=["id", "column", "spelling", "rule"], dtype="str"),
    )


def _names(tables: Mapping[str, pd.DataFrame], kind: str, word: str) -> pd.DataFrame:
    """Every way to name a party: its id, its name, its spellings; pieces, and what means several, do not count."""
    column = f"{word}_id"
    facts, spellings = tables[kind], tables[f"{word}_spellings"]
    whole = spellings[spellings["rule"].isin(["name", "successor"]) & (spellings[column] != "")]
    if "only_systems" in whole:
        whole = whole[whole["only_systems"] == ""]
    pairs = [
        *zip(facts[column], facts[column], strict=True),
        *zip(facts["name"], facts[column], strict=True),
        *zip(whole["spelling"], whole[column], strict=True),
    ]
    table = pd.DataFrame(pairs, columns=["name", "party"], dtype="str").drop_duplicates()
    return table.assign(kind=kind)


def _groups(published: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Published groups, then zones, UN subregions and regions whose name is not taken yet."""
    tables = [published[["group_id", "title", "country", "direction"]]]
    taken = set(published["group_id"])
    for column, word in (("zone", "zone"), ("subregion", "UN M49"), ("region", "UN M49")):
        names = countries[column]
        ids = names.str.lower().str.replace(r"[^a-z0-9]+", "-", regex=True)
        titles = names.str.replace("-", " ").str.title() + f" ({word})"
        rows = pd.DataFrame({"group_id": ids, "title": titles, "country": countries["country"], "direction": ""})
        rows = rows[(ids != "") & ~ids.isin(taken)]
        taken |= set(rows["group_id"])
        tables.append(rows)
    return pd.concat(tables, ignore_index=True)


def _listed(companies: pd.DataFrame) -> pd.DataFrame:
    """Owners and suppliers on lists, a row each: ``list, party, kind``."""
    rows = [
        (row.list, party, kind)
        for row in companies.itertuples()
        for kind, cell in (("owners", row.owner_ids), ("suppliers", row.supplier_id))
        for party in filter(None, cell.split(";"))
    ]
    return pd.DataFrame(rows, columns=["list", "party", "kind"], dtype="str").drop_duplicates(ignore_index=True)


def _fold(name: str) -> str:
    """What is compared: letters and digits, in lower case."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _group_keys(groups: pd.DataFrame) -> dict[str, str]:
    """Folded name -> id of a group; ids before titles."""
    unique = groups.drop_duplicates("group_id")
    ids = list(unique["group_id"])
    keys = {_fold(re.sub(r"\(.*|:.*", "", title)): name for name, title in zip(ids, unique["title"], strict=True)}
    keys |= {short: name for short, name in _ALIASES.items() if name in ids}
    return keys | {_fold(name): name for name in ids}


def _find(parties: Parties, facts: pd.DataFrame, kind: str, name: str, by: By) -> tuple[str, ...]:
    key = _fold(name)
    names = parties.names[parties.names["kind"] == kind]
    known = {"party": names["name"], "parent": facts["parent"], "list": parties.listed["list"].drop_duplicates()}
    hits: dict[str, set[str]] = {
        "party": set(names.loc[names["name"].map(_fold) == key, "party"]),
        "parent": set(facts.index[(facts["parent"].map(_fold) == key) | (facts["parent_id"].map(_fold) == key)]),
        "list": set(parties.listed.loc[_on_list(parties.listed, key, kind), "party"]),
    }
    if by in {"country", "parent-country"}:
        return _sitting(facts, country_codes(parties, name), by)
    if by != "any":
        return _one_of(hits[by], by, name, known[by])
    company, place = hits["party"] | hits["parent"] or hits["list"], _is_place(parties, name)
    if company and place:
        message = (
            f"Found {name!r}, which is {_told(company)} and also a country or group of states. "
            "Expected one or the other: say by='party', 'parent', 'country' or 'parent-country'."
        )
        raise InputError(message)
    if place:
        codes = country_codes(parties, name)
        return tuple(sorted({*_sitting(facts, codes, "country"), *_sitting(facts, codes, "parent-country")}))
    places = [*parties.countries.index, *parties.groups["group_id"]]
    return _one_of(company, kind.rstrip("s"), name, [name for names in known.values() for name in names] + places)


def _on_list(listed: pd.DataFrame, key: str, kind: str) -> pd.Series:
    return (listed["list"].map(_fold) == key) & (listed["kind"] == kind)


def _sitting(facts: pd.DataFrame, codes: Iterable[str], by: str) -> tuple[str, ...]:
    column = "country" if by == "country" else "parent_country"
    return tuple(sorted(facts.index[facts[column].isin(list(codes))]))


def _is_place(parties: Parties, name: str) -> bool:
    try:
        country_codes(parties, name)
    except InputError:
        return False
    return True


def _one_of(found: set[str], what: str, name: str, known: Iterable[str]) -> tuple[str, ...]:
    if not found:
        raise unknown_name(what, name, [text for text in known if text])
    return tuple(sorted(found))


def _told(ids: set[str]) -> str:
    return " or ".join(sorted(ids)[:3])


def _theirs(table: pd.DataFrame, column: str, ids: tuple[str, ...], *, every: bool) -> tuple[str, ...]:
    meant = table["party"].isin(ids)
    chosen = set(table.loc[meant, column])
    if every:
        chosen -= set(table.loc[~meant, column])
    return tuple(sorted(chosen))
