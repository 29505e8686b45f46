"""Bringing a message to the people it is for, and knowing how far it came."""
