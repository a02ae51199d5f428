"""``cablenet policy``: what it costs two places to keep their traffic away from something."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cablenet.cli.options import HELP, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status
from cablenet.cli.traffic import Traffic, traffic_options

__all__ = ["policy"]


@click.command(context_settings=HELP)
@click.argument("a")
@click.argument("b")
@partial(traffic_options, intervals=False)
@as_of_option
@data_option
@overlay_option
@json_option
def policy(
    a: str,
    b: str,
    traffic: Traffic,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Price of a policy for the traffic between A and B, against free routing, in ms and Tbps.

    The policy is that of --trusted, --avoid and --allow; the world's other traffic competes on both sides.

    \b
    Example:
      cablenet policy EU JP --trusted EU --trusted JP --trusted US --trusted CA --trusted GB
    """
    from cablenet.network import find_place, load
    from cablenet.report import policy_json, policy_tables
    from cablenet.routing import at_level, policy_price

    if not (traffic.trusted or traffic.avoid or traffic.allow):
        message = "Found no policy, expected at least one of --trusted PLACE, --avoid KIND:NAME and --allow STATUS."
        raise click.UsageError(message)

    with status("Loading the network", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    one, other = find_place(net, a), find_place(net, b)
    with status("Routing the world's traffic without and with the policy", quiet=as_json):
        here, demand = at_level(net, traffic.demand(net), traffic.level)
        world = policy_price(
            here,
            demand,
            traffic.wanted(net),
            model=traffic.model,
            effort=traffic.effort,
            beside=traffic.standard(net),
        )
        result = world.between(one, other)
    if as_json:
        click.echo(policy_json(result))
    else:
        show(policy_tables(result))
