"""The question: designs compared, states concerned, and how to read the report."""

from __future__ import annotations

from pato.models.pledges import added_parties
from pato.registry.names import listed
from pato.report.blocks import Section, TableBlock, Text
from pato.report.context import ReportContext
from pato.report.wording import state_name
from pato.table import Table

ORDER = 10
CHAPTER = "method"


def build(context: ReportContext) -> Section:
    """Return the designs in words, and the states by their codes."""
    study = context.comparison.study
    labels = [str(label) for label in study.labels]
    named = ", ".join(f"{state} {state_name(state)}" for state in context.group)
    others = f" Each of {listed(labels[1:])} is compared with it in the same runs." if labels[1:] else ""
    return Section(
        "question",
        "Designs compared",
        (
            Text(
                f"What would change if obligations of defence were different? The arrangements in force appear in the comparison as {labels[0]}.{others}"
                if labels[0] == study.status_quo.id
                else f"What would change if obligations of defence were different? Every design is compared with {labels[0]}.{others}"
            ),
            TableBlock(designs_table(context), "designs"),
            Text(f"States are written by their codes: {named}."),
            Text(
                f"All results look {study.study.horizon_years} years ahead and compare designs; none is a forecast. Intervals are over "
                f"{study.study.futures:,} runs, each one draw of everything that is estimated or assumed; the same runs serve every design."
            ),
        ),
    )


def designs_table(context: ReportContext) -> Table:
    """Return one row per design: its description, and the states bound by the defence pacts that it adds."""
    study = context.comparison.study
    rows = [
        (str(label), system.title, ", ".join(added_parties((system,), study.status_quo, study.date)) or None)
        for label, system in zip(study.labels, study.architectures, strict=True)
    ]
    columns = ("design", "what it is", "parties of the defence pact that it adds")
    return Table(columns, rows, title="What is compared", meta=context.comparison.meta())
