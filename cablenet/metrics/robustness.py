"""All measures of the structure in one table, of the network and of its largest component."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.metrics.arrays import Graph, compile_links, largest_component
from cablenet.metrics.centrality import loads
from cablenet.metrics.connectivity import link_connectivity, node_connectivity
from cablenet.metrics.distance import average_clustering, distances
from cablenet.metrics.resistance import algebraic_connectivity, kirchhoff_index, log_spanning_trees
from cablenet.metrics.spectrum import (
    generalized_robustness_index,
    natural_connectivity,
    spectral_gap,
    spectral_radius,
    spectral_scaling,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["robustness"]


def robustness(net: Graph, *, length: str | None = None, allow: tuple[str, ...] = ()) -> pd.Series:
    """Every measure that the TIGER toolbox offers, by name, of the largest component of a network.

    Freitas, Yang, Kumar, Tong and Chau 2021 (arXiv:2006.05648, table 1) gather them; each has its formula and reference at the
    function of its name, and ``docs/metrics.md`` lists all. Distances and betweenness count links, or measure the column
    ``length``; the rest counts parallel links. ``nodes`` is the size of the whole network, ``largest_component`` that of the
    part which is measured. ``number_spanning_trees`` is given as its natural logarithm. A few seconds for the world.

    >>> import pandas as pd
    >>> ring = pd.DataFrame({"a": ["x", "y", "z"], "b": ["y", "z", "x"]})
    >>> robustness(ring)[["average_distance", "kirchhoff_index", "link_connectivity"]].round(6).to_dict()
    {'average_distance': 1.0, 'kirchhoff_index': 2.0, 'link_connectivity': 2.0}
    """
    import pandas as pd

    whole = compile_links(net, allow=allow)
    part = largest_component(whole)
    measured = part if length is None else largest_component(compile_links(net, weight=length, allow=allow))
    apart = distances(measured)
    at_node, on_link = loads(measured)
    return pd.Series(
        {
            "nodes": whole.size,
            "links": len(whole.link_ids),
            "largest_component": part.size,
            "node_connectivity": node_connectivity(part),
            "link_connectivity": link_connectivity(part),
            "diameter": apart.diameter,
            "average_distance": apart.average,
            "efficiency": apart.efficiency,
            "average_betweenness": float(at_node.mean()) if part.size else np.nan,
            "average_link_betweenness": float(on_link.mean()) if len(on_link) else np.nan,
            "average_clustering": average_clustering(part),
            "spectral_radius": spectral_radius(part),
            "spectral_gap": spectral_gap(part),
            "natural_connectivity": natural_connectivity(part),
            "spectral_scaling": spectral_scaling(part),
            "generalized_robustness_index": generalized_robustness_index(part),
            "algebraic_connectivity": algebraic_connectivity(part),
            "log_spanning_trees": log_spanning_trees(part),
            "kirchhoff_index": kirchhoff_index(part),
        },
        dtype=np.float64,
        name="value",
    )
