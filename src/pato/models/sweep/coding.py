"""Memberships in which some states can be associates, as the sweep numbers them while it compares them.

A result names a membership by its seats: members are the lowest bits, associates the bits after them. What compares memberships
changes one bit at a time, and each change must be a step that a state can take. So within the sweep the bits of a state that can
be an associate mean *in at all* (after the members' bits) and *with a vote* (its bit among the members'): an associate that would
be a member adds a bit and needs the members' consent, a member that would be an associate drops one. A state with a vote that
is not in is outside like one without; from there its step is to become a member at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pato.kernels.arrays import BoolArray, FloatArray, IntArray, UInt8Array

_NOBODY = 1e300
"""Gain of an associate as an outsider: it is none, and is never the one that gains least among them."""


@dataclass(frozen=True)
class Coding:
    """Numbering of the memberships of a pool.

    Attributes
    ----------
    states
        How many states the pool has.
    associates
        Positions of those that can be associates.
    """

    states: int
    associates: tuple[int, ...] = ()

    @property
    def bits(self) -> int:
        """Number of bits."""
        return self.states + len(self.associates)

    def seats(self, coded: npt.ArrayLike) -> IntArray:
        """Return memberships by their seats; those of a state with a vote that is not in are those without it."""
        numbers = np.asarray(coded, np.int64)
        found = numbers & ((1 << self.states) - 1)
        for k, i in enumerate(self.associates):
            inside, votes = numbers >> (self.states + k) & 1, numbers >> i & 1
            found = (found & ~(1 << i)) | (inside & votes) << i | (inside & ~votes) << (self.states + k)
        return found

    def coded(self, seats: npt.ArrayLike) -> IntArray:
        """Return the numbers within the sweep of memberships by their seats."""
        found = np.asarray(seats, np.int64).copy()
        for k, i in enumerate(self.associates):
            found |= (found >> i & 1) << (self.states + k)
        return found

    def is_plain(self, coded: npt.ArrayLike) -> BoolArray:
        """Return the numbers that represent each membership once: no state has a vote without being in."""
        numbers = np.asarray(coded, np.int64)
        found = np.ones(numbers.shape, bool)
        for k, i in enumerate(self.associates):
            found &= ((numbers >> i & 1) == 0) | ((numbers >> (self.states + k) & 1) == 1)
        return found

    def inside(self, coded: npt.ArrayLike) -> BoolArray:
        """Return whether states are members or associates, shape (membership, state)."""
        numbers = np.asarray(coded, np.int64)
        found = (numbers[:, None] >> np.arange(self.states) & 1).astype(bool)
        for k, i in enumerate(self.associates):
            found[:, i] = numbers >> (self.states + k) & 1
        return found

    @cached_property
    def _every(self) -> IntArray:
        return np.arange(1 << self.bits)

    @cached_property
    def few(self) -> IntArray:
        """Numbers of memberships with fewer than two members."""
        members = self.seats(self._every) & ((1 << self.states) - 1)
        return np.flatnonzero(np.bitwise_count(members) < 2)

    @cached_property
    def _rows(self) -> IntArray:
        return self.seats(self._every)

    @cached_property
    def _outside(self) -> tuple[IntArray, ...]:
        """Return for each state that can be an associate the numbers in which it is outside, and has no vote."""
        numbers = self._every
        return tuple(
            np.flatnonzero((numbers >> (self.states + k) & 1 == 0) & (numbers >> i & 1 == 0))
            for k, i in enumerate(self.associates)
        )

    @cached_property
    def _lesser(self) -> tuple[IntArray, ...]:
        """Return for each state that can be one the numbers in which it is an associate."""
        return tuple(np.flatnonzero(self._rows >> (self.states + k) & 1) for k in range(len(self.associates)))

    def arranged(self, by_seats: FloatArray, out: FloatArray) -> None:
        """Put values of all memberships by seat into the order of numbers; each bit's column is its state's gain."""
        out[...] = by_seats[self._rows]
        for k, i in enumerate(self.associates):
            here = self._lesser[k]
            out[here, i] = by_seats[self._rows[here], self.states + k]
            out[:, self.states + k] = out[:, i]
        out[self.few, :-1] = 0.0
        out[self.few, -1] = np.nan

    def judged(self, figures: FloatArray, flags: UInt8Array) -> None:
        """Add the step from outside to membership to what was compared, and take associates out of the outsiders' least gain."""
        compared = flags[:, 1:].copy()
        for k, i in enumerate(self.associates):
            outside = self._outside[k]
            flags[outside, 1:] &= compared[outside | 1 << i]
            figures[self._lesser[k], i] = _NOBODY

    def weights(self, by_state: FloatArray) -> FloatArray:
        """Return weights of the bits in sums of gains: a state that can be an associate counts where it is in."""
        found = np.concatenate([by_state[: self.states], by_state[list(self.associates)]])
        found[list(self.associates)] = 0.0
        return found

    def columns(self) -> list[int]:
        """Return the bit for the column of each state's acceptance."""
        found = list(range(self.states))
        for k, i in enumerate(self.associates):
            found[i] = self.states + k
        return found
