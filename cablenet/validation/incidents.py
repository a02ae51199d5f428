"""Incidents replayed: whom the model says a cut hit, against whom reports said it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.errors import unknown_name
from cablenet.network import load
from cablenet.scenarios import incident, incidents, still_out
from cablenet.validation.exposure import Choice, exposure, joined_over_land, landing_countries, served_countries
from cablenet.validation.records import Line, Part, at_least, at_most, left_out_table, rank_correlation, shown_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from cablenet.network.model import Network, Survival

__all__ = [
    "Replay",
    "f1",
    "hit_countries",
    "leave_one_out",
    "read_threshold",
    "replay_all",
    "reported",
    "score_incidents",
]

GRID = tuple(round(0.01 * step, 2) for step in range(2, 41))
"""Thresholds that are tried when one is fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One incident on the network of its day.

    ``judged`` has ``exposure, served, over_land`` by country, as :func:`hit_countries`; ``landing`` are the countries where a cut
    system lands, ``affected`` and ``spared`` those that reports name; ``cut`` is how many links were cut.
    """

    name: str
    judged: pd.DataFrame
    landing: frozenset[str]
    affected: frozenset[str]
    spared: frozenset[str]
    cut: int

    def hit(self, threshold: float) -> frozenset[str]:
        """Countries said to be hit: see :func:`hit_countries`."""
        return frozenset(self.judged.index[_hit(self.judged, threshold)])


def hit_countries(
    net: Network,
    cut: Survival,
    *,
    out: Survival | None = None,
    threshold: float | None = None,
    choice: Choice | None = None,
    data_dir: Path | None = None,
) -> pd.DataFrame:
    """Who is hit by a cut: ``exposure, served, over_land, hit`` of every country, the most exposed first.

    A country is hit if a system lands there that is cut or rides on one that is (``served``), more than ``threshold`` (without one,
    the fitted one) of its traffic with the hubs of the world ran over what is cut, and no plentiful fibre over land joins it to a
    hub (``over_land``). ``out`` is what was out of service before. Which rides on which, and the threshold, are those of the tables
    in ``data_dir``.
    """
    threshold = read_threshold(data_dir=data_dir) if threshold is None else threshold
    table = _judged(net, cut, out=out, choice=choice, data_dir=data_dir)
    return table.assign(hit=_hit(table, threshold)).sort_values("exposure", ascending=False, kind="stable")


def _judged(
    net: Network, cut: Survival, *, out: Survival | None, choice: Choice | None, data_dir: Path | None
) -> pd.DataFrame:
    """What the rule asks of each country: ``exposure, served, over_land``."""
    table = exposure(net, cut, out=out, choice=choice).to_frame()
    served = served_countries(net, cut, data_dir=data_dir)
    return table.assign(served=table.index.isin(served), over_land=table.index.isin(joined_over_land(net)))


def _hit(judged: pd.DataFrame, threshold: float) -> pd.Series:
    """The rule itself: which countries are hit."""
    return judged["served"] & (judged["exposure"] > threshold) & ~judged["over_land"]


def read_threshold(*, data_dir: Path | None = None) -> float:
    """The threshold fitted on the reported incidents, from ``reference/calibration.csv``."""
    table = catalog.load_table("calibration", data_dir=data_dir).set_index("parameter")["value"]
    return float(table["hit_share"])


def reported(event: pd.Series) -> tuple[frozenset[str], frozenset[str]]:
    """Countries that reports of an incident name as affected, and as spared; none where the outcome is withheld."""
    affected, spared = (
        frozenset(filter(None, str(event[name]).split(";")))
        for name in ("countries_affected", "countries_not_affected")
    )
    return affected, spared


def replay_all(
    names: Iterable[str],
    *,
    choice: Choice | None = None,
    data_dir: Path | None = None,
    told: Callable[[str], object] | None = None,
) -> list[Replay]:
    """Incidents replayed, each on the network of its day less what earlier ones had left out of service.

    One network is loaded each; some three seconds for both. ``told`` is called with each name.

    Raises:
        UnknownNameError: with the nearest known incidents.
    """
    out = []
    for name, row in _chosen(incidents(data_dir=data_dir), names).iterrows():
        net = load(as_of=str(row["date"]), data_dir=data_dir)
        cut = incident(net, str(name), data_dir=data_dir)
        before = still_out(net, str(name), data_dir=data_dir)
        affected, spared = reported(row)
        out.append(
            Replay(
                name=str(name),
                judged=_judged(net, cut, out=before, choice=choice, data_dir=data_dir),
                landing=frozenset(landing_countries(net, cut)),
                affected=affected,
                spared=spared,
                cut=int((cut.survival < 1).sum()),
            )
        )
        if told is not None:
            told(str(name))
    return out


def _chosen(facts: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """The incidents of these names, in their order."""
    wanted = list(names)
    for name in wanted:
        if name not in facts.index:
            raise unknown_name("incident", name, facts.index)
    return facts.loc[wanted]


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
    names: Iterable[str] | None = None,
) -> Part:
    """Score the incidents whose outcome was reported (or those of them in ``names``); withheld ones are counted, not scored.

    The baseline says that every country is hit in which a cut system lands.

    Raises:
        UnknownNameError: with the nearest known incidents.
    """
    threshold = read_threshold(data_dir=data_dir) if threshold is None else threshold
    facts = incidents(data_dir=data_dir)
    wanted = facts if names is None else _chosen(facts, names)
    scored = wanted["outcome"] == "reported"
    replays = replay_all(wanted.index[scored], choice=choice, data_dir=data_dir)
    reason = pd.Series("", index=wanted.index)
    reason[~scored] = "outcome withheld"
    losses = catalog.load_table("incident_losses", data_dir=data_dir)
    return Part(
        name="incidents",
        title="Incidents: countries said to be hit against countries reported",
        lines=(*_lines(replays, threshold), *_severity(replays, losses)) if replays else (),
        rows=len(wanted),
        scored=len(replays),
        left_out=left_out_table(reason),
        tables={"By incident": _by_incident(replays, threshold)} if replays else {},
    )


def _lines(replays: list[Replay], threshold: float) -> tuple[Line, ...]:
    precision, recall, score = f1(replays, lambda one: one.hit(threshold))
    _, unseen, _ = leave_one_out(replays)
    _, _, naive = f1(replays, lambda one: one.landing)
    quiet = [one for one in replays if not one.affected]
    loud = [f"{one.name} ({' '.join(sorted(hit))})" for one in quiet if (hit := one.hit(threshold))]
    spared = sum(len(one.hit(threshold) & one.spared) for one in replays)
    uncut = [one.name for one in replays if not one.cut]
    why = f"{_missed(replays, threshold)}; {_too_many(replays, threshold)}"
    return (
        shown_only("precision", precision),
        shown_only("recall", recall),
        at_least("F1", score, 0.8, note=f"threshold {threshold:.0%} of a country's traffic with the hubs", why=why),
        shown_only("F1, threshold of the other incidents", unseen, note="leave one incident out"),
        shown_only("baseline F1", naive, note="every country where a cut system lands"),
        at_least("F1 above the baseline", score - naive, 0, why=why),
        at_most(
            "incidents without effect that come out with one",
            float(len(loud)),
            0,
            note=f"of {len(quiet)}",
            why=f"they are {', '.join(loud)}",
        ),
        shown_only(
            "countries reported as spared, said to be hit",
            float(spared),
            note=f"of {sum(len(o.spared) for o in replays)}",
        ),
        shown_only("reported incidents that cut nothing here", float(len(uncut)), note=", ".join(uncut)),
    )


def _missed(replays: list[Replay], threshold: float) -> str:
    """How many countries are missed, which condition of the rule lets them go, and which are missed most often."""
    reasons: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in replays:
        for code in sorted(one.affected - one.hit(threshold)):
            missed[code] += 1
            reasons[_let_go(one, code)] += 1
    told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return f"{missed.total()} countries are missed ({told}), most often {_most(missed)}" if missed else "none is missed"


def _let_go(one: Replay, code: str) -> str:
    """The first condition of the rule by which a country is not said to be hit."""
    if not one.cut:
        return "in incidents that cut nothing here"
    if code not in one.judged.index or not one.judged.at[code, "served"]:
        return "where no system lands that is cut or rides on one"
    return "joined to a hub over land" if one.judged.at[code, "over_land"] else "exposed no more than the threshold"


def _too_many(replays: list[Replay], threshold: float) -> str:
    """How many countries are said to be hit that no report names, and which most often."""
    wrong = Counter(code for one in replays for code in sorted(one.hit(threshold) - one.affected))
    named = sum(len(one.hit(threshold) & one.spared) for one in replays)
    if not wrong:
        return "none is too many"
    return f"{wrong.total()} are too many ({named} of them reported as spared), most often {_most(wrong)}"


def _most(codes: Counter[str]) -> str:
    return ", ".join(f"{code} {count}" for code, count in codes.most_common(5))


def _severity(replays: list[Replay], losses: pd.DataFrame) -> tuple[Line, ...]:
    """Rank correlation of exposure with the shares that reports say were lost."""
    exposed: Mapping[str, pd.Series] = {one.name: one.judged["exposure"] for one in replays if one.cut}
    told = losses[losses["incident_id"].isin(list(exposed))]
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
