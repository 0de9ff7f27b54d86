"""A pool of states that may join a treaty: what each gains under each membership, as a game over futures (M7).

    u_i(C) = war + entrapment + spill-overs + coercion + burden + common budget + trade

in per cent of GDP a year, relative to the status quo, each term counted once. Mistrust and autonomy, which are not
measured, are included only at the user's request. See ``docs/models/membership.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.futures import Design, Draws, Factor
from pato.futures.factor import together
from pato.kernels.arrays import FloatArray
from pato.kernels.membership.game import Game
from pato.kernels.membership.named import evaluate
from pato.models.assumptions import load_assumptions
from pato.models.decision.bodies import pledge_of
from pato.models.membership.assumptions import MembershipAssumptions, load
from pato.models.membership.mistrust import Mistrust
from pato.models.membership.parts import Part, Pledged, Wars, codes_of, has_common_budget
from pato.models.membership.seats import Seats
from pato.models.membership.spill_overs import SpillOvers
from pato.models.membership.terms import (
    COMPLIANCE,
    HORIZON,
    TERMS,
    lacking_trade,
    left_out_of,
    under_coercion,
    without_war,
)
from pato.models.membership.trade import WORLD, WORLDS, TradeWorlds, factor
from pato.models.membership.war import WarSide
from pato.models.risk.theories.found import theory
from pato.models.risk.war import THEORY
from pato.treaties.architecture import Architecture
from pato.treaties.associates import ASSOCIATE
from pato.treaties.norms import Instrument
from pato.world import World

MOST_BYTES = 6_000_000_000
_ARRAYS = 9


@brief("states", "date")
@dataclass(frozen=True, eq=False)
class Pool:
    """States that may join a treaty, and the models of what it means to them.

    Attributes
    ----------
    states
        ISO codes, in the order of bits: state 0 is the lowest.
    treaty
        The treaty to join.
    date
        On which pledges are read.
    war, mistrust, spill_overs, trade
        The models; spill_overs and trade are None where they are left out.
    pledged
        The treaty's pledge beyond commitments in force; None without a pledge.
    assumptions
        Ranges.
    gdp_usd_bn
        Shape (state,), NaN where unknown.
    left_out
        Terms that are left out, and why.
    associates
        States that have a seat as associates too (`pato.models.membership.seats`).
    """

    states: tuple[str, ...]
    treaty: Instrument
    date: str
    war: WarSide
    mistrust: Mistrust
    spill_overs: SpillOvers | None
    trade: TradeWorlds | None
    pledged: Pledged | None
    assumptions: MembershipAssumptions
    gdp_usd_bn: FloatArray
    left_out: Mapping[str, str] = field(default_factory=dict)
    horizon_years: int = HORIZON
    associates: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        states: Sequence[str],
        treaty: Instrument,
        *,
        assumptions: MembershipAssumptions | None = None,
        without: Sequence[str] = (),
        priced: Sequence[str] = (),
        challengers: Sequence[str] | None = None,
        horizon_years: int = HORIZON,
        baseline: str = "estimated",
        associates: Sequence[str] = (),
        readings: Mapping[str, float] | None = None,
        seated: Sequence[str] | None = None,
    ) -> Pool:
        """Return the pool of a world.

        Parameters
        ----------
        world
            Figures; one of the past will do, without what it does not have (see ``without``).
        status_quo
            The architecture in force: utilities are relative to it.
        date
            ISO date.
        states
            States that may join, by code or name, 2 to 30.
        treaty
            The instrument that members join, with its obligations, economic chapters and pledge; its own parties do
            not matter.
        assumptions
            Those that ship by default.
        without
            Terms of `OPTIONAL` that are left out, for instance trade where the world has no trade matrix.
        priced
            Terms of `UNMEASURED` that count all the same, at the ranges of the assumptions.
        challengers, horizon_years, baseline, readings
            As in `WarRisk.of`.
        seated
            Who decides in the treaty's body, where it must decide before anything is owed: the membership that is asked about; the whole
            pool by default.
        associates
            Codes of those that can be associates instead of members.

        Raises
        ------
        UsageError, UnknownNameError, CoverageError
            If the pool has fewer than two or too many states, or a duplicate, or data on a state are missing.
        """
        codes = codes_of(world, states)
        held = assumptions or load()
        left_out = left_out_of(without, priced)
        lesser = tuple(s for s in codes if s in set(associates))
        war = WarSide.of(
            world,
            status_quo,
            date,
            codes,
            treaty,
            challengers=challengers,
            horizon_years=horizon_years,
            baseline=baseline,
            associates=lesser,
            readings=readings,
            seated=seated,
        )
        gdp = world.array("gdp_usd_bn", codes).values
        trade = None
        if not {"trade", "coercion"} <= set(without):
            rival = None if "coercion" in without else held.rival
            trade = TradeWorlds.of(
                world, status_quo, date, codes, treaty, rival, chapters="trade" not in without
            )
        left_out |= lacking_trade(trade, left_out, held.rival)
        pledge = None if "burden" in without else pledge_of(treaty)
        if pledge is None:
            left_out.setdefault("burden", "the treaty has no pledge.")
        if "common_budget" not in without and not has_common_budget(treaty):
            left_out["common_budget"] = "the treaty has none."
        return cls(
            codes,
            treaty,
            date,
            war,
            Mistrust.of(world, codes, date),
            None if "spill_overs" in without else SpillOvers.of(world, war, codes, gdp),
            trade,
            None if pledge is None else Pledged.of(world, codes, pledge, status_quo, date),
            held,
            gdp,
            left_out,
            horizon_years,
            lesser,
        )

    def seating(self, treaty: Instrument, seated: Sequence[str]) -> Pool:
        """Return the same pool where some states sit in the treaty's body and decide; all else is shared."""
        return replace(self, treaty=treaty, war=self.war.seating(treaty, seated))

    @property
    def n_states(self) -> int:
        """Number of states."""
        return len(self.states)

    @cached_property
    def seats(self) -> Seats:
        """Seats that its states can take."""
        return Seats.of(self.treaty, self.states, self.associates)

    def mask(self, states: Sequence[str], associates: Sequence[str] = ()) -> int:
        """Return the membership that some states make, others being its associates.

        Raises
        ------
        UsageError
            If one is not of the pool.
        """
        if strange := [s for s in states if s not in self.states]:
            told = f"{', '.join(strange)} {'is' if len(strange) == 1 else 'are'} not in the pool."
            raise UsageError(Problem("membership", told, f"The pool: {', '.join(self.states)}."))
        members = sum(1 << self.states.index(s) for s in dict.fromkeys(states))
        return members | sum(1 << self.seats.seat(s, ASSOCIATE) for s in dict.fromkeys(associates))

    def named(self, mask: int) -> tuple[str, ...]:
        """Return the members of a membership."""
        return tuple(s for i, s in enumerate(self.states) if mask >> i & 1)

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: those of the models, with their ids, and the assumptions."""
        found = [*self.war.factors(), *self.assumptions.factors(without=self.left_out)]
        if self.pledged is not None:
            found += load_assumptions("burden").factors((COMPLIANCE,))
        if self.trade is not None:
            found.append(factor())
        return together(found)

    def design(self, futures: int, seed: int) -> Design:
        """Return the futures that commands draw."""
        return Design(tuple(self.factors()), futures, seed)

    def parts(self, draws: Draws) -> dict[str, Part]:
        """Return the terms that do not involve war, by name; trade and coercion from the pairwise surrogate."""
        models = self.war.newly, self.mistrust, self.trade, self.pledged
        return dict(without_war(draws, *models, self.left_out, self.seats))

    def wars(self, draws: Draws) -> Wars:
        """Return the side of war in some futures: costly to compute, and independent of this model's assumptions."""
        return self._wars(draws, self.war.joining(draws))

    def across_theories(self, draws: Draws) -> tuple[Draws, Wars]:
        """Return the futures once under each assumption about deterrence, with their inputs on war, so that nothing else differs.

        Futures of a theory are adjacent, in the order of the theory's levels.

        Raises
        ------
        UsageError
            If that takes more memory than `MOST_BYTES`.
        """
        levels = draws.factor(THEORY).levels
        count = draws.n_futures
        needed = _ARRAYS * 8 * count * len(levels) * self.seats.count * len(self.war.target)
        if needed > MOST_BYTES:
            told = f"{count} runs of {self.n_states} states under {len(levels)} assumptions about deterrence take about {needed / 1e9:.0f} GB of memory."
            fits = int(count * MOST_BYTES / needed)
            raise UsageError(Problem("--futures", told, f"Ask for {fits} at most, or for fewer states."))
        arrays = {name: np.concatenate([draws[name]] * len(levels)) for name in draws}
        arrays[THEORY] = np.repeat(np.arange(len(levels), dtype=np.int16), count)
        tiled = Draws(
            tuple(draws.factor(name) for name in draws), np.tile(draws.futures, len(levels)), arrays
        )
        first, blocks = None, []
        for at in range(len(levels)):
            own = theory(levels[at]).looks_at_support
            if own or first is None:
                some = Draws(
                    tuple(tiled.factor(name) for name in tiled),
                    draws.futures,
                    {name: arrays[name][at * count : (at + 1) * count] for name in arrays},
                )
                made = self.war.joining(some)
                first = made if not own and first is None else first
                blocks.append(made)
            else:
                blocks.append(first)
        joining = {name: np.concatenate([b[name] for b in blocks]) for name in blocks[0]}
        return tiled, self._wars(tiled, joining)

    def _wars(self, draws: Draws, joining: dict[str, FloatArray]) -> Wars:
        war = self.war
        return Wars(
            war.target, war.challenger, war.log_odds(draws), war.doses(draws), war.theories(draws), joining
        )

    def game(
        self, draws: Draws, *, wars: Wars | None = None, parts: Mapping[str, Part] | None = None
    ) -> Game:
        """Return the game in some futures.

        Parameters
        ----------
        draws
            Of all factors.
        wars
            What `wars` returned for the same draws of other models, to save its time.
        parts
            Terms that need no war; all by default.
        """
        known = self.wars(draws) if wars is None else wars
        held = self.parts(draws) if parts is None else parts
        n, of = self.seats.count, self.seats.state
        shape = (draws.n_futures, n, n)
        away = np.asarray(draws["away_cost"] * draws["war_years"])
        large = draws["large_war_share"]
        years = self.war.lasting(draws["loss_years"], known.log_odds, large)
        base, more = self.war.losses(draws, years, away, large)
        known_gdp = np.isfinite(self.gdp_usd_bn).all()
        named: dict[str, Any] = {**known.doses, **known.theories, **known.joining}
        return Game(
            target=known.target,
            challenger=known.challenger,
            log_odds=known.log_odds,
            **named,
            loss_base=base,
            loss_defeat=more,
            war_cost=np.repeat(away[:, None], n, axis=1),
            alone=sum((p.alone for p in held.values()), np.zeros(shape[:2])),
            pairwise=sum((p.pairwise for p in held.values()), np.zeros(shape)),
            outside=sum((p.outside for p in held.values()), np.zeros(shape)),
            spill=None if self.spill_overs is None else self.spill_overs.losses(draws),
            weight=(self.gdp_usd_bn / self.gdp_usd_bn.sum())[of] if known_gdp else None,
        )

    def corrections(self, draws: Draws, masks: Sequence[int]) -> dict[str, FloatArray]:
        """Return the difference of exact trade from the surrogate, by term, shape (future, membership, state), for the participants in `masks`."""
        if self.trade is None:
            return {}
        fit, of, found = self.trade.surrogate, draws[WORLD], {}
        if "trade" not in self.left_out:
            gap = self.trade.gains(masks, coerced=False) - fit.gains(masks, coerced=False)
            found["trade"] = gap[of]
        if "coercion" not in self.left_out:
            more = self.trade.gains(masks, coerced=True) - fit.gains(masks, coerced=True)
            found["coercion"] = under_coercion(draws)[:, None, None] * more[of]
        return found

    def terms(
        self,
        draws: Draws,
        masks: Sequence[int],
        *,
        wars: Wars | None = None,
        exact: bool = True,
    ) -> dict[str, FloatArray]:
        """Return every term of the utilities of memberships by name, shape (future, membership, state); their sum is the utility.

        Parameters
        ----------
        draws
            Of all factors.
        masks
            Memberships: bits of seats.
        wars
            As in `game`.
        exact
            Whether trade is solved exactly for these memberships; otherwise it is the surrogate's.
        """
        game = self.game(draws, wars=wars, parts={})
        fought = evaluate(game, masks)
        found = {"entrapment": -fought.entrapment, "spill_overs": -fought.spilled}
        found["war"] = fought.utilities - found["entrapment"] - found["spill_overs"]
        for name, part in self.parts(draws).items():
            found[name] = part.gains(masks)
        found = {name: self.seats.folded(values, masks) for name, values in found.items()}
        if exact:
            economic = [self.seats.economic(int(m)) for m in masks]
            for name, values in self.corrections(draws, economic).items():
                found[name] = found[name] + values
        return {name: found[name] for name in TERMS if name in found and name not in self.left_out}

    @cached_property
    def meta(self) -> dict[str, object]:
        """Metadata of results: the treaty, the pool, the date, and the digest of the assumptions."""
        return {
            "treaty": self.treaty.id,
            "pool": list(self.states),
            "date": self.date,
            "assumptions": self.assumptions.file,
            "assumptions_sha256": self.assumptions.digest,
            "trade_worlds": WORLDS if self.trade is not None else 0,
        }
