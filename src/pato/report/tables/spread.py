"""Quantiles, shares and theories in the tables on memberships; theories are never pooled."""

from __future__ import annotations

from typing import Any

import numpy as np

from pato.futures import Draws
from pato.models.membership.coalitions import theories

COLUMNS = ("median", "50 % from", "50 % to", "90 % from", "90 % to")
DECIMALS = 3
"""Decimal places of gains, in per cent, and of shares on screens: more would be false precision."""
UNIT = "per cent of GDP a year, against the status quo"
NOTE = "A share of runs is not a probability: it follows from the ranges and assumptions listed. Assumptions about deterrence are shown separately and never pooled."


def share(found: Any) -> float:
    """Return a share of futures."""
    return float(np.mean(np.asarray(found, bool)))


def between(found: dict[str, float]) -> str:
    """Return the least and the largest share by assumption in words: ``3% (provoke) to 12% (additive) of runs``."""
    low, high = min(found, key=lambda t: found[t]), max(found, key=lambda t: found[t])
    if round(found[low], 2) == round(found[high], 2):
        return f"{found[low]:.0%} of runs, whatever is assumed about deterrence"
    return f"{found[low]:.0%} ({low}) to {found[high]:.0%} ({high}) of runs"


def by_theory(draws: Draws, found: Any) -> dict[str, float]:
    """Return the share of futures of each theory in which something holds."""
    return {name: float(np.mean(np.asarray(found)[here])) for name, here in theories(draws)}


def row(*parts: Any) -> tuple[Any, ...]:
    """Return a row from single figures and tuples of values."""
    return tuple(v for part in parts for v in (part if isinstance(part, tuple) else (part,)))
