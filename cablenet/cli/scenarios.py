"""``cablenet scenarios`` and ``replay``: what may be cut, what it would hit, and past incidents again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status
from cablenet.cli.traffic import Traffic, traffic_options
from cablenet.cli.written import named_scenario

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.scenarios import Scenario

__all__ = ["replay", "scenarios"]

NAMED = ("chokepoint", "incident", "zone")


@click.group(context_settings=HELP, invoke_without_command=True)
@as_of_option
@data_option
@overlay_option
@json_option
@click.pass_context
def scenarios(
    ctx: click.Context, as_of: str | None, data_dir: Path | None, overlay: Path | None, as_json: bool
) -> None:
    """List the kinds of scenario, each with an example and what that would cut.

    Tbps sums the largest loss of each system. Behind any scenario, @0.5 leaves half; where chance plays a part, #7
    draws once with seed 7, and without it expected shares survive. A file that ends in .toml holds several cuts.

    \b
    Examples:
      cablenet scenarios show country:EG
      cablenet scenarios names incident
    """
    if ctx.invoked_subcommand is not None:
        return
    from cablenet.network import load
    from cablenet.report.scenarios import kinds_table

    with status("Trying every kind", quiet=as_json):
        table = kinds_table(load(as_of=as_of, data_dir=data_dir, overlay=overlay))
    if not (as_json or table["note"].any()):
        table = table.drop(columns="note")
    _print(table, "Kinds of scenario, and what the example would cut", as_json)


@scenarios.command(context_settings=HELP)
@click.argument("kinds", nargs=-1, type=click.Choice(NAMED), metavar="[KIND]...")
@as_of_option
@data_option
@overlay_option
@json_option
def names(
    kinds: tuple[str, ...], as_of: str | None, data_dir: Path | None, overlay: Path | None, as_json: bool
) -> None:
    """List the named scenarios (chokepoint, incident, zone) and what each would cut in the network of the day.

    A past incident cuts what is left of the systems that it hit then; `cablenet replay` takes the network of its day.
    """
    from cablenet.network import load
    from cablenet.report.scenarios import names_table

    with status("Trying every name", quiet=as_json):
        table = names_table(load(as_of=as_of, data_dir=data_dir, overlay=overlay), kinds or NAMED)
    _print(table, "Named scenarios, and what they would cut", as_json)


@scenarios.command("show", context_settings=HELP)
@click.argument("words", nargs=-1, required=True, metavar="WHAT...")
@as_of_option
@data_option
@overlay_option
@json_option
def show_one(
    words: tuple[str, ...], as_of: str | None, data_dir: Path | None, overlay: Path | None, as_json: bool
) -> None:
    """Show which links a scenario hits; several are joined, and the lesser survivor counts.

    \b
    Examples:
      cablenet scenarios show luzon
      cablenet scenarios show quake:7.0,120.5,21.6,10#3
      cablenet scenarios show examples/two_straits.toml --as-of 2030
    """
    from functools import reduce
    from operator import or_

    from cablenet.network import load
    from cablenet.report.scenarios import scenario_json, scenario_tables

    net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    scenario: Scenario = reduce(or_, (named_scenario(net, word) for word in words))
    if as_json:
        click.echo(scenario_json(net, scenario))
    else:
        show(scenario_tables(net, scenario))


@scenarios.command(context_settings=HELP)
@click.option(
    "--least-km", type=click.FloatRange(0), default=0.0, show_default=True, help="Leave out systems shorter than this."
)
@click.option("--all-lengths", is_flag=True, help="Also systems without a published length, at that laid.")
@as_of_option
@data_option
@overlay_option
@json_option
def storms(
    least_km: float, all_lengths: bool, as_of: str | None, data_dir: Path | None, overlay: Path | None, as_json: bool
) -> None:
    """Expected share of systems that fail in a solar superstorm, beside what was published.

    The model and the published figures are those of Abdu Jyothi (2021), whose list of cables is that of 2021.

    \b
    Example:
      cablenet scenarios storms --as-of 2021-08-25
    """
    from cablenet.network import load
    from cablenet.scenarios import storm_table

    net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    table = storm_table(net, published_only=not all_lengths, least_km=least_km)
    _print(table, f"Solar superstorms, systems of {net.as_of}", as_json)
    unknown = int(net.systems["length_km"].isna().sum())
    if unknown and not (all_lengths or as_json):
        told = f"{unknown} of {len(net.systems)} systems are left out for want of a published length"
        click.echo(f"{told} (--all-lengths takes that laid).")


@scenarios.command(context_settings=HELP)
@as_of_option
@data_option
@overlay_option
@json_option
def faults(as_of: str | None, data_dir: Path | None, overlay: Path | None, as_json: bool) -> None:
    """Faults a year to be expected at the published rates; 150 to 200 are reported for the world of 2025."""
    from cablenet.network import load
    from cablenet.scenarios import expected_faults

    net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    table = expected_faults(net, data_dir=data_dir)
    table.loc["all"] = table.sum()
    _print(table.reset_index(), f"Expected faults a year, cables of {net.as_of}", as_json)


@click.command(context_settings=HELP)
@click.argument("name", metavar="INCIDENT")
@traffic_options
@data_option
@json_option
def replay(name: str, traffic: Traffic, data_dir: Path | None, as_json: bool) -> None:
    """Build the network of an incident's day, cut what was cut, and say who is hit, beside what was reported.

    Cuts of earlier incidents that were not yet repaired are out before and after. Who is said to be hit is told by the rule
    that `cablenet validate incidents` marks, with the built-in demand. Apart from it traffic is routed before and after, as
    the options say: what rode a link that was cut, and what of it is lost. See `cablenet scenarios names incident`.

    \b
    Example:
      cablenet replay hengchun-2006 --model diverse
    """
    from cablenet.errors import unknown_name
    from cablenet.network import load
    from cablenet.report.replays import Replayed, replay_json, replay_tables
    from cablenet.routing import reroute
    from cablenet.scenarios import incident, incidents, still_out
    from cablenet.validation import hit_countries
    from cablenet.validation.incidents import read_threshold

    events = incidents(data_dir=data_dir)
    if name not in events.index:
        raise unknown_name("incident", name, events.index)
    event = events.loc[name]
    with status("Loading the network of the day", quiet=as_json):
        net = load(as_of=str(event["date"]), data_dir=data_dir)
    scenario, still = incident(net, name, data_dir=data_dir), still_out(net, name, data_dir=data_dir)
    with status("Asking who is hit", quiet=as_json):
        threshold = read_threshold(data_dir=data_dir)
        hit = hit_countries(net, scenario, out=still, threshold=threshold, data_dir=data_dir)
    with status("Routing the world's traffic before and after", quiet=as_json):
        worlds = reroute(
            net.under(still),
            scenario,
            traffic.demand(net),
            levels=traffic.levels,
            model=traffic.model,
            policy=traffic.policy(net),
            effort=traffic.effort,
        )
    replayed = Replayed(event=event, scenario=scenario, still=still, hit=hit, threshold=threshold, worlds=worlds)
    if as_json:
        click.echo(replay_json(replayed))
    else:
        show(replay_tables(replayed))


def _print(table: pd.DataFrame, title: str, as_json: bool) -> None:
    from cablenet.report import rich_table, table_json

    if as_json:
        click.echo(table_json(table))
    else:
        show([rich_table(table, title=title)])
