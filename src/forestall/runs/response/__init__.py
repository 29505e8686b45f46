"""From an acknowledged alert to a recorded decision, an action and what followed: each step on record."""
