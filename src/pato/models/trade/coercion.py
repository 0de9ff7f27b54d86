"""Coercion by trade: what a cut costs both sides, and what a pact's substitute markets and joint answer change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pato.errors import Problem, UsageError
from pato.futures import Draws
from pato.futures.spread import Spread, spread
from pato.kernels.arrays import FloatArray
from pato.models.trade import assumptions
from pato.models.trade.model import TradeModel, in_chunks
from pato.models.trade.results import STATUS_QUO, trade_model
from pato.models.trade.scenarios import Scenario
from pato.treaties.architecture import Architecture, label_of


@dataclass(frozen=True, slots=True)
class Coercion:
    """Who cuts trade with whom.

    Attributes
    ----------
    rival, targets
        States.
    severities
        Shares of the trade that are cut, one scenario each; empty draws them from the assumed range.
    answer
        Share of their trade with the rival that the members cut in answer; None answers in proportion: as much
        value at old prices as the rival cut.
    """

    rival: str
    targets: tuple[str, ...]
    severities: tuple[float, ...] = ()
    answer: float | None = None


def parse(text: str, severities: Sequence[float] = (), answer: float | None = None) -> Coercion:
    """Return a coercion from ``CHN:AUS`` or ``CHN:AUS+JPN``.

    Raises
    ------
    UsageError
        If the text is not of this form, or a share is not between 0 and 1.
    """
    rival, _, rest = text.partition(":")
    targets = tuple(t.strip() for t in rest.replace("+", ",").split(",") if t.strip())
    if not rival.strip() or not targets:
        raise UsageError(
            Problem(
                "--coerce",
                f"'{text}' names no rival and target.",
                "Write RIVAL:TARGET, for example CHN:AUS, or CHN:AUS+JPN.",
            )
        )
    wrong = [s for s in [*severities, *([] if answer is None else [answer])] if not 0 <= s <= 1]
    if wrong:
        raise UsageError(
            Problem(
                "--severity",
                f"{wrong[0]:g} is no share.",
                "Shares lie between 0 (nothing is cut) and 1 (all is).",
            )
        )
    return Coercion(rival.strip(), targets, tuple(severities), answer)


class Cost(NamedTuple):
    """What an economy's real spending on goods changes by in one case, per cent; the severity is in words."""

    severity: str
    case: str
    economy: str
    side: str
    change: Spread


@dataclass(frozen=True, slots=True)
class Coerced:
    """A coercion and what it costs whom.

    Attributes
    ----------
    coercion, rival, targets
        What was asked, and the codes of who it is about.
    costs
        By severity, case and economy.
    meta
        What reproduces the figures.
    """

    coercion: Coercion
    rival: str
    targets: tuple[str, ...]
    costs: tuple[Cost, ...]
    meta: Mapping[str, object]


def coerced(
    coercion: Coercion,
    architectures: Sequence[str | Architecture],
    *,
    date: str,
    futures: int = 500,
    seed: int = 1,
    status_quo: str | Architecture = STATUS_QUO,
) -> Coerced:
    """Return what coercion costs the rival, its targets and the members of an architecture, without it and with it.

    Parameters
    ----------
    coercion
        Who cuts what.
    architectures
        At most one, whose chapters stand beside the coercion and whose members answer it.
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
    costs: list[Cost] = []
    for severity in coercion.severities or (None,):
        costs += _costs_at(model, part, rival, targets, coercion.answer, severity, futures, seed)
    meta = {"futures": futures, "seed": seed, "date": date}
    return Coerced(coercion, rival, tuple(targets), tuple(costs), meta)


def _costs_at(
    model: TradeModel,
    part: Scenario | None,
    rival: str,
    targets: list[str],
    answer: float | None,
    severity: float | None,
    futures: int,
    seed: int,
) -> list[Cost]:
    """Return the costs at one severity: every case, every economy concerned."""
    fixed: dict[str, float | str] = {} if severity is None else {assumptions.SEVERITY: severity}
    members = [s for s in part.members if s in model.flows.economies] if part is not None else []
    sides = {
        rival: "rival",
        **dict.fromkeys(targets, "target"),
        **{m: "member" for m in members if m not in targets},
    }
    found: dict[tuple[str, str], list[FloatArray]] = {}
    for draws in in_chunks(model.design(futures, seed, fixed)):
        for case, (without, with_it) in _cases(model, draws, part, rival, targets, answer).items():
            costs = _costs(model, draws, without, with_it)
            for economy in sides:
                found.setdefault((case, economy), []).append(costs[:, model.flows.place(economy)])
    shown = f"{severity:g}" if severity is not None else "drawn"
    return [
        Cost(shown, case, economy, sides[economy], spread(np.concatenate(parts)))
        for (case, economy), parts in found.items()
    ]


def _cases(
    model: TradeModel,
    draws: Draws,
    part: Scenario | None,
    rival: str,
    targets: list[str],
    answer: float | None,
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return the changes without and with the coercion in each case."""
    cut = cut_between(draws[assumptions.SEVERITY], model, [(rival, t) for t in targets])
    cases = {"coercion": (np.zeros_like(cut), cut)}
    if part is not None:
        chapters = part.effects(draws, model.flows.economies)
        answered = _answered(
            cut, draws, model, rival, targets, [s for s in part.members if s in model.flows.economies], answer
        )
        cases[f"coercion, with {part.id}"] = (chapters, chapters + cut)
        cases[f"coercion, {part.id} answers"] = (chapters, chapters + answered)
    return cases


def _costs(model: TradeModel, draws: Draws, without: FloatArray, with_it: FloatArray) -> FloatArray:
    """Return what the second changes cost against the first, per cent of real spending, shape (future, state)."""
    base, coerced = (
        model.evaluate_changes(draws, changes).outcomes["welfare_percent"].values
        for changes in (without, with_it)
    )
    return np.asarray(100 * ((1 + coerced / 100) / (1 + base / 100) - 1))


def cut_between(share: FloatArray, model: TradeModel, pairs: list[tuple[str, str]]) -> FloatArray:
    """Return the log changes of flows where a share of trade between pairs is cut, shape (future, state, state)."""
    n = len(model.flows.economies)
    found = np.zeros((len(share), n, n))
    with np.errstate(divide="ignore"):
        change = np.log1p(-share)
    for one, two in pairs:
        i, j = model.flows.place(one), model.flows.place(two)
        found[:, i, j] = found[:, j, i] = change
    return found


def _answered(
    cut: FloatArray,
    draws: Draws,
    model: TradeModel,
    rival: str,
    targets: list[str],
    members: list[str],
    answer: float | None,
) -> FloatArray:
    """Return the cut with the members' answer: they cut their own trade with the rival, the targets only if they cut more."""
    flows = model.flows.drawn(draws)
    both = flows + flows.transpose(0, 2, 1)
    r = model.flows.place(rival)
    answering = [m for m in members if m not in targets]
    if not answering:
        return cut
    lost = sum(both[:, r, model.flows.place(t)] for t in targets) * draws[assumptions.SEVERITY]
    theirs = sum(both[:, r, model.flows.place(m)] for m in answering)
    share = np.full(draws.n_futures, answer) if answer is not None else np.minimum(lost / theirs, 1.0)
    return np.minimum(cut, cut_between(share, model, [(rival, m) for m in answering]))
