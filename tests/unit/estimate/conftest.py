"""A world of a few states that panels are worked out on by hand."""

import datetime as dt

import polars as pl
import pytest

D = dt.date


def states(*rows):
    names = ("ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday")
    return pl.DataFrame(rows, schema=names, orient="row")


@pytest.fixture
def world(tmp_path):
    """Five states: 2 throughout; 255 (to 1945, again from October 1990); 260 until the day before; 679 follows 678."""
    tables = {
        "cow_states": states(
            (2, 1816, 1, 1, 2016, 12, 31),
            (255, 1940, 1, 1, 1945, 5, 8),
            (255, 1990, 10, 3, 2016, 12, 31),
            (260, 1955, 5, 5, 1990, 10, 2),
            (678, 1926, 9, 2, 1990, 5, 21),
            (679, 1990, 5, 22, 2016, 12, 31),
        ),
        "cow_nmc": pl.DataFrame(
            {"ccode": [2, 2, 260, 678, 255, 679], "year": [1989, 1990, 1989, 1989, 1990, 1990], "cinc": [0.2, 0.19, 0.03, 0.001, 0.04, 0.002]}
        ).with_columns(*(pl.lit(None, pl.Float64).alias(c) for c in ("milex", "milper", "irst", "pec", "tpop", "upop"))),
        "cow_majors": pl.DataFrame(
            {"ccode": [2, 255], "styear": [1898, 1940], "endyear": [2016, 1945], "endmonth": [12, 5]}
        ),
        "cow_contdir": pl.DataFrame(
            {
                "ccode1": [255, 255, 260, 2, 255, 679],
                "ccode2": [260, 260, 255, 679, 679, 255],
                "conttype": [4, 1, 1, 0, 5, 5],
                "stdate": [D(1990, 1, 1), D(1990, 6, 1), D(1990, 6, 1), D(1950, 1, 1), D(1991, 3, 1), D(1991, 3, 1)],
                "enddate": [D(1990, 12, 1)] * 3 + [D(2016, 12, 1)] * 3,
            }
        ),
        "cow_capitals": pl.DataFrame(
            {
                "ccode": [2, 255, 255, 260, 678, 679],
                "stdate": [D(1816, 1, 1), D(1816, 1, 1), D(1991, 6, 1), D(1949, 1, 1), D(1918, 1, 1), D(1990, 5, 22)],
                "enddate": [D(2024, 12, 31), D(1991, 5, 31), D(2024, 12, 31), D(1991, 6, 19), D(1990, 5, 21), D(2024, 12, 31)],
                "lat": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                "lng": [0.0, 90.0, 45.0, 30.0, 60.0, 60.0],
            }
        ),
        "cow_mindist": pl.DataFrame({"ccode1": [2], "ccode2": [255], "year": [1991], "mindist": [123.0]}),
        "nuclear_warheads_1945_2023": pl.DataFrame({"iso3c": ["USA", "USA"], "Year": [1945, 2023], "Number of nuclear warheads": [2, 3708]}),
        "country_codes": pl.DataFrame({"iso3c": ["USA", "DEU"], "cown": [2, 255]}),
        "isard_cw_democracy_1816_2025": pl.DataFrame(
            {
                "ccode": [2, 255, 679, 678, 2],
                "year": [1990, 1990, 1990, 1989, 1989],
                "euds": [1.0, 1.0, -1.0, -1.0, 1.0],
                "aeuds": [1.0, 0.3, -0.5, -0.5, 1.0],
                "v2x_polyarchy": [0.8, 0.8, 0.1, 0.1, 0.8],
            }
        ),
        # under Polity's own numbers: 364 is COW's 365 and not a state here, 818 is no row of this world
        "polity5_1800_2018": pl.DataFrame(
            {"ccode": [2, 679, 2, 364, 310], "year": [1990, 1990, 1989, 1950, 1900], "polity2": [10, -7, 10, -9, -4]}
        ),
        "cow_mid_dirdisps": other_disputes((3, 255, 2, 1992, 1, 1, 4), (7, 2, 679, 2014, 1, 1, 3)),
        "mie_events_1816_2014": events(
            # 2 threatens 255 on the first day and is answered in the next year by force; 679 joins 255 later
            (9, 1, 2, 255, (1990, 5, 3), 1990, 1, 2), (9, 2, 255, 2, (1991, 2, -9), 1991, 0, 4), (9, 3, 679, 2, (1991, 3, 1), 1991, 0, 3),
        ),
        "tss_rivalries": pl.DataFrame(
            {"ccode1": [2, 2], "ccode2": [255, 679], "start": [1939, 1991], "end": [1945, 2020], "spatial": [1.0, None]}
        ).with_columns(*(pl.lit(None, pl.Float64).alias(c) for c in ("positional", "ideological", "interventionary"))),
        "cow_war_inter": wars((1, 255, 2, 1991, 1), (1, 255, 2, 1992, 0), (1, 255, 679, 1992, 1)),
        "td_rivalries": pl.DataFrame({"ccode1": [2], "ccode2": [255], "styear": [1939], "endyear": [2010]}),
        "gml_dirdisp": disputes(
            # two disputes of the same directed pair in one year, of which one reaches war, and one that goes on
            (1, 2, 255, 1990, 1, 1, 3),
            (2, 2, 255, 1990, 1, 1, 5),
            (3, 255, 2, 1992, 1, 1, 4),
            (3, 255, 2, 1993, 1, 0, 4),
            (4, 2, 678, 2010, 1, 1, 2),
            (5, 2, 679, 2010, 1, 1, 2),
        ),
        "atop51_directed_dyad_year_1815_2018": pl.DataFrame(
            [
                (2, 260, 1989, 1, 0, 0, 0, 0), (2, 260, 1990, 1, 0, 0, 0, 0), (2, 255, 1990, 1, 0, 0, 0, 0),
                (679, 255, 1990, 1, 0, 0, 0, 0), (255, 679, 1990, 0, 0, 1, 0, 0), (2, 678, 1991, 1, 0, 0, 0, 0),
                (2, 255, 2018, 1, 0, 0, 0, 0),
            ],
            schema=("ccode1", "ccode2", "year", "atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"),
            orient="row",
        ),
        "unga_idealpoints_s1_s78": pl.DataFrame({"ccode": [2, 255], "year_session_opens": [1990, 1990], "IdealPointAll": [2.5, 1.5]}),
        "cow_trade_sy": pl.DataFrame({"ccode": [2], "year": [1990], "imports": [5.0], "exports": [4.0]}),
        "trade_dta_comtrade_1964_2016": pl.DataFrame({"exp": ["USA"], "imp": ["DEU"], "time": [1992], "export": [3e6]}),
    }  # fmt: skip
    for name, table in tables.items():
        table.write_parquet(tmp_path / f"{name}.parquet")
    return str(tmp_path)


def disputes(*rows):
    """Both directions of each record; side 1 of the record given is the initiator."""
    out = []
    for number, one, two, year, ongoing, onset, level in rows:
        out.append((number, one, two, year, ongoing, onset, 1, 0, 1, 1, level))
        out.append((number, two, one, year, ongoing, onset, 0, 1, 1, 1, level))
    names = (
        "dispnum",
        "ccode1",
        "ccode2",
        "year",
        "midongoing",
        "midonset",
        "sidea1",
        "sidea2",
        "orig1",
        "orig2",
        "hostlev",
    )
    return pl.DataFrame(out, schema=names, orient="row")


def other_disputes(*rows):
    """The same as MID 5.0 has it: hostility by side, other names."""
    frame = disputes(*rows).rename(
        {"midongoing": "dispongoing", "midonset": "disponset", "hostlev": "hostlev1"}
    )
    return frame.with_columns(hostlev2=pl.lit(1))


def events(*rows):
    """Acts of one state on another."""
    out = [(m, e, one, two, *start, end, side, level) for m, e, one, two, start, end, side, level in rows]
    names = (
        "micnum",
        "eventnum",
        "ccode1",
        "ccode2",
        "styear",
        "stmon",
        "stday",
        "endyear",
        "sidea1",
        "hostlev",
    )
    return pl.DataFrame(out, schema=names, orient="row")


def wars(*rows):
    """Both directions of each record; the first state initiated."""
    out = []
    for number, one, two, year, onset in rows:
        out += [(number, one, two, year, onset, 1), (number, two, one, year, onset, 0)]
    names = ("warnum", "ccode1", "ccode2", "year", "cowinteronset", "initiator1")
    return pl.DataFrame(out, schema=names, orient="row")


@pytest.fixture
def row():
    """Return what finds the one row of a directed pair and year."""

    def found(frame, one, two, year):
        rows = frame.filter((pl.col("ccode1") == one) & (pl.col("ccode2") == two) & (pl.col("year") == year))
        assert rows.height == 1
        return rows.row(0, named=True)

    return found
