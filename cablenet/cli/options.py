"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

import click

__all__ = ["HELP", "allow_option", "as_of_option", "data_option", "json_option", "overlay_option", "writable"]

HELP = {"help_option_names": ["-h", "--help"]}
"""Settings of every command: a command may also be run by itself, and remembers its help option."""

STATUSES = ("low-capacity", "degraded", "sanctioned")


def writable(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Callback of an option that names a file to be written: refuse it before the work, not after.

    Raises:
        click.BadParameter: if there is no such folder, or the file or folder cannot be written.
    """
    if path is not None:
        if not path.parent.is_dir():
            message = f"Found no folder {path.parent}; expected one that is there."
            raise click.BadParameter(message, ctx, parameter)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            message = f"Found {path}, expected a file that can be written."
            raise click.BadParameter(message, ctx, parameter)
    return path


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
