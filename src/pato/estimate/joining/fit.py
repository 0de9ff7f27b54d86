"""Fit the joining model: choose the sample by earlier forecasts, score the choice on held-out years, refit on all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import polars as pl

from pato.estimate.fitting import Coefficients, design, fitted, varying
from pato.estimate.joining.conditions import with_conditions
from pato.estimate.joining.disputes import originators
from pato.estimate.joining.sample import one_on_one, third_parties
from pato.estimate.joining.scores import DeviceScores, Forecasts, JoiningScores
from pato.estimate.joining.specification import Choice, Device, JoiningSpecification, Test, load_joining
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.covariance import at_least, cluster_robust
from pato.kernels.logit import LogitFit
from pato.kernels.scoring import shift_to

AS_FITTED = Device(id="as_fitted")
_DECADE = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """Complete rows: design X (row, coefficient) with the constant first, outcome y, whose and when (row,)."""

    X: FloatArray
    y: FloatArray
    names: tuple[str, ...]
    dispute: IntArray
    state: IntArray
    year: IntArray
    single: BoolArray
    incomplete: tuple[int, int]

    def subset(self, keep: BoolArray) -> Rows:
        """Return some of the rows."""
        parts = {n: getattr(self, n)[keep] for n in ("X", "y", "dispute", "state", "year", "single")}
        return replace(self, **parts)


@dataclass(frozen=True, slots=True)
class JoiningEstimate(Coefficients):
    """Coefficients with a covariance clustered by dispute and by third party; see `fit_rows`."""

    by_dispute: FloatArray
    two_way: FloatArray


@dataclass(frozen=True, slots=True)
class JoiningFit:
    """Everything that one run of the specification produced."""

    specification: JoiningSpecification
    chosen: Choice
    main: JoiningEstimate
    rows: Rows
    frame: pl.DataFrame
    selection: Mapping[str, JoiningScores]
    final: Mapping[str, JoiningScores]
    variants: Mapping[str, JoiningEstimate]
    devices: Mapping[str, Mapping[str, DeviceScores]]


def fit_joining(
    *, folder: str | None = None, everything: bool = True, choice: str | None = None
) -> JoiningFit:
    """Fit the specification.

    Parameters
    ----------
    folder
        The data store.
    everything
        Whether to repeat the choice of the candidate, and fit the logged variants.
    choice
        Id of the candidate to fit if the choice is not repeated.
    """
    spec = load_joining()
    first = min(c.first for c in spec.candidates if c.first)
    candidates = {c.id: c for c in spec.candidates}
    if not everything and choice is not None:
        first = candidates[choice].first or first
    frame = third_parties(first, spec.last, "target", folder)
    selection: dict[str, JoiningScores] = {}
    final: dict[str, JoiningScores] = {}
    if everything:
        selection = {c.id: _forecast(spec, c, frame, spec.selection) for c in spec.candidates}
        eligible = [c.id for c in spec.candidates if not c.benchmark]
        choice = min(eligible, key=lambda name: selection[name].log_loss)
        final = _final(spec, candidates, choice, frame)
    chosen = candidates[choice or spec.candidates[0].id]
    rows = rows_of(spec, chosen, frame)
    main = fit_rows(rows, spec.ridge, chosen.id)
    variants = dict(_variants(spec, chosen, frame, main, rows, folder)) if everything else {}
    devices = devices_of(spec, chosen, frame) if everything else {}
    return JoiningFit(spec, chosen, main, rows, frame, selection, final, variants, devices)


def rows_of(
    spec: JoiningSpecification, choice: Choice, frame: pl.DataFrame, *, testing: bool = False
) -> Rows:
    """Return a choice's complete rows; for testing, restrictions on training rows are left out."""
    chosen = frame
    if not testing:
        chosen = frame.filter(
            (pl.col("year") >= (choice.first or 0)) & ~pl.col("dispute").is_in(list(choice.without))
        )
        chosen = one_on_one(chosen) if choice.one_on_one else chosen
        chosen = chosen.filter(pl.col("war") == 1) if choice.war_only else chosen
    terms = spec.terms_of(choice)
    X, y = design(chosen, terms, choice.assume), chosen["joins"].to_numpy()
    known = np.isfinite(X).all(axis=1)
    lost = (int((~known).sum()), int(y[~known].sum()))
    single = ((chosen["targets"] == 1) & (chosen["challengers"] == 1)).to_numpy()[known]
    keys = [chosen[c].to_numpy()[known] for c in ("dispute", "state", "year")]
    return Rows(
        X[known], y[known], ("constant", *(t.name for t in terms)), keys[0], keys[1], keys[2], single, lost
    )


def fit_rows(rows: Rows, ridge: float, where: str) -> JoiningEstimate:
    """Fit a logit with rows that are dependent within a dispute and within a third party.

    The covariance is that of Cameron, Gelbach and Miller (2011): by dispute plus by state, less by both (one row);
    raised to the model's own in every direction in which it is below it.

    Raises
    ------
    EstimationError
        If there is no fit; the message names the column and what to do.
    """
    rows, fit = _logit(rows, ridge, where)
    by_dispute = cluster_robust(fit.bread, fit.scores, rows.dispute)
    alone = cluster_robust(fit.bread, fit.scores, np.arange(len(rows.y)))
    two_way = by_dispute + cluster_robust(fit.bread, fit.scores, rows.state) - alone
    size = len(rows.y), int(rows.y.sum())
    return JoiningEstimate(
        rows.names, fit.coefficients, at_least(two_way, fit.bread), fit, *size, by_dispute=by_dispute, two_way=two_way
    )  # fmt: skip


def _logit(rows: Rows, ridge: float, where: str, weights: FloatArray | None = None) -> tuple[Rows, LogitFit]:
    """Fit the coefficients alone: what forecasts need."""
    keep = varying(rows.X)
    names = tuple(n for n, k in zip(rows.names, keep, strict=True) if k)
    rows = replace(rows, X=rows.X[:, keep], names=names)
    return rows, fitted(rows.X, rows.y, names, ridge=ridge, where=where, weights=weights)


def _forecast(
    spec: JoiningSpecification, choice: Choice, frame: pl.DataFrame, test: Test, *, single: bool | None = None
) -> JoiningScores:
    """Forecast the disputes of each window from those before it, and score all of them together."""
    return _forecasts(spec, choice, frame, test, single=single, device=AS_FITTED).scores(choice.id)


def _forecasts(
    spec: JoiningSpecification,
    choice: Choice,
    frame: pl.DataFrame,
    test: Test,
    *,
    single: bool | None,
    device: Device,
) -> Forecasts:
    train, every = rows_of(spec, choice, frame), rows_of(spec, choice, frame, testing=True)
    every = every if single is None else every.subset(every.single == single)
    ridge = spec.ridge if choice.ridge is None else choice.ridge
    parts = []
    for start, stop in pairwise([*test.test, test.last + 1]):
        held, eta, share = _window(train, every, (start, stop), ridge, device, choice.id)
        first = start - _DECADE if device.last_decade else device.shifted_since
        if first is not None:
            decades = [
                _window(train, every, (s, min(s + _DECADE, start)), ridge, device, choice.id)
                for s in range(first, start, _DECADE)
            ]
            joined = np.concatenate([past.y for past, _, _ in decades])
            eta = eta + shift_to(joined, np.concatenate([values for _, values, _ in decades]))
        parts.append((held.y, eta, held.dispute, np.full(len(held.y), share)))
    y, log_odds, dispute, reference = (np.concatenate([p[i] for p in parts]) for i in range(4))
    return Forecasts(y, log_odds, dispute, reference)


def _window(
    train: Rows, every: Rows, years: tuple[int, int], ridge: float, device: Device, where: str
) -> tuple[Rows, FloatArray, float]:
    """Return the rows of a window (the last year not included), their log-odds, and the share of joins before it."""
    start, stop = years
    before = train.subset(train.year < start)
    held = every.subset((every.year >= start) & (every.year < stop))
    weights = None if device.half_life is None else 0.5 ** ((start - 1 - before.year) / device.half_life)
    trained, fit = _logit(before, ridge, f"{where}, years before {start}", weights)
    X = held.X[:, [held.names.index(n) for n in trained.names]]
    return held, X @ fit.coefficients, float(before.y.mean())


def devices_of(
    spec: JoiningSpecification, chosen: Choice, frame: pl.DataFrame
) -> dict[str, dict[str, DeviceScores]]:
    """Score every device on the selection years and on held-out years, for one-on-one and all disputes."""
    asked = {
        "selection": (spec.selection, None),
        "selection_one_on_one": (spec.selection, True),
        "final": (spec.final, None),
        "final_one_on_one": (spec.final, True),
    }
    found: dict[str, dict[str, DeviceScores]] = {d.id: {} for d in spec.devices}
    for span, (test, single) in asked.items():
        plain = _forecasts(spec, chosen, frame, test, single=single, device=AS_FITTED)
        for device in spec.devices:
            made = _forecasts(spec, chosen, frame, test, single=single, device=device)
            found[device.id][span] = DeviceScores(made.scores(device.id), made.less_loss_than(plain))
    return found


def _final(
    spec: JoiningSpecification, candidates: Mapping[str, Choice], chosen: str, frame: pl.DataFrame
) -> dict[str, JoiningScores]:
    """Score every candidate on held-out disputes, and the chosen one on one-on-one disputes alone."""
    found = {name: _forecast(spec, c, frame, spec.final) for name, c in candidates.items()}
    found["chosen_on_one_on_one"] = _forecast(spec, candidates[chosen], frame, spec.final, single=True)
    without = frame.filter(pl.col("dispute") != GULF_WAR)
    found["chosen_without_gulf_war"] = _forecast(spec, candidates[chosen], without, spec.final)
    found["chosen_1970_2010"] = _forecast(spec, candidates[chosen], frame, spec.together)
    return found


GULF_WAR = 3957
"""GML number of the dispute over Kuwait, 1990: 25 of the joins after 1989 on the target's side."""


def _variants(
    spec: JoiningSpecification,
    chosen: Choice,
    frame: pl.DataFrame,
    main: JoiningEstimate,
    rows: Rows,
    folder: str | None,
) -> list[tuple[str, JoiningEstimate]]:
    found = []
    for v in spec.variants:
        kept = {k: getattr(v, k) for k in v.model_fields_set}
        asked = chosen.model_copy(update={**kept, "leave_out": (*chosen.leave_out, *v.leave_out)})
        used = frame
        if v.side == "challenger":
            used = third_parties(chosen.first or 1816, spec.last, v.side, folder)
        elif v.feedback:
            used = _with_feedback(frame, main, rows)
        elif v.also:
            began = originators(folder).filter(pl.col("side") == "target")
            used = with_conditions(frame, began, folder)
        ridge = spec.ridge if v.ridge is None else v.ridge
        found.append((v.id, fit_rows(rows_of(spec, asked, used), ridge, v.id)))
    return found


def _with_feedback(frame: pl.DataFrame, main: JoiningEstimate, rows: Rows) -> pl.DataFrame:
    """Add log(1 + per cent of world capability that the others are expected to bring), from the main fit."""
    keys = {"dispute": rows.dispute, "state": rows.state, "expected": main.fit.probabilities}
    expected = frame.join(pl.DataFrame(keys), on=["dispute", "state"], how="left").with_columns(
        brought=pl.col("expected").fill_null(0.0) * pl.col("reach").fill_null(-99.0).exp()
    )
    others = (pl.col("brought").sum().over("dispute") - pl.col("brought")).clip(lower_bound=0.0)
    return expected.with_columns(other_joiners=others.log1p()).drop("expected", "brought")
