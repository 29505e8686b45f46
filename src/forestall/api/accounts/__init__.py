"""Who may come in: people by pseudonym, their roles, their tokens, and a note of what they asked for."""
