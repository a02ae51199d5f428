"""The map of a cut: two tables of paths, before and after, over the network that is cut."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from cablenet.errors import InputError, unknown_name
from cablenet.maps.block import NARROW, WIDE, base_block, break_point
from cablenet.maps.chains import Hop, chain, home_view
from cablenet.maps.faces import Face, face_rows
from cablenet.maps.offline import OfflineMap
from cablenet.maps.panel import PathWords, Words, panel_html
from cablenet.maps.tables import Texts, check_survival, lines_of
from cablenet.maps.text import clip, number

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.network import Network

__all__ = ["compose"]

PATH_COLUMNS: Final = ("rank", "rtt_ms", "length_km", "corridor", "nodes", "links")

MOST_PATHS: Final = 12
"""Most paths of one table that are drawn; the panel speaks of the first alone."""

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
    areas = {} if area is None else {"area": area}
    every = [path["hops"] for paths in chains.values() for path in paths]
    data = {
        **base_block(net, shares, areas, Texts()),
        **face_rows([Face(name="cut")], {}, []),
        "paths": {side: [_plain(path) for path in paths] for side, paths in chains.items()},
        "marks": _marks(net, shares, chains["before"], areas),
        "view": asdict(home_view(every, area, least=WIDE)),
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


def _marks(
    net: Network, shares: dict[str, float], before: list[Path], areas: dict[str, BaseGeometry]
) -> list[tuple[float, float]]:
    """Where the paths before the cut are broken: one point on each of their cut links."""
    links = dict.fromkeys(str(link) for path in before for link in path["links"])
    broken = [net.links["geometry"].loc[link] for link in links if shares.get(link, 1.0) <= 0.0]
    return [break_point(line, areas.values()) for line in broken]
