"""Fixtures every chapter may ask for, and the promises the test run makes about itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
