"""How things look, as pure functions and constants; nothing here touches a map.

The palette keeps its order under the common forms of colour blindness: dark blue (before), orange
(after) and crimson (cut) differ in lightness as well as in hue, and each has a shape of its own
(thick with a white casing, thick with a white casing, thin and dashed). tests/maps/test_style.py
measures both that and the contrast of every text (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

__all__ = ["INK", "ROLES", "Ink", "Role", "Stroke", "link_role", "page_style", "stroke"]

Role = Literal["land", "waiting", "intact", "reduced", "cut", "other_before", "other_after", "before", "after"]

ROLES: Final[tuple[Role, ...]] = (
    "land",
    "waiting",
    "intact",
    "reduced",
    "cut",
    "other_before",
    "other_after",
    "before",
    "after",
)
"""What a line on the map can be, in the order of drawing: the last lies on top."""

IN_SERVICE: Final = "in-service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """How one kind of line is drawn. Widths and dashes are in CSS pixels at the world view."""

    colour: str
    width_px: float
    alpha: float = 1.0
    dash_px: tuple[float, ...] = ()
    casing: str = ""
    casing_px: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colours of everything that is no cable."""

    sea: str = "#dfe8ee"
    land: str = "#f6f4ee"
    coast: str = "#b9c3c9"
    border: str = "#cfcabd"
    sea_name: str = "#4d6577"
    land_name: str = "#5c584e"
    text: str = "#16202a"
    quiet_text: str = "#4a5764"
    paper: str = "#ffffff"
    rule: str = "#d5dce2"
    link: str = "#0b4f8a"
    area: str = "#b3123a"
    chokepoint: str = "#6a4c93"
    station: str = "#2b3a47"


INK: Final = Ink()

_STROKES: Final[dict[Role, Stroke]] = {
    "land": Stroke(colour="#94876f", width_px=0.9, alpha=0.75, dash_px=(1.5, 2.5)),
    "waiting": Stroke(colour="#6d8296", width_px=0.9, alpha=0.75, dash_px=(4.0, 3.0)),
    "intact": Stroke(colour="#6d8aa3", width_px=0.9, alpha=0.7),
    "reduced": Stroke(colour="#8f4a86", width_px=1.6, dash_px=(7.0, 2.0), casing="#ffffff", casing_px=2.6),
    "cut": Stroke(colour="#c4123f", width_px=1.5, dash_px=(4.5, 3.0), casing="#ffffff", casing_px=2.4),
    "other_before": Stroke(colour="#0a3f80", width_px=1.7, alpha=0.8, casing="#ffffff", casing_px=3.0),
    "other_after": Stroke(colour="#e07b00", width_px=1.7, alpha=0.9, casing="#ffffff", casing_px=3.0),
    "before": Stroke(colour="#0a3f80", width_px=4.2, casing="#ffffff", casing_px=7.0),
    "after": Stroke(colour="#f08a00", width_px=4.2, casing="#ffffff", casing_px=7.0),
}


def stroke(role: Role) -> Stroke:
    """How a line of this role is drawn.

    >>> stroke("cut").dash_px
    (4.5, 3.0)
    """
    return _STROKES[role]


def link_role(*, kind: str, status: str, survival: float) -> Role:
    """What a link is on this map; ``survival`` is the surviving share of its capacity, 0 to 1.

    >>> link_role(kind="sea", status="in-service", survival=0.0)
    'cut'
    >>> link_role(kind="land", status="in-service", survival=1.0)
    'land'
    """
    if survival <= 0.0:
        return "cut"
    if survival < 1.0:
        return "reduced"
    if kind == "land":
        return "land"
    return "intact" if status == IN_SERVICE else "waiting"


def page_style() -> dict[str, object]:
    """All of it, as plain data for the page."""
    return {"ink": asdict(INK), "strokes": {role: asdict(stroke(role)) for role in ROLES}}
