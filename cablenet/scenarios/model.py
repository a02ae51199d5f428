"""A scenario: links and the share of each that survives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Scenario"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Maps links to the share of their capacity that survives, in [0, 1]; links not listed survive whole.

    ``areas`` are the shapes behind it, for showing. Two scenarios join with ``|``: the lesser survivor counts.
    """

    id: str
    title: str
    survival: pd.Series
    areas: dict[str, BaseGeometry] = field(default_factory=dict)

    def __or__(self, other: Scenario) -> Scenario:
        """Both at once."""
        survival = pd.concat([self.survival, other.survival]).groupby(level=0, sort=True).min()
        return Scenario(
            id=f"{self.id}+{other.id}",
            title=f"{self.title} and {other.title}",
            survival=survival.rename("survival").rename_axis("link_id"),
            areas={
                name: _joined(self.areas.get(name), other.areas.get(name)) for name in {**self.areas, **other.areas}
            },
        )

    def __repr__(self) -> str:
        """Title and count."""
        return f"Scenario {self.id}: {self.title}; {int((self.survival < 1).sum())} links hit"


def _joined(one: BaseGeometry | None, other: BaseGeometry | None) -> BaseGeometry:
    """Both shapes as one."""
    import shapely

    return shapely.union_all([shape for shape in (one, other) if shape is not None])
