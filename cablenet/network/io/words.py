"""Words of the sources turned into cells of ours: dates, lengths, statuses, lists and countries."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from cablenet import catalog
from cablenet.network.io.given import clean, number_text

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.network.io.given import Station

__all__ = ["Countries", "length_cell", "list_cell", "number_cell", "rfs_cells", "status_cell"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_STATUSES = {
    "in-service": ("in service", "active", "operational", "live", "existing", "lit", "rfs"),
    "under-construction": ("under construction", "construction", "underconstruction", "being built"),
    "planned": ("planned", "proposed", "future", "announced"),
    "retired": ("retired", "decommissioned", "inactive", "out of service", "disused", "abandoned", "dismantled"),
    "cancelled": ("cancelled", "canceled"),
}
_BY_WORD = {word: status for status, words in _STATUSES.items() for word in (status.replace("-", " "), *words)}

NEAREST_COUNTRY_DEGREES = 0.5
"""A point farther than this from every country of the map belongs to none (about 50 km)."""


def status_cell(value: object) -> str:
    """Status of ours for a word of theirs; empty where it is not known.

    >>> status_cell("Under_Construction"), status_cell("Operational"), status_cell("?")
    ('under-construction', 'in-service', '')
    """
    return _BY_WORD.get(re.sub(r"[\s_-]+", " ", clean(value).casefold()).strip(), "")


def rfs_cells(value: object) -> tuple[str, str]:
    """Year and month of ready for service, each empty where the text does not say; a quarter is no month.

    >>> rfs_cells("2019 March"), rfs_cells("Q3 2026"), rfs_cells("2001-07-30"), rfs_cells("n.a.")
    (('2019', '3'), ('2026', ''), ('2001', '7'), ('', ''))
    """
    text = clean(value).casefold()
    year = re.search(r"(?<!\d)(18[5-9]\d|19\d\d|20[0-5]\d)(?!\d)", text)
    if year is None:
        return "", ""
    named = [number for number, month in enumerate(_MONTHS, start=1) if re.search(rf"(?<![a-z]){month}", text)]
    numbered = re.fullmatch(r"(\d{4})-(\d{2})(?:-\d{2}.*)?", text)
    if numbered and 1 <= int(numbered[2]) <= 12:
        named = [int(numbered[2])]
    return year[0], str(named[0]) if len(named) == 1 else ""


def length_cell(value: object) -> str:
    """Kilometres of a text such as ``12,000 km``; empty where there is none, or it could be read in two ways.

    >>> length_cell("12,000 km"), length_cell(850), length_cell("12.000 km"), length_cell("n.a.")
    ('12000', '850', '', '')
    """
    text = clean(value).casefold().removesuffix("km").removesuffix("kilometres").strip()
    if re.fullmatch(r"\d{1,3}\.\d{3}", text) and isinstance(value, str):
        return ""
    plain = re.sub(r"(?<=\d)[,\s](?=\d{3}(\D|$))", "", text)
    return number_cell(plain, low=1.0, high=60_000.0)


def number_cell(value: object, *, low: float, high: float) -> str:
    """A number within bounds as text, else nothing.

    >>> number_cell("8", low=0, high=300), number_cell("many", low=0, high=300)
    ('8', '')
    """
    text = clean(value)
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,12})?", text):
        return ""
    return number_text(float(text)) if low <= float(text) <= high else ""


def list_cell(value: object) -> str:
    """A list separated by commas or semicolons as a cell of ours, each name once.

    >>> list_cell("Orange, Telxius,Orange")
    'Orange;Telxius'
    """
    parts = value if isinstance(value, list) else re.split(r"[;,]", clean(value))
    names = [clean(part).replace(";", ",") for part in parts]
    return ";".join(dict.fromkeys(filter(None, names)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """Country codes by every name the built-in data know, and by place on the map."""

    codes: dict[str, str]
    table: pd.DataFrame

    @classmethod
    @cache
    def read(cls) -> Countries:
        """From the built-in countries, and the last part of the names of the built-in stations where it is one country's."""
        table = catalog.load_table("countries")
        stations = catalog.load_table("stations")
        found: dict[str, set[str]] = defaultdict(set)
        for name, code in zip(stations["name"], stations["country"], strict=True):
            found[name.rpartition(", ")[2].casefold()].add(code)
        codes = {name: next(iter(of)) for name, of in found.items() if len(of) == 1}
        for row in table.itertuples():
            codes |= {str(key).casefold(): str(row.country) for key in (row.name, row.iso3, row.country) if key}
        return cls(codes=codes, table=table)

    def code(self, text: object) -> str:
        """ISO 3166-1 alpha-2 code of a code or name, else nothing."""
        return self.codes.get(clean(text).casefold(), "")

    def on_the_map(self, stations: dict[str, Station]) -> dict[str, str]:
        """Code of the country of Natural Earth (1:50m) nearest to each station, where one is within half a degree."""
        import geopandas as gpd

        from cablenet._datafiles import data_file

        states = gpd.read_file(data_file("reference/countries-50m.json"), layer="countries")
        code = dict(zip(self.table["iso_numeric"], self.table["country"], strict=True))
        known = states[states["id"].isin(set(code) - {""})]
        names = list(stations)
        points = shapely.points([[stations[name].lon, stations[name].lat] for name in names])
        tree = shapely.STRtree(known.geometry.to_numpy())
        point, state = tree.query_nearest(points, max_distance=NEAREST_COUNTRY_DEGREES, all_matches=False)
        owners = known["id"].map(code).to_numpy(dtype=object)
        return {names[int(i)]: str(owners[int(j)]) for i, j in zip(np.asarray(point), np.asarray(state), strict=True)}
