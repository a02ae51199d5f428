"""What a reader found in a source, before it is wired: systems, stations and lines, and notes on what was done to them."""

from __future__ import annotations

import hashlib
import re
import reprlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from cablenet.errors import InputError
from cablenet.network.io.bounds import MOST_LINE_VERTICES, MOST_VERTICES, refuse

if TYPE_CHECKING:
    from collections.abc import Container

    from shapely.geometry.base import BaseGeometry

__all__ = [
    "COLUMNS",
    "DECIMALS",
    "Given",
    "ImportOptions",
    "Line",
    "Note",
    "Station",
    "clean",
    "identifier",
    "lines_of",
    "number_text",
    "own_identifier",
]

DECIMALS = 4
"""Coordinates are rounded to so many decimals of a degree, about 11 m: vertices nearer than that are one."""

COLUMNS = (
    "id",
    "name",
    "status",
    "rfs",
    "length",
    "owners",
    "suppliers",
    "fibre_pairs",
    "capacity",
    "point_id",
    "point_name",
    "country",
)
"""What a column of a table of lines or points may be said to hold."""

MOST_KM = 500.0
"""Largest tolerance that still means *the same place*."""

MOST_LONGITUDE = 360.0
"""Longitudes may run so far, for lines that are drawn on beyond the antimeridian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What a format leaves open, said once.

    ``snap_km``
        A line's end this near to a station is at that station (km).
    ``join_km``
        A loose end this near to another line of its system joins it there (km); 0 joins common vertices only.
    ``loose_ends``
        What stays loose becomes a branching ``unit`` with nothing behind it, or a ``station``.
    ``crs``
        Coordinate reference system of a file that does not say, e.g. ``EPSG:4326``.
    ``columns``
        Which column holds what, e.g. ``{"name": "CABLE"}``; the keys are those of ``COLUMNS``.
    ``layers``
        Layers of the file that are meant; none means all, where that is unambiguous.
    ``points``
        A file of stations, where the lines come without.
    ``country``
        ISO 3166-1 alpha-2 code of points that do not say theirs, or ``map``: that of the nearest country on the map.
    ``status``, ``kind``
        Status of lines that do not say (``in-service``), and whether they run at ``sea`` or over ``land``.
    ``simplify_km``
        Lines are simplified to this tolerance (km); 0 leaves them as they are.
    ``source``, ``confidence``
        Written in each row. Without a source it is the name of the file; nothing is known of it, so confidence is low.

    Raises:
        InputError: if one of them cannot be.
    """

    snap_km: float = 5.0
    join_km: float = 0.0
    loose_ends: str = "unit"
    crs: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    points: Path | None = None
    country: str = ""
    status: str = "in-service"
    kind: str = ""
    simplify_km: float = 0.0
    source: str = ""
    confidence: str = "low"

    def __post_init__(self) -> None:
        choices = {
            "loose_ends": ("unit", "station"),
            "status": ("in-service", "under-construction", "planned", "retired", "cancelled"),
            "kind": ("", "sea", "land"),
            "confidence": ("low", "medium", "high"),
        }
        wrong = [
            f"{name}={getattr(self, name)!r}, expected one of {', '.join(filter(None, known))}"
            for name, known in choices.items()
            if getattr(self, name) not in known
        ]
        wrong += [
            f"{name}={getattr(self, name)!r}, expected kilometres from 0 to {MOST_KM:g}"
            for name in ("snap_km", "join_km", "simplify_km")
            if not 0.0 <= getattr(self, name) <= MOST_KM
        ]
        wrong += [f"column {name!r}, expected {', '.join(COLUMNS)}" for name in self.columns if name not in COLUMNS]
        if self.country and self.country != "map" and not re.fullmatch("[A-Z]{2}", self.country):
            wrong.append(f"country={self.country!r}, expected a code such as FR, or 'map'")
        if wrong:
            message = f"Found {'; '.join(wrong)}."
            raise InputError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A landing station as the source has it; ``country`` is an ISO 3166-1 alpha-2 code."""

    name: str
    country: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One drawn line of a system, within or beyond +-180; ``own`` are cells of its segments, ``a`` and ``b`` known ends."""

    system: str
    shape: shapely.LineString
    kind: str = "sea"
    own: tuple[tuple[str, str], ...] = ()
    length_km: float | None = None
    a: str = ""
    b: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that was done, or could not be done, on the way in; ``km`` is how far something was moved or is away."""

    what: str
    system: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    km: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Everything a reader found.

    ``systems`` holds cells of ``facts/systems.csv`` by system id; ``landings`` the stations of a system where the
    source lists them; ``units`` the places of branching units that it names, by system and name.
    """

    systems: dict[str, dict[str, str]]
    stations: dict[str, Station]
    lines: list[Line]
    landings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def clean(value: Any) -> str:  # noqa: ANN401 - whatever a source holds
    r"""Text of a value on one line: without control characters and lone surrogates, spaces folded. Markup stays text.

    >>> clean("a\tb<i>\x00 c"), clean(None), clean(3.0)
    ('a b<i> c', '', '3')
    """
    if value is None or value is False or (isinstance(value, float) and not np.isfinite(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = reprlib.repr(value) if isinstance(value, dict | list) else str(value)
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in text[:100_000])
    return " ".join(kept.split())


def number_text(value: float, digits: int = DECIMALS) -> str:
    """Shortest text of a number with at most so many decimals.

    >>> number_text(12.5), number_text(-0.00001), number_text(3.0)
    ('12.5', '0', '3')
    """
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def identifier(text: str) -> str:
    """Short name in lower case, letters, digits and hyphens; a text without any becomes its hash.

    >>> identifier("Côte d'Azur (2)"), identifier("海底").startswith("x-")
    ('cote-d-azur-2', True)
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].rstrip("-")
    return slug or "x-" + hashlib.sha256(text.encode()).hexdigest()[:10]


def own_identifier(text: str, taken: Container[str]) -> str:
    """Identifier that nobody has yet: the next free number is added where it is taken."""
    first = name = identifier(text)
    number = 2
    while name in taken:
        name, number = f"{first}-{number}", number + 1
    return name


def lines_of(
    shape: BaseGeometry, options: ImportOptions, *, file: str, row: int | None = None
) -> list[shapely.LineString]:
    """The lines of a shape in degrees, flat, finite, in range, simplified if that is asked for.

    Raises:
        DataError: if a coordinate is no degree, or a line has more vertices than are taken.
    """
    parts = [
        part for part in shapely.get_parts(shapely.force_2d(shape)) if part.geom_type in {"LineString", "LinearRing"}
    ]
    out = []
    for part in parts:
        coords = shapely.get_coordinates(part)
        if not in_degrees(coords):
            raise not_in_degrees(coords, file, row)
        if options.simplify_km:
            coords = shapely.get_coordinates(shapely.simplify(part, options.simplify_km / 111.2))
        if len(coords) > MOST_LINE_VERTICES:
            expected = f"at most {MOST_LINE_VERTICES:,}; simplify it on the way in with --simplify-km 0.1"
            raise refuse(file, f"a line of {len(coords):,} vertices", expected, row=row)
        out.append(shapely.LineString(coords))
    return out


def in_degrees(coords: np.ndarray[Any, np.dtype[np.float64]]) -> bool:
    """Whether all coordinates are finite longitudes and latitudes."""
    return bool(
        np.isfinite(coords).all()
        and (np.abs(coords[:, 0]) <= MOST_LONGITUDE).all()
        and (np.abs(coords[:, 1]) <= 90.0).all()
    )


def not_in_degrees(coords: np.ndarray[Any, np.dtype[np.float64]], file: str, row: int | None) -> Exception:
    """Build (not raise) the error for coordinates that are no degrees."""
    with np.errstate(invalid="ignore"):
        bad = ~np.isfinite(coords).all(axis=1) | (np.abs(coords[:, 0]) > MOST_LONGITUDE) | (np.abs(coords[:, 1]) > 90.0)
    first = coords[bad][0]
    expected = "longitude and latitude in degrees; if it is projected, say how with --crs, e.g. --crs EPSG:3857"
    return refuse(file, f"the coordinate {first[0]:g}, {first[1]:g}", expected, row=row, column="geometry")


def check_total(lines: list[Line], file: str) -> None:
    """Hold the vertices of all lines together to the bound.

    Raises:
        DataError: if there are more.
    """
    total = int(sum(shapely.get_num_coordinates(line.shape) for line in lines))
    if total > MOST_VERTICES:
        raise refuse(file, f"{total:,} vertices", f"at most {MOST_VERTICES:,}; give --simplify-km 0.1")
