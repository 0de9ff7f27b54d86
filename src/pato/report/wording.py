"""Words that several sections share: which design the answer is about, what theories and factors are called, states' names."""

from __future__ import annotations

from pato.assess.strata import POOLED
from pato.errors import UnknownNameError
from pato.futures import Factor, Posterior
from pato.models.risk.theories.found import theories
from pato.models.trade import assumptions as trade
from pato.registry import states
from pato.report.context import ReportContext
from pato.treaties.architecture import Architecture

ESTIMATE = "pato fit "
WITH_ARTICLE = frozenset(
    {"USA", "PHL", "GBR", "NLD", "ARE", "MHL", "SLB", "BHS", "MDV", "COM", "DOM", "GMB", "CAF", "COD"}
)
"""States whose names take an article in a sentence."""


def theory_name(theory: str) -> str:
    """Return what a theory says, in words; several alternatives at once are named as they are."""
    if theory == POOLED:
        return "with the study's weights"
    known = theories()
    return known[theory].says if theory in known else f"under '{theory}'"


def focus(context: ReportContext) -> str:
    """Return the design that the answer is about: the study's subject."""
    return context.comparison.study.subject


def focused(context: ReportContext) -> Architecture | None:
    """Return the design that the answer is about, or None where it adds no pact of its own."""
    study = context.comparison.study
    chosen = study.architectures[list(study.labels).index(focus(context))]
    return chosen if any(i.assumed for i in chosen.instruments) else None


def meaning(factor: Factor) -> str:
    """Return what a factor is, in a line: what its file says, or the first words of its source."""
    if told := trade.load().meanings.get(factor.id):  # their sources alone do not say it
        return told[:1].lower() + told[1:]
    if factor.source.startswith(ESTIMATE):
        name = factor.source.removeprefix(ESTIMATE).split(":")[0]
        return (
            f"coefficients of the project's estimate '{name}', drawn together"
            if isinstance(factor.spec, Posterior)
            else f"the project's estimate '{name}'"
        )
    if factor.basis == "fact":
        return f"error of measurement: {factor.source}"
    told = factor.source.split(". ")[0].split(" (")[0].rstrip(".")
    if told.lower().startswith("range") and factor.unit:
        told = f"{factor.id.replace('_', ' ')}, {factor.unit}"
    return told[:1].lower() + told[1:] if told[1:2].islower() else told


def state_name(code: str, *, article: bool = False) -> str:
    """Return the name of a state that a code stands for, with its article if asked; or the code where the registry does not know it."""
    try:
        name = states.state(code).name
    except UnknownNameError:
        return code
    return f"the {name}" if article and code in WITH_ARTICLE else name
