"""Placeholder until the event desk is written."""
PAGES=ACTIONS=DATA=FILES=()
