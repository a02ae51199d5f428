"""``cablenet validate``: the scoreboard."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cablenet.cli.options import HELP, as_of_option, data_option, json_option, overlay_option, writable
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
    "--fit",
    "fit_file",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=writable,
    help="Fit anew, write the numbers here.",
)
@click.option(
    "--doc",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=writable,
    help="Write the scoreboard into this document.",
)
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
    """Mark the model against what was measured and reported: all PARTS, or those named.

    Round trips, lengths and faults are those of the network that is loaded; incidents and counts are of many days, and are scored on
    the tables of --data alone. Numbers that were fitted before are those of that folder too.
    """
    from cablenet.network import load
    from cablenet.report.validation import scoreboard_json, scoreboard_markdown, scoreboard_tables
    from cablenet.validation import calibration_csv, score
    from cablenet.validation.rtt import measurements as read

    before = _text(doc) if doc is not None else ""
    with status("Scoring", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
        table = read(path=measurements) if measurements else None
        if fit_file is not None:
            fit_file.write_text(calibration_csv(net, measurements=table, data_dir=data_dir), encoding="utf-8")
            click.echo(f"Numbers written to {fit_file}", err=True)
        board = score(net, parts=parts or PARTS, measurements=table, data_dir=data_dir)
    if doc is not None:
        given = {"--measurements": measurements, "--as-of": as_of, "--data": data_dir, "--overlay": overlay}
        made_with = [
            f"{name} {value.name if isinstance(value, Path) else value}" for name, value in given.items() if value
        ]
        doc.write_text(scoreboard_markdown(board, before, made_with=made_with), encoding="utf-8")
        click.echo(f"Scoreboard written to {doc}", err=True)
    if as_json:
        click.echo(scoreboard_json(board))
    elif doc is None:
        show(scoreboard_tables(board))
    if strict and board.failed:
        sys.exit(1)


def _text(doc: Path) -> str:
    """What the document says by now; nothing where it is not there.

    Raises:
        DataError: if it is not UTF-8 text.
    """
    from cablenet.errors import DataError, Fault

    try:
        return doc.read_text(encoding="utf-8") if doc.exists() else ""
    except UnicodeDecodeError as error:
        raise DataError([Fault(file=doc.name, found=str(error)[:120], expected="UTF-8 text")]) from None
