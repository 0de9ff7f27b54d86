"""Memberships of named architectures in a study: what each state gains, and whether the membership holds (M7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from pato.errors import CoverageError, Problem
from pato.futures import Draws, Evaluation, Factor, Status
from pato.futures.dims import FUTURE, STATE
from pato.futures.status import flags
from pato.kernels.arrays import FloatArray
from pato.memo import Memo
from pato.models.membership.assumptions import MembershipAssumptions, load
from pato.models.membership.joined import decides_first
from pato.models.membership.parts import Wars
from pato.models.membership.pool import Pool
from pato.models.membership.standing import Standing, stand
from pato.models.membership.terms import DEFENCE, ECONOMY, TERMS, chapter
from pato.models.pledges import added_pact
from pato.models.rivals import PACIFIC, outside
from pato.treaties.architecture import Architecture, load_architecture
from pato.treaties.norms import Instrument
from pato.world import World

GAIN = "gain_percent_gdp"
GAINS = {
    GAIN: ("Gain against the status quo", TERMS),
    "gain_defence_percent_gdp": ("Gain by the defence alone", DEFENCE),
    "gain_economy_percent_gdp": ("Gain by the economy alone, as a treaty without the pact", ECONOMY),
}
"""Gains by chapter: names and terms."""
ACCEPTS, INTERNAL, EXTERNAL, HOLDS = (
    "accepts_all",
    "internally_stable",
    "externally_stable",
    "membership_holds",
)
YARDSTICK = "pato"
_LABELS = {
    ACCEPTS: "Every member is no worse off than today",
    INTERNAL: "No member gains by leaving",
    EXTERNAL: "No candidate state would join and be admitted by all",
    HOLDS: "All accept the membership, no member gains by leaving, and no outsider would be admitted",
}
OUTCOMES = (*GAINS, *_LABELS)


@dataclass(frozen=True)
class Membership:
    """The model for one world and status quo.

    Attributes
    ----------
    world, status_quo, date
        Figures, the architecture in force, and the day on which members are read.
    states
        Members and candidates: who gains are computed for.
    assumptions
        Ranges of the utilities.
    without
        Terms that are left out, see `Pool.of`.
    yardstick
        The treaty that supplies the factors if no architecture adds a pact.
    rivals
        States whose attacks count.
    baseline
        Which level of risk holds.
    readings
        Weights of readings.
    """

    world: World
    status_quo: Architecture
    date: str
    states: tuple[str, ...]
    assumptions: MembershipAssumptions
    without: tuple[str, ...]
    horizon_years: int
    yardstick: Instrument
    rivals: tuple[str, ...] = PACIFIC
    baseline: str = "estimated"
    readings: Mapping[str, float] | None = None
    id: str = "membership"
    _pools: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)
    _seated: Memo = field(default_factory=lambda: Memo(8), init=False, compare=False, repr=False)
    _wars: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        states: Sequence[str],
        assumptions: MembershipAssumptions | None = None,
        without: Sequence[str] = (),
        horizon_years: int = 10,
        rivals: Sequence[str] = PACIFIC,
        baseline: str = "estimated",
        readings: Mapping[str, float] | None = None,
    ) -> Membership:
        """Return the model of a world.

        Parameters
        ----------
        world, status_quo, date
            As in `Pool.of`.
        states
            Members and candidates. States without data that a term needs are left out, and so is the rival:
            architectures with such members are not covered.
        assumptions, without, horizon_years
            As in `Pool.of`.
        rivals
            States whose attacks count, except members.
        baseline
            The level of risk, as in `WarRisk.of`.
        readings
            Weights of readings, as in `WarRisk.of`.
        """
        codes = tuple(dict.fromkeys(world.code(s) for s in states))
        treaty = load_architecture(YARDSTICK).instrument(YARDSTICK)
        held = assumptions or load()
        kept = tuple(s for s in codes if s != held.rival and _is_known(world, s, without))
        if len(kept) < 2:
            told = (
                f"data on at least two states are needed, found {len(kept)} of {', '.join(codes) or 'none'}."
            )
            raise CoverageError(Problem("membership", told, "Name members that the data cover."))
        named = outside((world.code(r) for r in rivals), kept)
        if not named:
            told = f"every named rival ({', '.join(rivals)}) is a member."
            raise CoverageError(Problem("membership", told, "Name rivals outside: rivals: [CHN]."))
        return cls(
            world,
            status_quo,
            date,
            kept,
            held,
            tuple(without),
            horizon_years,
            treaty,
            named,
            baseline,
            readings,
        )

    def factors(self) -> list[Factor]:
        """Return the uncertain factors: those of all models involved, under their own ids, and the assumptions."""
        return self.pool(self.yardstick, self.date).factors()

    def pool(self, treaty: Instrument, date: str, associates: Sequence[str] = ()) -> Pool:
        """Return the pool of a treaty, in which some states can be associates; made once, or for each membership where a body of its members decides first."""
        asked = treaty.id, treaty.file, date, tuple(associates)
        whole = self._pools.get(
            *asked,
            make=lambda: Pool.of(
                self.world,
                self.status_quo,
                date,
                self.states,
                treaty,
                assumptions=self.assumptions,
                without=self.without,
                challengers=self.rivals,
                baseline=self.baseline,
                readings=self.readings,
                horizon_years=self.horizon_years,
                associates=associates,
            ),
        )
        if not decides_first(treaty):
            return whole
        seated = tuple(treaty.parties_on(date))
        return self._seated.get(whole, seated, make=lambda: whole.seating(treaty, seated))

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return gains and stability under an architecture.

        Outcomes: ``gain_percent_gdp`` (future, state), per cent of GDP a year against the status quo, and the same by chapter,
        ``gain_defence_percent_gdp`` and ``gain_economy_percent_gdp``; and, as 0 or 1 a future, ``accepts_all``, ``internally_stable``, ``externally_stable`` (admission by unanimity, among the states of
        the model) and ``membership_holds``, all three together. The membership is that of the pact of defence
        that the architecture adds. If it adds none, gains are 0, and the status quo is stable by definition. If
        members are not among the model's states, or the architecture also removes commitments, it is not covered.
        """
        pact = added_pact(architecture, self.status_quo, self.date)
        day = architecture.date or self.date
        if pact is None and not self._loses_pledges(architecture):
            return self._evaluation(draws, None)
        members = () if pact is None else pact.parties_on(day)
        if (
            pact is None
            or self._loses_pledges(architecture)
            or not 1 < len(set(members) & set(self.states)) == len(members)
        ):
            return self._not_covered(draws)
        associates = [s for s in pact.parties_on(day, "associate") if s in self.states]
        pool = self.pool(pact, day, associates)
        found = stand(pool, draws, pool.mask(members, associates), wars=self._known_wars(pool, draws))
        return self._evaluation(draws, found)

    def _known_wars(self, pool: Pool, draws: Draws) -> Wars:
        """Return the side of war, kept for the latest draws: it does not depend on who joins."""
        of_draws: Memo = self._wars.get(draws, make=Memo)
        return of_draws.get(pool, make=lambda: pool.wars(draws))

    def _loses_pledges(self, architecture: Architecture) -> bool:
        joining = self.pool(self.yardstick, self.date).war.support.joining
        now, then = joining.status_quo.defence, joining.committed(architecture).defence
        return bool((now & ~then).any())

    def _evaluation(self, draws: Draws, standing: Standing | None) -> Evaluation:
        n = draws.n_futures
        nothing = np.zeros((n, len(self.states)))
        gains = {
            name: nothing if standing is None else chapter(standing.terms, of)
            for name, (_, of) in GAINS.items()
        }
        if standing is None:
            flags_of = {name: np.ones(n) for name in _LABELS}
        else:
            parts = [standing.accepts_all, standing.internally_stable, standing.externally_stable()]
            parts.append(np.asarray(np.all(parts, axis=0)))
            flags_of = {name: part.astype(np.float64) for name, part in zip(_LABELS, parts, strict=True)}
        return self._described(draws, gains, flags_of, Status.CONVERGED)

    def _not_covered(self, draws: Draws) -> Evaluation:
        n = draws.n_futures
        nothing = {name: np.full(n, np.nan) for name in _LABELS}
        gains = dict.fromkeys(GAINS, np.full((n, len(self.states)), np.nan))
        return self._described(draws, gains, nothing, Status.NOT_COVERED)

    def _described(
        self,
        draws: Draws,
        gains: dict[str, FloatArray],
        holds: dict[str, FloatArray],
        status: Status,
    ) -> Evaluation:
        data: dict[str, object] = {}
        for name, (label, _) in GAINS.items():
            about = {"units": "per cent of GDP a year", "long_name": label}
            data[name] = ((FUTURE, STATE), gains[name], about)
        for name, label in _LABELS.items():
            about = {"units": "0 or 1", "long_name": label}
            data[name] = ((FUTURE,), np.asarray(holds[name], np.float64), about)
        codes = np.full(draws.n_futures, status.code, np.int8)
        diagnostics = {f"{name}_status": ((FUTURE,), codes, flags()) for name in OUTCOMES}
        return Evaluation(xr.Dataset(data, {STATE: list(self.states)}), xr.Dataset(diagnostics))


def _is_known(world: World, state: str, without: Sequence[str]) -> bool:
    figures = world.states[state]
    spends = "burden" in without or figures["milex_share_gdp"] is not None
    if "trade" in without:
        return spends
    return spends and figures["gdp_usd_bn"] is not None and (state, state) in world.trade.flows
