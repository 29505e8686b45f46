"""What is known of a country at the end of a year, one family of columns a file."""
