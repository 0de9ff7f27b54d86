"""Numbers of so many significant digits: of estimates that are stored, and of figures in sentences."""

from __future__ import annotations


def significant(value: float, digits: int) -> float:
    """Return a number with so many significant digits; what is not finite stays as it is.

    >>> significant(123456.0, 3), significant(0.0123456, 3)
    (123000.0, 0.0123)
    """
    return float(f"{value:.{digits}g}")
