"""Positions of states, and departures on single issues, from votes in the General Assembly.

A state votes yes on an issue if its position, ideal point plus a departure of its own, lies beyond the cutpoint. Two
states then vote alike with probability

    p q + (1 - p)(1 - q),   p = Phi((theta - mu) / tau)

The two parameters are fitted to the shares of votes in which each state voted like one of six others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import least_squares
from scipy.special import ndtr

from pato.errors import DataError
from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.digits import significant
from pato.table import Table
from pato.world.sources import store

TABLE = "unga_idealpoints_s1_s78"
SESSIONS = (69, 78)
LAST_SESSION = 78
COMPARED = {
    "USAgree": 2,
    "RUSSAgree": 365,
    "BrazilAgree": 140,
    "ChinaAgree": 710,
    "IndiaAgree": 750,
    "IsraelAgree": 666,
}
NAMES = ("dividing_point", "log_departure")
_DIGITS = 8
LIMITS = (
    "All roll-call votes of the General Assembly count alike; most are not about security, and abstentions count as partial agreement.",
    "Departures are taken to be independent between states and issues: blocs that depart together look like noise.",
    "Bodies that choose what they vote on meet less disagreement than this: how much less is an assumption of the decision model.",
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """One row per state, session and state it is compared with.

    Attributes
    ----------
    one, other
        Ideal points, shape (row,).
    agreement
        Share of votes cast alike, shape (row,).
    state
        Correlates of War code of the first, by which errors are clustered, shape (row,).
    """

    one: FloatArray
    other: FloatArray
    agreement: FloatArray
    state: IntArray


def pairs_of(frame: pl.DataFrame, sessions: tuple[int, int]) -> Pairs:
    """Return the rows of some sessions."""
    chosen = frame.filter(pl.col("session").is_between(*sessions))
    parts = []
    for column, code in COMPARED.items():
        anchor = chosen.filter(pl.col("ccode") == code).select("session", anchor=pl.col("IdealPointAll"))
        parts.append(
            chosen.filter(pl.col("ccode") != code)
            .join(anchor, on="session")
            .select("ccode", "IdealPointAll", "anchor", agreement=pl.col(column))
            .drop_nulls()
        )
    rows = pl.concat(parts)
    if not len(rows):
        raise DataError(f"table '{TABLE}' has no votes in sessions {sessions[0]} to {sessions[1]}.")
    one, other, agreement = (
        rows[c].to_numpy().astype(float) for c in ("IdealPointAll", "anchor", "agreement")
    )
    return Pairs(one, other, agreement, rows["ccode"].to_numpy().astype(np.int64))


def expected_agreement(parameters: FloatArray, one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the probability that two states vote alike, shape (row,); parameters in the order of `NAMES`."""
    p, q = (ndtr((theta - parameters[0]) / np.exp(parameters[1])) for theta in (one, other))
    return np.asarray(p * q + (1 - p) * (1 - q))


def fit_departure(pairs: Pairs) -> tuple[FloatArray, FloatArray, float]:
    """Return parameters, their covariance (clustered by state) and the root mean square error."""
    found = least_squares(
        lambda b: expected_agreement(b, pairs.one, pairs.other) - pairs.agreement, [0.5, 0.0]
    )
    bread = np.linalg.inv(found.jac.T @ found.jac)
    scores = [found.jac[pairs.state == s].T @ found.fun[pairs.state == s] for s in np.unique(pairs.state)]
    meat = np.sum([np.outer(s, s) for s in scores], axis=0)
    return found.x, bread @ meat @ bread, float(np.sqrt(np.mean(found.fun**2)))


def positions_of(frame: pl.DataFrame, states: set[str]) -> dict[str, list[float]]:
    """Return ideal point, 5 and 95 percent quantile of states in the last session, by code."""
    last = frame.filter((pl.col("session") == LAST_SESSION) & pl.col("iso3c").is_in(sorted(states)))
    columns = ("iso3c", "IdealPointAll", "Q5%All", "Q95%All")
    return {
        code: [round(v, 3) for v in values]
        for code, *values in last.select(columns).sort("iso3c").iter_rows()
    }


def members_of_bodies() -> set[str]:
    """Return every state that is or was party to an instrument of the library with rules of decision."""
    from pato.files import library

    return {
        party["state"]
        for entry in library.entries("treaty").values()
        if entry["data"].get("decisions")
        for party in entry["data"]["parties"]
    } | {"CAN", "KOR", "TWN", "NZL", "PHL"}


def as_estimate(folder: str | None = None) -> dict[str, Any]:
    """Return the plain values that are written as ``library/estimates/positions.json``."""
    frame = store.read(TABLE, folder=folder)
    pairs = pairs_of(frame, SESSIONS)
    b, v, error = fit_departure(pairs)
    variants = {}
    for name, sessions in (("sessions_74_78", (74, 78)), ("sessions_46_68", (46, 68))):
        c, w, e = fit_departure(pairs_of(frame, sessions))
        variants[name] = {
            "sessions": list(sessions),
            "departure": significant(float(np.exp(c[1])), _DIGITS),
            "log_departure_se": significant(float(np.sqrt(w[1, 1])), 4),
            "rmse": significant(e, 4),
        }
    return {
        "format": 1,
        "id": "positions",
        "basis": "estimate",
        "question": "Where does each state stand, and how far does its stand on one issue depart from that?",
        "formula": "P(vote alike) = p q + (1-p)(1-q), p = Phi((theta - dividing_point) / exp(log_departure))",
        "names": list(NAMES),
        "coefficients": [significant(x, _DIGITS) for x in b],
        "covariance": [[significant(x, _DIGITS) for x in row] for row in v],
        "covariance_kind": "clustered by state",
        "sample": {
            "rows": len(pairs.agreement),
            "events": len(np.unique(pairs.state)),
            "sessions": list(SESSIONS),
            "rmse": significant(error, 4),
            "sd_of_agreement": significant(float(pairs.agreement.std()), 4),
        },
        "variants": variants,
        "positions": positions_of(frame, members_of_bodies()),
        "positions_session": LAST_SESSION,
        "positions_source": "Bailey, Strezhnev and Voeten (2017), June 2024 release: ideal point, 5 % and 95 % quantile",
        "limits": list(LIMITS),
        "data": {
            TABLE: {"version": "June 2024, sessions 1-78", "sha256": store.checksum(TABLE, folder=folder)}
        },
    }


def summary(estimate: dict[str, Any]) -> Table:
    """Return the parameters with their standard errors."""
    errors = np.sqrt(np.diag(np.array(estimate["covariance"])))
    rows: list[tuple[str, float, float | None]] = [
        (n, b, float(e)) for n, b, e in zip(estimate["names"], estimate["coefficients"], errors, strict=True)
    ]
    rows.append(("departure (UN ideal-point units)", float(np.exp(estimate["coefficients"][1])), None))
    sample = estimate["sample"]
    fit = f"Root mean square error {sample['rmse']} of shares whose standard deviation is {sample['sd_of_agreement']}."
    title = f"positions: {sample['rows']:,} pairs of states and sessions, sessions {sample['sessions'][0]}-{sample['sessions'][1]}"
    return Table(
        ("coefficient", "estimate", "standard error"), rows, title=title, notes=(fit, *estimate["limits"])
    )
