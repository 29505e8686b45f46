"""Who must be told, on what grounds, and under which rules agreed beforehand."""
