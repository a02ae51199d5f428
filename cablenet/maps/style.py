"""How things look, as pure functions and constants; nothing here touches a map.

The palette is chosen to survive the common forms of colour blindness: dark blue (before), orange
(after) and crimson (cut) stay apart in simulation, and a cut cable is also thin and dashed.
tests/maps/test_style.py measures that, a contrast of at least 4.5 to 1 for the pairs of text and paper
it lists (WCAG 2.2, 1.4.3), and of 3 to 1 on sea and land for the lines that carry the message
(1.4.11). Intact cables are quiet on purpose and stay a little below that.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

__all__ = ["INK", "ROLES", "Ink", "Role", "Stroke", "link_role", "page_style", "stroke"]

Role = Literal["land", "waiting", "intact", "reduced", "cut", "kept", "lost", "other", "before", "after"]

ROLES: Final[tuple[Role, ...]] = (
    "land",
    "waiting",
    "intact",
    "reduced",
    "cut",
    "kept",
    "lost",
    "other",
    "before",
    "after",
)
"""What a line on the map can be, in the order of drawing: the last lies on top.

Links: ``land`` overland, ``waiting`` not yet in service, ``intact``, ``reduced``, ``cut``. Paths beside the
best: ``kept`` is there before and after, ``lost`` goes over a cut link, ``other`` is in the table after alone.
"""

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
    "land": Stroke(colour="#a3947a", width_px=0.8, alpha=0.55),
    "waiting": Stroke(colour="#6d8296", width_px=0.9, alpha=0.75, dash_px=(4.0, 3.0)),
    "intact": Stroke(colour="#6d8aa3", width_px=0.9, alpha=0.7),
    "reduced": Stroke(colour="#8f4a86", width_px=1.6, dash_px=(7.0, 2.0), casing="#ffffff", casing_px=2.6),
    "cut": Stroke(colour="#c4123f", width_px=1.5, dash_px=(4.5, 3.0), casing="#ffffff", casing_px=2.4),
    "kept": Stroke(colour="#54728f", width_px=1.7, casing="#ffffff", casing_px=3.0),
    "lost": Stroke(colour="#0a3f80", width_px=2.3, casing="#ffffff", casing_px=4.0),
    "other": Stroke(colour="#c46200", width_px=2.3, casing="#ffffff", casing_px=4.0),
    "before": Stroke(colour="#0a3f80", width_px=4.2, casing="#ffffff", casing_px=7.0),
    "after": Stroke(colour="#c46200", width_px=4.2, casing="#ffffff", casing_px=7.0),
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
