"""Forestall: see the risk of mass atrocities early, decide in time, act, and learn."""

__version__ = "0.1.0"
