"""Do targets with defensive allies see fewer disputes started against them? The design of Johnson and Leeds (2011)."""

from __future__ import annotations

import polars as pl

from pato.estimate.derived import with_derived
from pato.estimate.logit import Estimate, fit, sample_of
from pato.estimate.panel import build_panel
from pato.estimate.replications import Agreement, Compared, Replication
from pato.estimate.risk import GROUPS
from pato.estimate.scoreboard.specification import load_scoreboard

SOURCE = (
    "Johnson and Leeds (2011), Defense Pacts: A Prescription for Peace?, Foreign Policy Analysis 7, 45-65"
)
DIFFERS = (
    "Disputes are Gibler, Miller and Little's and alliances ATOP 5.1, both newer; all pairs of the system, joint democracy 0 where "
    "regimes are unknown; a logit with dyadic-robust errors where the original is a probit. Only the findings as worded in the abstract are compared."
)
_YEARS = (1816, 2000)
_CERTAIN = 1.96


def run(folder: str | None = None) -> Replication:
    """Fit their covariates on all directed pairs, and again on politically relevant ones."""
    spec = load_scoreboard()
    frame = build_panel("directed-dyad-year", _YEARS, GROUPS, folder)
    # the scoreboard's version of their logit has contiguity as well; theirs has distance alone
    terms = [t for t in spec.johnson_leeds if t.name != "near"]
    frame = with_derived(frame, [t.column for t in terms])
    rows = []
    for label, chosen in (
        ("all pairs", frame),
        ("politically relevant pairs", frame.filter(pl.col("politically_relevant") == 1)),
    ):
        found = fit(sample_of(chosen, "initiation", terms, spec.assume), where=f"{label}, {_YEARS}")
        rows += _compared(label, found)
    return Replication(
        "johnson_leeds",
        "Defence pacts and the initiation of disputes, 1816-2000",
        SOURCE,
        DIFFERS,
        tuple(rows),
    )


def _compared(label: str, found: Estimate) -> list[Compared]:
    """Return the two findings that the abstract words: targets' allies deter, challengers' allies do not embolden."""
    deterred, error = found.of("target_defence")
    emboldened, its_error = found.of("challenger_defence")
    deters: Agreement = "same sign" if deterred < 0 else "differs"
    calm: Agreement = "same sign" if emboldened < _CERTAIN * its_error else "differs"
    return [
        Compared(f"{label}: target has a defensive ally (published: fewer disputes)", None, deterred, deters, None, error),
        Compared(f"{label}: challenger has a defensive ally (published: not more disputes)", None, emboldened, calm, None, its_error),
    ]  # fmt: skip
