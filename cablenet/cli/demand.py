"""``cablenet demand``: how much international traffic wants to flow between whom, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status

if TYPE_CHECKING:
    from cablenet.demand import Demand
    from cablenet.demand.constants import Total
    from cablenet.network import Network

__all__ = ["demand"]


@click.command(context_settings=HELP)
@click.argument("places", nargs=-1, metavar="[A] [B]")
@click.option(
    "--year", type=click.IntRange(1986, 2040), help="Scale to the world total of this year (default: the network's)."
)
@click.option(
    "--total",
    type=click.Choice(["internet", "used"]),
    default="internet",
    show_default=True,
    help="Scale to Internet bandwidth, or to all that is used, private networks included.",
)
@click.option(
    "--matrix",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of your own pairs (a, b, tbps), which replace those of the model.",
)
@click.option("--alone", is_flag=True, help="With --matrix: your own pairs and no others.")
@click.option(
    "--scale", type=click.FloatRange(0), default=1.0, show_default=True, help="Multiply everything by this factor."
)
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the pairs to this CSV.")
@as_of_option
@data_option
@overlay_option
@json_option
def demand(
    places: tuple[str, ...],
    year: int | None,
    total: Total,
    matrix: Path | None,
    alone: bool,
    scale: float,
    csv_file: Path | None,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Show the demand of the world, of the place A, or between A and B, in Tbps with its interval.

    A place is a country (JP, Japan), a group of countries (EU, G7), codes joined by commas (DE,FR) or, in a matrix of
    your own, a city. --csv writes what --matrix reads.

    \b
    Example:
      cablenet demand EU JP
    """
    from cablenet.network import load
    from cablenet.report.demand import demand_json, demand_tables, selected_demand

    if len(places) > 2:
        raise click.UsageError(f"Found {len(places)} places, expected at most two; join countries by commas (DE,FR).")
    if alone and matrix is None:
        raise click.UsageError("Found --alone without --matrix; name the file of your own pairs.")
    with status("Loading the network", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    world = _demand(net, year, total, matrix, alone=alone)
    chosen = selected_demand(net, world if scale == 1.0 else world.scaled(scale), places)
    if as_json:
        click.echo(demand_json(net, chosen, places))
    else:
        show(demand_tables(net, chosen, places))
    if csv_file is not None:
        chosen.pairs.to_csv(csv_file, index=False, lineterminator="\n", encoding="utf-8")
        click.echo(f"{len(chosen.pairs):,} pairs written to {csv_file.resolve()}", err=as_json)


def _demand(net: Network, year: int | None, total: Total, matrix: Path | None, *, alone: bool) -> Demand:
    """The gravity model, the user's own pairs, or the one with pairs of the other."""
    from cablenet.demand import gravity, read_pairs

    own = None if matrix is None else read_pairs(net, matrix)
    if own is not None and alone:
        return own
    modelled = gravity(net, year=year, total=total)
    return modelled if own is None else modelled.with_pairs(own)
