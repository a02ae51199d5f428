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
    from cablenet._datafiles import data_root

    names = [name for name in schema.table_names() if "/" in schema.table(name).path]  # others are a user's own files
    root = folder or data_root()
    given = [
        name
        for name in names
        if not schema.table(name).path.startswith("reference/") or (root / schema.table(name).path).exists()
    ]
    tables = catalog.load_tables(given, data_dir=folder)
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


@data.command("audit")
@click.option("--markdown", is_flag=True, help="Print the open points as a Markdown list, as in data/README.md.")
@data_option
@json_option
def data_audit(markdown: bool, data_dir: Path | None, as_json: bool) -> None:
    """Coverage, provenance and plausibility of the data."""
    from cablenet.report import audit_markdown, rich_table, table_json
    from cablenet.world.audit import audit

    table = audit(data_dir=data_dir)
    if as_json:
        click.echo(table_json(table))
    elif markdown:
        click.echo(audit_markdown(table), nl=False)
    else:
        show(
            [rich_table(rows.drop(columns="area"), title=str(area)) for area, rows in table.groupby("area", sort=False)]
        )


@data.command("history")
@click.option("--from", "first", type=click.IntRange(1986, 2040), default=1990, show_default=True, help="First year.")
@click.option("--to", "last", type=click.IntRange(1986, 2040), default=2035, show_default=True, help="Last year.")
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw the counts to this PNG or SVG file."
)
@data_option
@json_option
def data_history(first: int, last: int, plot: Path | None, data_dir: Path | None, as_json: bool) -> None:
    """Systems in service at the end of each year, beside published counts."""
    from cablenet.report import history_plot, history_table, rich_table, table_json

    table = history_table(first, last, data_dir=data_dir)
    if as_json:
        click.echo(table_json(table))
    else:
        show([rich_table(table, title="Systems in service at the end of the year")])
    if plot is not None:
        history_plot(table, plot)
        click.echo(f"Plot written to {plot.resolve()}", err=as_json)


@data.command("show")
@click.argument("system")
@data_option
@json_option
def data_show(system: str, data_dir: Path | None, as_json: bool) -> None:
    """Everything that the facts hold of one SYSTEM."""
    from cablenet.report import system_json, system_tables

    if as_json:
        click.echo(system_json(system, data_dir=data_dir))
    else:
        show(system_tables(system, data_dir=data_dir))


@data.command("diff")
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def data_diff(old: Path, new: Path, as_json: bool) -> None:
    """What changed in the facts from the folder OLD to the folder NEW."""
    from cablenet.report import rich_table, table_json
    from cablenet.vintages import difference

    table = difference(old, new)
    if as_json:
        click.echo(table_json(table))
    else:
        show([rich_table(table, title=f"{len(table)} differences")])


@data.command("dictionary")
def data_dictionary() -> None:
    """Print the data dictionary, made from the schemas, as Markdown."""
    from cablenet.report import dictionary_markdown

    click.echo(dictionary_markdown(), nl=False)
