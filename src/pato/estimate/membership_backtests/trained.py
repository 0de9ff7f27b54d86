"""Risk and joining refitted on the years before a backtest, with only the information of the time."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import polars as pl

from pato.estimate.joining.fit import fit_rows, rows_of
from pato.estimate.joining.sample import third_parties
from pato.estimate.joining.specification import load_joining
from pato.estimate.logit import fit
from pato.estimate.risk import panel_for
from pato.estimate.risk import rows_of as risk_rows
from pato.estimate.specification import load_specification
from pato.files.estimates import stored
from pato.models.risk.estimate import RiskModel, risk_from

FIRST = 1816
UNKNOWN_REGIMES = {"joint_democracy_lag1": 0.0}
"""Where a regime is unknown (small states), a pair counts as not jointly democratic, as in the long variants of the estimate."""


class Training:
    """The years up to the last backtest, read once; each fit sees only those before its own year.

    Parameters
    ----------
    last
        The last backtest's year.
    folder
        The data store.
    """

    def __init__(self, last: int, folder: str | None = None) -> None:
        spec = load_specification("risk_war").model_copy(update={"years": (FIRST, last - 1), "scores": ()})
        self._risk_spec, self._joining_spec = spec, load_joining()
        self._panel = panel_for(spec, folder)
        chosen = stored("joining")["chosen"]
        self._choice = next(c for c in self._joining_spec.candidates if c.id == chosen)
        self._risks: dict[int, RiskModel] = {}
        self._disputes = third_parties(self._choice.first or FIRST, last - 1, "target", folder)

    def risk(self, year: int) -> RiskModel:
        """Return the risk of war fitted on all years from 1816 to the one before, with the terms that ship.

        Raises
        ------
        EstimationError
            If the years hold too little for the specification.
        """
        if year in self._risks:
            return self._risks[year]
        years = (FIRST, year - 1)
        sample = risk_rows(self._risk_spec, self._panel, years=years, assume=UNKNOWN_REGIMES)
        found = fit(sample, ridge=self._risk_spec.ridge, where=f"risk_war before {year}")
        shipped = stored("risk_war")
        self._risks[year] = _model(
            shipped, found.names, found.coefficients, found.covariance, years, found.rows, found.events
        )
        return self._risks[year]

    def joining(self, year: int, states: int) -> RiskModel:
        """Return joining fitted on all disputes up to the year before, with the candidate that ships.

        Parameters
        ----------
        year
            The pact of the backtest.
        states
            In the system that year: the model predicts with their number.

        Raises
        ------
        EstimationError
            As `risk`.
        """
        years = (self._choice.first or FIRST, year - 1)
        frame = self._disputes.filter(pl.col("year") < year)
        rows = rows_of(self._joining_spec, self._choice, frame)
        found = fit_rows(rows, self._joining_spec.ridge, f"joining before {year}")
        shipped = stored("joining")
        model = _model(shipped, found.names, found.coefficients, found.covariance, years, found.rows, found.events)  # fmt: skip
        return in_a_system_of(model, states)


def in_a_system_of(model: RiskModel, states: int) -> RiskModel:
    """Return a joining model that predicts for a system of a given number of states, instead of today's."""
    estimate = copy.deepcopy(dict(model.estimate))
    if "states" in estimate.get("at_prediction", {}):
        estimate["at_prediction"]["states"] = float(states)
    return risk_from(estimate)


def _model(
    shipped: dict[str, Any], names: tuple[str, ...], coefficients: Any, covariance: Any,
    years: tuple[int, int], rows: int, events: int,
) -> RiskModel:  # fmt: skip
    """Return the shipped estimate's document with other numbers: terms that did not vary before are left out."""
    kept = [t for t in shipped["terms"] if t["name"] in names]
    order = [names.index(n) for n in ("constant", *(t["name"] for t in kept))]
    document = copy.deepcopy(shipped) | {
        "names": ["constant", *(t["name"] for t in kept)],
        "terms": kept,
        "coefficients": np.asarray(coefficients)[order].tolist(),
        "covariance": np.asarray(covariance)[np.ix_(order, order)].tolist(),
        "sample": {**shipped["sample"], "years": list(years), "rows": rows, "events": events},
    }
    return risk_from(document)
