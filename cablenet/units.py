"""Physical constants and the few conversions between them.

The functions do plain arithmetic and import nothing, so they take a float, an array or a table
column alike and give back the same kind of thing. Rule numbers refer to ``docs/conventions.md``.
"""

from __future__ import annotations

from typing import Protocol, Self, TypeVar

__all__ = [
    "EARTH_RADIUS_KM",
    "FIBRE_GROUP_INDEX",
    "FIBRE_KM_PER_MS",
    "LIGHT_KM_S",
    "length_km_of_rtt",
    "one_way_ms",
    "rtt_ms",
]

LIGHT_KM_S = 299_792.458
"""Speed of light in vacuum, km/s (exact: it defines the metre, BIPM SI Brochure 2019)."""

FIBRE_GROUP_INDEX = 1.468
"""Group index of silica single-mode fibre near 1550 nm (typical data-sheet value, ITU-T G.652)."""

FIBRE_KM_PER_MS = LIGHT_KM_S / FIBRE_GROUP_INDEX / 1000.0
"""Distance light travels in fibre in a millisecond, km: about 204."""

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, km (IUGG R1). For estimates; lengths are measured on WGS84."""


class Scalable(Protocol):
    """Anything that a float multiplies into the same kind of thing: a float, an array, a column."""

    def __mul__(self, factor: float, /) -> Self: ...


Quantity = TypeVar("Quantity", bound=Scalable)
"""A length or a time, one or many."""


def one_way_ms(length_km: Quantity) -> Quantity:
    """Delay of light through ``length_km`` of fibre, one way, in milliseconds (rule 3.2).

    Propagation only: terminals, amplifiers and routers add well under a millisecond each.

    >>> round(one_way_ms(1000.0), 3)
    4.897
    """
    return length_km * (1.0 / FIBRE_KM_PER_MS)


def rtt_ms(length_km: Quantity) -> Quantity:
    """Round-trip time over ``length_km`` of fibre, in milliseconds: twice the one-way delay.

    >>> round(rtt_ms(1000.0), 3)
    9.793
    >>> rtt_ms(float("inf"))
    inf
    """
    return length_km * (2.0 / FIBRE_KM_PER_MS)


def length_km_of_rtt(rtt: Quantity) -> Quantity:
    """Length of fibre, in km, that light runs there and back in ``rtt`` milliseconds.

    >>> round(length_km_of_rtt(rtt_ms(9500.0)), 6)
    9500.0
    """
    return rtt * (FIBRE_KM_PER_MS / 2.0)
