"""What might happen: scenarios say what share of each link survives.

Every kind is a function of a network that gives a :class:`Scenario`; scenarios join with ``|``. :func:`parse` reads one
from a word of the command line, :func:`read_scenario` from a TOML text.
"""

from cablenet.scenarios.cuts import chokepoint, polygon, segment, station, system
from cablenet.scenarios.earthquakes import earthquake
from cablenet.scenarios.footprints import anchor_drag, conflict_zone, disc, read_area
from cablenet.scenarios.grammar import parse
from cablenet.scenarios.kinds import KINDS, kind_table
from cablenet.scenarios.library import incident, incidents, still_out
from cablenet.scenarios.model import Scenario
from cablenet.scenarios.rates import expected_faults, fault_rates, faults
from cablenet.scenarios.storms import storm, storm_risk, storm_table
from cablenet.scenarios.whose import country, owner, supplier
from cablenet.scenarios.written import read_scenario

__all__ = [
    "KINDS",
    "Scenario",
    "anchor_drag",
    "chokepoint",
    "conflict_zone",
    "country",
    "disc",
    "earthquake",
    "expected_faults",
    "fault_rates",
    "faults",
    "incident",
    "incidents",
    "kind_table",
    "owner",
    "parse",
    "polygon",
    "read_area",
    "read_scenario",
    "segment",
    "station",
    "still_out",
    "storm",
    "storm_risk",
    "storm_table",
    "supplier",
    "system",
]
