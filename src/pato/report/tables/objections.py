"""Why a state would accept a membership or not: in sentences, and in tables of terms, partners and what would turn it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pato.futures.spread import spread
from pato.models.formation import Formation
from pato.models.membership.changes import Changes, ends, grid, turning
from pato.models.membership.coalitions import theories
from pato.models.membership.objections import Why
from pato.models.membership.terms import WAR_TERMS
from pato.models.support.arriving import CONTINGENCY, GRADIENT
from pato.models.support.joining import EFFECT
from pato.report.tables.associates import associates_told
from pato.report.tables.chapters import discrimination
from pato.report.tables.spread import COLUMNS, DECIMALS, NOTE, UNIT, between, by_theory, row, share
from pato.table import Table
from pato.treaties.associates import ASSOCIATE

_SMALL = 5e-3


def sentences(w: Why) -> list[str]:
    """Return the answer in words."""
    accepts = by_theory(w.draws, w.gain >= -w.standing.band)
    told = [
        (
            f"{w.state}{', an associate,' if w.role == ASSOCIATE else ''} in {w.question.name} ({', '.join(w.question.members)}): no worse off than today in {between(accepts)}; "
            f"median gain {_percent(float(np.median(w.gain)))} of GDP a year."
        )
    ]
    if w.role == ASSOCIATE:
        pool = w.question.pool
        told.append(f"By the text an associate {associates_told(pool.treaty, pool.seats)}.")
    told.extend(discrimination())
    told.extend(_by_chapter(w))
    middle = {name: float(np.median(v)) for name, v in w.terms().items()}
    against = [n for n in sorted(middle, key=lambda n: middle[n]) if middle[n] < -_SMALL]
    speaks = [n for n in sorted(middle, key=lambda n: -middle[n]) if middle[n] > _SMALL]
    told.append(
        "Against: "
        + (", ".join(f"{n} ({_percent(middle[n])})" for n in against) or "no term of any size")
        + "."
    )
    told.append(
        "For: " + (", ".join(f"{n} ({_percent(middle[n])})" for n in speaks) or "no term of any size") + "."
    )
    told.append(_war(w))
    partners = {p: float(np.median(v)) for p, v in w.partners().items()}
    worst, best = min(partners, key=lambda p: partners[p]), max(partners, key=lambda p: partners[p])
    objects = (
        f"The partner it objects to most: {worst} ({_percent(partners[worst])}{_because(w, worst)})"
        if partners[worst] < -_SMALL
        else "It objects to no partner"
    )
    told.append(f"{objects}; the one that brings it most: {best} ({_percent(partners[best])}).")
    told.extend(_unmeasured(w, partners))
    told.extend(f"Left out: {term}: {reason}" for term, reason in w.question.pool.left_out.items())
    return told


def _by_chapter(w: Why) -> Iterator[str]:
    """Yield the state's gains by chapter; gains from trade are not counted as gains from the alliance."""
    parts = {
        name: float(np.median(v[:, w.at])) for name, v in w.standing.by_chapter().items() if name != "both"
    }
    yield f"Medians by chapter: {'; '.join(f'{name} {_percent(v)}' for name, v in parts.items())}."


def _war(w: Why) -> str:
    """Return the basis of the war term: attacks a year today and as a member, by theory, and its range."""
    today, then = w.risk()
    risks = {name: float(np.median(then[here])) for name, here in theories(w.draws)}
    war = w.terms()["war"]
    low, high = min(risks, key=lambda t: risks[t]), max(risks, key=lambda t: risks[t])
    wide = {name: float(np.quantile(war[here], 0.95)) for name, here in theories(w.draws)}
    top = max(wide, key=lambda t: wide[t])
    return (
        f"War: attacks on it by the named rivals that lead to war, {np.median(today):.2g} a year today, {risks[low]:.2g} ({low}) to {risks[high]:.2g} ({high}) as {_a(w.role)}, medians; "
        f"its term is at most {_percent(wide[top])} in 95 of 100 runs ({top}): that risk times a loss of output that lasts for years."
    )


def _a(role: str) -> str:
    return "an associate" if role == ASSOCIATE else "a member"


def _unmeasured(w: Why, partners: dict[str, float]) -> Iterator[str]:
    """Yield the value of unmeasured terms at which the state's decision would reverse."""
    pool, gain = w.question.pool, float(np.median(w.gain))
    if "autonomy" in pool.left_out:
        yield (
            f"Lost freedom of action, which is not measured, would have to cost more than {gain:.2f} per cent of GDP a year to reverse this."
            if gain > w.standing.band
            else "It does not gain even without a cost of lost freedom of action, which is not measured."
        )
    if "mistrust" in pool.left_out:
        cause = {p: pool.mistrust.reasons(w.at, pool.states.index(p)) for p in partners}
        told = [
            f"{p} ({why}) more than {max(partners[p], 0.0):.2g}"
            for p, why in cause.items()
            if why and w.binds(p)
        ]
        if told:
            yield f"Mistrust, which is not measured, would have to cost, per cent of GDP a year, for it to prefer the membership without the partner: {', '.join(told)}."


def tables(w: Why) -> dict[str, Table]:
    """Return terms, partners, and what would turn the answer."""
    return {"terms": _terms(w), "gain": _utility(w), "partners": _partners(w), "turns": breakeven(w)}


def _terms(w: Why) -> Table:
    rows = []
    for name, values in w.terms().items():
        if name in WAR_TERMS:
            rows += [row(name, theory, spread(values[here])) for theory, here in theories(w.draws)]
        else:
            rows.append(row(name, "any", spread(values)))
    notes = (
        "Terms sum to the gain in each run; medians do not. Only war, entrapment and spill-overs depend on the assumption about deterrence.",
    )
    return Table(
        ("term", "theory", *COLUMNS),
        rows,
        title=f"{w.state} in {w.question.name}: terms, {UNIT}",
        notes=notes,
        meta=w.meta,
        decimals=DECIMALS,
        group=1,
    )


def _utility(w: Why) -> Table:
    rows = [
        row(
            theory,
            spread(w.gain[here]),
            share(w.gain[here] >= -w.standing.band),
            share(w.standing.stays[here, w.at] >= -w.standing.band),
        )
        for theory, here in theories(w.draws)
    ]
    return Table(
        ("theory", *COLUMNS, "accepts", "stays"),
        rows,
        title=f"{w.state}: its gain, {UNIT}",
        notes=(NOTE, *discrimination()),
        meta=w.meta,
        decimals=DECIMALS,
    )


def _partners(w: Why) -> Table:
    pool = w.question.pool
    found = sorted(w.partners().items(), key=lambda item: float(np.median(item[1])))
    formation = Formation.of(w.question.world, pool.war.status_quo, pool.date)
    rows = []
    for partner, gains in found:
        j = pool.states.index(partner)
        place = formation.rank(w.state, partner).percentile
        why_not = pool.mistrust.reasons(w.at, j) or None
        rows.append(row(partner, spread(gains), w.binds(partner), why_not, place))
    notes = (
        "Its gain with the partner as a member minus its gain without, all else equal, over all runs.",
        "formation: percentile of the pair among pairs without a pact (pato formation); shown for information and never added; '-' where the two have a pact.",
    )
    return Table(
        ("partner", *COLUMNS, "newly bound", "mistrust", "formation"),
        rows,
        title=f"What {w.state} gains from each partner, {UNIT}",
        notes=notes,
        meta=w.meta,
        decimals=DECIMALS,
    )


def breakeven(w: Why) -> Table:
    """Return for each assumption what the median gain is at its ends, and where it would change sign."""
    pool, rows = w.question.pool, []
    changes = Changes(pool, w.draws, w.wars, w.question.mask, w.standing.terms)
    for factor in changes.factors():
        low, high = ends(factor)
        if low == high:
            continue
        values = grid(factor)
        found = [changes.utilities({factor.id: float(v)})[:, w.at] for v in values]
        gains = [float(np.median(v)) for v in found]
        accepts = [share(v >= -w.standing.band) for v in (found[0], found[-1])]
        medians = (gains[0], gains[-1])
        rows.append(
            row(factor.id, factor.unit or "share", low, high, medians, *accepts, turning(values, gains))
        )
    rows.sort(key=lambda r: -abs(float(r[5]) - float(r[4])))
    columns = (
        "assumption",
        "unit",
        "from",
        "to",
        "median at from",
        "median at to",
        "accepts at from",
        "accepts at to",
        "turns at",
    )
    notes = (
        "Each input is set to one value in all runs, the others as sampled, over all assumptions about deterrence. turns at: where the median gain changes sign; '-' where no value within the range changes it.",
        *_levels_note(w),
        *discrimination(),
    )
    return Table(
        columns,
        rows,
        title=f"What would turn {w.state}",
        notes=notes,
        meta=w.meta,
        decimals=dict.fromkeys(columns[4:8], DECIMALS),
    )


def _levels_note(w: Why) -> Iterator[str]:
    for name in (EFFECT, CONTINGENCY, GRADIENT):
        if name in w.draws:
            levels = w.draws.factor(name).levels
            found = {
                level: float(np.mean(w.gain[w.draws.is_level(name, level)] >= -w.standing.band))
                for level in levels
                if w.draws.is_level(name, level).any()
            }
            yield f"By {name}: accepts in {', '.join(f'{v:.0%} ({k})' for k, v in found.items())}."


def _because(w: Why, partner: str) -> str:
    pool = w.question.pool
    reasons = pool.mistrust.reasons(w.at, pool.states.index(partner))
    return f"; {reasons}" if reasons else ""


def _percent(value: float) -> str:
    return f"{value:+.2f} %"
