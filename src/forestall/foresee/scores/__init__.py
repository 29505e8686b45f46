"""How good forecasts were: pure functions on arrays, each with its source, none with a threshold of its own."""
