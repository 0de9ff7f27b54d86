"""Tables from all memberships of a pool: blocking states, the largest stable membership, payments, shares, entry by steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.models.membership import coalitions
from pato.models.membership.coalitions import theories
from pato.models.membership.stability import Stability
from pato.report.tables.chapters import discrimination
from pato.report.tables.spread import COLUMNS, DECIMALS, between, by_theory, row, share
from pato.table import Table


def blocking(s: Stability) -> Table:
    """Return the subsets that block most often, by theory."""
    subsets, found = (made := coalitions.blocking(s)).subsets, made.found
    rows = [
        (", ".join(s.question.pool.named(m)), *(share(found[here, m]) for _, here in theories(s.draws)))
        for m in subsets
    ]
    columns = ("subset", *(name for name, _ in theories(s.draws)))
    notes = (
        "Subsets that all their states would prefer, and that would be stable: acceptable to them and internally stable.",
        f"Some subset blocks in {between(by_theory(s.draws, found.any(axis=1)))}.",
        *_error_note(s),
    )
    return Table(columns, rows, title="Blocked by", notes=notes, meta=s.meta, decimals=DECIMALS)


def largest(s: Stability) -> Table:
    """Return the largest memberships that hold, by theory."""
    rows = [
        (
            f.theory,
            f.at_least,
            f.membership.bit_count(),
            ", ".join(s.question.pool.named(f.membership)),
            f.share,
        )
        for f in coalitions.largest(s)
    ]
    columns = ("theory", "at least", "size", "membership", "share of runs")
    notes = (
        *discrimination(),
        "Largest memberships of the pool that all members accept and none gains by leaving, at the highest of 50, 25, 10 and 5 % of runs that one reaches.",
        *_error_note(s),
    )
    return Table(
        columns, rows, title="Largest stable membership", notes=notes, meta=s.meta, decimals=DECIMALS
    )


def payments(s: Stability) -> Table:
    """Return the smallest payments that would make the membership acceptable, or keep its members, by theory."""
    names, rows = [s.question.pool.states[i] for i in s.standing.members], []
    for aim, paid, enough in coalitions.payments(s):
        for name, here in theories(s.draws):
            some = here & enough
            total = np.maximum(paid[some], 0.0).sum(axis=1)
            middle = np.median(paid[some], axis=0) if some.any() else np.full(len(names), np.nan)
            gets = [f"{m} {v:+.1f}" for m, v in zip(names, middle, strict=True) if abs(v) >= 0.05]
            median = float(np.median(total)) if some.any() else None
            rows.append((aim, name, share(enough[here]), median, ", ".join(gets) or None))
    columns = (
        "aim",
        "theory",
        "payments can do it",
        "median sum, USD bn a year",
        "median of each member (+ receives)",
    )
    notes = (
        "Smallest burden-sharing payments that leave no member worse off: losses are compensated exactly, raised in proportion to gains. None exist if the sum of gains is below zero.",
        "Medians are over the runs in which payments suffice; a member may pay in some and receive in others.",
    )
    return Table(columns, rows, title="Side payments", notes=notes, meta=s.meta, decimals=2, group=1)


def shapley(s: Stability) -> Table:
    """Return the Shapley shares of the collective gain, by theory."""
    shares = coalitions.shapley(s)
    rows = [
        row(s.question.pool.states[i], name, spread(shares[here, at]))
        for at, i in enumerate(s.standing.members)
        for name, here in theories(s.draws)
    ]
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
    """Return the states in favour of each step of entry, founders first; None if there is only one step."""
    pool, found, rows, band = s.question.pool, coalitions.steps(s), [], s.standing.band
    if not found:
        return None
    for step in found:
        before = pool.named(step.before) if step.before else ()
        new = [m for m in pool.named(step.after) if m not in before]
        for name, here in theories(s.draws):
            all_in = share((step.inside[here] >= -band).all(axis=1)) if before else None
            rows.append(
                (
                    f"{len(before)} to {step.after.bit_count()}",
                    ", ".join(new),
                    name,
                    share((step.entering[here] > band).all(axis=1)),
                    _least(new, step.entering[here], band),
                    all_in,
                    _least(before, step.inside[here], band) if before else None,
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
    names = [", ".join(pool.named(step.after)) for step in found]
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
    found = coalitions.conditions(s)
    rows: list[tuple[object, ...]] = [*found.of]
    for name, here in theories(s.draws):
        drawn, best = share(s.standing.accepts_all[here]), share(found.at_best[here])
        rows.append((f"all at their best, {name}", None, None, drawn, best, None))
    columns = ("assumption", "from", "to", "accepted by all at from", "at to", "best for members")
    notes = (
        *discrimination(),
        "Each input is set to one end of its range in all runs, the others as sampled, over all assumptions about deterrence. The last rows show each assumption about deterrence: as sampled (at from), and with every input at the end that most members prefer (at to).",
    )
    return Table(
        columns,
        rows,
        title="What acceptance depends on",
        notes=notes,
        meta=s.meta,
        decimals=dict.fromkeys(columns[3:5], DECIMALS),
    )


def _least(names: Sequence[str], gains: FloatArray, band: float) -> str:
    willing = (gains >= -band).mean(axis=0)
    at = int(willing.argmin())
    return f"{names[at]} ({willing[at]:.0%} unharmed)"


def _error_note(s: Stability) -> tuple[str, ...]:
    trade = s.question.pool.trade
    if trade is None:
        return ()
    fit = trade.surrogate
    return (
        (
            f"Trade in this table is the pairwise surrogate: root mean square error {fit.error[0]:.2g} points of GDP (gains there vary by {fit.spread[0]:.2g}), "
            f"{fit.error[1]:.2g} for coercion, on {fit.tested} memberships left out of its {fit.fitted}."
        ),
    )
