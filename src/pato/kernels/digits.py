"""Rounding to significant digits, for stored estimates and numbers in sentences."""

from __future__ import annotations


def significant(value: float, digits: int) -> float:
    """Return a number with a given number of significant digits; infinite values and NaN are unchanged.

    >>> significant(123456.0, 3), significant(0.0123456, 3)
    (123000.0, 0.0123)
    """
    return float(f"{value:.{digits}g}")
