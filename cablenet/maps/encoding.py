"""Lines as short text: the differences of rounded coordinates, five bits a letter.

The scheme is that of the well-known encoded polyline (zigzag, then groups of five bits, low group
first), with an alphabet of letters, digits, ``-`` and ``_`` so that neither JSON nor HTML has to
escape anything. A vertex of a laid cable takes about four letters instead of about fourteen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["DECIMALS", "decode_line", "encode_line"]

DECIMALS: Final = 3
"""Decimals of a degree that are kept: 0.001 degree is 111 m, less than a pixel at every zoom of the map."""

ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_VALUE: Final = {letter: value for value, letter in enumerate(ALPHABET)}


def encode_line(coordinates: npt.ArrayLike) -> str:
    """Write a line of shape ``(n, 2)``, in degrees, as text; points that round to the last one are left out.

    >>> encode_line([(0.0, 0.0), (0.001, -0.001)])
    'AACB'
    """
    grid = np.rint(np.asarray(coordinates, dtype=float)[:, :2] * 10**DECIMALS).astype(np.int64)
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    moved = np.any(steps != 0, axis=1)
    moved[0] = True
    numbers: npt.NDArray[np.int64] = steps[moved].ravel()
    zigzag = np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)
    return "".join(_letters(int(number)) for number in zigzag)


def decode_line(text: str) -> npt.NDArray[np.float64]:
    """Read a line written by :func:`encode_line`; shape ``(n, 2)``, in degrees.

    >>> decode_line("AACB").tolist()
    [[0.0, 0.0], [0.001, -0.001]]
    """
    numbers: list[int] = []
    number = shift = 0
    for letter in text:
        value = _VALUE[letter]
        number |= (value & 31) << shift
        shift += 5
        if value < 32:
            numbers.append(-((number + 1) >> 1) if number & 1 else number >> 1)
            number = shift = 0
    grid = np.cumsum(np.array(numbers, dtype=np.int64).reshape(-1, 2), axis=0)
    return grid.astype(np.float64) / 10**DECIMALS


def _letters(number: int) -> str:
    """One unsigned number, low five bits first; the sixth bit says that more follow."""
    out = ""
    while number > 31:
        out += ALPHABET[32 | (number & 31)]
        number >>= 5
    return out + ALPHABET[number]
