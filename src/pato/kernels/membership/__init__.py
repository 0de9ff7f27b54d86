"""All memberships of a pool: what each is worth to each state, and which of them are stable."""
