"""The world's demand for international traffic, country to country."""

from cablenet.demand.gravity import gravity
from cablenet.demand.model import Demand

__all__ = ["Demand", "gravity"]
