"""cablenet: the world's submarine cables as a network.

>>> import cablenet as cn
>>> net = cn.load()
>>> demand = cn.demand.gravity(net)
>>> before = cn.route(net, demand, model="shortest")
>>> after = cn.route(net.under(cn.scenarios.chokepoint(net, "south-china-sea")), demand, model="shortest")
>>> result = cn.compare(before, after).between("EU", "JP")

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cablenet import catalog, demand, errors, maps, metrics, plots, report, routing, scenarios, units, validation
    from cablenet.network import Network, find_place, from_graph, load, to_graph
    from cablenet.routing import (
        Effort,
        Policy,
        Routes,
        Terms,
        avoid,
        compare,
        compile_network,
        connect,
        corridor_table,
        diverse_paths,
        least_rtt,
        policy_price,
        reroute,
        route,
        rtt_matrices,
        rtt_matrix,
        standard,
        trusted,
    )

__version__ = "0.1.0"

__all__ = [
    "Effort",
    "Network",
    "Policy",
    "Routes",
    "Terms",
    "avoid",
    "catalog",
    "compare",
    "compile_network",
    "connect",
    "corridor_table",
    "demand",
    "diverse_paths",
    "errors",
    "find_place",
    "from_graph",
    "least_rtt",
    "load",
    "maps",
    "metrics",
    "plots",
    "policy_price",
    "report",
    "reroute",
    "route",
    "routing",
    "rtt_matrices",
    "rtt_matrix",
    "scenarios",
    "standard",
    "to_graph",
    "trusted",
    "units",
    "validation",
]

_ROOMS = {
    "cablenet.network": ("Network", "find_place", "from_graph", "load", "to_graph"),
    "cablenet.routing": (
        "Effort",
        "Policy",
        "Routes",
        "Terms",
        "avoid",
        "compare",
        "compile_network",
        "connect",
        "corridor_table",
        "diverse_paths",
        "least_rtt",
        "policy_price",
        "reroute",
        "route",
        "rtt_matrices",
        "rtt_matrix",
        "standard",
        "trusted",
    ),
}

_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PEP 562
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif name in __all__:
        value = import_module(f"cablenet.{name}")
    else:
        raise AttributeError(f"module 'cablenet' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
