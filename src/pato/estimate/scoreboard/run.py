"""Compute the scoreboard from the data store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import polars as pl

from pato.errors import MissingExtraError
from pato.estimate.derived import DERIVED, with_derived
from pato.estimate.panel import build_panel
from pato.estimate.panel.dispute_records import TABLES as DISPUTES
from pato.estimate.panel.dispute_records import Record, named
from pato.estimate.replications import run_all
from pato.estimate.risk import GROUPS, TABLES, WARHEADS
from pato.estimate.scoreboard.backtest import backtest, later_wars
from pato.estimate.scoreboard.deaths import TABLE as DEATHS
from pato.estimate.scoreboard.deaths import score_deaths
from pato.estimate.scoreboard.forecasts import Forecasts, forecast
from pato.estimate.scoreboard.scores import difference, scored
from pato.estimate.scoreboard.shipped_level import shipped_levels
from pato.estimate.scoreboard.specification import Board, ScoreboardSpecification, load_scoreboard
from pato.estimate.specification import load_specification
from pato.estimate.vintages import titled, vintages
from pato.futures.cluster import pieces
from pato.kernels.chances import probability
from pato.kernels.digits import rounded

Tell = Callable[[str], None]
_DIGITS = 6
_TITLES: dict[Record, str] = {
    "mid": "MID 5.0 (Palmer and others 2022)",
    "mie": "MIE 1.0 (Gibler and Miller 2023)",
}
_DATA = (
    TABLES
    | WARHEADS
    | {DISPUTES[r]: title for r, title in _TITLES.items()}
    | {DEATHS: "UCDP/PRIO Armed Conflict Dataset 25.1, interstate dyads"}
    # of replications
    | titled(
        "atop51_member_level", "berkemeier_fuhrmann_2018_war_performance", "cow_war_inter", "cw_gdppop", "sipri_milex_1949_2024",
        "wdi_gdp_1960_2023",
    )
)  # fmt: skip
_LATE = 2008
_COMPARED = ("johnson_leeds", "history")
_HISTORY = ("peace_years", "onsets_halflife5", "rivalry_lag1")
_KEYS = ("ccode1", "ccode2", "year", "politically_relevant", "contiguity", "pledge_defence_lag1")


def run(folder: str | None = None, tell: Tell = lambda _: None) -> dict[str, Any]:
    """Return the whole scoreboard as plain values, as stored in ``library/estimates/scoreboard.json``.

    Parameters
    ----------
    folder
        The data store; on a cluster, where each worker fits a board, as seen by the workers.
    tell
        Called with a line on the current step; the run takes minutes.
    """
    spec = load_scoreboard()
    boards, kept = _boards(spec, folder, tell)
    tell("backtest, replications, levels")
    frame = _panel(folder)
    _panel.cache_clear()
    return {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "boards": boards,
        "backtest": rounded(backtest(spec.backtest, frame, kept[spec.backtest.board]), _DIGITS)
        | {"later_wars": later_wars(spec.backtest, folder)},
        "replications": rounded(run_all(folder), _DIGITS),
        "shipped_level": rounded(
            shipped_levels(spec, by_record, frame.filter(pl.col("politically_relevant") == 1)), _DIGITS
        ),
        "deaths": {
            "title": spec.deaths.title,
            "quiet_years": spec.deaths.quiet_years,
            "rows": rounded(
                score_deaths(spec.deaths, kept, draws=spec.deaths.bootstrap, seed=spec.seed, folder=folder),
                _DIGITS,
            ),
        },
        "log": list(spec.log),
        "data": vintages(_DATA, folder),
    }


def _boards(
    spec: ScoreboardSpecification, folder: str | None, tell: Tell
) -> tuple[list[dict[str, Any]], dict[str, Forecasts]]:
    """Return all boards, and the forecasts that are scored once more."""
    boards: dict[int, dict[str, Any]] = {}
    kept: dict[str, Forecasts] = {}
    tell(f"{len(spec.boards)} boards")
    for index, (board, forecasts) in pieces(f"{__name__}:fitting", {"folder": folder}, len(spec.boards)):
        boards[index] = board
        if forecasts is not None:
            kept[board["id"]] = forecasts
        tell(f"{board['title']}: done")
    return [boards[i] for i in sorted(boards)], kept


@lru_cache(maxsize=1)
def _panel(folder: str | None) -> pl.DataFrame:
    return panel_of(load_scoreboard(), folder)


def fitting(asked: Mapping[str, Any]) -> Callable[[int], tuple[dict[str, Any], Forecasts | None]]:
    """Return the function that fits the board with a number, with the forecasts if they are scored again; see `pato.futures.cluster.pieces`."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "estimate") from error
    spec, frame = load_scoreboard(), _panel(asked["folder"])

    def fit(index: int) -> tuple[dict[str, Any], Forecasts | None]:
        board = spec.boards[index]
        rows = frame if board.rows == "all" else frame.filter(pl.col(board.rows) == 1)
        rows = by_record(rows.filter(pl.col("year") <= board.last), board.record)
        # threads that wait for one another by spinning take several times longer on a busy machine than one alone
        with threadpool_limits(1):
            forecasts = forecast(spec, board, rows)
            again = board.id in {spec.backtest.board, *spec.deaths.boards}
            return _board(spec, board, forecasts), forecasts if again else None

    return fit


def panel_of(spec: ScoreboardSpecification, folder: str | None) -> pl.DataFrame:
    """Return the directed panel with the columns that any board needs, and no others."""
    last = max(*(b.last for b in spec.boards), spec.backtest.years[1])
    terms = [*spec.history, *spec.johnson_leeds]
    for board in spec.boards:
        terms += load_specification(board.logit).terms
    outcomes = ("initiation", "initiation_force", "initiation_war")
    columns = list(dict.fromkeys([*_KEYS, *outcomes, *(t.column for t in terms)]))
    records = [r for r in dict.fromkeys(b.record for b in spec.boards) if r != "gml"]
    groups = (*GROUPS, *(f"disputes_{r}" for r in records))
    own = [c for c in columns if c not in DERIVED]
    frame = with_derived(build_panel("directed-dyad-year", (1816, last), groups, folder), columns)
    others = [
        n for r in records for c in dict.fromkeys((*own, *_HISTORY)) if (n := named(c, r)) in frame.columns
    ]
    return frame.select(list(dict.fromkeys([*columns, *_HISTORY, *others])))


def by_record(frame: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Return the panel with outcomes and history of a record under the first one's names."""
    if record == "gml":
        return frame
    own = {c: named(c, record) for c in frame.columns if named(c, record) in frame.columns}
    found = frame.with_columns(pl.col(theirs).alias(c) for c, theirs in own.items())
    again = [
        c
        for c in (
            "dispute_last_year",
            "rivals_recent_disputes",
            *(f"peace_centuries{e}" for e in ("", "_squared", "_cubed")),
        )
        if c in frame.columns
    ]
    return with_derived(found.drop(again), again)


def _board(spec: ScoreboardSpecification, board: Board, forecasts: Forecasts) -> dict[str, Any]:
    found = scored(forecasts, draws=board.bootstrap, seed=spec.seed)
    best = board.models[-1]
    gains = {
        f"{model} over {other}": {
            s: difference(found[model], found[other], s) for s in ("auc", "average_precision", "brier_skill")
        }
        for model in dict.fromkeys(("logit", "average", best))
        if model in found
        for other in _COMPARED
    }
    found_board: dict[str, Any] = rounded(
        {
            "id": board.id,
            "title": board.title,
            "pairs": board.rows,
            "outcome": board.outcome,
            "specification": board.logit,
            "years": [board.test[0], board.last],
            "train_from": board.train_from,
            "thin": board.thin,
            "rows": len(forecasts.y),
            "events": int(forecasts.y.sum()),
            "bootstrap_draws": board.bootstrap,
            "recalibration": {str(k): v for k, v in forecasts.recalibration.items()},
            "floors": board.floors,
            "record": board.record,
            "level": _level(board, forecasts),
            "models": {m: {k: v for k, v in f.items() if k != "draws"} for m, f in found.items()},
            "since": _since(spec, board, forecasts),
            "gains": gains,
        },
        _DIGITS,
    )
    return found_board


def _since(spec: ScoreboardSpecification, board: Board, forecasts: Forecasts) -> dict[str, Any] | None:
    """Return the scores of the same forecasts from a later year on, if required by the board."""
    if board.also_since is None:
        return None
    late = forecasts.since(board.also_since)
    found = scored(late, draws=board.bootstrap, seed=spec.seed)
    return {
        "years": [board.also_since, board.last],
        "rows": len(late.y),
        "events": int(late.y.sum()),
        "models": {m: f["scores"] for m, f in found.items()},
    }


def _level(board: Board, forecasts: Forecasts) -> dict[str, Any] | None:
    """Return the level after the board's last year, and what was expected of its last years with and without it."""
    if forecasts.level is None or board.level_filter is None:
        return None
    late = forecasts.year >= _LATE
    sums = {
        m: float(probability(forecasts.log_odds[m][late]).sum()) for m in (board.level_filter.of, "filtered")
    }
    return {
        "gamma_shape": forecasts.level.shape,
        "gamma_rate": forecasts.level.rate,
        "multiplier": forecasts.level.shape / forecasts.level.rate,
        "after": board.last,
        "late_years": [_LATE, board.last],
        "late_events": int(forecasts.y[late].sum()),
        "late_expected": sums[board.level_filter.of],
        "late_expected_filtered": sums["filtered"],
    }
