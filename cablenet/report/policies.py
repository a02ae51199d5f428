"""The price of a policy -> what people read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cablenet import catalog
from cablenet.report.limits import limits
from cablenet.report.tables import rich_table
from cablenet.routing.routes import HAIR_TBPS

if TYPE_CHECKING:
    from cablenet.routing import Between

__all__ = ["policy_json", "policy_tables"]


def policy_tables(result: Between) -> list[Any]:
    """Tables for the terminal: the traffic of the two places free and under the policy, its corridors, and the world's."""
    from rich.panel import Panel
    from rich.text import Text

    sides = {"before": "free", "after": "under the policy"}
    whole = result.whole
    served, delay = (result.traffic.loc[name] for name in ("served", "mean RTT of the traffic"))
    lost = served["before"] - served["after"]
    through = f"{lost:,.2f} of {served['before']:,.2f} Tbps find no way" if lost > HAIR_TBPS else "all is still served"
    ways = f"the mean round trip goes from {delay['before']:,.1f} to {delay['after']:,.1f} ms"
    told = f"{through}, and {ways}" if served["after"] > HAIR_TBPS else "nothing gets through"
    headline = f"{whole.after.policy.title}: {told}."
    names = f"{result.before.a.title} - {result.before.b.title}"
    return [
        Panel(Text(headline), title=Text(names)),
        rich_table(result.traffic.rename(columns=sides).reset_index(), title="Traffic between the two"),
        rich_table(
            result.shares.rename(
                columns=lambda name: name.replace("before", "free").replace("after", "policy")
            ).reset_index(),
            title="By corridor",
        ),
        rich_table(whole.figures.rename(columns=sides).reset_index(), title="The world's traffic"),
        Text("\n".join(limits(whole.after, result.before.a, result.before.b)), style="dim"),
    ]


def policy_json(result: Between) -> str:
    """The price of a policy as JSON: before is free, after is under the policy."""
    told = {
        "vintage": catalog.vintage(),
        **result.to_dict(),
        "notes": list(limits(result.whole.after, result.before.a, result.before.b)),
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)
