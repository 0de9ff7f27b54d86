"""Coercion by trade: what a cut costs both sides, and what a pact's substitute markets and joint answer change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pato.errors import Problem, UsageError, unknown
from pato.futures import Draws
from pato.futures.spread import Spread, spread
from pato.kernels.arrays import FloatArray
from pato.models.trade import assumptions
from pato.models.trade.model import TradeModel, in_chunks
from pato.models.trade.restrictions import WAYS, Documented, case_of, cut_between, share_cut, unsold
from pato.models.trade.results import trade_model
from pato.models.trade.scenarios import Scenario
from pato.treaties.architecture import IN_FORCE, Architecture, label_of

MODEL, SOLD, UNSOLD = (
    "as the trade model reallocates",
    "all of it sold elsewhere",
    "none of it sold elsewhere",
)
"""Fate of the goods that the rival no longer buys."""


@dataclass(frozen=True, slots=True)
class Coercion:
    """The coercing state and its targets.

    Attributes
    ----------
    rival, targets
        States.
    severities
        Shares of the targeted goods that are cut, one scenario each; by default the documented case's, if there is
        one, else drawn from the assumed range.
    targeted
        Share of trade at which the restrictions are aimed; by default as for `severities`.
    ways
        Direction of the restrictions, see `pato.models.trade.restrictions.WAYS`.
    answer
        Share of their trade with the rival that the members cut in answer; None answers in proportion: as much
        value at old prices as the rival cut.
    """

    rival: str
    targets: tuple[str, ...]
    severities: tuple[float, ...] = ()
    answer: float | None = None
    targeted: float | None = None
    ways: str = WAYS[0]


def parse(
    text: str,
    severities: Sequence[float] = (),
    answer: float | None = None,
    *,
    targeted: float | None = None,
    ways: str = WAYS[0],
) -> Coercion:
    """Return a coercion from ``CHN:AUS`` or ``CHN:AUS+JPN``.

    Raises
    ------
    UsageError
        If the text is not of this form, or a share is not between 0 and 1.
    """
    rival, _, rest = text.partition(":")
    targets = tuple(dict.fromkeys(t.strip() for t in rest.replace("+", ",").split(",") if t.strip()))
    if not rival.strip() or not targets:
        raise UsageError(
            Problem(
                "--coerce",
                f"'{text}' names no rival and target.",
                "Write RIVAL:TARGET, for example CHN:AUS, or CHN:AUS+JPN.",
            )
        )
    given = [("--severity", s) for s in severities] + [("--answer", answer), ("--targeted", targeted)]
    if wrong := [(option, s) for option, s in given if s is not None and not 0 <= s <= 1]:
        option, share = wrong[0]
        told = "Shares lie between 0 (nothing is cut) and 1 (all is)."
        raise UsageError(Problem(option, f"{share:g} is no share.", told))
    if ways not in WAYS:
        raise UsageError(unknown("way", ways, WAYS, where="--ways"))
    return Coercion(rival.strip(), targets, tuple(severities), answer, targeted, ways)


class Cost(NamedTuple):
    """Cost of a case to an economy, per cent of GDP a year (below zero: a loss), and its median in billion USD; the severity in words."""

    severity: str
    case: str
    economy: str
    side: str
    change: Spread
    usd_bn: float


@dataclass(frozen=True, slots=True)
class Coerced:
    """A coercion and what it costs whom.

    Attributes
    ----------
    coercion, rival, targets
        The question, and the codes of the states involved.
    costs
        By severity, case and economy.
    cases
        Documented restrictions of the same states.
    meta
        Metadata that reproduce the results.
    """

    coercion: Coercion
    rival: str
    targets: tuple[str, ...]
    costs: tuple[Cost, ...]
    cases: tuple[Documented, ...]
    meta: Mapping[str, object]


def coerced(
    coercion: Coercion,
    architectures: Sequence[str | Architecture],
    *,
    date: str,
    futures: int = 500,
    seed: int = 1,
    status_quo: str | Architecture = IN_FORCE,
) -> Coerced:
    """Return the cost of coercion to the rival, its targets and the members of an architecture, without it and with it.

    Parameters
    ----------
    coercion
        The coercion.
    architectures
        At most one: it adds economic chapters, and its members may answer the coercion.
    date, futures, seed, status_quo
        As in `pato.models.trade.results.value`.

    Raises
    ------
    UsageError
        If the rival is a target or a member, or several architectures are given.
    """
    if len(architectures) > 1:
        raise UsageError(Problem("--coerce", "goes with one architecture at most.", "Run it once for each."))
    model, parts = trade_model(
        list(architectures), date=date, status_quo=status_quo, needed=(coercion.rival, *coercion.targets)
    )
    rival, *targets = (model.world.code(s) for s in (coercion.rival, *coercion.targets))
    part = parts[label_of(architectures[0])] if architectures else None
    if rival in targets or (part is not None and rival in part.members):
        raise UsageError(
            Problem("--coerce", f"{rival} cannot coerce itself or fellow members.", "Name a rival outside.")
        )
    cases = tuple(c for t in targets if (c := case_of(rival, t)) is not None)
    costs: list[Cost] = []
    for severity in coercion.severities or (None,):
        fixed, told = _fixed(coercion, cases if len(cases) == len(targets) == 1 else (), severity)
        asked = _Asked(model, part, rival, tuple(targets), coercion)
        costs += _costs_at(asked, fixed, told, futures, seed)
    meta = {"futures": futures, "seed": seed, "date": date}
    return Coerced(coercion, rival, tuple(targets), tuple(costs), cases, meta)


class _Asked(NamedTuple):
    """The question, and the model."""

    model: TradeModel
    part: Scenario | None
    rival: str
    targets: tuple[str, ...]
    coercion: Coercion

    @property
    def members(self) -> list[str]:
        """Members of the architecture that are economies of the model."""
        known = self.model.flows.economies
        return [s for s in self.part.members if s in known] if self.part is not None else []


def _fixed(
    coercion: Coercion, cases: Sequence[Documented], severity: float | None
) -> tuple[dict[str, float | str], str]:
    """Return the fixed values, and the severity in words: the user's, then the documented case's."""
    case = cases[0] if cases else None
    found: dict[str, float | str] = {}
    told, documented = [], False
    for name, given, of_case in (
        (assumptions.TARGETED, coercion.targeted, case and case.targeted),
        (assumptions.SEVERITY, severity, case and case.severity),
    ):
        value = given if given is not None else of_case
        if value is not None:
            found[name] = value
        documented |= case is not None and given is None
        told.append("drawn" if value is None else f"{value:g}")
    return found, f"{told[1]} of {told[0]}" + (f" ({case.years})" if case and documented else "")


def _costs_at(
    asked: _Asked, fixed: Mapping[str, float | str], told: str, futures: int, seed: int
) -> list[Cost]:
    """Return the costs at one severity: every case, every economy concerned."""
    model, targets = asked.model, asked.targets
    sides = {
        asked.rival: "rival",
        **dict.fromkeys(targets, "target"),
        **{m: "member" for m in asked.members if m not in targets},
    }
    gdp = model.world.array("gdp_usd_bn", list(sides)).values
    found: dict[tuple[str, str], list[FloatArray]] = {}
    for draws in in_chunks(model.design(futures, seed, dict(fixed))):
        for case, lost in _cases(asked, draws).items():
            for at, economy in enumerate(sides):
                if economy in lost:
                    found.setdefault((case, economy), []).append(lost[economy] / gdp[at])
    place = {economy: at for at, economy in enumerate(sides)}
    rows = []
    for (case, economy), parts in found.items():
        change = spread(-100 * np.concatenate(parts))
        usd = change.median * float(gdp[place[economy]]) / 100
        rows.append(Cost(told, case, economy, sides[economy], change, usd))
    return rows


def _cases(asked: _Asked, draws: Draws) -> dict[str, dict[str, FloatArray]]:
    """Return each economy's loss in each case, billion USD a year, shape (future,)."""
    model, flows = asked.model, asked.model.flows
    share, ways = share_cut(draws), asked.coercion.ways
    cut = cut_between(share, flows, asked.rival, asked.targets, ways)
    economies = dict.fromkeys([asked.rival, *asked.targets, *asked.members])
    drawn = flows.drawn(draws)
    gone = {t: unsold(share, drawn, flows, asked.rival, t, ways) for t in asked.targets}
    found = {
        SOLD: {t: draws[assumptions.DISCOUNT] * v for t, v in gone.items()},
        UNSOLD: gone,
    }
    solved = {MODEL: (np.zeros_like(cut), cut)}
    if asked.part is not None:
        chapters = asked.part.effects(draws, flows.economies)
        answered = _answered(asked, draws, cut)
        solved[f"{MODEL}, with {asked.part.id}"] = (chapters, chapters + cut)
        solved[f"{MODEL}, {asked.part.id} answers"] = (chapters, chapters + answered)
    for case, changes in solved.items():
        lost = _lost(model, draws, *changes)
        found[case] = {e: lost[:, flows.place(e)] for e in economies}
    return found


def _lost(model: TradeModel, draws: Draws, without: FloatArray, with_it: FloatArray) -> FloatArray:
    """Return the cost of the second changes relative to the first, billion USD a year of spending on goods, shape (future, state)."""
    base, coerced = (
        model.evaluate_changes(draws, changes).outcomes["welfare_usd_bn"].values
        for changes in (without, with_it)
    )
    return np.asarray(base - coerced)


def _answered(asked: _Asked, draws: Draws, cut: FloatArray) -> FloatArray:
    """Return the cut with the members' answer: they stop buying from the rival, the targets only if they do so already."""
    flows = asked.model.flows
    drawn = flows.drawn(draws)
    answering = [m for m in asked.members if m not in asked.targets]
    if not answering:
        return cut
    ways = asked.coercion.ways
    lost = sum(unsold(share_cut(draws), drawn, flows, asked.rival, t, ways) for t in asked.targets)
    whole = np.ones(draws.n_futures)
    theirs = sum(unsold(whole, drawn, flows, asked.rival, m, "exports") for m in answering)
    answer = asked.coercion.answer
    share = np.full(draws.n_futures, answer) if answer is not None else np.minimum(lost / theirs, 1.0)
    return np.minimum(cut, cut_between(share, flows, asked.rival, answering, "exports"))
