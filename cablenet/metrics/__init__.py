"""Plain quantities of a network, each with its formula and reference."""

from cablenet.metrics.flow import Flow, max_flow

__all__ = ["Flow", "max_flow"]
