"""``cablenet cut``, ``corridors`` and ``chokepoints``: questions to the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cablenet.cli.options import HELP, allow_option, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status

if TYPE_CHECKING:
    from cablenet.network.model import Network
    from cablenet.scenarios import Scenario

__all__ = ["chokepoints", "corridors", "cut"]


@click.command(context_settings=HELP)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--between", nargs=2, metavar="A B", default=("EU", "JP"), show_default=True, help="Two places.")
@click.option(
    "--map", "map_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a map to this HTML file."
)
@click.option("--paths", type=click.IntRange(1, 20), default=5, show_default=True, help="Different paths shown.")
@click.option(
    "--least-tbps",
    type=click.FloatRange(0),
    default=5.0,
    show_default=True,
    help="A way with a narrower link is a byway, and does not count as the way taken.",
)
@as_of_option
@allow_option
@data_option
@overlay_option
@json_option
def cut(
    names: tuple[str, ...],
    between: tuple[str, str],
    map_file: Path | None,
    paths: int,
    least_tbps: float,
    as_of: str | None,
    allow: tuple[str, ...],
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    r"""Cut chokepoints or systems and show what becomes of the connection of two places.

    NAME is a chokepoint (see `cablenet chokepoints`) or the id of a cable system; several are cut at once. A place is
    EU, a country code (JP), codes joined by commas (DE,FR) or a city (Frankfurt).

    \b
    Example:
      cablenet cut south-china-sea --between EU JP --map maps/south-china-sea.html
    """
    from cablenet.network import find_place, load
    from cablenet.report import comparison_json, comparison_tables, cut_story
    from cablenet.routing import Terms, compare

    with status("Loading the network", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    a, b = (find_place(net, name) for name in between)
    scenario = _scenario(net, names)
    with status("Comparing before and after", quiet=as_json):
        after = net.under(scenario)
        result = compare(net, after, a, b, terms=Terms(paths=paths, least_tbps=least_tbps, allow=allow))
    if as_json:
        click.echo(comparison_json(net, scenario, result))
    else:
        show(comparison_tables(net, scenario, result))
    if map_file is not None:
        from cablenet.maps import cut_map, save

        with status("Drawing the map", quiet=as_json):
            story = cut_story(net, scenario, result)
            drawn = cut_map(
                net,
                scenario.survival,
                area=_union(scenario),
                before=result.before.paths,
                after=result.after.paths,
                title=story.title,
                headline=story.headline,
                figures=story.figures,
                notes=story.notes,
            )
            save(drawn, map_file)
        click.echo(f"Map written to {map_file.resolve()}", err=as_json)


@click.command(context_settings=HELP)
@click.argument("a")
@click.argument("b")
@as_of_option
@allow_option
@data_option
@overlay_option
@json_option
def corridors(
    a: str,
    b: str,
    as_of: str | None,
    allow: tuple[str, ...],
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Least round-trip time from A to B by every corridor that joins them."""
    from cablenet.network import find_place, load
    from cablenet.report import corridors_tables, table_json
    from cablenet.routing import corridor_table

    net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    one, other = find_place(net, a), find_place(net, b)
    table = corridor_table(net, one.hub, other.hub, allow=allow)
    if as_json:
        click.echo(table_json(table))
    else:
        show(corridors_tables(net, one, other, table))


@click.command(context_settings=HELP)
@as_of_option
@data_option
@overlay_option
@json_option
def chokepoints(as_of: str | None, data_dir: Path | None, overlay: Path | None, as_json: bool) -> None:
    """List the chokepoints, and what runs through each."""
    from cablenet.network import load
    from cablenet.report import chokepoint_table, rich_table, table_json

    table = chokepoint_table(load(as_of=as_of, data_dir=data_dir, overlay=overlay))
    if as_json:
        click.echo(table_json(table))
    else:
        show([rich_table(table, title="Chokepoints, by systems that pass")])


def _scenario(net: Network, names: tuple[str, ...]) -> Scenario:
    """All the names at once: chokepoints first, then systems."""
    from functools import reduce
    from operator import or_

    from cablenet import scenarios
    from cablenet.errors import unknown_name

    parts = []
    for name in names:
        if name in net.chokepoints.index:
            parts.append(scenarios.chokepoint(net, name))
        elif name in net.systems.index:
            parts.append(scenarios.system(net, name))
        else:
            raise unknown_name("chokepoint or system", name, [*net.chokepoints.index, *net.systems.index])
    return reduce(or_, parts)


def _union(scenario: Scenario) -> Any:  # noqa: ANN401 - a shapely geometry or None
    from shapely import unary_union

    return unary_union(list(scenario.areas.values())) if scenario.areas else None
