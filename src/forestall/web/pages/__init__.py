"""The pages, one file a theme."""
