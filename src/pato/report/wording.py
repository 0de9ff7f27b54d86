"""Words shared by several sections: the subject design, names of theories and factors, states' names."""

from __future__ import annotations

import re
from datetime import date

from pato.assess.strata import ANY, POOLED
from pato.assess.study import Resolved
from pato.futures import Factor, Posterior
from pato.models.risk.theories.found import theories
from pato.models.trade import assumptions as trade
from pato.registry import states
from pato.report.context import ReportContext
from pato.report.figures import BASELINE, PALETTE
from pato.treaties.architecture import IN_FORCE, Architecture

ESTIMATE = "pato fit "
MOST_NAME = 40
"""Characters of a design's name, at most: longer titles are for tables."""
WITH_ARTICLE = frozenset(
    {"USA", "PHL", "GBR", "NLD", "ARE", "MHL", "SLB", "BHS", "MDV", "COM", "DOM", "GMB", "CAF", "COD"}
)
"""States with an article in a sentence."""


MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day(iso: str) -> str:
    """Return a date as people write it.

    >>> day("2026-11-21")
    '21 November 2026'
    """
    found = date.fromisoformat(iso)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def is_of_old(study: Resolved) -> bool:
    """Return whether a study asks about a day before the year of its figures."""
    return study.date < str(study.world.about["vintage"])


def of_the_day(study: Resolved) -> str:
    """Return the day of a study's obligations in words, with the year of its figures where that is a later one."""
    figures = f", figures of {study.world.about['vintage']}" if is_of_old(study) else ""
    return f"obligations on {day(study.date)}{figures}"


def theory_name(theory: str) -> str:
    """Return a theory in words; several alternatives at once are listed."""
    if theory == POOLED:
        return "with the study's weights"
    known = theories()
    return known[theory].says if theory in known else f"under '{theory}'"


def focus(context: ReportContext) -> str:
    """Return the design that the answer is about: the study's subject."""
    return context.comparison.study.subject


def design_names(study: Resolved) -> dict[str, str]:
    """Return the name of each design for readers, by label: its title up to a colon or comma, or the label if ambiguous."""
    short = {
        str(label): short_title(system.title, str(label))
        for label, system in zip(study.labels, study.architectures, strict=True)
    }
    names = list(short.values())
    return {label: name if names.count(name) == 1 else label for label, name in short.items()}


def baseline_name(study: Resolved) -> str:
    """Return the name of the baseline within a sentence."""
    label = str(study.labels[0])
    name = design_names(study)[label]
    return name[:1].lower() + name[1:] if label == IN_FORCE else name


def short_title(title: str, label: str) -> str:
    """Return a design's title up to a colon, comma or bracket, or its label where that is long or empty."""
    found = re.split(r"[:,(]", title or label)[0].strip()
    return found if 0 < len(found) <= MOST_NAME else label


def assumption_name(theory: str) -> str:
    """Return an assumption about deterrence as the label of a row: 'The largest guarantor deters'."""
    if theory == POOLED:
        return "Your weights"
    if theory == ANY:
        return "All runs"
    if theory not in theories():
        return in_plain_words(theory)
    told = theories()[theory].says.removeprefix("if ")
    return told[:1].upper() + told[1:]


def design_colours(study: Resolved) -> dict[str, str]:
    """Return the colour of each design in every figure, by label: the baseline is grey, the subject has the first of the palette."""
    labels = [str(label) for label in study.labels]
    base, own = labels[0], study.subject
    others = [label for label in labels if label not in {base, own}]
    hues = iter(PALETTE * (1 + len(labels) // len(PALETTE)))
    found = {} if own == base else {own: next(hues)}
    return {base: BASELINE} | found | {label: next(hues) for label in others}


FACTORS = {
    "deterrence": "Assumption about deterrence",
    "guarantor": "The United States in a war",
    "trade_baseline": "Trade without the design",
    "taiwan_credence": "Credibility of the US commitment to Taiwan",
    "risk_war": "Coefficients of the risk model",
    "joining": "Coefficients of the joining model",
    "provocation_log_odds": "Strength of provocation",
    "provocation_years": "Years of provocation",
    "additive_cap": "Most that added commitments deter",
    "pledge_risk_ratio": "Effect of a first commitment",
    "pledge_effect": "Effect of a commitment on joining",
    "forward_share": "Strength that starts from bases abroad",
    "strength_gradient": "Loss of strength with distance",
    "agreements": "Effects of trade agreements",
    "agreement_effects": "Effects of trade agreements",
    "effects_from": "Source of the effects of agreements",
}
"""Names of the best known categorical factors where people set weights."""


def factor_title(factor: Factor) -> str:
    """Return a factor's name as the heading of its settings."""
    return FACTORS.get(factor.id) or in_plain_words(factor.id)


def level_name(level: str) -> str:
    """Return a factor's level as words."""
    return in_plain_words(level.replace("-", " "))


def in_plain_words(name: str) -> str:
    """Return a name for programs as words: what has no better name.

    >>> in_plain_words("no_effect")
    'No effect'
    """
    told = name.replace("_", " ")
    return told[:1].upper() + told[1:]


def focused(context: ReportContext) -> Architecture | None:
    """Return the design that the answer is about, or None where it adds no pact of its own."""
    study = context.comparison.study
    chosen = study.architectures[list(study.labels).index(focus(context))]
    return chosen if any(i.assumed for i in chosen.instruments) else None


def meaning(factor: Factor) -> str:
    """Return a one-line description of a factor: from its file, or the first words of its source."""
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
    """Return a state's name by its code, with article if requested; or the code if it is not in the registry."""
    name = states.called(code)
    return f"the {name}" if article and code in WITH_ARTICLE else name
