"""The world's demand for international traffic, country to country."""

from cablenet.demand.balance import balance
from cablenet.demand.constants import constants, margins, world_total
from cablenet.demand.given import from_pairs, read_pairs
from cablenet.demand.gravity import gravity
from cablenet.demand.masses import country_masses
from cablenet.demand.model import Demand
from cablenet.demand.naming import between, members_of
from cablenet.demand.summary import place_table, region_table, sensitivity_table

__all__ = [
    "Demand",
    "balance",
    "between",
    "constants",
    "country_masses",
    "from_pairs",
    "gravity",
    "margins",
    "members_of",
    "place_table",
    "read_pairs",
    "region_table",
    "sensitivity_table",
    "world_total",
]
