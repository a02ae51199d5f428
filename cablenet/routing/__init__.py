"""Traffic over the network: paths, the four assignments, policies, and what a cut does to them."""

from cablenet.routing.assignment import MODELS, Effort, route
from cablenet.routing.comparison import Between, Comparison, at_level, compare, policy_price, reroute
from cablenet.routing.compiled import Compiled, compile_network
from cablenet.routing.connection import Connection, Terms, connect
from cablenet.routing.corridors import corridor_table
from cablenet.routing.matrix import rtt_matrices, rtt_matrix
from cablenet.routing.paths import Path, diverse_paths, least_rtt, paths_table, rtt_from
from cablenet.routing.policies import FREE, Policy, Rule, avoid, standard, trusted
from cablenet.routing.routes import Routes

__all__ = [
    "FREE",
    "MODELS",
    "Between",
    "Comparison",
    "Compiled",
    "Connection",
    "Effort",
    "Path",
    "Policy",
    "Routes",
    "Rule",
    "Terms",
    "at_level",
    "avoid",
    "compare",
    "compile_network",
    "connect",
    "corridor_table",
    "diverse_paths",
    "least_rtt",
    "paths_table",
    "policy_price",
    "reroute",
    "route",
    "rtt_from",
    "rtt_matrices",
    "rtt_matrix",
    "standard",
    "trusted",
]
