"""Measurements of speed and memory; run as `python bench`."""
