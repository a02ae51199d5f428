"""The explorer: chokepoints and incidents routed in advance, for a page on which a person switches them on and off."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cablenet.errors import InputError, UnknownNameError
from cablenet.maps.explorer_data import Case, Explorer, Spot, Switch
from cablenet.network.places import Place, find_place
from cablenet.report.explorer_cases import Counter, counter
from cablenet.routing import Effort, route
from cablenet.scenarios import chokepoint, incident, incidents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import folium

    from cablenet.demand import Demand
    from cablenet.network import Network
    from cablenet.routing import Policy, Routes
    from cablenet.routing.assignment import Model
    from cablenet.scenarios import Scenario

__all__ = [
    "DOORS",
    "Assignment",
    "Plan",
    "chosen_chokepoints",
    "explore",
    "explorer_data",
    "explorer_places",
    "quickest",
]

DOORS: Final = (
    "south-china-sea",
    "luzon",
    "malacca",
    "taiwan-strait",
    "red-sea",
    "bab-el-mandeb",
    "egypt-land",
    "hormuz",
    "gibraltar",
    "sicily",
    "celtic-approaches",
    "korea-tsushima",
    "lombok-makassar",
    "sunda",
    "panama-land",
    "florida-straits",
    "cape",
)
"""Chokepoints that are spoken of, and always offered."""

COUNT: Final = 25
"""Chokepoints offered in all."""

GROUPS: Final = ("G7", "Five Eyes", "Quad")
"""Groups of states offered beside the European Union and the zones of the world."""

COUNTRIES: Final = 30
"""Countries offered: those with the greatest demand."""

WORLD: Final = "world"

FEW: Final = 8
"""With fewer cases than this no other process is begun: each takes seconds to begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is routed in advance.

    ``count`` chokepoints (see :func:`chosen_chokepoints`) and those named in ``chokepoints``, each alone and, with ``pairs``, every
    two of them; the dated ``incidents``, each alone; and ``also``, scenarios of your own, each alone. ``every`` adds all other
    chokepoints of the network, each alone.
    """

    count: int = COUNT
    chokepoints: tuple[str, ...] = ()
    pairs: bool = True
    incidents: bool = True
    every: bool = False
    also: tuple[Scenario, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """How each case is routed: the arguments of :func:`cablenet.routing.route`, and over how many processes.

    Without ``effort`` the compiled kernels are taken where there are any (extra ``speed``).
    """

    model: Model = "optimal"
    policy: Policy | None = None
    effort: Effort | None = None
    workers: int = 1


def quickest() -> Effort:
    """The usual effort, with the compiled kernels where there are any."""
    return Effort(kernel="numba" if find_spec("numba") else "scipy")


def explorer_data(
    net: Network,
    demand: Demand,
    *,
    plan: Plan | None = None,
    places: Sequence[Place] | None = None,
    assignment: Assignment | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Explorer:
    """Route ``demand`` over ``net`` in every case of ``plan``, and gather what an explorer shows.

    Each case sets out from the traffic with nothing cut, and from nothing else: the result does not depend on the number of
    workers. Combinations that cut the same links are routed once; a cut of links that carry nothing is not routed at all where the
    model is ``optimal`` or ``shortest``, since the traffic that was best before is possible still, and no better is.

    ``progress`` is called with the name of each case that is done and their number.

    Raises:
        UnknownNameError: if a chokepoint is not known.
        InputError: if a switch is listed twice, or the model is unknown.

    Cost is one assignment a case: a second for the world (``optimal``, compiled kernels), 360 cases by default.
    """
    plan, how = plan or Plan(), assignment or Assignment()
    spots = explorer_places(net, demand) if places is None else list(places)
    before = route(net, demand, model=how.model, policy=how.policy, effort=how.effort or quickest())
    count = counter(net, demand, spots)
    switches, paired = _switches(net, before, plan)
    cuts, computed = _cuts(switches, paired, plan, before)
    cases = _cases(_Job(before=before, counter=count, how=how), cuts, progress)
    return Explorer(
        net=net,
        switches=switches,
        spots=tuple(Spot(id=place.name, title=place.title, group=len(place.countries) > 1) for place in spots),
        pairs=count.pairs,
        demand_tbps=count.demand_tbps(demand),
        corridors=count.corridors,
        countries=count.countries,
        cases=cases,
        computed=computed,
        method=_method(before),
        command="cablenet cut" if how.model == "optimal" else f"cablenet cut --model {how.model}",
    )


def explore(
    net: Network,
    demand: Demand | None = None,
    *,
    between: tuple[str, str] = ("EU", "JP"),
    plan: Plan | None = None,
    assignment: Assignment | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> folium.Map:
    """An explorer of a network, which shows itself in a notebook and is written by :func:`cablenet.maps.save`.

    Without ``demand``, that of the gravity model. ``between`` are the two places first shown. The rest is as of
    :func:`explorer_data`; ``plan=Plan(pairs=False)`` is ready in a minute.

    Raises:
        UnknownNameError: if a place or chokepoint is not known.
    """
    from cablenet.demand import gravity
    from cablenet.maps.explorer import compose_explorer

    ends = [find_place(net, name).name for name in between]
    wanted = gravity(net) if demand is None else demand
    data = explorer_data(
        net,
        wanted,
        plan=plan,
        places=explorer_places(net, wanted, also=ends),
        assignment=assignment,
        progress=progress,
    )
    return compose_explorer(data, between=(ends[0], ends[1]), on=None, centre=None)


def chosen_chokepoints(net: Network, routes: Routes, *, count: int = COUNT) -> tuple[str, ...]:
    """The chokepoints to offer: :data:`DOORS`, then, one by one, that which carries most traffic that passes none chosen yet.

    Landing clusters are left out: they are places to land, not to pass. So are those that carry nothing that others do not.
    """
    table = net.chokepoints
    known = [name for name in DOORS if name in table.index][:count]
    passing = table.index[table["kind"] != "landing-cluster"]
    paths, rides = routes.rides()
    met = rides.merge(net.crossings[["link_id", "chokepoint"]], on="link_id")[["path", "chokepoint"]].drop_duplicates()
    met = met[met["chokepoint"].isin(passing)].assign(
        tbps=lambda rows: paths.set_index("path")["tbps"].reindex(rows["path"]).to_numpy()
    )
    while len(known) < count:
        covered = met.loc[met["chokepoint"].isin(known), "path"]
        left = met[~met["path"].isin(covered)].groupby("chokepoint")["tbps"].sum().sort_index()
        if not len(left):
            break
        known.append(str(left.idxmax()))
    return tuple(known)


def explorer_places(net: Network, demand: Demand, *, also: Sequence[str] = ()) -> list[Place]:
    """The places offered: the world, the European Union, three groups, the zones, and the countries with the greatest demand.

    ``also`` are further places by name, as of :func:`cablenet.find_place`. Those that are not on the network are left out.
    """
    every = Place(name=WORLD, title="World", hub="", nodes=(), countries=tuple(map(str, net.countries.index)))
    zones = {zone: str(zone).replace("-", " ").title() for zone in sorted(net.countries["zone"].unique())}
    ends = pd.concat([demand.pairs[[end, "tbps"]].set_axis(["place", "tbps"], axis=1) for end in "ab"])
    size = ends.groupby("place")["tbps"].sum().sort_index().sort_values(ascending=False, kind="stable")
    largest = [str(place) for place in size.index if place in net.countries.index][:COUNTRIES]
    found = [every, *_found(net, ["EU", *GROUPS])]
    found += [_zone(net, str(zone), title) for zone, title in zones.items()]
    countries = {place.name: place for place in _found(net, largest)}
    found += sorted(countries.values(), key=lambda place: place.title)
    known = {place.name for place in found}
    return [
        *found,
        *(place for place in (find_place(net, name) for name in dict.fromkeys(also)) if place.name not in known),
    ]


def _found(net: Network, names: Sequence[str]) -> list[Place]:
    """Places by name, those alone that are on the network."""
    out = []
    for name in names:
        with suppress(UnknownNameError, InputError):
            out.append(find_place(net, name))
    return out


def _zone(net: Network, zone: str, title: str) -> Place:
    """A zone of the world as a place."""
    codes = tuple(map(str, net.countries.index[net.countries["zone"] == zone]))
    return Place(name=zone, title=title, hub="", nodes=(), countries=codes)


def _switches(net: Network, before: Routes, plan: Plan) -> tuple[tuple[Switch, ...], int]:
    """What may be cut, and how many of the first are also offered in pairs."""
    doors = dict.fromkeys([*chosen_chokepoints(net, before, count=plan.count), *plan.chokepoints])
    paired = [_switch(chokepoint(net, name), "chokepoint") for name in doors]
    rest = [name for name in net.chokepoints.index if name not in doors] if plan.every else []
    singles = [_switch(chokepoint(net, str(name)), "chokepoint") for name in sorted(rest)]
    dated = [incident(net, str(name)) for name in incidents().index] if plan.incidents else []
    events = [_switch(event, "incident") for event in dated if len(event.survival)]
    own = [_switch(scenario, "other") for scenario in plan.also]
    return (*paired, *(one for one in singles if len(one.survival)), *events, *own), len(paired)


def _switch(scenario: Scenario, kind: Any) -> Switch:  # noqa: ANN401 -- a literal
    return Switch(
        id=scenario.id,
        title=scenario.title,
        kind=kind,
        survival=scenario.survival,
        areas=scenario.areas,
        note=" ".join(scenario.notes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What every worker knows."""

    before: Routes
    counter: Counter
    how: Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """One case to route: what of each link survives."""

    name: str
    survival: pd.Series


def _cuts(
    switches: tuple[Switch, ...], paired: int, plan: Plan, before: Routes
) -> tuple[list[_Cut], dict[tuple[int, ...], int]]:
    """The cases to route, each other than the rest, and the case (from 1; 0 is that with nothing cut) of each combination."""
    wanted = [(number,) for number in range(len(switches))]
    wanted += combinations(range(paired), 2) if plan.pairs else []  # type: ignore[arg-type] # pairs beside singles
    links = before.net.links.index
    shares = [one.survival.reindex(links).fillna(1.0).to_numpy(dtype=float) for one in switches]
    exact = before.model in ("optimal", "shortest")
    cuts: list[_Cut] = []
    found: dict[tuple[int, ...], int] = {(): 0}
    seen: dict[bytes, int] = {}
    for combination in wanted:
        share = np.min([shares[number] for number in combination], axis=0)
        hit = np.flatnonzero(share < 1.0)
        if not len(hit) or (exact and not (before.flow.to_numpy()[hit] > 0).any()):
            found[combination] = 0
            continue
        number = seen.setdefault(hit.tobytes() + share[hit].tobytes(), len(cuts) + 1)
        found[combination] = number
        if number > len(cuts):
            name = " + ".join(switches[one].title for one in combination)
            cuts.append(_Cut(name=name, survival=pd.Series(share[hit], index=links[hit])))
    return cuts, found


def _cases(job: _Job, cuts: list[_Cut], progress: Callable[[str, int], None] | None) -> tuple[Case, ...]:
    """All cases, that with nothing cut first, in order whatever the number of workers."""
    cases = [job.counter.case(job.before, job.before)]
    for cut, case in zip(cuts, _routed(job, cuts), strict=True):
        cases.append(case)
        if progress is not None:
            progress(cut.name, len(cuts))
    return tuple(cases)


def _routed(job: _Job, cuts: list[_Cut]) -> Iterator[Case]:
    """The case of each cut, over as many processes as asked for."""
    if job.how.workers < 2 or len(cuts) < FEW:
        for cut in cuts:
            yield _case(job, cut)
        return
    with ProcessPoolExecutor(job.how.workers, get_context("spawn"), initializer=_begin, initargs=(job,)) as pool:
        yield from pool.map(_ask, cuts)


_held: list[_Job] = []
"""In a worker: what it was begun with."""


def _begin(job: _Job) -> None:
    _held[:] = [job]


def _ask(cut: _Cut) -> Case:
    return _case(_held[0], cut)


def _case(job: _Job, cut: _Cut) -> Case:
    """Route one cut, from the traffic with nothing cut."""
    before, how = job.before, job.how
    after = route(
        before.net.under(cut),
        before.demand,
        model=how.model,
        policy=before.policy,
        effort=how.effort or quickest(),
        start=before if how.model == "optimal" else None,
    )
    return job.counter.case(before, after)


METHODS: Final = {
    "optimal": "Traffic takes the ways that keep the sum of delays least within the design capacities of the cables",
    "fair": "Traffic is shared max-min fairly within the design capacities of the cables",
    "shortest": "All traffic takes its shortest way, however full the cables are",
    "diverse": "Traffic spreads over different ways as operators spread it, however full the cables are",
}


def _method(before: Routes) -> str:
    """How traffic was assigned, in a sentence."""
    found = before.certificate
    proof = "" if found is None else f", within {max(found.gap, 0.001):.1%} of the least"
    return f"{METHODS[before.model]} (model {before.model}{proof})."
