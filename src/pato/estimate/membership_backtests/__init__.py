"""Backtests of memberships: past pacts and proposals through the model of memberships, with the figures of the time."""
