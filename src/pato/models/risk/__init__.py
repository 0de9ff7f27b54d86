"""Risk of attack: pairs of states, war and disputes, and competing assumptions about deterrence."""
