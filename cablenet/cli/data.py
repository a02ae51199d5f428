"""``cablenet data``: look at the data, check them, build the world from the facts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cablenet.cli.options import data_option, json_option
from cablenet.cli.show import progress, show

__all__ = ["data"]


@click.group()
def data() -> None:
    """Look at the data, check them, and build the world from the facts."""


@data.command("list")
def data_list() -> None:
    """List the tables."""
    from cablenet import catalog
    from cablenet.report import rich_table

    show([rich_table(catalog.available().reset_index(), title="Tables")])


@data.command("describe")
@click.argument("table")
def data_describe(table: str) -> None:
    """Describe the columns of one TABLE."""
    from cablenet import catalog
    from cablenet.report import rich_table

    show([rich_table(catalog.describe(table).reset_index(), title=table)])


@data.command("validate")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def data_validate(folder: Path | None) -> None:
    """Check every table of FOLDER (default: the built-in data) against its schema."""
    from cablenet import catalog, schema

    tables = catalog.load_tables(schema.table_names(), data_dir=folder)
    routes, chokepoints = catalog.load_routes(data_dir=folder), catalog.load_chokepoints(data_dir=folder)
    rows = sum(map(len, tables.values()))
    click.echo(
        f"{rows:,} rows in {len(tables)} tables, {len(routes):,} routes and {len(chokepoints)} chokepoints "
        "are as their schemas say."
    )


@data.command("build")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Data folder to write (default: --data).")
@click.option("--only", multiple=True, metavar="SYSTEM", help="Lay these systems alone; needs --check.")
@click.option("--check", is_flag=True, help="Write nothing; compare with what is there, exit 1 if it differs.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option(
    "--mesh", "mesh_file", type=click.Path(dir_okay=False, path_type=Path), help="Keep the sea mesh in this file."
)
@data_option
def data_build(
    out: Path | None,
    only: tuple[str, ...],
    check: bool,
    jobs: int,
    mesh_file: Path | None,
    data_dir: Path | None,
) -> None:
    """Lay every system on the sea and build data/world from data/facts (needs the extra `laying`; some minutes)."""
    from cablenet.world.files import build_world, compare_world

    if only and not check:
        raise click.UsageError("Found --only without --check; a world of some systems would not be whole.")
    if check:
        differences = compare_world(only=only or None, data_dir=data_dir, jobs=jobs, mesh_file=mesh_file)
        for line in differences:
            click.echo(line, err=True)
        click.echo(f"{len(differences)} differences from the built world.")
        sys.exit(1 if differences else 0)
    with progress("Laying systems") as told:
        written = build_world(out=out, data_dir=data_dir, jobs=jobs, mesh_file=mesh_file, told=told)
    for path in written:
        click.echo(f"Wrote {path}")


@data.command("measure")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="GeoJSON of drawn routes with a system_id, to measure distances to.",
)
@data_option
@json_option
def data_measure(against: Path | None, data_dir: Path | None, as_json: bool) -> None:
    """Measure the laid routes: on land, lengths, chokepoints, wiring."""
    from cablenet.report import rich_table, table_json
    from cablenet.world.measure import measure

    table = measure(data_dir=data_dir, against=against)
    if as_json:
        click.echo(table_json(table))
    else:
        show([rich_table(table, title="Laid routes")])
