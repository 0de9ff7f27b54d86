"""Constraints on memberships: required and excluded states, size; and names of memberships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pato.errors import PatoError, Problem, UsageError
from pato.files.library import is_path
from pato.kernels.arrays import BoolArray, IntArray
from pato.models.membership.seats import Seats
from pato.models.pledges import added_pact
from pato.treaties.architecture import Architecture, load_architecture

LEAST_SIZE = 2
PROPOSALS = ("pato-3", "pato-7", "pato-8")
_TAIWAN = "TWN"
_ROLES = ("member", "associate")


@dataclass(frozen=True, slots=True)
class Constraints:
    """Memberships that count in the answer; stability is judged against all of the pool's, whatever is asked.

    Attributes
    ----------
    must, never
        States that are members of every, and of no membership, as bits of the pool.
    sizes
        Fewest and most members.
    states
        How many states the pool has: bits after theirs are associates.
    """

    must: int
    never: int
    sizes: tuple[int, int]
    states: int = 63

    @classmethod
    def of(
        cls,
        pool: Sequence[str],
        *,
        must: Sequence[str] = (),
        never: Sequence[str] = (),
        size: str = "",
    ) -> Constraints:
        """Return constraints on a pool.

        Parameters
        ----------
        pool
            ISO codes, lowest bit first.
        must, never
            ISO codes of it.
        size
            ``3`` or ``3-10``; empty for two or more.

        Raises
        ------
        UsageError
            If a state is not of the pool, or no membership meets the constraints.
        """
        problems = [
            Problem(option, f"{state} is not in the pool.", f"The pool: {', '.join(pool)}.")
            for option, states in (("--must", must), ("--never", never))
            for state in states
            if state not in pool
        ]
        problems += [
            Problem("--must and --never", f"both name {state}.", "Name it in one of them.")
            for state in must
            if state in never
        ]
        if problems:
            raise UsageError(problems)
        least, most = _sizes(size, len(pool))
        room = len(pool) - len(set(never))
        if len(set(must)) > most or room < least:
            told = f"{least} to {most} members, {len(set(must))} of them given, {room} allowed: no membership is left."
            raise UsageError(Problem("--size", told, "Loosen --size, --must, --never or --eligible-only."))
        return cls(bits(pool, must), bits(pool, never), (least, most), len(pool))

    def allowed(self, masks: IntArray) -> BoolArray:
        """Return the memberships that meet the constraints."""
        size = np.bitwise_count(masks & ((1 << self.states) - 1))
        inside = ((masks & self.must) == self.must) & ((masks & self.never) == 0)
        return np.asarray(inside & (size >= self.sizes[0]) & (size <= self.sizes[1]))

    def words(self, pool: Sequence[str]) -> str:
        """Return the constraints as a phrase."""
        parts = [f"{self.sizes[0]} to {self.sizes[1]} members"]
        if self.must:
            parts.append(f"with {', '.join(names(pool, self.must))}")
        if self.never:
            parts.append(f"without {', '.join(names(pool, self.never))}")
        return ", ".join(parts)


def _sizes(text: str, n: int) -> tuple[int, int]:
    if not text:
        return LEAST_SIZE, n
    first, dash, last = text.partition("-")
    try:
        least, most = int(first), int(last if dash else first)
    except ValueError:
        least, most = 0, 0
    if not LEAST_SIZE <= least <= most <= n:
        raise UsageError(
            Problem(
                "--size",
                f"found '{text}'.",
                f"Write a number or a range between {LEAST_SIZE} and {n}, for example 3-{n}.",
            )
        )
    return least, most


def bits(pool: Sequence[str], states: Iterable[str]) -> int:
    """Return the membership that some states of a pool make.

    >>> bits(["USA", "JPN", "AUS"], ["USA", "AUS"])
    5
    """
    return sum(1 << pool.index(state) for state in set(states))


def names(pool: Sequence[str], mask: int, associates: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the members of a membership, then its associates in brackets.

    >>> names(["USA", "JPN", "AUS"], 5)
    ('USA', 'AUS')
    >>> names(["USA", "JPN", "AUS"], 11, ["AUS"])
    ('USA', 'JPN', '(AUS)')
    """
    called = (*pool, *(f"({state})" for state in associates))
    return tuple(state for i, state in enumerate(called) if mask >> i & 1)


def proposals(
    pool: Sequence[str],
    status_quo: Architecture,
    date: str,
    wanted: Sequence[str] = PROPOSALS,
    seats: Seats | None = None,
) -> tuple[dict[str, int], dict[str, str]]:
    """Return the memberships proposed by architectures, each also without Taiwan, and the reasons why others are not in the pool.

    Parameters
    ----------
    pool, status_quo, date
        ISO codes, the architecture in force, and the date.
    wanted
        Names of the architectures.
    seats
        States that can be associates; a proposal with Taiwan as a party is then also included with it as an
        associate.

    Raises
    ------
    UnknownNameError
        If an architecture is not known.
    """
    found: dict[str, int] = {}
    absent: dict[str, str] = {}
    seated = () if seats is None else seats.associates
    for name in wanted:
        try:
            system = load_architecture(name)
            pact = added_pact(system, status_quo, date)
            parties, lesser = (
                () if pact is None else pact.parties_on(system.date or date, r) for r in _ROLES
            )
        except PatoError as error:
            absent[name] = str(error)
            continue
        label = system.id if is_path(name) else name
        if lacking := [p for p in parties if p not in pool]:
            absent[label] = f"{', '.join(lacking)} not in the pool"
        elif len(parties) < LEAST_SIZE:
            absent[label] = "adds no pact with a defence obligation"
        elif unasked := [s for s in lesser if s not in seated]:
            absent[label] = f"{', '.join(unasked)} as an associate is not asked for (--associates)"
        else:
            found[label] = bits(pool, parties) | sum(1 << len(pool) + seated.index(s) for s in lesser)
            if _TAIWAN in parties and _TAIWAN in seated and len(parties) > LEAST_SIZE:
                others = bits(pool, [p for p in parties if p != _TAIWAN])
                as_associate = 1 << len(pool) + seated.index(_TAIWAN)
                found[f"{label} with {_TAIWAN} as an associate"] = others | as_associate
            if _TAIWAN in parties and len(parties) > LEAST_SIZE:
                found[f"{label} without {_TAIWAN}"] = bits(pool, [p for p in parties if p != _TAIWAN])
    return found, absent


def called(proposed: Mapping[str, int]) -> dict[int, str]:
    """Return the name or names of each proposed membership."""
    found: dict[int, str] = {}
    for name, mask in proposed.items():
        found[mask] = f"{found[mask]}, {name}" if mask in found else name
    return found
