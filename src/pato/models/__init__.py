"""One question each: risk, joining, support, deterrence, and what follows from them."""
