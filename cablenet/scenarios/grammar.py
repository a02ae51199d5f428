"""Scenarios in one word, for the command line: ``luzon``, ``country:EG``, ``disc:120.5,21.6,260@0.5``, ``storm:S1#7``.

A word may also name a file: one of cuts (``two_straits.toml``) or one with a polygon (``area.geojson``).
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from cablenet.errors import InputError, UnknownNameError, unknown_name
from cablenet.scenarios.cuts import chokepoint, segment, system
from cablenet.scenarios.footprints import AREA_FILES, read_area
from cablenet.scenarios.kinds import KINDS, check_kind
from cablenet.scenarios.library import incident, incidents
from cablenet.scenarios.model import milder
from cablenet.scenarios.ranges import LAT, LON, SEED, SURVIVAL, WIDTH_KM, shown
from cablenet.scenarios.written import read_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.network.model import Network
    from cablenet.scenarios.kinds import Field, Kind
    from cablenet.scenarios.model import Scenario
    from cablenet.scenarios.ranges import Range

__all__ = ["parse"]

_MARKS = re.compile(r"""(?:[@#][^@#/\\(){}"]*)+$""")
"""``@0.5`` and ``#7`` at the end; within a path, a polygon or quotes the signs mean nothing."""

_MARK: dict[str, tuple[str, Range]] = {"@": ("survival", SURVIVAL), "#": ("seed", SEED)}


def parse(net: Network, text: str, *, read: Callable[[str], str] | None = None) -> Scenario:
    """Scenario that a word of the command line means.

    A bare name is the id of a chokepoint, a system, a link or an incident, in this order, or else the full name of a chokepoint
    or system, in capitals or not. Anything else is ``kind:values`` with the kinds and values of
    :func:`cablenet.scenarios.kind_table`. ``@0.5`` behind it leaves half, ``#7`` draws with seed 7 where chance plays a part.

    ``read`` gives the text of a file by its name; with it a word may also be a file of cuts (``.toml``, see
    :func:`read_scenario`), or of a polygon, with or without ``polygon:`` before it.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if a value is missing, too many, or not of its kind.
        GeometryError: if a polygon is not valid.
        DataError: if a file of cuts is not as it should be, with every fault.

    >>> import cablenet
    >>> parse(cablenet.load(), "country:EG@0.5").title
    'Egypt (landings)'
    """
    body, marks = _split(text)
    ending = PurePath(body).suffix.lower() if read is not None else ""
    head, colon, rest = body.partition(":")
    if ending in AREA_FILES and not (colon and head in KINDS):
        head, colon, rest = "polygon", ":", body
    if colon and head in KINDS:
        kind = KINDS[head]
        if "seed" in marks and all(field.name != "seed" for field in kind.fields):
            message = f"Found a seed in {shown(text)}, expected none: nothing in a {kind.name} is left to chance."
            raise InputError(message)
        if read is not None and head == "polygon" and ending in AREA_FILES:
            return kind.make(net, {"area": read_area(read(rest.strip()), file=rest.strip()), **marks})
        return kind.make(net, _values(kind, rest, text) | marks)
    if "seed" in marks:
        where = "its parts have seeds of their own" if ending == ".toml" else "nothing here is left to chance"
        message = f"Found a seed in {shown(text)}, expected none: {where}."
        raise InputError(message)
    survival = marks.get("survival", 0.0)
    if read is not None and ending == ".toml":
        folder = PurePath(body).parent
        whole = read_scenario(net, read(body), file=body, read=lambda inner: read(str(folder / inner)))
        return milder(whole, survival) if survival else whole
    return _bare(net, body, survival)


def _split(text: str) -> tuple[str, dict[str, Any]]:
    """A word without its marks, and their values."""
    text = text.strip()
    found = _MARKS.search(text)
    if found is None:
        return text, {}
    marks: dict[str, Any] = {}
    for sign, value in re.findall(r"([@#])([^@#]*)", found[0]):
        name, within = _MARK[sign]
        if name in marks:
            message = f"Found {found[0]!r} in {shown(text)}, expected one @share and one #seed at most."
            raise InputError(message)
        marks[name] = _number(value.strip(), name, within, text)
    return text[: found.start()].strip(), marks


def _bare(net: Network, name: str, survival: float) -> Scenario:
    known = incidents().index
    by_id = (
        (net.chokepoints.index, chokepoint),
        (net.systems.index, system),
        (net.links.index, segment),
        (known, incident),
    )
    for ids, make in by_id:
        if name in ids:
            return make(net, name, survival=survival)
    head, colon, _ = name.partition(":")
    if colon and head not in net.systems.index and head != "land":
        check_kind(head)
    if colon:
        return segment(net, name, survival=survival)
    for make in (chokepoint, system):
        with suppress(UnknownNameError):
            return make(net, name, survival=survival)
    raise unknown_name("chokepoint, system or incident", name, [*net.chokepoints.index, *net.systems.index, *known])


def _values(kind: Kind, rest: str, text: str) -> dict[str, Any]:
    """Values by field of what stands after ``kind:``."""
    parts = [rest.strip()] if len(kind.words) == 1 else [part.strip() for part in rest.split(",")]
    if kind.words[-1] == "track":
        if len(parts) < 5 or len(parts) % 2 == 0:
            raise _wrong(kind, text)
        width, *places = parts
        lons = [_number(part, "lon", LON, text) for part in places[::2]]
        lats = [_number(part, "lat", LAT, text) for part in places[1::2]]
        track = [list(pair) for pair in zip(lons, lats, strict=True)]
        return {"width_km": _number(width, "width_km", WIDTH_KM, text), "track": track}
    least = sum(kind.field(word).required for word in kind.words)
    if not least <= len(parts) <= len(kind.words) or not all(parts):
        raise _wrong(kind, text)
    fields = [kind.field(word) for word in kind.words[: len(parts)]]
    return {field.name: _value(field, part, text) for field, part in zip(fields, parts, strict=True)}


def _value(field: Field, part: str, text: str) -> object:
    if field.within is not None:
        return _number(part, field.name, field.within, text)
    value = next((choice for choice in field.choices if choice.casefold() == part.casefold()), part)
    if not field.fits(value):
        message = f"Found {field.name} {part!r} in {shown(text)}, expected {field.expected}."
        raise InputError(message)
    return value


def _number(part: str, name: str, within: Range, text: str) -> float:
    """Number that a part of a word means."""
    try:
        value = int(part) if within.whole else float(part)
    except ValueError:
        value = math.nan
    if not within.holds(value):
        message = f"Found {name} {part!r} in {shown(text)}, expected {within.expected}."
        raise InputError(message)
    return value


def _wrong(kind: Kind, text: str) -> InputError:
    wanted = ",".join(kind.words)
    return InputError(f"Found {shown(text)}, expected {kind.name}:{wanted} such as {kind.example}.")
