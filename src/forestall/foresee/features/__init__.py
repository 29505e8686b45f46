"""One family of features a file; each column of a month is made from that month and earlier ones."""
