"""A pool of states that may join a treaty: what each gains under each membership, as a game over futures (M7).

    u_i(C) = war loss avoided - entrapment + trade + coercion + burden + mistrust + autonomy

in per cent of GDP a year, relative to the status quo, each term counted once. See ``docs/models/membership.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from pato.models.membership.parts import Part, Wars, codes_of, gap_to_pledge, has_common_budget
from pato.models.membership.trade import WORLD, WORLDS, TradeWorlds, factor
from pato.models.membership.war import LEAST_SHARE, WarSide
from pato.models.risk.theories.found import theory
from pato.models.risk.war import THEORY
from pato.treaties.architecture import Architecture
from pato.treaties.norms import Instrument
from pato.world import World

COMPLIANCE = "pledge_compliance"
HORIZON = 10
TERMS = ("war", "entrapment", "trade", "coercion", "burden", "mistrust", "autonomy")
"""Terms of the utility, in the order in which they are shown."""
ECONOMIC = ("trade", "coercion")
OPTIONAL = ("trade", "coercion", "burden", "mistrust", "autonomy")
MOST_BYTES = 6_000_000_000
_ARRAYS = 8
_PERCENT = 100.0


@brief("states", "date")
@dataclass(frozen=True, eq=False)
class Pool:
    """States that may join a treaty, and the models of what it means to them.

    Attributes
    ----------
    states
        ISO codes, in the order of bits: state 0 is the lowest.
    treaty
        What they may join.
    date
        On which pledges are read.
    war, mistrust, trade
        The models; trade is None where it is left out.
    pledge_gap
        What each state spends less than the pledge, per cent of GDP, shape (state,); None where there is no pledge.
    common_budget
        Whether the treaty has one.
    assumptions
        Ranges.
    gdp_usd_bn
        Shape (state,), NaN where unknown.
    left_out
        Terms that are left out, and why.
    """

    states: tuple[str, ...]
    treaty: Instrument
    date: str
    war: WarSide
    mistrust: Mistrust
    trade: TradeWorlds | None
    pledge_gap: FloatArray | None
    common_budget: bool
    assumptions: MembershipAssumptions
    gdp_usd_bn: FloatArray
    left_out: Mapping[str, str] = field(default_factory=dict)
    horizon_years: int = HORIZON

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
        challengers: Sequence[str] | None = None,
        horizon_years: int = HORIZON,
        least_share: float = LEAST_SHARE,
        baseline: str = "estimated",
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
            Who may join, codes or names, 2 to 24.
        treaty
            The instrument whose duties, economic chapters and pledge members take on; its own parties do not matter.
        assumptions
            Those that ship by default.
        without
            Terms of `OPTIONAL` that are left out, for instance trade where the world has no trade matrix.
        challengers, horizon_years, baseline
            As in `WarRisk.of`.
        least_share
            Of a target's risk: pairs that together make less are left out.

        Raises
        ------
        UsageError, UnknownNameError, CoverageError
            If the pool has fewer than two or too many states, or one twice, or figures of a state are not known.
        """
        codes = codes_of(world, states)
        held = assumptions or load()
        if strange := [t for t in without if t not in OPTIONAL]:
            raise UsageError(Problem("without", f"no term '{strange[0]}'.", f"Terms: {', '.join(OPTIONAL)}."))
        left_out = dict.fromkeys(without, "left out as asked.")
        war = WarSide.of(
            world,
            status_quo,
            date,
            codes,
            treaty,
            challengers=challengers,
            horizon_years=horizon_years,
            least_share=least_share,
            baseline=baseline,
        )
        trade = None
        if "trade" not in without:
            rival = None if "coercion" in without else held.rival
            trade = TradeWorlds.of(world, status_quo, date, codes, treaty, rival)
        if trade is None:
            left_out.setdefault("trade", "the treaty has no economic chapters.")
            left_out.setdefault("coercion", "what it costs is a matter of trade.")
        elif trade.rival is None:
            left_out.setdefault("coercion", f"{held.rival} is in the pool, or has no figures of trade.")
        pledge = None if "burden" in without else pledge_of(treaty)
        if pledge is None:
            left_out.setdefault("burden", "the treaty has no pledge.")
        return cls(
            codes,
            treaty,
            date,
            war,
            Mistrust.of(world, codes, date),
            trade,
            None if pledge is None else gap_to_pledge(world, codes, pledge),
            bool("burden" not in without and has_common_budget(treaty)),
            held,
            world.array("gdp_usd_bn", codes).values,
            left_out,
            horizon_years,
        )

    @property
    def n_states(self) -> int:
        """How many states it has."""
        return len(self.states)

    def mask(self, states: Sequence[str]) -> int:
        """Return the membership that some states make.

        Raises
        ------
        UsageError
            If one is not of the pool.
        """
        if strange := [s for s in states if s not in self.states]:
            told = f"{', '.join(strange)} {'is' if len(strange) == 1 else 'are'} not in the pool."
            raise UsageError(Problem("membership", told, f"The pool: {', '.join(self.states)}."))
        return sum(1 << self.states.index(s) for s in dict.fromkeys(states))

    def named(self, mask: int) -> tuple[str, ...]:
        """Return the members of a membership."""
        return tuple(s for i, s in enumerate(self.states) if mask >> i & 1)

    def factors(self) -> list[Factor]:
        """Return what is uncertain: all factors of the models, with their ids, and the assumptions."""
        found = [*self.war.factors(), *self.assumptions.factors()]
        if self.pledge_gap is not None:
            found += load_assumptions("burden").factors((COMPLIANCE,))
        if self.trade is not None:
            found.append(factor())
        return together(found)

    def design(self, futures: int, seed: int) -> Design:
        """Return the futures that commands draw."""
        return Design(tuple(self.factors()), futures, seed)

    def parts(self, draws: Draws) -> dict[str, Part]:
        """Return the terms that need no war, by name; trade and coercion as the pairwise surrogate has them."""
        return dict(self._parts(draws))

    def _parts(self, draws: Draws) -> Iterator[tuple[str, Part]]:
        n, futures = self.n_states, draws.n_futures
        none, nobody = np.zeros((futures, n)), np.zeros((futures, n, n))
        newly = self.war.newly.astype(float)
        if self.trade is not None:
            fit, of = self.trade.surrogate(), draws[WORLD]
            yield "trade", Part(none, fit.pairwise[of], fit.outside[of])
            if self.trade.rival is not None:
                share = self.under_coercion(draws)
                yield (
                    "coercion",
                    Part(
                        share[:, None] * fit.coerced_alone[of],
                        share[:, None, None] * fit.coerced_pairwise[of],
                        share[:, None, None] * fit.coerced_outside[of],
                    ),
                )
        yield "burden", Part(-self._burden(draws), nobody, nobody)
        if "mistrust" not in self.left_out:
            yield "mistrust", Part(none, -self.mistrust.cost(draws) * newly, nobody)
        if "autonomy" not in self.left_out:
            alone = np.repeat(-draws["autonomy_membership"][:, None], n, axis=1)
            yield "autonomy", Part(alone, -draws["autonomy_partner"][:, None, None] * newly, nobody)

    def under_coercion(self, draws: Draws) -> FloatArray:
        """Return the expected share of years in which a member is coerced, shape (future,)."""
        years = np.minimum(draws["coercion_years"] / HORIZON, 1.0)
        return np.asarray(draws["coercion_chance"] * years)

    def _burden(self, draws: Draws) -> FloatArray:
        cost = np.zeros((draws.n_futures, self.n_states))
        if self.pledge_gap is not None:
            net = draws[COMPLIANCE] * (1.0 - draws["burden_own_worth"])
            cost += net[:, None] * self.pledge_gap
        if self.common_budget:
            cost += draws["common_budget"][:, None]
        return cost

    def wars(self, draws: Draws) -> Wars:
        """Return the side of war in some futures: what is costly to compute and does not depend on this model's assumptions."""
        return self._wars(draws, self.war.joining(draws))

    def across_theories(self, draws: Draws) -> tuple[Draws, Wars]:
        """Return the futures once under each theory of deterrence, and their side of war: theories differ by nothing else then.

        Futures of a theory stand together, in the order of the theory's levels.

        Raises
        ------
        UsageError
            If that takes more memory than `MOST_BYTES`.
        """
        levels = draws.factor(THEORY).levels
        count = draws.n_futures
        needed = _ARRAYS * 8 * count * len(levels) * self.n_states * len(self.war.target)
        if needed > MOST_BYTES:
            told = f"{count} futures of {self.n_states} states under {len(levels)} theories take about {needed / 1e9:.0f} GB of memory."
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
        shape = (draws.n_futures, self.n_states, self.n_states)
        away = np.asarray(draws["away_cost"] * draws["war_years"])
        base, more = self.war.losses(draws, draws["loss_years"], away, draws["large_war_share"])
        known_gdp = np.isfinite(self.gdp_usd_bn).all()
        named: dict[str, Any] = {**known.doses, **known.theories, **known.joining}
        return Game(
            target=known.target,
            challenger=known.challenger,
            log_odds=known.log_odds,
            **named,
            loss_base=base,
            loss_defeat=more,
            war_cost=np.repeat(away[:, None], self.n_states, axis=1),
            alone=sum((p.alone for p in held.values()), np.zeros(shape[:2])),
            pairwise=sum((p.pairwise for p in held.values()), np.zeros(shape)),
            outside=sum((p.outside for p in held.values()), np.zeros(shape)),
            weight=self.gdp_usd_bn / self.gdp_usd_bn.sum() if known_gdp else None,
        )

    def corrections(self, draws: Draws, masks: Sequence[int]) -> dict[str, FloatArray]:
        """Return what exact trade has more than the surrogate, by term, shape (future, membership, state)."""
        if self.trade is None:
            return {}
        fit, of, found = self.trade.surrogate(), draws[WORLD], {}
        gap = self.trade.gains(masks, coerced=False) - fit.gains(masks, coerced=False)
        found["trade"] = gap[of]
        if self.trade.rival is not None:
            more = self.trade.gains(masks, coerced=True) - fit.gains(masks, coerced=True)
            found["coercion"] = self.under_coercion(draws)[:, None, None] * more[of]
        return found

    def terms(
        self,
        draws: Draws,
        masks: Sequence[int],
        *,
        wars: Wars | None = None,
        exact: bool = True,
        associates: int = 0,
    ) -> dict[str, FloatArray]:
        """Return every term of the utilities of memberships by name, shape (future, membership, state); their sum is the utility.

        Parameters
        ----------
        draws
            Of all factors.
        masks
            Memberships.
        wars
            As in `game`.
        exact
            Whether trade is solved exactly for these memberships; otherwise it is the surrogate's.
        associates
            States, as bits, that take part in the economic chapters alone, and in the coercion that goes with them.
        """
        game = self.game(draws, wars=wars, parts={})
        fought = evaluate(game, masks)
        found = {"war": fought.utilities + fought.entrapment, "entrapment": -fought.entrapment}
        economic = [int(m) | associates for m in masks]
        for name, part in self.parts(draws).items():
            found[name] = part.gains(economic if name in ECONOMIC else masks)
        if exact:
            for name, values in self.corrections(draws, economic).items():
                found[name] = found[name] + values
        return {name: found[name] for name in TERMS if name in found}

    @cached_property
    def meta(self) -> dict[str, object]:
        """What results carry: the treaty, the pool, the date, and the digest of the assumptions."""
        return {
            "treaty": self.treaty.id,
            "pool": list(self.states),
            "date": self.date,
            "assumptions": self.assumptions.file,
            "assumptions_sha256": self.assumptions.digest,
            "trade_worlds": WORLDS if self.trade is not None else 0,
        }
