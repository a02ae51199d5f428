"""Numbers that scenarios take, each with its range: declared once, for functions, words and files alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cablenet.errors import InputError

__all__ = ["DAYS", "DEPTH_KM", "LAT", "LON", "MAGNITUDE", "RADIUS_KM", "SEED", "SPACING_KM", "SURVIVAL", "WIDTH_KM", "Range", "shown"]  # fmt: skip

SHOWN = 80
"""Longest value that an error repeats in full."""

_NUMBERS = (int, float, np.integer, np.floating)


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``least`` to ``most``, both included unless ``above``: then the least is not. ``expected`` says so.

    >>> SURVIVAL.holds(0.5), SURVIVAL.holds(True), RADIUS_KM.holds(0.0)
    (True, False, False)
    """

    expected: str
    least: float
    most: float
    above: bool = False
    whole: bool = False

    def holds(self, value: object) -> bool:
        """Whether ``value`` is a number of the range; a truth value or not-a-number is none."""
        if isinstance(value, bool) or not isinstance(value, (int, np.integer) if self.whole else _NUMBERS):
            return False
        return bool(self.least <= value <= self.most and not (self.above and value == self.least))

    def check(self, name: str, value: object) -> None:
        """Refuse a value that is not of the range.

        Raises:
            InputError: with its name, and what is expected.
        """
        if not self.holds(value):
            message = f"Found {name}={shown(value)}, expected {self.expected}."
            raise InputError(message)


SURVIVAL = Range("a share from 0 (cut) to 1 (untouched)", 0.0, 1.0)
LON = Range("degrees of longitude from -180 to 180 (to 360 either way over the antimeridian)", -360.0, 360.0)
LAT = Range("degrees of latitude from -90 to 90 (longitude stands first)", -90.0, 90.0)
# Beyond a quarter of the way round the world a disc or strip is no local event.
RADIUS_KM = Range("a radius above 0 and up to 10,000 km", 0.0, 10_000.0, above=True)
WIDTH_KM = Range("a width above 0 and up to 10,000 km", 0.0, 10_000.0, above=True)
MAGNITUDE = Range("a magnitude from 4 to 9.5", 4.0, 9.5)
DEPTH_KM = Range("a depth from 0 to 700 km", 0.0, 700.0)
SPACING_KM = Range("a distance between repeaters from 1 to 20,000 km, such as 50 to 150", 1.0, 20_000.0)
DAYS = Range("a time from 0 to 100,000 days", 0.0, 100_000.0)
SEED = Range("a whole number from 0 to 2^64 - 1", 0, 2**64 - 1, whole=True)


def shown(value: object) -> str:
    """A value as an error repeats it, cut off where it is long."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # thousands of digits, or as many brackets
        return f"a {type(value).__name__} too long to repeat"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
