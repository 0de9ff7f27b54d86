"""Conditions that hold or fail in a future: parsed from words, and tested on a comparison."""

from __future__ import annotations

import re

import numpy as np
import xarray as xr

from pato.assess.compare import Comparison
from pato.assess.metrics import Metric
from pato.assess.metrics.base import LABELLED
from pato.assess.schema import Condition, Statement
from pato.assess.study import Resolved
from pato.errors import Problem, UnknownNameError, UsageError, unknown
from pato.futures.dims import ARCHITECTURE, FUTURE
from pato.kernels.arrays import BoolArray, FloatArray

FORMS = "'A beats B', 'A beats B on METRIC', 'METRIC of A below 0.3', 'METRIC of A above 0.3'"
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_BEATS = re.compile(r"(?P<own>\S+)\s+beats\s+(?P<other>\S+)(?:\s+on\s+(?P<metric>\S+))?")
_LIMIT = re.compile(
    rf"(?P<metric>\S+)\s+(?:of|under|in)\s+(?P<own>\S+)\s+(?:is\s+)?(?P<side>below|above|<|>)\s*(?P<limit>{_NUMBER})"
)


def parse_condition(text: str, on: str | None = None) -> Statement:
    """Return the condition expressed in words.

    Parameters
    ----------
    text
        One of ``A beats B``, ``A beats B on METRIC``, ``METRIC of A below NUMBER``, ``METRIC of A above NUMBER``.
    on
        The metric, if the words name none.

    Raises
    ------
    UsageError
        If the words are not a condition, or two metrics are named.
    """
    words = " ".join(text.split())
    if found := _BEATS.fullmatch(words):
        metric = found["metric"] or on
        if metric is None:
            raise UsageError(
                Problem(
                    f"'{words}'",
                    "does not say in what.",
                    "Name a metric: 'A beats B on METRIC', or --on METRIC.",
                )
            )
        condition = {"in": found["own"], "better_than": found["other"]}
    elif found := _LIMIT.fullmatch(words):
        metric = found["metric"]
        side = {"<": "below", ">": "above"}.get(found["side"], found["side"])
        condition = {"in": found["own"], side: float(found["limit"])}
    else:
        raise UsageError(Problem(f"'{words}'", "is no condition.", f"Write one of {FORMS}."))
    if on is not None and metric != on:
        raise UsageError(
            Problem("--on", f"names '{on}', and the condition '{metric}'.", "Name the metric once.")
        )
    return Statement.model_validate({"metric": metric, "holds_if": condition})


def words_of(statement: Statement) -> str:
    """Return a condition in words, which `parse_condition` reads back where it has a form for it."""
    c = statement.holds_if
    of = f" ({c.of})" if c.of else ""
    if c.better_than is not None:
        return f"{c.in_} beats {c.better_than} on {statement.metric}{of}"
    for relation in ("worse_than", "no_worse_than", "lower_than", "higher_than"):
        if (other := getattr(c, relation)) is not None:
            return f"{statement.metric}{of} of {c.in_} is {relation.replace('_', ' ')} that of {other}"
    side, limit = ("below", c.below) if c.below is not None else ("above", c.above)
    return f"{statement.metric}{of} of {c.in_} {side} {limit:g}"


ROLES = ("design", "baseline")
"""Words for architectures by their role in a comparison: its subject, and its baseline."""


def with_names(statement: Statement, study: Resolved) -> Statement:
    """Return a statement with roles replaced by a study's architectures; an architecture with such an id keeps it."""
    parts = {"design": study.subject, "baseline": study.labels[0]}
    parts = {role: label for role, label in parts.items() if role not in study.labels}
    given = statement.holds_if
    named = {name: parts[v] for name, v in given if isinstance(v, str) and name != "of" and v in parts}
    return statement.model_copy(update={"holds_if": given.model_copy(update=named)}) if named else statement


def holds(statement: Statement, comparison: Comparison) -> BoolArray:
    """Return whether a condition holds, shape (future,) or (); errors as `margin`."""
    by = margin(statement, comparison)
    return np.asarray(by >= 0 if statement.holds_if.no_worse_than is not None else by > 0)


def compared(statement: Statement, comparison: Comparison) -> tuple[FloatArray, FloatArray | None]:
    """Return the values that a condition compares, shape (future,) or (); the second is None if the limit is a number."""
    condition = statement.holds_if
    own = _figures(statement, condition.in_, comparison)
    if condition.below is not None or condition.above is not None:
        return own, None
    return own, _figures(
        statement, _against(comparison.tested(statement.metric)[0], condition)[1], comparison
    )


def margin(statement: Statement, comparison: Comparison) -> FloatArray:
    """Return the margin by which a condition holds: above 0 where it does (or 0 for "no worse"), in the metric's unit.

    "Better", "worse", "lower" and "higher" mean by more than the band of no difference; "no worse" allows for the
    band.

    Returns
    -------
    FloatArray
        Shape (future,), or () for what is the same in every future.

    Raises
    ------
    UnknownNameError
        If the comparison lacks the metric, an architecture or a state, or the metric has no better and worse.
    """
    metric, condition = comparison.tested(statement.metric)[0], statement.holds_if
    own = _figures(statement, condition.in_, comparison)
    if condition.below is not None:
        return np.asarray(condition.below - own)
    if condition.above is not None:
        return np.asarray(own - condition.above)
    sign, other = _against(metric, condition)
    gain = sign * (own - _figures(statement, other, comparison))
    width = _of_state(statement, comparison.band(metric)).values
    return np.asarray(gain + width if condition.no_worse_than is not None else gain - width)


def _against(metric: Metric, condition: Condition) -> tuple[float, str]:
    if condition.higher_than is not None:
        return 1.0, condition.higher_than
    if condition.lower_than is not None:
        return -1.0, condition.lower_than
    if metric.better == "neither":
        raise UnknownNameError(
            f"metric '{metric.id}' has no better and worse; use below or above, lower_than or higher_than."
        )
    sign = 1.0 if metric.better == "higher" else -1.0
    if other := condition.better_than or condition.no_worse_than:
        return sign, other
    assert condition.worse_than is not None
    return -sign, condition.worse_than


def _figures(statement: Statement, architecture: str, comparison: Comparison) -> FloatArray:
    """Return the metric of one architecture, shape (future,) or ()."""
    values = comparison.tested(statement.metric)[1]
    known = [str(a) for a in values[ARCHITECTURE].values]
    if architecture not in known:
        raise UnknownNameError(unknown("architecture of this comparison", architecture, known))
    own = _of_state(statement, values.sel({ARCHITECTURE: architecture}))
    assert own.dims in ((), (FUTURE,))
    found = np.asarray(own.values, dtype=np.float64)
    if not np.isfinite(found).all():
        raise UnknownNameError(
            Problem(f"metric {statement.metric}", f"it has no value under {architecture}.")
        )
    return found


def _of_state(statement: Statement, own: xr.DataArray) -> xr.DataArray:
    """Return the values of the state that a condition names, or of all if it names none."""
    state = statement.holds_if.of
    if dim := next((d for d in LABELLED if d in own.dims), None):
        states = [str(s) for s in own[dim].values]
        if state is None:
            raise UnknownNameError(
                f"metric '{statement.metric}' has a value for each {dim}; a condition needs a single value: name a state with 'of:'."
            )
        if state not in states:
            raise UnknownNameError(unknown(f"{dim} of metric '{statement.metric}'", state, states))
        return own.sel({dim: state})
    if state is not None:
        raise UnknownNameError(
            f"metric '{statement.metric}' has one figure for all; leave 'of: {state}' out."
        )
    return own
