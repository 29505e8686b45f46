"""THE GROUND: countries over time, first-level areas, the half-degree grid, what lies next to what."""
