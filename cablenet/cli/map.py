"""``cablenet map``: the world's cables by a quantity, whole or cut, and before beside after."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, as_of_option, data_option, overlay_option
from cablenet.cli.show import status
from cablenet.cli.traffic import Traffic, scenario_of, traffic_options

if TYPE_CHECKING:
    import folium

    from cablenet.network import Network
    from cablenet.network.places import Place
    from cablenet.routing import Comparison
    from cablenet.scenarios import Scenario

__all__ = ["map_command"]

FACTS = {"capacity": "capacity_tbps", "round-trip": "rtt_ms", "length": "length_km"}
"""Quantities that need no traffic, and their columns of ``net.links``."""

QUANTITIES = ("utilisation", "change", *FACTS)


@click.command("map", context_settings=HELP)
@click.argument("names", nargs=-1, metavar="[WHAT]...")
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("map.html"),
    show_default=True,
    help="HTML file to write.",
)
@click.option(
    "--show",
    "quantity",
    type=click.Choice(QUANTITIES),
    help="What colours the links (default: change if something is cut, else utilisation).",
)
@click.option("--between", nargs=2, metavar="A B", default=("EU", "JP"), show_default=True, help="Two places.")
@click.option("--centre", type=click.FloatRange(-180, 360), help="Longitude in the middle (default: the Pacific, 150).")
@partial(traffic_options, intervals=False)
@as_of_option
@data_option
@overlay_option
def map_command(
    names: tuple[str, ...],
    file: Path,
    quantity: str | None,
    between: tuple[str, str],
    centre: float | None,
    traffic: Traffic,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
) -> None:
    """Draw the world's cables by a quantity, on one page that opens without a network.

    WHAT is as for `cablenet cut`; without it, nothing is cut. `change` shows before, after and the difference, with the
    corridors between the two places.

    \b
    Examples:
      cablenet map south-china-sea --between EU JP --to maps/south-china-sea.html
      cablenet map --show capacity --to maps/capacity.html
      cablenet map red-sea --show utilisation --model diverse
    """
    from cablenet.maps import save
    from cablenet.network import find_place, load

    with status("Loading the network", quiet=False):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    one, other = (find_place(net, name) for name in between)
    cut = scenario_of(net, names) if names else None
    for note in () if cut is None else cut.notes:
        click.echo(f"Note: {note}", err=True)
    chosen = quantity or ("utilisation" if cut is None else "change")
    with status("Drawing the map", quiet=False):
        if chosen in FACTS:
            drawn = _facts_map(net, cut, chosen, centre)
        elif chosen == "utilisation" or cut is None:
            drawn = _traffic_map(net, cut, traffic, centre)
        else:
            drawn = _change_map(net, cut, traffic, (one, other), centre)
        save(drawn, file)
    click.echo(f"Map written to {file.resolve()}")


def _facts_map(net: Network, cut: Scenario | None, quantity: str, centre: float | None) -> folium.Map:
    """Links by one of their own columns; over land lengths and capacities are modelled, so those stay grey."""
    from cablenet.maps import risk_map

    sea = net.links[net.links["kind"] != "land"]
    return risk_map(net, sea[FACTS[quantity]], width=sea["capacity_tbps"], cut=cut, centre=centre)


def _traffic_map(net: Network, cut: Scenario | None, traffic: Traffic, centre: float | None) -> folium.Map:
    """How full the links are, and how much of its traffic each country loses."""
    from cablenet.maps import risk_map
    from cablenet.report import lost_share
    from cablenet.routing import at_level, route

    if cut is not None:
        world = _world(net, cut, traffic)
        routes, lost = world.after, lost_share(world)
    else:
        here, demand = at_level(net, traffic.demand(net), traffic.level)
        routes = route(here, demand, model=traffic.model, policy=traffic.policy(net), effort=traffic.effort)
        lost = None
    return risk_map(net, routes.utilisation, width=routes.flow, countries=lost, cut=cut, centre=centre)


def _change_map(
    net: Network, cut: Scenario, traffic: Traffic, places: tuple[Place, Place], centre: float | None
) -> folium.Map:
    """Before, after and the difference, with the corridors between two places."""
    from cablenet.maps import compare_map
    from cablenet.report import lost_share
    from cablenet.report import traffic as on_links

    world = _world(net, cut, traffic)
    sides = [on_links(one) for one in (world.before, world.after)]
    return compare_map(
        net,
        sides[0],
        sides[1],
        cut=cut,
        corridors=world.between(*places).shares,
        ends=(places[0].title, places[1].title),
        countries=lost_share(world),
        centre=centre,
    )


def _world(net: Network, cut: Scenario, traffic: Traffic) -> Comparison:
    """The world's traffic before and after."""
    return traffic.reroute(net, cut)[traffic.level]
