"""Burden sharing: rules, best replies with spill-ins, tests of exploitation (M10)."""
