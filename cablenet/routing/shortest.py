"""Each demand on its path of least cost, whatever the capacity (conventions 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet.routing.problem import Solution
from cablenet.routing.trees import Trees

if TYPE_CHECKING:
    from cablenet.routing.problem import Problem

__all__ = ["solve"]


def solve(problem: Problem) -> Solution:
    """Assign all of each commodity to one path of least cost: all-or-nothing assignment.

    The objective is the sum of cost times traffic with no limit on capacity, so links may be overfull; a commodity that nothing
    joins is not served. Cost is a Dijkstra search a source.
    """
    found = Trees(problem).paths(problem.cost_ms)
    return Solution(commodity=found.commodity, tbps=problem.tbps[found.commodity], start=found.start, links=found.links)
