"""How likely an attack is: pairs of states, war and disputes, and competing assumptions about deterrence."""
