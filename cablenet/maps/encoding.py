"""Lines as short text: the differences of rounded coordinates, five bits a letter.

The scheme is that of the well-known encoded polyline (zigzag, then groups of five bits, low group
first), with an alphabet of letters, digits, ``-`` and ``_`` so that neither JSON nor HTML has to
escape anything. A vertex of a laid cable takes about four letters instead of about fourteen.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["DECIMALS", "decode_line", "encode_line", "encode_lines", "points_of"]

DECIMALS: Final = 3
"""Decimals of a degree that are kept: 0.001 degree is 111 m, less than a pixel at every zoom of the map."""

ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_LETTERS: Final = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)

_VALUE: Final = {letter: value for value, letter in enumerate(ALPHABET)}


def encode_line(coordinates: npt.ArrayLike) -> str:
    """Write a line of shape ``(n, 2)``, in degrees, as text; points that round to the last one are left out.

    >>> encode_line([(0.0, 0.0), (0.001, -0.001)])
    'AACB'
    """
    return encode_lines([np.asarray(coordinates, dtype=float)])[0]


def encode_lines(lines: Sequence[npt.NDArray[np.float64]]) -> list[str]:
    """Write many lines, each of at least one point, as :func:`encode_line` does: one pass over all points."""
    if not lines:
        return []
    start = np.cumsum([0, *map(len, lines[:-1])])
    grid = np.rint(np.concatenate([line[:, :2] for line in lines]) * 10**DECIMALS).astype(np.int64)
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    steps[start] = grid[start]
    moved = np.any(steps != 0, axis=1)
    moved[start] = True
    numbers: npt.NDArray[np.int64] = steps[moved].ravel()
    letters, count = _letters(np.where(numbers < 0, -2 * numbers - 1, 2 * numbers))
    of_point = np.zeros(len(grid), dtype=np.int64)
    of_point[moved] = count.reshape(-1, 2).sum(axis=1)
    ends = np.cumsum(np.add.reduceat(of_point, start)).tolist()
    return [letters[first:last] for first, last in pairwise([0, *ends])]


def points_of(lines: npt.NDArray[np.object_]) -> list[npt.NDArray[np.float64]]:
    """The points of each of many shapely lines, shape ``(n, 2)``."""
    import shapely

    ends = np.cumsum(shapely.get_num_coordinates(lines)).tolist()
    points = shapely.get_coordinates(lines)
    return [points[first:last] for first, last in pairwise([0, *ends])]


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


def _letters(numbers: npt.NDArray[np.int64]) -> tuple[str, npt.NDArray[np.int64]]:
    """Unsigned numbers, low five bits first, and how many letters each takes; the sixth bit says that more follow."""
    groups = max(1, -(-int(numbers.max(initial=0)).bit_length() // 5))
    left = numbers[:, None] >> (5 * np.arange(groups))
    used = left > 0
    used[:, 0] = True
    values = (left & 31) | ((left > 31) << 5)
    return _LETTERS[values[used]].tobytes().decode("ascii"), used.sum(axis=1)
