"""Formation of defence pacts: ranks of pairs of states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pato.estimate.fits import Refit, compared
from pato.estimate.formation import as_estimate, fit_formation
from pato.estimate.formation.choice import choose
from pato.estimate.formation.since import rank_since
from pato.estimate.risk import differences, to_json
from pato.estimate.verdict import verdict
from pato.table import Table


def run(folder: str | None = None) -> Refit:
    """Fit formation with its variants, windows and backtests, choose among candidates, and compare it with what ships."""
    result = fit_formation(folder=folder)
    spec, rows = result.specification, result.rows
    fresh = [c for c in spec.third_round.candidates if c.id in spec.fourth_round.candidates]
    since = rank_since(spec, rows, fresh, spec.fourth_round.until, folder)
    estimate = as_estimate(result, folder, choose(spec, rows), since)
    found = compared(estimate, differences)
    return Refit(estimate, to_json(estimate), summary(estimate, found), found)


def summary(estimate: Mapping[str, Any], found: Table) -> Table:
    """Return coefficients, standard errors, scores and backtests, and whether the estimate equals what ships."""
    errors = np.sqrt(np.diag(np.array(estimate["covariance"])))
    rows = list(zip(estimate["names"], estimate["coefficients"], map(float, errors), strict=True))
    sample = estimate["sample"]
    notes = [
        f"{s['id']}: AUC within years {s['auc']:.3f}, with each treaty once {s['auc_by_treaty']:.3f}; {s['events']} ties, {s['treaties']} treaties"
        for s in estimate["scores"]
    ]
    notes += [
        f"{b['id']}: median percentile {b['median_percentile']:.0f} of {b['founding_pairs_at_risk']} founding pairs among {b['pairs_at_risk']}"
        for b in estimate["backtests"].get("shipped", ())
    ]
    notes += list(_rounds(estimate))
    title = f"{estimate['id']}: {sample['rows']:,} pair-years, {sample['events']} ties, {sample['treaties']} treaties"
    return Table(
        ("coefficient", "estimate", "standard error"),
        rows,
        title=title,
        notes=[*notes, *estimate["limits"], verdict(found)],
    )


def _rounds(estimate: Mapping[str, Any]) -> Iterator[str]:
    """Yield the scores of the forecasters of the third round, and the ranks of pacts begun since the data end."""
    for name, found in ((estimate.get("third_round") or {}).get("forecasters", {})).items():
        scores, gained = found["scores"], found["over_plain"]
        yield f"{name}, taken window by window: AUC {scores['auc']:.3f}, with each treaty once {scores['auc_by_treaty']:.3f}; over plain {gained['auc']:+.3f}, {gained['auc_by_treaty']:+.3f}"
    since = estimate.get("pacts_since")
    for name, scores in (since["scores"] if since else {}).items():
        yield f"{name} on pacts begun since the data end: AUC {scores['auc']:.3f}, with each treaty once {scores['auc_by_treaty']:.3f}; {scores['events']} ties, {scores['treaties']} treaties"
