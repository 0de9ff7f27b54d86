"""Refusals: in sentences, and in tables of who would join, who loses from it, and through which term."""

from __future__ import annotations

import numpy as np

from pato.kernels.arrays import BoolArray
from pato.models.membership.coalitions import theories
from pato.models.membership.refusals import Refusals
from pato.models.membership.seats import MEMBER
from pato.models.membership.standing import RULES
from pato.report.tables.chapters import discrimination
from pato.report.tables.spread import DECIMALS, NOTE, UNIT, between, by_theory, share
from pato.table import Table


def sentences(r: Refusals) -> list[str]:
    """Return the answer in words."""
    pool, s = r.question.pool, r.standing
    if not s.candidates:
        return ["No candidate states were given; add them with --pool."]
    told = [f"Candidate states of {r.question.name} ({', '.join(r.question.members)}):"]
    for j in s.candidates:
        wants = by_theory(r.draws, s.wants_in[:, j])
        refused = _against(r)[:, :, j].any(axis=1)
        most = _opponent(r, j)
        objects = (
            "No member objects in any run"
            if most is None
            else f"Some member objects: in {between(by_theory(r.draws, refused))}; most often {most}"
        )
        told.append(f"{pool.states[j]} would join in {between(wants)}. {objects}.")
    told.extend(discrimination())
    return told


def tables(r: Refusals) -> dict[str, Table]:
    """Return the states that would join and be admitted by rule, and each member's gain from each entry."""
    if not r.standing.candidates:
        return {}
    return {"entry": _doors(r), "gains": _matrix(r), "reasons": _reasons(r)}


def _against(r: Refusals) -> BoolArray:
    return r.standing.objects[:, list(r.standing.members)]


def _opponent(r: Refusals, j: int) -> str | None:
    """Return the member that objects in most futures over all theories; None where none ever does."""
    often = _against(r)[:, :, j].mean(axis=0)
    return r.question.pool.states[r.standing.members[int(often.argmax())]] if often.any() else None


def _doors(r: Refusals) -> Table:
    rules = [rule for rule in RULES if rule != "standards" or r.eligible is not None]
    doors = {rule: r.standing.let_in(rule, r.eligible) for rule in rules}
    rows = []
    for j in r.standing.candidates:
        for name, here in theories(r.draws):
            gets_in = tuple(share(doors[rule][here, j]) for rule in rules)
            rows.append(
                (
                    r.question.pool.states[j],
                    name,
                    share(r.standing.wants_in[here, j]),
                    float(np.median(r.standing.enters[here, j])),
                    *gets_in,
                )
            )
    columns = (
        "outsider",
        "theory",
        "would join",
        "median gain by entry",
        *(f"gets in: {rule}" for rule in rules),
    )
    notes = (
        NOTE,
        f"Gains in {UNIT.split(',')[0]}, against staying outside while the others are members.",
        *discrimination(),
    )
    return Table(
        columns,
        rows,
        title=f"Candidate states of {r.question.name}: shares of runs",
        notes=notes,
        meta=r.question.pool.meta,
        decimals=DECIMALS,
        group=1,
    )


def _matrix(r: Refusals) -> Table:
    pool, s, rows = r.question.pool, r.standing, []
    for j in s.candidates:
        for name, here in theories(r.draws):
            middle = [float(np.median(s.welcomed[here, i, j])) for i in s.members]
            objects = [share(s.objects[here, i, j]) for i in s.members]
            rows += [
                (pool.states[j], name, "median gain", *middle),
                (pool.states[j], name, "objects", *objects),
            ]
    columns = ("entrant", "theory", "what", *(pool.states[i] for i in s.members))
    notes = (
        "Each member's gain from the accession, per cent of GDP a year, and the share of runs in which it loses by more than the band of no difference (no_difference in the assumptions).",
        *discrimination(),
    )
    return Table(
        columns,
        rows,
        title="What members gain by each entry",
        notes=notes,
        meta=pool.meta,
        decimals=4,
        group=1,
    )


def _reasons(r: Refusals) -> Table:
    """Return for each entrant that some member objects to, and the one that does most often, the terms of what it loses."""
    pool, s, rows = r.question.pool, r.standing, []
    before = s.terms
    for j in s.candidates:
        if (state := _opponent(r, j)) is None:
            continue
        joined = pool.seats.placed(s.mask, pool.states[j], MEMBER)
        after = pool.terms(r.draws, [joined], wars=r.wars)
        i = pool.states.index(state)
        change = {k: after[k][:, 0, i] - before[k][:, i] for k in after}
        for name, here in theories(r.draws):
            parts = {k: float(np.median(v[here])) for k, v in change.items()}
            top = [k for k in sorted(parts, key=lambda k: parts[k])[:3] if parts[k] < -5e-5]
            told = ", ".join(f"{k} {parts[k]:+.4f}" for k in top) or None
            rows.append((pool.states[j], name, state, told, pool.mistrust.reasons(i, j) or None))
    columns = ("entrant", "theory", "who objects most often", "median terms", "mistrust")
    note = "Terms in per cent of GDP a year; the member is the one that objects most often, over all assumptions about deterrence."
    return Table(columns, rows, title="Why", notes=(note,), meta=pool.meta, decimals=DECIMALS, group=1)
