"""From graded evidence to a phase: reliability, independence, two blind rounds, and what they end in."""
