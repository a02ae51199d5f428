"""Figures for print: plain tables in, a matplotlib figure out.

    corridor_plot    traffic by corridor, before and after
    delay_plot       how much of the traffic waits how long, before and after
    loss_plot        who loses most
    world_plot       a map of the world with links coloured by any series
    save_figure      the same bytes for the same figure, PNG or SVG
    figure_svg       the same as text, to stand within a page

Needs matplotlib (the extra ``plots``); nothing here opens a window.
"""

from cablenet.plots.bars import corridor_plot, loss_plot
from cablenet.plots.curves import delay_plot
from cablenet.plots.files import figure_svg, save_figure
from cablenet.plots.worlds import world_plot

__all__ = ["corridor_plot", "delay_plot", "figure_svg", "loss_plot", "save_figure", "world_plot"]
