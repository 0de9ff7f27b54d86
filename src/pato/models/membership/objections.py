"""Why a state would accept a membership or not: the terms of its utility, its partners, and what would turn it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pato.errors import Problem, UsageError
from pato.futures import Draws, Factor
from pato.futures.distributions import Distribution
from pato.models.joining import EFFECT
from pato.models.membership.parts import Wars
from pato.models.membership.pool import COMPLIANCE, ECONOMIC, Pool
from pato.models.membership.query import Question
from pato.models.membership.standing import Standing, stand
from pato.models.membership.tables import (
    COLUMNS,
    NOTE,
    UNIT,
    between,
    by_theory,
    rounded,
    row,
    share,
    spread,
    theories,
)
from pato.models.support import CONTINGENCY, DECISIVENESS, DEFEAT, GRADIENT, LOSS
from pato.models.war_risk import CREDENCE
from pato.table import Table

FloatArray = npt.NDArray[np.float64]
_BY_THEORY = ("war", "entrapment")
_GRID = 5
_ENDS = np.array([1e-9, 1 - 1e-9])
_SMALL = 5e-4
_WITHOUT_WAR = (
    COMPLIANCE,
    "burden_own_worth",
    "common_budget",
    "coercion_chance",
    "coercion_years",
    "mistrust_rivalry",
    "mistrust_claim",
    "mistrust_occupation",
    "mistrust_half_life",
    "autonomy_membership",
    "autonomy_partner",
)


@dataclass(frozen=True)
class Why:
    """A state in a membership: its standing, and what breaks even.

    Attributes
    ----------
    question, state
        What is asked, and of whom.
    draws, wars, standing
        Futures, each under every theory.
    """

    question: Question
    state: str
    draws: Draws
    wars: Wars
    standing: Standing

    @property
    def at(self) -> int:
        """Position of the state in the pool."""
        return self.question.pool.states.index(self.state)

    @property
    def gain(self) -> FloatArray:
        """Its utility, shape (future,)."""
        return np.asarray(self.standing.utilities[:, self.at])

    def terms(self) -> dict[str, FloatArray]:
        """Return its terms by name, shape (future,)."""
        return {name: values[:, self.at] for name, values in self.standing.terms.items()}

    def partners(self) -> dict[str, FloatArray]:
        """Return what it gains from each fellow member's being one, shape (future,)."""
        pool = self.question.pool
        return {
            pool.states[j]: self.standing.partner[:, self.at, j]
            for j in self.standing.members
            if j != self.at
        }

    @property
    def meta(self) -> dict[str, object]:
        """What tables carry."""
        return {**self.question.pool.meta, "members": list(self.question.members), "state": self.state}


def why(question: Question, state: str, futures: int, seed: int) -> Why:
    """Return why a state would accept a membership or not.

    Raises
    ------
    UsageError
        If it is no member.
    """
    code = question.world.code(state)
    if code not in question.members:
        told = f"{code} is not a member of {question.name}."
        raise UsageError(
            Problem(
                "--in",
                told,
                f"Members: {', '.join(question.members)}. For outsiders: pato refuse {question.name}.",
            )
        )
    pool = question.pool
    draws, wars = pool.across_theories(pool.design(futures, seed).draw())
    return Why(
        question,
        code,
        draws,
        wars,
        stand(pool, draws, question.mask, wars=wars, entry=False, associates=pool.mask(question.associates)),
    )


def sentences(w: Why) -> list[str]:
    """Return the answer in words."""
    accepts = by_theory(w.draws, w.gain >= -1e-9)
    told = [
        (
            f"{w.state} in {w.question.name} ({', '.join(w.question.members)}): no worse off than today in {between(accepts)} of the futures; "
            f"median gain {_percent(float(np.median(w.gain)))} of GDP a year."
        )
    ]
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
    partners = {p: float(np.median(v)) for p, v in w.partners().items()}
    worst, best = min(partners, key=lambda p: partners[p]), max(partners, key=lambda p: partners[p])
    told.append(
        f"The partner it objects to most: {worst} ({_percent(partners[worst])}{_because(w, worst)}); the one that brings it most: {best} ({_percent(partners[best])})."
    )
    told.extend(f"Left out: {term}: {reason}" for term, reason in w.question.pool.left_out.items())
    return told


def tables(w: Why) -> list[Table]:
    """Return terms, partners, and what would turn the answer."""
    return [_terms(w), _utility(w), _partners(w), breakeven(w)]


def _terms(w: Why) -> Table:
    rows = []
    for name, values in w.terms().items():
        if name in _BY_THEORY:
            rows += [row(name, theory, rounded(spread(values[here]))) for theory, here in theories(w.draws)]
        else:
            rows.append(row(name, "any", rounded(spread(values))))
    notes = (
        "Terms sum to the gain in each future; medians do not. Only war and entrapment depend on the theory of deterrence.",
    )
    return Table(
        ("term", "theory", *COLUMNS),
        rows,
        title=f"{w.state} in {w.question.name}: terms, {UNIT}",
        notes=notes,
        meta=w.meta,
        group=1,
    )


def _utility(w: Why) -> Table:
    rows = [
        row(
            theory,
            rounded(spread(w.gain[here])),
            share(w.gain[here] >= -1e-9),
            share(w.standing.stays[here, w.at] >= -1e-9),
        )
        for theory, here in theories(w.draws)
    ]
    return Table(
        ("theory", *COLUMNS, "accepts", "stays"),
        rows,
        title=f"{w.state}: its gain, {UNIT}",
        notes=(NOTE,),
        meta=w.meta,
    )


def _partners(w: Why) -> Table:
    pool = w.question.pool
    found = sorted(w.partners().items(), key=lambda item: float(np.median(item[1])))
    rows = [
        row(
            p,
            rounded(spread(v)),
            bool(pool.war.newly[w.at, pool.states.index(p)]),
            pool.mistrust.reasons(w.at, pool.states.index(p)) or None,
        )
        for p, v in found
    ]
    notes = (
        "Its gain with the partner as a member less its gain without it, all else alike, over all futures. Formation of pacts (pato formation) is shown apart and never added.",
    )
    return Table(
        ("partner", *COLUMNS, "newly bound", "mistrust"),
        rows,
        title=f"What {w.state} gains from each partner, {UNIT}",
        notes=notes,
        meta=w.meta,
    )


def breakeven(w: Why) -> Table:
    """Return for each assumption what the median gain is at its ends, and where it would change sign."""
    rows = []
    for factor in _cheap(w.question.pool):
        assert isinstance(factor.spec, Distribution)
        low, high = (float(v) for v in factor.spec.inverse(_ENDS))
        if low == high:
            continue
        grid = np.linspace(low, high, _GRID)
        found = [_at(w, factor.id, v) for v in grid]
        gains = [float(np.median(v)) for v in found]
        accepts = [share(v >= -1e-9) for v in (found[0], found[-1])]
        ends = tuple(round(v, 3) + 0.0 for v in (gains[0], gains[-1]))
        rows.append(
            row(
                factor.id,
                factor.unit or "share",
                _short(low),
                _short(high),
                ends,
                *accepts,
                _turning(grid, gains),
            )
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
        "Each assumption set to one value in all futures, the others as drawn, over all theories. turns at: where the median gain changes sign; '-' where it does not within the range: then no value of this assumption alone turns the median state of things.",
        *_levels_note(w),
    )
    return Table(columns, rows, title=f"What would turn {w.state}", notes=notes, meta=w.meta)


def _levels_note(w: Why) -> Iterator[str]:
    for name in (EFFECT, CONTINGENCY, GRADIENT):
        if name in w.draws:
            levels = w.draws.factor(name).levels
            found = {
                level: float(np.mean(w.gain[w.draws.is_level(name, level)] >= -1e-9))
                for level in levels
                if w.draws.is_level(name, level).any()
            }
            yield f"By {name}: accepts in {', '.join(f'{v:.0%} ({k})' for k, v in found.items())}."


def _cheap(pool: Pool) -> list[Factor]:
    """Return the numbers that can be changed without asking anew who joins whom."""
    names = {
        *(set(pool.assumptions.of) - {"objection_margin"}),
        LOSS,
        DEFEAT,
        DECISIVENESS,
        COMPLIANCE,
        CREDENCE,
        "additive_cap",
        "pledge_risk_ratio",
        "provocation_log_odds",
        "provocation_years",
    }
    return [f for f in pool.factors() if f.id in names and f.kind == "continuous"]


def _at(w: Why, name: str, value: float) -> FloatArray:
    """Return the gain in each future with one assumption set to a value, shape (future,)."""
    pool, mask = w.question.pool, w.question.mask
    arrays = {k: w.draws[k] for k in w.draws} | {name: np.full(w.draws.n_futures, value)}
    draws = Draws(tuple(w.draws.factor(k) for k in w.draws), w.draws.futures, arrays)
    if name in _WITHOUT_WAR:
        economic = mask | pool.mask(w.question.associates)
        masks = {k: economic if k in ECONOMIC else mask for k in pool.parts(draws)}
        parts = {k: p.gains([masks[k]])[:, 0, w.at] for k, p in pool.parts(draws).items()}
        parts |= {k: parts[k] + v[:, 0, w.at] for k, v in pool.corrections(draws, [economic]).items()}
        kept = {k: w.standing.terms[k][:, w.at] for k in _BY_THEORY}
        return np.asarray(sum(parts.values()) + sum(kept.values()))
    wars = w.wars
    if name == DECISIVENESS:
        wars = replace(wars, joining={**wars.joining, "decisiveness": draws[name]})
    elif name not in pool.assumptions.of:
        wars = replace(
            wars,
            log_odds=pool.war.log_odds(draws),
            doses=pool.war.doses(draws),
            theories=pool.war.theories(draws)[1],
        )
    return np.asarray(
        sum(
            v[:, 0, w.at]
            for v in pool.terms(
                draws, [mask], wars=wars, associates=pool.mask(w.question.associates)
            ).values()
        )
    )


def _turning(grid: FloatArray, gains: list[float]) -> float | None:
    for a, b, x, y in zip(grid, grid[1:], gains, gains[1:], strict=False):
        if (x >= 0) != (y >= 0):
            return _short(float(a + (b - a) * x / (x - y)))
    return None


def _because(w: Why, partner: str) -> str:
    pool = w.question.pool
    reasons = pool.mistrust.reasons(w.at, pool.states.index(partner))
    return f"; {reasons}" if reasons else ""


def _percent(value: float) -> str:
    return f"{value:+.2f} %"


def _short(value: float) -> float:
    return float(f"{value:.3g}")
