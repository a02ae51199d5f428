"""``cablenet metrics``: how well a place, a pair of places or the world is joined, and what must not fail."""

from __future__ import annotations

from pathlib import Path

import click

from cablenet.cli.options import HELP, allow_option, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status

__all__ = ["metrics"]


@click.command(context_settings=HELP)
@click.argument("places", nargs=-1, metavar="[PLACE | A B]")
@click.option(
    "--seconds",
    type=click.FloatRange(min=1),
    default=20.0,
    show_default=True,
    help="Time for the paths that share no risk; what is then open is told as a bound.",
)
@as_of_option
@allow_option
@data_option
@overlay_option
@json_option
def metrics(
    places: tuple[str, ...],
    seconds: float,
    as_of: str | None,
    allow: tuple[str, ...],
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Count the ways that join a PLACE to all other countries, or A to B, and name what must not fail.

    Tells the paths that share no link, no node and no risk (chokepoint, landing town, system), the maximum flow with its
    minimum cut, and single points of failure. Without a place: the structure of the whole network, and the single points of
    failure of every country.

    \b
    Examples:
      cablenet metrics FJ
      cablenet metrics EU JP
      cablenet metrics --json
    """
    from cablenet.network import load
    from cablenet.report.metrics import metrics_json, metrics_tables, pair_figures, place_figures, world_figures

    if len(places) > 2:
        message = f"Found {len(places)} places, expected none, one or two; join codes by commas for a group: DE,FR."
        raise click.UsageError(message)
    with status("Loading the network", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    with status("Measuring", quiet=as_json):
        if not places:
            figures = world_figures(net, allow=allow)
        elif len(places) == 1:
            figures = place_figures(net, places[0], allow=allow, seconds=seconds)
        else:
            figures = pair_figures(net, (places[0], places[1]), allow=allow, seconds=seconds)
    if as_json:
        click.echo(metrics_json(net, figures))
    else:
        show(metrics_tables(figures))
