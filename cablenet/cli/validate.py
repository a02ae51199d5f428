"""``cablenet validate``: the scoreboard."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cablenet.cli.options import HELP, as_of_option, data_option, json_option, overlay_option
from cablenet.cli.show import show, status

__all__ = ["validate"]

PARTS = ("rtt", "incidents", "lengths", "counts", "faults")


@click.command(context_settings=HELP)
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option(
    "--measurements",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of your own round trips (see docs/validation.md); the shipped ones are then left aside.",
)
@click.option(
    "--fit", "fit_file", type=click.Path(dir_okay=False, path_type=Path), help="Fit anew, write the numbers here."
)
@click.option("--doc", type=click.Path(dir_okay=False, path_type=Path), help="Write the scoreboard into this document.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a target is missed.")
@as_of_option
@data_option
@overlay_option
@json_option
def validate(
    parts: tuple[str, ...],
    measurements: Path | None,
    fit_file: Path | None,
    doc: Path | None,
    strict: bool,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Mark the model against what was measured and reported: all PARTS, or those named."""
    from cablenet.network import load
    from cablenet.report.validation import scoreboard_json, scoreboard_markdown, scoreboard_tables
    from cablenet.validation import calibration_csv, score
    from cablenet.validation.rtt import measurements as read

    with status("Scoring", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
        table = read(path=measurements) if measurements else None
        if fit_file is not None:
            fit_file.write_text(calibration_csv(net, measurements=table, data_dir=data_dir), encoding="utf-8")
            click.echo(f"Numbers written to {fit_file}", err=True)
        board = score(net, parts=parts or PARTS, measurements=table, data_dir=data_dir)
    if doc is not None:
        before = doc.read_text(encoding="utf-8") if doc.exists() else ""
        doc.write_text(scoreboard_markdown(board, before), encoding="utf-8")
        click.echo(f"Scoreboard written to {doc}", err=True)
    elif as_json:
        click.echo(scoreboard_json(board))
    else:
        show(scoreboard_tables(board))
    if strict and board.failed:
        sys.exit(1)
