"""How the maps of the gallery are drawn: a cut, on whose law traffic depends, and what is planned."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from importlib.util import find_spec
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cablenet import catalog, schema
from cablenet.demand import gravity
from cablenet.metrics import jurisdiction_groups
from cablenet.network import find_place, link_countries, load
from cablenet.report.cuts import cut_story
from cablenet.report.dependence import ridden
from cablenet.report.limits import LIMITS
from cablenet.report.pictures import change_map, traffic
from cablenet.routing import Effort, compare, route
from cablenet.scenarios import chokepoint, system

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium

    from cablenet.demand import Demand
    from cablenet.network import Network
    from cablenet.network.model import Level
    from cablenet.network.places import Place
    from cablenet.report.cuts import Story
    from cablenet.routing import Between, Comparison, Routes
    from cablenet.routing.assignment import Model
    from cablenet.scenarios import Scenario

__all__ = ["Entry", "Picture", "Studio", "draw_change", "draw_dependence", "draw_planned"]

PLANNED = "2030"
"""Date of the planned network."""

WORTH_TBPS = 0.5
"""A gain below this is within what two answers of equal merit differ by, and not drawn in a thumbnail."""

SHOWN = 6
"""Countries that are named beside the map of dependence."""

SHADES = (0.02, 0.1, 0.25, 0.5, 0.75)
"""Classes of a share of traffic."""

FINE_GAP = 0.0005
"""At the usual gap the share of a corridor among several as good still moves by a quarter of the traffic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A map with its finding in words, and what its thumbnail shows: a network, and values by link."""

    map: folium.Map
    finding: str
    net: Network
    carried: pd.Series


@dataclass(frozen=True, kw_only=True)
class Studio:
    """Network and demand of the gallery, and what its maps share; nothing is routed before it is asked for.

    Everything is at central capacities and demand; ``model`` assigns the traffic.
    """

    net: Network
    model: Model = "optimal"

    @property
    def effort(self) -> Effort:
        """Finer than usual, for what is published stays; compiled search where numba is installed."""
        return Effort(gap=FINE_GAP, kernel="numba" if find_spec("numba") else "scipy")

    @cached_property
    def demand(self) -> Demand:
        """Demand of the network's year."""
        return gravity(self.net)

    @cached_property
    def before(self) -> Routes:
        """The world's traffic on the whole network."""
        return route(self.net, self.demand, model=self.model, effort=self.effort)

    @cached_property
    def spread(self) -> Routes:
        """The same spread over diverse ways, whatever their capacity."""
        return route(self.net, self.demand, model="diverse")

    def compared(self, cut: Scenario, between: tuple[str, str]) -> Between:
        """Before and after a cut; after starts from before."""
        after = route(self.net.under(cut), self.demand, model=self.model, effort=self.effort, start=self.before)
        return compare(self.before, after).between(*between)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A map of the gallery: its name (that of its files), a title, what it shows, and what draws it.

    ``names`` are the chokepoints to be cut, or the systems that it is about; ``centre`` is the longitude in the middle.
    """

    name: str
    title: str
    shows: str
    draw: Callable[[Studio, Entry], Picture]
    names: tuple[str, ...] = ()
    between: tuple[str, str] = ("EU", "JP")
    centre: float | None = None

    @property
    def command(self) -> str:
        """What makes this map alone."""
        return f"cablenet gallery --only {self.name}"

    @property
    def more(self) -> str:
        """What tells the figures behind the map."""
        a, b = self.between
        if self.draw is draw_change:
            return f"cablenet cut {' '.join(self.names)} --between {a} {b} --at all"
        return f"cablenet corridors {a} {b}" + (f" --as-of {PLANNED}" if self.draw is draw_planned else "")


def draw_change(studio: Studio, entry: Entry) -> Picture:
    """All the named chokepoints cut: traffic before, after and the difference, with the corridors between two places."""
    net = studio.net
    cut = reduce(or_, (chokepoint(net, name) for name in entry.names))
    if len(entry.names) > 1:
        cut = replace(cut, title=entry.title)
    results: dict[Level, Between] = {"central": studio.compared(cut, entry.between)}
    return Picture(
        map=change_map(net, cut, results, centre=entry.centre),
        finding=_change_finding(cut_story(net, cut, results)),
        net=net.under(cut),
        carried=_gained(results["central"].whole),
    )


def draw_dependence(studio: Studio, entry: Entry) -> Picture:
    """Countries by the share of the traffic between two places that meets their jurisdiction; links by that traffic."""
    from cablenet.maps import Measure, Words, risk_map

    net = studio.net
    one, other = (find_place(net, name) for name in entry.between)
    main, spread = studio.before, studio.spread
    shares, other_shares = (_third(net, routes, (one, other)) for routes in (main, spread))
    flow = _flow(main, (one, other))
    what = f"{one.title} - {other.title}"
    finding = (
        f"Where the traffic between {one.title} and {other.title} meets the law of others: {_first(net, shares, 3)}. Spread "
        f"over diverse ways, as operators may: {_first(net, other_shares, 3)}."
    )
    words = Words(
        title=f"{what}: on whose law the traffic depends",
        headline=finding,
        figures=tuple(
            (str(net.countries.at[code, "name"]), f"{share:.0%} ({other_shares.get(code, 0.0):.0%} over diverse ways)")
            for code, share in shares.head(SHOWN).items()
        ),
        notes=(
            "A country counts where a cable lands or a line runs over land; members of the two places are left grey.",
            f"Colours are those of the model {studio.model}. Diverse ways (a path-size logit) heed no capacity.",
            *LIMITS,
        ),
    )
    carried = Measure(series=flow, title=f"Traffic {what}", unit="Tbps", none_below=0.0)
    shaded = Measure(series=shares, title="Traffic under its law", unit="%", breaks=SHADES, none_below=0.0)
    drawn = risk_map(net, carried, width=carried, countries=shaded, words=words, centre=entry.centre)
    return Picture(map=drawn, finding=finding, net=net, carried=flow[flow > 0])


def draw_planned(studio: Studio, entry: Entry) -> Picture:
    """The planned network without and with the named systems, and what they change between two places.

    A system without a year is taken to be ready by the date of the planned network, and the map says so.
    """
    from cablenet.maps import Words, compare_map

    names = entry.names
    net = _planned(names)
    without = reduce(or_, (system(net, name) for name in names))
    demand = gravity(net)
    before = route(net.under(without), demand, model=studio.model, effort=studio.effort)
    after = route(net, demand, model=studio.model, effort=studio.effort, start=before)
    result = compare(before, after).between(*entry.between)
    one, other = result.before.a, result.before.b
    finding = _shortened(result, net.links.index[net.links["system"].isin(names)])
    words = Words(
        title=f"{entry.title}, {PLANNED}: {one.title} - {other.title}",
        headline=finding,
        figures=tuple(
            (label, f"{result.figures.at[row, 'before']:,.0f} → {result.figures.at[row, 'after']:,.0f} {unit}")
            for row, label, unit in (
                ("mean RTT of the traffic", "Mean round trip", "ms"),
                ("least RTT", "Shortest round trip", "ms"),
                ("maximum flow", "Most that could flow", "Tbps"),
            )
        ),
        notes=(
            _dates(names),
            "Before is without these systems, after with them. A line across the pole leaves the sheet.",
            *LIMITS,
        ),
    )
    drawn = compare_map(
        net, traffic(before), traffic(after), corridors=result.shares, ends=(one.title, other.title), words=words
    )
    return Picture(map=drawn, finding=finding, net=net, carried=_gained(result.whole))


def _change_finding(story: Story) -> str:
    """The headline, with how much has to move and how much room is left."""
    moved, most = (story.figures[name] for name in ("Has to take another corridor", "Most that could flow"))
    return f"{story.headline} {moved[:1].upper()}{moved[1:]} between them has to take another corridor; the most that could flow: {most}."


def _gained(world: Comparison) -> pd.Series:
    """Traffic that each link gained, Tbps, where it is worth showing."""
    gained = world.links["gained_tbps"]
    return gained[gained > WORTH_TBPS]


def _chosen(routes: Routes, ends: tuple[Place, Place]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The paths between two places, and the links of each, as of :meth:`Routes.rides`."""
    flows, rides = routes.rides()
    mask = routes.select(*ends)[routes.layout.pair[routes.solution.commodity]]
    flows = flows[mask]
    return flows, rides[rides["path"].isin(flows["path"])]


def _flow(routes: Routes, ends: tuple[Place, Place]) -> pd.Series:
    """Traffic between two places on each link, Tbps."""
    flows, rides = _chosen(routes, ends)
    tbps = rides.merge(flows[["path", "tbps"]], on="path").groupby("link_id", sort=True)["tbps"].sum()
    return tbps.reindex(routes.net.links.index, fill_value=0.0)


def _third(net: Network, routes: Routes, ends: tuple[Place, Place]) -> pd.Series:
    """Share of the traffic between two places that meets the law of each third country, the largest first."""
    tables = catalog.load_tables(("waters", "overland"))
    groups = jurisdiction_groups(link_countries(net, tables["waters"], tables["overland"]))
    shares = ridden(routes, groups, *ends)["share"].rename("dependence")
    shares.index = shares.index.str.removeprefix("country:")
    third = ~shares.index.isin([*ends[0].countries, *ends[1].countries]) & shares.index.isin(net.countries.index)
    return shares[third].sort_index().sort_values(ascending=False, kind="stable")


def _first(net: Network, shares: pd.Series, count: int) -> str:
    """The largest shares as words: ``United States 93%, Canada 93%``."""
    return ", ".join(f"{net.countries.at[code, 'name']} {share:.0%}" for code, share in shares.head(count).items())


def _planned(names: tuple[str, ...]) -> Network:
    """The planned network, with these systems even where their year is not known."""
    columns = [column.name for column in schema.table("overlay").columns]
    dated = {name: {"action": "change", "system_id": name, "rfs_year": PLANNED} for name in _undated(names)}
    lines = [columns, *([row.get(column, "") for column in columns] for row in dated.values())]
    with tempfile.TemporaryDirectory() as folder:
        overlay = Path(folder) / "dated.csv"
        overlay.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
        return load(as_of=PLANNED, overlay=overlay)


def _undated(names: tuple[str, ...]) -> list[str]:
    """Those of the systems whose year of ready for service is not known."""
    systems = catalog.load_table("systems").set_index("system_id")
    return [name for name in names if pd.isna(systems.at[name, "rfs_year"])]


def _dates(names: tuple[str, ...]) -> str:
    """When each system is to be ready, and for which that is only supposed."""
    systems = catalog.load_table("systems").set_index("system_id")
    years = systems["rfs_year"]
    told = [
        f"{systems.at[name, 'name']} ({PLANNED} supposed, no year is published)"
        if pd.isna(years[name])
        else f"{systems.at[name, 'name']} ({int(years[name])})"
        for name in names
    ]
    return f"Planned systems shown: {', '.join(told)}. Plans may change or fail."


def _shortened(result: Between, links: pd.Index) -> str:
    """What new links change between two places, in two sentences."""
    one, other = result.before.a, result.before.b
    flows, rides = _chosen(result.whole.after, (one, other))
    on = flows["path"].isin(rides.loc[rides["link_id"].isin(links), "path"])
    share = float(flows.loc[on, "tbps"].sum()) / float(flows["tbps"].sum())
    rtt = result.traffic.loc["mean RTT of the traffic"]
    return (
        f"In {PLANNED} the Arctic systems would take {share:.0%} of the traffic between {one.title} and {other.title} and bring "
        f"its mean round trip from {rtt['before']:.0f} to {rtt['after']:.0f} ms."
    )
