"""The cases of an explorer as one short text: whole numbers of one or two bytes, deflated, in base64.

Each quantity becomes a number of steps (:func:`steps`), its high and low bytes apart. A byte is written as the difference to
that with nothing cut, and all cases of one element follow one another: where a cut does not matter these are zeros. The page reads
the text with the browser's own DecompressionStream and looks numbers up where they lie.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from cablenet.maps.explorer_data import Case, Explorer

    Bytes = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["FLOW_STEPS", "MS_STEPS", "SHARE_STEPS", "SLOTS", "flow_codes", "most_tbps", "packed", "slots", "steps"]

SLOTS: Final = 8
"""Corridors told apart between two places; the last slot holds all others."""

FLOW_STEPS: Final = 250
"""Steps of the traffic on a link, which has one byte, up to the most that it carries in any case."""

SHARE_STEPS: Final = 10_000.0
MS_STEPS: Final = 10.0
"""Steps of a share, and of a millisecond."""

NONE: Final = 65_535
"""The number of what there is not: a round trip where nothing is served, a share of no demand."""

ZERO_MS: Final = 32_768
"""Number of 0 ms where a time may be negative."""


def most_tbps(explorer: Explorer) -> Floats:
    """The most that each link carries in any case, (links,)."""
    return np.asarray(np.max([case.flow_tbps for case in explorer.cases], axis=0))


def flow_codes(flow_tbps: Floats, most_tbps: Floats) -> Bytes:
    """Traffic of links as one byte: 0 for none, 250 for the most of any case."""
    on = flow_tbps > 0
    share = np.divide(flow_tbps, most_tbps, out=np.zeros(len(flow_tbps)), where=most_tbps > 0)
    return np.where(on, np.clip(np.rint(share * FLOW_STEPS), 1, FLOW_STEPS), 0).astype(np.uint8)


def steps(values: Floats, size: float, *, zero: int = 0) -> Ints:
    """Values as whole numbers of steps from ``zero``, kept below :data:`NONE`; what is no number is :data:`NONE`."""
    known = np.isfinite(values)
    found = np.rint(np.where(known, values, 0.0) * size) + zero
    return np.where(known, np.clip(found, 0, NONE - 1), NONE).astype(np.int64)


def slots(explorer: Explorer) -> tuple[list[list[int]], Ints]:
    """The corridors of each pair, at most ``SLOTS - 1``, the busiest in any case first; and the slot of each (pairs, corridors).

    The slot of a corridor that has none of its own is the last.
    """
    most = np.zeros((len(explorer.pairs), len(explorer.corridors)))
    for case in explorer.cases:
        np.maximum.at(most, (case.of_pair, case.of_corridor), case.corridor_tbps)
    order = np.argsort(-most, axis=1, kind="stable")
    number = np.full(most.shape, SLOTS - 1, dtype=np.int64)
    kept = []
    for pair, row in enumerate(order):
        chosen = [int(one) for one in row if most[pair, one] > 0]
        own = chosen if len(chosen) <= SLOTS else chosen[: SLOTS - 1]
        number[pair, own] = np.arange(len(own))
        kept.append(own)
    return kept, number


def packed(explorer: Explorer, slot: Ints) -> dict[str, Any]:
    """All cases for the page: ``cases`` (how many), ``slots``, and ``bytes`` as text.

    The bytes are, element by element and case by case: traffic of links (:func:`flow_codes`); served share (high, low) and round trip (high, low) of pairs;
    share (high, low) and round trip (high, low) of each slot of each pair; lost share (high, low) and added ms (high, low) of countries.
    """
    most = most_tbps(explorer)
    parts: tuple[Callable[[Case], Bytes], ...] = (
        lambda case: flow_codes(case.flow_tbps, most),
        lambda case: _two(steps(case.served_share, SHARE_STEPS)),
        lambda case: _two(steps(case.rtt_ms, MS_STEPS)),
        lambda case: _by_slot(case, explorer, slot),
        lambda case: _two(steps(case.lost_share, SHARE_STEPS)),
        lambda case: _two(steps(case.added_ms, MS_STEPS, zero=ZERO_MS)),
    )
    squeeze = zlib.compressobj(9)
    text = b""
    for part in parts:
        table = np.stack([part(case) for case in explorer.cases], axis=1)
        table[:, 1:] -= table[:, :1]  # modulo 256
        text += squeeze.compress(table.tobytes())
    text += squeeze.flush()
    return {"cases": len(explorer.cases), "slots": SLOTS, "bytes": base64.b64encode(text).decode("ascii")}


def _two(numbers: Ints) -> Bytes:
    """High bytes, then low bytes."""
    return np.concatenate([numbers >> 8, numbers & 255]).astype(np.uint8)


def _by_slot(case: Case, explorer: Explorer, slot: Ints) -> Bytes:
    """Share of the demand and mean round trip of each slot of each pair: slot by slot, pair by pair."""
    count = len(explorer.pairs)
    where = slot[case.of_pair, case.of_corridor] * count + case.of_pair
    tbps = np.bincount(where, weights=case.corridor_tbps, minlength=SLOTS * count)
    delay = np.bincount(where, weights=case.corridor_tbps * case.corridor_ms, minlength=SLOTS * count)
    on = tbps > 0
    share = np.divide(tbps, np.tile(explorer.demand_tbps, SLOTS), out=np.zeros(len(tbps)), where=on)
    codes = np.where(on, np.maximum(steps(share, SHARE_STEPS), 1), 0)
    ms = steps(np.divide(delay, tbps, out=np.full(len(tbps), np.inf), where=on), MS_STEPS)
    return np.concatenate([_two(codes), _two(ms)])
