"""Past cases, dated and sourced: what was warned, decided and done, and how long that took."""
