"""Options of the commands that route traffic, and what they mean: demand, policy, model, level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce, wraps
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from cablenet.cli.options import STATUSES
from cablenet.cli.written import named_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.demand import Demand
    from cablenet.demand.constants import Total
    from cablenet.network.model import Level, Network
    from cablenet.routing import Comparison, Effort, Policy
    from cablenet.routing.assignment import Model
    from cablenet.routing.policies import Kind
    from cablenet.scenarios import Scenario

__all__ = ["Traffic", "scenario_of", "traffic_options"]

KINDS = ("jurisdiction", "owner", "supplier", "chokepoint", "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What was asked for on the command line about traffic."""

    model: Model
    at: str
    trusted: tuple[str, ...]
    avoid: tuple[str, ...]
    allow: tuple[str, ...]
    matrix: Path | None
    alone: bool
    total: Total
    scale: float
    seconds: float | None

    @property
    def level(self) -> Level:
        """The level to compute, or the central one of all."""
        return cast("Level", "central" if self.at == "all" else self.at)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels to compute, the central one first."""
        return ("central", "low", "high") if self.at == "all" else (self.level,)

    def demand(self, net: Network) -> Demand:
        """The gravity model, or the user's own matrix in place of its pairs or of all of it, times the scale.

        Raises:
            UsageError: if there is no matrix that could stand alone.
            DataError: if the matrix is not as its schema says.
        """
        from cablenet.demand import gravity, read_pairs

        if self.alone and self.matrix is None:
            message = "Found --alone without --matrix; name the file of your own pairs."
            raise click.UsageError(message)
        own = None if self.matrix is None else read_pairs(net, self.matrix)
        found = own if own is not None and self.alone else gravity(net, total=self.total)
        if own is not None and not self.alone:
            found = found.with_pairs(own)
        return found if self.scale == 1.0 else found.scaled(self.scale)

    def standard(self, net: Network) -> Policy:
        """What holds where nothing is trusted or avoided, with what is allowed."""
        from cablenet.routing import standard

        return standard(net, allow=self.allow)

    def policy(self, net: Network) -> Policy:
        """The standard policy with what is to be trusted, and what avoided.

        Raises:
            InputError: if ``--avoid`` has no kind, or one that is not known.
            UnknownNameError: with the nearest known names.
        """
        return self.standard(net) | self.wanted(net)

    def wanted(self, net: Network) -> Policy:
        """What is to be trusted, and what avoided, alone.

        Raises:
            InputError, UnknownNameError: as :meth:`policy`.
        """
        from cablenet.errors import InputError
        from cablenet.routing import FREE, avoid, trusted

        found = FREE
        if self.trusted:
            found |= trusted(net, self.trusted)
        names: dict[str, list[str]] = {}
        for text in self.avoid:
            kind, colon, name = text.partition(":")
            if not colon or kind not in KINDS:
                message = f"Found --avoid {text!r}, expected KIND:NAME with a kind of {', '.join(KINDS)}."
                raise InputError(message)
            names.setdefault(kind, []).append(name)
        return reduce(or_, (avoid(net, cast("Kind", kind), of_kind) for kind, of_kind in names.items()), found)

    def reroute(self, net: Network, scenario: Scenario) -> dict[Level, Comparison]:
        """The world's traffic before and under a scenario, at each level asked for.

        Raises:
            DataError, InputError, UnknownNameError: as :meth:`demand` and :meth:`policy`.
        """
        from cablenet.routing import reroute

        return reroute(
            net,
            scenario,
            self.demand(net),
            levels=self.levels,
            model=self.model,
            policy=self.policy(net),
            effort=self.effort,
        )

    @property
    def effort(self) -> Effort:
        """How long to try."""
        from cablenet.routing import Effort

        return Effort(seconds=self.seconds)


def traffic_options(
    command: Callable[..., Any], *, model: str = "optimal", at: str = "central", intervals: bool = True
) -> Callable[..., Any]:
    """Give a command the options of :class:`Traffic`, handed to it as ``traffic``.

    ``model`` and ``at`` are the default model and level; a command that tells ``intervals`` takes all levels at once.
    """

    @wraps(command)
    def told(**given: Any) -> Any:  # noqa: ANN401 - what click hands over
        ours = {name: given.pop(name) for name in Traffic.__dataclass_fields__}
        return command(traffic=Traffic(**ours), **given)

    for option in reversed([*_routing_options(model, at, intervals=intervals), *_demand_options()]):
        told = option(told)
    return told


def _routing_options(model: str, at: str, *, intervals: bool) -> list[Callable[..., Any]]:
    """Options of how traffic is routed, in the order in which help shows them."""
    levels, more = ["low", "central", "high"], "; all gives intervals" if intervals else ""
    return [
        click.option(
            "--model",
            type=click.Choice(["shortest", "diverse", "optimal", "fair"]),
            default=model,
            show_default=True,
            help="How traffic is assigned to paths.",
        ),
        click.option(
            "--at",
            type=click.Choice([*levels, "all"] if intervals else levels),
            default=at,
            show_default=True,
            help=f"Capacities: low (with high demand), central or high (with low demand){more}.",
        ),
        click.option(
            "--trusted",
            multiple=True,
            metavar="PLACE",
            help="Traffic between these countries or groups stays on links that land in, cross the land of, or run within "
            "12 nautical miles of them alone; territories count with their sovereign. May be joined by commas, or repeated.",
        ),
        click.option(
            "--avoid",
            multiple=True,
            metavar="KIND:NAME",
            help=f"Close links by {', '.join(KINDS)}, e.g. jurisdiction:CN,RU (countries may be joined by commas) or "
            "system:faster; may be repeated. A jurisdiction has its waters to 200 nautical miles, but not its territories; "
            "of systems that you add only the landings are known.",
        ),
        click.option(
            "--allow",
            multiple=True,
            type=click.Choice(STATUSES),
            help="Take links over land of this status for ordinary ones; may be repeated.",
        ),
    ]


def _demand_options() -> list[Callable[..., Any]]:
    """Those of what is to be carried, and how long to try."""
    return [
        click.option(
            "--matrix",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="CSV of your own pairs (a, b, tbps), which replace those of the model.",
        ),
        click.option("--alone", is_flag=True, help="With --matrix: your own pairs and no others."),
        click.option(
            "--total",
            type=click.Choice(["internet", "used"]),
            default="internet",
            show_default=True,
            help="Demand of the Internet, or all that is used, private networks included.",
        ),
        click.option(
            "--scale", type=click.FloatRange(0, 1e6, min_open=True), default=1.0, help="Factor on all demand."
        ),
        click.option(
            "--seconds", type=click.FloatRange(0), help="Time for each assignment; the best found by then is taken."
        ),
    ]


def scenario_of(net: Network, names: tuple[str, ...]) -> Scenario:
    """All the named scenarios at once (see ``cablenet scenarios``).

    Raises:
        UnknownNameError: with the nearest known names.
        InputError, GeometryError: if a value is missing, or not of its kind.
        DataError: if a file that is named is not there, or not as it should be.
    """
    return reduce(or_, (named_scenario(net, name) for name in names))
