"""From names to a pool: the treaty that an architecture adds, its members, and candidate states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError
from pato.futures import Draws
from pato.kernels.arrays import BoolArray
from pato.models.accession.evaluation import evaluate
from pato.models.accession.standards import combined, requirements_of
from pato.models.membership.assumptions import MembershipAssumptions, load
from pato.models.membership.pool import Pool
from pato.models.pledges import added_pact
from pato.models.rivals import PACIFIC, outside
from pato.registry import states as registry
from pato.treaties.architecture import IN_FORCE, Architecture, label_of, load_architecture
from pato.treaties.associates import knows_associates
from pato.treaties.load import text_of
from pato.treaties.norms import Instrument
from pato.world import World


@brief("name", "members", "associates")
@dataclass(frozen=True, eq=False)
class Question:
    """A membership of a pool that somebody asks about.

    Attributes
    ----------
    name
        As given.
    pool
        Members and candidates.
    members, associates
        ISO codes.
    world
        Figures.
    """

    name: str
    pool: Pool
    members: tuple[str, ...]
    associates: tuple[str, ...]
    world: World

    @property
    def mask(self) -> int:
        """The membership, as bits of seats."""
        return self.pool.mask(self.members, self.associates)

    def eligible(self, draws: Draws, futures: int, seed: int) -> BoolArray | None:
        """Return whether each state of the pool meets the treaty's standards of accession, shape (future, state); None without standards.

        Unknown counts as not met.

        Parameters
        ----------
        draws
            The pool, with a design of ``futures`` futures.
        futures, seed
            Of the draws of measurement errors.
        """
        asked = requirements_of(self.pool.treaty, self.pool.date)
        if asked is None:
            return None
        found = evaluate(asked, self.pool.states, self.world, self.pool.date, futures=futures, seed=seed)
        columns = []
        for state in self.pool.states:
            met = {s.id: found.outcomes[state, s.id].met_now for s in asked.on_accession()}
            columns.append(combined(asked.rule, met, futures)[0][draws.futures])
        return np.column_stack(columns)


def ask(
    world: World,
    name: str | Architecture,
    date: str,
    *,
    status_quo: str | Architecture = IN_FORCE,
    candidates: Sequence[str] | None = (),
    assumptions: MembershipAssumptions | None = None,
    without: Sequence[str] = (),
    priced: Sequence[str] = (),
    rivals: Sequence[str] | None = None,
    every_place: bool = False,
) -> Question:
    """Return the question of an architecture, or of a treaty with its own parties.

    Parameters
    ----------
    world, name, date
        The data, the membership asked about, and the date.
    status_quo
        The architecture in force.
    candidates
        Candidate states besides the members; empty: those to which the treaty is open; None: those of the
        assumptions.
    assumptions, without, priced
        As in `Pool.of`.
    rivals
        Whose attacks count, those of the pool left out; `pato.models.rivals.PACIFIC` where None.
    every_place
        Whether every state of the pool can be an associate, where the treaty knows associates; otherwise its associates can, and
        members that others do not recognise.

    Raises
    ------
    UsageError
        If the architecture adds no defence pact to the status quo.
    UnknownNameError, CoverageError
        If a name is unknown, or figures are.
    """
    held = assumptions or load()
    system, now = load_architecture(name), load_architecture(status_quo)
    pact, called = added_pact(system, now, date), label_of(name)
    if pact is None:
        told = f"adds no pact with a defence obligation to {label_of(status_quo)}: there is no membership to ask about."
        raise UsageError(
            Problem(called, told, "Name an architecture such as pato-8, or a treaty such as pato.")
        )
    day = system.date or date
    members = pact.parties_on(day)
    associates = pact.parties_on(day, "associate")
    if len(members) < 2:
        raise UsageError(
            Problem(called, f"has {len(members)} member.", "A membership is between two or more.")
        )
    others = held.candidates if candidates is None else [*(candidates or open_to(pact, world))]
    wanted = dict.fromkeys([*members, *associates, *(world.code(c) for c in others)])
    everybody = every_place and knows_associates(pact)
    pool = Pool.of(
        world,
        now,
        day,
        tuple(wanted),
        pact,
        assumptions=held,
        without=without,
        priced=priced,
        challengers=outside(PACIFIC if rivals is None else rivals, wanted),
        associates=tuple(wanted) if everybody else (*associates, *strangers(pact, members)),
        seated=members,
    )
    return Question(called, pool, tuple(members), tuple(associates), world)


def open_to(treaty: Instrument, world: World) -> tuple[str, ...]:
    """Return the states with figures to which the treaty's text is open."""
    found = (text_of(treaty).get("accession") or {}).get("open_to") or ()
    return tuple(s for s in found if s in world.states)


def strangers(treaty: Instrument, members: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each member that others do not recognise as a state who those are: they cannot sign with it (T11)."""
    said = {p["state"]: p.get("recognised_by") for p in text_of(treaty).get("parties", [])}
    found = {}
    for member in members:
        known = registry.state(member)
        by = said.get(member) if said.get(member) is not None else known.recognised_by
        others = tuple(
            m
            for m in members
            if m != member and (m not in by if by is not None else m in known.not_recognised_by)
        )
        if others:
            found[member] = others
    return found
