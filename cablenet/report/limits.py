"""What is not known of a result, said where the result is (rule 9.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet import catalog

if TYPE_CHECKING:
    from cablenet.network import Place
    from cablenet.routing import Routes

__all__ = ["LIMITS", "limits"]

LIMITS = (
    "Capacities are design capacities, partly imputed; how much of them is lit is not known.",
    "Demand is modelled: a gravity model scaled to published totals. Operators also choose ways for reasons that no model knows.",
    "Demand is that of the Internet; private networks, about three quarters of what is used, share the cables (--total used).",
)
"""Limits of every routing of the world's traffic."""


def limits(routes: Routes, *places: Place) -> tuple[str, ...]:
    """Limits of routes between or around places: cities that stand for their country, :data:`LIMITS`, and how it was routed."""
    countries = routes.net.countries["name"]
    cities = [place for place in places if place.nodes == (place.name,) and not routes.has_apart(place)]
    told = [
        f"Demand is known by country: the traffic of {place.title} is all that of {countries.get(place.countries[0])}."
        for place in cities
    ]
    method = f"Traffic routed by the model {routes.model}, policy {routes.policy.title}"
    if routes.certificate is not None:
        method += f", within {routes.certificate.gap:.1%} of the optimum of the world's sum"
        method += "; of corridors about as good, the share that each takes is less certain"
    return (*told, *LIMITS, f"{method}. Network as of {routes.net.as_of}; data of {catalog.VINTAGE}.")
