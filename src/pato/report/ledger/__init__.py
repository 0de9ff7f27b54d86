"""The ledger: what the two documents state as fact, each statement checked against the library."""
