"""Fixtures every chapter may ask for, and the promises the test run makes about itself."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.network import Network
    from cablenet.routing import Routes
    from cablenet.routing.assignment import Model

CHECKOUT = Path(__file__).resolve().parent.parent
"""The root of the checkout."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Names under which a Chromium may be found on the path."""

# The same examples on every run and every machine; no deadline, for shared machines are slow at times.
settings.register_profile("cablenet", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cablenet")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the root of the checkout the tests run from."""
    return CHECKOUT


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium; skip where there is none, fail where one is required."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    message = f"no Chromium on the path (looked for {', '.join(BROWSERS)})"
    if os.environ.get("CABLENET_BROWSER") == "required":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def network_of() -> Callable[[str | None], Network]:
    """Return a function that gives the network of a day, loaded once. Nobody may edit it."""
    from cablenet.network import load

    @cache
    def of(as_of: str | None) -> Network:
        return load(as_of=as_of)

    return of


@pytest.fixture(scope="session")
def real(network_of: Callable[[str | None], Network]) -> Network:
    """Return the network of the shipped data, as of its own date. Nobody may edit it."""
    return network_of(None)


@pytest.fixture(scope="session")
def routed(real: Network) -> Callable[[Model, str], Routes]:
    """Return a function that routes the world's demand by a model, whole ("") or with a chokepoint cut, once each."""
    from cablenet.demand import gravity
    from cablenet.routing import route
    from cablenet.scenarios import chokepoint

    demand = gravity(real)

    @cache
    def of(model: Model, cut: str) -> Routes:
        if not cut:
            return route(real, demand, model=model)
        return route(real.under(chokepoint(real, cut)), demand, model=model, start=of(model, ""))

    return of


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """Return a copy of the data that a test may break: all but the schemas and the coast."""
    left_out = shutil.ignore_patterns("schema", "*.json")
    return Path(shutil.copytree(CHECKOUT / "data", tmp_path / "data", ignore=left_out))
