"""Data on pairs: symmetric variables once per pair, directed ones from each state to the other.

Covariates of the war-risk model are taken from the panel's own columns, so that the definitions agree; each has its
own year, and a value that is carried forward says so in its definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

import polars as pl

from pato.estimate.panel import build_panel
from pato.estimate.snapshot.agreements import deepest, depths, in_force
from pato.estimate.snapshot.definitions import BY_NAME, PAIR_FIGURES, rounded
from pato.estimate.snapshot.states import Read

Key = tuple[str, str]
Values = dict[Key, dict[str, float | int | str | None]]

_GROUPS = ("contiguity", "distance", "disputes", "pledges", "rivalry")
_LETTERS = {
    "rivalry_spatial": "s",
    "rivalry_positional": "p",
    "rivalry_ideological": "i",
    "rivalry_interventionary": "n",
}
_PLEDGES = {
    "atop_defense": "defence",
    "atop_offense": "offence",
    "atop_neutral": "neutrality",
    "atop_nonagg": "non_aggression",
    "atop_consul": "consultation",
}
_OUTSIDE = ("challenger_defence", "challenger_offence", "challenger_neutrality")
_RECENT = (1991, 2010)


def symmetric_columns() -> tuple[str, ...]:
    """Return the columns of ``pairs.csv`` after the two codes."""
    return tuple(d.name for d in PAIR_FIGURES if d.scope == "pair")


def directed_columns() -> tuple[str, ...]:
    """Return the columns of ``directed.csv`` after the two codes."""
    return tuple(d.name for d in PAIR_FIGURES if d.scope == "directed")


def symmetric(read: Read, states: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``pairs.csv``, one a pair, codes in alphabetical order."""
    isos = sorted(states["iso"])
    values: Values = {pair: {} for pair in combinations(isos, 2)}
    for make in (_of_panel, _disputes, _rivalries, _snapshot_list, _ideal_points, _agreements):
        for key, name, value in make(read, states):
            values[key][name] = value
    return _rows(values, symmetric_columns())


def directed(read: Read, states: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``directed.csv``: what the first state pledged to, or began against, the second."""
    values: Values = {pair: {} for pair in permutations(sorted(states["iso"]), 2)}
    for make in (_pledges, _outside, _initiated):
        for key, name, value in make(read, states):
            values[key][name] = value
    return _rows(values, directed_columns())


Item = tuple[Key, str, float | int | str | None]


def _rows(values: Values, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for key in sorted(values):
        yield (*key, *(_cell(values[key].get(name), BY_NAME[name].digits) for name in columns))


def _cell(value: float | str | None, digits: int) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return str(rounded(value, digits))


def _panel(states: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return the panel's directed rows of one year between states of the list, with their ISO codes."""
    frame = build_panel("directed-dyad-year", (year, year), with_=list(_GROUPS))
    codes = states.select(pl.col("ccode").cast(pl.Int16), "iso")
    return frame.join(codes.rename({"ccode": "ccode1", "iso": "iso1"}), on="ccode1").join(
        codes.rename({"ccode": "ccode2", "iso": "iso2"}), on="ccode2"
    )


def _once(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("iso1") < pl.col("iso2"))


def _of_panel(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    del read
    taken: tuple[tuple[int, dict[str, str]], ...] = (
        (2011, {"peace_years": "peace_years", "onsets_halflife20": "dispute_history"}),
        # the panel's lagged columns of 2019 are those of 2018, the last year that ATOP covers
        (
            2019,
            {
                "portfolio_s_lag1": "portfolio_s",
                "contiguity": "contiguity",
                "distance_km": "distance_km",
                "minimum_distance_km": "mindist_km",
            },
        ),
        (2020, {"rivalry": "rivalry", **{name: name for name in _LETTERS}}),
    )
    for year, names in taken:
        for row in _once(_panel(states, year)).select("iso1", "iso2", *names).iter_rows(named=True):
            key = (row["iso1"], row["iso2"])
            if year == 2019:
                yield key, "land", int(row["contiguity"] == 1)
                yield key, "sea", int(row["contiguity"] > 1)
            if year == 2020:
                yield (
                    key,
                    "rivalry_types",
                    "".join(letter for name, letter in _LETTERS.items() if row[name]) or None,
                )
            yield from ((key, figure, row[name]) for name, figure in names.items() if name not in _LETTERS)


def _keyed(frame: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    codes = states.select("ccode", "iso")
    one = frame.with_columns(pl.col("ccode1", "ccode2").cast(pl.Int64))
    return one.join(codes.rename({"ccode": "ccode1", "iso": "iso1"}), on="ccode1").join(
        codes.rename({"ccode": "ccode2", "iso": "iso2"}), on="ccode2"
    )


def _opposed(read: Read, states: pl.DataFrame) -> pl.DataFrame:
    """Return dispute-years with the two states on opposite sides."""
    frame = _keyed(read("gml_dirdisp"), states)
    return frame.filter(pl.col("sidea1") != pl.col("sidea2"))


def _disputes(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    each = (
        _once(_opposed(read, states))
        .group_by("iso1", "iso2", "dispnum")
        .agg(first=pl.col("year").min(), last=pl.col("year").max(), level=pl.col("hostlev").max())
    )
    counted = each.group_by("iso1", "iso2").agg(
        disputes=pl.len(),
        disputes_1991_2010=pl.col("first").is_between(*_RECENT).sum(),
        dispute_last_year=pl.col("last").max(),
        dispute_hostility=pl.col("level").max(),
    )
    found = {(r["iso1"], r["iso2"]): r for r in counted.iter_rows(named=True)}
    for key in combinations(sorted(states["iso"]), 2):
        row = found.get(key)
        for name in ("disputes", "disputes_1991_2010"):
            yield key, name, row[name] if row else 0
        if row:
            yield key, "dispute_last_year", row["dispute_last_year"]
            yield key, "dispute_hostility", row["dispute_hostility"]


def _rivalries(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    frame = _keyed(read("tss_rivalries"), states)
    now = frame.filter(pl.col("end") == frame["end"].max())
    for one, two, start in now.select("iso1", "iso2", "start").iter_rows():
        yield ((one, two) if one < two else (two, one)), "rivalry_since", start


def _snapshot_list(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    """Yield counts that the store holds for these pairs only."""
    del states
    for row in read("snapshot_dyads_2023").iter_rows(named=True):
        key = (row["iso1"], row["iso2"]) if row["iso1"] < row["iso2"] else (row["iso2"], row["iso1"])
        yield key, "mids_1994_2014", row["mid_onsets_1994_2014"]
        yield key, "shared_igos", row["shared_igos_2014"]


def _ideal_points(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    table = read("unga_idealpoints_s1_s78")
    last = table.filter(
        (pl.col("session") == table["session"].max()) & pl.col("iso3c").is_in(states["iso"].to_list())
    )
    points = dict(last.select("iso3c", "IdealPointAll").iter_rows())
    for one, two in combinations(sorted(points), 2):
        yield (one, two), "ideal_point_distance", abs(points[one] - points[two])


def _agreements(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    depth = depths(read)
    for key, ids in in_force(read, states).items():
        yield key, "agreements", " ".join(map(str, ids))
        yield key, "agreement_depth", deepest(ids, depth)


def _pledges(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    table = read("atop51_directed_dyad_year_1815_2018")
    last = _keyed(table.filter(pl.col("year") == table["year"].max()), states)
    found = {(r["iso1"], r["iso2"]): r for r in last.iter_rows(named=True)}
    for key in permutations(sorted(states["iso"]), 2):
        row = found.get(key)  # the table holds only active pairs: the others had no pledges by 2018
        for column, name in _PLEDGES.items():
            yield key, name, row[column] if row else 0


def _outside(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    del read
    for row in _panel(states, 2019).iter_rows(named=True):
        for name in _OUTSIDE:
            yield (row["iso1"], row["iso2"]), name, row[f"{name}_lag1"]


def _initiated(read: Read, states: pl.DataFrame) -> Iterator[Item]:
    began = _opposed(read, states).filter(
        (pl.col("sidea1") == 1) & (pl.col("orig1") == 1) & (pl.col("orig2") == 1)
    )
    counts = {
        (a, b): n for a, b, n in began.group_by("iso1", "iso2").agg(pl.col("dispnum").n_unique()).iter_rows()
    }
    for key in permutations(sorted(states["iso"]), 2):
        yield key, "initiated", counts.get(key, 0)
