"""Protocols agreed beforehand: when a rule holds, what it would have done, and what it has cost so far."""
