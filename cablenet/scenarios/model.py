"""A scenario: links and the share of each that survives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.scenarios.ranges import SURVIVAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

__all__ = ["Scenario", "merge", "milder", "strike", "unlike"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Maps links to the share of their capacity that survives, in [0, 1]; links not listed survive whole.

    ``areas`` are the shapes behind it, for showing; ``notes`` say what a reader should know: a system that was not there
    yet, chances that were passed over. Two scenarios join with ``|``: the lesser survivor counts.
    """

    id: str
    title: str
    survival: pd.Series
    areas: dict[str, BaseGeometry] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __or__(self, other: Scenario) -> Scenario:
        """Both at once."""
        ids, titles = (dict.fromkeys(pair) for pair in ((self.id, other.id), (self.title, other.title)))
        return merge("+".join(ids), " and ".join(titles), [self, other])

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: ``id``, ``title``, ``survival`` by link, ``areas`` as GeoJSON geometries, ``notes``."""
        import shapely.geometry

        return {
            "id": self.id,
            "title": self.title,
            "survival": {str(link): float(share) for link, share in self.survival.items()},
            "areas": {name: shapely.geometry.mapping(area) for name, area in self.areas.items()},
            "notes": list(self.notes),
        }

    def __repr__(self) -> str:
        """Title and count."""
        return f"Scenario {self.id}: {self.title}; {int((self.survival < 1).sum())} links hit"

    def _repr_html_(self) -> str:
        """Show the title, the notes, and how many links of each system are hit, in a notebook."""
        from html import escape

        hit = self.survival[self.survival < 1]
        system = [str(link).rpartition(":")[0] for link in hit.index]
        table = pd.DataFrame({"links": hit.groupby(system).size(), "least_survival": hit.groupby(system).min()})
        most = table.rename_axis("system").sort_index().sort_values("links", ascending=False, kind="stable")
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        more = f"<p>and {len(most) - 12} more</p>" if len(most) > 12 else ""
        return f"<p>{escape(repr(self))}</p><ul>{notes}</ul>" + str(most.head(12).to_html(escape=True)) + more


def merge(name: str, title: str, parts: Iterable[Scenario]) -> Scenario:
    """All ``parts`` at once, under one name: of each link the least survivor counts; nothing of areas or notes is lost."""
    several = list(parts)
    survival = pd.concat([strike([], 0.0), *(part.survival for part in several)]).groupby(level=0, sort=True).min()
    areas: dict[str, BaseGeometry] = {}
    for part in several:
        for key, area in part.areas.items():
            areas[key] = _joined(areas[key], area) if key in areas else area
    return Scenario(
        id=name,
        title=title,
        survival=survival.rename("survival").rename_axis("link_id"),
        areas=areas,
        notes=tuple(dict.fromkeys(note for part in several for note in part.notes)),
    )


def milder(scenario: Scenario, survival: float) -> Scenario:
    """The same with ``survival`` left of all that it takes: ``1 - (1 - share) (1 - survival)`` of each link.

    Raises:
        InputError: if ``survival`` is not in [0, 1].
    """
    SURVIVAL.check("survival", survival)
    share = 1.0 - (1.0 - scenario.survival) * (1.0 - survival)
    return replace(scenario, id=unlike(scenario.id, survival), survival=share)


def unlike(name: str, survival: float, **values: tuple[object, object]) -> str:
    """Id that tells scenarios of one name apart: behind it stands each value that is not the usual one, given second.

    >>> unlike("storm-s1", 0.0, spacing=(50.0, 150.0), seed=(None, None))
    'storm-s1-spacing-50'
    """
    values["survival"] = (survival, 0.0)
    others = [f"{key}-{_short(value)}" for key, (value, usual) in values.items() if value != usual]
    return "-".join([name, *others])


def _short(value: object) -> str:
    """A value in an id; of a numpy ``Generator`` only that it draws."""
    if isinstance(value, np.random.Generator):
        return "drawn"
    return f"{value:g}" if isinstance(value, float) else str(value).casefold()


def strike(links: Iterable[str], survival: float) -> pd.Series:
    """The same surviving share for each of these links, by link id, sorted.

    Raises:
        InputError: if ``survival`` is not in [0, 1].
    """
    SURVIVAL.check("survival", survival)
    index = pd.Index(sorted(set(links)), name="link_id", dtype="str")
    return pd.Series(float(survival), index=index, name="survival", dtype="float64")


def _joined(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Both shapes as one."""
    import shapely

    return shapely.union_all([one, other])
