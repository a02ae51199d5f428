r"""The toy world of ``tests/toys.py`` with five switches, and what each cuts::

strait   alpha:3                 twin   the same once more
canal    alpha:1, alpha:2        ocean  beta:2
round    gamma:1                 (its name is markup)

demand, Tbps: EG-JP 4, FR-JP 12, JP-SG 6. Japan is reached over alpha:3 (10), gamma:1 (5) and beta:2 (20).
strait + ocean: gamma:1 alone is left, 5 of 22 Tbps; it goes to the nearest, so JP-SG gets 5 of 6, the rest nothing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from shapely import box

from cablenet.report.explorer import Plan, explorer_data, explorer_places
from cablenet.scenarios import segment
from tests.toys import STRAIT, toy_demand, toy_network

if TYPE_CHECKING:
    from cablenet.maps.explorer_data import Explorer
    from cablenet.network import Network

EVIL = "=cmd|'x'!A1 <script>window.pwned=1</script><img src=x onerror=window.pwned=2> \u202eلمة 🌊"

AREAS = {
    "canal": ("Canal", box(30.0, 29.0, 33.0, 32.0)),
    "ocean": ("Ocean", box(-200.0, 30.0, -190.0, 45.0)),
    "round": (EVIL, box(118.0, -4.0, 126.0, 4.0)),
    "strait": ("Strait", STRAIT),
    "twin": ("Twin of the strait", STRAIT),
}
CUTS = {
    "canal": ["alpha:1", "alpha:2"],
    "ocean": ["beta:2"],
    "round": ["gamma:1"],
    "strait": ["alpha:3"],
    "twin": ["alpha:3"],
}


def explorer_world() -> Network:
    """The toy world with its five chokepoints, a hostile corridor and a hostile country."""
    net = toy_network()
    chokepoints = gpd.GeoDataFrame(
        {"name": [name for name, _ in AREAS.values()], "description": "", "kind": "strait", "source": "by hand"},
        geometry=[area for _, area in AREAS.values()],
        index=pd.Index(list(AREAS), name="id"),
        crs="EPSG:4326",
    )
    met = [(link, name, 1.0) for name, links in CUTS.items() for link in links]
    corridors = net.corridors.assign(name=["By the strait", EVIL])
    countries = net.countries.assign(name=net.countries["name"].replace("Singapore", EVIL))
    crossings = pd.DataFrame(met, columns=["link_id", "chokepoint", "km"])
    return replace(net, chokepoints=chokepoints, crossings=crossings, corridors=corridors, countries=countries)


@cache
def toy_explorer() -> Explorer:
    """All five switches, alone and in twos, and one scenario of our own: ``alpha:1``. Nobody may edit it."""
    net, demand = explorer_world(), toy_demand()
    plan = Plan(chokepoints=("canal", "ocean", "round", "strait", "twin"), also=(segment(net, "alpha:1"),))
    made = explorer_data(net, demand, plan=plan, places=explorer_places(net, demand, also=("FR", "JP", "SG")))
    return replace(made, command="cablenet cut")
