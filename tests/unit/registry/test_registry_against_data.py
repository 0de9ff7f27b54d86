"""The registry against the owners' tables: COW states, capitals, and the map."""

import csv
import datetime as dt
import itertools
import json
import math

import pytest

from pato.registry import places, states

pytestmark = pytest.mark.full_data

# The COW table ends its spells on this day where membership goes on.
LAST_DAY = dt.date(2016, 12, 31)

# One COW number, several states of the registry: the joined intervals must still be those of COW.
SEVERAL_STATES = {345: ["SRB", "YUG", "SCG", "SRB"], 365: ["RUS", "SUN", "RUS"]}

# Capitals more than 25 km from those of the CShapes table, and why.
OTHER_CAPITALS = {
    "BRA": "the table gives the centre of the country for Brasília",
    "CHN": "the table gives a point north of Beijing, and Beijing for the years of Nanjing",
    "PLW": "the table gives a point in the sea for Koror, and has no Ngerulmud",
    "SAU": "the table gives the centre of the country for Riyadh",
    "TUN": "the table gives the centre of the country for Tunis",
    "TUR": "the table has Ankara throughout; Istanbul until 1923",
    "TZA": "the table has Dodoma throughout; Dar es Salaam until 1996",
}

# Islands, rocks, enclaves and lines at sea that the 1:50 million map leaves out: their coordinates are checked by eye only.
TOO_SMALL_FOR_THE_MAP = {
    "abu-musa",
    "akrotiri",
    "aleutians",
    "baengnyeong",
    "bikini",
    "ceuta",
    "crescent-group",
    "dachen",
    "fiery-cross",
    "funafuti",
    "gibraltar",
    "gulf-of-venezuela",
    "ieodo",
    "itu-aba",
    "iwo-jima",
    "johnson-south-reef",
    "johnston",
    "kastellorizo",
    "kwajalein",
    "lampedusa",
    "ligitan-sipadan",
    "matsu",
    "melilla",
    "midway",
    "minami-torishima",
    "mischief-reef",
    "mururoa",
    "nll",
    "ogasawara",
    "okinotori",
    "palmyra",
    "pedra-branca",
    "penghu",
    "pitcairn",
    "pratas",
    "scarborough-shoal",
    "second-thomas-shoal",
    "senkaku",
    "siachen",
    "snake-island",
    "spratly-island",
    "subi",
    "swallow-reef",
    "takeshima-dokdo",
    "thitu",
    "tokelau",
    "turks-and-caicos",
    "wake",
    "woody-island",
    "yeonpyeong",
    "yonaguni",
}


def _frame(path):
    polars = pytest.importorskip("polars")
    return polars.read_parquet(path).iter_rows(named=True)


def _day(row, prefix):
    return dt.date(*(int(row[f"{prefix}{part}"]) for part in ("year", "month", "day")))


def test_every_cow_spell_agrees_with_the_owners_table(full_data):
    ours: dict[int, list[tuple[str, str | None]]] = {}
    for _, code, start, end in states.crosswalk():
        spells = ours.setdefault(code, [])
        if spells and spells[-1][1] == start and code in SEVERAL_STATES:
            spells[-1] = (spells[-1][0], end)
        else:
            spells.append((start, end))
    theirs: dict[int, list[tuple[str, str | None]]] = {}
    for row in _frame(full_data / "cow_states.parquet"):
        last = _day(row, "end")
        end = None if last == LAST_DAY else (last + dt.timedelta(days=1)).isoformat()
        theirs.setdefault(int(row["ccode"]), []).append((_day(row, "st").isoformat(), end))
    assert len(theirs) == 217
    assert ours == {code: sorted(spells) for code, spells in sorted(theirs.items())}


def test_the_states_that_share_a_cow_number_are_the_documented_ones(full_data):
    del full_data
    holders: dict[int, list[str]] = {}
    for code3, code, _, _ in states.crosswalk():
        if holders.setdefault(code, [""])[-1] != code3:
            holders[code].append(code3)
    assert {code: found[1:] for code, found in holders.items() if len(set(found[1:])) > 1} == SEVERAL_STATES


def test_cow_abbreviations_agree(full_data):
    theirs = {int(row["ccode"]): row["stateabb"] for row in _frame(full_data / "cow_states.parquet")}
    assert {spell.code: spell.abb for s in states.states() for spell in s.cow} == theirs


def test_codes_agree_with_the_crosswalk_of_others(full_data):
    with (full_data / "country_codes.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["iso3c"], row["cown"]) for row in csv.DictReader(stream)]
    iso = {code for code, _ in rows if code and code not in {"NA", "None"}}
    pairs = {
        (code, int(float(number)))
        for code, number in rows
        if code in iso and number not in {"", "NA", "None"}
    }
    ours = {(s.iso3, spell.code) for s in states.states() for spell in s.cow}
    assert pairs - ours == {("VAT", 327)}  # the Papal States are a state of their own here
    made_by_pato = {s.iso3 for s in states.states() if s.iso3 not in iso}
    assert made_by_pato == {
        "AUH",
        "BAD",
        "BAV",
        "CSK",
        "DDR",
        "HAN",
        "HSE",
        "HSG",
        "JSN",
        "MEC",
        "MOD",
        "PAP",
        "PMA",
        "RVN",
        "SAX",
        "SCG",
        "SIC",
        "SUN",
        "TUS",
        "WRT",
        "XKX",
        "YAR",
        "YMD",
        "YUG",
        "ZAN",
    }


def _km(lat1, lon1, lat2, lon2):
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    return (
        6371
        * 2
        * math.asin(
            math.sqrt(math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2)
        )
    )


def test_capitals_agree_with_the_owners_table(full_data):
    years = [1850, 1900, 1930, 1948, 1950, 1970, 1980, 1990, 2000, 2016]
    table = list(_frame(full_data / "cow_capitals.parquet"))
    compared, far = 0, {}
    for year in years:
        day = f"{year}-07-01"
        for each in states.states():
            spell, capital = each.cow_on(day), each.capital_on(day)
            rows = [
                r
                for r in table
                if spell
                and int(r["ccode"]) == spell.code
                and r["stdate"].isoformat() <= day <= r["enddate"].isoformat()
            ]
            if not rows:
                continue
            assert capital is not None, (each.iso3, day)
            compared += 1
            km = _km(capital.lat, capital.lon, rows[-1]["lat"], rows[-1]["lng"])
            if km > 25:
                far[each.iso3, year] = round(km)
    assert compared > 1000
    assert {code for code, _ in far} == set(OTHER_CAPITALS), far


def test_places_lie_where_the_map_has_their_holder(full_data):
    land = _land(full_data / "ne_50m_countries.geojson")
    off, compared = {}, 0
    for place in places.places():
        holders = {place.sovereign, place.administrator} - {None}
        if place.kind in {"waters", "feature"} or not holders:  # the map has no reefs and rocks
            continue
        compared += 1
        km = min(
            (_distance(place.lon, place.lat, ring) for code in holders for ring in land.get(code, [])),
            default=math.inf,
        )
        if km > 12:
            off[place.id] = km
    assert compared > 400
    unexplained = {id_: km for id_, km in off.items() if id_ not in TOO_SMALL_FOR_THE_MAP}
    assert unexplained == {}, "check the coordinates again; add it to TOO_SMALL_FOR_THE_MAP if they are right"


def _land(path):
    alias = {
        "US1": "USA",
        "FR1": "FRA",
        "GB1": "GBR",
        "NL1": "NLD",
        "DN1": "DNK",
        "NZ1": "NZL",
        "AU1": "AUS",
        "CH1": "CHN",
        "FI1": "FIN",
        "KOS": "XKX",
        "IS1": "ISR",
        "CU1": "CUB",
        "KA1": "KAZ",
    }
    found = {}
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        shape, names = feature["geometry"], feature["properties"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for code in {alias.get(names[k], names[k]) for k in ("ADM0_A3", "SOV_A3", "ISO_A3_EH")}:
            found.setdefault(code, []).extend(part[0] for part in parts)
        if names["ADM0_A3"] == "CYN":
            found.setdefault("CYP", []).extend(part[0] for part in parts)
    return found


def _distance(lon, lat, ring):
    """Kilometres from a point to a ring on a plane around the point; 0 inside."""
    scale = math.cos(math.radians(lat)) * 111.2
    points = [(((x - lon + 180) % 360 - 180) * scale, (y - lat) * 111.2) for x, y in (c[:2] for c in ring)]
    best, inside = math.inf, False
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if (y1 > 0) != (y2 > 0) and x1 - y1 * (x2 - x1) / (y2 - y1) > 0:
            inside = not inside
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        t = 0 if length == 0 else max(0, min(1, -(x1 * dx + y1 * dy) / length))
        best = min(best, math.hypot(x1 + t * dx, y1 + t * dy))
    return 0 if inside else best
