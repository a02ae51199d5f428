"""Paths over the network: the least RTT, the best different ways, and what a cut does to them."""

from cablenet.routing.comparison import Comparison, Pair, Terms, compare, connect
from cablenet.routing.corridors import corridor_table
from cablenet.routing.paths import Path, diverse_paths, least_rtt, paths_table, rtt_from

__all__ = [
    "Comparison",
    "Pair",
    "Path",
    "Terms",
    "compare",
    "connect",
    "corridor_table",
    "diverse_paths",
    "least_rtt",
    "paths_table",
    "rtt_from",
]
