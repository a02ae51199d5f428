"""Can everybody read it? Contrast of texts, and colours under the three forms of colour blindness."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pytest

from cablenet.maps.palette import COUNTRIES, hues
from cablenet.maps.style import INK, ROLES, Role, link_role, stroke

Colour = npt.NDArray[np.float64]

# Viénot, Brettel & Mollon 1999 (protan, deutan) and Brettel, Viénot & Mollon 1997 reduced to one plane
# (tritan), as matrices on linear sRGB.
BLINDNESS = {
    "protan": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deutan": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
    "tritan": [[1.0, 0.14461, -0.14461], [0.0, 0.85924, 0.14076], [0.0, 0.85924, 0.14076]],
}


def linear(colour: str) -> Colour:
    """Linear sRGB of a hexadecimal text (IEC 61966-2-1)."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, two: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(linear(colour) @ weights) for colour in (one, two))
    return (high + 0.05) / (low + 0.05)


def lab(light: Colour) -> Colour:
    """CIELAB (D65) of linear sRGB."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ np.clip(light, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        (INK.text, INK.paper),
        (INK.quiet_text, INK.paper),
        (INK.quiet_text, "#f5f7f9"),
        (INK.link, INK.paper),
        (INK.link, "#f1f4f6"),
        (INK.sea_name, INK.sea),
        (INK.land_name, INK.land),
        (INK.text, INK.sea),
        (INK.station, INK.land),
        ("#ffffff", INK.area),
        ("#ffffff", "#8f4a86"),
        ("#5a6773", INK.paper),
        ("#ffffff", "#24405a"),
        (INK.area, INK.sea),
        (INK.text, hues(COUNTRIES, 5)[-1]),
    ],
)
def test_texts_have_the_contrast_of_level_aa(text: str, paper: str) -> None:
    assert contrast(text, paper) >= 4.5


@pytest.mark.parametrize("role", ["cut", "reduced", "before", "after", "lost", "other", "kept"])
@pytest.mark.parametrize("ground", [INK.sea, INK.land])
def test_lines_that_matter_stand_out_from_the_ground(role: Role, ground: str) -> None:
    assert contrast(stroke(role).colour, ground) >= 3


@pytest.mark.parametrize("kind", [None, *BLINDNESS])
def test_before_after_and_cut_differ_for_every_eye(kind: str | None) -> None:
    view = np.eye(3) if kind is None else np.array(BLINDNESS[kind])
    seen = {role: lab(view @ linear(stroke(role).colour)) for role in ("before", "after", "cut", "intact")}
    for one, two in itertools.combinations(seen, 2):
        assert float(np.linalg.norm(seen[one] - seen[two])) >= 20, (one, two)


def test_intact_cables_are_quiet() -> None:
    quiet = stroke("intact")
    assert quiet.width_px < min(stroke(role).width_px for role in ROLES[ROLES.index("reduced") :])
    assert contrast(quiet.colour, INK.sea) < contrast(stroke("cut").colour, INK.sea)


@pytest.mark.parametrize(
    ("kind", "status", "share", "role"),
    [
        ("sea", "in-service", 1.0, "intact"),
        ("sea", "planned", 1.0, "waiting"),
        ("sea", "planned", 0.0, "cut"),
        ("sea", "in-service", 0.4, "reduced"),
        ("land", "degraded", 1.0, "land"),
        ("land", "in-service", 0.0, "cut"),
    ],
)
def test_a_link_has_one_role(kind: str, status: str, share: float, role: Role) -> None:
    assert link_role(kind=kind, status=status, survival=share) == role


def test_the_style_sheet_uses_the_same_colours() -> None:
    css = files("cablenet.maps").joinpath("assets/map.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    assert named["ink"] == INK.text
    assert named["quiet"] == INK.quiet_text
    assert named["rule"] == INK.rule
    assert named["link"] == INK.link
    assert named["cut"] == INK.area
    assert named["before"] == stroke("before").colour
    assert named["after"] == stroke("after").colour
