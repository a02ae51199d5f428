"""What the capacity model is, how wrong it is on what is known, and how much of the network rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.network.capacity import assumptions, read_model
from cablenet.network.imputation import ERAS, ERROR_OF, Model, evaluate, interval_of, known_rows

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network.model import Network

__all__ = ["MEANINGS", "capacity_report", "known"]

MEANINGS = {
    "constant": "logarithm of the figure for a trunk-and-branch system of 1995 or before (pairs) or of 1996 (Tbps a pair)",
    "since_1995": "a decade of service year after 1995",
    "since_2001": "further, a decade after 2001",
    "since_2002": "further, a decade after 2002",
    "since_2010": "further, a decade after 2010",
    "since_2014": "further, a decade after 2014",
    "since_2018": "further, a decade after 2018",
    "decades_after_1996": "a decade of service year, at any time",
    "upgrade_decades": "a decade between service and the terminals, from 1996 to 2022",
    "short": "longest span at most 400 km, no repeaters",
    "direct": "one segment, from station to station",
    "festoon": "three or more segments and no branching unit",
    "beyond_8000_km": "logarithm of span over 8,000 km, cables since 2010",
    "low": "10 % point of published over modelled",
    "high": "90 % point of published over modelled",
}
"""Terms of the model in words."""

WORST = 12
"""Rows of the list of largest errors."""

SHOWN = (
    "tat-14",
    "apcn-2",
    "seamewe-4",
    "asia-africa-europe-1-aae-1",
    "seamewe-5",
    "faster",
    "marea",
    "jupiter",
    "2africa",
    "apricot",
    "peace-cable",
    "medusa-submarine-cable-system",
)
"""Systems everybody knows, shown for a plausibility check."""


REUSED = {"american-samoa-hawaii-ash": "PacRim East", "apng-2": "PacRim West"}
"""Systems laid with a recovered cable of older make, by its name: the year of service says nothing of their fibres."""

ROUTES = (
    ("North Atlantic, 40 W", 2002, 18.0, "http://paul.kedrosky.com/archives/2011/02/more_on_subsea.html"),
    ("North Atlantic, 40 W", 2009, 50.0, "http://paul.kedrosky.com/archives/2011/02/more_on_subsea.html"),
    ("Bab el-Mandeb", 2021, 178.0, "https://tech.slashdot.org/story/22/11/03/1450215/"),
)
"""Published potential capacities to hold the sum against: route, year, Tbps, source (TeleGeography, as quoted there)."""

ATLANTIC = ((-40.0, 15.0), (-40.0, 65.0))
"""A line across the North Atlantic, longitude and latitude."""


def known(*, data_dir: Path | None = None) -> pd.DataFrame:
    """The rows the model is fitted on, from the facts and the lengths of the built world."""
    tables = catalog.load_tables(("systems", "segments", "laid_segments"), data_dir=data_dir)
    segments = tables["segments"].merge(tables["laid_segments"], on=["system_id", "seq"], how="left")
    segments = segments[segments["kind"] != "co-located"]
    return known_rows(tables["systems"].set_index("system_id"), segments)


def capacity_report(*, data_dir: Path | None = None) -> dict[str, pd.DataFrame]:
    """Tables by title, every cell as it is printed: model, errors, coverage, worst rows, provenance, well-known systems."""
    from cablenet.network.build import load

    model = read_model(data_dir=data_dir)
    evaluated = evaluate(known(data_dir=data_dir))
    net = load(data_dir=data_dir)
    return {
        "Model (logarithms)": _terms(model),
        "Leave-one-out errors (published over modelled)": _errors(evaluated),
        "Intervals and how many published figures they hold": _coverage(model, evaluated),
        "Largest errors": _worst(evaluated),
        "Where the capacities come from": _provenance(net),
        "Well-known systems": _examples(net),
        "Sums against published potential capacities": _routes(data_dir),
        "Stated assumptions": _assumed(data_dir),
    }


def _terms(model: Model) -> pd.DataFrame:
    rows = [("fibre pairs", term, f"{value:+.3f}", MEANINGS[term]) for term, value in model.pairs.items()]
    rows += [("Tbps a pair", term, f"{value:+.3f}", MEANINGS[term]) for term, value in model.per_pair.items()]
    return pd.DataFrame(rows, columns=["of", "term", "coefficient", "meaning"])


def _errors(evaluated: pd.DataFrame) -> pd.DataFrame:
    groups = [
        ("fibre pairs", "pairs_error", evaluated),
        ("Tbps a pair", "per_pair_error", evaluated),
        ("Tbps, pairs published too", "tbps_error", evaluated[~evaluated["headline"]]),
        ("Tbps, headline alone (in no fit)", "tbps_error", evaluated[evaluated["headline"]]),
        ("Tbps, all", "tbps_error", evaluated),
    ]
    rows = []
    for name, column, part in groups:
        for era in ("all", *ERAS):
            error = part.loc[(part["era"] == era) | (era == "all"), column].dropna()
            if error.empty:
                continue
            size = np.abs(np.log(error))
            median, eighty = np.exp(size.median()), np.exp(size.quantile(0.8))
            rows.append(
                (
                    name,
                    era,
                    len(error),
                    f"{median:.2f}",
                    f"{eighty:.2f}",
                    f"{error.median():.2f}",
                    f"{error.mean():.2f}",
                )
            )
    return pd.DataFrame(
        rows, columns=["figure", "service", "rows", "median factor", "80 % within factor", "median ratio", "mean ratio"]
    )


def _coverage(model: Model, evaluated: pd.DataFrame) -> pd.DataFrame:
    """Share of figures in the interval made of the other rows, so that no row vouches for itself."""
    rows = []
    for (basis, era), (low, high) in model.interval.items():
        error = evaluated.loc[evaluated["era"] == era, ERROR_OF[basis]].dropna()
        held = 0
        for name, value in error.items():
            one, other = interval_of(error.drop(name))
            held += one <= value <= other
        rows.append((basis, era, len(error), f"{low:.2f}", f"{high:.2f}", f"{100 * held / len(error):.0f} %"))
    return pd.DataFrame(rows, columns=["basis", "service", "rows", "low factor", "high factor", "coverage"])


def _worst(evaluated: pd.DataFrame) -> pd.DataFrame:
    rows = evaluated[evaluated["tbps_error"].notna()]
    order = np.abs(np.log(rows["tbps_error"])).sort_values(ascending=False, kind="stable").index[:WORST]
    rows = rows.loc[order]
    return pd.DataFrame(
        {
            "system": rows.index,
            "service": rows["rfs_year"].astype(int).astype(str),
            "Tbps": [f"{value:.3g}" for value in rows["tbps"]],
            "published over modelled": [f"{value:.3g}" for value in rows["tbps_error"]],
            "reason": [_reason(row) for row in rows.itertuples()],
        }
    )


def _reason(row: Any) -> str:  # noqa: ANN401 - a row of a table
    """Why a figure and the model may differ so much."""
    if row.Index in REUSED:
        return f"an older cable laid again ({REUSED[row.Index]})"
    if row.headline:
        return (
            "a headline without year: what was first equipped"
            if row.tbps_error < 1
            else "a headline since upgraded, undated"
        )
    return (
        "first design, or unit of the source in doubt" if row.tbps_error < 1 else "upgraded, or more pairs than usual"
    )


def _provenance(net: Network) -> pd.DataFrame:
    """Of each basis: systems that have a segment of it, segments, length, and capacity times length."""
    links = net.links[["kind", "system", "capacity_basis", "length_km", "capacity_tbps"]].assign(
        work=net.links["capacity_tbps"] * net.links["length_km"]
    )
    rows = []
    for kind, part in (("sea", links[links["kind"] == "sea"]), ("land", links[links["kind"] == "land"])):
        for basis, some in part.groupby("capacity_basis"):
            share = f"{100 * len(some) / len(part):.0f} %"
            km = f"{100 * some['length_km'].sum() / part['length_km'].sum():.0f} %"
            work = f"{100 * some['work'].sum() / part['work'].sum():.0f} %"
            systems = str(some["system"].nunique()) if kind == "sea" else ""
            rows.append((kind, basis, systems, f"{len(some):,}", share, km, work))
    return pd.DataFrame(rows, columns=["over", "basis", "systems", "links", "of links", "of km", "of Tbps km"])


def _examples(net: Network) -> pd.DataFrame:
    sea = net.links[net.links["kind"] == "sea"]
    rows = []
    for name in SHOWN:
        own = sea[sea["system"] == name]
        if own.empty:
            continue
        central = own["capacity_tbps"]
        best = own.loc[central.idxmax()]
        limits = f"{best['capacity_low_tbps']:.3g} to {best['capacity_high_tbps']:.3g}"
        less = int((central < 0.999 * central.max()).sum())
        rows.append(
            (name, f"{central.max():.3g}", limits, best["capacity_basis"], f"{central.min():.3g}", less, len(own))
        )
    columns = ["system", "trunk Tbps", "low to high", "basis", "least Tbps", "segments below trunk", "segments"]
    return pd.DataFrame(rows, columns=columns)


def _assumed(data_dir: Path | None) -> pd.DataFrame:
    rows = [
        (name, f"{low:g}", f"{central:g}", f"{high:g}")
        for name, (low, central, high) in assumptions(data_dir=data_dir).items()
    ]
    return pd.DataFrame(rows, columns=["assumption", "low", "central", "high"])


def _routes(data_dir: Path | None) -> pd.DataFrame:
    """Sum over the systems on a route of their largest segment there, against the published potential capacity."""
    import shapely

    from cablenet.network.build import load

    columns = ["capacity_low_tbps", "capacity_tbps", "capacity_high_tbps"]
    rows = []
    for route, year, published, source in ROUTES:
        net = load(as_of=str(year), data_dir=data_dir)
        sea = net.links[net.links["kind"] == "sea"]
        met = net.crossings.loc[net.crossings["chokepoint"] == "bab-el-mandeb", "link_id"]
        atlantic = sea.geometry.intersects(shapely.LineString(ATLANTIC))
        on_it = sea[atlantic] if route.startswith("North Atlantic") else sea[sea.index.isin(met)]
        # Both legs of a ring cross an ocean; through a strait the parts of one cable follow one another.
        total = on_it[columns] if route.startswith("North Atlantic") else on_it.groupby("system")[columns].max()
        low, central, high = (f"{value:.0f}" for value in total.sum())
        rows.append((route, str(year), f"{published:g}", central, f"{low} to {high}", source))
    return pd.DataFrame(rows, columns=["route", "year", "published Tbps", "modelled Tbps", "low to high", "source"])
