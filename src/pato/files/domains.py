"""Values that a number can take, by its unit; a range beyond them is meaningless, whoever sets it."""

from __future__ import annotations

import math
from typing import NamedTuple


class Domain(NamedTuple):
    """The values that a number can take.

    Attributes
    ----------
    low, high
        The ends of the interval.
    open_low
        Whether the lower end itself is excluded.
    """

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False

    def holds(self, low: float, high: float) -> bool:
        """Return whether a range lies in the domain; ``low`` may equal an excluded lower end, which is approached and never reached."""
        return self.low <= low and high <= self.high

    def holds_value(self, value: float) -> bool:
        """Return whether a value lies in the domain."""
        return self.holds(value, value) and not (self.open_low and value == self.low)

    def words(self) -> str:
        """Return the domain in words."""
        if self == ANY:
            return "any number"
        if math.isinf(self.high):
            return f"above {self.low:g}" if self.open_low else f"{self.low:g} or more"
        return f"from {self.low:g} to {self.high:g}"


ANY = Domain()
SHARE = Domain(0.0, 1.0)
POSITIVE = Domain(0.0, open_low=True)
NOT_NEGATIVE = Domain(0.0)
_OF_UNIT = (
    ("share of value", NOT_NEGATIVE),  # a tariff may exceed the value of the goods
    ("share", SHARE),
    ("probability", SHARE),
    ("ratio", POSITIVE),
    ("exponent", POSITIVE),
    ("per cent a per cent", POSITIVE),
    ("per cent", NOT_NEGATIVE),
    ("standard deviations", ANY),  # how far from the middle
    ("standard deviation", NOT_NEGATIVE),
    ("correlation", Domain(-1.0, 1.0)),
    ("parts of", NOT_NEGATIVE),
    ("multiple", ANY),
    ("quantile", SHARE),
    ("switch", SHARE),
    ("relative weight", NOT_NEGATIVE),
    ("log dose", NOT_NEGATIVE),
    ("years", NOT_NEGATIVE),
    ("km", POSITIVE),
    ("log-odds", ANY),
    ("log points", ANY),
    ("ideal-point units", ANY),
)
"""Domains by the beginning of a unit; the first that fits applies."""


def domain_of(unit: str) -> Domain | None:
    """Return the domain of a unit; None for a unit without one.

    >>> domain_of("share of GDP a year").words()
    'from 0 to 1'
    >>> domain_of("ratio").words()
    'above 0'
    """
    return next((domain for start, domain in _OF_UNIT if unit.startswith(start)), None)
