"""Plain quantities of a network and of what was routed over it, each with its formula and reference.

Every function takes a network, or plain tables, and gives a number, a record or a table; see ``docs/metrics.md`` for all of
them in one table. Nothing heavy is imported before it is used.
"""

from cablenet.metrics.arrays import Arrays, compile_links, largest_component
from cablenet.metrics.centrality import betweenness, demand_betweenness, link_betweenness
from cablenet.metrics.connectivity import (
    Disjoint,
    link_connectivity,
    link_disjoint,
    min_cut,
    node_connectivity,
    node_disjoint,
)
from cablenet.metrics.dependence import concentration, corridor_shares, dependence
from cablenet.metrics.distance import Distances, average_clustering, closeness, distances
from cablenet.metrics.failures import bridges, cut_nodes, parting, single_points
from cablenet.metrics.flow import Flow, max_flow
from cablenet.metrics.groups import jurisdiction_groups, risk_groups
from cablenet.metrics.resistance import (
    algebraic_connectivity,
    effective_resistance,
    kirchhoff_index,
    link_resistance,
    log_spanning_trees,
)
from cablenet.metrics.robustness import robustness
from cablenet.metrics.service import RttPenalty, base_resiliency, place_resiliency, rtt_penalty, served_share
from cablenet.metrics.shared_risk import group_disjoint
from cablenet.metrics.spectrum import (
    generalized_robustness_index,
    natural_connectivity,
    spectral_gap,
    spectral_radius,
    spectral_scaling,
    subgraph_centrality,
)

__all__ = [
    "Arrays",
    "Disjoint",
    "Distances",
    "Flow",
    "RttPenalty",
    "algebraic_connectivity",
    "average_clustering",
    "base_resiliency",
    "betweenness",
    "bridges",
    "closeness",
    "compile_links",
    "concentration",
    "corridor_shares",
    "cut_nodes",
    "demand_betweenness",
    "dependence",
    "distances",
    "effective_resistance",
    "generalized_robustness_index",
    "group_disjoint",
    "jurisdiction_groups",
    "kirchhoff_index",
    "largest_component",
    "link_betweenness",
    "link_connectivity",
    "link_disjoint",
    "link_resistance",
    "log_spanning_trees",
    "max_flow",
    "min_cut",
    "natural_connectivity",
    "node_connectivity",
    "node_disjoint",
    "parting",
    "place_resiliency",
    "risk_groups",
    "robustness",
    "rtt_penalty",
    "served_share",
    "single_points",
    "spectral_gap",
    "spectral_radius",
    "spectral_scaling",
    "subgraph_centrality",
]
