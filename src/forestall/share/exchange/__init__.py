"""Formats in which records leave and enter: one file or folder each."""
