"""``cablenet cut``: what becomes of two places, and of everyone else, when something is cut."""

from __future__ import annotations

from pathlib import Path

import click

from cablenet.cli.options import HELP, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status
from cablenet.cli.traffic import Traffic, scenario_of, traffic_options

__all__ = ["cut"]


@click.command(context_settings=HELP)
@click.argument("names", nargs=-1, required=True, metavar="WHAT...")
@click.option("--between", nargs=2, metavar="A B", default=("EU", "JP"), show_default=True, help="Two places.")
@click.option(
    "--map", "map_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a map to this HTML file."
)
@traffic_options
@click.option("--paths", type=click.IntRange(1, 20), default=5, show_default=True, help="Different paths shown.")
@click.option(
    "--least-tbps",
    type=click.FloatRange(0),
    default=5.0,
    show_default=True,
    help="A way with a narrower link is a byway, and not shown among the different paths.",
)
@as_of_option
@data_option
@overlay_option
@json_option
def cut(
    names: tuple[str, ...],
    between: tuple[str, str],
    map_file: Path | None,
    traffic: Traffic,
    paths: int,
    least_tbps: float,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Cut something and show what becomes of two places, with the world's traffic behind them.

    WHAT is a chokepoint, a cable system, an incident, or KIND:VALUES such as country:EG, owner:Meta or
    disc:120.5,21.6,260 (see `cablenet scenarios`); several are cut at once. A place is EU, a country code (JP), a
    group of states (G7), codes joined by commas (DE,FR) or a city (Frankfurt).

    \b
    Examples:
      cablenet cut south-china-sea --between EU JP --map maps/south-china-sea.html
      cablenet cut luzon malacca --between JP SG --at all
      cablenet cut luzon --between EU JP --trusted EU --trusted JP --trusted "Five Eyes"
    """
    from cablenet.network import find_place, load
    from cablenet.report import comparison_json, comparison_tables
    from cablenet.routing import Terms

    with status("Loading the network", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    a, b = (find_place(net, name) for name in between)
    scenario = scenario_of(net, names)
    with status("Routing the world's traffic before and after", quiet=as_json):
        worlds = traffic.reroute(net, scenario)
        terms = Terms(paths=paths, least_tbps=least_tbps, allow=traffic.allow)
        results = {level: world.between(a, b, terms=terms) for level, world in worlds.items()}
    if as_json:
        click.echo(comparison_json(net, scenario, results))
    else:
        show(comparison_tables(net, scenario, results))
    if map_file is not None:
        with status("Drawing the map", quiet=as_json):
            from cablenet.maps import save
            from cablenet.report import change_map

            save(change_map(net, scenario, results), map_file)
        click.echo(f"Map written to {map_file.resolve()}", err=as_json)
