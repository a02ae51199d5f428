"""Demand of your own: pairs of places with Tbps, from a table, a dictionary, a square matrix or a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.demand.entries import country_entries
from cablenet.demand.masses import country_masses
from cablenet.demand.model import Demand
from cablenet.demand.naming import members_of
from cablenet.errors import MEND_FILE, DataError, Fault, InputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cablenet.network.model import Network

__all__ = ["from_pairs", "read_pairs"]

MEND_PAIRS = "Mend the pairs and hand them in again."
"""What to do about faults in pairs that come from no file."""


def from_pairs(net: Network, pairs: pd.DataFrame | Mapping[tuple[str, str], float], *, shown: str = "pairs") -> Demand:
    """Demand of your own, in Tbps between places.

    ``pairs`` is a table ``a, b, tbps`` (with ``low_tbps, high_tbps`` if you like), a dictionary ``{(a, b): tbps}``, or a
    square table whose rows and columns are the same places. A place is whatever
    :func:`cablenet.network.find_place` takes: a country, a city, a station, or a group of countries. What a group
    exchanges is shared over its members, pair by pair, in proportion to the product of their gravity masses
    (:func:`cablenet.demand.masses.country_masses`).

    Demand has no direction: where a pair is given in both, the larger counts. A country that the network does not
    reach on its date is kept, and counts as not served. Without an interval of its own a pair is taken as certain.

    Raises:
        DataError: with every fault by row (the first pair is row 1) and column: a place that is not known or is the
            other one too, Tbps that are negative or no number, a low figure above the high one, a pair given twice.
        InputError: if ``pairs`` is none of these, or a group is named and the countries have no masses.
    """
    return _demand(net, _listed(pairs), shown, mend=MEND_PAIRS)


def read_pairs(net: Network, path: Path) -> Demand:
    """Demand from a CSV file with the columns of ``schema/demand_pairs.json``; rows are numbered as an editor does.

    Raises:
        DataError: as :func:`from_pairs`, with the name of the file.
    """
    table = catalog.load_file("demand_pairs", path)
    rows = [
        _Row(row=int(index) + 2, a=row["a"], b=row["b"], tbps=row["tbps"], low=row["low_tbps"], high=row["high_tbps"])
        for index, row in table.iterrows()
    ]
    return _demand(net, rows, path.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One pair as it was given."""

    row: int
    a: Any
    b: Any
    tbps: Any
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """One pair understood: the places that each end means, and low, central and high Tbps."""

    row: int
    a: tuple[str, ...]
    b: tuple[str, ...]
    tbps: tuple[float, float, float]


def _listed(pairs: pd.DataFrame | Mapping[tuple[str, str], float]) -> list[_Row]:
    """Rows of whatever was given."""
    if isinstance(pairs, pd.DataFrame):
        if {"a", "b", "tbps"} <= set(pairs.columns):
            return [
                _Row(row=row, a=it["a"], b=it["b"], tbps=it["tbps"], low=it.get("low_tbps"), high=it.get("high_tbps"))
                for row, it in enumerate(pairs.to_dict("records"), start=1)
            ]
        if len(pairs) and sorted(map(str, pairs.index)) == sorted(map(str, pairs.columns)):
            return list(_square(pairs))
        message = (
            f"Found a table with the columns {', '.join(map(str, list(pairs.columns)[:6]))}; expected a, b and tbps, "
            "or a square table whose rows and columns are the same places."
        )
        raise InputError(message)
    if not hasattr(pairs, "items") or not all(isinstance(key, tuple) and len(key) == 2 for key in pairs):
        message = f"Found {type(pairs).__name__}, expected a table or a dictionary {{(a, b): tbps}}."
        raise InputError(message)
    return [_Row(row=row, a=a, b=b, tbps=tbps) for row, ((a, b), tbps) in enumerate(pairs.items(), start=1)]


def _square(matrix: pd.DataFrame) -> Iterable[_Row]:
    """Cells of a square matrix by the row they stand in; an empty or zero diagonal is passed over."""
    cells = matrix.to_numpy(dtype=object)
    for i, a in enumerate(matrix.index):
        for j, b in enumerate(matrix.columns):
            if str(a) != str(b) or not (pd.isna(cells[i, j]) or cells[i, j] == 0):
                yield _Row(row=i + 1, a=a, b=b, tbps=cells[i, j])


def _demand(net: Network, rows: Iterable[_Row], file: str, *, mend: str = MEND_FILE) -> Demand:
    faults: list[Fault] = []
    known: dict[str, tuple[str, ...]] = {}
    understood = [pair for row in rows if (pair := _understood(net, row, file, known, faults)) is not None]
    single = _undirected(understood, file, faults)
    flows = {} if faults else _flows(net, single, file, faults)
    if faults:
        raise DataError(faults, mend=mend)
    table = pd.DataFrame(
        [(a, b, central, low, high) for (a, b), (low, central, high) in sorted(flows.items())],
        columns=["a", "b", "tbps", "low_tbps", "high_tbps"],
    ).astype({"a": "str", "b": "str", **dict.fromkeys(["tbps", "low_tbps", "high_tbps"], "float64")})
    places = sorted({*table["a"], *table["b"]})
    nodes = [name for name in places if name not in net.countries.index]
    own = pd.DataFrame({"place": nodes, "node_id": nodes, "share": np.ones(len(nodes))})
    own = own.astype({"place": "str", "node_id": "str"})
    entries = pd.concat([country_entries(net, set(places) - set(nodes)), own])
    entries = entries.sort_values(["place", "node_id"], ignore_index=True)
    return Demand(pairs=table, entries=entries, note=f"{len(single)} given")


def _understood(
    net: Network, row: _Row, file: str, known: dict[str, tuple[str, ...]], faults: list[Fault]
) -> _Pair | None:
    """The pair that a row means, or None and its faults."""
    before = len(faults)
    ends = [_end(net, name, known, faults, (file, row.row, column)) for column, name in (("a", row.a), ("b", row.b))]
    central = _number(row.tbps, faults, (file, row.row, "tbps"))
    low = central if _empty(row.low) else _number(row.low, faults, (file, row.row, "low_tbps"))
    high = central if _empty(row.high) else _number(row.high, faults, (file, row.row, "high_tbps"))
    if len(faults) == before:
        if ends[0] == ends[1]:
            faults.append(Fault(file=file, row=row.row, column="b", found=str(row.b), expected="a place other than a"))
        if not low <= central <= high:
            found = f"{low:g}, {central:g}, {high:g}"
            faults.append(Fault(file=file, row=row.row, column="tbps", found=found, expected="low <= central <= high"))
    if len(faults) > before:
        return None
    return _Pair(row=row.row, a=ends[0], b=ends[1], tbps=(low, central, high))


def _end(
    net: Network, name: object, known: dict[str, tuple[str, ...]], faults: list[Fault], where: tuple[str, int, str]
) -> tuple[str, ...]:
    """Places that a name means."""
    text = str(name)
    if text not in known:
        try:
            known[text] = members_of(net, text)
        except UnknownNameError as error:
            near = ", ".join(error.nearest[:3])
            expected = "a country, group, city or station" + (f", e.g. {near}" if near else "")
            faults.append(Fault(file=where[0], row=where[1], column=where[2], found=text[:80], expected=expected))
            return ()
    return known[text]


def _empty(value: object) -> bool:
    return value is None or value is pd.NA or value == "" or (isinstance(value, float) and np.isnan(value))


def _number(value: object, faults: list[Fault], where: tuple[str, int, str]) -> float:
    """Tbps as a number, or a fault."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = np.nan
    if not (np.isfinite(number) and number >= 0) or isinstance(value, bool):
        expected = "a number of Tbps, 0 or more"
        faults.append(Fault(file=where[0], row=where[1], column=where[2], found=str(value)[:80], expected=expected))
    return number


def _undirected(pairs: Iterable[_Pair], file: str, faults: list[Fault]) -> list[_Pair]:
    """One row for each pair of names: the larger of the two directions, and a fault for one given twice."""
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], _Pair] = {}
    for pair in pairs:
        if (pair.a, pair.b) in seen:
            first = seen[pair.a, pair.b].row
            found = f"{_told(pair.a)} - {_told(pair.b)} again"
            faults.append(Fault(file=file, row=pair.row, found=found, expected=f"it once, as in row {first}"))
        else:
            seen[pair.a, pair.b] = pair
    return [
        pair
        for (a, b), pair in seen.items()
        if (b, a) not in seen or (pair.tbps[1], a < b) > (seen[b, a].tbps[1], b < a)
    ]


def _flows(
    net: Network, pairs: Iterable[_Pair], file: str, faults: list[Fault]
) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Tbps of each pair of single places; groups shared over their members."""
    out: dict[tuple[str, str], tuple[float, float, float]] = {}
    owner: dict[tuple[str, str], int] = {}
    masses: dict[str, float] = {}
    for pair in pairs:
        if len(pair.a) + len(pair.b) > 2 and not masses:
            masses = country_masses(net)["mass"].to_dict()
        shares = _shares(pair, masses)
        if not shares:
            found, expected = (
                f"{_told(pair.a)} - {_told(pair.b)}",
                "members with Internet users, other than one another",
            )
            faults.append(Fault(file=file, row=pair.row, found=found, expected=expected))
        for key, share in shares.items():
            if key in out:
                found, expected = f"{key[0]} - {key[1]}", f"it once; row {owner[key]} has it too"
                faults.append(Fault(file=file, row=pair.row, found=found, expected=expected))
            out[key], owner[key] = (share * pair.tbps[0], share * pair.tbps[1], share * pair.tbps[2]), pair.row
    return out


def _shares(pair: _Pair, masses: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Share of each pair of members in what two places exchange: the product of their masses over the sum of all."""
    if len(pair.a) == len(pair.b) == 1:
        return {(min(pair.a[0], pair.b[0]), max(pair.a[0], pair.b[0])): 1.0}
    weights = {
        (min(a, b), max(a, b)): (masses.get(a, 0.0) if len(pair.a) > 1 else 1.0)
        * (masses.get(b, 0.0) if len(pair.b) > 1 else 1.0)
        for a in pair.a
        for b in pair.b
        if a != b
    }
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items() if weight > 0}


def _told(places: tuple[str, ...]) -> str:
    return places[0] if len(places) == 1 else f"{len(places)} countries"
