"""THE THINGS: one frozen, validated record per file, valid by construction."""
