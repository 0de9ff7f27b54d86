"""Voting power: exact counts, grids, sampling."""
