"""What the chain from a warning to a review was worth: each number with its denominator, as of a time."""
