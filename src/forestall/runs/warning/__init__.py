"""From evidence to an alert in its addressee's hands: each step by a named person, on record, with its causes."""
