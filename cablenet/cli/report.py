"""``cablenet report``: a cut as a briefing that can be handed on."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, as_of_option, data_option, overlay_option
from cablenet.cli.show import status
from cablenet.cli.traffic import Traffic, scenario_of, traffic_options

if TYPE_CHECKING:
    from cablenet.network import Network
    from cablenet.routing import Comparison
    from cablenet.scenarios import Scenario

__all__ = ["report"]

LATER = "2030"
"""The network with what is under way or planned, from which "what would help" is told."""


@click.command(context_settings=HELP)
@click.argument("names", nargs=-1, required=True, metavar="WHAT...")
@click.option("--between", nargs=2, metavar="A B", default=("EU", "JP"), show_default=True, help="Two places.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Folder for the files.",
)
@click.option("--figures/--no-figures", default=True, help="Figures for print (needs the extra `plots`).")
@click.option(
    "--later", default=LATER, show_default=True, metavar="DATE", help="Date of the planned network, or `none`."
)
@partial(traffic_options, at="all")
@as_of_option
@data_option
@overlay_option
def report(
    names: tuple[str, ...],
    between: tuple[str, str],
    out: Path,
    figures: bool,
    later: str,
    traffic: Traffic,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
) -> None:
    """Write a briefing about a cut: one HTML page, Markdown, JSON, CSV tables and figures.

    WHAT is as for `cablenet cut`. The files are named after it.

    \b
    Example:
      cablenet report south-china-sea --between EU JP --out reports
    """
    from cablenet.network import find_place, load
    from cablenet.report import briefing, write_briefing

    with status("Loading the network", quiet=False):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    a, b = (find_place(net, name) for name in between)
    scenario = scenario_of(net, names)
    with status("Routing the world's traffic before and after", quiet=False):
        worlds = traffic.reroute(net, scenario)
        results = {level: world.between(a, b) for level, world in worlds.items()}
    planned = None
    if later != "none":
        with status(f"The same with what is planned by {later}", quiet=False):
            planned = _planned(load(as_of=later, data_dir=data_dir, overlay=overlay), names, traffic)
    with status("Writing", quiet=False):
        made = briefing(net, scenario, results, command=_command(), later=planned, figures=figures)
        files = write_briefing(made, out, name=_file_name(scenario))
    click.echo(made.story.headline)
    click.echo(f"Written to {out.resolve()}: {', '.join(path.name for path in files)}")


def _planned(net: Network, names: tuple[str, ...], traffic: Traffic) -> Comparison:
    """The same cut in the network of a later date."""
    central = replace(traffic, at="central")
    return central.reroute(net, scenario_of(net, names))["central"]


def _command() -> str:
    """The command as it was typed."""
    return shlex.join(["cablenet", *sys.argv[1:]])


def _file_name(scenario: Scenario) -> str:
    """Name of the files: the id of the scenario with nothing in it that a file system would mind."""
    return "".join(c if c.isalnum() or c in "-_+" else "-" for c in scenario.id)[:80].strip("-") or "cut"
