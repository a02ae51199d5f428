"""Constants and conversions, against values worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablenet import units

lengths = st.floats(min_value=0.0, max_value=50_000.0, allow_nan=False)


def test_light_in_fibre_by_hand() -> None:
    # 299792.458 / 1.468 = 204218.29 km/s, so 204.218 km in a millisecond.
    assert pytest.approx(204.21829, abs=1e-4) == units.FIBRE_KM_PER_MS
    # 10,000 km there and back: 20,000 / 204.21829 = 97.934 ms.
    assert units.rtt_ms(10_000.0) == pytest.approx(97.9344, abs=1e-3)


@given(lengths)
def test_rtt_is_twice_one_way(length_km: float) -> None:
    assert units.rtt_ms(length_km) == pytest.approx(2 * units.one_way_ms(length_km))


@given(lengths)
def test_length_comes_back(length_km: float) -> None:
    assert units.length_km_of_rtt(units.rtt_ms(length_km)) == pytest.approx(length_km)


@given(lengths, lengths)
def test_longer_is_never_faster(one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert units.rtt_ms(shorter) <= units.rtt_ms(longer)


def test_no_path_stays_infinite() -> None:
    assert math.isinf(units.rtt_ms(math.inf))


def test_arrays_and_columns_keep_their_kind() -> None:
    array = units.rtt_ms(np.array([0.0, 1000.0]))
    column = units.rtt_ms(pd.Series([0.0, 1000.0], index=["a", "b"]))
    assert array.shape == (2,)
    assert column.loc["b"] == pytest.approx(array[1])
