"""The price of a policy -> what people read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cablenet import catalog
from cablenet.report.limits import limits
from cablenet.report.tables import rich_table

if TYPE_CHECKING:
    from cablenet.routing import Between

__all__ = ["policy_json", "policy_tables"]


def policy_tables(result: Between) -> list[Any]:
    """Tables for the terminal: the traffic of the two places free and under the policy, its corridors, and the world's."""
    from rich.panel import Panel
    from rich.text import Text

    sides = {"before": "free", "after": "bound"}
    whole = result.whole
    served, delay = (result.traffic.loc[name] for name in ("served", "mean RTT of the traffic"))
    headline = (
        f"{whole.after.policy.title}: {served['before'] - served['after']:,.2f} of {served['before']:,.2f} Tbps are not served, "
        f"and the mean round trip is {delay['after'] - delay['before']:+,.1f} ms ({delay['before']:,.1f} to {delay['after']:,.1f})."
    )
    names = f"{result.before.a.title} - {result.before.b.title}"
    return [
        Panel(Text(headline), title=Text(names)),
        rich_table(result.traffic.rename(columns=sides).reset_index(), title="Traffic between the two"),
        rich_table(
            result.shares.rename(
                columns=lambda name: name.replace("before", "free").replace("after", "bound")
            ).reset_index(),
            title="By corridor",
        ),
        rich_table(whole.figures.rename(columns=sides).reset_index(), title="The world's traffic"),
        Text("\n".join(limits(whole.after, result.before.a, result.before.b)), style="dim"),
    ]


def policy_json(result: Between) -> str:
    """The price of a policy as JSON: before is free, after is bound."""
    told = {
        "vintage": catalog.vintage(),
        **result.to_dict(),
        "notes": list(limits(result.whole.after, result.before.a, result.before.b)),
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)
