"""Eligibility: governance standards applied to measured democracy, and how long states meet them (M8)."""
