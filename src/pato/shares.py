"""Shares as exact fractions: two thirds is 2/3, in files, in texts and in computations."""

from __future__ import annotations

import re
from fractions import Fraction

_FRACTION = re.compile(r"\s*([-+]?\d{1,9})\s*/\s*(\d{1,9})\s*\Z")
_DECIMAL = re.compile(r"\s*[-+]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][-+]?\d{1,2})?\s*\Z")
"""A decimal number; a larger exponent would be written out, digit by digit."""
_PER_CENT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*%\s*\Z")
_MOST_PARTS = 12
_THIRDS = (3, 6)
_SPELLED = 6
"""Up to sixths a text has words even where a percentage is exact: three quarters."""
_NAMES = {
    2: ("half", "halves"),
    3: ("third", "thirds"),
    4: ("quarter", "quarters"),
    5: ("fifth", "fifths"),
    6: ("sixth", "sixths"),
    7: ("seventh", "sevenths"),
    8: ("eighth", "eighths"),
    9: ("ninth", "ninths"),
    10: ("tenth", "tenths"),
    11: ("eleventh", "elevenths"),
    12: ("twelfth", "twelfths"),
}
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def exact(value: object) -> Fraction:
    """Parse a share written as ``2/3``, ``60%``, or a decimal such as 0.75.

    A decimal is exact. A truncated fraction, such as 0.6667, would require one vote more than two thirds, so it is
    rejected with the fraction that was meant.

    Raises
    ------
    ValueError
        If it is not such a number; the message has the repair after ``||``.

    Examples
    --------
    >>> exact("2/3"), exact(0.75), exact("60%")
    (Fraction(2, 3), Fraction(3, 4), Fraction(3, 5))
    """
    if isinstance(value, Fraction):
        return value
    text = str(value)
    if found := _FRACTION.match(text):
        if not int(found[2]):
            raise ValueError(f"'{text}' divides by zero. || Write a share such as 2/3.")
        return Fraction(int(found[1]), int(found[2]))
    if found := _PER_CENT.match(text):
        return Fraction(found[1]) / 100
    if isinstance(value, bool) or not _DECIMAL.match(text):
        raise ValueError(f"'{text}' is no share. || Write a fraction (2/3), a decimal (0.75) or 60%.")
    read = Fraction(text.strip())
    if meant := rounded_fraction(text):
        raise ValueError(
            f"{text} is {meant} cut off after a few digits, and would ask for more or less than {meant}. "
            f"|| Write {meant}, or {read} if that is meant."
        )
    return read


def rounded_fraction(text: str) -> Fraction | None:
    """Return the simple fraction from which a decimal was truncated, or None if it is exact.

    >>> rounded_fraction("0.667"), rounded_fraction("0.67"), rounded_fraction("0.75"), rounded_fraction("0.55")
    (Fraction(2, 3), Fraction(2, 3), None, None)
    """
    digits = len(text.strip().partition(".")[2])
    if digits < 2 or not text.strip().replace(".", "", 1).isdigit():
        return None
    value, scale = Fraction(text.strip()), 10**digits
    for parts in range(3, _MOST_PARTS + 1):
        if digits == 2 and parts not in _THIRDS:
            continue
        near = Fraction(round(value * parts), parts)
        cut = {round(near * scale), near * scale // 1}
        if near.denominator == parts and _repeats(parts) and value * scale in cut:
            return near
    return None


def _repeats(parts: int) -> bool:
    """Return whether a fraction with this denominator has no end as a decimal."""
    for prime in (2, 5):
        while parts % prime == 0:
            parts //= prime
    return parts > 1


def plain(share: Fraction) -> float | str:
    """Return a share as written in files: a decimal if it is exact, else the fraction.

    >>> plain(Fraction(3, 4)), plain(Fraction(2, 3))
    (0.75, '2/3')
    """
    decimal = float(share)
    return decimal if Fraction(str(decimal)) == share else str(share)


def spelled(share: Fraction) -> str:
    """Return a share in words.

    >>> spelled(Fraction(2, 3)), spelled(Fraction(3, 4)), spelled(Fraction(1, 50)), spelled(Fraction(1, 2))
    ('two thirds', 'three quarters', '2 per cent', 'one half')
    """
    over, under = share.numerator, share.denominator
    if under in _NAMES and (under <= _SPELLED or _repeats(under)):
        return f"{cardinal(over)} {_NAMES[under][over != 1]}"
    if share == 1:
        return "all"
    if _repeats(under):
        return f"{over}/{under}"
    return f"{float(share * 100):.6g} per cent"


def cardinal(number: int) -> str:
    """Return a whole number as a text writes it: in words up to a hundred.

    >>> cardinal(2), cardinal(18), cardinal(42), cardinal(180)
    ('two', 'eighteen', 'forty-two', '180')
    """
    if 0 <= number < len(_ONES):
        return _ONES[number]
    if 20 <= number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    return str(number)
