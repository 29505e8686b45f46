"""Exercises: a fictional country with people in every role, in a ledger of its own that takes nothing real."""
