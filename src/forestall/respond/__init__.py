"""What may be done about it, who decided what by when, what was done, and what followed."""
