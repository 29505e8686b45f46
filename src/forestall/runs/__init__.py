"""THE WIRING: the only code that puts chapters in order."""
