"""The world of a past year for all models: data on states and pairs, without trade.

All data are as known on 1 January of the year, by the panel's own conventions (``docs/panel.md``): capability,
regime, rivalry and alliance portfolios of the year before (of the same year for a state that enters in it), dispute
history strictly before the year, major powers and borders of the year itself. Where a source ends earlier its last
values are carried, and the figure says of which year they are. What no source of the store gives is missing, with a
reason: there is no trade matrix before 2023, no current GDP before 1980 and no list of American sites before 2018.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import polars as pl

from pato.errors import CoverageError, Problem, UnknownNameError, unknown
from pato.estimate.panel import build_panel
from pato.estimate.panel.system import FIRST_YEAR
from pato.registry import states as registry
from pato.world import files
from pato.world.figures import Definition, Figure, StateFigures
from pato.world.model import World
from pato.world.sources import store
from pato.world.trade import ROW, TradeMatrix

GROUPS = ("capability", "contiguity", "distance", "disputes", "pledges", "regime", "rivalry", "ideal_points")
_ENDS = {"disputes": ("gml_dirdisp", "year"), "pledges": ("atop51_directed_dyad_year_1815_2018", "year"), "rivalry": ("tss_rivalries", "end")}  # fmt: skip
"""Tables that end before the present, by what is carried from them: what they tell of a year is known the year after."""
_STATE = {"cinc": "cinc_lag1", "major": "major", "democracy": "democracy_lag1", "milex_cow_usd_m": "milex", "military_personnel_thousand": "milper", "population": "tpop", "democracy_score": "aeuds", "ideal_point": "ideal_point_lag1", "capital_lat": "capital_lat", "capital_lon": "capital_lon"}  # fmt: skip
_LAGGED_HERE = ("milex_cow_usd_m", "military_personnel_thousand", "population", "democracy_score")
_SCALE = {"milex_cow_usd_m": 1e-3, "population": 1e3}
_SAME_YEAR = ("major", "capital_lat", "capital_lon")
_DOLLARS_FROM = 1914
"""Military expenditure is in pounds before (docs/panel.md)."""
_PAIR = {"distance_km": ("distance_km", ""), "mindist_km": ("minimum_distance_km", ""), "contiguity": ("contiguity", ""), "rivalry": ("rivalry_lag1", "rivalry"), "peace_years": ("peace_years", "disputes"), "dispute_history": ("onsets_halflife20", "disputes"), "portfolio_s": ("portfolio_s_lag1", "pledges"), "ideal_point_distance": ("ideal_point_gap_lag1", "")}  # fmt: skip
_DIRECTED = {"defence": "pledge_defence_lag1", "offence": "pledge_offence_lag1", "neutrality": "pledge_neutrality_lag1", "non_aggression": "pledge_nonaggression_lag1", "consultation": "pledge_consultation_lag1", "challenger_defence": "challenger_defence_lag1", "challenger_offence": "challenger_offence_lag1", "challenger_neutrality": "challenger_neutrality_lag1"}  # fmt: skip
Rows = dict[tuple[str, str], dict[str, str]]


@dataclass(frozen=True)
class HistoricalWorld(World):
    """A world compiled from the data store instead of read from a snapshot; no trade and no agreements in it.

    Attributes
    ----------
    year
        Figures are as of its 1 January.
    carried
        Last year of the sources that end earlier, by what is carried: ``disputes``, ``pledges``, ``rivalry``.
    pair_rows, directed_rows
        Figures of pairs by their codes (in alphabetical order; and from, to).
    """

    year: int = 0
    carried: Mapping[str, int] = field(default_factory=dict)
    pair_rows: Rows = field(default_factory=dict, repr=False)
    directed_rows: Rows = field(default_factory=dict, repr=False)

    @cached_property
    def trade(self) -> TradeMatrix:
        """An empty matrix: what was traded is missing, not zero."""
        return TradeMatrix((*self.states, ROW), {})

    @cached_property
    def agreements(self) -> Mapping[int, Mapping[str, str]]:
        """No trade agreements are compiled for past years."""
        return {}

    @cached_property
    def about(self) -> dict[str, Any]:
        """Vintage, counts, and variables carried forward."""
        n = len(self.states)
        return {"vintage": str(self.year), "states": n, "pairs": n * (n - 1) // 2, "trade_cells": 0, "carried": dict(self.carried)}  # fmt: skip

    @cached_property
    def digest(self) -> str:
        """A hash of all figures."""
        states = {iso: {n: f.value for n, f in s.figures.items()} for iso, s in self.states.items()}
        pairs = [["-".join(k), v] for part in (self.pair_rows, self.directed_rows) for k, v in part.items()]
        own = json.dumps([self.year, states, pairs, self.overrides], sort_keys=True, default=str)
        return hashlib.sha256(own.encode()).hexdigest()

    @cached_property
    def _pairs(self) -> Rows:
        return self.pair_rows

    @cached_property
    def _directed(self) -> Rows:
        return self.directed_rows


def historical_world(folder: str | None, year: int, states: Iterable[str] | None = None) -> HistoricalWorld:
    """Return the world as it was known on 1 January of a year.

    Parameters
    ----------
    folder
        The data store, `pato.files.storage.data_dir()` by default.
    year
        From 1900 to the year after the last capabilities.
    states
        ISO codes, those of the time (``SUN``, ``DDR``); every state of the system on 31 December of the year by default,
        so that a state that entered in the year is in it.

    Raises
    ------
    UnknownNameError
        If there never was such a state.
    CoverageError
        If a state was not in the system then, or its capability is not known.
    DataError
        If the store lacks a table.
    """
    known = _in_system(folder, year)
    chosen = tuple(known) if states is None else _checked(tuple(dict.fromkeys(states)), known, year)
    carried = {what: min(year, _end(table, column, folder)) for what, (table, column) in _ENDS.items()}
    meanings = _meanings(year, carried)
    figures = _state_figures(folder, year, {iso: known[iso] for iso in chosen}, meanings)
    _refuse_without_capability(figures, year)
    pairs, directed = _of_pairs(folder, year, chosen, carried)
    return HistoricalWorld(
        figures, meanings, files.sources(), year=year, carried=carried, pair_rows=pairs, directed_rows=directed
    )  # fmt: skip


def with_figures(
    world: HistoricalWorld, figures: Mapping[tuple[str, str], Mapping[str, float]]
) -> HistoricalWorld:
    """Return a world with values for pairs set by hand: a counterfactual, recorded in the world's digest.

    Parameters
    ----------
    world
        The world.
    figures
        Value by figure (``rivalry``, ``peace_years``, …) by pair of ISO codes, in any order.

    Raises
    ------
    UnknownNameError
        If the world has no such state, or pairs have no such figure.
    """
    rows = {pair: dict(row) for pair, row in world.pair_rows.items()}
    for (one, two), own in figures.items():
        key = tuple(sorted((world.code(one), world.code(two))))
        for name, value in own.items():
            if name not in rows[key[0], key[1]]:
                raise UnknownNameError(unknown("figure of pairs", name, rows[key[0], key[1]]))
            rows[key[0], key[1]][name] = _text(value)
    return replace(world, pair_rows=rows)


def _in_system(folder: str | None, year: int) -> dict[str, int]:
    """Return the COW code of every state of the system on 31 December, by ISO code, in the order of COW codes."""
    listed = store.read("cow_states", ("ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"), folder=folder)  # fmt: skip
    last = int(listed["endyear"].max())  # type: ignore[arg-type]  # a column of numbers
    day = min(year, last)
    inside = (pl.col("styear") <= year) & ((pl.col("endyear") > day) | ((pl.col("endyear") == day) & (pl.col("endmonth") == 12) & (pl.col("endday") == 31)))  # fmt: skip
    codes = sorted({int(c) for c in listed.filter(inside)["ccode"]})
    return {_iso(code, year): code for code in codes}


def _iso(code: int, year: int) -> str:
    return registry.iso3(code, f"{year}-12-31")


def _checked(wanted: tuple[str, ...], known: Mapping[str, int], year: int) -> tuple[str, ...]:
    """Refuse states that never were, and those that were not in the system that year (each with what it was then)."""
    problems = []
    for iso in wanted:
        if iso in known:
            continue
        there = registry.state(iso)
        spells = ", ".join(f"{s.start} to {s.end or 'today'}" for s in there.cow) or "never"
        problems.append(
            Problem(f"historical world of {year}", f"{there.name} ({iso}) was not in the state system on 31 December: {spells}.", f"In it were: {', '.join(known)}.")
        )  # fmt: skip
    if problems:
        raise CoverageError(problems)
    return wanted


def _end(table: str, column: str, folder: str | None) -> int:
    """Return the last year with complete information in a table on 1 January."""
    return int(store.read(table, (column,), folder=folder)[column].max()) + 1  # type: ignore[arg-type]


def _meanings(year: int, carried: Mapping[str, int]) -> dict[str, Definition]:
    """Return the snapshot's definitions with the years of this world."""
    found = {}
    for name, meaning in files.definitions().items():
        source = next((c for n, (_, c) in _PAIR.items() if n == name), "pledges" if name in _DIRECTED else "")
        ours = name in _STATE or name in _PAIR or name in _DIRECTED or name == "milex_share_gdp"
        absent = meaning.absent if ours else ""
        absent = absent or f"not compiled for past years ({year})."
        of = None if meaning.scope == "state" else carried.get(source, year)
        told = meaning.meaning.replace(", as of 2011", "")  # the snapshot's own year; here `year` says it
        found[name] = replace(meaning, year=of, meaning=told, absent=absent)
    return found


def _state_figures(
    folder: str | None, year: int, codes: Mapping[str, int], meanings: Mapping[str, Definition]
) -> dict[str, StateFigures]:
    groups = ("capability", "distance", "regime", "ideal_points")
    frame = build_panel("state-year", (max(year - 1, FIRST_YEAR), year), groups, folder)
    rows = {(int(r["ccode"]), int(r["year"])): r for r in frame.iter_rows(named=True)}
    shares = _military_shares(folder, year - 1)
    sources = files.sources()
    out = {}
    for iso, code in codes.items():
        there = registry.state(iso)
        figures: dict[str, Figure] = {}
        for name, value, of in _values(rows, code, year, shares.get(iso)):
            meaning = meanings[name]
            licence = sources[meaning.source].licence
            figures[name] = Figure(name, value, meaning.unit, of, meaning.source, licence, meaning.basis)
        missing = {n: m.absent for n, m in meanings.items() if m.scope == "state" and n not in figures}
        out[iso] = StateFigures(iso, there.name, code, there.region, figures, missing)
    return out


def _values(
    rows: Mapping[tuple[int, int], Mapping[str, Any]], code: int, year: int, share: float | None
) -> Iterator[tuple[str, float, int]]:
    """Yield name, value and year of the known data on a state."""
    now, before = rows[code, year], rows.get((code, year - 1))
    for name, column in _STATE.items():
        row = before if name in _LAGGED_HERE and before is not None else now
        value, of = row[column], year if before is None or name in _SAME_YEAR else year - 1
        if value is not None and not (name == "milex_cow_usd_m" and of < _DOLLARS_FROM):
            yield name, float(value) * _SCALE.get(name, 1.0), of
    if share is not None:
        yield "milex_share_gdp", share, year - 1


def _military_shares(folder: str | None, year: int) -> dict[str, float]:
    """Return military expenditure as a share of GDP where SIPRI gives it, by ISO code."""
    table = store.read("sipri_milex_1949_2024", ("iso3c", "year", "milex_share_gdp"), folder=folder)
    known = table.filter((pl.col("year") == year) & pl.col("milex_share_gdp").is_not_null())
    return {str(iso): float(v) for iso, v in known.select("iso3c", "milex_share_gdp").iter_rows()}


def _refuse_without_capability(figures: Mapping[str, StateFigures], year: int) -> None:
    without = [iso for iso, s in figures.items() if s["cinc"] is None]
    if without:
        more = f" and {len(without) - 5} more" if len(without) > 5 else ""
        what = f"no capability is known of {', '.join(without[:5])}{more}."
        raise CoverageError(Problem(f"historical world of {year}", what, "Leave them out, or choose a year that COW's capabilities cover."))  # fmt: skip


def _of_pairs(
    folder: str | None, year: int, states: tuple[str, ...], carried: Mapping[str, int]
) -> tuple[Rows, Rows]:
    pairs: Rows = {(a, b): {} for a in states for b in states if a < b}
    directed: Rows = {(a, b): {} for a in states for b in states if a != b}
    for of in sorted({year, *carried.values()}):
        symmetric = {n: c for n, (c, source) in _PAIR.items() if carried.get(source, year) == of}
        ways = _DIRECTED if carried["pledges"] == of else {}
        for one, two, row in _panel_rows(folder, of, [*symmetric.values(), *ways.values()]):
            if (one, two) in pairs:
                pairs[one, two] |= {n: _text(row[c]) for n, c in symmetric.items()}
            if (one, two) in directed:
                directed[one, two] |= {n: _text(row[c]) for n, c in ways.items()}
    for row in pairs.values():
        border = row.get("contiguity", "")
        row |= {"land": _flag(border, border == "1"), "sea": _flag(border, border > "1")}
    names = [d.name for d in files.definitions().values() if d.scope == "pair"]
    ordered = {k: {n: row.get(n, "") for n in names} for k, row in pairs.items()}
    ways_all = [d.name for d in files.definitions().values() if d.scope == "directed"]
    return ordered, {k: {n: row.get(n, "") for n in ways_all} for k, row in directed.items()}


def _panel_rows(
    folder: str | None, year: int, columns: list[str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the panel's directed rows of a year between states that were there on its last day."""
    codes = {code: iso for iso, code in _in_system(folder, year).items()}
    frame = build_panel("directed-dyad-year", (year, year), [g for g in GROUPS if g != "capability"], folder)
    for row in frame.select("ccode1", "ccode2", *dict.fromkeys(columns)).iter_rows(named=True):
        if row["ccode1"] in codes and row["ccode2"] in codes:
            yield codes[row["ccode1"]], codes[row["ccode2"]], row


def _text(value: float | None) -> str:
    """Return a value as the tables of a world hold it: in full, empty where unknown."""
    if value is None or math.isnan(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _flag(border: str, holds: bool) -> str:  # noqa: FBT001
    return str(int(holds)) if border else ""
