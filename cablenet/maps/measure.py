"""A quantity on the map: numbers by id, and how they are told: unit, classes, colours."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cablenet.errors import InputError, unknown_name
from cablenet.maps.palette import ONE_WIDTH_PX, WIDTHS_PX, hues, signed_hues
from cablenet.maps.style import stroke
from cablenet.maps.text import clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

__all__ = ["Measure", "as_measure", "cells", "scale", "widths"]

MOST_CLASSES: Final = 9
HEAVY_TAIL: Final = 8.0
"""Where the largest value is this many times the median, classes grow by the steps 1, 3, 10, 30 instead of evenly."""

ENDLESS: Final = "inf"
"""How an infinite value is written in the page: JSON has no number for it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """Numbers by id, with what a reader of the map must know of them.

    ``series`` holds numbers by ``link_id`` or country code; absent and NaN mean that nothing is known. ``title`` and
    ``unit`` stand in the legend; the unit ``%`` shows shares from 0 to 1 as per cent. ``breaks`` part the classes, each
    class holding its lower end; without them they are round numbers that suit the values. ``palette`` is a scheme of
    branca or the colours themselves, low to high (left out: viridis for links). ``none_below`` sets apart values up to it, e.g. 0 for links that
    nobody uses. ``top`` is a word for the highest class, e.g. full. ``signed`` says that the sign tells a gain from a loss or, of a width, which way the flow runs: positive
    from ``a`` to ``b``.
    """

    series: pd.Series
    title: str = ""
    unit: str = ""
    breaks: tuple[float, ...] = ()
    palette: str | tuple[str, ...] = ""
    none_below: float | None = None
    top: str = ""
    signed: bool = False


FULL: Final[dict[str, Any]] = {"none_below": 0.0, "top": "full"}

KNOWN: Final[dict[str, dict[str, Any]]] = {
    "utilisation": {"title": "Utilisation", "unit": "%", "breaks": (0.25, 0.5, 0.75, 0.9, 0.995), **FULL},
    "loss": {"title": "Traffic lost", "unit": "%", "breaks": (0.01, 0.05, 0.2, 0.5), "none_below": 0.0},
    "availability": {"title": "Availability", "unit": "%", "palette": "viridis_r"},
    "dependence": {"title": "Dependence", "unit": "%", "breaks": (0.1, 0.25, 0.5, 0.75), "none_below": 0.0},
    "betweenness": {"title": "Betweenness", "none_below": 0.0},
    "flow_tbps": {"title": "Traffic", "unit": "Tbps", "none_below": 0.0},
    "capacity_tbps": {"title": "Design capacity", "unit": "Tbps"},
    "rtt_ms": {"title": "Round trip", "unit": "ms"},
    "length_km": {"title": "Length", "unit": "km"},
}
"""What a Series of this name is taken to be."""

UNITS: Final = {"tbps": "Tbps", "ms": "ms", "km": "km", "years": "years", "days": "days", "pct": "%"}
"""Units that a name may end with (style: the unit is in the name)."""


def as_measure(given: pd.Series | Measure) -> Measure:
    """A Series as a measure; its name says title and unit."""
    if isinstance(given, Measure):
        return given
    name = clip(given.name) or "value"
    if name in KNOWN:
        return Measure(series=given, **KNOWN[name])
    words, _, last = name.rpartition("_")
    unit = UNITS.get(last, "") if words else ""
    return Measure(series=given, title=(words if unit else name).replace("_", " ").capitalize(), unit=unit)


def cells(measure: Measure, known: Sequence[str], what: str) -> list[float | str | None]:
    """The numbers in the order of ``known`` ids, to four digits; None where nothing is known.

    Raises:
        InputError: if an id is listed twice or a value is no number.
        UnknownNameError: if an id is not known.
    """
    values = measure.series
    if not values.index.is_unique:
        twice = sorted(str(one) for one in values.index[values.index.duplicated()].unique())
        raise InputError(
            f"Found {len(twice)} {what} ids listed twice in {measure.title or 'the values'}, e.g. {twice[:3]}. Expected "
            "each once: join them first, as in values.groupby(level=0).max()."
        )
    places = {one: place for place, one in enumerate(known)}
    row: list[float | str | None] = [None] * len(places)
    short: dict[float, float | str | None] = {}  # a map has many links, and few different numbers
    for one, value in zip(map(str, values.index.to_numpy(dtype=object)), values.tolist(), strict=True):
        if one not in places:
            raise unknown_name(what, one, places)
        try:
            found = float(value)
        except (TypeError, ValueError) as error:
            raise InputError(f"Found {clip(value, 40)!r} for {clip(one, 60)!r}, expected a number or NaN.") from error
        if found not in short:
            short[found] = _short(found)
        row[places[one]] = short[found]
    return row


def _short(value: float) -> float | str | None:
    """A number to four digits, whole ones without a point."""
    if math.isnan(value):
        return None
    if math.isinf(value):
        return ENDLESS if value > 0 else f"-{ENDLESS}"
    short = float(f"{value:.4g}")
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def scale(measure: Measure, rows: Iterable[Sequence[float | str | None]], palette: str) -> dict[str, Any]:
    """The legend of a measure for the page, with classes that suit all ``rows`` that it colours; ``palette`` if it has none.

    Keys: ``title, unit, factor, breaks, colours, none`` (values up to it are set apart), ``signed``.
    """
    breaks = _breaks(measure, [cell for row in rows for cell in row if isinstance(cell, float | int)])
    chosen, count = measure.palette or palette, len(breaks) + 1
    colours = signed_hues(chosen, count, stroke("intact").colour) if measure.signed else hues(chosen, count)
    return {**_told(measure, breaks), "colours": colours}


def widths(measure: Measure, rows: Iterable[Sequence[float | str | None]]) -> dict[str, Any]:
    """The legend of a width: as :func:`scale`, with ``widths`` in pixels in place of colours."""
    numbers = [abs(cell) for row in rows for cell in row if isinstance(cell, float | int)]
    breaks = _breaks(replace(measure, signed=False), numbers)[-(len(WIDTHS_PX) - 1) :]
    return {**_told(measure, breaks), "widths": WIDTHS_PX[: len(breaks) + 1] if breaks else ONE_WIDTH_PX}


def _told(measure: Measure, breaks: tuple[float, ...]) -> dict[str, Any]:
    percent = measure.unit == "%"
    return {
        "title": clip(measure.title, 120),
        "unit": clip(measure.unit, 30),
        "factor": 100 if percent else 1,
        "breaks": breaks,
        "none": measure.none_below,
        "top": clip(measure.top, 40),
        "signed": measure.signed,
    }


def _breaks(measure: Measure, numbers: list[float | int]) -> tuple[float, ...]:
    """The caller's breaks, or round ones.

    Raises:
        InputError: if the caller's do not rise, or are too many.
    """
    given = tuple(float(one) for one in measure.breaks)
    if given:
        if list(given) != sorted(set(given)) or not all(map(math.isfinite, given)) or len(given) >= MOST_CLASSES:
            raise InputError(f"Found breaks {given}, expected up to {MOST_CLASSES - 1} finite numbers that rise.")
        if measure.signed and given != tuple(-one for one in reversed(given)):
            raise InputError(f"Found breaks {given} of a signed measure, expected the same below and above 0.")
        return given
    if measure.signed:
        steps = _round_breaks([0, *(abs(one) for one in numbers)], 5)
        return (*(-one for one in reversed(steps)), *steps)
    least = -math.inf if measure.none_below is None else measure.none_below
    return _round_breaks([one for one in numbers if one > least], 6)


def _round_breaks(numbers: list[float | int], classes: int) -> tuple[float, ...]:
    """Up to ``classes - 1`` round numbers between the least and the greatest: even steps, or 1, 3, 10, 30 for a long tail."""
    if not numbers:
        return ()
    low, high = min(numbers), max(numbers)
    middle = sorted(numbers)[len(numbers) // 2]
    if low == high:
        return ()
    if low >= 0 and high > HEAVY_TAIL * max(middle, 1e-12):
        top = math.floor(math.log10(high))
        ladder = [float(f"{step * 10.0**power:.6g}") for power in range(top - 4, top + 1) for step in (1, 3)]
        return tuple(one for one in ladder if low < one < high)[1 - classes :]
    rough = (high - low) / classes
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough)
    first = math.floor(low / step) + 1
    found = {float(f"{step * (first + at):.6g}") for at in range(classes)}
    return tuple(one for one in sorted(found) if low < one < high)
