"""States that would join a war, and the strength that would arrive."""
