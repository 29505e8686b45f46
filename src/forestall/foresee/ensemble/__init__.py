"""Models put together."""
