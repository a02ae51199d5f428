"""Colours for classes: perceptually even, in the same order for every eye, dark where the value is high.

Taken from branca, which folium needs anyhow: viridis, magma, inferno and plasma (S. van der Walt and N. Smith 2015,
CC0), and the schemes of ColorBrewer (C. A. Brewer, M. Harrower and The Pennsylvania State University, Apache-2.0;
doi:10.1179/000870403235002042). The ground is pale, so the four run from pale to dark here and without their palest end.
"""

from __future__ import annotations

from typing import Final

from cablenet.errors import InputError, unknown_name

__all__ = ["COUNTRIES", "GAINS", "LINKS", "ONE_WIDTH_PX", "WIDTHS_PX", "hues", "signed_hues"]

PARTS: Final = {
    "viridis": (0.8, 0.0),
    "magma": (0.82, 0.08),
    "inferno": (0.82, 0.08),
    "plasma": (0.84, 0.0),
    "YlOrBr_09": (0.04, 0.6),
}
"""The part of a scheme that is used, from the low value to the high one. Others are used whole."""

LINKS: Final = "viridis"

GAINS: Final = "PuOr_11_r"
"""Of signed values: losses violet, gains orange (ColorBrewer marks it as safe for colour-blind readers)."""

COUNTRIES: Final = "YlOrBr_09"
"""Pale, so that lines stand out from the shaded land."""

WIDTHS_PX: Final = (0.8, 1.2, 1.8, 2.7, 4.1, 6.2)
"""Widths of the classes of width, in CSS pixels at the world view: each about half as wide again as the last."""

ONE_WIDTH_PX: Final = (2.2,)
"""Where all values are the same."""


def hues(name: str | tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return ``count`` colours as ``#rrggbb``, for the low values first.

    ``name`` is a scheme of ``branca.colormap.linear`` (``viridis``, ``PuOr_11``), turned round by ``_r`` at its end,
    or the colours themselves.

    Raises:
        InputError: if colours are given and are not as many as the classes, or are no ``#rrggbb``.
        UnknownNameError: if there is no such scheme.
    """
    if not isinstance(name, str):
        return _given(name, count)
    from branca.colormap import linear

    plain = name.removesuffix("_r")
    if not hasattr(linear, plain) or plain.startswith("_"):
        raise unknown_name("palette", name, [known for known in dir(linear) if not known.startswith("_")])
    scheme = getattr(linear, plain).scale(0.0, 1.0)
    low, high = PARTS.get(plain, (0.0, 1.0))
    if name != plain:
        low, high = high, low
    steps = [low + (high - low) * (step / (count - 1) if count > 1 else 1.0) for step in range(count)]
    return tuple(str(scheme.rgb_hex_str(step))[:7] for step in steps)


def signed_hues(name: str | tuple[str, ...], count: int, middle: str) -> tuple[str, ...]:
    """Colours for losses and gains: the two ends of a scheme without its pale middle, for which ``middle`` stands.

    Raises:
        InputError, UnknownNameError: as :func:`hues`.
    """
    if not isinstance(name, str) or count < 2:
        return hues(name, count)
    side = (count - 1) // 2
    fine = hues(name, 3 * side)
    return (*fine[:side], middle, *fine[-side:])


def _given(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Colours of the caller's, checked: they go into the page."""
    bad = [one for one in colours if len(one) != 7 or one[0] != "#" or set(one[1:].lower()) - set("0123456789abcdef")]
    if bad or len(colours) != count:
        found = f"{bad[0]!r}" if bad else f"{len(colours)} colours"
        raise InputError(f"Found {found} as palette, expected {count} colours like '#440154', one a class.")
    return tuple(one.lower() for one in colours)
