"""Maps: outlines that close, neighbours as atlases have them, duties as the matrix has them, GeoJSON as its standard has it."""

import json
from itertools import pairwise
from types import SimpleNamespace

import pytest

from pato import world
from pato.report.geojson import _cut, geojson
from pato.report.maps import value_map, world_map
from pato.report.obligations import pairs
from pato.report.outlines import FILE, capital, is_tiny, multipolygon, outlines, polygon
from pato.report.sections.map import ALL, NONE, ONE, SEVERAL, bonds_table, build, sites_table
from pato.treaties.architecture import load_architecture

GROUP = ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL")
DATE = "2026-11-21"


def context(*names, group=GROUP):
    study = SimpleNamespace(world=world.load())
    systems = tuple(load_architecture(n) for n in names)
    return SimpleNamespace(
        architectures=systems,
        date=DATE,
        group=group,
        comparison=SimpleNamespace(study=study),
        day_of=lambda system: system.date or DATE,
        group_of=lambda _: group,
        meta={"seed": 1},
    )


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def test_the_file_is_small_and_says_where_it_comes_from():
    assert FILE.stat().st_size < 250_000
    about = outlines().about
    assert about["licence"] == "public domain"
    assert "no position" in about["note"]
    assert {"TWN", "CHN", "JPN", "SGP"} <= set(outlines().shapes)
    assert "ATA" not in outlines().shapes


@pytest.mark.parametrize(
    ("state", "neighbours"),
    [
        ("UKR", {"BLR", "HUN", "MDA", "POL", "ROU", "RUS", "SVK"}),
        ("KOR", {"PRK"}),
        ("JPN", set()),
        ("USA", {"CAN", "MEX"}),
        ("MNG", {"CHN", "RUS"}),
        ("LSO", {"ZAF"}),
    ],
)
def test_neighbours_are_those_of_an_atlas(state, neighbours):
    assert set(outlines().bordering(state)) == neighbours


def test_areas_agree_with_the_shape_of_the_world():
    """Square degrees times the cosine of the latitude give areas in order: no state is inside out."""
    for code in outlines().shapes:
        rings = multipolygon(code)["coordinates"]
        assert all(area(p[0]) > 0 for p in rings), code
        assert all(area(hole) < 0 for p in rings for hole in p[1:]), code
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for p in rings for ring in p), code
    assert sum(len(p) - 1 for p in multipolygon("ZAF")["coordinates"]) == 1, (
        "Lesotho is a hole in South Africa"
    )
    assert all(area(ring) < 0 for ring in polygon("AUS", step=0.2)["coordinates"]), (
        "spherical drawing asks for clockwise"
    )


def test_capitals_lie_in_the_bounds_of_their_states():
    missed = []
    for code in world.load().states:
        at, rings = capital(code), outlines().shapes.get(code, ())
        xs, ys = [x for r in rings for x, _ in r], [y for r in rings for _, y in r]
        if (
            rings
            and not is_tiny(code)
            and not (min(xs) - 1 <= at[0] <= max(xs) + 1 and min(ys) - 1 <= at[1] <= max(ys) + 1)
        ):
            missed.append(code)
    assert missed == []
    assert is_tiny("PLW")
    assert not is_tiny("NZL")
    assert capital("XYZ") is None


def test_what_states_are_shown_as_follows_the_duties():
    hub = {
        r["state"]: r["shown as"]
        for r in bonds_table(load_architecture("hub-and-spoke"), GROUP, DATE).records()
    }
    eight = {
        r["state"]: r["shown as"] for r in bonds_table(load_architecture("pato-8"), GROUP, DATE).records()
    }
    assert (hub["JPN"], hub["TWN"], hub["USA"]) == (ONE, NONE, SEVERAL)
    assert {eight[s] for s in GROUP} == {ALL}
    joined = pairs(load_architecture("hub-and-spoke"), GROUP, DATE)
    assert joined["USA", "JPN"] is True, "Article V binds both, in Japan's territory"
    assert joined["USA", "NZL"] is False, "the United States suspended its duties to New Zealand in 1986"
    assert ("JPN", "AUS") not in joined


def test_the_section_draws_equal_designs_once_and_says_so():
    section = build(context("hub-and-spoke", "flexible"))
    figures = [b for b in section.blocks if hasattr(b, "svg")]
    assert [f.name for f in figures] == ["map-hub-and-spoke", "map-features", "map-sites"]
    assert "Hub and spokes and Minilateral coalitions (the same obligations)" in figures[0].caption
    assert all(f.svg.startswith("<svg") and len(f.alt) > 40 and len(f.table) for f in figures)
    assert any("no position" in getattr(b, "text", "") for b in section.blocks)


def test_sites_are_the_snapshots():
    japan = next(r for r in sites_table(context("hub-and-spoke")).records() if r["state"] == "JPN")
    assert japan["US sites"] == world.load().state("JPN").value("us_base_sites") > 0


def test_geojson_has_areas_points_and_lines():
    data = json.loads(geojson(context("hub-and-spoke", "pato-8")))
    states = {f["properties"]["iso3"]: f for f in data["features"] if f["properties"]["layer"] == "states"}
    lines = [f["properties"] for f in data["features"] if f["properties"]["layer"] == "duties"]
    assert states["JPN"]["properties"]["pato-8: shown as"] == ALL
    assert states["PLW"]["geometry"]["type"] == "Point"
    assert sum(p["architecture"] == "pato-8" for p in lines) == 28
    assert all(-180 <= x <= 180 for x, _ in _points(data))


def test_lines_say_how_each_duty_is_owed_and_the_whole_what_it_rests_on():
    data = json.loads(geojson(context("hub-and-spoke", group=("USA", "JPN", "KOR"))))
    lines = {(p["a"], p["b"]): p for f in data["features"] if (p := f["properties"])["layer"] == "duties"}
    japan = lines["USA", "JPN"]
    assert (japan["limited_to_area"], japan["disputed"], japan["binding"]) == (True, False, "treaty")
    assert {(d["debtor"], d["creditor"]) for d in japan["duties"]} == {("USA", "JPN"), ("JPN", "USA")}
    assert all(
        {"instrument", "article", "status", "checked", "limited_to_area", "disputed", "binding"} <= set(d)
        for d in japan["duties"]
    )
    rests = data["about"]["coverage"]["hub-and-spoke"]
    assert "us-japan-1960" in rests["curated"]
    assert rests["sentence"].startswith("Coverage: ")


def _points(data):
    def walk(value):
        if isinstance(value[0], (int, float)):
            yield value
        else:
            for part in value:
                yield from walk(part)

    for feature in data["features"]:
        yield from walk(feature["geometry"]["coordinates"])


def test_lines_across_the_date_line_are_cut_there():
    assert _cut((140.0, 36.0), (-77.0, 39.0)) == {
        "type": "MultiLineString",
        "coordinates": [[[140.0, 36.0], [180.0, 36.839]], [[-180.0, 36.839], [-77.0, 39.0]]],
    }
    assert _cut((0.0, 0.0), (10.0, 10.0))["type"] == "LineString"


def test_a_map_without_anything_to_show_is_still_a_map_and_a_scale_needs_a_width():
    assert world_map({}, {}).startswith("<svg")
    with pytest.raises(ValueError, match="above 0"):
        value_map({"USA": 0.0}, "x", limit=0, names={})
