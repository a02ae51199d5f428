"""Modelled round trips against measured ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog, units
from cablenet.errors import InputError
from cablenet.geo.geodesy import distances_km
from cablenet.validation.calibration import Calibration, fit, interval, predict_ms, read_calibration, without_place
from cablenet.validation.delays import diverse_ms, least_path_ms, unordered, usual_path_ms
from cablenet.validation.places import FARTHEST_KM, nearest_nodes
from cablenet.validation.records import Line, Part, at_least, at_most, left_out_table, rank_correlation, shown_only

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from cablenet.network.model import Network

    Floats = npt.NDArray[np.float64]

__all__ = ["LEAST_KM", "RttScore", "fitted", "matched", "measurements", "predict_rtt", "score_rtt"]

LEAST_KM = 1000.0
"""Pairs nearer than this, on the great circle, tell more of data centres than of cables."""

MEASURED = ("", "p50", "avg")
"""Statistics that are scored: medians and means of measurements; what somebody claims, plans or saw once is none."""

VIOLATION = 1.05
"""A least round trip of more than this times the measured one breaks the model: light was faster."""

OWN_TARGET = 8.0
"""Each pair between the two places asked for should be predicted within this many percent."""

NEEDED = ("a_place", "a_lon", "a_lat", "b_place", "b_lon", "b_lat", "rtt_ms")
"""Columns that measurements have; ``statistic`` may be there too."""

LIMITS = {"a_lon": (-180, 180), "a_lat": (-90, 90), "b_lon": (-180, 180), "b_lat": (-90, 90), "rtt_ms": (0, np.inf)}
"""What their numbers lie between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RttScore:
    """The scored rows and what they were scored with.

    ``rows`` has the measurements that were scored, with ``a_node, b_node, km, regions, measured_ms, sea_ms, land_ms,
    least_ms, diverse_ms, predicted_ms, baseline_ms``; ``part`` the figures.
    """

    rows: pd.DataFrame
    calibration: Calibration
    part: Part


def measurements(*, path: Path | None = None, data_dir: Path | None = None) -> pd.DataFrame:
    """The shipped measurements, or a CSV of your own with the columns of the table ``measurements``.

    Raises:
        DataError: with every fault by file, row and column.
    """
    if path is None:
        return catalog.load_table("rtt_measured", data_dir=data_dir)
    return catalog.load_file("measurements", path)


def matched(net: Network, table: pd.DataFrame, *, least_km: float = LEAST_KM) -> pd.DataFrame:
    """Measurements on the network: their columns and ``measured_ms, km, a_node, b_node, access_km, regions, reason``.

    ``reason`` says why a row is left out, and is empty where it is not. ``access_km`` is the way from both places to their nodes,
    ``regions`` the two zones of the world, sorted.

    Raises:
        InputError: if a column is missing, or a number is none.
    """
    rows = _checked(table)
    for end in ("a", "b"):
        places = rows[[f"{end}_lon", f"{end}_lat"]].set_axis(["lon", "lat"], axis=1)
        unique = places.drop_duplicates()
        near = unique.join(nearest_nodes(net, unique)).set_index(["lon", "lat"])
        known = near.loc[pd.MultiIndex.from_frame(places)]
        rows[f"{end}_node"], rows[f"{end}_access"] = known["node_id"].to_numpy(), known["access_km"].to_numpy()
    rows["access_km"] = rows.pop("a_access") + rows.pop("b_access")
    rows["km"] = distances_km(rows["a_lon"], rows["a_lat"], rows["b_lon"], rows["b_lat"])
    rows["regions"] = _regions(net, rows)
    lost = (rows["a_node"] == "") | (rows["b_node"] == "")
    rows["reason"] = np.select(
        [~rows["statistic"].isin(MEASURED), rows["km"] < least_km, lost, rows["a_node"] == rows["b_node"]],
        [
            "neither a median (p50) nor a mean (avg) of measurements",
            f"nearer than {least_km:,.0f} km",
            f"a place is farther than {FARTHEST_KM:.0f} km from every node",
            "both places are one node",
        ],
        default="",
    )
    return rows


def predict_rtt(net: Network, table: pd.DataFrame, *, calibration: Calibration | None = None) -> pd.DataFrame:
    """What the model says of measurements: :func:`matched` and ``sea_ms, land_ms, least_ms, predicted_ms``.

    ``least_ms`` is the least round trip through the network; ``predicted_ms`` that by ``calibration`` on the path usually taken,
    whose delays are ``sea_ms`` and ``land_ms``; without a calibration by the one that was fitted on the shipped measurements.
    What has no path has infinite ones and a reason. One search of the network each.
    """
    calibration = calibration or read_calibration()
    rows = matched(net, table)
    usable = rows["reason"] == ""
    least = _delays(rows[usable], partial(least_path_ms, net))
    least_ms = (least["sea_ms"] + least["land_ms"]).reindex(rows.index, fill_value=np.nan)
    usual = partial(usual_path_ms, net, land_weight=calibration.land_weight)
    taken = _delays(rows[usable], usual).reindex(rows.index, fill_value=np.nan)
    predicted = predict_ms(calibration, taken["sea_ms"].to_numpy(), taken["land_ms"].to_numpy())
    rows = rows.assign(**taken, least_ms=least_ms, predicted_ms=predicted)
    return rows.assign(reason=rows["reason"].mask(usable & np.isinf(rows["least_ms"]), "no path in the network"))


def fitted(net: Network, table: pd.DataFrame) -> tuple[Calibration, dict[str, tuple[float, float]]]:
    """Numbers fitted on measurements, and their intervals: paths and numbers in turn, until the paths stay.

    Raises:
        InputError: if fewer than three rows are left.
    """
    rows = matched(net, table)
    rows = rows[rows["reason"] == ""]
    found = Calibration(sea_factor=1.0, land_factor=1.0, end_ms=0.0)
    taken = pd.DataFrame()
    for _ in range(3):
        taken = rows.join(_delays(rows, partial(usual_path_ms, net, land_weight=found.land_weight)))
        taken = taken[np.isfinite(taken["sea_ms"])]
        if len(taken) < 3:
            message = f"Found {len(taken)} measurements that the network can be held to, expected 3 or more to fit on."
            raise InputError(message)
        found = fit(*(taken[name].to_numpy(dtype=float) for name in ("sea_ms", "land_ms", "measured_ms")))
    return found, interval(taken)


def score_rtt(
    net: Network, table: pd.DataFrame, *, calibration: Calibration | None = None, own: Sequence[str] = ("EU", "JP")
) -> RttScore:
    """Score a network on measurements of the round trip.

    The baseline is the great circle at the speed of light in fibre times the one factor that fits these very rows best, the
    median. ``own`` are two places (a country's code, or EU) whose pairs are told one by one. The calibration is not fitted here.

    Raises:
        InputError: if a column is missing, a number is none, or ``own`` are not two.
    """
    if len(own) != 2 or isinstance(own, str):
        message = f"Found own={own!r}, expected two places, each a country's code or EU."
        raise InputError(message)
    calibration = calibration or read_calibration()
    told = predict_rtt(net, table, calibration=calibration)
    rows = told[told["reason"] == ""].copy()
    if len(rows):
        pairs = unordered(rows)
        rows["diverse_ms"] = _by_pair(rows, pairs, diverse_ms(net, pairs))
        fibre = units.rtt_ms(rows["km"])
        rows["baseline_ms"] = fibre * float(np.median(rows["measured_ms"] / fibre))
        rows["unseen_ms"] = without_place(rows)
    lines = _lines(net, rows, tuple(own)) if len(rows) else ()
    part = Part(
        name="rtt",
        title="Round trips: modelled against measured",
        lines=lines,
        rows=len(told),
        scored=len(rows),
        left_out=left_out_table(told["reason"]),
        tables={"By regions": _by_regions(rows), "Farthest off": _worst(rows)} if len(rows) else {},
    )
    return RttScore(rows=rows, calibration=calibration, part=part)


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        message = f"Found no column {', '.join(missing)}; expected measurements with {', '.join(NEEDED)}."
        raise InputError(message)
    rows = table.reset_index(drop=True).copy()
    if "statistic" not in rows:
        rows["statistic"] = ""
    rows[[*LIMITS]] = rows[[*LIMITS]].apply(pd.to_numeric, errors="coerce").astype("float64")
    right = [rows[name].between(low, high) & np.isfinite(rows[name]) for name, (low, high) in LIMITS.items()]
    wrong = ~np.logical_and.reduce(right) | (rows["rtt_ms"] <= 0)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        message = f"Found {int(wrong.sum())} rows without numbers, the first row {first}; expected degrees and a positive rtt_ms."
        raise InputError(message)
    return rows.assign(measured_ms=rows["rtt_ms"], statistic=rows["statistic"].fillna("").astype(str))


def _regions(net: Network, rows: pd.DataFrame) -> list[str]:
    country = net.nodes["country"]
    zone = net.countries["zone"]
    ends = [zone.reindex(country.reindex(rows[name])).fillna("?").to_numpy() for name in ("a_node", "b_node")]
    return [" - ".join(sorted(both)) for both in zip(*ends, strict=True)]


def _delays(rows: pd.DataFrame, path_ms: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Delays of rows, ``sea_ms, land_ms``; the way from the places to their nodes is over land."""
    pairs = unordered(rows)
    found = path_ms(pairs)
    sea, land = (_by_pair(rows, pairs, found[name]) for name in ("sea_ms", "land_ms"))
    return pd.DataFrame({"sea_ms": sea, "land_ms": land + units.rtt_ms(rows["access_km"])}, index=rows.index)


def _by_pair(rows: pd.DataFrame, pairs: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Value of each row's pair, whichever way round it was measured."""
    known = pd.Series(values.to_numpy(), index=pd.MultiIndex.from_frame(pairs))
    wanted = pd.MultiIndex.from_arrays([rows[["a_node", "b_node"]].min(axis=1), rows[["a_node", "b_node"]].max(axis=1)])
    return pd.Series(known.reindex(wanted).to_numpy(), index=rows.index)


def _off(rows: pd.DataFrame, name: str) -> pd.Series:
    """Absolute error of a column, as a share of what was measured."""
    return (rows[name] - rows["measured_ms"]).abs() / rows["measured_ms"]


def _lines(net: Network, rows: pd.DataFrame, own: tuple[str, ...]) -> tuple[Line, ...]:
    ratio = rows["least_ms"] / rows["measured_ms"]
    order = (rows["least_ms"].rank() - rows["measured_ms"].rank()).abs()
    ape, base = 100 * float(_off(rows, "predicted_ms").median()), 100 * float(_off(rows, "baseline_ms").median())
    # One factor fits one pair exactly: against that nothing can be held.
    times = (base / ape if ape > 0 else np.inf) if len(unordered(rows)) > 1 else np.nan
    return (
        shown_only("least / measured, median", float(ratio.median()), note="a bound below, so under 1"),
        shown_only("diverse / measured, median", float((rows["diverse_ms"] / rows["measured_ms"]).median())),
        shown_only("least, median absolute error, %", 100 * float(_off(rows, "least_ms").median())),
        at_least(
            "least, Spearman rank correlation",
            rank_correlation(rows["least_ms"].to_numpy(), rows["measured_ms"].to_numpy()),
            0.97,
            why=f"farthest out of order are {_first(rows, order, 'least_ms')}",
        ),
        at_most(
            "least more than 5 % above measured, % of rows",
            100 * float((ratio > VIOLATION).mean()),
            3,
            why=f"farthest above are {_first(rows, ratio, 'least_ms')}",
        ),
        at_most("predicted, median absolute error, %", ape, 8, why=_where(rows)),
        shown_only("the same, nine tenths below, %", 100 * float(_off(rows, "predicted_ms").quantile(0.9))),
        shown_only(
            "the same, places the fit has not seen, %",
            100 * float(_off(rows, "unseen_ms").median()),
            note="leave one place out",
        ),
        shown_only("baseline, median absolute error, %", base, note="great circle times the best factor"),
        at_least(
            "baseline error / predicted error",
            times,
            2,
            why=f"the great circle is {base:.1f} % off, the prediction {ape:.1f} %; {_where(rows)}",
        ),
        _own_line(rows, _between(net, rows, own), "-".join(own)),
    )


def _first(rows: pd.DataFrame, size: pd.Series, name: str) -> str:
    """The three rows of the largest ``size``, with what is modelled in the column ``name`` and what was measured."""
    top = rows.assign(size=size).sort_values(["size", "a_place", "b_place"], ascending=[False, True, True]).head(3)
    told = zip(top["a_place"], top["b_place"], top[name], top["measured_ms"], strict=True)
    return "; ".join(f"{a} - {b} {ours:.0f} ms for {theirs:.0f}" for a, b, ours, theirs in told)


def _where(rows: pd.DataFrame) -> str:
    """The three regions that are predicted worst."""
    top = _by_regions(rows).sort_values(["predicted off, %", "regions"], ascending=[False, True]).head(3)
    told = zip(top["regions"], top["predicted off, %"], strict=True)
    return "worst are " + "; ".join(f"{regions} {off:.0f} %" for regions, off in told)


def _own_line(rows: pd.DataFrame, between: npt.NDArray[np.bool_], places: str) -> Line:
    """The worst pair between the two places asked for; those that are too far off are told, with how far round they were measured."""
    rows = rows[between]
    off = 100 * (rows["predicted_ms"] / rows["measured_ms"] - 1)
    far = off.abs() > OWN_TARGET
    note = f"{int((~far).sum())} of {len(rows)} rows within {OWN_TARGET:g} %" if len(rows) else "no row joins them"
    listed = rows.assign(off=off)[far].sort_values(["off", "a_place", "b_place"])
    pairs = zip(listed["a_place"], listed["b_place"], listed["off"], strict=True)
    why = "; ".join(f"{a} - {b} {percent:+.0f} %" for a, b, percent in pairs)
    round_about = rows["measured_ms"] / rows["least_ms"]
    why += f"; measured {round_about[far].median():.2f} times the least round trip of the network (median)"
    why += "" if far.all() else f", the other rows {round_about[~far].median():.2f} times"
    return at_most(f"{places}, predicted, largest error, %", float(off.abs().max()), OWN_TARGET, note=note, why=why)


def _between(net: Network, rows: pd.DataFrame, own: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which rows join the two places."""
    members = [set(net.countries.index[net.countries["eu_member"] == 1]) if name == "EU" else {name} for name in own]
    a, b = (net.nodes["country"].reindex(rows[end]) for end in ("a_node", "b_node"))
    one, other = members[0], members[-1]
    return np.asarray(
        (a.isin(one).to_numpy() & b.isin(other).to_numpy()) | (a.isin(other).to_numpy() & b.isin(one).to_numpy())
    )


def _by_regions(rows: pd.DataFrame) -> pd.DataFrame:
    """Medians by regions: ``regions, rows, measured_ms, least_over_measured, predicted_off_%, baseline_off_%``."""
    table = rows.assign(
        ratio=rows["least_ms"] / rows["measured_ms"],
        signed=100 * (rows["predicted_ms"] / rows["measured_ms"] - 1),
        off=100 * _off(rows, "predicted_ms"),
        base=100 * _off(rows, "baseline_ms"),
    ).groupby("regions")
    out = table[["measured_ms", "ratio", "signed", "off", "base"]].median()
    out.columns = pd.Index(
        ["measured_ms", "least / measured", "predicted too long, %", "predicted off, %", "baseline off, %"]
    )
    out.insert(0, "rows", table.size())
    return out.sort_values("rows", ascending=False, kind="stable").reset_index()


def _worst(rows: pd.DataFrame) -> pd.DataFrame:
    """Ten pairs of places farthest off, each once."""
    table = rows.assign(off=100 * (rows["predicted_ms"] / rows["measured_ms"] - 1))
    table = table.assign(size=table["off"].abs()).sort_values(
        ["size", "a_place", "b_place"], ascending=[False, True, True]
    )
    table = table[~table[["a_node", "b_node"]].apply(lambda pair: tuple(sorted(pair)), axis=1).duplicated()].head(10)
    return table[["a_place", "b_place", "measured_ms", "least_ms", "predicted_ms", "off"]].rename(
        columns={"off": "off, %"}
    )
