"""Cut a chokepoint and see what becomes of the world's traffic, and of that between two places.

Usage: python examples/cut_a_strait.py [chokepoint] [place] [place]
"""

from __future__ import annotations

import sys

import cablenet as cn


def main(name: str = "south-china-sea", a: str = "EU", b: str = "JP") -> None:
    """Print the systems hit, the headline figures, the corridors and the ways that are left."""
    net = cn.load()
    scenario = cn.scenarios.chokepoint(net, name)
    world = cn.reroute(net, scenario, cn.demand.gravity(net))["central"]
    result = world.between(a, b)
    print(scenario)
    print(world.hit[["name", "cut", "cut_km"]].head(10).to_string(), end="\n\n")
    print(result.figures.round(1).to_string(), end="\n\n")
    print(result.shares.round(2).to_string(), end="\n\n")
    print(result.after.paths[["rank", "rtt_ms", "corridor"]].round(1).to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
