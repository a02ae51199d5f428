"""Risk groups: which links are lost together, because they share a chokepoint, a landing town or a system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from cablenet.errors import InputError
from cablenet.metrics.arrays import needs_network

if TYPE_CHECKING:
    from collections.abc import Collection

    from cablenet.network.model import Network

__all__ = ["RISKS", "Risk", "jurisdiction_groups", "risk_groups"]

Risk = Literal["chokepoint", "landing", "system"]

RISKS: tuple[Risk, ...] = get_args(Risk)
"""What links may share."""


def risk_groups(net: Network, *, by: Collection[Risk] = RISKS) -> pd.DataFrame:
    """Table ``link_id, group``, sorted: each link in each group it belongs to, named ``kind:id``.

    ``chokepoint``: the links whose line passes it (``net.crossings``). ``landing``: the links at sea that come ashore in one
    town. ``system``: the links of one cable system. Links over land pass chokepoints at most, and many are in no group.

    >>> import cablenet as cn
    >>> groups = risk_groups(cn.load(), by=["chokepoint"])
    >>> "chokepoint:malacca" in set(groups["group"])
    True

    Raises:
        InputError: if it is no network, or ``by`` holds something else, or nothing.
    """
    needs_network(net)
    strange = sorted(set(by) - set(RISKS))
    if strange or not by:
        message = f"Found by={strange or 'nothing'}, expected some of {', '.join(RISKS)}."
        raise InputError(message)
    made = {"chokepoint": _chokepoints, "landing": _landings, "system": _systems}
    parts = [made[kind](net).assign(kind=kind) for kind in sorted(set(by))]
    table = pd.concat(parts, ignore_index=True)
    table = table[table["link_id"].isin(net.links.index)]
    out = pd.DataFrame({"link_id": table["link_id"], "group": table["kind"] + ":" + table["id"].astype("str")})
    return out.drop_duplicates().sort_values(["link_id", "group"], ignore_index=True)


def jurisdiction_groups(touched: pd.DataFrame, *, how: Collection[str] = ("lands", "overland")) -> pd.DataFrame:
    """Table ``link_id, group`` of the countries whose law a link meets, named ``country:XX``, sorted.

    ``touched`` has columns ``link_id, country, how``, as :func:`cablenet.network.link_countries` gives them; ``how`` says which
    kinds of meeting count.

    >>> touched = pd.DataFrame({"link_id": ["1", "1"], "country": ["FR", "EG"], "how": ["lands", "territorial"]})
    >>> jurisdiction_groups(touched)["group"].to_list()
    ['country:FR']
    """
    chosen = touched[touched["how"].isin(list(how))]
    out = pd.DataFrame({"link_id": chosen["link_id"], "group": "country:" + chosen["country"].astype("str")})
    return out.drop_duplicates().sort_values(["link_id", "group"], ignore_index=True)


def _chokepoints(net: Network) -> pd.DataFrame:
    return pd.DataFrame({"link_id": net.crossings["link_id"], "id": net.crossings["chokepoint"]})


def _systems(net: Network) -> pd.DataFrame:
    named = net.links.index[net.links["system"] != ""]
    return pd.DataFrame({"link_id": named, "id": net.links.loc[named, "system"].to_numpy(dtype=object)})


def _landings(net: Network) -> pd.DataFrame:
    at_sea = net.links[net.links["kind"] == "sea"]
    ends = pd.concat([at_sea["a"], at_sea["b"]])
    ashore = ends[ends.map(net.nodes["kind"]).to_numpy(dtype=object) != "branching_unit"]
    return pd.DataFrame({"link_id": ashore.index, "id": ashore.to_numpy(dtype=object)})
