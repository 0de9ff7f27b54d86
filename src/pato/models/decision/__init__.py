"""Can it decide: voting power under a rule, and the chance that a body agrees (M11)."""
