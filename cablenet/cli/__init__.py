"""The command line: one command per verb. Arguments are read here and nowhere else.

Heavy imports happen inside the commands, so that ``--help`` answers at once. Exit codes: 0 done, 1 a check failed,
2 something in the input is wrong (what, where, and what mends it is printed to stderr).
"""

from __future__ import annotations

import atexit
import gc
from typing import Any

import click

from cablenet import __version__
from cablenet.cli.capacity import capacity
from cablenet.cli.cut import cut
from cablenet.cli.data import data
from cablenet.cli.demand import demand
from cablenet.cli.dependence import dependence
from cablenet.cli.exchange import export, import_
from cablenet.cli.explore import explore
from cablenet.cli.gallery import gallery
from cablenet.cli.map import map_command
from cablenet.cli.metrics import metrics
from cablenet.cli.options import HELP
from cablenet.cli.parties import groups, owners
from cablenet.cli.policy import policy
from cablenet.cli.questions import chokepoints, corridors
from cablenet.cli.report import report
from cablenet.cli.scenarios import replay, scenarios
from cablenet.cli.validate import validate
from cablenet.errors import CablenetError

__all__ = ["main"]


# What a command made ends with its process: to look through all of it again and again, and once more at the end, takes
# two fifths of a second.
gc.set_threshold(500_000)
atexit.register(gc.freeze)


class _Group(click.Group):
    """Turns what the package raises on purpose into a message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        try:
            return super().invoke(ctx)
        except CablenetError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={**HELP, "max_content_width": 100})
@click.version_option(__version__, prog_name="cablenet")
def main() -> None:
    """The world's submarine cables as a network: cut a chokepoint, reroute, and see it on a map."""


COMMANDS = (
    *(cut, map_command, report, explore, policy, dependence, replay, scenarios, corridors, metrics, demand, validate),
    *(chokepoints, owners, groups, gallery, data, import_, export),
)

for command in COMMANDS:
    main.add_command(command)
data.add_command(capacity)
