"""Where an obligation applies: parts of areas, polygons across 180 degrees, and what cannot be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.registry import places
from pato.treaties.areas import distance_km, in_area, in_polygon

BOX_ACROSS_180 = ((10.0, 170.0), (10.0, -170.0), (-10.0, -170.0), (-10.0, 170.0))
BODY = "parties: [{{state: USA}}, {{state: JPN}}]\nareas:\n  a: {{includes: [{item}]{excludes}}}\nobligations:\n  - {{id: o, article: 1, kind: defence, when: {{act: attack, in: a}}, duty: assist_with_force}}\n"


@pytest.fixture
def inside(treaty):
    def ask(item, place, target="territory", date="2020-01-01", excludes=""):
        found = treaty(BODY.format(item=item, excludes=excludes))
        return in_area(
            found, found.areas["a"], places.place(place, date=date) if place else None, target, date
        )

    return ask


@pytest.mark.parametrize(
    ("item", "place", "expected"),
    [
        ("{territory_of: parties}", "tokyo", True),
        ("{territory_of: parties}", "manila", False),
        ("{territory_of: [PHL]}", "manila", True),
        ("{administered_by: JPN}", "senkaku", True),
        ("{administered_by: JPN}", "taipei", False),
        ("{territory_of: parties, region: north_america}", "washington", True),
        ("{territory_of: parties, region: north_america}", "honolulu", False),
        ("{island_of_in: {state: parties, ocean: pacific}}", "guam", True),
        ("{island_of_in: {state: parties, ocean: atlantic}}", "guam", False),
        ("{ocean: pacific, north_of: 21.5}", "senkaku", True),
        ("{ocean: pacific, south_of: 21.5}", "senkaku", False),
        ("{place: [guam, honolulu]}", "guam", True),
        ("{territory_of: parties, island: true}", "guam", True),
        ("{territory_of: parties, island: true}", "washington", False),
        ("{territory_of: parties, island: false}", "washington", True),
        ("{territory_of: parties, island: false}", "guam", False),
        ("{territory_of: parties, metropolitan: true}", "washington", True),
        ("{territory_of: parties, metropolitan: true}", "guam", False),
        ("{territory_of: parties, metropolitan: false}", "guam", True),
        ("{territory_of: parties, north_of: 30}", "washington", True),
        ("{territory_of: parties, south_of: 30}", "washington", False),
        ("{sea: south-china-sea}", "second-thomas-shoal", True),
        ("{point: {lat: 13.5, lon: 144.8}, radius_km: 100}", "guam", True),
        ("{point: {lat: 13.5, lon: 144.8}, radius_km: 100}", "tokyo", False),
        (
            "{polygon: [{lat: 10, lon: 170}, {lat: 10, lon: -170}, {lat: -20, lon: -170}, {lat: -20, lon: 170}]}",
            "funafuti",
            True,
        ),
        (
            "{polygon: [{lat: 10, lon: 170}, {lat: 10, lon: -170}, {lat: -20, lon: -170}, {lat: -20, lon: 170}]}",
            "tokyo",
            False,
        ),
    ],
)
def test_parts_of_an_area(inside, item, place, expected):
    assert inside(item, place) is expected


def test_okinawa_came_under_japan_in_1972(inside):
    assert inside("{administered_by: JPN}", "okinawa", date="1972-05-14") is False
    assert inside("{administered_by: JPN}", "okinawa", date="1972-05-15") is True


def test_what_is_struck_can_decide(inside):
    assert inside("{ocean: pacific, on: [armed_forces]}", "guam", "territory") is False
    assert inside("{ocean: pacific, on: [armed_forces]}", "guam", "armed_forces") is True


def test_parts_with_dates_and_cuts(inside):
    assert inside("{territory_of: parties, until: 2000-01-01}", "tokyo") is False
    assert (
        inside("{territory_of: parties}", "honolulu", excludes=", excludes: [{place: [honolulu]}]") is False
    )


def test_without_a_place_nothing_is_told(inside):
    assert inside("{territory_of: parties}", None) is None


def test_distances_are_those_of_the_sphere():
    assert distance_km(0, 0, 0, 90) == pytest.approx(10007.557, abs=0.01)
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.195, abs=0.01)


@given(st.floats(-9.5, 9.5), st.floats(-9.5, 9.5))
def test_a_box_across_180_degrees_holds_what_lies_in_it(lat, east):
    lon = 180 + east if east < 0 else -180 + east
    assert in_polygon(lat, lon, BOX_ACROSS_180)


@given(st.floats(-80, 80), st.floats(-165, 165))
def test_and_nothing_else(lat, lon):
    assert not in_polygon(lat, lon, BOX_ACROSS_180)


@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(-180, 180))
def test_turning_the_globe_changes_nothing(lat, lon, turn):
    def turned(x):
        return (x + turn + 180) % 360 - 180

    box = ((20.0, -30.0), (20.0, 30.0), (-20.0, 30.0), (-20.0, -30.0))
    if min(abs(abs(lat) - 20), abs(abs(lon) - 30)) < 3:
        return  # edges are geodesics, not parallels: near them the answer may turn
    assert in_polygon(lat, lon, box) == in_polygon(lat, turned(lon), tuple((a, turned(b)) for a, b in box))


def test_corners_count_as_inside_and_points_on_their_meridian_do_not():
    box = ((20.0, -30.0), (20.0, 30.0), (-20.0, 30.0), (-20.0, -30.0))
    assert all(in_polygon(*corner, box) for corner in box)
    assert not in_polygon(60.0, 30.0, box)
    assert in_polygon(0.0, 29.9, box)


def test_edges_are_geodesics_not_parallels():
    wide = ((50.0, -60.0), (50.0, 60.0), (0.0, 60.0), (0.0, -60.0))
    assert in_polygon(60.0, 0.0, wide), "the great circle from 50 N to 50 N passes north of 60"
