"""The table of commitments: who is committed to whom, in which contingencies, under which conditions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from pato.registry import states
from pato.table import Table
from pato.treaties.architecture import Architecture
from pato.treaties.commitments import Commitment, commitments, strongest
from pato.treaties.contingencies import Contingency, contingencies
from pato.treaties.coverage import around, coverage

_STATUS = {
    "obliged": "obliged",
    "obliged_on_request": "obliged on request",
    "obliged_on_decision": "obliged once the body decides",
    "disputed": "disputed",
    "expected": "expected, not obliged",
    "unilateral": "own law or statement",
}


def commitments_table(
    architecture: Architecture,
    date: str,
    *,
    targets: Sequence[str] = (),
    defenders: Sequence[str] = (),
    challengers: Sequence[str] = ("CHN",),
    contingencies: Sequence[str] = (),
    by: str = "pair",
    against: Architecture | None = None,
    all_kinds: bool = False,
) -> Table:
    """Return the commitments of an architecture as a table.

    Parameters
    ----------
    architecture, date
        The instruments that count, and the day.
    targets, defenders, challengers
        States by code or name; without targets all parties of defence pacts, without defenders everyone.
    contingencies
        Ids or paths; by default all of the library.
    by
        ``pair``: one row per defender, target and challenger; ``contingency``: one row per contingency.
    against
        Show only what differs from this architecture.
    all_kinds
        Whether commitments to consult or to assist are shown too.

    Raises
    ------
    UnknownNameError
        For a state or contingency that is not known.
    """
    asked = _asked(contingencies)
    wanted = [_code(t, date) for t in targets] or _parties(architecture, date)
    rivals = [_code(c, date) for c in challengers]
    helpers = {_code(d, date) for d in defenders}

    def found(system: Architecture) -> dict[tuple[str, str, str, str], Commitment]:
        every = commitments(system, date, targets=wanted, challengers=rivals, asked=asked)
        chosen = (
            c for c in every if (all_kinds or c.kind == "defence") and (not helpers or c.defender in helpers)
        )
        return {(c.defender, c.target, c.challenger, c.contingency): c for c in strongest(chosen)}

    now = found(architecture)
    before = found(against) if against is not None else None
    keys = sorted(set(now) | set(before or {}))
    if before is not None:
        keys = [k for k in keys if _said(now.get(k)) != _said(before.get(k))]
    rows = (
        _by_contingency(keys, now, before, asked)
        if by == "contingency"
        else _by_pair(keys, now, before, asked)
    )
    columns = [
        "defender",
        "target",
        "challenger",
        *(["contingency"] if by == "contingency" else ["covered", "not covered"]),
    ]
    columns += ["commitment", "status", "instruments", "conditions", "disputed by"]
    columns += ["before"] if before is not None else []
    rests = coverage(architecture, date, *around(*wanted), None)
    beside = f", against {against.id}" if against is not None else ""
    return Table(
        columns,
        rows,
        title=f"Commitments under {architecture.id} on {date}{beside}",
        notes=(*_notes(all_kinds=all_kinds), rests.sentence()),
        meta={
            "architecture": architecture.id,
            "date": date,
            "contingencies": [c.id for c in asked],
            "coverage": rests.to_dict(),
        },
    )


def _notes(*, all_kinds: bool) -> Iterable[str]:
    yield "A commitment is what the texts oblige a state to do, not what it will do. Help is taken as requested."
    yield "A share beside a contingency says in how many of its places the text applies."
    yield "What is owed below the threshold of armed attack (cyber, space, grey zone) enters no model of war."
    if not all_kinds:
        yield "Only commitments to defend are shown; --all-kinds adds consultation and assistance."


def _asked(names: Sequence[str]) -> tuple[Contingency, ...]:
    return contingencies(names)


def _code(word: str, date: str) -> str:
    return states.state(word, date=date).iso3


def _parties(architecture: Architecture, date: str) -> list[str]:
    found: set[str] = set()
    for instrument in architecture.on(date).instruments:
        for obligation in instrument.obligations:
            if obligation.kind == "defence":
                found.update(instrument.expand(obligation.owed_to, date))
    # a treaty in force may name a state that is gone
    return sorted(code for code in found if states.state(code).existed_on(date))


Key = tuple[str, str, str, str]


def _said(commitment: Commitment | None) -> tuple[Any, ...] | None:
    if commitment is None:
        return None
    return (
        commitment.kind,
        commitment.duty,
        commitment.status,
        round(commitment.share, 6),
        commitment.readings,
    )


def _by_contingency(
    keys: Sequence[Key],
    now: dict[Key, Commitment],
    before: dict[Key, Commitment] | None,
    asked: Sequence[Contingency],
) -> list[tuple[Any, ...]]:
    titles = {c.id: c.title for c in asked}
    rows = []
    for key in keys:
        defender, target, challenger, contingency = key
        one = now.get(key)
        title = titles[contingency] + (f" ({one.share:.0%})" if one and one.share < 1 else "")
        rows.append(
            (defender, target, challenger, title, *_words([one] if one else []), *_before(before, [key]))
        )
    return rows


def _by_pair(
    keys: Sequence[Key],
    now: dict[Key, Commitment],
    before: dict[Key, Commitment] | None,
    asked: Sequence[Contingency],
) -> list[tuple[Any, ...]]:
    rows = []
    for (defender, target, challenger), group in groupby(keys, key=lambda k: k[:3]):
        mine = list(group)
        pair = [now.get((defender, target, challenger, c.id)) for c in asked]
        held = [c for c in pair if c is not None]
        covered = ", ".join(c.contingency + (f" ({c.share:.0%})" if c.share < 1 else "") for c in held)
        missing = ", ".join(c.id for c, one in zip(asked, pair, strict=True) if one is None)
        rows.append(
            (
                defender,
                target,
                challenger,
                covered or None,
                missing or None,
                *_words(held),
                *_before(before, mine),
            )
        )
    return rows


def _words(held: Sequence[Commitment]) -> tuple[str | None, ...]:
    def listed(values: Iterable[str]) -> str | None:
        return ", ".join(dict.fromkeys(values)) or None

    return (
        listed(c.duty.replace("_", " ") for c in held),
        listed(_STATUS.get(c.status, c.status) for c in held),
        listed(f"{c.short} {c.article}" for c in held),
        listed(x.replace("_", " ") for c in held for x in c.conditions),
        listed(r for c in held for r in c.readings),
    )


def _before(before: dict[Key, Commitment] | None, keys: Sequence[Key]) -> tuple[str | None, ...]:
    if before is None:
        return ()
    old = [before[k] for k in keys if k in before]
    return (
        "; ".join(dict.fromkeys(f"{c.contingency}: {c.duty.replace('_', ' ')}" for c in old)) or "nothing",
    )
