"""Links that may or may not be hit: what is to be expected, or one draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.scenarios.model import strike
from cablenet.scenarios.ranges import SEED

if TYPE_CHECKING:
    Seed = int | np.random.Generator | None

__all__ = ["strike_by_chance"]


def strike_by_chance(chance: pd.Series, *, seed: Seed, survival: float) -> pd.Series:
    """Surviving share of links of which each is hit with its own ``chance``, independently.

    Without a ``seed`` the expected share, ``1 - chance (1 - survival)``; with one, a draw: the links that are hit, each
    with ``survival``. The same seed gives the same draw whatever the order of ``chance``. Links that cannot be hit are
    left out.

    Raises:
        InputError: if ``survival`` is not in [0, 1], or ``seed`` a number that is none.
    """
    if not (seed is None or isinstance(seed, np.random.Generator)):
        SEED.check("seed", seed)
    chance = chance[chance > 0].sort_index()
    if seed is None:
        untouched = strike(chance.index, survival)
        expected = 1.0 - chance.to_numpy(dtype=float) * (1.0 - untouched.to_numpy())
        return pd.Series(expected, index=untouched.index, name="survival")
    rng = np.random.default_rng(seed)
    return strike(chance.index[rng.random(len(chance)) < chance.to_numpy(dtype=float)], survival)
