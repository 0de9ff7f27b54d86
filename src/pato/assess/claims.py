"""Test claims on a comparison: in what share of futures each holds, by theory, with an honest label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pato.assess.cells import ANY
from pato.assess.compare import Comparison
from pato.assess.schema import Claim, Condition
from pato.errors import PatoError, UnknownNameError, unknown
from pato.futures import weighted_share
from pato.futures.dims import ARCHITECTURE, FUTURE, TARGET
from pato.table import Table

LABELS = {
    "identified": "identified",
    "suggestive": "suggestive",
    "assumption": "driven by assumptions",
    "not_answerable": "not answerable with these data",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison says of a claim.

    Attributes
    ----------
    shares
        Share of futures in which it holds, by theory; empty where it cannot be tested.
    label
        How well its key quantity is identified; from the claim's file, never from a share.
    why
        Why it cannot be tested here, or nothing.
    """

    claim: Claim
    shares: dict[str, float]
    label: str
    why: str


def verdict(claim: Claim, comparison: Comparison) -> Verdict:
    """Return what a comparison says of a claim.

    A claim whose metric or architecture the comparison lacks is not an error: the verdict says what is missing.
    """
    label = LABELS[claim.identified]
    if claim.metric is None or claim.holds_if is None:
        return Verdict(claim, {}, label, claim.why or "")
    try:
        holds = _holds(claim.metric, claim.holds_if, comparison)
    except PatoError as error:
        return Verdict(claim, {}, label, str(error))
    if holds.ndim == 0:
        return Verdict(claim, {ANY: float(holds)}, label, "")
    return Verdict(
        claim,
        {
            c.label: float(weighted_share(holds[c.futures], c.weight))
            for c in comparison.cells_of(comparison.metric(claim.metric))
        },
        label,
        "",
    )


def _holds(name: str, condition: Condition, comparison: Comparison) -> npt.NDArray[np.bool_]:
    """Return whether the condition holds, shape (future,), or () for what is the same in every future."""
    metric, values = comparison.metric(name), comparison.values[name]
    if TARGET in values.dims:
        raise UnknownNameError(f"metric '{name}' has a figure for each target; a claim needs one figure.")
    known = [str(a) for a in values[ARCHITECTURE].values]
    for architecture in (condition.in_, condition.better_than or condition.in_):
        if architecture not in known:
            raise UnknownNameError(unknown("architecture of this comparison", architecture, known))
    own = values.sel({ARCHITECTURE: condition.in_}).values
    assert FUTURE in values.dims or own.ndim == 0
    if condition.below is not None:
        return np.asarray(own < condition.below)
    if condition.above is not None:
        return np.asarray(own > condition.above)
    other = values.sel({ARCHITECTURE: condition.better_than}).values
    if metric.better == "neither":
        raise UnknownNameError(f"metric '{name}' has no better and worse; use below or above.")
    return np.asarray(own > other if metric.better == "higher" else own < other)


def claims_table(verdicts: list[Verdict], comparison: Comparison) -> Table:
    """Return one row a claim and theory."""
    rows: list[tuple[str | float | None, ...]] = []
    for v in verdicts:
        shares = list(v.shares.items()) if v.shares else [("-", None)]
        rows += [
            (v.claim.id, v.claim.text, theory, share, v.label, v.why or None) for theory, share in shares
        ]
    columns = (
        "claim",
        "text",
        "theory",
        "holds in share of futures",
        "how well identified",
        "why not tested",
    )
    note = "The label comes from how well the key quantity is identified, never from a share of futures."
    return Table(columns, rows, title="Claims", notes=(note,), meta=comparison.meta())
