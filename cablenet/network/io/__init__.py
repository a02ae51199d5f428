"""Open in, open out: sources of other formats as data folders, networks as files that others read.

:func:`read_source` and :func:`write_folder` bring a source in; :func:`write_network` writes a network and says what the
format cannot hold; :func:`read_network` reads it back. ``docs/formats.md`` tells what each holds.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from cablenet.errors import InputError
from cablenet.network.io import geofiles, graphs, ofds
from cablenet.network.io.folder import write_folder
from cablenet.network.io.given import ImportOptions
from cablenet.network.io.imported import Imported, read_source

if TYPE_CHECKING:
    from cablenet.network.model import Network

__all__ = [
    "FORMATS",
    "ImportOptions",
    "Imported",
    "cannot_hold",
    "read_network",
    "read_source",
    "write_folder",
    "write_network",
]


class Format(NamedTuple):
    """One format: its endings, its writer and reader, and what it cannot hold."""

    endings: tuple[str, ...]
    write: Callable[[Network, Path], None]
    read: Callable[[Path], Network] | None
    lost: tuple[tuple[str, str], ...]


def _write_ofds(net: Network, path: Path) -> None:
    path.write_text(ofds.ofds_package(net), encoding="utf-8", newline="\n")


_TURN = (("links.geometry", "a line is written with its first vertex from -180 to 180, split at the antimeridian"),)

FORMATS = {
    "geopackage": Format((".gpkg",), geofiles.write_geopackage, geofiles.read_geopackage, _TURN),
    "geoparquet": Format((".parquet", ".geoparquet"), geofiles.write_geoparquet, geofiles.read_geoparquet, _TURN),
    "geojson": Format((".geojson",), geofiles.write_geojson, geofiles.read_geojson, _TURN),
    "graphml": Format(
        (".graphml",),
        graphs.write_graphml,
        graphs.read_graphml,
        (
            ("systems, countries, corridors, chokepoints, crossings", "a graph has nodes and edges only"),
            ("control characters", "XML has none: they become U+FFFD"),
        ),
    ),
    "node-link": Format((".json",), graphs.write_node_link, graphs.read_node_link, ()),
    "ofds": Format(
        (".ofds.json",),
        _write_ofds,
        None,
        (
            ("countries, corridors, chokepoints, crossings", "no such thing in the standard"),
            ("systems", "id, status, month, retirement, length and capacity of the system, source, note"),
            ("nodes.population", "no such thing in the standard"),
            ("links.status, links.surviving", "a span is operational, or not there"),
            ("links.capacity_*", "the standard's capacity is what is equipped: design capacity stands there in words"),
            ("links.length_basis, links.route_km, links.rtt_ms, links.source", "no such thing in the standard"),
            ("as_of", "no such thing in the standard"),
        ),
    ),
}
"""Formats by name."""


def write_network(net: Network, path: Path | str, *, file_format: str | None = None) -> pd.DataFrame:
    """Write a network to a file; returns what the format cannot hold: ``what, note``.

    The format is that of the ending (``.gpkg``, ``.parquet``, ``.geojson``, ``.graphml``, ``.json``, ``.ofds.json``)
    unless it is named. The file is written beside and moved to its name when it is whole; the same network gives the
    same bytes. GeoParquet is a folder of one file a table.

    Raises:
        InputError: if the format is not known, or a folder of something else is in the way.

    >>> cannot_hold("graphml")["what"].tolist()
    ['systems, countries, corridors, chokepoints, crossings', 'control characters']
    """
    target = Path(path)
    chosen = _format(target, file_format)
    if target.is_dir() and not (target / f"{geofiles.ABOUT}.json").is_file():
        message = f"Found a folder at {target}, expected a file to write or a folder written before; give another name."
        raise InputError(message)
    with geofiles.temporary_beside(target) as folder:
        made = Path(folder) / target.name
        FORMATS[chosen].write(net, made)
        if target.is_dir():
            shutil.move(target, Path(folder) / "old")
        os.replace(made, target)  # noqa: PTH105 - over a file that is there, on every system
    return cannot_hold(chosen)


def read_network(path: Path | str, *, file_format: str | None = None) -> Network:
    """Read a network that :func:`write_network` wrote.

    Other people's files come in by :func:`read_source`; so does OFDS, which holds no whole network.

    Raises:
        DataError: if the file is broken, or none that cablenet wrote.
        InputError: if the format is not known or cannot be read back.
    """
    place = Path(path)
    chosen = _format(place, file_format)
    reader = FORMATS[chosen].read
    if reader is None:
        message = f"Found {place.name} ({chosen}), which holds no whole network; bring it in with read_source."
        raise InputError(message)
    return reader(place)


def cannot_hold(file_format: str) -> pd.DataFrame:
    """What a format cannot hold of a network: ``what, note``.

    Raises:
        InputError: if there is no such format.
    """
    return pd.DataFrame(FORMATS[_known(file_format)].lost, columns=["what", "note"])


def _known(file_format: str) -> str:
    if file_format not in FORMATS:
        message = f"Found the format {file_format!r}, expected one of {', '.join(FORMATS)}."
        raise InputError(message)
    return file_format


def _format(path: Path, named: str | None) -> str:
    """The format that is named, else that of the longest ending that fits."""
    if named is not None:
        return _known(named)
    endings = {ending: name for name, known in FORMATS.items() for ending in known.endings}
    for ending in sorted(endings, key=len, reverse=True):
        if path.name.lower().endswith(ending):
            return endings[ending]
    message = f"Found {path.name!r}, expected a name ending in {', '.join(endings)}, or a format by name."
    raise InputError(message)
