"""Compute the evidence from the data store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from pato.estimate.evidence.pledge import pledge_estimates
from pato.estimate.evidence.provocation import arming_estimates, provocation_estimates
from pato.estimate.evidence.selection import selection_evidence
from pato.estimate.evidence.specification import EvidenceSpecification, load_evidence
from pato.estimate.panel import build_panel
from pato.estimate.panel.groups.wars import TABLE as WARS
from pato.estimate.risk import GROUPS, TABLES
from pato.estimate.vintages import titled, vintages
from pato.kernels.digits import rounded

_KEYS = (
    "ccode1",
    "ccode2",
    "year",
    "politically_relevant",
    "dispute_continuing",
    "war_continuing",
    "rivalry",
)
_DIGITS = 6
_PLEDGES = ("pledge_defence", "pledge_defence_lag1", "major1")


def run(folder: str | None = None, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Return every estimate as plain values, as stored in ``library/estimates/evidence.json``.

    Parameters
    ----------
    folder
        The data store.
    tell
        Called with a line on the current step; the run takes minutes.
    """
    spec = load_evidence()
    tell("panel")
    frame = panel_of(spec, folder)
    last = max(m.years[1] for m in spec.arming.specifications) + spec.arming.ahead
    states = build_panel("state-year", (1816, last), ("capability",), folder).select(
        "ccode", "year", "milper", "milex"
    )
    found = {
        "format": 1,
        "id": spec.id,
        "basis": "estimate",
        "pledge": list(pledge_estimates(spec.pledge, frame, tell)),
        "provocation": list(provocation_estimates(spec.provocation, frame, tell)),
        "arming": list(arming_estimates(spec.arming, frame, states, tell)),
        "selection": selection_evidence(spec.selection, folder),
        "published": [p.model_dump(exclude_none=True) for p in spec.published],
        "window": spec.provocation.window,
        "data": vintages(TABLES | titled(WARS), folder),
    }
    result: dict[str, Any] = rounded(found, _DIGITS)
    return result


def panel_of(spec: EvidenceSpecification, folder: str | None) -> pl.DataFrame:
    """Return the directed panel with the columns that anything here needs."""
    models = spec.provocation.specifications
    last = max(spec.pledge.years[1], *(m.years[1] for m in models))
    terms = [t.column for t in spec.pledge.controls]
    doses = [c for columns in spec.pledge.doses.values() for c in columns]
    outcomes = [*spec.pledge.outcomes.values(), *(m.outcome for m in models)]
    columns = list(dict.fromkeys([*_KEYS, *_PLEDGES, *outcomes, *doses, *terms]))
    return build_panel("directed-dyad-year", (1816, last), (*GROUPS, "wars"), folder).select(columns)
