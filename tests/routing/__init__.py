"""Tests of one chapter of the package."""
