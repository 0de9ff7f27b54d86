import datetime as dt

import pytest

from pato.errors import UsageError
from pato.registry import dates


@pytest.mark.parametrize("text", ["0001-01-01", "1582-10-10", "2000-02-29", "2024-12-31"])
def test_a_full_date_is_returned_as_it_is(text):
    assert dates.iso_date(text) == text


def test_date_objects_are_accepted():
    assert dates.iso_date(dt.date(1951, 9, 1)) == "1951-09-01"
    assert dates.iso_date(dt.datetime(1951, 9, 1, 12, tzinfo=dt.UTC)) == "1951-09-01"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1900-02-29", "1900-02 has 28 days"),
        ("2024-13-01", "Months go from 01 to 12"),
        ("2024-00-01", "Months go from 01 to 12"),
        ("2024-04-31", "2024-04 has 30 days"),
        ("0000-01-01", "years from 0001"),
        ("1.9.1951", "is not a date"),
        ("1951-9-1", "is not a date"),
        ("19510901", "is not a date"),
        ("١٩٥١-٠٩-٠١", "is not a date"),
        ("", "is not a date"),
        ("1951-09", "known to the month only"),
        ("1951", "known to the year only"),
    ],
)
def test_what_is_no_full_date_is_refused_with_the_reason(text, words):
    with pytest.raises(UsageError) as caught:
        dates.iso_date(text, where="event.yaml:7:3")
    assert words in str(caught.value)
    assert str(caught.value).startswith("event.yaml:7:3")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1949", "1949-01-01", "1950-01-01"),
        ("1949-12", "1949-12-01", "1950-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
    ],
)
def test_a_partial_date_is_the_days_it_may_mean(text, start, end):
    assert dates.partial_date(text)[:2] == (start, end)


def test_intervals_are_half_open():
    spell = dates.Interval("1955-05-05", "1990-10-03")
    assert spell.contains("1955-05-05")
    assert spell.contains("1990-10-02")
    assert not spell.contains("1990-10-03")
    assert not spell.contains("1955-05-04")


@pytest.mark.parametrize(
    ("date", "start", "end", "expected"),
    [
        ("1949-12-08", "1949-12-08", None, True),
        ("1949-12-07", "1949-12-08", None, False),
        ("1949-12", "1949-12-08", None, None),  # the 1st to the 7th are outside
        ("1950", "1949-12-08", None, True),
        ("1949-11", "1949-12-08", None, False),
        ("1990", None, "1990-10-03", None),
        ("1990-10-03", None, "1990-10-03", False),
        ("1949-12-30", "1949", None, None),  # a start known to the year: may not have begun yet
        ("1949-12-31", "1949", None, True),
        ("1950-01-01", "1949", None, True),
        ("1948-12-31", "1949", None, False),
        ("1960-06-15", "1949", "1960", None),
        ("1961-01-01", "1949", "1960", False),
        ("1850", None, None, True),
    ],
)
def test_questions_about_partial_dates_may_be_undecided(date, start, end, expected):
    assert dates.covers(date, start, end) is expected


@pytest.mark.parametrize(
    ("date", "duration", "expected"),
    [
        ("1969-06-23", "1y", "1970-06-23"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2024-08-31", "6m", "2025-02-28"),
        ("2024-03-31", "-1m", "2024-02-29"),
        ("2024-02-28", "2d", "2024-03-01"),
        ("2024-01-01", "1y6m", "2025-07-01"),
        ("2024-01-01", "2w", "2024-01-15"),
        ("2000-03-01", "-1d", "2000-02-29"),
    ],
)
def test_a_duration_moves_a_date(date, duration, expected):
    assert dates.add(date, duration) == expected


@pytest.mark.parametrize(
    "duration", ["", "1", "y", "1x", "6m1y", "1y1y", "1.5y", "one year", "--1y", "1y ", "99999999999999y"]
)
def test_what_is_no_duration_is_refused(duration):
    with pytest.raises(UsageError, match="not a duration"):
        dates.parse_duration(duration)


@pytest.mark.parametrize(
    ("date", "duration"), [("9999-06-01", "1y"), ("0001-01-01", "-1d"), ("9999-12-31", "1d")]
)
def test_a_date_that_leaves_the_calendar_is_refused(date, duration):
    with pytest.raises(UsageError, match="leaves the calendar"):
        dates.add(date, duration)
