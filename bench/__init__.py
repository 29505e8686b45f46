"""Measurements against floors, peers and limits, each printed beside what it is held to."""
