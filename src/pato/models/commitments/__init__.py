"""Commitments of an architecture, as models read them: the only link from the law to the numbers."""
