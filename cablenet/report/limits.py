"""What is not known of a result, said where the result is (rule 9.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet import catalog

if TYPE_CHECKING:
    from cablenet.network import Place
    from cablenet.routing import Routes

__all__ = ["LIMITS", "is_rough", "limits"]

LIMITS = (
    "Capacities are design capacities, partly imputed; how much of them is lit is not known.",
    "Where no matrix is given, demand is a gravity model scaled to published totals. Operators also choose ways for reasons that no model knows.",
    "Private networks are about three quarters of what is used; --total used counts them, --total internet does not.",
)
"""Limits of every routing of the world's traffic."""

ROUGH = (
    ", for the search was stopped before it had closed the gap: give it more time (--seconds) before you quote a figure"
)
"""What is said of an answer that is not certified."""


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
        method += f"; of its sum of delays at most {routes.certificate.gap:.1%} could still be saved"
        method += (
            ROUGH if is_rough(routes) else "; of corridors about as good, the share that each takes is less certain"
        )
    world = f"Demand: {routes.demand.note}. " if routes.demand.note else ""
    return (*told, *LIMITS, f"{method}.", f"{world}Network as of {routes.net.as_of}; data of {catalog.VINTAGE}.")


def is_rough(routes: Routes) -> bool:
    """Whether the search was stopped before its gap was closed, so that the figures may be far off."""
    return routes.certificate is not None and routes.certificate.status != "certified"
