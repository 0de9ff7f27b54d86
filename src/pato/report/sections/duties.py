"""The duty matrix under each architecture."""

from __future__ import annotations

from typing import Any

from pato.registry.names import listed
from pato.report.blocks import Block, Figure, Section, Text
from pato.report.matrix_figure import LEVELS, matrix_plot
from pato.report.wording import short_title, state_name
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.relations import relations

ORDER = 30
CHAPTER = "obligations"


def build(context: Any) -> Section:
    """Return the obligations, one figure per architecture."""
    blocks: list[Block] = [
        Text(
            "Rows owe, columns are owed. An obligation is what the texts require, not a forecast that it will be honoured. 'Defence in an area' holds only inside the treaty's area; 'less than defence' is consultation, access or assistance."
        )
    ]
    blocks += [
        _figure(system, context.group_of(system), context.day_of(system)) for system in context.architectures
    ]
    return Section("duties", "Who owes whom: the matrix", tuple(blocks))


def _figure(system: Architecture, group: tuple[str, ...], date: str) -> Figure:
    table = cells(system, group, date)
    counts = {level: sum(row[2] == level for row in table.rows) for level in LEVELS}
    alt = (
        f"Matrix of obligations among {listed([state_name(s) for s in group])} under {short_title(system.title, system.id)} on {date}: "
        + ", ".join(f"{n} of {len(table)} directed pairs {level}" for level, n in counts.items())
        + "."
    )
    return Figure(
        matrix_plot(
            table,
            row="debtor",
            column="creditor",
            value="owes",
            order=group,
            names={s: state_name(s) for s in group},
        ),
        alt,
        f"{short_title(system.title, system.id)}: {counts['defence'] + counts['defence in an area']} of {len(table)} directed pairs owe defence",
        table,
        f"duties-{system.id}",
        subtitle=f"Rows owe, columns are owed; {date}",
        source="treaty texts in the library",
    )


def cells(system: Architecture, group: tuple[str, ...], date: str) -> Table:
    """Return one row per directed pair of the group: the strongest obligation, and its instruments."""
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
