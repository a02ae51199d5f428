"""``cablenet corridors`` and ``chokepoints``: questions to the network."""

from __future__ import annotations

from pathlib import Path

import click

from cablenet.cli.options import HELP, allow_option, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show

__all__ = ["chokepoints", "corridors"]


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
