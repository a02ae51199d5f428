"""Small multigraphs as tables of links, drawn by hypothesis, and the same as networkx has them."""

from __future__ import annotations

import networkx as nx
import pandas as pd
from hypothesis import strategies as st

NODES = "abcdefgh"


@st.composite
def link_tables(draw: st.DrawFn, *, most_nodes: int = 7, most_links: int = 13, connected: bool = False) -> pd.DataFrame:
    """Tables ``a, b, rtt_ms, capacity_tbps`` by link id: parallel links, lengths that tie, pieces unless ``connected``."""
    size = draw(st.integers(2, most_nodes))
    ends = draw(st.lists(_ends(size), min_size=1, max_size=most_links))
    if connected:
        ends += [(draw(st.integers(0, node - 1)), node) for node in range(1, size)]
    rows = [(NODES[a], NODES[b], float(draw(st.integers(1, 4))), float(draw(st.integers(1, 5)))) for a, b in ends]
    ids = pd.Index([f"l{number}" for number in range(len(rows))], name="link_id")
    return pd.DataFrame(rows, columns=["a", "b", "rtt_ms", "capacity_tbps"], index=ids)


@st.composite
def _ends(draw: st.DrawFn, size: int) -> tuple[int, int]:
    a = draw(st.integers(0, size - 2))
    b = draw(st.integers(a + 1, size - 1))
    return (a, b) if draw(st.booleans()) else (b, a)


def multigraph(links: pd.DataFrame) -> nx.MultiGraph[str]:
    """Build the multigraph of a table of links, keyed by link id."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for key, row in links.iterrows():
        graph.add_edge(row["a"], row["b"], key, rtt_ms=row["rtt_ms"], capacity_tbps=row["capacity_tbps"])
    return graph


def without(links: pd.DataFrame, lost: set[str]) -> nx.MultiGraph[str]:
    """Build the multigraph without some links or nodes, all other nodes kept."""
    graph = multigraph(links)
    graph.remove_edges_from([edge for edge in graph.edges(keys=True) if edge[2] in lost])
    graph.remove_nodes_from([node for node in list(graph) if node in lost])
    return graph
