"""Strengths of commitments in a run: shares of an unconditional defence obligation, between 0 and 1.

    worth = (1 - shift) sum over c of w(c) v(c) + shift min over c of v(c)
    v(c)  = max over instruments of the sum over events of strength x reading x decision

w are the weights of contingencies, v the strength in each, and ``shift`` how far a rival chooses contingencies in
which least is owed. Every factor is an assumption with its range: the data sets on which models are fitted code a
commitment as 0 or 1, so that both ends are estimated and values between are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

import numpy as np

from pato.files.assumptions import Assumption
from pato.futures import Draws, Factor
from pato.futures.distributions import Uniform
from pato.kernels.arrays import FloatArray, IntArray
from pato.memo import Memo
from pato.models.assumptions import load_assumptions
from pato.models.commitments.profiles import WAR, Commitments
from pato.models.commitments.terms import Profile, Term
from pato.treaties.contingencies import Contingency, Weight, contingencies
from pato.treaties.norms import Instrument

CREDENCE = "taiwan_credence"
DEEMED, CONSULT, DISPUTED, DECLARED, SHIFT, DECIDES, DECISION_IN_JOINING = (
    "deemed_strength",
    "consultation_strength",
    "disputed_readings",
    "declared_strength",
    "rival_shift",
    "body_decides",
    "decision_in_joining",
)
_SYMBOLS = (DEEMED, CONSULT, DISPUTED, DECLARED, SHIFT, DECIDES, DECISION_IN_JOINING)
_PROFILES, _NUMBERS = 256, 200_000
"""Smallest number of profiles cached for one set of draws, and number of profile values cached if there are few futures."""
LEAST_WEIGHT = 0.1
"""Share of the wars that must be expected to begin in a contingency for a rival to be able to shift there."""
Chances = Callable[[Instrument, str], FloatArray]
"""The chances that an instrument's body decides to act when one member is attacked, over what is uncertain about it, shape (case,)."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Strengths of profiles, each of shape (future, profile); profile 0 has strength 0.

    Attributes
    ----------
    deterring
        As a share of a whole pledge, in what a challenger looks at.
    joining
        Share of a full obligation, once there is war: without obligations to consult, and without decisions of
        bodies, which the record of joining already reflects.
    consulting
        Remaining strength of an obligation to consult in addition to it.
    word
        The part of `joining` that rests on a state's own law alone.
    """

    deterring: FloatArray
    joining: FloatArray
    consulting: FloatArray
    word: FloatArray

    def of(self, here: IntArray) -> Worth:
        """Return their strengths in some futures."""
        return Worth(*(getattr(self, part.name)[here] for part in fields(self)))


def weight_factor(contingency: str) -> str:
    """Return the factor that a contingency's weight is."""
    return f"weight_{contingency.replace('-', '_')}"


def factors() -> list[Factor]:
    """Return the assumptions about commitments: strengths, readings, decisions, and the weights of contingencies."""
    shared = load_assumptions("commitments")
    found = [credence_factor(), *shared.factors(_SYMBOLS)]
    for one in _at_war():
        meaning = f"relative weight of the contingency '{one.title}'. {one.weight.source}"
        weight = Assumption(
            symbol=weight_factor(one.id),
            meaning=meaning,
            unit="relative weight",
            range=(one.weight.low, one.weight.high),
            source=one.weight.source,
        )
        found.append(Factor(weight.symbol, Uniform(*weight.range), meaning, "assumption", weight.unit))
    return found


def credence_factor() -> Factor:
    """Return the strength of a commitment in a state's own law, as a factor."""
    promise = "range: from no pledge to a full one. Credibility of a state's own law or statement as a commitment, today that of the United States to Taiwan: the Taiwan Relations Act promises arms and a policy, not defence; presidents have said more"
    return Factor(CREDENCE, Uniform(0.0, 1.0), promise, "assumption", "share of a full defence obligation")


def _at_war() -> tuple[Contingency, ...]:
    return tuple(c for c in contingencies() if c.level == WAR)


@dataclass(frozen=True, eq=False)
class Valuation:
    """Reads commitments as numbers.

    Attributes
    ----------
    chances
        Source of a body's chances to decide; None if unknown: decisions are then taken as made.
    readings
        Weights that a study gives to readings, by ``INSTRUMENT/READING``: how likely each is to prevail.
    """

    chances: Chances | None = None
    readings: Mapping[str, float] = field(default_factory=dict)
    _worth: Memo = field(default_factory=lambda: Memo(4), init=False, compare=False, repr=False)
    _bodies: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)
    _profiles: Memo = field(default_factory=lambda: Memo(2), init=False, compare=False, repr=False)

    def worth(self, commitments: Commitments, draws: Draws) -> Worth:
        """Return the strengths of an architecture's profiles in some futures; cached for the latest draws."""
        return self._worth.get(commitments, draws, make=lambda: self._made(commitments, draws))

    def _made(self, commitments: Commitments, draws: Draws) -> Worth:
        strengths = _Strengths(self, draws, commitments)
        known: Memo = self._profiles.get(
            draws, make=lambda: Memo(max(_PROFILES, _NUMBERS // draws.n_futures))
        )
        shape = (draws.n_futures, len(commitments.profiles))
        found = Worth(*(np.zeros(shape) for _ in fields(Worth)))
        # architectures share most of their profiles; one subject to a body depends on that body's decision
        asked: list[tuple[Any, ...]] = [
            (p, *bodies, commitments.date) if (bodies := strengths.bodies_of(p)) else (p,)
            for p in commitments.profiles
        ]
        owing = [i for i, (p, *_) in enumerate(asked) if p.cells]
        held: dict[int, Any] = {i: known.known(*asked[i]) for i in owing}
        new = [i for i, values in held.items() if values is None]
        for i, values in zip(new, strengths.of_profiles([asked[i][0] for i in new]), strict=True):
            # a copy: a part of the whole would keep all of it
            held[i] = known.put(*asked[i], value=values.copy())
        for i, made in held.items():
            for part, values in zip(fields(Worth), made, strict=True):
                getattr(found, part.name)[:, i] = values
        return found

    def central(self, commitments: Commitments, futures: int = 1) -> Worth:
        """Return the strengths of profiles with every assumption at its median, repeated for a number of futures."""
        return self.worth(commitments, medians()).of(np.zeros(futures, np.int64))

    def decided(self, instrument: Instrument, date: str, at: FloatArray) -> FloatArray:
        """Return the chance that a body decides, at quantiles of its uncertainty, shape (future,)."""
        if self.chances is None:
            return np.ones(len(at))
        chances = self._bodies.get(instrument, date, make=lambda: np.sort(self.chances(instrument, date)))  # type: ignore[misc]
        return np.asarray(np.interp(at, np.linspace(0.0, 1.0, len(chances)), chances))


def medians() -> Draws:
    """Return one future in which every assumption about commitments is at its median."""
    return _medians(tuple((c.id, c.weight) for c in _at_war()))


@cache
def _medians(weighed: tuple[tuple[str, Weight], ...]) -> Draws:
    del weighed  # contingencies of the user's own library bring assumptions of their own
    made = tuple(factors())
    middle = np.array([0.5])
    return Draws(made, np.zeros(1, np.int64), {f.id: f.spec.inverse(middle) for f in made})  # type: ignore[union-attr]


class _Rows:
    """Numbers of things in the order in which they are met."""

    def __init__(self) -> None:
        self.all: dict[Any, int] = {}

    def number(self, thing: Any) -> int:
        return self.all.setdefault(thing, len(self.all))


class _Strengths:
    """Strengths of duties in some futures, each of shape (future,)."""

    def __init__(self, valuation: Valuation, draws: Draws, commitments: Commitments) -> None:
        self.valuation, self.draws, self.commitments = valuation, draws, commitments
        deemed = np.asarray(draws[DEEMED], np.float64)
        consult = deemed * draws[CONSULT]
        self.duties = {
            "assist_with_force": np.ones_like(deemed),
            "act_to_meet_common_danger": (1.0 + deemed) / 2.0,
            "assist_as_deemed_necessary": deemed,
            "provide_assistance": (deemed + consult) / 2.0,
            "consult": consult,
        }
        self.shift = np.asarray(draws[SHIFT], np.float64)
        self.by_id = {c.id: c for c in _at_war()}
        self.bodies = {
            name: valuation.decided(found, commitments.date, draws[DECIDES])
            for name, found in commitments.bodies.items()
        }

    def of_profiles(self, profiles: Sequence[Profile]) -> FloatArray:
        """Return the strength of profiles, shape (profile, part, future): parts in the order of `Worth`."""
        from pato.kernels.commitments import Asked, worth_of_profiles

        terms, cells = _Rows(), _Rows()
        shares: list[FloatArray] = []
        begun: dict[tuple[str, tuple[str, ...]], int] = {}
        first, of_cells, of_shares = [0], list[int](), list[int]()
        for profile in profiles:
            key = profile.target, tuple(c.contingency for c in profile.cells)
            if key not in begun:
                begun[key] = len(shares)
                shares += self.shares_of(*key)
            of_cells += [cells.number(c.asked) for c in profile.cells]
            of_shares += range(begun[key], begun[key] + len(profile.cells))
            first.append(len(of_cells))
        if not profiles:
            return np.empty((0, len(fields(Worth)), len(self.shift)))
        group_first, group_terms, cell_first = [0], [], [0]
        for asked in cells.all:
            for group in asked:
                group_terms += [terms.number(t) for t in group]
                group_first.append(len(group_terms))
            cell_first.append(len(group_first) - 1)
        made = Asked(
            *(
                np.array(rows, np.int64)
                for rows in (group_first, group_terms, cell_first, first, of_cells, of_shares)
            )
        )
        values = np.array([self.of_term(t) for t in terms.all]).reshape(
            -1, len(fields(Worth)), len(self.shift)
        )
        return worth_of_profiles(made, values, np.array(shares), self.shift, LEAST_WEIGHT)

    def shares_of(self, target: str, possible: tuple[str, ...]) -> list[FloatArray]:
        """Return the share that each contingency has of the wars against a target."""
        weights = [self.weight(one, target) for one in possible]
        total = sum(weights, np.zeros_like(self.shift))
        even = total <= 0.0
        return [np.where(even, 1.0 / len(weights), w / np.where(even, 1.0, total)) for w in weights]

    def bodies_of(self, profile: Profile) -> tuple[Instrument, ...]:
        """Return the instruments whose bodies must decide first."""
        if not self.bodies:
            return ()
        return tuple(self.commitments.bodies[name] for name in sorted(profile.bodies) if name in self.bodies)

    def weight(self, contingency: str, target: str) -> FloatArray:
        """Return the weight of a contingency: that of any target, or of this one where the file gives it its own range."""
        if contingency not in self.by_id:
            return np.ones_like(self.shift)
        known = self.by_id[contingency]
        drawn = np.asarray(self.draws[weight_factor(contingency)], np.float64)
        if target not in known.weights:
            return drawn
        own, usual = known.weights[target], known.weight
        width = usual.high - usual.low
        place = (drawn - usual.low) / width if width > 0.0 else np.full_like(drawn, 0.5)
        return np.asarray(own.low + np.clip(place, 0.0, 1.0) * (own.high - own.low))

    def of_term(self, term: Term) -> tuple[FloatArray, ...]:
        """Return the contribution of one obligation, in the order of `Worth`."""
        none, certain = np.zeros_like(self.shift), self.certainty(term)
        decision = self.bodies.get(term.body)
        decided = certain if decision is None else certain * decision
        strength = self.strength(term)
        if term.duty == "consult":
            return decided * strength, none, certain, none
        joins = (certain + self.draws[DECISION_IN_JOINING] * (decided - certain)) * strength
        return decided * strength, joins, none, joins if term.status == "unilateral" else none

    def strength(self, term: Term) -> FloatArray:
        """Return the strength of an obligation relative to one to use force; one in a state's own law has its credence alone."""
        if term.status == "unilateral":
            credence = np.asarray(self.draws[CREDENCE], np.float64)
            return credence * self.duties["consult"] if term.duty == "consult" else credence
        strength = self.duties[term.duty]
        return (
            np.minimum(strength, self.duties["assist_as_deemed_necessary"]) if term.own_decision else strength
        )

    def certainty(self, term: Term) -> FloatArray:
        """Return the share of a contingency in which a duty holds: places, and the weight of readings that dispute it."""
        share = np.full_like(self.shift, term.share)
        if term.status == "disputed":
            return share * self.reading(term)
        return share * self.draws[DECLARED] if term.status == "expected" else share

    def reading(self, term: Term) -> FloatArray:
        """Return the total weight of the readings under which a disputed obligation is owed.

        The weight left by the study goes to readings that it does not weight, or else to the text, taken to say the
        opposite if all readings agree. A weight of a reading "case by case" is that of cover.
        """
        given, drawn = self.valuation.readings, np.asarray(self.draws[DISPUTED], np.float64)
        sides = [(name, holds is not False) for name, holds in term.readings]
        weighed = [(given[name], covers) for name, covers in sides if name in given]
        if not weighed:
            return drawn
        covered, other = (sum(w for w, covers in weighed if covers is side) for side in (True, False))
        left = max(1.0 - covered - other, 0.0)
        open_to = {c for name, c in sides if name not in given} or {True, False} - {c for _, c in weighed}
        if not open_to or left == 0.0:
            return np.full_like(drawn, covered / (covered + other) if covered + other > 0.0 else 0.5)
        rest = drawn if {True, False} == open_to else np.full_like(drawn, True in open_to)
        return np.asarray(covered + left * rest)
