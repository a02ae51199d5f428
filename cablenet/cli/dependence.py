"""``cablenet dependence``: what the traffic of a place, or between two, rides."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cablenet.cli.options import HELP, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status
from cablenet.cli.traffic import Traffic, traffic_options

__all__ = ["dependence"]


@click.command(context_settings=HELP)
@click.argument("a")
@click.argument("b", required=False)
@partial(traffic_options, model="diverse", intervals=False)
@as_of_option
@data_option
@overlay_option
@json_option
def dependence(
    a: str,
    b: str | None,
    traffic: Traffic,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Share of the traffic of A, or between A and B, that rides each chokepoint, country, system and landing town.

    A country counts where a path crosses its land or lands there, whose law it then meets; A and B themselves are left out.
    Traffic is spread over different paths, as operators do, unless another --model is named.

    \b
    Examples:
      cablenet dependence JP
      cablenet dependence EU JP --json
    """
    from cablenet.network import find_place, load
    from cablenet.report import dependence_figures, dependence_json, dependence_tables
    from cablenet.routing import at_level, route

    with status("Loading the network", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    places = [find_place(net, name) for name in (a, b) if name is not None]
    with status("Routing the world's traffic", quiet=as_json):
        here, demand = at_level(net, traffic.demand(net), traffic.level)
        routes = route(here, demand, model=traffic.model, policy=traffic.policy(net), effort=traffic.effort)
        figures = dependence_figures(routes, *places)
    if as_json:
        click.echo(dependence_json(routes, figures, *places))
    else:
        show(dependence_tables(routes, figures, *places))
