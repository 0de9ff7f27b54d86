"""Format of the scoreboard's file."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from pato.estimate.panel.dispute_records import Record
from pato.estimate.specification import Rows, TermSpec, load_as
from pato.files.strict import Strict

Model = Literal[
    "base_rate",
    "history",
    "johnson_leeds",
    "logit",
    "boosting",
    "average",
    "recalibrated_logit",
    "recalibrated_average",
    "platt_logit",
    "platt_average",
    "calibrated_logit",
    "calibrated_average",
    "two_steps",
    "mean_of_steps",
    "filtered",
]
MODELS: tuple[Model, ...] = (
    "base_rate",
    "history",
    "johnson_leeds",
    "logit",
    "boosting",
    "average",
    "recalibrated_average",
    "platt_average",
    "calibrated_average",
)
"""Forecasters, from the plainest on."""


class Boosting(Strict):
    """Gradient boosting: number of trees, leaves per tree, step, rows per leaf, penalty."""

    trees: int
    leaves: int
    learning_rate: float
    smallest_leaf: int
    l2: float


class Steps(Strict):
    """A rare outcome in two steps: force first (a specification's covariates), then the outcome among those rows, with a ridge of its own."""

    force: str
    ridge: Annotated[float, Field(ge=0)]


class LevelFilter(Strict):
    """The level follows the events of earlier years: half-life of weights in years, and prior weight in events."""

    of: Model
    half_life_years: Annotated[float, Field(gt=0)]
    prior_events: Annotated[float, Field(gt=0)]


class Board(Strict):
    """One table of scores: pairs, outcome, windows.

    Attributes
    ----------
    logit
        The specification that supplies the covariates of the careful logit and boosting.
    train_from, warm_up, test, last
        Each window of ``warm_up`` and ``test`` is forecast from ``train_from`` to the year before it; the last one ends in
        ``last``. Only those of ``test`` are scored.
    models
        Which models forecast.
    bootstrap
        Draws of pairs of states.
    thin
        Of the training rows without an event every ``thin``-th is kept, with that weight.
    boosting
        Settings of boosting on this board; the scoreboard's by default.
    floors
        Figures of an earlier exploration, by model and score.
    record
        Source of disputes: outcomes and history.
    steps, level_filter
        What ``two_steps``, ``mean_of_steps`` (of it and the logit) and ``filtered`` are made by.
    also_since
        The same forecasts are scored once more from this year on.
    """

    id: str
    title: str
    rows: Rows
    outcome: Literal["initiation", "initiation_force", "initiation_war"]
    logit: str
    train_from: int
    warm_up: tuple[int, ...]
    test: tuple[int, ...]
    last: int
    models: tuple[Model, ...] = MODELS
    bootstrap: Annotated[int, Field(ge=2)]
    thin: Annotated[int, Field(ge=1)] = 1
    boosting: Boosting | None = None
    floors: dict[str, dict[str, float]] = {}  # noqa: RUF012  pydantic copies it
    record: Record = "gml"
    steps: Steps | None = None
    level_filter: LevelFilter | None = None
    also_since: int | None = None

    @property
    def windows(self) -> tuple[tuple[int, int], ...]:
        """First and last year of each window, the warming ones first."""
        return tuple((a, b - 1) for a, b in pairwise([*self.warm_up, *self.test, self.last + 1]))


class Backtest(Strict):
    """An alliance's members, by the year of accession, and neighbouring states."""

    title: str
    board: str
    years: tuple[int, int]
    members: dict[int, tuple[str, ...]]
    region: tuple[int, int]
    watched: tuple[str, ...]


class DeathsSpecification(Strict):
    """Scoring of forecasts with fighting of 25 deaths or more in a year, whoever began.

    Attributes
    ----------
    title
        For the table.
    boards
        Boards of forecasts.
    first
        The first year scored by expanding windows.
    frozen
        The years scored by the forecasts of each board's last year.
    quiet_years
        Years without fighting after which it is new.
    bootstrap
        Draws of pairs of states.
    """

    title: str
    boards: tuple[str, ...]
    first: int
    frozen: tuple[int, int]
    quiet_years: Annotated[int, Field(ge=1)]
    bootstrap: Annotated[int, Field(ge=2)]


class ScoreboardSpecification(Strict):
    """Everything that is scored.

    ``platt_windows`` is how many windows past give the slope and intercept of the ``platt_`` forecasts; ``folds``, in
    how many groups of pairs the training years are divided for those of the ``calibrated_`` ones.
    """

    format: Literal[1]
    id: str
    seed: int
    boards: tuple[Board, ...]
    assume: dict[str, float]
    history: tuple[TermSpec, ...]
    johnson_leeds: tuple[TermSpec, ...]
    benchmark_ridge: Annotated[float, Field(ge=0)]
    boosting: Boosting
    platt_windows: Annotated[int, Field(ge=1)]
    folds: Annotated[int, Field(ge=2)]
    backtest: Backtest
    deaths: DeathsSpecification
    log: tuple[str, ...]


def load_scoreboard() -> ScoreboardSpecification:
    """Read the scoreboard's specification."""
    return load_as(ScoreboardSpecification, "scoreboard")
