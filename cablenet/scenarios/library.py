"""The library of incidents: dated events, and the cables that they cut as a matter of record.

Which systems were hit is a fact of ``facts/incident_cables.csv``; what merely lies near the place is never cut. Which of
their segments were hit is found by the rule of the row:

``stated``
    The segments are told.
``disc``
    A quake or slide breaks a cable in many places: every segment of the system at sea that passes within the radius, plus
    25 km, since laid lines are no better than that.
``nearest``
    An anchor or net breaks it once: the segment of the system that passes nearest, and those that pass within 10 km of
    the same distance, since the break may lie at a joint.

Where no segment passes within the radius the nearest one counts, up to 300 km beyond it; farther off, none. What an
incident on land breaks is over land; all else is at sea.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet import catalog
from cablenet.errors import unknown_name
from cablenet.scenarios.model import Scenario, merge, strike, unlike
from cablenet.scenarios.shapes import disc_area, distance_to_km

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network.model import Network

__all__ = ["incident", "incidents", "still_out"]

ROUTE_KM = 25.0
"""How far a laid line may lie from the cable that it stands for."""

JOINT_KM = 10.0
"""Segments that pass a break this much farther off than the nearest one count as well."""

REACH_KM = 300.0
"""How far beyond the radius the nearest segment of a system that was hit is looked for."""


def incidents(*, net: Network | None = None, data_dir: Path | None = None) -> pd.DataFrame:
    """Incidents by id, by date: the facts, and ``systems`` that were hit, separated by semicolons.

    With a network also what each would cut there: ``links`` (how many) and ``notes``. ``data_dir`` is a folder laid out as
    ``data/`` whose incidents count in place of the built-in ones.
    """
    table = _events(data_dir)
    hit = _table("incident_cables", data_dir)
    hit = hit[hit["cut"] == "yes"]
    systems = hit.groupby("incident_id")["system_id"].agg(lambda ids: ";".join(sorted(set(ids))))
    table = table.assign(systems=systems.reindex(table.index).fillna(""))
    if net is None:
        return table
    made = [incident(net, str(name), data_dir=data_dir) for name in table.index]
    return table.assign(links=[len(one.survival) for one in made], notes=[" ".join(one.notes) for one in made])


def incident(net: Network, name: str, *, survival: float = 0.0, data_dir: Path | None = None) -> Scenario:
    """What an incident cut, on any network; that of its day is ``load(as_of=...)`` with its date.

    ``notes`` tell which of its systems the network does not hold, which stands for another form of itself, and of which
    no segment passes near enough. The facts are those of ``data_dir``, as in :func:`incidents`.

    Raises:
        UnknownNameError: with the nearest known incidents.
        InputError: if ``survival`` is not in [0, 1].
    """
    event = _event(name, data_dir)
    rows = _table("incident_cables", data_dir)
    rows = rows[rows["incident_id"] == name]
    form_of = _table("systems", data_dir).set_index("system_id")["form_of"]
    links: list[str] = []
    notes: list[str] = []
    for row in rows.itertuples():
        found, told = _hit(net, event, row, form_of)
        links += found
        notes += told
    place = f"{event['title']}, as placed"
    return Scenario(
        id=unlike(name, survival),
        title=f"{event['title']} ({event['date']})",
        survival=strike(links, survival),
        areas={place: disc_area(float(event["lon"]), float(event["lat"]), float(event["radius_km"]))},
        notes=tuple(notes),
    )


def still_out(net: Network, name: str, *, data_dir: Path | None = None) -> Scenario:
    """What earlier incidents had cut that was not yet repaired on the day of this one.

    By the days until repair that were reported; incidents of which none are known count as over. The facts are those of
    ``data_dir``, as in :func:`incidents`.

    Raises:
        UnknownNameError: with the nearest known incidents.
    """
    day = dt.date.fromisoformat(str(_event(name, data_dir)["date"]))
    table = _events(data_dir)
    begun = table["date"].map(dt.date.fromisoformat)
    days = table["repair_days"].astype("float64").fillna(0.0)
    ended = [start + dt.timedelta(days=span) for start, span in zip(begun, days, strict=True)]
    still = [start < day < end for start, end in zip(begun, ended, strict=True)]
    parts = [incident(net, str(each), data_dir=data_dir) for each in table.index[still]]
    title = " and ".join(part.title for part in parts) or "Nothing"
    return merge(f"still-out-{name}", f"Not yet repaired: {title}", parts)


def _event(name: str, data_dir: Path | None) -> pd.Series:
    table = _events(data_dir)
    if name not in table.index:
        raise unknown_name("incident", name, table.index)
    return table.loc[name]


def _events(data_dir: Path | None) -> pd.DataFrame:
    """Incidents by id, by date."""
    return _table("incidents", data_dir).sort_values(["date", "incident_id"]).set_index("incident_id")


def _table(name: str, data_dir: Path | None) -> pd.DataFrame:
    """A table that nobody edits; the built-in ones are read once."""
    return _built_in(name) if data_dir is None else catalog.load_table(name, data_dir=data_dir)


@cache
def _built_in(name: str) -> pd.DataFrame:
    return catalog.load_table(name)


def _hit(
    net: Network,
    event: pd.Series,
    row: Any,  # noqa: ANN401 - a row of the table
    form_of: pd.Series,
) -> tuple[list[str], list[str]]:
    """Links of one cable that were cut, and what is to be said about it; ``form_of`` names the later form of a system."""
    if row.cut != "yes":
        return [], [] if row.system_id else [
            f"Not among the systems of cablenet: {row.reported_as}; nothing is cut for it."
        ]
    forms = _forms(net, row.system_id, form_of)
    if not forms:
        return [], [f"{row.reported_as} ({row.system_id}) is not in the network of {net.as_of}; nothing of it is cut."]
    itself = forms == [row.system_id]
    stated = list(filter(None, row.links.split(";"))) if itself else []
    there = [link for link in stated if link in net.links.index]
    if there:
        lost = sorted(set(stated) - set(there))
        return there, [f"{', '.join(lost)} of {row.reported_as} is not in the network of {net.as_of}."] if lost else []
    found = _near(net, forms, event, row)
    notes = [] if itself else [f"{' and '.join(forms)} stands for {row.system_id} in this network."]
    if stated:
        notes.append(f"{', '.join(stated)} of {row.reported_as} is not in this network; what passes nearest is cut.")
    if not found:
        notes.append(f"No segment of {row.reported_as} ({row.system_id}) passes near enough; nothing of it is cut.")
    return found, notes


def _forms(net: Network, system: str, form: pd.Series) -> list[str]:
    """The system itself, or the earlier or later forms of it that the network holds."""
    if system in net.systems.index:
        return [system]
    later = form.get(system, "")
    kin = {later, *form.index[form == system], *(form.index[form == later] if later else [])} - {""}
    return sorted(kin & set(net.systems.index))


def _near(net: Network, forms: list[str], event: pd.Series, row: Any) -> list[str]:  # noqa: ANN401 - a row of the table
    """Links by the place, as the rule says."""
    place = row if pd.notna(row.radius_km) else event
    lon, lat, radius = float(place.lon), float(place.lat), float(place.radius_km)
    wanted = "land" if event["cause"] == "terrestrial" else "sea"
    links = net.links[net.links["system"].isin(forms) & (net.links["kind"] == wanted)]
    away = pd.Series(
        {str(link): distance_to_km(line, lon, lat) for link, line in links.geometry.items()}, dtype="float64"
    )
    if away.empty or away.min() > radius + REACH_KM:
        return []
    inside = row.rule == "disc" and away.min() <= radius + ROUTE_KM
    limit = radius + ROUTE_KM if inside else float(away.min()) + JOINT_KM
    return sorted(away.index[away <= limit])
