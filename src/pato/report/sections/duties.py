"""The duty matrix under each architecture."""

from __future__ import annotations

from typing import Any

from pato.report.blocks import Block, Figure, Section, Text
from pato.report.figures import matrix_plot
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.relations import relations

ORDER = 20
LEVELS = ("defence", "defence in an area", "disputed defence", "less than defence", "nothing")


def build(context: Any) -> Section:
    """Return who owes whom, one figure an architecture."""
    blocks: list[Block] = [
        Text(
            "Rows owe, columns are owed. A duty says what is owed under the texts, not that it will be honoured. 'Defence in an area' is a duty that holds only inside the treaty's area; 'less than defence' is consultation, access or assistance."
        )
    ]
    blocks += [_figure(system, context.group, context.date) for system in context.architectures]
    return Section("duties", "Who owes whom", tuple(blocks))


def _figure(system: Architecture, group: tuple[str, ...], date: str) -> Figure:
    table = cells(system, group, date)
    counts = {level: sum(row[2] == level for row in table.rows) for level in LEVELS}
    alt = (
        f"Duty matrix of {', '.join(group)} under {system.id} on {date}: "
        + ", ".join(f"{n} of {len(table)} directed pairs {level}" for level, n in counts.items())
        + "."
    )
    return Figure(
        matrix_plot(table, row="debtor", column="creditor", value="owes", order=group),
        alt,
        f"Duties under {system.id}, {date}.",
        table,
        f"duties-{system.id}",
    )


def cells(system: Architecture, group: tuple[str, ...], date: str) -> Table:
    """Return one row a directed pair of the group: the most that is owed, and under which instruments."""
    found: dict[tuple[str, str], list[Any]] = {}
    for relation in relations(system, date):
        if relation.kind not in {"non_aggression", "neutrality"} and relation.duty not in {
            "maintain_capacity",
            "deny_access",
        }:
            found.setdefault((relation.debtor, relation.creditor), []).append(relation)
    rows = []
    for debtor in group:
        for creditor in group:
            if debtor != creditor:
                between = found.get((debtor, creditor), [])
                rows.append(
                    (
                        debtor,
                        creditor,
                        _most(between),
                        ", ".join(dict.fromkeys(f"{r.short} ({r.kind})" for r in between)) or None,
                    )
                )
    return Table(
        ("debtor", "creditor", "owes", "under"),
        rows,
        title=f"Duties under {system.id}, {date}",
        meta={"architecture": system.id, "date": date},
    )


def _most(between: list[Any]) -> str:
    defence = [r for r in between if r.kind == "defence" and not r.disputed]
    if not defence and any(r.kind == "defence" for r in between):
        return "disputed defence"
    if defence:
        return "defence" if any(r.limited is None for r in defence) else "defence in an area"
    return "less than defence" if between else "nothing"
