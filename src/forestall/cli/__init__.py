"""THE DOOR for people at a terminal: parse, call one verb, print. One file per theme."""
