"""What all figures share: a plain sheet, and the colours of before, after and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["AFTER", "BEFORE", "INK", "LOST", "QUIET", "sheet"]

BEFORE = "#1f4e79"
AFTER = "#c46200"
LOST = "#b3123a"
INK = "#16202a"
QUIET = "#6d7a86"
"""Dark blue, orange and crimson stay apart for the common forms of colour blindness, and in grey."""


def sheet(width: float, height: float, *, title: str) -> tuple[Figure, Axes]:
    """Figure of so many inches with one set of axes, a title at the left and no box.

    Raises:
        InputError: if matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        message = "Found no matplotlib, which figures need: pip install 'cablenet[plots]'."
        raise InputError(message) from None
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.set_title(plain(title), loc="left", fontsize=10, color=INK)
    axes.spines[["top", "right"]].set_visible(b=False)
    axes.tick_params(labelsize=8, colors=INK)
    return figure, axes


def plain(text: str) -> str:
    """Text that matplotlib shows as it is: ``$`` would start a formula."""
    return text.replace("$", r"\$")
