"""THE WEB DOOR: pages that work without a script; each has a `.json` twin with the same content."""
