"""Features of countries by month."""
