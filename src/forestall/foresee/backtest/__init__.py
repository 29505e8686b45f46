"""Forecasts of the past, made with data as known then."""
