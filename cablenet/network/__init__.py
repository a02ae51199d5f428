"""Network of landing stations, branching units and cities, joined by segments and terrestrial links."""

from cablenet.network.build import load
from cablenet.network.graph import from_graph, to_graph
from cablenet.network.model import Network
from cablenet.network.places import Place, find_place

__all__ = ["Network", "Place", "find_place", "from_graph", "load", "to_graph"]
