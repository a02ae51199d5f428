"""``cablenet explore``: a page on which a person cuts chokepoints and picks two places, routed in advance."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, as_of_option, data_option, overlay_option
from cablenet.cli.show import progress, status
from cablenet.cli.traffic import Traffic, traffic_options
from cablenet.cli.written import named_scenario

if TYPE_CHECKING:
    from cablenet.maps.explorer_data import Explorer
    from cablenet.network import Network
    from cablenet.report.explorer import Assignment, Plan

__all__ = ["explore"]


@click.command(context_settings=HELP)
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("explore.html"),
    show_default=True,
    help="HTML file to write.",
)
@click.option(
    "--between", nargs=2, metavar="A B", default=("EU", "JP"), show_default=True, help="The two places first shown."
)
@click.option(
    "--count", type=click.IntRange(0, 200), default=25, show_default=True, help="Chokepoints offered by rule."
)
@click.option(
    "--chokepoint", "chokepoints", multiple=True, metavar="NAME", help="One more chokepoint; may be repeated."
)
@click.option("--pairs/--no-pairs", default=True, help="Every two of these chokepoints, too.")
@click.option("--incidents/--no-incidents", default=True, help="The dated incidents, each alone.")
@click.option("--all", "every", is_flag=True, help="All other chokepoints of the network, each alone.")
@click.option(
    "--also", multiple=True, metavar="WHAT", help="One more scenario, as of `cablenet cut`, alone; may be repeated."
)
@click.option("--place", "places", multiple=True, metavar="PLACE", help="One more place to pick; may be repeated.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (default: one a core).")
@partial(traffic_options, intervals=False)
@as_of_option
@data_option
@overlay_option
def explore(
    file: Path,
    between: tuple[str, str],
    count: int,
    chokepoints: tuple[str, ...],
    pairs: bool,
    incidents: bool,
    every: bool,
    also: tuple[str, ...],
    places: tuple[str, ...],
    workers: int | None,
    traffic: Traffic,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
) -> None:
    """Write a page on which chokepoints and incidents are switched on and off, and two places picked.

    Map, corridors and figures follow at once, offline: every chokepoint offered and every two of them are routed in
    advance, and the dated incidents on the cables of the network. With the extra `speed` that takes minutes.

    \b
    Examples:
      cablenet explore --to maps/explore.html
      cablenet explore --no-pairs --all --between JP US
      cablenet explore --count 0 --chokepoint luzon --chokepoint malacca --also country:EG
    """
    from cablenet.maps import save
    from cablenet.maps.explorer import compose_explorer
    from cablenet.network import find_place, load
    from cablenet.report.explorer import Plan

    with status("Loading the network", quiet=False):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    ends = [find_place(net, name).name for name in between]
    plan = Plan(
        count=count,
        chokepoints=chokepoints,
        pairs=pairs,
        incidents=incidents,
        every=every,
        also=tuple(named_scenario(net, name) for name in also),
    )
    chosen = _Chosen(between=(ends[0], ends[1]), places=places, workers=workers)
    given = {
        "--as-of": as_of,
        "--data": data_dir,
        "--overlay": overlay,
        "--at": traffic.level,
        "--model": traffic.model,
    }
    words = [word for name, value in given.items() if value for word in (name, str(value))]
    data = replace(_data(net, plan, traffic, chosen), command=shlex.join(["cablenet", "cut", *words]))
    with status("Writing the page", quiet=False):
        save(compose_explorer(data, between=chosen.between, on=None, centre=None), file)
    click.echo(f"Explorer written to {file.resolve()} ({file.stat().st_size / 1e6:.1f} MB)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The places asked for, and how many processes."""

    between: tuple[str, str]
    places: tuple[str, ...]
    workers: int | None


def _data(net: Network, plan: Plan, traffic: Traffic, chosen: _Chosen) -> Explorer:
    """All cases, routed."""
    from cablenet.report.explorer import explorer_data, explorer_places
    from cablenet.routing import at_level

    here, demand = at_level(net, traffic.demand(net), traffic.level)
    with progress("Routing") as told:
        return explorer_data(
            here,
            demand,
            plan=plan,
            places=explorer_places(net, demand, also=(*chosen.between, *chosen.places)),
            assignment=_assignment(net, traffic, chosen.workers),
            progress=told,
        )


def _assignment(net: Network, traffic: Traffic, workers: int | None) -> Assignment:
    """How to route: with the compiled kernels where there are any."""
    from cablenet.report.explorer import Assignment, quickest

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Assignment(
        model=traffic.model,
        policy=traffic.policy(net),
        effort=replace(quickest(), seconds=traffic.seconds),
        workers=workers or cores,
    )
