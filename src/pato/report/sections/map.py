"""The map: who is bound to whom under each design, and where American forces are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pato.registry.names import listed
from pato.report.blocks import Block, Figure, Section, Text
from pato.report.features import features
from pato.report.figures import PALETTE
from pato.report.maps import MEMBER, Link, Style, world_map
from pato.report.obligations import MUTUAL, PARTIAL, pairs
from pato.report.outlines import outlines
from pato.report.wording import short_title, state_name
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.relations import duty_matrix

ORDER = 20
CHAPTER = "obligations"
LINE = "#A35284"
MOST_NAMES = 6
"""Number of states labelled by name: those with the most sites."""
ALL, SEVERAL, ONE, NONE, OUTSIDE = (
    "bound with all others of the group",
    "bound with several of them",
    "bound with one of them",
    "of the group, bound with none",
    "outside the group, bound with one or more of it",
)
COLOURS = {ALL: PALETTE[0], SEVERAL: "#5A9FC8", ONE: PALETTE[2], NONE: "#C9A227", OUTSIDE: MEMBER}
STYLES = {MUTUAL: Style(LINE), PARTIAL: Style(LINE, (5, 3))}


def build(context: Any) -> Section:
    """Return one map a design, those with the same obligations together, one of disputed features and one of American sites."""
    designs: dict[tuple[Any, ...], tuple[Architecture, list[str]]] = {}
    names = _names(context)
    for label, system in names:
        table = bonds_table(system, context.group_of(system), context.day_of(system))
        designs.setdefault(tuple(table.rows), (system, []))[1].append(label)
    blocks: list[Block] = [Text(_introduction(context))]
    blocks += [
        _duties(system, same, context, folded=i > 0) for i, (system, same) in enumerate(designs.values())
    ]
    blocks.append(features())
    if figure := _sites(context):
        blocks.append(figure)
    blocks.append(
        Text(
            f"{outlines().about['note']} Outlines: {outlines().about['source']}, {outlines().about['licence']}."
        )
    )
    return Section("map", "Obligations on the map", tuple(blocks))


def _names(context: Any) -> list[tuple[str, Architecture]]:
    """Return each design with what readers call it."""
    return [(short_title(system.title, system.id), system) for system in context.architectures]


def _introduction(context: Any) -> str:
    return (
        f"Colours show with how many of {listed([state_name(s, article=True) for s in context.group])} a state has an obligation of defence, in either direction. "
        "Lines join pairs among them, also where an obligation holds only in the treaty's area (see the matrix). States too small to be seen are points at their capital."
    )


def _duties(system: Architecture, names: list[str], context: Any, *, folded: bool) -> Figure:
    group, day = context.group_of(system), context.day_of(system)
    table = bonds_table(system, group, day)
    shown = {r["state"]: r["shown as"] for r in table.records()}
    links = [Link(a, b, MUTUAL if full else PARTIAL) for (a, b), full in pairs(system, group, day).items()]
    counts = {kind: sum(1 for s in group if shown.get(s) == kind) for kind in (ALL, SEVERAL, ONE, NONE)}
    told = ", ".join(f"{n} {kind}" for kind, n in counts.items() if n)
    title, possible = " and ".join(names), len(group) * (len(group) - 1) // 2
    alt = (
        f"Map of obligations of defence under {title} on {day}. Of {listed([state_name(s) for s in group])}: "
        f"{told}. {len(links)} of {possible} pairs are joined by a line, "
        f"{sum(link.kind == MUTUAL for link in links)} of them by an obligation both ways."
    )
    same = " (the same obligations)" if len(names) > 1 else ""
    return Figure(
        world_map(
            shown,
            COLOURS,
            links=links,
            styles=STYLES,
            names={s: state_name(s) for s in group},
            around=group,
        ),
        alt,
        f"{title}{same}: {len(links)} of {possible} pairs have an obligation of defence",
        table,
        f"map-{system.id}",
        subtitle=f"Obligations of defence on {context.day_of(system)}",
        source="treaty texts in the library",
        folded=folded,
    )


def bonds_table(system: Architecture, group: tuple[str, ...], date: str) -> Table:
    """Return one row per state with a defence obligation to or from the group: partners, and its mark on the map."""
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
        title=f"Defence obligations with {', '.join(group)} under {system.id}, {date}",
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
        + ", ".join(f"{state_name(s)} {sizes[s]:.0f}" for s in named)
        + "."
    )
    known = sorted(sizes, key=lambda s: -sizes[s])[:MOST_NAMES]
    return Figure(
        world_map(
            dict.fromkeys(context.group, "of the group"),
            {"of the group": MEMBER},
            sizes=sizes,
            size_title="sites",
            names={s: state_name(s) for s in dict.fromkeys([*known, *context.group])},
            around=context.group,
        ),
        alt,
        "Sites of American forces outside the United States",
        table,
        "map-sites",
        subtitle="Number of sites, a circle a state at its capital",
        source=f"data of {context.comparison.study.world.about['vintage']}",
        folded=True,
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
