"""Least RTT between all of many places at once, for one network or for many scenarios of it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.routing.compiled import Compiled, compile_network
from cablenet.routing.elimination import elimination_of, sweep_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from cablenet.network.model import Network, Survival

    Numbers = npt.NDArray[np.int32]
    Floats = npt.NDArray[np.float64]

__all__ = ["Kernel", "rtt_matrices", "rtt_matrix"]

Kernel = Literal["numba", "scipy"]


def rtt_matrix(
    network: Network | Compiled,
    *,
    nodes: Sequence[str] | None = None,
    allow: tuple[str, ...] = (),
    kernel: Kernel | None = None,
) -> pd.DataFrame:
    """Least RTT in ms between each two of ``nodes``: a table by node id both ways, infinite where there is no path.

    ``nodes`` are the Internet cities of all countries if not given; a country whose city nothing joins has no row.
    ``allow`` is that of :meth:`Network.usable`; an already compiled network has its own.
    ``kernel`` is ``"numba"`` (the extra ``speed``), if not given where it is installed, or else ``"scipy"``.

    With numba: customizable contraction hierarchies (Dibbelt, Strasser and Wagner 2016, doi:10.1145/2886843). The nodes are
    taken out one by one in an order made once for a topology; for each scenario the arcs are priced, and the
    least RTTs swept up and down that order. For the world 0.2 s for the order, then 3 ms a matrix; and 2 s on the very
    first run, while it compiles. With scipy: Dijkstra's algorithm from each node, 0.2 s. Both give the same to rounding.

    Raises:
        InputError: if a node is named twice or is none of the network, ``allow`` comes too late, or numba is asked for and
            not installed.
    """
    if allow and isinstance(network, Compiled):
        message = f"Found allow={allow!r} for a network that is compiled already, expected it in compile_network."
        raise InputError(message)
    compiled = network if isinstance(network, Compiled) else compile_network(network, allow=allow)
    places = _places(compiled, nodes)
    return _table(compiled, places, _least(compiled, places, _kernel(kernel)))


def rtt_matrices(
    compiled: Compiled,
    survivals: Iterable[Survival | pd.Series | Floats],
    *,
    nodes: Sequence[str] | None = None,
    kernel: Kernel | None = None,
) -> Iterator[pd.DataFrame]:
    """The :func:`rtt_matrix` of a network under each of many scenarios, one at a time, in their order.

    Each is a scenario, a Series of the share that survives by link id, or an array of shares (m,) in the order of
    ``compiled.link_ids``; the last costs least.

    Raises:
        InputError: as :func:`rtt_matrix`, or if shares are not one a link.
    """
    places, chosen = _places(compiled, nodes), _kernel(kernel)
    for survival in survivals:
        after = compiled.scaled(survival) if isinstance(survival, np.ndarray) else compiled.under(survival)
        yield _table(compiled, places, _least(after, places, chosen))


def _kernel(kernel: Kernel | None) -> Kernel:
    installed = find_spec("numba") is not None
    if kernel == "numba" and not installed:
        message = 'Found no numba, expected it for kernel="numba"; pip install cablenet[speed], or kernel="scipy".'
        raise InputError(message)
    if kernel not in ("numba", "scipy", None):
        message = f'Found kernel={kernel!r}, expected "numba" or "scipy".'
        raise InputError(message)
    return kernel or ("numba" if installed else "scipy")


def _places(compiled: Compiled, nodes: Sequence[str] | None) -> Numbers:
    """Positions of the nodes, each once."""
    places = compiled.hubs if nodes is None else compiled.positions(nodes)
    if len(np.unique(places)) < len(places):
        message = f"Found a node named twice among {len(places)}, expected each once."
        raise InputError(message)
    return places


def _table(compiled: Compiled, places: Numbers, least: Floats) -> pd.DataFrame:
    names = pd.Index(compiled.node_ids[places], name="node_id", dtype="str")
    return pd.DataFrame(least, index=names, columns=names)


def _least(compiled: Compiled, places: Numbers, kernel: Kernel) -> Floats:
    """Least RTT between each two places, (k, k), the same both ways."""
    both = _by_elimination(compiled, places) if kernel == "numba" else _by_dijkstra(compiled, places)
    least: Floats = np.minimum(both, both.T)  # the two ways are summed in another order, so may differ in the last bit
    return least


def _by_elimination(compiled: Compiled, places: Numbers) -> Floats:
    from cablenet.routing.kernels import arc_costs, sweep

    order = elimination_of(len(compiled.node_ids), compiled.a, compiled.b, key=compiled.key)
    plan = sweep_of(order, places)
    cost = arc_costs(compiled.rtt_ms, compiled.usable, order.link_arc, order.start, order.third)
    least = sweep(cost, plan.start, plan.arc, plan.head, plan.span, plan.row)
    return least[plan.row][:, plan.column]


def _by_dijkstra(compiled: Compiled, places: Numbers) -> Floats:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    size, link = len(compiled.node_ids), np.flatnonzero(compiled.usable)
    low, high = np.minimum(compiled.a, compiled.b)[link], np.maximum(compiled.a, compiled.b)[link]
    order = np.lexsort((compiled.rtt_ms[link], high, low))
    # The cheapest of parallel links; a matrix would sum them. Links of no length stay, as zeros that are written down.
    kept = order[np.diff(low[order] * np.int64(size) + high[order], prepend=-1) > 0]
    matrix = csr_array((compiled.rtt_ms[link][kept], (low[kept], high[kept])), shape=(size, size))
    least: Floats = dijkstra(matrix, directed=False, indices=places)[:, places]
    return least
