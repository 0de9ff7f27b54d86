"""Memberships: what each state gains under each, and which of them hold (M7)."""
