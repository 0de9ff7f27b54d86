"""Seats that the states of a pool can take: each one as a member, and some of them another one as an associate.

A membership is a row of bits, one a seat: members first, in the order of the pool, then associates. In the game a seat is a state
of its own, with the duties that the text gives its role: a state that is no associate anywhere has one seat, and its figures
are those of a pool without associates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pato.errors import Problem, UsageError
from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.treaties.associates import ASSOCIATE, applies_to_associates, has_class
from pato.treaties.norms import Instrument

MEMBER, OUTSIDE = "member", "outside"
ROLES = (MEMBER, ASSOCIATE, OUTSIDE)
"""Places of a state."""


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a pool.

    Attributes
    ----------
    states
        ISO codes; the first seats are theirs as members.
    associates
        Those of them that have a seat as associates too, after the members' seats.
    trading
        Whether associates take part in the economic chapters.
    paying
        Whether the pledge and the common budget bind them.
    """

    states: tuple[str, ...]
    associates: tuple[str, ...] = ()
    trading: bool = True
    paying: bool = False

    @classmethod
    def of(cls, treaty: Instrument, states: Sequence[str], associates: Iterable[str] = ()) -> Seats:
        """Return the seats of a pool under a treaty; associates that are not in the pool have none."""
        wanted = set(associates)
        return cls(
            tuple(states),
            tuple(s for s in states if s in wanted),
            applies_to_associates(treaty, "economy"),
            has_class(treaty) and applies_to_associates(treaty, "burden"),
        )

    @property
    def count(self) -> int:
        """Number of seats."""
        return len(self.states) + len(self.associates)

    @property
    def state(self) -> IntArray:
        """Position of each seat's state in the pool, shape (seat,)."""
        again = [self.states.index(s) for s in self.associates]
        return np.array([*range(len(self.states)), *again], np.int64)

    @property
    def associated(self) -> BoolArray:
        """Whether each seat is an associate's, shape (seat,)."""
        return np.arange(self.count) >= len(self.states)

    def seat(self, state: str, role: str = MEMBER) -> int:
        """Return the position of a state's seat.

        Raises
        ------
        UsageError
            If it has none.
        """
        if role == MEMBER:
            return self.states.index(state)
        if state not in self.associates:
            told = f"{state} has no seat as an associate."
            raise UsageError(Problem("membership", told, f"Seats: {', '.join(self.associates) or 'none'}."))
        return len(self.states) + self.associates.index(state)

    def placed(self, mask: int, state: str, role: str) -> int:
        """Return a membership with one state in another place."""
        for held in (MEMBER, *([ASSOCIATE] if state in self.associates else [])):
            mask &= ~(1 << self.seat(state, held))
        return mask if role == OUTSIDE else mask | 1 << self.seat(state, role)

    def place(self, mask: int, state: str) -> str:
        """Return a state's role in a membership: one of `ROLES`."""
        if mask >> self.seat(state) & 1:
            return MEMBER
        held = state in self.associates and mask >> self.seat(state, ASSOCIATE) & 1
        return ASSOCIATE if held else OUTSIDE

    def open_to(self, state: str) -> tuple[str, ...]:
        """Return the places that a state can take."""
        return ROLES if state in self.associates else (MEMBER, OUTSIDE)

    def members(self, mask: int) -> int:
        """Return the members of a membership, as bits of the pool."""
        return mask & ((1 << len(self.states)) - 1)

    def associates_of(self, mask: int) -> int:
        """Return the associates of a membership, as bits of the pool."""
        return sum(
            1 << self.states.index(s)
            for k, s in enumerate(self.associates)
            if mask >> (len(self.states) + k) & 1
        )

    def economic(self, mask: int) -> int:
        """Return the participants in the economic chapters, as bits of the pool."""
        return self.members(mask) | (self.associates_of(mask) if self.trading else 0)

    def folded(self, values: FloatArray, masks: npt.ArrayLike) -> FloatArray:
        """Return values of states from those of seats: of the seat that each one takes, shape (..., membership, state)."""
        if not self.associates:
            return values
        chosen, n = np.asarray(masks, np.int64), len(self.states)
        found = values[..., :n].copy()
        for k, state in enumerate(self.associates):
            here = np.flatnonzero(chosen >> (n + k) & 1)
            found[..., here, self.states.index(state)] = values[..., here, n + k]
        return found
