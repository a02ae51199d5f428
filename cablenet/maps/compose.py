"""Put the picture together: tables, paths, marks and ground into the one block of data of the page.

The block is plain JSON. Rows name their fields once (``fields``), texts stand once (``texts``), lines
and rings are encoded (:mod:`cablenet.maps.encoding`). Nothing in it depends on time, chance or order
of arrival, so the same tables give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from cablenet.errors import InputError, unknown_name
from cablenet.maps.basemap import ground, places
from cablenet.maps.chains import TURN, Hop, chain, home_view
from cablenet.maps.encoding import DECIMALS
from cablenet.maps.offline import OfflineMap
from cablenet.maps.panel import PathWords, Words, panel_html
from cablenet.maps.style import ROLES, page_style
from cablenet.maps.tables import (
    LINK_FIELDS,
    NODE_FIELDS,
    SYSTEM_FIELDS,
    Texts,
    check_survival,
    lines_of,
    link_rows,
    node_rows,
    rings_of,
    system_rows,
)
from cablenet.maps.text import clip, number

if TYPE_CHECKING:
    import pandas as pd
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from cablenet.network import Network

__all__ = ["compose"]

PATH_COLUMNS: Final = ("rank", "rtt_ms", "length_km", "corridor", "nodes", "links")

MOST_PATHS: Final = 12
"""Most paths of one table that are drawn; the panel speaks of the first alone."""

WIDE: Final = 300.0
NARROW: Final = 130.0
"""Least width of the first view, in degrees, on a wide screen and on a phone."""

Path = dict[str, Any]


def compose(
    net: Network,
    survival: pd.Series,
    *,
    area: BaseGeometry | None,
    before: pd.DataFrame | None,
    after: pd.DataFrame | None,
    words: Words,
) -> OfflineMap:
    """Return the map of :func:`cablenet.maps.cut_map`, which tells what the arguments mean."""
    shares = check_survival(survival, net.links.index)
    chains = {"before": _paths(net, before, "before"), "after": _paths(net, after, "after")}
    texts = Texts()
    data: dict[str, Any] = {
        "asOf": clip(getattr(net, "as_of", None)),
        "style": page_style(),
        "roles": ROLES,
        "fields": {"system": SYSTEM_FIELDS, "node": NODE_FIELDS, "link": LINK_FIELDS},
        "systems": system_rows(net.systems, texts),
        "nodes": node_rows(net.nodes, _ends_of_cables(net.links), texts),
        "links": link_rows(net, shares, texts),
        "texts": texts.rows,
        "area": [] if area is None else rings_of(area),
        "chokepoints": _chokepoints(net.chokepoints),
        "paths": {side: [_plain(path) for path in paths] for side, paths in chains.items()},
        "marks": _marks(net, shares, chains["before"], area),
        "ground": ground(),
        "places": places(),
        "view": asdict(home_view([path["hops"] for paths in chains.values() for path in paths], area, least=WIDE)),
        "focus": asdict(home_view([path["hops"] for path in chains["before"][:1]], area, least=NARROW)),
    }
    told = [_words(side, chains[side]) for side, table in (("before", before), ("after", after)) if table is not None]
    return OfflineMap(title=clip(words.title), panel=panel_html(words, told), data=data)


def _paths(net: Network, table: pd.DataFrame | None, side: str) -> list[Path]:
    """The paths of one table in order of rank, each with its hops.

    Raises:
        InputError: if a column is missing.
        UnknownNameError: if a path names a link that the network lacks.
    """
    if table is None or not len(table):
        return []
    missing = [name for name in PATH_COLUMNS if name not in table.columns]
    if missing:
        raise InputError(
            f"Found no column {', '.join(missing)} in the paths {side}, expected {', '.join(PATH_COLUMNS)}. "
            "Hand over the table of paths as routing returns it."
        )
    lines = lines_of(net.links)
    numbers = {link: row for row, link in enumerate(lines)}
    ends = {
        str(link): (str(a), str(b)) for link, a, b in zip(net.links.index, net.links["a"], net.links["b"], strict=True)
    }
    paths = []
    for row in table.sort_values("rank", kind="stable").head(MOST_PATHS).to_dict("records"):
        links, nodes = [str(link) for link in row["links"]], [str(node) for node in row["nodes"]]
        strange = [link for link in links if link not in numbers]
        if strange:
            raise unknown_name("link", strange[0], numbers)
        paths.append({**row, "hops": chain(nodes, links, numbers=numbers, ends=ends, lines=lines)})
    return paths


def _plain(path: Path) -> dict[str, Any]:
    """A path as the page reads it: figures, words, and hops as ``[link, turns, backwards]``."""
    hops: list[Hop] = path["hops"]
    return {
        "rank": number(path["rank"]),
        "rtt": number(path["rtt_ms"], 1),
        "km": number(path["length_km"]),
        "corridor": clip(path["corridor"]),
        "hops": [[hop.link, hop.turns, int(hop.backwards)] for hop in hops],
    }


def _words(side: str, paths: list[Path]) -> PathWords:
    """What the panel says of the best path of one side."""
    if not paths:
        return PathWords(side=side, rtt_ms=None, length_km=None, corridor="")
    best = paths[0]
    return PathWords(
        side=side,
        rtt_ms=number(best["rtt_ms"], 6),
        length_km=number(best["length_km"]),
        corridor=clip(best["corridor"]),
    )


def _ends_of_cables(links: pd.DataFrame) -> Counter[str]:
    """How many sea links end at each node: a landing station without any is not drawn."""
    sea = links[links["kind"] != "land"]
    return Counter([*map(str, sea["a"]), *map(str, sea["b"])])


def _marks(
    net: Network, shares: dict[str, float], before: list[Path], area: BaseGeometry | None
) -> list[tuple[float, float]]:
    """Where the paths before the cut are broken: one point on each of their cut links."""
    links = dict.fromkeys(str(link) for path in before for link in path["links"])
    broken = [net.links["geometry"].loc[link] for link in links if shares.get(link, 1.0) <= 0.0]
    return [_break_point(line, area) for line in broken]


def _break_point(line: LineString, area: BaseGeometry | None) -> tuple[float, float]:
    """The middle of the longest stretch of a line inside the area, or of the whole line if none is."""
    from shapely import LineString
    from shapely.affinity import translate

    inside = [line.intersection(translate(area, xoff=turn * TURN)) for turn in (-1, 0, 1)] if area is not None else []
    parts = [part for found in inside for part in getattr(found, "geoms", [found]) if isinstance(part, LineString)]
    point = max([part for part in parts if not part.is_empty] or [line], key=lambda part: part.length)
    place = point.interpolate(0.5, normalized=True)
    return round(place.x, DECIMALS), round(place.y, DECIMALS)


def _chokepoints(table: pd.DataFrame) -> list[list[Any]]:
    """Name, description and rings of each chokepoint, sorted by id."""
    return [
        [clip(row["name"]), clip(row.get("description"), 300), rings_of(row["geometry"])]
        for _, row in table.sort_index().iterrows()
    ]
