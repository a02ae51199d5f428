"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["HELP", "allow_option", "as_of_option", "data_option", "json_option", "overlay_option"]

HELP = {"help_option_names": ["-h", "--help"]}
"""Settings of every command: a command may also be run by itself, and remembers its help option."""

STATUSES = ("low-capacity", "degraded", "sanctioned")

as_of_option = click.option(
    "--as-of", metavar="DATE", help="Network of this day, e.g. 2006-12-26 or 2030 (default: that of the data)."
)
data_option = click.option(
    "--data",
    "data_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of tables laid out as data/ (default: the built-in data).",
)
allow_option = click.option(
    "--allow",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Also use links over land of this status; may be given more than once.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
overlay_option = click.option(
    "--overlay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV that adds, changes or retires systems (see docs/overlay.md).",
)
