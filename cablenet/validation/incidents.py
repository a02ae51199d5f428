"""Incidents replayed: whom the model says a cut hit, against whom reports said it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.network import load
from cablenet.scenarios import incident, incidents, still_out
from cablenet.validation.exposure import Choice, exposure, joined_over_land, landing_countries, served_countries
from cablenet.validation.records import Line, Part, at_least, at_most, left_out_table, rank_correlation, shown_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from cablenet.network.model import Network, Survival

__all__ = ["Replay", "f1", "hit_countries", "leave_one_out", "read_threshold", "replay_all", "score_incidents"]

GRID = tuple(round(0.01 * step, 2) for step in range(2, 41))
"""Thresholds that are tried when one is fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One incident on the network of its day.

    ``exposed`` is the exposure by country, ``landing`` the countries where a cut system lands, ``served`` those and the ones where a
    system lands that rides on a cut one, ``over_land`` those that plentiful fibre over land joins to a hub, ``affected`` and
    ``spared`` those that reports name; ``cut`` is how many links were cut.
    """

    name: str
    exposed: pd.Series
    landing: frozenset[str]
    served: frozenset[str]
    over_land: frozenset[str]
    affected: frozenset[str]
    spared: frozenset[str]
    cut: int

    def hit(self, threshold: float) -> frozenset[str]:
        """Countries said to be hit: see :func:`hit_countries`."""
        return frozenset(self.exposed.index[self.exposed > threshold]) & self.served - self.over_land


def hit_countries(
    net: Network,
    cut: Survival,
    *,
    out: Survival | None = None,
    threshold: float | None = None,
    choice: Choice | None = None,
) -> pd.DataFrame:
    """Who is hit by a cut: ``exposure, served, over_land, hit`` by country, the most exposed first.

    A country is hit if a system lands there that is cut or rides on one that is, more than ``threshold`` (without one, the fitted one) of its traffic
    with the hubs of the world ran over what is cut, and no plentiful fibre over land joins it to a hub. ``out`` is what was
    out of service before. Countries that are neither exposed nor served are left away.
    """
    threshold = read_threshold() if threshold is None else threshold
    table = exposure(net, cut, out=out, choice=choice).to_frame()
    table["served"] = table.index.isin(served_countries(net, cut))
    table["over_land"] = table.index.isin(joined_over_land(net))
    table["hit"] = table["served"] & (table["exposure"] > threshold) & ~table["over_land"]
    table = table[(table["exposure"] > 0) | table["served"]]
    return table.sort_values("exposure", ascending=False, kind="stable")


def read_threshold(*, data_dir: Path | None = None) -> float:
    """The threshold fitted on the reported incidents, from ``reference/calibration.csv``."""
    table = catalog.load_table("calibration", data_dir=data_dir).set_index("parameter")["value"]
    return float(table["hit_share"])


def replay_all(
    names: Iterable[str],
    *,
    choice: Choice | None = None,
    data_dir: Path | None = None,
    told: Callable[[str], object] | None = None,
) -> list[Replay]:
    """Incidents replayed, each on the network of its day less what earlier ones had left out of service.

    One network is loaded each; some three seconds for both. ``told`` is called with each name.
    """
    facts = incidents()
    out = []
    for name in names:
        row = facts.loc[name]
        net = load(as_of=str(row["date"]), data_dir=data_dir)
        cut = incident(net, name)
        before = still_out(net, name)
        some = bool((cut.survival < 1).any())
        exposed = exposure(net, cut, out=before, choice=choice) if some else pd.Series(dtype="float64")
        out.append(
            Replay(
                name=name,
                exposed=exposed,
                landing=frozenset(landing_countries(net, cut)),
                served=frozenset(served_countries(net, cut)),
                over_land=frozenset(joined_over_land(net)),
                affected=_codes(row["countries_affected"]),
                spared=_codes(row["countries_not_affected"]),
                cut=int((cut.survival < 1).sum()),
            )
        )
        if told is not None:
            told(name)
    return out


def f1(replays: Iterable[Replay], chosen: Callable[[Replay], Iterable[str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of incident and country; 0 where there is nothing to divide by."""
    hits = [(set(chosen(one)), set(one.affected)) for one in replays]
    right = sum(len(said & true) for said, true in hits)
    said_all, true_all = sum(len(said) for said, _ in hits), sum(len(true) for _, true in hits)
    precision = right / said_all if said_all else 0.0
    recall = right / true_all if true_all else 0.0
    return precision, recall, 2 * right / (said_all + true_all) if said_all + true_all else 0.0


def leave_one_out(replays: list[Replay]) -> tuple[float, float, list[float]]:
    """Threshold of the best F1 on all incidents, F1 when each is judged by that of the others, and those thresholds.

    The best is that with the highest mean F1 of all thresholds within two points of it, so that a lucky one is not taken. Of
    equally good thresholds the middle one is taken.
    """

    def best(some: list[Replay]) -> float:
        scores = pd.Series([f1(some, lambda one, at=at: one.hit(at))[2] for at in GRID])  # type: ignore[misc]
        around = scores.rolling(5, center=True, min_periods=1).mean().to_numpy()
        top = np.flatnonzero(around >= around.max() - 1e-12)
        return float(GRID[int(top[len(top) // 2])])

    others = [best([one for one in replays if one is not left]) for left in replays]
    at = {one.name: threshold for one, threshold in zip(replays, others, strict=True)}
    return best(replays), f1(replays, lambda one: one.hit(at[one.name]))[2], others


def score_incidents(
    *,
    threshold: float | None = None,
    choice: Choice | None = None,
    data_dir: Path | None = None,
    names: Iterable[str] = (),
) -> Part:
    """Score the incidents whose outcome was reported (or those of them in ``names``); withheld ones are counted, not scored.

    The baseline says that every country is hit in which a cut system lands.
    """
    threshold = read_threshold(data_dir=data_dir) if threshold is None else threshold
    facts = incidents()
    wanted = facts.loc[list(names)] if names else facts
    reported = wanted["outcome"] == "reported"
    replays = replay_all(wanted.index[reported], choice=choice, data_dir=data_dir)
    reason = pd.Series("", index=wanted.index)
    reason[~reported] = "outcome withheld"
    return Part(
        name="incidents",
        title="Incidents: countries said to be hit against countries reported",
        lines=_lines(replays, threshold),
        rows=len(wanted),
        scored=len(replays),
        left_out=left_out_table(reason),
        tables={"By incident": _by_incident(replays, threshold)},
    )


def _lines(replays: list[Replay], threshold: float) -> tuple[Line, ...]:
    precision, recall, score = f1(replays, lambda one: one.hit(threshold))
    _, unseen, _ = leave_one_out(replays)
    _, _, naive = f1(replays, lambda one: one.landing)
    quiet = [one for one in replays if not one.affected]
    loud = sum(bool(one.hit(threshold)) for one in quiet)
    spared = sum(len(one.hit(threshold) & one.spared) for one in replays)
    uncut = [one.name for one in replays if not one.cut]
    lines = [
        shown_only("precision", precision),
        shown_only("recall", recall),
        at_least("F1", score, 0.8, note=f"threshold {threshold:.0%} of a country's traffic with the hubs"),
        shown_only("F1, threshold of the other incidents", unseen, note="leave one incident out"),
        shown_only("baseline F1", naive, note="every country where a cut system lands"),
        at_least("F1 above the baseline", score - naive, 0),
        at_most("incidents without effect that come out with one", float(loud), 0, note=f"of {len(quiet)}"),
        shown_only(
            "countries reported as spared, said to be hit",
            float(spared),
            note=f"of {sum(len(o.spared) for o in replays)}",
        ),
        shown_only("reported incidents that cut nothing here", float(len(uncut)), note=", ".join(uncut)),
    ]
    return (*lines, *_severity(replays))


def _severity(replays: list[Replay]) -> tuple[Line, ...]:
    """Rank correlation of exposure with the shares that reports say were lost."""
    told = catalog.load_table("incident_losses")
    exposed: Mapping[str, pd.Series] = {one.name: one.exposed for one in replays if one.cut}
    told = told[told["incident_id"].isin(list(exposed))]
    if len(told) < 3:
        return ()
    ours = [float(exposed[row.incident_id].get(row.country, 0.0)) for row in told.itertuples()]
    value = rank_correlation(np.array(ours), told["loss"].to_numpy(dtype=float))
    return (shown_only("severity, Spearman rank correlation", value, note=f"{len(told)} reported losses"),)


def _by_incident(replays: list[Replay], threshold: float) -> pd.DataFrame:
    """What came out of each: ``incident, cut`` (links)``, right, too many, missed``, country codes."""
    rows = []
    for one in replays:
        said = one.hit(threshold)
        parts = (said & one.affected, said - one.affected, one.affected - said)
        rows.append((one.name, one.cut, *(" ".join(sorted(codes)) for codes in parts)))
    return pd.DataFrame(rows, columns=["incident", "cut", "right", "too many", "missed"])


def _codes(text: object) -> frozenset[str]:
    return frozenset(filter(None, str(text).split(";")))
