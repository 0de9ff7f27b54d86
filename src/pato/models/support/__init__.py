"""Who would join a war, and what strength would arrive."""
