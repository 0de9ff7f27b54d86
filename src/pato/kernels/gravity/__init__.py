"""Trade in general equilibrium: input, solution by Newton steps, batches of scenarios."""
