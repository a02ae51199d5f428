"""The command line: one command per verb. Arguments are read here and nowhere else.

Heavy imports happen inside the commands, so that ``--help`` answers at once. Exit codes: 0 done, 1 a check failed,
2 something in the input is wrong (what, where, and what mends it is printed to stderr).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cablenet import __version__
from cablenet.errors import CablenetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.network.model import Network
    from cablenet.scenarios import Scenario

__all__ = ["main"]

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


class _Group(click.Group):
    """Turns what the package raises on purpose into a message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        try:
            return super().invoke(ctx)
        except CablenetError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cablenet")
def main() -> None:
    """The world's submarine cables as a network: cut a chokepoint, reroute, and see it on a map."""


@main.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--between", nargs=2, metavar="A B", default=("EU", "JP"), show_default=True, help="Two places.")
@click.option("--map", "map_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a map to this HTML file.")
@click.option("--paths", "count", type=click.IntRange(1, 20), default=5, show_default=True, help="Different paths shown.")
@as_of_option
@allow_option
@data_option
@json_option
def cut(  # noqa: PLR0913 - one parameter an option
    names: tuple[str, ...],
    between: tuple[str, str],
    map_file: Path | None,
    count: int,
    as_of: str | None,
    allow: tuple[str, ...],
    data_dir: Path | None,
    as_json: bool,  # noqa: FBT001 - click passes flags so
) -> None:
    """Cut chokepoints or systems and show what becomes of the connection of two places.

    NAME is a chokepoint (see `cablenet chokepoints`) or the id of a cable system; several are cut at once. A place is
    EU, a country code (JP), codes joined by commas (DE,FR) or a city (Frankfurt).

    \b
    Example:
      cablenet cut south-china-sea --between EU JP --map maps/south-china-sea.html
    """
    from cablenet.network import find_place, load
    from cablenet.report import comparison_json, comparison_tables, cut_story
    from cablenet.routing import compare

    with _status("Loading the network", quiet=as_json):
        net = load(as_of=as_of, data_dir=data_dir)
    a, b = (find_place(net, name) for name in between)
    scenario = _scenario(net, names)
    with _status("Comparing before and after", quiet=as_json):
        after = net.under(scenario)
        result = compare(net, after, a, b, count=count, allow=allow)
    if as_json:
        click.echo(comparison_json(net, scenario, result))
    else:
        _show(comparison_tables(net, scenario, result))
    if map_file is not None:
        from cablenet.maps import cut_map, save

        with _status("Drawing the map", quiet=as_json):
            story = cut_story(net, scenario, result)
            drawn = cut_map(
                net,
                scenario.survival,
                area=_union(scenario),
                before=result.before.paths,
                after=result.after.paths,
                title=story.title,
                headline=story.headline,
                figures=story.figures,
                notes=story.notes,
            )
            save(drawn, map_file)
        click.echo(f"Map written to {map_file.resolve()}", err=as_json)


@main.command()
@click.argument("a")
@click.argument("b")
@as_of_option
@allow_option
@data_option
@json_option
def corridors(a: str, b: str, as_of: str | None, allow: tuple[str, ...], data_dir: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Least round-trip time from A to B by every corridor that joins them."""
    from cablenet.network import find_place, load
    from cablenet.report import corridors_tables, table_json
    from cablenet.routing import corridor_table

    net = load(as_of=as_of, data_dir=data_dir)
    one, other = find_place(net, a), find_place(net, b)
    table = corridor_table(net, one.hub, other.hub, allow=allow)
    if as_json:
        click.echo(table_json(table))
    else:
        _show(corridors_tables(net, one, other, table))


@main.command()
@as_of_option
@data_option
@json_option
def chokepoints(as_of: str | None, data_dir: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """List the chokepoints, and what runs through each."""
    from cablenet.network import load
    from cablenet.report import chokepoint_table, rich_table, table_json

    table = chokepoint_table(load(as_of=as_of, data_dir=data_dir))
    if as_json:
        click.echo(table_json(table))
    else:
        _show([rich_table(table, title="Chokepoints, by systems that pass")])


@main.group()
def data() -> None:
    """Look at the data, check them, and build the world from the facts."""


@data.command("list")
def data_list() -> None:
    """List the tables."""
    from cablenet import catalog
    from cablenet.report import rich_table

    _show([rich_table(catalog.available().reset_index(), title="Tables")])


@data.command("describe")
@click.argument("table")
def data_describe(table: str) -> None:
    """Describe the columns of one TABLE."""
    from cablenet import catalog
    from cablenet.report import rich_table

    _show([rich_table(catalog.describe(table).reset_index(), title=table)])


@data.command("validate")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def data_validate(folder: Path | None) -> None:
    """Check every table of FOLDER (default: the built-in data) against its schema."""
    from cablenet import catalog

    tables = catalog.load_tables((*catalog.FACTS, *catalog.WORLD), data_dir=folder)
    click.echo(f"{sum(map(len, tables.values())):,} rows in {len(tables)} tables are as their schemas say.")


@data.command("build")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Data folder to write (default: --data).")
@click.option("--only", multiple=True, metavar="SYSTEM", help="Lay these systems alone; needs --check.")
@click.option("--check", is_flag=True, help="Write nothing; compare with what is there, exit 1 if it differs.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--mesh", "mesh_file", type=click.Path(dir_okay=False, path_type=Path), help="Keep the sea mesh in this file.")
@data_option
def data_build(  # noqa: PLR0913 - one parameter an option
    out: Path | None,
    only: tuple[str, ...],
    check: bool,  # noqa: FBT001
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
    with _progress("Laying systems") as told:
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
def data_measure(against: Path | None, data_dir: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Measure the laid routes: on land, lengths, chokepoints, wiring."""
    from cablenet.report import rich_table, table_json
    from cablenet.world.measure import measure

    table = measure(data_dir=data_dir, against=against)
    if as_json:
        click.echo(table_json(table))
    else:
        _show([rich_table(table, title="Laid routes")])


def _scenario(net: Network, names: tuple[str, ...]) -> Scenario:
    """All the names at once: chokepoints first, then systems."""
    from functools import reduce
    from operator import or_

    from cablenet import scenarios
    from cablenet.errors import unknown_name

    parts = []
    for name in names:
        if name in net.chokepoints.index:
            parts.append(scenarios.chokepoint(net, name))
        elif name in net.systems.index:
            parts.append(scenarios.system(net, name))
        else:
            raise unknown_name("chokepoint or system", name, [*net.chokepoints.index, *net.systems.index])
    return reduce(or_, parts)


def _union(scenario: Scenario) -> Any:  # noqa: ANN401 - a shapely geometry or None
    from shapely import unary_union

    return unary_union(list(scenario.areas.values())) if scenario.areas else None


def _show(parts: list[Any]) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 120)
    for part in parts:
        console.print(part)


def _status(text: str, *, quiet: bool) -> Any:  # noqa: ANN401 - a context manager
    """Spinner on a terminal, silence in a pipe."""
    from contextlib import nullcontext

    if quiet or not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(text + " ...")


class _progress:  # noqa: N801 - used as a function
    """Progress bar on a terminal, silence in a pipe; gives a function to call with each system laid."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bar: Any = None

    def __enter__(self) -> Callable[[str, int], None]:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self.bar = Progress(console=console, disable=not console.is_terminal).__enter__()
        task = self.bar.add_task(self.text, total=None)

        def told(name: str, total: int) -> None:
            self.bar.update(task, advance=1, total=total, description=f"{self.text}: {name[:30]}")

        return told

    def __exit__(self, *error: object) -> None:
        self.bar.__exit__(*error)
