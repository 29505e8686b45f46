"""What is forecast: rule, window, thresholds."""
