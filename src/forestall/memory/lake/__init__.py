"""THE LAKE: bulk data in Parquet, one immutable folder for each load, read with DuckDB or Arrow."""
