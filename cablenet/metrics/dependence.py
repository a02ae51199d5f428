"""Who depends on what: shares of demand that ride a system, station, chokepoint or jurisdiction, and their concentration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Ints = npt.NDArray[np.int64]

__all__ = ["concentration", "corridor_shares", "dependence"]


def corridor_shares(flows: pd.DataFrame, *, column: str = "corridor") -> pd.DataFrame:
    """What each corridor carries: ``tbps, share`` by corridor, largest first.

    ``flows`` has a row a path, with its ``tbps`` and the name of its corridor in ``column``.

    >>> import pandas as pd
    >>> flows = pd.DataFrame({"corridor": ["Suez", "Cape", "Suez"], "tbps": [2.0, 1.0, 1.0]})
    >>> corridor_shares(flows)["share"].to_dict()
    {'Suez': 0.75, 'Cape': 0.25}

    Raises:
        InputError: if a column is missing, or a flow is missing or negative.
    """
    _check(flows, (column, "tbps"))
    carried = flows.groupby(column)["tbps"].sum().sort_index().sort_values(ascending=False, kind="stable")
    total = carried.sum()
    return carried.to_frame().assign(share=carried / total if total else np.nan)


def concentration(shares: pd.Series) -> float:
    """Herfindahl-Hirschman index of a split: the sum of the squared shares, 1/n if all n are alike, 1 if one has all.

    Hirschman 1945 (National Power and the Structure of Foreign Trade); Rhoades 1993 (The Herfindahl-Hirschman index, Federal
    Reserve Bulletin 79, 188-189). Amounts are made shares first; in markets it is quoted times 10,000. Missing if nothing is
    shared out.

    >>> import pandas as pd
    >>> concentration(pd.Series({"Suez": 3.0, "Cape": 1.0}))
    0.625

    Raises:
        InputError: if a share is missing, infinite or negative.
    """
    value = shares.to_numpy(dtype=np.float64)
    if not (np.isfinite(value) & (value >= 0)).all():
        message = "Found shares that are missing, infinite or negative; expected amounts from 0."
        raise InputError(message)
    total = value.sum()
    return float(((value / total) ** 2).sum()) if total else float("nan")


def dependence(flows: pd.DataFrame, rides: pd.DataFrame, groups: pd.DataFrame, country: pd.Series) -> pd.DataFrame:
    """Share of each country's served demand that rides each group of links: ``country, group, tbps, share``, sorted.

    ``flows`` has a row a path: ``path, a, b, tbps``. ``rides`` has a row for each link of each path: ``path, link_id``.
    ``groups`` says which links belong together: ``link_id, group``, as :func:`risk_groups` gives systems, landing towns and
    chokepoints, and :func:`jurisdiction_groups` countries. ``country`` gives the country of each place by node id.

    A path counts once for a group, however many of its links are in it; a path within a country counts once for it.
    share = Tbps of the country's paths that touch the group / Tbps of all its paths. Shares of one country do not add up to 1:
    a path rides several groups. This is the dependence (hegemony with both ends weighed by traffic) that Fontugne, Shah and
    Aben 2018 (doi:10.1007/978-3-319-76481-8_16) count over routes. Rows only where something rides. O(rides log rides), about a
    second for 26,000 paths of 30 links.

    >>> import pandas as pd
    >>> flows = pd.DataFrame({"path": [0, 1], "a": ["x", "x"], "b": ["y", "y"], "tbps": [3.0, 1.0]})
    >>> rides = pd.DataFrame({"path": [0, 0, 1], "link_id": ["1", "2", "3"]})
    >>> groups = pd.DataFrame({"link_id": ["1", "2"], "group": ["system:s"] * 2})
    >>> dependence(flows, rides, groups, pd.Series({"x": "FR", "y": "JP"})).to_dict("records")[0]
    {'country': 'FR', 'group': 'system:s', 'tbps': 3.0, 'share': 0.75}

    Raises:
        InputError: if a column is missing, a path stands twice or is unknown, a flow is negative, or a place has no country.
    """
    import pandas as pd

    _check(flows, ("path", "a", "b", "tbps"))
    _check(rides, ("path", "link_id"))
    _check(groups, ("link_id", "group"))
    end, names = _countries(flows, country)
    path, group, known = _touched(flows, rides, groups)
    tbps = flows["tbps"].to_numpy(dtype=np.float64)
    size = (len(names), len(known))
    carried, total = np.zeros(size[0] * size[1]), np.zeros(size[0])
    apart = end[0] != end[1]
    for codes, counted in ((end[0], np.ones(len(tbps), dtype=bool)), (end[1], apart)):
        total += np.bincount(codes, weights=tbps * counted, minlength=size[0])
        key = codes[path] * size[1] + group
        carried += np.bincount(key, weights=(tbps * counted)[path], minlength=len(carried))
    row, column = np.divmod(np.flatnonzero(carried > 0), max(size[1], 1))
    value = carried[carried > 0]
    return pd.DataFrame(
        {"country": names[row], "group": known[column], "tbps": value, "share": value / total[row]},
    ).astype({"country": "str", "group": "str"})


def _countries(flows: pd.DataFrame, country: pd.Series) -> tuple[tuple[Ints, Ints], npt.NDArray[np.object_]]:
    """Country of both ends of each path as a number, and the names of the countries, sorted."""
    ends = [country.reindex(flows[end]) for end in ("a", "b")]
    lost = sorted({str(name) for found in ends for name in found.index[found.isna() | (found == "")]})
    if lost:
        message = f"Found places without a country: {lost[:5]}; expected one for each a and b of the flows."
        raise InputError(message)
    both = np.concatenate([found.to_numpy(dtype=object) for found in ends]).astype(str)
    names, code = np.unique(both, return_inverse=True)
    half = len(flows)
    return (code[:half].astype(np.int64), code[half:].astype(np.int64)), names.astype(object)


def _touched(
    flows: pd.DataFrame, rides: pd.DataFrame, groups: pd.DataFrame
) -> tuple[Ints, Ints, npt.NDArray[np.object_]]:
    """Paths and groups that touch, each once, by number; and the names of the groups, sorted."""
    import pandas as pd

    number = pd.Index(flows["path"])
    if not number.is_unique:
        message = f"Found paths twice: {sorted(set(number[number.duplicated()]))[:5]}; expected a row a path."
        raise InputError(message)
    path = number.get_indexer(rides["path"])
    if (path < 0).any():
        message = f"Found rides of {int((path < 0).sum())} links on paths that are not in the flows."
        raise InputError(message)
    links = pd.Index(groups["link_id"].unique())
    at = links.get_indexer(rides["link_id"])
    path, at = path[at >= 0].astype(np.int64), at[at >= 0].astype(np.int64)
    code, known = pd.factorize(groups["group"], sort=True)
    of = links.get_indexer(groups["link_id"])
    order = np.argsort(of, kind="stable")
    many = np.bincount(of, minlength=len(links))
    first = np.concatenate([[0], np.cumsum(many)])
    # Each ride once for each group of its link.
    times = many[at]
    place = np.repeat(first[at] - np.cumsum(times) + times, times) + np.arange(int(times.sum()))
    key = np.unique(np.repeat(path, times) * max(len(known), 1) + code[order][place])
    return *np.divmod(key, max(len(known), 1)), np.asarray(known, dtype=object)


def _check(table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    missing = sorted(set(columns) - set(table.columns))
    if missing:
        message = f"Found a table without the columns {missing}, expected {', '.join(columns)}."
        raise InputError(message)
    if "tbps" in columns:
        value = table["tbps"].to_numpy(dtype=np.float64)
        if not (np.isfinite(value) & (value >= 0)).all():
            message = "Found flows that are missing, infinite or negative; expected Tbps from 0."
            raise InputError(message)
