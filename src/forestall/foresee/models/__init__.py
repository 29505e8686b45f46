"""Models, one method a file, each with a card that says where it applies."""
