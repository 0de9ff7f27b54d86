"""The estimate that the risks rest on, with its limits."""

from __future__ import annotations

import math

from pato.models.risk.estimate import RiskModel, load_risk
from pato.models.risk.theories.found import theories
from pato.report.blocks import Listing, Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.table import Table

ORDER = 40
CHAPTER = "method"


def build(context: ReportContext) -> Section:
    """Return formula, sample, coefficients with robust errors, theories and limits."""
    del context
    model = load_risk()
    sample = model.estimate["sample"]
    return Section(
        "estimate",
        "The estimate",
        (
            Text(str(model.estimate["question"])),
            Text(
                f"Logit on {sample['rows']:,} directed, politically relevant dyad-years {sample['years'][0]}-{sample['years'][1]} with {sample['events']} events; "
                f"covariance {model.estimate['covariance_kind']}."
            ),
            TableBlock(coefficients(model), "risk-war-coefficients", folded=True, printed=True),
            Text("Assumptions about what defence commitments do, each a switch:"),
            Listing(tuple(f"{t.id} ({t.label}; {t.basis}): {t.describe()}" for t in theories().values())),
            Text("Limits:"),
            Listing(tuple(str(x) for x in model.estimate["limits"])),
        ),
    )


def coefficients(model: RiskModel) -> Table:
    """Return the coefficients with dyadic-robust standard errors."""
    rows = [
        (name, float(b), math.sqrt(max(0.0, float(v))))
        for name, b, v in zip(model.names, model.coefficients, model.covariance.diagonal(), strict=True)
    ]
    notes = (str(model.estimate["formula"]),)
    return Table(
        ("term", "coefficient", "robust_standard_error"),
        rows,
        title="Coefficients, log-odds of an attack that leads to war in a year",
        notes=notes,
    )
