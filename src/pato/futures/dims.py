"""The names of all dimensions, defined once (C3); groups, dimensions and attributes are the interface."""

from __future__ import annotations

import re

FUTURE = "future"
ARCHITECTURE = "architecture"
METRIC = "metric"
STATE = "state"
CHALLENGER = "challenger"
TARGET = "target"
DEFENDER = "defender"
PARTNER = "partner"
YEAR = "year"

DIMS = (FUTURE, ARCHITECTURE, METRIC, STATE, CHALLENGER, TARGET, DEFENDER, PARTNER, YEAR)
"""Every dimension an outcome may have, in the order in which arrays carry them."""

INPUTS = "inputs"
OUTCOMES = "outcomes"
DIAGNOSTICS = "diagnostics"
GROUPS = (INPUTS, OUTCOMES, DIAGNOSTICS)
"""The groups of a run's results."""


def coefficient_dim(factor_id: str) -> str:
    """Return the dimension along which a joint posterior's coefficients lie.

    Two posteriors have different coefficients, hence each its own dimension.
    """
    return f"coefficient_{factor_id}"


def is_known_dim(name: str) -> bool:
    """Return whether a dimension is one of `DIMS` or belongs to a joint posterior."""
    return name in DIMS or name.startswith("coefficient_")


def ordered(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return dimension names in the order of `DIMS`; posteriors' dimensions come last."""
    rank = {name: i for i, name in enumerate(DIMS)}
    return tuple(sorted(names, key=lambda name: (rank.get(name, len(DIMS)), name)))


def flat_name(*parts: str) -> str:
    """Return the name of the column for one label, valid in SQL, R, Stata and Python.

    >>> flat_name("gaps", "pato-7"), flat_name("risk_war", "dose_largest")
    ('gaps__pato_7', 'risk_war__dose_largest')
    """
    return "__".join(re.sub(r"\W", "_", part) for part in parts)
