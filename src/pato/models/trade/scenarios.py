"""Scenarios: an architecture's agreements beyond those in force, coercion, and the joint response to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pato.errors import Problem, UsageError
from pato.files import library
from pato.futures import Draws
from pato.kernels.arrays import FloatArray
from pato.models.trade import assumptions
from pato.models.trade.agreements import Agreement, Network, economic, in_force, parties
from pato.treaties.architecture import Architecture
from pato.treaties.load import norms
from pato.world import World


@dataclass(frozen=True)
class Scenario:
    """Two sets of agreements between which trade changes.

    Attributes
    ----------
    id
        The architecture's.
    before, after
        Agreements without and with the architecture's additions; one of the two is in force.
    new
        The agreements that it brings, with the states that they bind.
    observed_after
        Whether the flows of the snapshot include the architecture, as for a treaty in force: its value is then the
        loss without it.
    """

    id: str
    before: Network
    after: Network
    new: tuple[tuple[Agreement, tuple[str, ...]], ...]
    observed_after: bool

    @cached_property
    def members(self) -> tuple[str, ...]:
        """All states that the new agreements bind."""
        return tuple(dict.fromkeys(s for _, states in self.new for s in states))

    @cached_property
    def free_of_tariffs(self) -> tuple[tuple[str, ...], ...]:
        """The groups of states between which a new agreement that binds ends tariffs."""
        return tuple(
            states
            for agreement, states in self.new
            if agreement.binding == "binding"
            and any(area == "tariffs" and depth in {"medium", "deep"} for area, depth in agreement.chapters)
        )

    def effects(self, draws: Draws, states: tuple[str, ...]) -> FloatArray:
        """Return log changes of flows at unchanged prices from the observed world to the other, (future, state, state)."""
        change = self.after.effects(draws, states) - self.before.effects(draws, states)
        return -change if self.observed_after else change

    def replaced(self, agreement: Agreement) -> Scenario:
        """Return the scenario with another text of one new agreement."""
        new = tuple((agreement if a.key == agreement.key else a, s) for a, s in self.new)
        return Scenario(self.id, self.before, self.after.replaced(agreement), new, self.observed_after)


def scenario(world: World, status_quo: Architecture, architecture: Architecture, date: str) -> Scenario:
    """Return the changes made by an architecture's economic side.

    Instruments that the status quo does not have, or has with fewer parties, come on top of it. A single treaty that is
    in force is compared with a world without it. An architecture that leaves out economic instruments of the status quo
    takes them away, and one that leaves out some of their parties takes them away from those.

    Raises
    ------
    UsageError
        If the architecture leaves the economic instruments in force unchanged.
    """
    network = in_force(world, status_quo, date)
    before = economic(status_quo, world, date)
    old = {i.id: set(parties(i, status_quo.date or date)) for i, _ in before}
    day = architecture.date or date
    held = [(i.id, a, parties(i, day)) for i, a in economic(architecture, world, date)]
    new = [(a, states) for name, a, states in held if name not in old or set(states) - old[name]]
    if _is_treaty(architecture) and not new:
        held_here = tuple((a, states) for _, a, states in held)
        if not held_here:
            base = ", ".join(assumptions.load().base)
            told = (
                "has no economic chapters that are valued here"
                if architecture.id in assumptions.load().base
                else "has no economic chapters"
            )
            raise UsageError(
                Problem(
                    architecture.id,
                    f"{told}.",
                    f"Name a treaty or architecture that has some; all come on top of {base}.",
                )
            )
        return Scenario(
            architecture.id,
            network.without(a.key for a, _ in held_here),
            network,
            held_here,
            observed_after=True,
        )
    kept = {name: set(states) for name, _, states in held}
    less = (
        []
        if _is_treaty(architecture)
        else [(i.id, a.key) for i, a in before if old[i.id] - kept.get(i.id, set())]
    )
    after = network.without(key for name, key in less if name not in kept)
    for name, key in less:
        if name in kept:
            after = after.left_by(key, old[name] - kept[name])
    for agreement, states in new:
        after = after.with_all(agreement, states)
    if not new and not less:
        raise UsageError(
            Problem(
                architecture.id,
                "changes nothing of the economic instruments in force.",
                "Name an architecture that adds or drops some, or a single treaty.",
            )
        )
    return Scenario(architecture.id, network, after, tuple(new), observed_after=False)


def _is_treaty(architecture: Architecture) -> bool:
    return architecture.id in norms() and architecture.id not in library.entries("architecture")
