"""Share of members that meet the standards of an architecture's pact, today and in ten years, in a study's futures (A7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from pato.futures import Draws, Evaluation, Factor, Status
from pato.futures.dims import FUTURE
from pato.futures.distributions import Uniform
from pato.futures.status import flags
from pato.kernels.arrays import BoolArray, FloatArray
from pato.memo import Memo
from pato.models.accession.evaluation import evaluate
from pato.models.accession.standards import Requirements, combined, requirements_of
from pato.models.pledges import added_pact
from pato.treaties.architecture import Architecture, load_architecture
from pato.treaties.associates import ASSOCIATE
from pato.treaties.schema.provisions import Standard
from pato.world import World

DRAW = "eligibility_draw"
NOW, THEN = "eligible_now_share", "eligible_in_ten_years_share"
YARDSTICK = "pato"
POOL, SEED = 1000, 1
_Verdict = tuple[BoolArray, BoolArray]


@dataclass(frozen=True)
class Eligibility:
    """The model for one world, status quo and set of members.

    Attributes
    ----------
    world, status_quo, date
        Figures, the architecture in force, and the day on which members are read.
    members
        States to test if an architecture adds no pact.
    yardstick
        The standards used if the pact has none: those of the shipped PATO.
    """

    world: World
    status_quo: Architecture
    date: str
    members: tuple[str, ...]
    yardstick: Requirements
    id: str = "accession"
    _pools: Memo = field(default_factory=Memo, init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls, world: World, status_quo: Architecture, date: str, *, members: tuple[str, ...]
    ) -> Eligibility:
        """Return the model of a world; see `DecisionCapacity.of` for the parameters."""
        pact = load_architecture(YARDSTICK).instrument(YARDSTICK)
        asked = requirements_of(pact, date)
        assert asked is not None
        return cls(world, status_quo, date, tuple(members), asked)

    def factors(self) -> list[Factor]:
        """Return the uncertain factors, drawn together: errors of data, future changes, and assumptions about both."""
        source = f"one of {POOL} joint draws of measurement error and of ten years' change (pato fit backsliding; assumptions of accession)"
        return [Factor(DRAW, Uniform(0.0, 1.0), source, "estimate", "quantile")]

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the share of members that qualifies.

        Outcomes of shape (future,), over the members that the figures cover: ``eligible_now_share``, those that meet the
        standards of accession, and ``eligible_in_ten_years_share``, those that meet the standards of membership in ten
        years. Members and standards are those of the pact that the architecture adds; where it adds none, or one
        without standards, the study's members and PATO's standards: what would be found if they were asked.
        """
        now, then = self._shares(architecture)
        row = np.minimum((draws[DRAW] * POOL).astype(np.int64), POOL - 1)
        data, diagnostics = {}, {}
        parts = ((NOW, now, "Members that qualify now"), (THEN, then, "Members that qualify in ten years"))
        for name, found, title in parts:
            values = found[row]
            data[name] = ((FUTURE,), values, {"units": "share of members", "long_name": title})
            codes = np.where(np.isnan(values), Status.NOT_COVERED.code, Status.CONVERGED.code)
            diagnostics[f"{name}_status"] = ((FUTURE,), codes.astype(np.int8), flags())
        return Evaluation(xr.Dataset(data), xr.Dataset(diagnostics))

    def asked(self, architecture: Architecture) -> tuple[Requirements, tuple[str, ...]]:
        """Return the standards that count under an architecture, and who is tried."""
        pact = added_pact(architecture, self.status_quo, self.date)
        if pact is None:
            return self.yardstick, self.members
        day = architecture.date or self.date
        asked, members = requirements_of(pact, day) or self.yardstick, pact.parties_on(day)
        return asked, (*members, *pact.parties_on(day, ASSOCIATE)) if asked.binds_associates else members

    def _shares(self, architecture: Architecture) -> tuple[FloatArray, FloatArray]:
        """Return the shares in each joint draw, shape (draw,); kept, since a chunk of futures only picks among them."""
        asked, members = self.asked(architecture)
        day = architecture.date or self.date
        # all that may be asked about in one go: a state's draws are its own
        everyone = tuple(sorted({*self.members, *members}))
        pool: dict[str, tuple[_Verdict, _Verdict]] = self._pools.get(
            repr((asked.standards, asked.rule)),
            day,
            everyone,
            make=lambda: _verdicts(asked, everyone, self.world, day),
        )
        now, then = (_share_of([pool[m][i] for m in members]) for i in range(2))
        return now, then


def _verdicts(
    asked: Requirements, states: tuple[str, ...], world: World, date: str
) -> dict[str, tuple[_Verdict, _Verdict]]:
    """Return of each state in which joint draws it qualifies now and in ten years: if the unknown fails, and if it passes."""
    found = evaluate(asked, states, world, date, futures=POOL, seed=SEED)

    def verdict(state: str, standards: Sequence[Standard], what: str) -> _Verdict:
        met = {s.id: getattr(found.outcomes[state, s.id], what) for s in standards}
        return combined(asked.rule, met, POOL)

    now, then = (asked.on_accession(), "met_now"), (asked.in_membership(), "met_then")
    return {state: (verdict(state, *now), verdict(state, *then)) for state in states}


def _share_of(verdicts: Sequence[_Verdict]) -> FloatArray:
    """Return the share of states that qualify, shape (draw,); a state left open by unknown data counts neither way (T6)."""
    total, counted = np.zeros(POOL), np.zeros(POOL)
    for low, high in verdicts:
        total += low & high
        counted += low == high
    return np.where(counted > 0, total / np.where(counted > 0, counted, 1.0), np.nan)
