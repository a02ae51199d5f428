"""Results -> maps, with the words of the report on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cablenet.report.cuts import cut_story, main_result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import folium

    from cablenet.network import Network
    from cablenet.network.model import Level
    from cablenet.routing import Between, Comparison, Routes
    from cablenet.scenarios import Scenario

__all__ = ["change_map", "lost_share", "traffic"]


def change_map(
    net: Network, scenario: Scenario, results: Mapping[Level, Between], *, centre: float | None = None
) -> folium.Map:
    """Map of a cut: the world's traffic before, after and the difference, the corridors between two places, who is hurt.

    ``results`` as for :func:`cut_story`, whose words stand beside the map; ``centre`` is the longitude in the middle.
    """
    from cablenet.maps import Words, compare_map

    story = cut_story(net, scenario, results)
    main = main_result(results)
    return compare_map(
        net,
        traffic(main.whole.before),
        traffic(main.whole.after),
        cut=scenario,
        corridors=main.shares,
        ends=(main.before.a.title, main.before.b.title),
        countries=lost_share(main.whole),
        words=Words(
            title=story.title, headline=story.headline, figures=tuple(story.figures.items()), notes=story.notes
        ),
        centre=centre,
    )


def traffic(routes: Routes) -> pd.DataFrame:
    """Traffic on each link as maps read it: ``flow_tbps, utilisation`` by link id."""
    return pd.DataFrame({"flow_tbps": routes.flow, "utilisation": routes.utilisation})


def lost_share(world: Comparison) -> pd.Series:
    """Share of what each country got before that it has lost, by country code."""
    lost = world.countries["lost_share"]
    return lost[lost.index.isin(world.before.net.countries.index)].rename("loss")
