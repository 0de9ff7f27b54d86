"""Members' gains from defence alone, from the economy alone and from both; what the pledge adds; unmeasured terms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.models.membership.backtest import Record, record
from pato.models.membership.coalitions import theories
from pato.models.membership.stability import Stability
from pato.models.membership.terms import CHAPTERS, UNMEASURED
from pato.report.tables.burden import added_notes, told_of
from pato.report.tables.spread import COLUMNS, DECIMALS, UNIT, between, by_theory, row, share
from pato.table import Table


def chapter_sentences(s: Stability) -> Iterator[str]:
    """Yield members' total gain from each chapter, defence first, and the number of members that gain."""
    pool, inside = s.question.pool, list(s.standing.members)
    for name, gain in s.standing.by_chapter().items():
        if name != "both" and not set(CHAPTERS[name]) & set(s.standing.terms):
            continue
        told = f"{name[0].upper()}{name[1:]}: all members accept in {between(by_theory(s.draws, _accepted(s, gain)))}"
        if np.isfinite(pool.gdp_usd_bn[inside]).all():
            sums = {t: float(np.median(_together(s, gain)[here])) for t, here in theories(s.draws)}
            told += f". Together they gain {_billions(sums)} (medians)"
        yield f"{told}."
    if s.question.pool.pledged is not None:
        yield _burden_sentence(s)


def chapters(s: Stability) -> Table:
    """Return one row per member, chapter and theory: its gain, and whether it is better off, the same or worse off."""
    band, rows = s.standing.band, []
    for m in s.question.members:
        i = s.question.pool.states.index(m)
        for name, gain in s.standing.by_chapter().items():
            for theory, here in theories(s.draws):
                g = gain[here, i]
                better, worse = share(g > band), share(g < -band)
                rows.append(row(m, name, theory, spread(g), better, share(np.abs(g) <= band), worse))
    columns = ("member", "chapter", "theory", *COLUMNS, "better", "no difference", "worse")
    notes = (
        "Defence: war, entrapment, spill-overs, coercion as the answer to the pact, burden, common budget. Economy: the chapters of trade as a treaty without the pact, which provokes no coercion. Both: all terms.",
        f"no difference: within {band:g} per cent of GDP a year (no_difference of the assumptions).",
        *discrimination(),
    )
    title = f"Chapter by chapter, {UNIT}"
    return Table(columns, rows, title=title, notes=notes, meta=s.meta, decimals=DECIMALS, group=2)


def burden(s: Stability) -> Table | None:
    """Return one row per member: spending, commitments in force, and what the pledge adds; None without a pledge."""
    pool = s.question.pool
    if pool.pledged is None:
        return None
    p, rows = pool.pledged, []
    adds, path = p.gap(), p.gap(announced=True)
    for i in s.standing.members:
        cost = -s.standing.terms["burden"][:, i]
        known = [
            100 * float(v[i]) if np.isfinite(v[i]) else None
            for v in (p.spent, p.held.share, p.held.announced)
        ]
        rows.append(
            (pool.states[i], *known, 100 * p.pledge, float(adds[i]), float(path[i]), float(np.median(cost)))
        )
    columns = (
        "member",
        "spends",
        "in force",
        "with announced",
        "pledge",
        "adds",
        "adds if announced holds",
        "counted, median",
    )
    notes = (
        "Per cent of GDP. counted: what it adds, as far as a pledge is kept (pledge_compliance), less what the effort is worth to the state itself (burden_own_worth).",
        *added_notes()[1:],
        *told_of(p.held, s.question.members),
    )
    return Table(
        columns,
        rows,
        title="Addition of the pledge to commitments in force",
        notes=notes,
        meta=s.meta,
        decimals=DECIMALS,
    )


def unmeasured_sentences(s: Stability) -> Iterator[str]:
    """Yield the value of autonomy and mistrust at which members that gain without them would no longer gain."""
    if "autonomy" in s.question.pool.left_out:
        pool = s.question.pool
        gains = {pool.states[i]: float(np.median(s.standing.utilities[:, i])) for i in s.standing.members}
        turned = [f"{m} more than {g:.2f}" for m, g in gains.items() if g > s.standing.band]
        if turned:
            yield f"The cost of lost freedom of action is not measured and not counted. Per cent of GDP a year at which it would reverse the median gain: {', '.join(turned)}."
        else:
            yield "The cost of lost freedom of action is not measured and not counted; no member has a median gain that it could reverse."
    counted = [t for t in UNMEASURED if t in s.standing.terms]
    if counted:
        yield f"Nothing measures {' and '.join(counted)}: the ranges are included at your request (--with)."


def worth(s: Stability) -> Table:
    """Return the value of unmeasured terms at which each member's gain would reverse, by theory."""
    pool, rows = s.question.pool, []
    for i in s.standing.members:
        for theory, here in theories(s.draws):
            gain = s.standing.utilities[here, i]
            partners = {
                j: float(np.median(s.standing.partner[here, i, j])) for j in s.standing.members if j != i
            }
            newly = {j: v for j, v in partners.items() if pool.war.newly[i, j]}
            least = min(newly, key=lambda j: newly[j], default=None)
            rows.append(
                row(
                    pool.states[i],
                    theory,
                    spread(gain),
                    None if least is None else pool.states[least],
                    None if least is None else newly[least],
                )
            )
    columns = ("member", "theory", *COLUMNS, "partner worth least", "its worth, median")
    notes = (
        "Cost of lost freedom of action, per cent of GDP a year, at which the member would be better off outside: its gain. Below zero it is already worse off.",
        "Mistrust of a partner that it is newly bound to defend would have to cost more than the gain from that partner's membership: the last column gives the smallest such gain.",
    )
    title = "Values at which unmeasured terms would reverse members' gains"
    return Table(columns, rows, title=title, notes=notes, meta=s.meta, decimals=DECIMALS, group=1)


def discrimination() -> tuple[str, ...]:
    """Return the warning on results about acceptance; empty if the backtests support them."""
    found: Record = record()
    return () if found.discriminates else (found.told,)


def _burden_sentence(s: Stability) -> str:
    """Return the members to which the pledge adds a burden beyond commitments in force, and the change if announced plans are carried out."""
    pool = s.question.pool
    assert pool.pledged is not None
    adds, path = pool.pledged.gap(), pool.pledged.gap(announced=True)
    bound = [i for i in s.standing.members if adds[i] > 0]
    if not bound:
        return "The pledge adds nothing to members' spending and existing commitments."
    said = [
        f"{pool.states[i]} {adds[i]:.2f}"
        + ("" if path[i] == adds[i] else f" ({path[i]:.2f} if its announced path holds)")
        for i in bound
    ]
    left = np.divide(path, adds, out=np.ones_like(adds), where=adds > 0)
    eased = s.standing.terms["burden"] * (left - 1.0)
    told = f"Beyond commitments in force the pledge requires, per cent of GDP: {', '.join(said)}."
    if (left == 1.0).all():
        return told
    held = {
        name: gain + eased
        for name, gain in s.standing.by_chapter().items()
        if name != "economy alone, as a treaty without the pact"
    }
    shares = [f"{between(by_theory(s.draws, _accepted(s, gain)))} ({name})" for name, gain in held.items()]
    return f"{told} If announced plans were carried out, all members would accept in {'; in '.join(shares)}."


def _billions(sums: dict[str, float]) -> str:
    low, high = min(sums, key=lambda t: sums[t]), max(sums, key=lambda t: sums[t])
    if round(sums[low]) == round(sums[high]):
        return f"{sums[low]:+.0f} billion USD a year"
    return f"{sums[low]:+.0f} ({low}) to {sums[high]:+.0f} ({high}) billion USD a year"


def _accepted(s: Stability, gain: FloatArray) -> FloatArray:
    return np.asarray((gain[:, list(s.standing.members)] >= -s.standing.band).all(axis=1), float)


def _together(s: Stability, gain: FloatArray) -> FloatArray:
    """Return the members' total gain, billion USD a year, shape (future,)."""
    inside = list(s.standing.members)
    return np.asarray(gain[:, inside] @ s.question.pool.gdp_usd_bn[inside] / 100.0)
