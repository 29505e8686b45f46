"""Where few teams go: plans that avert most expected harm to people, within rights, presence, travel and rest."""
