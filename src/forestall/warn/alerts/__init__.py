"""From a draft to a message in force: who must be told, who must not, and what a message owes its grounds."""
