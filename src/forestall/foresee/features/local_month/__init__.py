"""Features of first-level areas and cells by month."""
