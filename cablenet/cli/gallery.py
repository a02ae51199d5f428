"""``cablenet gallery``: the finished maps, and the list of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP
from cablenet.cli.show import progress, status

if TYPE_CHECKING:
    from cablenet.report.gallery_maps import Picture

__all__ = ["gallery"]


@click.command(context_settings=HELP)
@click.option("--only", "names", multiple=True, metavar="NAME", help="Make this map alone; may be repeated.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("maps"),
    show_default=True,
    help="Folder for the pages.",
)
@click.option("--thumbnails", is_flag=True, help="Also write thumbnails and README.md (needs the extra `plots`).")
@click.option("--list", "listed", is_flag=True, help="Only name the maps there are.")
def gallery(names: tuple[str, ...], out: Path, thumbnails: bool, listed: bool) -> None:
    """Make the finished maps: cuts of the great straits, dependence by country, planned routes.

    Each is one page that opens without a network. All of them take about a minute.

    \b
    Examples:
      cablenet gallery --list
      cablenet gallery --only luzon --only malacca --out maps
      cablenet gallery --thumbnails
    """
    from cablenet.report.gallery import draw_gallery, find_entries

    entries = find_entries(names)
    if listed:
        width = max(len(entry.name) for entry in entries)
        click.echo("\n".join(f"{entry.name:{width}}  {entry.title}" for entry in entries))
        return
    if thumbnails and names:
        message = "Found --thumbnails with --only, expected one of them: the list of maps is made from all."
        raise click.UsageError(message)
    from cablenet.maps import save
    from cablenet.network import load
    from cablenet.report.gallery_maps import Studio

    with status("Loading the network", quiet=False):
        studio = Studio(net=load())
    findings: dict[str, str] = {}
    with progress("Drawing") as told:
        for entry, picture in draw_gallery(studio, entries):
            save(picture.map, out / f"{entry.name}.html")
            findings[entry.name] = picture.finding
            if thumbnails:
                _write(out / "thumbnails" / f"{entry.name}.png", _thumbnail(picture))
            told(entry.name, len(entries))
    if thumbnails:
        from cablenet.report.gallery import gallery_readme

        _write(out / "README.md", gallery_readme(findings).encode())
    for name, finding in findings.items():
        click.echo(f"{out / name}.html: {finding}")


def _thumbnail(picture: Picture) -> bytes:
    from cablenet.report.thumbnails import thumbnail

    return thumbnail(picture.net, picture.carried)


def _write(place: Path, content: bytes) -> None:
    """Write a file beside its place, then rename it into place."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f".{place.name}.part")
    made.write_bytes(content)
    made.replace(place)
