"""Faces: what one and the same sheet may show, e.g. before, after and the difference.

A face colours links by one measure, gives them the width of another, shades countries by a third, and says whether the
cut is drawn. The page turns from face to face without reading anything anew; the first one shows when it opens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cablenet.maps.measure import Measure, cells, scale, widths
from cablenet.maps.palette import COUNTRIES, GAINS, LINKS
from cablenet.maps.text import clip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Face", "face_rows"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One of the things that the sheet may show.

    ``name`` is a word of the page's own (``before``, ``after``, ``difference``) or any text. Faces whose colours (or widths,
    or shades) have the same ``title`` share one legend. ``facts`` are further quantities by link, for the cards.
    """

    name: str
    colour: Measure | None = None
    width: Measure | None = None
    countries: Measure | None = None
    facts: tuple[Measure, ...] = ()
    shows_cut: bool = True
    texts: Mapping[str, str] = field(default_factory=dict)


def face_rows(faces: Sequence[Face], links: Mapping[str, bool], countries: Sequence[str]) -> dict[str, Any]:
    """``faces``, and the ``scales`` and ``facts`` they share, for the page; values are in the order of ``links`` and ``countries``.

    ``links`` says of each link whether it lies at sea: classes are made to suit those.

    Raises:
        InputError, UnknownNameError: as :func:`cablenet.maps.measure.cells`.
    """
    legends = _Legends(links, countries)
    rows = [
        {
            "name": clip(face.name),
            "cut": face.shows_cut,
            "colour": legends.put("colour", face.colour),
            "width": legends.put("width", face.width),
            "countries": legends.put("countries", face.countries),
            "facts": [legends.fact(fact) for fact in face.facts],
            "texts": {key: clip(text, 420) for key, text in face.texts.items()},
        }
        for face in faces
    ]
    return {"faces": rows, "scales": legends.scales(), "facts": legends.facts}


class _Legends:
    """Legends by kind and title: every face that shows the same quantity has the same classes."""

    def __init__(self, links: Mapping[str, bool], countries: Sequence[str]) -> None:
        self._links, self._countries = list(links), countries
        self._sea = [place for place, sea in enumerate(links.values()) if sea]
        self.facts: list[list[Any]] = []
        self._facts: dict[str, int] = {}
        self._kept: dict[tuple[str, str], tuple[int, Measure, list[list[float | str | None]]]] = {}

    def put(self, kind: str, measure: Measure | None) -> dict[str, Any] | None:
        """The values of a measure, and the number of its legend."""
        if measure is None:
            return None
        known, what = (self._countries, "country") if kind == "countries" else (self._links, "link")
        row = cells(measure, known, what)
        number, _, rows = self._kept.setdefault((kind, measure.title), (len(self._kept), measure, []))
        at_sea = row if kind == "countries" else [row[place] for place in self._sea]
        rows.append(at_sea if any(cell is not None for cell in at_sea) else row)
        return {"scale": number, "values": row}

    def fact(self, measure: Measure) -> int:
        """The number of a fact; one of the same title stands once."""
        found = self._facts.setdefault(measure.title, len(self.facts))
        if found == len(self.facts):
            self.facts.append([clip(measure.title, 120), clip(measure.unit, 30), cells(measure, self._links, "link")])
        return found

    def scales(self) -> list[dict[str, Any]]:
        """All legends, in the order of their numbers."""
        return [{"kind": kind, **_legend(kind, measure, rows)} for (kind, _), (_, measure, rows) in self._kept.items()]


def _legend(kind: str, measure: Measure, rows: list[list[float | str | None]]) -> dict[str, Any]:
    if kind == "width":
        return widths(measure, rows)
    return scale(measure, rows, COUNTRIES if kind == "countries" else GAINS if measure.signed else LINKS)
