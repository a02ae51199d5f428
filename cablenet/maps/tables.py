"""The network as small tables for the page: every text once, every link a row of numbers.

A page of 4,500 separate folium objects would weigh 20 MB; the same facts as rows that point into
one table of texts weigh about 1 MB. Texts are cleaned and shortened here (:mod:`cablenet.maps.text`)
and shown by the page as text only, never as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cablenet.errors import InputError, unknown_name
from cablenet.maps.encoding import DECIMALS, encode_line, encode_lines, points_of
from cablenet.maps.style import ROLES, link_role
from cablenet.maps.text import clip, number

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.network import Network

__all__ = [
    "LINK_FIELDS",
    "NODE_FIELDS",
    "SYSTEM_FIELDS",
    "Texts",
    "check_survival",
    "lines_of",
    "link_rows",
    "node_rows",
    "rings_of",
    "system_rows",
]

OWNERS_CHARS: Final = 400
SOURCE_CHARS: Final = 600
NOTE_CHARS: Final = 600

SYSTEM_FIELDS: Final = (
    "name",
    "status",
    "rfs",
    "owners",
    "suppliers",
    "length",
    "pairs",
    "design",
    "source",
    "confidence",
    "note",
)
"""What a system's row holds, in order; the page reads the rows by these names."""

NODE_FIELDS: Final = ("name", "kind", "country", "lon", "lat", "used")

LINK_FIELDS: Final = (
    "id",
    "system",
    "name",
    "a",
    "b",
    "role",
    "kind",
    "status",
    "share",
    "rfs",
    "length",
    "basis",
    "rtt",
    "capacity",
    "low",
    "high",
    "capacityBasis",
    "source",
    "line",
)


class Texts:
    """A table of texts, each held once and named by its number; number 0 is the empty text."""

    def __init__(self) -> None:
        self.rows: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}
        self._given: dict[tuple[str, int], int] = {}

    def add(self, value: object, limit: int = 160) -> int:
        """Return the number of a text, cleaned and shortened; one that was given before is known as it was."""
        given = (value, limit) if isinstance(value, str) else None
        if given in self._given:
            return self._given[given]
        text = clip(value, limit)
        found = self._numbers.setdefault(text, len(self.rows))
        if found == len(self.rows):
            self.rows.append(text)
        if given is not None:
            self._given[given] = found
        return found


def check_survival(survival: pd.Series, known: pd.Index) -> dict[str, float]:
    """Return the surviving share of each listed link.

    Raises:
        InputError: if a link is listed twice, or a share is no number in [0, 1].
        UnknownNameError: if a link is not in the network.
    """
    if not survival.index.is_unique:
        twice = sorted(str(link) for link in survival.index[survival.index.duplicated()].unique())
        raise InputError(
            f"Found {len(twice)} link ids listed twice in survival, e.g. {twice[:3]}. Expected each "
            "once: take the least share of each, as in survival.groupby(level=0).min()."
        )
    strange = survival.index.difference(known)
    if len(strange):
        raise unknown_name("link", str(strange[0]), [str(link) for link in known])
    shares = np.asarray(survival, dtype=float)
    bad = ~((shares >= 0) & (shares <= 1))
    if bad.any():
        first = survival.index[bad][0]
        raise InputError(
            f"Found {int(bad.sum())} surviving shares outside [0, 1], first {shares[bad][0]!r} for {first!r}. "
            "Expected shares of the capacity before: 0 is cut, 1 is whole."
        )
    return {str(link): float(share) for link, share in zip(survival.index, shares, strict=True)}


def system_rows(systems: pd.DataFrame, texts: Texts) -> list[list[Any]]:
    """One row of ``SYSTEM_FIELDS`` for each system, in the table's order; lengths in km, capacity in Tbps."""
    cell = _Cells(systems)
    return [
        [
            texts.add(cell("name", row) or system),
            texts.add(cell("status", row)),
            number(cell("rfs_year", row)),
            texts.add(_listed(cell("owners", row)), OWNERS_CHARS),
            texts.add(_listed(cell("suppliers", row))),
            number(cell("length_km", row)),
            number(cell("fibre_pairs", row)),
            number(cell("design_capacity_tbps", row), 1),
            texts.add(cell("source", row), SOURCE_CHARS),
            texts.add(cell("confidence", row)),
            texts.add(cell("note", row), NOTE_CHARS),
        ]
        for row, system in enumerate(systems.index)
    ]


def node_rows(nodes: pd.DataFrame, used: Mapping[str, int], texts: Texts) -> list[list[Any]]:
    """One row of ``NODE_FIELDS`` for each node; ``used`` counts the links that end there."""
    cell = _Cells(nodes)
    return [
        [
            texts.add(cell("name", row) or node),
            texts.add(cell("kind", row)),
            texts.add(cell("country", row)),
            number(cell("lon", row), DECIMALS),
            number(cell("lat", row), DECIMALS),
            used.get(str(node), 0),
        ]
        for row, node in enumerate(nodes.index)
    ]


def link_rows(net: Network, shares: Mapping[str, float], texts: Texts) -> list[list[Any]]:
    """One row of ``LINK_FIELDS`` for each link, in the table's order; lengths in km, capacity in Tbps."""
    cell = _Cells(net.links)
    systems = {str(system): row for row, system in enumerate(net.systems.index)}
    nodes = {str(node): row for row, node in enumerate(net.nodes.index)}
    rows = []
    lines = lines_of(net.links)
    for row, (link, line) in enumerate(zip(lines, encode_lines(list(lines.values())), strict=True)):
        share = shares.get(link, 1.0)
        kind, status = str(cell("kind", row)), str(cell("status", row))
        rows.append(
            [
                texts.add(link),
                systems.get(str(cell("system", row)), -1),
                texts.add(cell("name", row)),
                nodes.get(str(cell("a", row)), -1),
                nodes.get(str(cell("b", row)), -1),
                ROLES.index(link_role(kind=kind, status=status, survival=share)),
                texts.add(kind),
                texts.add(status),
                number(share, 3),
                number(cell("rfs_year", row)),
                number(cell("length_km", row)),
                texts.add(cell("length_basis", row)),
                number(cell("rtt_ms", row), 1),
                number(cell("capacity_tbps", row), 1),
                number(cell("capacity_low_tbps", row), 1),
                number(cell("capacity_high_tbps", row), 1),
                texts.add(cell("capacity_basis", row)),
                texts.add(cell("source", row), SOURCE_CHARS),
                line,
            ]
        )
    return rows


def lines_of(links: pd.DataFrame) -> dict[str, npt.NDArray[np.float64]]:
    """The line of each link, shape ``(n, 2)``, continuous, in degrees; one point where there is none.

    Raises:
        InputError: if a link's geometry is no line.
    """
    import shapely

    shapes, names = links["geometry"].to_numpy(dtype=object), [str(link) for link in links.index]
    is_line = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    wrong = [name for name, right in zip(names, is_line, strict=True) if not right]
    if wrong:
        raise InputError(
            f"Found {len(wrong)} links whose geometry is no LineString, e.g. {wrong[:3]}. Expected one continuous "
            "line each, with longitudes that may run beyond 180: join a split line with geo.antimeridian.join."
        )
    return dict(zip(names, points_of(shapes), strict=True))


def rings_of(geometry: BaseGeometry) -> list[str]:
    """The encoded rings, outer ones and holes alike, of a polygon or multipolygon.

    Raises:
        InputError: if it is anything else, or empty.
    """
    from shapely import MultiPolygon, Polygon

    if geometry.is_empty or not isinstance(geometry, Polygon | MultiPolygon):
        raise InputError(
            f"Found an area that is {'empty' if geometry.is_empty else 'a ' + geometry.geom_type}. Expected a "
            "Polygon or MultiPolygon in degrees: buffer a line or a point first."
        )
    parts = [geometry] if isinstance(geometry, Polygon) else list(geometry.geoms)
    return [encode_line(np.asarray(ring.coords)) for part in parts for ring in (part.exterior, *part.interiors)]


class _Cells:
    """The cells of a table by column name and row number; an absent column holds nothing."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._cells: dict[Hashable, list[Any]] = {
            name: table[name].tolist() for name in table.columns if name != "geometry"
        }

    def __call__(self, name: str, row: int) -> Any:  # noqa: ANN401 -- a cell may hold anything
        cells = self._cells.get(name)
        return None if cells is None else cells[row]


def _listed(names: Iterable[object] | str | float | None) -> str:
    """Names that are joined by ``;`` or held in a list, for reading; an absent cell gives nothing."""
    if names is None or isinstance(names, float):
        return ""
    names = names.split(";") if isinstance(names, str) else [str(name) for name in names]
    return ", ".join(name.strip() for name in names if name.strip())
