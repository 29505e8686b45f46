"""The Common Alerting Protocol 1.2: written, signed, read and checked."""
