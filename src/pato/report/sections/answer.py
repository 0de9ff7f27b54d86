"""The answer in a few sentences, with its conditions."""

from __future__ import annotations

from pato.assess.compare import Row
from pato.report.blocks import Block, Listing, Section, Text
from pato.report.context import ReportContext
from pato.report.document import in_words
from pato.treaties.incidents import in_words as incidents_in_words

ORDER = 10
THEORY_NAMES = {
    "null": "if pledges deter nothing (T-null)",
    "patron": "if the largest pledger deters (T-patron)",
}


def build(context: ReportContext) -> Section:
    """Return what the comparison says, in words that are made from its figures."""
    blocks: list[Block] = [Text(sentence, emphasis=True) for sentence in _sentences(context)]
    blocks.append(Listing(tuple(_conditions(context))))
    return Section("answer", "The answer, and what it hangs on", tuple(blocks))


def _sentences(context: ReportContext) -> list[str]:
    first, *others = context.comparison.study.labels
    sentences = []
    gaps = {row.architecture: row.median for row in context.of("gaps")}
    if gaps:
        members = len(context.comparison.study.members)
        told = " and ".join(f"{gaps[label]:.0f} under {label}" for label in others if label in gaps)
        sentences.append(
            f"Of the {members * (members - 1) // 2} pairs among {', '.join(context.comparison.study.members)}, "
            f"{gaps[first]:.0f} owe each other no defence under {first}, {told}."
        )
    rows = context.of("war_initiations_members")
    sentences += [
        _risk(first, label, theory, rows, context.comparison.study.study.horizon_years)
        for label in others
        for theory in _theories(rows)
    ]
    return [s for s in sentences if s]


def _theories(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row.theory for row in rows))


def _risk(first: str, label: str, theory: str, rows: list[Row], horizon_years: int) -> str:
    own = next((r for r in rows if r.architecture == label and r.theory == theory), None)
    base = next((r for r in rows if r.architecture == first and r.theory == theory), None)
    if own is None or base is None or own.better is None:
        return ""
    condition = THEORY_NAMES.get(theory, f"under the theory '{theory}'")
    if own.better == 0 and own.worse == 0:
        return f"War risk of the members, {condition}: no difference between {label} and {first}, by construction of the theory."
    return (
        f"War risk of the members, {condition}: {own.median:.2g} war-level initiations are expected in {horizon_years} years under "
        f"{label} (90 % of futures: {own.low90:.2g} to {own.high90:.2g}), {base.median:.2g} under {first} "
        f"({base.low90:.2g} to {base.high90:.2g}); {label} has the lower risk in {own.better:.0%} of these futures ({in_words(own.better)})."
    )


def _conditions(context: ReportContext) -> list[str]:
    found = [
        (
            "Whether pledges deter at all is contested: the project's own estimates find no effect on disputes of any level after 1945, "
            "and at war level only an exploratory effect of the largest pledger. Theories are therefore shown side by side and not averaged."
        ),
        "The levels of risk rest on few wars (see 'The estimate'); differences between architectures are more robust than levels.",
        "Taiwan's figures depend on what today's American word is worth: from nothing to a full pledge, drawn evenly.",
        "A share of futures says how often a result holds over what is assumed; it is not the probability that it is true.",
    ]
    names = [a.id for a in context.architectures]
    return found + [text for name in names if (text := incidents_in_words(name))]
