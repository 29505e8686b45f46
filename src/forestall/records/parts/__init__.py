"""Parts that several records share; none stands in the ledger by itself."""
