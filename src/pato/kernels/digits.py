"""Rounding to significant digits, for stored estimates and numbers in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def significant(value: float, digits: int) -> float:
    """Return a number with a given number of significant digits; infinite values and NaN are unchanged.

    >>> significant(123456.0, 3), significant(0.0123456, 3)
    (123000.0, 0.0123)
    """
    return float(f"{value:.{digits}g}")


def rounded(value: Any, digits: int) -> Any:
    """Return plain values, however nested, with floating-point numbers of a few significant digits; tuples become lists.

    >>> rounded({"a": (0.123456, 3), "b": "x"}, 3)
    {'a': [0.123, 3], 'b': 'x'}
    """
    if isinstance(value, Mapping):
        return {k: rounded(v, digits) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v, digits) for v in value]
    return significant(value, digits) if isinstance(value, float) else value
