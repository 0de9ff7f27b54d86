"""Backtests of memberships: past pacts and proposals in the model of memberships, with the data of the time."""
