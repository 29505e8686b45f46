"""What the doors answer, as plain data: pages show it, the API sends it."""
