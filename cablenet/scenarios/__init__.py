"""What might happen: scenarios say what share of each link survives."""

from cablenet.scenarios.cuts import chokepoint, polygon, system
from cablenet.scenarios.model import Scenario

__all__ = ["Scenario", "chokepoint", "polygon", "system"]
