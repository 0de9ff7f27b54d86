"""Who carries the burden: rules of sharing, best replies with spill-ins, tests of exploitation (M10)."""
