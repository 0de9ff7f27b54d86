"""The map: who is bound to whom under each design, and where American forces are."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from pato.report.blocks import Block, Figure, Section, Text
from pato.report.maps import Link, world_map
from pato.report.outlines import outlines
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.relations import duty_matrix

ORDER = 25
ALL, SEVERAL, ONE, NONE, OUTSIDE = (
    "bound with all others of the group",
    "bound with several of them",
    "bound with one of them",
    "of the group, bound with none",
    "outside the group, bound with one of it",
)
COLOURS = {ALL: "#0072B2", SEVERAL: "#56B4E9", ONE: "#009E73", NONE: "#E69F00", OUTSIDE: "#C9BE93"}
MUTUAL, PARTIAL = "duty of defence both ways", "one way only, or disputed"
DASHES = {MUTUAL: (1, 0), PARTIAL: (5, 3)}


def build(context: Any) -> Section:
    """Return one map a design, those with the same duties together, and one of American sites."""
    designs: dict[tuple[Any, ...], tuple[Architecture, list[str]]] = {}
    for system in context.architectures:
        table = bonds_table(system, context.group, context.date)
        designs.setdefault(tuple(table.rows), (system, []))[1].append(system.id)
    blocks: list[Block] = [Text(_introduction(context))]
    blocks += [_duties(system, names, context) for system, names in designs.values()]
    if figure := _sites(context):
        blocks.append(figure)
    blocks.append(
        Text(
            f"{outlines().about['note']} Outlines: {outlines().about['source']}, {outlines().about['licence']}."
        )
    )
    return Section("map", "The map", tuple(blocks))


def _introduction(context: Any) -> str:
    return (
        f"Colours say with how many of {', '.join(context.group)} a state has a duty of defence, in either direction; lines join "
        "the capitals of pairs among them, also where a duty holds only in a treaty's area (the duty matrix tells). States too small to be seen are points at their capital."
    )


def _duties(system: Architecture, names: list[str], context: Any) -> Figure:
    table = bonds_table(system, context.group, context.date)
    shown = {r["state"]: r["shown as"] for r in table.records()}
    links = [
        Link(a, b, MUTUAL if full else PARTIAL)
        for (a, b), full in pairs(system, context.group, context.date).items()
    ]
    counts = {
        kind: sum(1 for s in context.group if shown.get(s) == kind) for kind in (ALL, SEVERAL, ONE, NONE)
    }
    told = ", ".join(f"{n} {kind}" for kind, n in counts.items() if n)
    title = " and ".join(names)
    alt = (
        f"World map centred on the Pacific, duties of defence under {title} on {context.date}. Of the group {', '.join(context.group)}: "
        f"{told}. {len(links)} of {len(context.group) * (len(context.group) - 1) // 2} pairs are joined by a line, "
        f"{sum(link.kind == MUTUAL for link in links)} of them by a duty both ways."
    )
    same = " These designs hold the same duties of defence." if len(names) > 1 else ""
    return Figure(
        world_map(shown, COLOURS, links=links, dashes=DASHES),
        alt,
        f"Duties of defence under {title}, {context.date}.{same}",
        table,
        f"map-{system.id}",
        fit=True,
    )


def pairs(system: Architecture, group: tuple[str, ...], date: str) -> dict[tuple[str, str], bool]:
    """Return the pairs of a group with a duty of defence in either direction, and whether it holds both ways, undisputed."""
    owed = duty_matrix(system, date, "defence").relations

    def full(debtor: str, creditor: str) -> bool:
        return any(not r.disputed for r in owed.get((debtor, creditor), ()))

    return {
        (a, b): full(a, b) and full(b, a)
        for a, b in combinations(group, 2)
        if (a, b) in owed or (b, a) in owed
    }


def bonds_table(system: Architecture, group: tuple[str, ...], date: str) -> Table:
    """Return one row a state that has a duty of defence with the group: with whom, and what the map shows it as."""
    matrix = duty_matrix(system, date, "defence")
    owed = matrix.relations
    rests = matrix._replace(group=group).coverage
    rows = []
    for state in dict.fromkeys([*group, *sorted({s for pair in owed for s in pair})]):
        to = tuple(s for s in group if (state, s) in owed)
        by = tuple(s for s in group if (s, state) in owed)
        if to or by or state in group:
            kind = _kind(len(set(to) | set(by)), len(group) - 1) if state in group else OUTSIDE
            rows.append((state, kind, ", ".join(to) or None, ", ".join(by) or None))
    return Table(
        ("state", "shown as", "owes defence to", "is owed defence by"),
        rows,
        title=f"Duties of defence with {', '.join(group)} under {system.id}, {date}",
        notes=(rests.sentence(),),
        meta={
            "architecture": system.id,
            "date": date,
            "outlines": outlines().about["source"],
            "coverage": rests.to_dict(),
        },
    )


def _kind(partners: int, others: int) -> str:
    return ALL if partners == others else SEVERAL if partners > 1 else ONE if partners else NONE


def _sites(context: Any) -> Figure | None:
    table = sites_table(context)
    sizes: Mapping[str, float] = {r["state"]: r["US sites"] for r in table.records() if r["US sites"]}
    if not sizes:
        return None
    named = sorted(sizes, key=lambda s: -sizes[s])
    alt = (
        "World map with circles for sites of American forces: "
        + ", ".join(f"{s} {sizes[s]:.0f}" for s in named)
        + "."
    )
    return Figure(
        world_map(
            dict.fromkeys(context.group, "of the group"),
            {"of the group": "#56B4E9"},
            sizes=sizes,
            size_title="US sites",
        ),
        alt,
        "Sites of American forces outside the United States, a circle a state, drawn at the capital.",
        table,
        "map-sites",
        fit=True,
    )


def sites_table(context: Any) -> Table:
    """Return American sites and personnel by state, from the snapshot; a state without a figure is not listed."""
    world = context.comparison.study.world
    rows = []
    for code, state in world.states.items():
        found = {f: state.figures.get(f) for f in ("us_base_sites", "us_troops")}
        sites, troops = found["us_base_sites"], found["us_troops"]
        if sites is not None or troops is not None:
            rows.append(
                (
                    code,
                    sites and sites.value,
                    sites and sites.year,
                    troops and troops.value,
                    troops and troops.year,
                )
            )
    return Table(
        ("state", "US sites", "year of the list", "US personnel", "year"),
        rows,
        title="American sites and personnel",
        notes=tuple(world.definitions[f].meaning + "." for f in ("us_base_sites", "us_troops")),
        meta={"vintage": world.about["vintage"]},
    )
