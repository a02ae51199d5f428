"""Network of landing stations, branching units and cities, joined by segments and terrestrial links."""

from cablenet.network.build import load
from cablenet.network.graph import from_graph, to_graph
from cablenet.network.jurisdictions import link_countries, links_touching
from cablenet.network.model import Network
from cablenet.network.parties import (
    Parties,
    country_codes,
    group_members,
    load_parties,
    systems_of_owner,
    systems_of_supplier,
)
from cablenet.network.places import Place, find_place

__all__ = [
    "Network",
    "Parties",
    "Place",
    "country_codes",
    "find_place",
    "from_graph",
    "group_members",
    "link_countries",
    "links_touching",
    "load",
    "load_parties",
    "systems_of_owner",
    "systems_of_supplier",
    "to_graph",
]
