"""What an explorer shows: switches, places, and the traffic of each combination that was computed.

These are plain records: whoever computes traffic by other means can fill them. :mod:`cablenet.report.explorer` does so with
this package's own routing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cablenet.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.network import Network

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["Case", "Explorer", "Spot", "Switch"]

Kind = Literal["chokepoint", "incident", "other"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Switch:
    """Something that a reader may cut: surviving shares by ``link_id``, shapes by name, and words.

    ``id`` stands in the address of the page. ``kind`` says in which list it is offered; ``note`` is what a reader should
    know of it, e.g. which cables of an incident are no longer there.
    """

    id: str
    title: str
    kind: Kind
    survival: pd.Series
    areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that a reader may pick: ``id`` for the address, ``title`` for people, ``group`` if it is several countries."""

    id: str
    title: str
    group: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """The world's traffic when some switches are on.

    ``flow_tbps`` (links,) in the order of ``net.links``. Of each pair of spots: ``served_share`` (pairs,) of the demand, in
    [0, 1], NaN where there is none; ``rtt_ms`` (pairs,), the mean of what is served, infinite where nothing is. Traffic by
    corridor as triplets ``(n,)``: ``of_pair``, ``of_corridor``, ``corridor_tbps`` and ``corridor_ms``. Of each country:
    ``lost_share`` (countries,) of what it got with nothing cut, and ``added_ms`` (countries,), NaN where nothing is left.
    ``figures`` are of the world: ``served_tbps``, ``unserved_tbps``, ``rtt_ms``, ``pairs_cut_off``.
    """

    flow_tbps: Floats
    served_share: Floats
    rtt_ms: Floats
    of_pair: Ints
    of_corridor: Ints
    corridor_tbps: Floats
    corridor_ms: Floats
    lost_share: Floats
    added_ms: Floats
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explorer:
    """All that an explorer shows.

    ``pairs`` (p, 2) are numbers of ``spots``, the lower first; ``demand_tbps`` (p,) their demand. ``corridors`` are names.
    ``countries`` are codes. ``cases`` are what was computed, the first with nothing cut; ``computed`` says which case each
    combination of switches (numbers, rising) leads to: several may lead to the same one. ``method`` says in a few words how
    traffic was assigned, ``command`` how a combination that is not here can be had.
    """

    net: Network
    switches: tuple[Switch, ...]
    spots: tuple[Spot, ...]
    pairs: Ints
    demand_tbps: Floats
    corridors: tuple[str, ...]
    countries: tuple[str, ...]
    cases: tuple[Case, ...]
    computed: Mapping[tuple[int, ...], int]
    method: str = ""
    command: str = ""

    def __post_init__(self) -> None:
        """Check that the parts fit one another.

        Raises:
            InputError: if ids of switches or spots are listed twice, there is no case with nothing cut, or a case has other
                sizes than the rest.
        """
        for what, ids in (("switch", [one.id for one in self.switches]), ("spot", [one.id for one in self.spots])):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise InputError(f"Found {what} {twice[0]!r} twice, expected each id once.")
        if self.computed.get(()) != 0 or not self.cases:
            raise InputError("Found no case with nothing cut, expected it first: computed[()] == 0.")
        if max(self.computed.values()) >= len(self.cases):
            raise InputError(f"Found a combination that leads to no case; there are {len(self.cases)}.")
        sizes = (len(self.net.links), len(self.pairs), len(self.countries))
        for number, case in enumerate(self.cases):
            found = (len(case.flow_tbps), len(case.rtt_ms), len(case.lost_share))
            if found != sizes:
                raise InputError(f"Found case {number} with {found} links, pairs and countries, expected {sizes}.")

    def __repr__(self) -> str:
        """One screen: counts."""
        return (
            f"Explorer of {len(self.switches)} switches and {len(self.spots)} places: {len(self.computed):,} combinations, "
            f"{len(self.cases):,} cases computed"
        )
