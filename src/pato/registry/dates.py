"""Dates as ISO strings: validation, half-open intervals, partial dates, durations.

Dates stay strings in the light engine, because ``YYYY-MM-DD`` compares like a date and costs no import (C9).
Intervals are half-open, ``[start, end)``; ``None`` is an open end. A partial date (``1949-12``, ``1949``) stands
for every day it may mean, so a question about it can be undecided: the answer is then ``None``, never a guess (T6).
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from pato.errors import Problem, UsageError

Precision = Literal["day", "month", "year"]
_LENGTHS: dict[int, Precision] = {10: "day", 7: "month", 4: "year"}
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Interval(NamedTuple):
    """The half-open interval ``[start, end)`` of full ISO dates; ``None`` leaves an end open."""

    start: str | None
    end: str | None

    def contains(self, date: str) -> bool:
        """Return whether a full date lies in the interval."""
        return contains(date, self.start, self.end)

    def overlaps(self, other: "Interval") -> bool:
        """Return whether the two intervals have at least one day in common."""
        return (
            (self.end is None or other.start is None or other.start < self.end)
            and (other.end is None or self.start is None or self.start < other.end)
            and not self.empty
            and not other.empty
        )

    @property
    def empty(self) -> bool:
        """Whether no day lies in the interval."""
        return self.start is not None and self.end is not None and self.end <= self.start


class Partial(NamedTuple):
    """A date known to the day, the month or the year.

    Attributes
    ----------
    start, end
        The half-open range of days it may mean.
    precision
        ``day``, ``month`` or ``year``.
    """

    start: str
    end: str
    precision: Precision


def iso_date(value: object, *, where: str = "") -> str:
    """Return a full date as ``YYYY-MM-DD``.

    Parameters
    ----------
    value
        An ISO string, or an object with ``isoformat`` (`datetime.date`, `datetime.datetime`).
    where
        Place of the mistake, for the message.

    Raises
    ------
    UsageError
        If it is not a date of the calendar, or is known only to the month or year.

    >>> iso_date("2024-02-29")
    '2024-02-29'
    """
    found = partial_date(value, where=where)
    if found.precision != "day":
        raise UsageError(
            Problem(
                where, f"'{value}' is known to the {found.precision} only.", "Write a full date, YYYY-MM-DD."
            )
        )
    return found.start


def today() -> str:
    """Return today's date in ISO form."""
    import time

    return time.strftime("%Y-%m-%d")


def partial_date(value: object, *, where: str = "") -> Partial:
    """Return the days that a full or partial date may mean.

    Raises
    ------
    UsageError
        If it is none of ``YYYY-MM-DD``, ``YYYY-MM`` and ``YYYY``, or it is not a date of the calendar.

    >>> partial_date("1949-12")
    Partial(start='1949-12-01', end='1950-01-01', precision='month')
    """
    as_text = getattr(value, "isoformat", None)
    return _partial(str(as_text())[:10] if as_text else str(value), where)


@lru_cache(4096)  # models use the same few dates tens of thousands of times
def _partial(text: str, where: str) -> Partial:
    precision = _LENGTHS.get(len(text))
    parts = text.split("-")
    well_formed = precision and text.isascii() and [len(p) for p in parts] == [4, 2, 2][: len(parts)]
    if not well_formed or not all(p.isdigit() for p in parts):
        raise UsageError(
            Problem(where, f"'{text}' is not a date.", "Write YYYY-MM-DD, for example 1951-09-01.")
        )
    year, month, day = [*map(int, parts), 1, 1][:3]
    if not 1 <= year <= 9998 or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        raise UsageError(Problem(where, f"'{text}' is not in the calendar.", _calendar_help(year, month)))
    first = _text(year, month, day)
    assert precision is not None
    return Partial(first, add(first, {"day": "1d", "month": "1m", "year": "1y"}[precision]), precision)


def _calendar_help(year: int, month: int) -> str:
    if 1 <= year <= 9998 and 1 <= month <= 12:
        return f"{_text(year, month, 1)[:7]} has {days_in_month(year, month)} days."
    return "Months go from 01 to 12 and years from 0001 to 9998."


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month in the Gregorian calendar."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _MONTH_DAYS[month - 1] + leap


def contains(date: str, start: str | None, end: str | None) -> bool:
    """Return whether a full date lies in the half-open interval ``[start, end)``.

    >>> contains("1951-09-01", "1951-09-01", None), contains("1951-09-01", None, "1951-09-01")
    (True, False)
    """
    return (start is None or start <= date) and (end is None or date < end)


def covers(date: str, start: str | None, end: str | None) -> bool | None:
    """Return whether a possibly partial date lies in an interval with possibly partial ends.

    Returns
    -------
    bool | None
        ``None`` where it depends on the day that is not known (T6).

    >>> covers("1949-12", "1949-12-08", None) is None
    True
    """
    day = partial_date(date)
    last = add(day.end, "-1d")
    after_start = _ordered(partial_date(start), day.start, last) if start else True
    reached_end = _ordered(partial_date(end), day.start, last) if end else False
    if after_start is False or reached_end is True:
        return False
    return None if after_start is None or reached_end is None else True


def _ordered(bound: Partial, first: str, last: str) -> bool | None:
    """Return whether the days first..last are all (True), none (False) or partly (None) at or after the bound."""
    if add(bound.end, "-1d") <= first:
        return True
    return False if last < bound.start else None


def add(date: str, duration: str) -> str:
    """Return a full date moved by a duration such as ``1y``, ``6m``, ``1y6m``, ``2w``, ``-30d``.

    Years and months keep the day of the month, or take the month's last day where it has fewer.

    Raises
    ------
    UsageError
        If the duration is not written so, or the result is outside the years 1 to 9999.

    >>> add("1960-02-29", "1y"), add("2024-01-31", "1m"), add("1999-12-31", "1d")
    ('1961-02-28', '2024-02-29', '2000-01-01')
    """
    months, days = parse_duration(duration)
    year, month, day = int(date[:4]), int(date[5:7]), int(date[8:10])
    year, month = divmod(year * 12 + month - 1 + months, 12)
    month += 1
    if 1 <= year <= 9999:
        moved = _text(year, month, min(day, days_in_month(year, month)))
        if not days:
            return moved
        from datetime import date as Date  # noqa: N812 - the name 'date' is the parameter's
        from datetime import timedelta

        try:
            return (Date.fromisoformat(moved) + timedelta(days=days)).isoformat()
        except OverflowError:
            pass
    raise UsageError(Problem("", f"{date} moved by {duration} leaves the calendar (years 1 to 9999)."))


def parse_duration(duration: str) -> tuple[int, int]:
    """Return a duration as (months, days).

    >>> parse_duration("1y6m"), parse_duration("2w"), parse_duration("-30d")
    ((18, 0), (0, 14), (0, -30))
    """
    sign, body = (-1, duration[1:]) if duration.startswith("-") else (1, duration)
    months = days = 0
    number = ""
    seen = ""
    for letter in body:
        if letter.isascii() and letter.isdigit():
            number += letter
        elif letter in "ymwd" and number and all("ymwd".index(letter) > "ymwd".index(s) for s in seen):
            months += int(number) * {"y": 12, "m": 1}.get(letter, 0)
            days += int(number) * {"w": 7, "d": 1}.get(letter, 0)
            seen, number = seen + letter, ""
        else:
            seen = ""
            break
    if number or not seen or len(body) > 12:
        raise UsageError(
            Problem(
                "",
                f"'{duration}' is not a duration.",
                "Write years, months, weeks and days: 1y, 6m, 1y6m, 90d.",
            )
        )
    return sign * months, sign * days


def _text(year: int, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}"
