"""All memberships of a pool: their value to each state, and their stability."""
