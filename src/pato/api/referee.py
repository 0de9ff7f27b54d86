"""Questions about obligations as a referee answers them: plain values, each with article, reading, coverage and source.

These are the tools of ``pato mcp``; they read the library and the user's own folders, and write nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from pato.api import law, records
from pato.api.given import architecture_of, day_of
from pato.cells import is_missing
from pato.errors import Problem, UsageError
from pato.files import library
from pato.treaties.events import make_event

if TYPE_CHECKING:
    from pato.table import Table

Answered = dict[str, Any]
System = Annotated[
    str,
    Field(
        description="Which instruments count: 'in-force', or an architecture of the library such as 'pato-7' or 'hub-and-spoke'."
    ),
]
Day = Annotated[str | None, Field(description="ISO date the question is about; today where left out.")]
States = Annotated[list[str], Field(description="States by ISO code or English name.")]
MOST_ROWS = 150
"""Largest number of rows in an answer; it states how many were left out."""


def _named(name: str, where: str) -> str:
    """Return a name of the library; file paths are refused, so that a referee reads only what its operator provides."""
    if any(mark in name for mark in ("/", "\\")) or name.lower().endswith((".yaml", ".yml")):
        told = f"'{name}' is a path."
        raise UsageError(
            Problem(
                where, told, "Give a name of the library; put own files into a folder named by --library."
            )
        )
    return name


def _plain(table: Table) -> Answered:
    rows = [{k: None if is_missing(v) else v for k, v in row.items()} for row in table.records()]
    found: Answered = {"title": table.title, "rows": rows[:MOST_ROWS], "notes": list(table.notes)}
    if len(rows) > MOST_ROWS:
        found["rows_left_out"] = len(rows) - MOST_ROWS
    if "coverage" in table.meta:
        found["coverage"] = table.meta["coverage"]
    return found


def _sources(names: Iterable[str]) -> dict[str, Answered]:
    """Return sources of the instruments in an answer and how they were checked, by id or short name."""
    known = library.entries("treaty")
    by_name = {**{e["data"].get("short", i): i for i, e in known.items()}, **{i: i for i in known}}
    found = {}
    for name in names:
        # tables write the article after the short name
        identifier = by_name.get(name) or by_name.get(name.rpartition(" ")[0])
        if identifier is not None and identifier not in found:
            data = known[identifier]["data"]
            found[identifier] = {
                "title": data["title"],
                "binding": data.get("binding"),
                "checked": data.get("checked", "recalled"),
                "sources": data.get("sources", []),
            }
    return found


def _instruments(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        name.strip()
        for row in rows
        for key in ("instrument", "instruments", "first", "second")
        for name in str(row.get(key) or "").split(",")
    ]


def _with_sources(answer: Answered, rows: Iterable[Mapping[str, Any]] | None = None) -> Answered:
    return answer | {"sources": _sources(_instruments(answer["rows"] if rows is None else rows))}


def who(
    attacker: Annotated[str, Field(description="The state that acts.")],
    victim: Annotated[str, Field(description="The state that is struck.")],
    act: Annotated[
        str,
        Field(
            description="What is done, such as armed_attack, blockade, missile_strike, water_cannon, threat."
        ),
    ] = "armed_attack",
    on: Annotated[
        str,
        Field(
            description="What it strikes, such as territory, forces, warship, aircraft, coast_guard_vessel."
        ),
    ] = "territory",
    place: Annotated[
        str | None, Field(description="Where: a registered place such as senkaku or guam.")
    ] = None,
    date: Day = None,
    architecture: System = "in-force",
    *,
    requested: Annotated[bool, Field(description="Whether the victim has asked for help.")] = False,
    cascade: Annotated[
        bool, Field(description="Whether to go on: who is owed what if those who help are struck.")
    ] = False,
) -> Answered:
    """Say who must help whom, by which article, when one state does something to another. An obligation says what is owed, not that it will be honoured."""
    system = architecture_of(_named(architecture, "architecture"))
    event = make_event(
        attacker, victim, act, on=on, place=place, date=day_of(date, system), requested=requested
    )
    found = law.who_must_act(system, event, cascade=cascade).to_dict()
    left = len(found["duties"]) - MOST_ROWS
    found["duties"] = found["duties"][:MOST_ROWS]
    more = {"rows_left_out": left} if left > 0 else {}
    return found | more | {"sources": _sources(str(d.get("instrument")) for d in found["duties"])}


def gaps(states: States, date: Day = None, architecture: System = "in-force") -> Answered:
    """Say which pairs of states owe each other no defence, and what they hold instead, by article. Consultation and access oblige nobody to defend."""
    name = _named(architecture, "architecture")
    found = _plain(law.gaps(name, states, date))
    pairs = {frozenset((row["first"], row["second"])) for row in found["rows"]}
    held = []
    for code in dict.fromkeys(code for pair in pairs for code in pair):
        rows = law.duties(code, name, date).records()
        held += [
            {"debtor": code, **r}
            for r in rows
            if r["direction"] == "owes" and frozenset((code, r["state"])) in pairs
        ]
    left = len(held) - MOST_ROWS
    more = {"held_instead_left_out": left} if left > 0 else {}
    return _with_sources(found | {"held_instead": held[:MOST_ROWS]} | more, held)


def exposure(state: str, date: Day = None, architecture: System = "in-force") -> Answered:
    """Say for whom a state would have to fight, under which article, reading and condition."""
    return _with_sources(_plain(law.exposure(state, _named(architecture, "architecture"), date)))


def duties(state: str, date: Day = None, architecture: System = "in-force") -> Answered:
    """Say every obligation that a state owes and is owed, by instrument and article."""
    return _with_sources(_plain(law.duties(state, _named(architecture, "architecture"), date)))


def conflicts(date: Day = None, architecture: System = "in-force") -> Answered:
    """Say which obligations conflict, which standards parties fail, what an aggressor could block, which places are left out."""
    name = _named(architecture, "architecture")
    system = architecture_of(name)
    day = day_of(date, system)
    found = _plain(law.conflicts(name, day))
    compared = len(system.on(day).instruments)
    note = "Only instruments of the library were compared with one another."
    return _with_sources(found | {"coverage": {"date": day, "instruments": compared, "note": note}})


def commitments(
    architecture: System,
    targets: Annotated[
        list[str], Field(description="States that could be attacked; the parties of its pacts where empty.")
    ] = [],  # noqa: B006  read only
    challengers: Annotated[list[str], Field(description="States that could attack.")] = ["CHN"],  # noqa: B006  read only
    date: Day = None,
    against: Annotated[
        str | None, Field(description="Show only what differs from this architecture.")
    ] = None,
) -> Answered:
    """Say who is committed to help whom, in which contingencies and how strongly, under an architecture."""
    other = None if against is None else _named(against, "against")
    name = _named(architecture, "architecture")
    table = law.commitments(
        name, date, targets=targets, challengers=challengers, by="contingency", against=other
    )
    return _with_sources(_plain(table))


def draft(
    name: Annotated[str, Field(description="A treaty or architecture of the library, such as 'pato'.")],
) -> Answered:
    """Write a treaty of the library as a treaty text in articles, with the source of the file it is written from."""
    text = law.draft(_named(name, "name"))
    return {
        "text": text if isinstance(text, str) else str(text),
        "sources": _sources([name]),
        "coverage": "The text follows the file's fields; it is a draft for discussion, no legal advice.",
    }


def explain(
    estimate: Annotated[
        str,
        Field(
            description="An estimate that ships, such as risk_war; an unknown name is answered with all of them."
        ),
    ],
) -> Answered:
    """Explain an estimate: question, formula, coefficients, sample, limits and the data it was fitted on."""
    import json

    found: Answered = json.loads(records.explain(estimate).render("json"))
    kept = {k: v for k, v in found.items() if k not in {"covariance", "variants"}}
    return kept | {"coverage": found.get("limits", []), "sources": found.get("data", {})}


def evidence(
    table: Annotated[
        str,
        Field(
            description="pledge_dispute, pledge_force, pledge_war, pledge_cow_war, pledge_cow_onset, provocation, arming or published."
        ),
    ],
) -> Answered:
    """Show the evidence on what pledges do: estimates with intervals and the published findings beside them."""
    from pato.files.estimates import stored

    found = [_plain(t) for t in records.evidence(table).tables.values()]
    whole = stored("evidence")
    return {"tables": found, "coverage": whole.get("window"), "sources": whole.get("data", {})}


TOOLS: tuple[Callable[..., Answered], ...] = (
    who,
    gaps,
    exposure,
    duties,
    conflicts,
    commitments,
    draft,
    explain,
    evidence,
)
"""The questions, by the names of their commands."""
