"""The outlook: who is at risk, how sure we are, why, and how good we have been at saying so."""
