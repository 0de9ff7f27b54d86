import pytest

from pato.errors import UnknownNameError
from pato.registry import places, states
from pato.registry.places import place

# Dates on which every holder is checked to have existed: the library's first treaties to the present.
DATES = ["1949-04-04", *(f"{year}-07-01" for year in range(1950, 2027, 3))]


@pytest.mark.parametrize(
    ("word", "date", "sovereign", "administrator", "metropolitan"),
    [
        ("okinawa", "1972-05-14", "JPN", "USA", True),
        ("okinawa", "1972-05-15", "JPN", "JPN", True),
        ("senkaku", "1960-01-01", "JPN", "USA", True),
        ("Diaoyu Islands", "2026-11-21", "JPN", "JPN", True),
        ("hong-kong", "1997-06-30", "GBR", "GBR", False),
        ("hong-kong", "1997-07-01", "CHN", "CHN", False),
        ("macau", "1999-12-19", "PRT", "PRT", False),
        ("macau", "1999-12-20", "CHN", "CHN", False),
        ("algeria", "1960-01-01", "FRA", "FRA", True),
        ("algeria", "1962-07-03", "DZA", "DZA", True),
        ("goa", "1961-12-18", "PRT", "PRT", False),
        ("goa", "1961-12-19", "IND", "IND", True),
        ("panama-canal", "1970-01-01", "PAN", "USA", True),
        ("crimea", "2013-01-01", "UKR", "UKR", True),
        ("crimea", "2024-01-01", "UKR", "RUS", True),
        ("crimea", "1980-01-01", "SUN", "SUN", True),
        ("falklands", "1982-05-01", "GBR", "ARG", False),
        ("cocos", "1954-01-01", "GBR", "GBR", False),
        ("woody-island", "2024-01-01", None, "CHN", False),
        ("crescent-group", "1973-01-01", None, "RVN", False),
        ("second-thomas-shoal", "2024-06-17", None, "PHL", False),
        ("scarborough-shoal", "2011-01-01", None, None, False),
        ("scarborough-shoal", "2024-01-01", None, "CHN", False),
        ("taiwan", "1940-01-01", "JPN", "JPN", False),
        ("taiwan", "2024-01-01", "TWN", "TWN", True),
        ("northern-territories", "1960-01-01", None, "SUN", False),
        ("northern-territories", "2024-01-01", None, "RUS", False),
        ("guantanamo", "2024-01-01", "CUB", "USA", True),
        ("tallinn", "1980-01-01", "SUN", "SUN", True),
        ("nassau", "1960-01-01", "GBR", "GBR", False),
        ("kwajalein", "1980-01-01", None, "USA", False),
        ("guam", "2024-01-01", "USA", "USA", False),
    ],
)
def test_who_holds_a_place_depends_on_the_date(word, date, sovereign, administrator, metropolitan):
    found = place(word, date=date)
    assert (found.sovereign, found.administrator, found.metropolitan) == (
        sovereign,
        administrator,
        metropolitan,
    )


def test_claims_of_third_states_stand_apart():
    senkaku = place("senkaku")
    assert senkaku.contested_by == ("CHN", "TWN")
    assert senkaku.claimed_by == ()
    assert set(place("itu-aba").claimed_by) == {"TWN", "CHN", "VNM", "PHL"}
    assert place("second-thomas-shoal").eez_of == "PHL"


def test_article_6_and_the_pacific():
    assert place("honolulu").region == "oceania"
    assert place("honolulu").ocean == "pacific"
    assert not place("honolulu").metropolitan
    assert place("alaska").region == "north_america"
    assert place("puerto-rico").lat < 23.44 < place("bermuda").lat  # the Tropic of Cancer
    assert place("canary-islands").lat > 23.44


def test_an_unknown_place_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'senkaku'"):
        place("senkaka")


def test_the_gazetteer_is_large_and_well_formed():
    every = places.places()
    assert len(every) >= 400
    assert all(-90 <= p.lat <= 90 and -180 <= p.lon <= 180 for p in every)
    assert {p.region for p in every} == set(states.regions())
    assert len({(p.lat, p.lon) for p in every if p.kind != "capital"}) > 0.98 * len(
        [p for p in every if p.kind != "capital"]
    )


def test_every_present_state_has_its_capital_as_a_place():
    capitals = {p.sovereign: p for p in places.places() if p.kind == "capital"}
    for each in states.states("2024-01-01"):
        assert capitals[each.iso3].lat == each.capital.lat
        assert capitals[each.iso3].lon == each.capital.lon
        assert capitals[each.iso3].region == each.region


@pytest.mark.parametrize("date", DATES)
def test_whoever_holds_a_place_existed_then(date):
    held = [
        (p.id, code)
        for p in (q.at(date) for q in places.places())
        for code in (p.sovereign, p.administrator)
        if code
    ]
    gone = [
        (id_, code)
        for id_, code in held
        if states.state(code).kind == "state" and not states.state(code).existed_on(date)
    ]
    assert len(held) > 800
    assert gone == []


def test_the_name_of_a_state_finds_a_place_of_that_state():
    for each in states.states("2024-01-01"):
        assert place(each.name).sovereign == each.iso3
