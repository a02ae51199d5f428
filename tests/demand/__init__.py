"""Demand: the gravity model, balancing, entries, demand of your own, and the command."""
