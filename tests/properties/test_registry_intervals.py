"""Dates and intervals under any input, and the registry's own intervals."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import UsageError
from pato.registry import dates, states

days = st.dates(min_value=dt.date(1, 2, 1), max_value=dt.date(9998, 12, 31))
full = days.map(dt.date.isoformat)
ends = st.none() | full
partial = full | full.map(lambda d: d[:7]) | full.map(lambda d: d[:4])


@given(days)
def test_text_and_dates_agree(day):
    assert dates.iso_date(day) == day.isoformat() == dates.iso_date(day.isoformat())


@given(full, full)
def test_text_compares_like_dates(one, other):
    assert (one < other) == (dt.date.fromisoformat(one) < dt.date.fromisoformat(other))


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(text):
    try:
        found = dates.iso_date(text)
    except UsageError:
        return
    assert dt.date.fromisoformat(found).isoformat() == text


@given(days, st.integers(0, 3000))
def test_days_added_are_days_apart(day, number):
    day = min(day, dt.date(9980, 1, 1))
    assert dt.date.fromisoformat(dates.add(day.isoformat(), f"{number}d")) - day == dt.timedelta(days=number)


@given(full, st.integers(0, 12))
def test_a_year_is_twelve_months(date, years):
    date = min(date, "9900-01-01")
    assert dates.add(date, f"{years}y") == dates.add(date, f"{12 * years}m")


@given(full, full, full, full)
def test_an_interval_and_what_follows_it_share_no_day(start, middle, end, date):
    start, middle, end = sorted((start, middle, end))
    first, second = dates.Interval(start, middle), dates.Interval(middle, end)
    assert not first.overlaps(second)
    assert not (first.contains(date) and second.contains(date))
    assert (first.contains(date) or second.contains(date)) == dates.Interval(start, end).contains(date)


@given(ends, ends, ends, ends)
def test_overlap_is_symmetric_and_has_a_day_in_common(a, b, c, d):
    one, other = dates.Interval(a, b), dates.Interval(c, d)
    assert one.overlaps(other) == other.overlaps(one)
    latest = max(a or "0001-01-01", c or "0001-01-01")
    assert one.overlaps(other) == (one.contains(latest) and other.contains(latest))


@given(partial, ends, ends, st.data())
def test_an_answer_about_a_partial_date_holds_for_each_of_its_days(date, start, end, data):
    answer = dates.covers(date, start, end)
    found = dates.partial_date(date)
    first, last = (dt.date.fromisoformat(d) for d in (found.start, dates.add(found.end, "-1d")))
    day = data.draw(st.dates(first, last)).isoformat()
    if answer is not None:
        assert dates.contains(day, start, end) == answer


@pytest.mark.parametrize("each", states.states(kind=None), ids=lambda s: s.iso3)
def test_no_interval_of_a_state_overlaps_another(each):
    for spells in (each.exists, each.cow, each.capitals, each.holders):
        pairs = [dates.Interval(s.start, s.end) for s in spells]
        assert not any(a.overlaps(b) for i, a in enumerate(pairs) for b in pairs[i + 1 :])
        assert not any(p.empty for p in pairs)


@pytest.mark.parametrize("each", states.states(), ids=lambda s: s.iso3)
def test_a_member_of_the_cow_system_exists_and_has_a_capital(each):
    for spell in each.cow:
        last = dates.add(spell.end, "-1d") if spell.end else "2026-11-21"
        for day in (spell.start, last):
            assert each.existed_on(day)
            assert each.capital_on(day) is not None


@given(st.sampled_from(states.crosswalk()), st.data())
def test_the_crosswalk_goes_both_ways(row, data):
    iso3, code, start, end = row
    last = dt.date.fromisoformat(end) - dt.timedelta(days=1) if end else dt.date(2026, 11, 21)
    day = data.draw(st.dates(dt.date.fromisoformat(start), last)).isoformat()
    assert states.iso3(code, day) == iso3
    assert states.cow(iso3, day) == code
    assert states.state(code, date=day).iso3 == iso3


@given(st.sampled_from(states.states(kind=None)))
def test_every_state_is_found_by_its_code_and_its_name(each):
    assert states.state(each.iso3) is each
    assert states.state(each.name) is each
