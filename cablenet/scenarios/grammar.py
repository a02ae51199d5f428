"""Scenarios in one word, for the command line: ``luzon``, ``country:EG``, ``disc:120.5,21.6,260@0.5``, ``storm:S1#7``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cablenet.errors import InputError, unknown_name
from cablenet.scenarios.cuts import chokepoint, segment, system
from cablenet.scenarios.kinds import KINDS, check_kind
from cablenet.scenarios.library import incident, incidents

if TYPE_CHECKING:
    from cablenet.network.model import Network
    from cablenet.scenarios.kinds import Field, Kind
    from cablenet.scenarios.model import Scenario

__all__ = ["parse"]

_TAIL = re.compile(r"(?P<body>.*?)(?:@(?P<survival>[-+0-9.eE]+))?(?:#(?P<seed>[0-9]+))?", re.DOTALL)


def parse(net: Network, text: str) -> Scenario:
    """Scenario that a word of the command line means.

    A bare name is the id of a chokepoint, a system, a link or an incident, in this order, or else the full name of a chokepoint
    or system, in capitals or not. Anything else is ``kind:values`` with the kinds and values of
    :func:`cablenet.scenarios.kind_table`. ``@0.5`` behind it leaves half, ``#7`` draws with seed 7 where chance plays a part.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if a value is missing, too many, or not of its kind.
        GeometryError: if a polygon is not valid.

    >>> import cablenet
    >>> parse(cablenet.load(), "country:EG@0.5").title
    'Egypt (landings)'
    """
    match = _TAIL.fullmatch(text.strip())
    body = match["body"] if match else text
    extra: dict[str, Any] = {}
    if match and match["survival"] is not None:
        extra["survival"] = _number(match["survival"], "survival", text)
    if match and match["seed"] is not None:
        extra["seed"] = int(match["seed"])
    head, colon, rest = body.partition(":")
    if colon and head in KINDS:
        kind = check_kind(head)
        return kind.make(net, _values(kind, rest, text) | _allowed(kind, extra, text))
    if "seed" in extra:
        message = f"Found a seed in {text!r}, expected none: nothing here is left to chance."
        raise InputError(message)
    return _bare(net, body, extra.get("survival", 0.0))


def _bare(net: Network, name: str, survival: float) -> Scenario:
    if name in net.chokepoints.index:
        return chokepoint(net, name, survival=survival)
    if name in net.systems.index:
        return system(net, name, survival=survival)
    if name in net.links.index:
        return segment(net, name, survival=survival)
    known = set(incidents().index)
    if name in known:
        return incident(net, name, survival=survival)
    head, colon, _ = name.partition(":")
    if colon and head not in net.systems.index and head != "land":
        check_kind(head)
    if colon:
        return segment(net, name, survival=survival)
    for titles, make in ((net.chokepoints["name"], chokepoint), (net.systems["name"], system)):
        titled = titles.index[titles.str.casefold() == name.casefold()]
        if len(titled) == 1:
            return make(net, str(titled[0]), survival=survival)
    raise unknown_name("chokepoint, system or incident", name, [*net.chokepoints.index, *net.systems.index, *known])


def _values(kind: Kind, rest: str, text: str) -> dict[str, Any]:
    """Values by field of what stands after ``kind:``."""
    parts = [rest.strip()] if len(kind.words) == 1 else [part.strip() for part in rest.split(",")]
    if kind.words[-1] == "track":
        numbers = [_number(part, "track", text) for part in parts]
        if len(numbers) < 5 or len(numbers) % 2 == 0:
            raise _wrong(kind, text)
        pairs = zip(numbers[1::2], numbers[2::2], strict=True)
        return {"width_km": numbers[0], "track": [list(pair) for pair in pairs]}
    least = sum(kind.field(word).required for word in kind.words)
    if not least <= len(parts) <= len(kind.words) or not all(parts):
        raise _wrong(kind, text)
    fields = [kind.field(word) for word in kind.words[: len(parts)]]
    return {field.name: _value(field, part, text) for field, part in zip(fields, parts, strict=True)}


def _value(field: Field, part: str, text: str) -> object:
    value: object = _number(part, field.name, text) if field.type == "number" else part
    if not field.fits(value):
        message = f"Found {field.name} {part!r} in {text!r}, expected {field.expected}."
        raise InputError(message)
    return value


def _allowed(kind: Kind, extra: dict[str, Any], text: str) -> dict[str, Any]:
    if "seed" in extra and all(field.name != "seed" for field in kind.fields):
        message = f"Found a seed in {text!r}, expected none: nothing in a {kind.name} is left to chance."
        raise InputError(message)
    return extra


def _number(part: str, name: str, text: str) -> float:
    try:
        return float(part)
    except ValueError:
        message = f"Found {name} {part!r} in {text!r}, expected a number."
        raise InputError(message) from None


def _wrong(kind: Kind, text: str) -> InputError:
    wanted = ",".join(kind.words)
    return InputError(f"Found {text!r}, expected {kind.name}:{wanted} such as {kind.example}.")
