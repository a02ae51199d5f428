"""Geometry on the sphere: lengths, the antimeridian, crossings, and cables laid on the sea.

This room knows coordinates and shapely geometries, and nothing of networks.
"""
