"""Figures to files, the same bytes for the same figure."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from cablenet.errors import InputError

if TYPE_CHECKING:
    from os import PathLike

    from matplotlib.figure import Figure

__all__ = ["figure_svg", "save_figure"]


def save_figure(figure: Figure, path: str | PathLike[str], *, dpi: int = 160) -> None:
    """Write a figure as PNG or SVG: under a temporary name first, then renamed; nothing in it tells the time.

    Raises:
        InputError: if the name does not end in ``.png`` or ``.svg``.
        OSError: if the place cannot be written.
    """
    from matplotlib import rc_context

    target = Path(path)
    if target.suffix not in {".png", ".svg"}:
        message = f"Found {target.name}, expected a name that ends in .png or .svg."
        raise InputError(message)
    made = target.with_name(f".{target.name}.part{target.suffix}")
    with rc_context({"svg.hashsalt": "cablenet"}):
        figure.savefig(made, dpi=dpi, metadata={"Date": None} if target.suffix == ".svg" else {"Software": None})
    made.replace(target)


def figure_svg(figure: Figure) -> str:
    """A figure as an ``svg`` element to stand within a page, the same text for the same figure."""
    from matplotlib import rc_context

    held = StringIO()
    with rc_context({"svg.hashsalt": "cablenet"}):
        figure.savefig(held, format="svg", metadata={"Date": None})
    text = held.getvalue()
    return text[text.index("<svg") :]
