"""Cut every chokepoint in turn and rank them by what each costs the way between two places.

Usage: python examples/rank_the_chokepoints.py [place] [place]
"""

from __future__ import annotations

import sys

import pandas as pd

import cablenet as cn


def main(a: str = "DE", b: str = "JP") -> None:
    """Print the added delay and the flow lost, worst first."""
    net = cn.load()
    one, other = cn.find_place(net, a), cn.find_place(net, b)
    whole = cn.least_rtt(net, one.hub, other.hub)
    flow = cn.metrics.max_flow(net, one.nodes, other.nodes).tbps
    rows = []
    for name in net.chokepoints.index:
        after = net.under(cn.scenarios.chokepoint(net, name))
        path = cn.least_rtt(after, one.hub, other.hub)
        rows.append(
            {
                "chokepoint": name,
                "systems": net.links.loc[after.links["surviving"] < 1, "system"].nunique(),
                "added_ms": (path.rtt_ms if path else float("inf")) - (whole.rtt_ms if whole else float("inf")),
                "lost_tbps": flow - cn.metrics.max_flow(after, one.nodes, other.nodes).tbps,
            }
        )
    table = pd.DataFrame(rows).set_index("chokepoint").sort_values(["lost_tbps", "added_ms"], ascending=False)
    print(f"{one.title} - {other.title}: what each chokepoint costs when it is cut")
    print(table.round(1).to_string())


if __name__ == "__main__":
    main(*sys.argv[1:])
