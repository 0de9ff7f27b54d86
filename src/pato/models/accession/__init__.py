"""Who qualifies: governance standards applied to measured democracy, and how long that lasts (M8)."""
