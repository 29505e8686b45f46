"""With whom, under which terms, and in which form."""
