"""Figures: what they show, that hostile names stay text, and that the same table gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from cablenet.errors import InputError
from cablenet.plots import corridor_plot, delay_plot, loss_plot, save_figure, world_plot
from cablenet.scenarios import chokepoint
from tests.toys import toy_network

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

pytest.importorskip("matplotlib")
Rectangle = pytest.importorskip("matplotlib.patches").Rectangle

HOSTILE = "$\\frac{1}{0}$ <script>alert(1)</script> \u202eevil\u202c =1+1"


def shares() -> pd.DataFrame:
    rows = {"not served": (0.0, 3.0), "By the strait": (9.0, 0.0), HOSTILE: (1.0, 7.0)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["before_tbps", "after_tbps"])


def delays(shift: float) -> pd.DataFrame:
    return pd.DataFrame({"tbps": [1.0, 3.0, 0.5], "rtt_ms": [200.0 + shift, 180.0 + shift, np.inf]})


def figures() -> dict[str, Figure]:
    net = toy_network()
    cut = net.under(chokepoint(net, "strait"))
    return {
        "corridors": corridor_plot(shares(), title=HOSTILE),
        "delays": delay_plot(delays(0.0), delays(10.0)),
        "losses": loss_plot(pd.Series({"FR": 0.3, "JP": 0.0, "XX": 1.0}), {"FR": HOSTILE}),
        "world": world_plot(cut, pd.Series({"alpha:1": 3.0, "beta:2": 9.0, "gamma:1": np.nan}), unit="Tbps"),
        "empty world": world_plot(net, None),
        "no corridors": corridor_plot(shares().head(0)),
        "no losses": loss_plot(pd.Series(dtype=float), {}),
        "no delays": delay_plot(delays(0.0).head(0), delays(0.0).head(0)),
    }


def widths(axes: Axes) -> list[float]:
    return [bar.get_width() for bar in axes.patches if isinstance(bar, Rectangle)]


def test_corridors_stand_in_order_and_the_unserved_last() -> None:
    axes = corridor_plot(shares()).axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[0] == "By the strait"
    assert labels[1].startswith(r"\$")
    assert labels[2] == "not served"
    assert widths(axes) == [9.0, 1.0, 0.0, 0.0, 7.0, 3.0]


def test_delays_end_at_all_of_the_traffic() -> None:
    lines = delay_plot(delays(0.0), delays(10.0)).axes[0].get_lines()
    assert [np.asarray(line.get_xdata()).tolist() for line in lines] == [[180.0, 180.0, 200.0], [190.0, 190.0, 210.0]]
    assert [np.asarray(line.get_ydata()).tolist() for line in lines] == [[0.0, 75.0, 100.0]] * 2


def test_losses_name_only_who_loses() -> None:
    axes = loss_plot(pd.Series({"FR": 0.3, "JP": 0.001, "XX": 1.0}), {"FR": "France"}).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["XX", "France"]
    assert widths(axes) == [100.0, 30.0]


@pytest.mark.parametrize("suffix", [".png", ".svg"])
@pytest.mark.parametrize("name", sorted(figures()))
def test_same_figure_same_bytes(tmp_path: Path, name: str, suffix: str) -> None:
    made = []
    for turn in range(2):
        path = tmp_path / f"{turn}{suffix}"
        save_figure(figures()[name], path)
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert len(made[0]) > 1000
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"0{suffix}", f"1{suffix}"]
    assert suffix == ".png" or b"<script>" not in made[0]


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="after_tbps"):
        corridor_plot(pd.DataFrame({"before_tbps": [1.0]}))
    with pytest.raises(InputError, match="lacks"):
        world_plot(toy_network(), pd.Series({"delta:1": 1.0}))
    with pytest.raises(InputError, match=r"\.png or \.svg"):
        save_figure(corridor_plot(shares()), tmp_path / "figure.exe")
    assert list(tmp_path.iterdir()) == []
