"""The stock of cable against what others published: lengths by system, counts by date and place, faults a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.scenarios import expected_faults
from cablenet.service import in_service
from cablenet.validation.records import Line, Part, at_least, left_out_table, shown_only, within
from cablenet.world.lengths import median_slack

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network.model import Network

__all__ = ["facts_lengths", "score_counts", "score_faults", "score_lengths"]

SHORTEST_KM = 20.0
"""Shorter systems say nothing of laying: stations stand in the middle of their town, to a kilometre."""

NEAR = 0.2
"""A system is as long as published if it is so to this share."""

COUNT_SHARE, COUNT_ROOM = 0.1, 2.0
"""A count agrees within this share, or this number of systems if that is more: lists differ in what they call one system."""

UNCOUNTED = ("luzon", "south-china-sea", "suez-canal", "red-sea", "malacca", "gibraltar")
"""Chokepoints of which no published count was found; their own is shown."""


def score_lengths(segments: pd.DataFrame, systems: pd.DataFrame) -> Part:
    """Length of each system as laid against the published one.

    ``segments`` has ``system, kind`` (``sea`` or another)``, route_km, length_km``, as :attr:`Network.links` has; ``systems``, by id,
    ``name, length_km``. The laid length is the route at sea times the median slack of all systems, never the system's own,
    plus its links over land. A system of which only a part is laid looks short: give all its segments.
    """
    links = segments[segments["system"] != ""].astype({"route_km": "float64", "length_km": "float64"})
    sea = links[links["kind"] == "sea"].groupby("system")["route_km"].sum()
    land = links[links["kind"] != "sea"].groupby("system")["length_km"].sum().reindex(sea.index).fillna(0.0)
    published = pd.to_numeric(systems["length_km"], errors="coerce").astype("float64").reindex(sea.index)
    slack = median_slack(sea, published - land)
    table = pd.DataFrame({"name": systems["name"].reindex(sea.index), "published_km": published})
    table["laid_km"] = sea * slack + land
    table["laid / published"] = table["laid_km"] / table["published_km"]
    reason = pd.Series("", index=table.index)
    reason[table["published_km"] < SHORTEST_KM] = f"shorter than {SHORTEST_KM:.0f} km"
    reason[table["published_km"].isna()] = "no published length"
    scored = table[reason == ""]
    far = scored.assign(off=np.log(scored["laid / published"]).abs()).sort_values("off", ascending=False, kind="stable")
    far = far.drop(columns="off")
    return Part(
        name="lengths",
        title="Lengths: laid against published, by system",
        lines=_length_lines(far, slack) if len(far) else (),
        rows=len(table),
        scored=len(far),
        left_out=left_out_table(reason),
        tables={"Lengths farthest off": far.head(8).rename_axis("system").reset_index()} if len(far) else {},
    )


def facts_lengths(*, net: Network | None = None, data_dir: Path | None = None) -> Part:
    """Score the lengths (:func:`score_lengths`) of all systems of the facts but those cancelled, with all their segments.

    With a network its own lines stand below: those of the systems that it holds whole, by the slack of these.
    """
    tables = catalog.load_tables(("systems", "segments"), data_dir=data_dir)
    laid = catalog.load_table("laid_segments", data_dir=data_dir)
    systems = tables["systems"].set_index("system_id")
    rows = tables["segments"][["system_id", "seq", "kind"]].merge(laid, on=["system_id", "seq"])
    rows = rows[rows["system_id"].isin(systems.index[systems["status"] != "cancelled"])]
    part = score_lengths(rows.rename(columns={"system_id": "system"}), systems)
    lines = _of("all laid", part, "retired and planned ones too")
    if net is not None:
        held = net.links["system"].value_counts()
        partly = held.index[rows["system_id"].value_counts().reindex(held.index, fill_value=0) > held]
        there = score_lengths(net.links[~net.links["system"].isin(partly)], net.systems)
        lines += _of(f"network of {net.as_of}", there, f"{len(partly)} more in part")
    return replace(part, lines=lines)


def _of(whose: str, part: Part, which: str) -> tuple[Line, ...]:
    """The lines of a part, with whose lengths they are; the first says how many."""
    first = f"{part.scored:,} of {part.rows:,} systems, {which}"
    return tuple(
        replace(line, name=f"{whose}: {line.name}", note="; ".join(filter(None, (line.note, "" if i else first))))
        for i, line in enumerate(part.lines)
    )


def score_counts(*, data_dir: Path | None = None) -> Part:
    """Systems in service by date, through chokepoints, in a country and between zones, against published counts.

    Each is counted on the date of the publication, from the tables: a system passes a chokepoint if any of its segments does.
    """
    tables = catalog.load_tables(("systems", "segments", "stations", "countries", "crossings"), data_dir=data_dir)
    laid = catalog.load_table("laid_segments", data_dir=data_dir)
    lines = []
    for row in catalog.load_table("published_counts", data_dir=data_dir).itertuples():
        alive = in_service(tables["systems"], dt.date.fromisoformat(str(row.date)))
        lines.append(_count_line("systems in service", float(len(alive)), row, float(row.count), float(row.count)))
    for row in catalog.load_table("published_figures", data_dir=data_dir).itertuples():
        alive = in_service(tables["systems"], dt.date.fromisoformat(str(row.date)))["system_id"]
        what = f"{row.figure} {str(row.place).replace(';', ' - ')}".strip()
        if row.figure == "cable in service":
            value, what = float(laid.loc[laid["system_id"].isin(alive), "length_km"].sum()), "km of cable in service"
        else:
            value = float(len(_counted(tables, str(row.figure), str(row.place)) & set(alive)))
        lines.append(_count_line(what, value, row, float(row.low), float(row.high)))
    rows = len(lines)
    today = set(in_service(tables["systems"], dt.date.fromisoformat(catalog.VINTAGE))["system_id"])
    for name in UNCOUNTED:
        value = float(len(_counted(tables, "through", name) & today))
        lines.append(shown_only(f"through {name}, {catalog.VINTAGE[:4]}", value, note="no published count was found"))
    return Part(
        name="counts",
        title="Counts: systems against published counts",
        lines=tuple(lines),
        rows=rows,
        scored=rows,
        left_out=left_out_table(pd.Series([], dtype=str)),
    )


def score_faults(net: Network, *, data_dir: Path | None = None) -> Part:
    """Expected faults a year at the default rates against the 150 to 200 that are reported of the world (ICPC)."""
    table = expected_faults(net, data_dir=data_dir)
    total = table[["low", "central", "high"]].sum()
    length, coastal = table["length_km"].sum(), table.at["coastal", "length_km"]
    note = f"{total['low']:.0f} to {total['high']:.0f} at low and high rates; {length:,.0f} km"
    why = f"the rates are those of the world's cable, and the network has {length:,.0f} km, {coastal:,.0f} of it near coasts"
    return Part(
        name="faults",
        title="Faults: expected a year against reported",
        lines=(within("faults a year", float(total["central"]), 150, 200, note=note, why=why),),
        rows=1,
        scored=1,
        left_out=left_out_table(pd.Series([], dtype=str)),
        tables={"By depth": table.rename_axis("depth").reset_index()},
    )


def _length_lines(far: pd.DataFrame, slack: float) -> tuple[Line, ...]:
    """Lines of the systems that are scored, the farthest off first."""
    ratio = far["laid / published"]
    near = 100 * float(((ratio - 1).abs() <= NEAR).mean())
    first = ", ".join(f"{name} {times:.2g} times" for name, times in zip(far["name"], ratio.head(3), strict=False))
    why = f"{int((ratio < 1 - NEAR).sum())} are laid shorter by more, {int((ratio > 1 + NEAR).sum())} longer; farthest off are {first}"
    return (
        within(
            "laid / published, median", float(ratio.median()), 0.95, 1.05, note=f"median slack {slack:.3f}", why=why
        ),
        at_least("systems within 20 % of their published length, %", near, 80, why=why),
        shown_only("laid / published, a tenth is below", float(ratio.quantile(0.1))),
        shown_only("laid / published, a tenth is above", float(ratio.quantile(0.9))),
    )


def _count_line(what: str, value: float, row: Any, low: float, high: float) -> Line:  # noqa: ANN401 - a row of a table
    """Line of a count: it agrees within a tenth of what was published, or two systems."""
    room = max(COUNT_ROOM, COUNT_SHARE * high)
    shown = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
    off = f"{value - high:,.0f} more" if value > high else f"{low - value:,.0f} fewer"
    return Line(
        name=f"{what}, {str(row.date)[:7]}",
        value=value,
        target=f"{shown} published",
        passed=bool(low - room <= value <= high + room),
        note=f"within {room:,.0f}",
        why=f"{off} than published; {row.why or 'why is not known'}",
    )


def _counted(tables: dict[str, pd.DataFrame], figure: str, place: str) -> set[str]:
    """Systems that pass a chokepoint, land in a country with a landing elsewhere, or join two zones."""
    if figure == "through":
        crossings = tables["crossings"]
        return set(crossings.loc[crossings["chokepoint"] == place, "system_id"])
    stations = tables["stations"].set_index("station_id")["country"]
    ends = pd.concat([tables["segments"][["system_id", end]].set_axis(["system", "end"], axis=1) for end in "ab"])
    ends["country"] = ends["end"].map(stations)
    if figure == "landing":
        abroad = set(ends.loc[ends["country"].notna() & (ends["country"] != place), "system"])
        return set(ends.loc[ends["country"] == place, "system"]) & abroad
    zone = ends["country"].map(tables["countries"].set_index("country")["zone"])
    one, other = (set(ends.loc[zone == name, "system"]) for name in place.split(";"))
    return one & other
