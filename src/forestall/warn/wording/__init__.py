"""The sentences of an alert, and what may not stand in them."""
