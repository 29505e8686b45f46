"""Values by unit and period, with what was known when, and the kernels that turn them into history."""
