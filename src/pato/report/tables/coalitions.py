"""Tables from all memberships of a pool: who blocks, the largest that holds, payments, shares, and entry by steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.models.membership import enumeration
from pato.models.membership.changes import Changes, ends
from pato.models.membership.stability import Stability
from pato.report.tables.spread import COLUMNS, DECIMALS, between, by_theory, row, share, theories
from pato.table import Table

FOUNDERS, LATER = ("USA", "JPN", "AUS"), ("CAN", "KOR", "TWN", "NZL")
"""Whom the source of the proposal names first, and next."""
_SHOWN = 5


def blocking(s: Stability) -> Table:
    """Return the subsets that block most often, by theory."""
    found = enumeration.blocking(s.every, s.question.mask)
    often = found.mean(axis=0)
    top = [int(m) for m in np.argsort(-often)[:_SHOWN] if often[m] > 0]
    rows = [
        (", ".join(s.question.pool.named(m)), *(share(found[here, m]) for _, here in theories(s.draws)))
        for m in top
    ]
    columns = ("subset", *(name for name, _ in theories(s.draws)))
    notes = (
        "Subsets whose states would all rather be by themselves, and that would hold: acceptable to them and internally stable.",
        f"Some subset blocks in {between(by_theory(s.draws, found.any(axis=1)))} of the futures.",
        *_error_note(s),
    )
    return Table(columns, rows, title="Blocked by", notes=notes, meta=s.meta, decimals=DECIMALS)


def largest(s: Stability) -> Table:
    """Return the largest memberships that hold, by theory."""
    stable = enumeration.acceptable(s.every) & enumeration.internally_stable(s.every)
    rows = []
    for name, here in theories(s.draws):
        best = next(
            (
                b
                for x in (0.5, 0.25, 0.1, 0.05)
                if (b := [(x, *f) for f in enumeration.largest(stable[here], x)])
            ),
            [],
        )
        for threshold, mask, often in best[:2]:
            rows.append(
                (
                    name,
                    threshold,
                    mask.bit_count(),
                    ", ".join(s.question.pool.named(mask)),
                    often,
                )
            )
    columns = ("theory", "at least", "size", "membership", "share of futures")
    notes = (
        "Largest memberships of the pool that all members accept and none gains by leaving, at the highest of 50, 25, 10 and 5 % of futures that one reaches.",
        *_error_note(s),
    )
    return Table(
        columns, rows, title="Largest stable membership", notes=notes, meta=s.meta, decimals=DECIMALS
    )


def payments(s: Stability) -> Table:
    """Return the smallest payments that would make the membership acceptable, or keep its members, by theory."""
    pool, rows = s.question.pool, []
    inside = list(s.standing.members)
    money = s.standing.utilities[:, inside] * pool.gdp_usd_bn[inside] / 100.0
    stay = s.standing.stays[:, inside] * pool.gdp_usd_bn[inside] / 100.0
    for label, gains in (("accepted by all", money), ("no member gains by leaving", stay)):
        paid, enough = enumeration.transfers(gains)
        for name, here in theories(s.draws):
            some = here & enough
            total = np.maximum(paid[some], 0.0).sum(axis=1)
            middle = np.median(paid[some], axis=0) if some.any() else np.full(len(inside), np.nan)
            gets = [
                f"{pool.states[i]} {v:+.1f}" for i, v in zip(inside, middle, strict=True) if abs(v) >= 0.05
            ]
            rows.append(
                (
                    label,
                    name,
                    share(enough[here]),
                    float(np.median(total)) if some.any() else None,
                    ", ".join(gets) or None,
                )
            )
    columns = (
        "aim",
        "theory",
        "payments can do it",
        "median sum, USD bn a year",
        "median of each member (+ receives)",
    )
    notes = (
        "Smallest burden-sharing payments that leave nobody worse off: losses are made up for and not more, raised in proportion to gains. Where the sum of gains is below zero none can.",
        "Medians are over the futures in which payments can do it; a member may pay in some and receive in others.",
    )
    return Table(columns, rows, title="Side payments", notes=notes, meta=s.meta, decimals=2, group=1)


def shapley(s: Stability) -> Table:
    """Return the Shapley shares of the collective gain, by theory."""
    pool = s.question.pool
    inside = list(s.standing.members)
    # the game among members: memberships of others of the pool do not enter
    masks = [sum(1 << inside[b] for b in range(len(inside)) if m >> b & 1) for m in range(1 << len(inside))]
    worth = enumeration.worth_of(s.every, pool.gdp_usd_bn)[:, masks]
    shares = enumeration.shapley(worth)
    rows = []
    for at, i in enumerate(inside):
        for name, here in theories(s.draws):
            rows.append(row(pool.states[i], name, spread(shares[here, at])))
    notes = (
        "Billion USD of the snapshot a year: what a state's entry adds to all members' gain, over all orders of entry (exact, from every subset). Shares sum to the gain of all.",
        *_error_note(s),
    )
    return Table(
        ("member", "theory", *COLUMNS),
        rows,
        title="Shapley shares of the collective gain",
        notes=notes,
        meta=s.meta,
        decimals=2,
        group=1,
    )


def path(s: Stability) -> Table | None:
    """Return who wants each step of entry, founders first; None where there is one step only."""
    pool, growing = s.question.pool, list(_paths(s))
    if len(growing) < 2:
        return None
    rows = []
    names = [", ".join(pool.named(m)) for m in growing]
    for at, (inside, entering) in enumerate(enumeration.steps(s.every, growing)):
        before = pool.named(growing[at - 1]) if at else ()
        new = [m for m in pool.named(growing[at]) if m not in before]
        for name, here in theories(s.draws):
            all_in = share((inside[here] >= -1e-9).all(axis=1)) if inside.shape[1] else None
            who = _least(pool.named(growing[at - 1]), inside[here]) if inside.shape[1] else None
            rows.append(
                (
                    f"{len(before)} to {growing[at].bit_count()}",
                    ", ".join(new),
                    name,
                    share((entering[here] > 1e-9).all(axis=1)),
                    _least(new, entering[here]),
                    all_in,
                    who,
                )
            )
    columns = (
        "step",
        "entrants",
        "theory",
        "wanted by all entrants",
        "least willing",
        "no insider loses",
        "who loses most often",
    )
    return Table(
        columns,
        rows,
        title=f"Entry one step at a time: {' | '.join(names)}",
        notes=_error_note(s),
        meta=s.meta,
        decimals=DECIMALS,
        group=2,
    )


def conditions(s: Stability) -> Table:
    """Return in how many futures all members accept with each assumption at either end, and with all at their best."""
    q, inside = s.question, list(s.standing.members)
    associates = q.pool.mask(q.associates)
    changes = Changes(q.pool, s.draws, s.wars, q.mask, associates, s.standing.terms)

    def accepted(values: dict[str, float]) -> tuple[float, float]:
        gains = changes.utilities(values)[:, inside]
        return float((gains >= -1e-9).all(axis=1).mean()), float((gains >= -1e-9).mean())

    best: dict[str, float] = {}
    rows: list[tuple[Any, ...]] = []
    for factor in changes.factors():
        low, high = ends(factor)
        if low == high:
            continue
        at = {value: accepted({factor.id: value}) for value in (low, high)}
        best[factor.id] = max((low, high), key=lambda v: (at[v][1], at[v][0]))
        rows.append((factor.id, low, high, *(at[v][0] for v in (low, high)), best[factor.id]))
    rows.sort(key=lambda r: -abs(r[4] - r[3]))
    drawn, every = s.standing.accepts_all, changes.utilities(best)[:, inside] >= -1e-9
    for name, here in theories(s.draws):
        label = f"all at their best, {name}"
        rows.append((label, None, None, share(drawn[here]), share(every[here].all(axis=1)), None))
    columns = ("assumption", "from", "to", "accepted by all at from", "at to", "best for members")
    notes = (
        "Each assumption at one end of its range in all futures, the others as drawn, over all theories. Last, by theory: as drawn (at from), and with all of them at the end that most members like best (at to).",
    )
    return Table(
        columns,
        rows,
        title="What acceptance hangs on",
        notes=notes,
        meta=s.meta,
        decimals=dict.fromkeys(columns[3:5], DECIMALS),
    )


def _paths(s: Stability) -> Iterator[int]:
    """Yield founders, then those that the source names next, then the membership asked about: as far as they are in it."""
    last = 0
    for group in (FOUNDERS, (*FOUNDERS, *LATER), s.question.members):
        mask = s.question.pool.mask([m for m in group if m in s.question.members])
        if mask.bit_count() > 1 and mask != last:
            yield mask
            last = mask


def _least(names: Sequence[str], gains: FloatArray) -> str:
    willing = (gains >= -1e-9).mean(axis=0)
    at = int(willing.argmin())
    return f"{names[at]} ({willing[at]:.0%} unharmed)"


def _error_note(s: Stability) -> tuple[str, ...]:
    trade = s.question.pool.trade
    if trade is None:
        return ()
    fit = trade.surrogate()
    return (
        (
            f"Trade in this table is the pairwise surrogate: root mean square error {fit.error[0]:.2g} points of GDP (gains there vary by {fit.spread[0]:.2g}), "
            f"{fit.error[1]:.2g} for coercion, on {fit.tested} memberships left out of its {fit.fitted}."
        ),
    )
