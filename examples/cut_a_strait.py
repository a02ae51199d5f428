"""Cut a chokepoint and see what becomes of the way between two places.

Usage: python examples/cut_a_strait.py [chokepoint] [place] [place]
"""

from __future__ import annotations

import sys

import cablenet as cn


def main(name: str = "south-china-sea", a: str = "EU", b: str = "JP") -> None:
    """Print the systems hit, the headline figures and the ways that are left."""
    net = cn.load()
    scenario = cn.scenarios.chokepoint(net, name)
    result = cn.compare(net, net.under(scenario), cn.find_place(net, a), cn.find_place(net, b))
    print(scenario)
    print(result.hit[["name", "cut", "cut_km"]].head(10).to_string(), end="\n\n")
    print(result.figures().round(1).to_string(), end="\n\n")
    print(result.after.paths[["rank", "rtt_ms", "corridor"]].round(1).to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
