"""A network as a graph: GraphML, and node-link JSON as networkx reads it. Links are edges keyed by their id."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from cablenet.network.io.bounds import MOST_TEXT_BYTES, foreign, open_bundle, parse_json, refuse
from cablenet.network.io.tables import cells, network_of, plain, wkt

if TYPE_CHECKING:
    from cablenet.network.model import Network

__all__ = ["read_graphml", "read_node_link", "write_graphml", "write_node_link"]

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


_OF_EDGES = ("source", "target", "key")
"""Names that node-link JSON uses itself in each edge."""


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as JSON has them, shapes as text (WKT)."""
    columns = {
        str(name): [wkt(shape) for shape in table[name]] if name == "geometry" else cells(table[name]) for name in table
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def write_node_link(net: Network, path: Path) -> None:
    """Write node-link JSON; the tables that are no part of a graph lie in ``graph``.

    ``networkx.node_link_graph(json.load(file), edges="edges")`` gives the multigraph.
    """
    whole = plain(net)
    nodes = [{"id": row.pop("node_id"), **row} for row in _rows(whole.tables["nodes"])]
    edges = [
        {"source": row.pop("a"), "target": row.pop("b"), "key": row.pop("link_id"), **_renamed(row)}
        for row in _rows(whole.tables["links"])
    ]
    rest = {name: _rows(table) for name, table in whole.tables.items() if name not in {"nodes", "links"}}
    head = {"about": whole.about, **rest}
    value = {"directed": False, "multigraph": True, "graph": head, "nodes": nodes, "edges": edges}
    text = json.dumps(value, ensure_ascii=False, indent=0, separators=(",", ":"), allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_node_link(path: Path) -> Network:
    """Read a network that :func:`write_node_link` wrote.

    Raises:
        DataError: if it is none.
    """
    value = parse_json(open_bundle(path).read(path.name), path.name)
    keys = {"graph", "nodes", "edges"}
    if not isinstance(value, dict) or not keys <= set(value) or not isinstance(value["graph"], dict):
        raise refuse(path.name, "JSON of something else", "node-link JSON with graph, nodes and edges")
    head = dict(value["graph"])
    about = head.pop("about", None)
    edges = [_edge(row, path.name) for row in _dicts(value["edges"])]
    nodes = [{"node_id": row.get("id"), **row} for row in _dicts(value["nodes"])]
    tables = {"nodes": nodes, "links": edges, **{str(name): _dicts(rows) for name, rows in head.items()}}
    return network_of({name: _shaped(rows, path.name) for name, rows in tables.items()}, about, path.name)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    """The row with an underscore after the names that edges need for themselves."""
    return {f"{name}_" if name in _OF_EDGES else name: cell for name, cell in row.items()}


def _edge(row: dict[str, Any], file: str) -> dict[str, Any]:
    """Row of a link from an edge."""
    if not set(_OF_EDGES) <= set(row):
        raise refuse(file, "an edge without source, target or key", "edges of a multigraph keyed by link id")
    rest = {name: cell for name, cell in row.items() if name not in _OF_EDGES}
    plain_names = {
        name[:-1] if name[:-1] in _OF_EDGES and name.endswith("_") else name: cell for name, cell in rest.items()
    }
    return {"a": row["source"], "b": row["target"], "link_id": row["key"], **plain_names}


def _shaped(rows: list[dict[str, Any]], file: str) -> pd.DataFrame | None:
    """Table of rows, text (WKT) turned into shapes again."""
    if not rows:
        return None
    with foreign(file, "rows with shapes as well-known text"):
        table = pd.DataFrame(rows, dtype=object)
        if "geometry" in table:
            shapes = shapely.from_wkt([text if isinstance(text, str) else None for text in table["geometry"]])
            table["geometry"] = pd.Series(list(shapes), dtype=object)
    return table


def write_graphml(net: Network, path: Path) -> None:
    """Write GraphML: nodes and links with all their columns, shapes as text (WKT). Other tables it cannot hold."""
    import networkx as nx

    whole = plain(net)
    graph: nx.MultiGraph[str] = nx.MultiGraph(about=json.dumps(whole.about))
    for row in _rows(whole.tables["nodes"]):
        graph.add_node(_xml(row.pop("node_id")), **_held(row))
    for row in _rows(whole.tables["links"]):
        graph.add_edge(_xml(row["a"]), _xml(row["b"]), _xml(row.pop("link_id")), **_held(row))
    nx.write_graphml_xml(graph, path, encoding="utf-8", prettyprint=True, named_key_ids=True)


def _xml(text: Any) -> str:  # noqa: ANN401 - a cell
    return _NO_XML.sub("\ufffd", str(text))


def _held(row: dict[str, Any]) -> dict[str, Any]:
    """Cells that GraphML can hold: what is not there is left out."""
    return {name: _xml(cell) if isinstance(cell, str) else cell for name, cell in row.items() if cell is not None}


def read_graphml(path: Path) -> Network:
    """Read a network that :func:`write_graphml` wrote; the tables it does not hold are empty.

    Raises:
        DataError: if it is none.
    """
    import networkx as nx

    data = open_bundle(path).read(path.name, most=MOST_TEXT_BYTES)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refuse(path.name, "a document type declaration", "plain GraphML")
    with foreign(path.name, "GraphML that can be read"):
        graph: Any = nx.parse_graphml(data.decode("utf-8"), force_multigraph=True)
    nodes = [{"node_id": name, **row} for name, row in graph.nodes(data=True)]
    links = [{"a": a, "b": b, "link_id": key, **row} for a, b, key, row in graph.edges(keys=True, data=True)]
    about = parse_json(str(graph.graph.get("about", "null")).encode(), path.name)
    tables = {"nodes": _ordered(nodes, "node_id", about), "links": _ordered(links, "link_id", about)}
    return network_of({name: _shaped(rows, path.name) for name, rows in tables.items()}, about, path.name)


def _ordered(rows: list[dict[str, Any]], key: str, about: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Rows sorted by id, with nothing where a cell was left out."""
    name = {"node_id": "nodes", "link_id": "links"}[key]
    said = about["tables"][name]["types"] if isinstance(about, dict) and name in about.get("tables", {}) else {}
    return [
        {column: row.get(column) for column in [*said, *row]} for row in sorted(rows, key=lambda row: str(row[key]))
    ]
