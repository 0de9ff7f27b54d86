"""Bargaining by pairwise elections: input tables, one turn, many runs."""
