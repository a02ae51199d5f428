"""The network as a networkx graph, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet.errors import InputError

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from cablenet.network.model import Network

__all__ = ["from_graph", "to_graph"]


def to_graph(net: Network, *, allow: tuple[str, ...] = ()) -> nx.MultiGraph[str]:
    """Multigraph of all nodes and the usable links, keyed by link id; parallel links stay apart.

    Nodes and edges carry the columns of the tables. ``allow`` is that of :meth:`Network.usable`.
    """
    import networkx as nx

    graph: nx.MultiGraph[str] = nx.MultiGraph(as_of=net.as_of.isoformat())
    graph.add_nodes_from((name, row) for name, row in net.nodes.to_dict("index").items())
    links = net.usable(allow=allow)
    columns = links.drop(columns=["a", "b"]).to_dict("index")
    for key, a, b in zip(links.index, links["a"], links["b"], strict=True):
        graph.add_edge(a, b, key, **columns[key])
    return graph


def from_graph(graph: nx.MultiGraph[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables of nodes and links of a multigraph made by :func:`to_graph`: its inverse, sorted by id.

    Raises:
        InputError: if the graph is no multigraph, so that its edges have no ids.
    """
    import pandas as pd

    if not graph.is_multigraph():
        message = "Found a simple graph, expected a MultiGraph keyed by link id; nx.MultiGraph(graph) makes one."
        raise InputError(message)
    nodes = pd.DataFrame.from_dict(
        {name: dict(data) for name, data in graph.nodes(data=True)}, orient="index"
    ).sort_index()
    rows = {key: {"a": a, "b": b, **data} for a, b, key, data in graph.edges(keys=True, data=True)}
    links = pd.DataFrame.from_dict(rows, orient="index").sort_index()
    return nodes.rename_axis("node_id"), links.rename_axis("link_id")
