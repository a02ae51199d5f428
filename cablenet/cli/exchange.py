"""``cablenet import`` and ``cablenet export``: other people's formats in, ours out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, as_of_option, data_option
from cablenet.cli.show import show, status

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["export", "import_"]

SHOWN_ROWS = 12
"""Rows of the report on the terminal; --report writes them all."""

_FORMATS = ("geojson", "geopackage", "geoparquet", "graphml", "node-link", "ofds")
_COLUMNS = {
    "id": "the id of the system",
    "name": "the name of the system",
    "status": "in service, planned, ...",
    "rfs": "ready for service: a year or date",
    "length": "published length, km",
    "owners": "owners, separated by commas",
    "suppliers": "suppliers, separated by commas",
    "fibre_pairs": "fibre pairs",
    "capacity": "design capacity, Tbps",
    "point_id": "the id of a station",
    "point_name": "the name of a station",
    "country": "the country of a station",
}


def _column_options(command: click.decorators.FC) -> click.decorators.FC:
    """An option for each column that may have another name."""
    for key, words in reversed(_COLUMNS.items()):
        name = key.replace("_", "-")
        command = click.option(f"--{name}-column", f"column_{key}", metavar="COLUMN", help=f"Holds {words}.")(command)
    return command


@click.command("import", context_settings=HELP)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format", "file_format", required=True, type=click.Choice(["telegeography", "vector", "ofds"]), help="Of SOURCE."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Data folder to make; new or empty.")
@click.option(
    "--points", type=click.Path(exists=True, path_type=Path), help="File of stations, where lines come without."
)
@click.option(
    "--layer", "layers", multiple=True, metavar="LAYER", help="Layer that is meant; may be given more than once."
)
@click.option(
    "--crs", default="", metavar="CRS", help="Coordinate reference system, where the file says none: EPSG:4326."
)
@click.option(
    "--snap-km", type=float, default=5.0, show_default=True, help="A line's end this near to a station is there."
)
@click.option("--join-km", type=float, default=0.0, show_default=True, help="A loose end this near to a line joins it.")
@click.option(
    "--loose-ends",
    type=click.Choice(["unit", "station"]),
    default="unit",
    show_default=True,
    help="What stays loose becomes a branching unit with nothing behind it, or a station.",
)
@click.option("--simplify-km", type=float, default=0.0, show_default=True, help="Simplify lines to this tolerance.")
@click.option(
    "--country", default="", metavar="XX", help="Country of points that say none; `map`: the nearest on the map."
)
@click.option(
    "--status",
    "in_status",
    type=click.Choice(["in-service", "under-construction", "planned", "retired", "cancelled"]),
    default="in-service",
    show_default=True,
    help="Of lines that say none.",
)
@click.option("--kind", type=click.Choice(["sea", "land"]), help="Whether lines run at sea or over land, if not said.")
@click.option("--source-name", default="", help="Source written in each row (default: the name of SOURCE).")
@click.option(
    "--confidence",
    type=click.Choice(["low", "medium", "high"]),
    default="low",
    show_default=True,
    help="How sure the source is; written into every row.",
)
@click.option("--bare", is_flag=True, help="Take nothing from the built-in data but countries and chokepoints.")
@click.option("--model-land", is_flag=True, help="Model links over land to these stations (about a minute).")
@click.option(
    "--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as CSV."
)
@_column_options
def import_(
    source: Path,
    file_format: str,
    out: Path,
    points: Path | None,
    layers: tuple[str, ...],
    crs: str,
    snap_km: float,
    join_km: float,
    loose_ends: str,
    simplify_km: float,
    country: str,
    in_status: str,
    kind: str | None,
    source_name: str,
    confidence: str,
    bare: bool,
    model_land: bool,
    report_file: Path | None,
    **columns: str | None,
) -> None:
    """Bring SOURCE in as a data folder that every command takes with --data.

    telegeography: a folder or zip with cable-geo.json, landing-point-geo.json and the JSON of the cables.
    vector: GeoJSON, GeoPackage, Shapefile, GeoParquet or KML of lines (and points).
    ofds: a network package of the Open Fibre Data Standard, or its GeoJSON.

    \b
    Example:
      cablenet import cables.gpkg --format vector --name-column CABLE --country map --out mydata
      cablenet cut suez-canal --data mydata
    """
    from cablenet.network.io import ImportOptions, read_source, write_folder

    options = ImportOptions(
        snap_km=snap_km,
        join_km=join_km,
        loose_ends=loose_ends,
        crs=crs,
        columns={key.removeprefix("column_"): column for key, column in columns.items() if column},
        layers=layers,
        points=points,
        country=country,
        status=in_status,
        kind=kind or "",
        simplify_km=simplify_km,
        source=source_name,
        confidence=confidence,
    )
    with status(f"Reading {source.name}", quiet=False):
        imported = read_source(source, file_format=file_format, options=options)
    with status(f"Writing {out}", quiet=False):
        report = write_folder(imported, out, bare=bare, model_land=model_land)
    _show_report(report)
    if report_file is not None:
        report.to_csv(report_file, index=False, lineterminator="\n", encoding="utf-8")
        click.echo(f"Report written to {report_file}")
    click.echo(
        f"{len(imported.systems)} systems, {len(imported.stations)} stations and {len(imported.segments)} segments "
        f"written to {out}"
    )


def _show_report(report: pd.DataFrame) -> None:
    """How often each thing was done, and the first rows of it, farthest first."""
    from cablenet.report import rich_table

    if not len(report):
        return
    counts = report.groupby("what")["km"].agg(["size", "max"]).reset_index()
    first = report.sort_values("km", ascending=False, na_position="last", kind="stable").head(SHOWN_ROWS)
    shown = first[["what", "system", "place", "km", "note"]]
    tables = [
        rich_table(counts.rename(columns={"size": "times", "max": "farthest_km"}), title="What was done"),
        rich_table(shown, title=f"Report, {len(shown)} of {len(report)} rows"),
    ]
    show(tables)


@click.command(context_settings=HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "file_format",
    type=click.Choice(_FORMATS),
    help="Default: that of the ending (.geojson .gpkg .parquet .graphml .json .ofds.json).",
)
@as_of_option
@data_option
def export(file: Path, file_format: str | None, as_of: str | None, data_dir: Path | None) -> None:
    """Write the network to FILE, and say what its format cannot hold.

    \b
    Example:
      cablenet export world.gpkg --as-of 2006-12-26
    """
    from cablenet.network import load
    from cablenet.network.io import write_network
    from cablenet.report import rich_table

    with status("Loading the network", quiet=False):
        net = load(as_of=as_of, data_dir=data_dir)
    with status(f"Writing {file}", quiet=False):
        lost = write_network(net, file, file_format=file_format)
    if len(lost):
        show([rich_table(lost, title="What this format does not hold as it is here")])
    click.echo(f"Written to {file.resolve()}")
