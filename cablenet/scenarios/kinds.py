"""Every kind of scenario by name, with its fields: what the command line and scenario files are read by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from cablenet.errors import InputError
from cablenet.scenarios import cuts, earthquakes, footprints, library, ranges, rates, storms, whose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cablenet.network.model import Network
    from cablenet.scenarios.model import Scenario
    from cablenet.scenarios.ranges import Range

__all__ = ["KINDS", "Field", "Kind", "kind_table"]

FieldType = Literal["text", "number", "truth", "texts", "points"]

_EXPECTED: dict[str, str] = {
    "text": "a text in quotes",
    "truth": "true or false",
    "points": "a list of two places or more, longitude (-180 to 180) first, e.g. [[120.5, 21.6], [121.0, 22.0]]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a kind of scenario asks for.

    ``choices`` are the only values, or items of a list, where there are any; a number lies ``within`` a range.
    """

    name: str
    type: FieldType = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    within: Range | None = None

    @property
    def expected(self) -> str:
        """What must stand there, in words."""
        if self.within is not None:
            return self.within.expected
        if self.type == "texts":
            return f'a list such as ["{self.choices[0]}"], each one of {", ".join(self.choices)}'
        return f"one of {', '.join(self.choices)}" if self.choices else _EXPECTED[self.type]

    def fits(self, value: object) -> bool:
        """Whether a value of a scenario file may stand there."""
        if self.within is not None:
            return self.within.holds(value)
        if self.type == "truth":
            return isinstance(value, bool)
        if self.type == "text":
            return isinstance(value, str) and bool(value) and (not self.choices or value in self.choices)
        if not isinstance(value, list) or not value:
            return False
        if self.type == "texts":
            return all(item in self.choices for item in value)
        return len(value) > 1 and all(_is_point(item) for item in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of scenario: a line about it, how it is written on the command line, its fields and what makes it.

    ``words`` are the fields that stand after ``kind:`` on the command line, in order, separated by commas; a kind with one
    word takes the whole text.
    """

    name: str
    line: str
    example: str
    words: tuple[str, ...]
    fields: tuple[Field, ...]
    make: Callable[[Network, Mapping[str, Any]], Scenario]

    def field(self, name: str) -> Field:
        """Field of this name."""
        return next(field for field in self.fields if field.name == name)


def kind_table() -> pd.DataFrame:
    """Every kind: ``kind, example, what`` in one line each."""
    rows = [(kind.name, kind.example, kind.line) for kind in KINDS.values()]
    return pd.DataFrame(rows, columns=["kind", "example", "what"])


def _is_point(item: object) -> bool:
    return isinstance(item, list) and len(item) == 2 and ranges.LON.holds(item[0]) and ranges.LAT.holds(item[1])


def _text(name: str, *choices: str, required: bool = False) -> Field:
    return Field(name=name, required=required, choices=choices)


def _number(name: str, within: Range, *, required: bool = False) -> Field:
    return Field(name=name, type="number", required=required, within=within)


_NAME = _text("name", required=True)
_SURVIVAL = _number("survival", ranges.SURVIVAL)
_SEED = _number("seed", ranges.SEED)
_PLACE = (_number("lon", ranges.LON, required=True), _number("lat", ranges.LAT, required=True))
_HOW = Field(name="how", type="texts", choices=("lands", "territorial", "exclusive", "overland"))
_PARTY = (_NAME, _text("by", "any", "party", "parent", "country", "parent-country", "list"), Field(name="every", type="truth"))  # fmt: skip


def _named(make: Callable[..., Scenario]) -> Callable[[Network, Mapping[str, Any]], Scenario]:
    """Call ``make`` with the name, and the other values by name."""

    def made(net: Network, values: Mapping[str, Any]) -> Scenario:
        rest = {key: value for key, value in values.items() if key != "name"}
        return make(net, values["name"], **rest)

    return made


def _touching(*how: str) -> Callable[[Network, Mapping[str, Any]], Scenario]:
    def made(net: Network, values: Mapping[str, Any]) -> Scenario:
        rest = {key: value for key, value in values.items() if key != "name"}
        return whose.country(net, values["name"], **({"how": how} | rest))

    return made


def _from_parent_country(make: Callable[..., Scenario]) -> Callable[[Network, Mapping[str, Any]], Scenario]:
    def made(net: Network, values: Mapping[str, Any]) -> Scenario:
        return _named(make)(net, {"by": "parent-country", **values})

    return made


def _polygon(net: Network, values: Mapping[str, Any]) -> Scenario:
    area = values["area"]  # a text, or the shape where a file was read for it
    rest = {key: value for key, value in values.items() if key != "area"}
    return cuts.polygon(net, footprints.read_area(area) if isinstance(area, str) else area, **rest)


def _disc(net: Network, values: Mapping[str, Any]) -> Scenario:
    rest = {key: value for key, value in values.items() if key not in {"lon", "lat", "radius_km"}}
    name = f"{values['radius_km']:g} km around {values['lat']:g}, {values['lon']:g}"
    return footprints.disc(net, values["lon"], values["lat"], values["radius_km"], **({"name": name} | rest))


def _anchor(net: Network, values: Mapping[str, Any]) -> Scenario:
    track = [(float(lon), float(lat)) for lon, lat in values["track"]]
    return footprints.anchor_drag(net, track, **{key: value for key, value in values.items() if key != "track"})


def _quake(net: Network, values: Mapping[str, Any]) -> Scenario:
    rest = {key: value for key, value in values.items() if key not in {"magnitude", "lon", "lat"}}
    return earthquakes.earthquake(net, values["magnitude"], (values["lon"], values["lat"]), **rest)


def _storm(net: Network, values: Mapping[str, Any]) -> Scenario:
    return storms.storm(net, **values)


def _faults(net: Network, values: Mapping[str, Any]) -> Scenario:
    return rates.faults(net, **values)


def _kind(
    name: str,
    line: str,
    example: str,
    fields: tuple[Field, ...],
    make: Callable[[Network, Mapping[str, Any]], Scenario],
    *,
    words: tuple[str, ...] = ("name",),
) -> Kind:
    return Kind(name=name, line=line, example=example, words=words, fields=(*fields, _SURVIVAL), make=make)


_ALL = (
    _kind("chokepoint", "every link that crosses a named passage", "chokepoint:luzon", (_NAME,), _named(cuts.chokepoint)),
    _kind("system", "every segment of a cable system", "system:seamewe-5", (_NAME,), _named(cuts.system)),
    _kind("segment", "one link by its id", "segment:seamewe-5:12", (_NAME,), _named(cuts.segment)),
    _kind("station", "every link that ends at a landing station", "station:fangshan-taiwan", (_NAME,), _named(cuts.station)),
    _kind("country", "every segment that lands in a country or group of states", "country:EG", (_NAME, _HOW, Field(name="territories", type="truth")), _touching("lands")),
    _kind("waters", "every segment that runs through a country's territorial sea or economic zone", "waters:YE", (_NAME, Field(name="territories", type="truth")), _touching("territorial", "exclusive")),
    _kind("overland", "every link over a country's land", "overland:IR", (_NAME, Field(name="territories", type="truth")), _touching("overland")),
    _kind("owner", "every system in which an owner, its parent or a listed company has a share", "owner:meta", _PARTY, _named(whose.owner)),
    _kind("owner-country", "every system with an owner that is controlled from a country", "owner-country:CN", _PARTY, _from_parent_country(whose.owner)),
    _kind("supplier", "every system that a supplier took part in making", "supplier:hmn-technologies", _PARTY, _named(whose.supplier)),
    _kind("supplier-country", "every system with a supplier that is controlled from a country", "supplier-country:CN", _PARTY, _from_parent_country(whose.supplier)),
    _kind("polygon", "every link that crosses a polygon: WKT, GeoJSON or a GeoJSON file", "polygon:POLYGON ((40 12, 44 12, 44 15, 40 12))", (_text("area", required=True), _text("name")), _polygon, words=("area",)),
    _kind("disc", "every link within a radius of a place", "disc:120.5,21.6,260", (*_PLACE, _number("radius_km", ranges.RADIUS_KM, required=True), _text("name")), _disc, words=("lon", "lat", "radius_km")),
    _kind("anchor", "every segment within half a width of a dragged anchor's track", "anchor:3,24.3,59.6,25.6,59.9", (Field(name="track", type="points", required=True), _number("width_km", ranges.WIDTH_KM), _text("name")), _anchor, words=("width_km", "track")),
    _kind("quake", "an earthquake: chance of a break from published attenuation and damage relations", "quake:7.0,120.5,21.6,10", (_number("magnitude", ranges.MAGNITUDE, required=True), *_PLACE, _number("depth_km", ranges.DEPTH_KM), _SEED), _quake, words=("magnitude", "lon", "lat", "depth_km")),
    _kind("storm", "a solar superstorm: chance of failure by landing latitude and repeaters", "storm:S1,150", (_text("state", "S1", "S2", required=True), _number("spacing_km", ranges.SPACING_KM), _text("finding"), _SEED), _storm, words=("state", "spacing_km", "finding")),
    _kind("zone", "every segment through a published zone of war risk", "zone:black-sea", (_NAME,), _named(footprints.conflict_zone)),
    _kind("incident", "what a dated incident cut", "incident:hengchun-2006", (_NAME,), _named(library.incident)),
    _kind("faults", "random faults of some days by length and class of depth", "faults:365", (_number("days", ranges.DAYS, required=True), _text("level", "low", "central", "high"), _SEED), _faults, words=("days", "level")),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""By name, in the order in which they are told."""


def check_kind(name: str) -> Kind:
    """Kind of this name.

    Raises:
        InputError: with every kind there is.
    """
    if name not in KINDS:
        message = f"Found kind {name!r}, expected one of {', '.join(KINDS)}."
        raise InputError(message)
    return KINDS[name]
