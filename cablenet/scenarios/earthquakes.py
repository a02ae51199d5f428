"""Earthquakes: magnitude and distance -> shaking -> breaks of what lies in the ground.

Four published relations in a row, with the coefficients of ``reference/attenuation.csv``:

1. Allen, Wald and Worden (2012, doi:10.1007/s10950-012-9278-5): intensity from magnitude and hypocentral distance;
2. Worden et al. (2012, doi:10.1785/0120110156), turned round: peak ground velocity from intensity;
3. American Lifelines Alliance (2001): repairs per length of buried pipe from peak ground velocity;
4. FEMA's Hazus manual: of the repairs after shaking a fifth are breaks and the rest leaks, and only a break cuts a cable.

Relation 1 was fitted to magnitudes of 5 to 7.9 within 300 km. Nothing farther off is cut, and a note says so where the shaking
would reach beyond, or where the magnitude lies outside. It takes the quake for a point; the rupture of a great one is
hundreds of kilometres long.

This is shaking alone, and the ground is taken to be as that of pipes, at sea as on land: no study of cables was found. Most cables that break in deep water after a quake are broken by slides and turbidity currents that
run for hundreds of kilometres; where those run is not modelled, so take such events from the library of incidents.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from cablenet import catalog
from cablenet.geo.antimeridian import copies
from cablenet.geo.crossing import crossings
from cablenet.geo.geodesy import distances_km
from cablenet.scenarios.chance import strike_by_chance
from cablenet.scenarios.model import Scenario, unlike
from cablenet.scenarios.ranges import DEPTH_KM, LAT, LON, MAGNITUDE
from cablenet.scenarios.shapes import disc_area

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.network.model import Network
    from cablenet.scenarios.chance import Seed

    Floats = npt.NDArray[np.float64]

__all__ = ["earthquake", "intensity", "repairs_per_km"]

LEAST_INTENSITY = 5.0
"""Shaking below this breaks nothing here: on the scale it moves loose things, and walls crack from 6 on."""

REACH_KM = 300.0
"""Farthest hypocentral distance to which relation 1 was fitted; it is not asked beyond."""

FITTED = (5.0, 7.9)
"""Least and largest magnitude to which relation 1 was fitted."""

STEP_DEGREES = 0.05
"""Stretch of a line that is asked as one, about 5 km."""

FEET_PER_KM, CM_PER_INCH = 3280.84, 2.54


def intensity(magnitude: float, distance_km: npt.ArrayLike) -> Floats:
    """Modified Mercalli intensity at a hypocentral distance: relation 1.

    ``I = c0 + c1 M + c2 ln sqrt(R^2 + (m1 + m2 exp(M - 5))^2)``, and beyond 50 km ``+ c4 ln(R / 50)``.

    >>> [round(float(value), 1) for value in intensity(7.0, [10.0, 50.0, 200.0])]
    [8.0, 6.5, 4.8]
    """
    c = _coefficients()
    r = np.asarray(distance_km, dtype=np.float64)
    near = c["ipe_m1"] + c["ipe_m2"] * np.exp(magnitude - 5.0)
    far = c["ipe_c4"] * np.log(np.maximum(r, 50.0) / 50.0)
    return np.asarray(c["ipe_c0"] + c["ipe_c1"] * magnitude + c["ipe_c2"] * np.log(np.hypot(r, near)) + far)


def repairs_per_km(shaking: npt.ArrayLike) -> Floats:
    """Repairs per km of line at an intensity: relations 2 and 3.

    >>> round(float(repairs_per_km(8.0)), 4)
    0.05
    """
    c = _coefficients()
    mmi = np.asarray(shaking, dtype=np.float64)
    low, high = (mmi - c["pgv_a1"]) / c["pgv_b1"], (mmi - c["pgv_a2"]) / c["pgv_b2"]
    velocity_cm_s = 10.0 ** np.where(low <= c["pgv_knee"], low, high)
    per_1000_ft = c["repair_k1"] * c["repair_rate"] * velocity_cm_s / CM_PER_INCH
    return np.asarray(per_1000_ft * FEET_PER_KM / 1000.0)


def earthquake(
    net: Network,
    magnitude: float,
    epicentre: tuple[float, float],
    *,
    depth_km: float = 10.0,
    seed: Seed = None,
    survival: float = 0.0,
) -> Scenario:
    """An earthquake at ``epicentre`` (lon, lat): each link breaks with chance ``1 - exp(-expected breaks)``.

    Expected breaks are a fifth of the repairs per km summed along the line, where the shaking is 5 or more and no farther than
    300 km from the focus. Without a ``seed`` every link keeps its expected share; with one, a draw is made. The area is where
    the shaking reaches 6. ``notes`` tell where the relations are asked beyond what they were fitted to.

    Raises:
        InputError: if the magnitude is not from 4 to 9.5, the depth not from 0 to 700 km, the place none, or ``survival``
            not in [0, 1].
    """
    lon, lat = epicentre
    MAGNITUDE.check("magnitude", magnitude)
    DEPTH_KM.check("depth_km", depth_km)
    LON.check("lon", lon)
    LAT.check("lat", lat)
    title = f"Earthquake of magnitude {magnitude:g} at {lat:g}, {lon:g}, {depth_km:g} km deep"
    radius = _radius_km(magnitude, depth_km, LEAST_INTENSITY)
    chance = pd.Series(dtype="float64")
    if radius > 0:
        chance = _chances(net, magnitude, epicentre, depth_km, radius)
    inner = _radius_km(magnitude, depth_km, 6.0)
    return Scenario(
        id=unlike(
            f"quake-{magnitude:g}-at-{lon:g}-{lat:g}", survival, depth=(float(depth_km), 10.0), seed=(seed, None)
        ),
        title=title,
        survival=strike_by_chance(chance, seed=seed, survival=survival),
        areas={"Intensity 6 and more": disc_area(lon, lat, inner)} if inner > 0 else {},
        notes=_notes(magnitude, depth_km),
    )


def _notes(magnitude: float, depth_km: float) -> tuple[str, ...]:
    """Where the relations are asked beyond what they were fitted to."""
    notes = []
    least, most = FITTED
    if not least <= magnitude <= most:
        notes.append(f"The shaking was fitted to magnitudes of {least:g} to {most:g}; this one lies outside.")
    if float(intensity(magnitude, max(REACH_KM, depth_km))) >= LEAST_INTENSITY:
        notes.append(f"The shaking would break lines farther than {REACH_KM:g} km off, to which it was not fitted; they count as whole.")  # fmt: skip
    return tuple(notes)


def _chances(
    net: Network, magnitude: float, epicentre: tuple[float, float], depth_km: float, radius_km: float
) -> pd.Series:
    """Chance of a break for each link that comes within ``radius_km``."""
    lon, lat = epicentre
    area = disc_area(lon, lat, radius_km)
    near = sorted(set(crossings(net.links.geometry, {"quake": area})["line"]))
    chance = {}
    for link in near:
        inside = [shapely.intersection(part, area) for part in copies(net.links.geometry[link])]
        breaks = sum(_breaks(piece, magnitude, epicentre, depth_km) for piece in inside)
        chance[link] = float(-np.expm1(-breaks))
    return pd.Series(chance, dtype="float64")


def _breaks(piece: shapely.Geometry, magnitude: float, epicentre: tuple[float, float], depth_km: float) -> float:
    """Expected breaks along lines, each short stretch asked at its middle."""
    lines = [part for part in shapely.get_parts(piece) if part.geom_type == "LineString"]
    coords, owner = shapely.get_coordinates(shapely.segmentize(lines, STEP_DEGREES), return_index=True)
    if len(coords) < 2:
        return 0.0
    same = owner[1:] == owner[:-1]
    a, b = coords[:-1][same], coords[1:][same]
    middle = (a + b) / 2.0
    away = np.hypot(distances_km(middle[:, 0], middle[:, 1], *epicentre), depth_km)
    km = distances_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    return _coefficients()["break_share"] * float((repairs_per_km(intensity(magnitude, away)) * km).sum())


def _radius_km(magnitude: float, depth_km: float, least: float) -> float:
    """Distance from the epicentre within which the shaking reaches ``least``, as far as it was fitted; 0 where it never does."""
    away = np.arange(0.0, REACH_KM + 1.0, 1.0)
    focal = np.hypot(away, depth_km)
    strong = (intensity(magnitude, focal) >= least) & (focal <= REACH_KM)
    return float(away[strong].max(initial=0.0))


@cache
def _coefficients() -> dict[str, float]:
    table = catalog.load_table("attenuation").set_index("coefficient_id")["value"].astype("float64")
    return {str(name): float(value) for name, value in table.items()}
