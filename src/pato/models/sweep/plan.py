"""Cost of a sweep: chunks of memberships, memory, and time measured on a sample (C10)."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import numpy as np

from pato.errors import Problem, UsageError
from pato.kernels.membership.fill import fill
from pato.kernels.membership.game import LOW_BITS, Game, Tables
from pato.kernels.membership.tally import (
    MOST_FUTURES,
    bytes_each,
    compare_within,
    cuts_between,
    empty_statistics,
    tally,
)

MOST_STATES = 24
MEMORY = 3.0e9
_BASE, _MADE, _RANKED = 0.4e9, 600, 260
"""Bytes, measured: of the program, of a row of results while it is made, and of a membership while all are ranked."""
_ROW_SECONDS = 8e-6
"""Seconds, measured on a processor of 2026: of making and ranking a membership's results under one assumption, on one thread."""
_SAMPLE_BITS = 12
_SMALL_BITS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """Chunks of a sweep, and its cost.

    Attributes
    ----------
    states, futures, theories
        Of the game.
    bits
        Chunks hold 2^bits memberships: those that share all higher states.
    threads
        That share the memberships of a chunk; figures do not depend on it.
    blocks
        Of each theory's futures that statistics are kept by, so that they can be resampled.
    """

    states: int
    futures: int
    theories: int
    bits: int
    threads: int
    blocks: int = 1

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return 1 << (self.states - self.bits)

    @property
    def memory_bytes(self) -> float:
        """Memory for statistics and figures of a chunk, and of its neighbours where there are several."""
        more = 8 * (self.states + 3) if self.chunks > 1 else 0
        return float((1 << self.bits) * (bytes_each(self.states, self.theories * self.blocks) + more))

    @property
    def peak_bytes(self) -> float:
        """Most memory at any time: statistics and rows of a chunk, or the ranking of all memberships."""
        chunk = self.memory_bytes + _MADE * (1 << self.bits)
        return _BASE + max(chunk, float(_RANKED << self.states))

    @property
    def work(self) -> float:
        """Memberships times futures that are evaluated: neighbouring chunks are evaluated again for each chunk."""
        again = 1 + self.states - self.bits
        return float((1 << self.states) * self.futures * again)


def plan_of(
    game: Game,
    *,
    memory: float = MEMORY,
    bits: int | None = None,
    threads: int | None = None,
    blocks: int = 1,
) -> Plan:
    """Return the plan for sweeping a game.

    Parameters
    ----------
    game
        The game.
    memory
        That a chunk may take, bytes.
    bits, threads
        Set instead of chosen, for tests; figures do not depend on them.
    blocks
        See `Plan`; all memberships are one chunk where there are several.

    Raises
    ------
    UsageError
        If the game has too many states or futures.
    """
    n = game.n_states
    if not 2 <= n <= MOST_STATES:
        told = f"has {n} state{'s' * (n != 1)}: 2^{n} memberships."
        raise UsageError(Problem("pool", told, f"Name 2 to {MOST_STATES} states."))
    if not 1 <= game.n_futures <= MOST_FUTURES:
        raise UsageError(Problem("futures", f"found {game.n_futures}.", f"Ask for 1 to {MOST_FUTURES:,}."))
    theories = len(np.unique(game.theory))
    few = os.cpu_count() or 1
    found = Plan(
        n, game.n_futures, theories, n if bits is None else min(bits, n), threads or min(few, 16), blocks
    )
    least = min(n, LOW_BITS)
    if found.bits < least:
        raise UsageError(Problem("chunks", f"hold 2^{found.bits} memberships.", f"2^{least} are the least."))
    while bits is None and found.memory_bytes > memory and found.bits > least:
        found = Plan(n, found.futures, theories, found.bits - 1, found.threads, blocks)
    return found if found.bits > _SMALL_BITS else Plan(n, found.futures, theories, found.bits, 1, blocks)


def cuts_of(game: Game, read: Tables) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the ends of the bins of quantiles, from up to 64 futures and 4,096 memberships, evenly spread.

    The sample depends only on the game, so that results do not depend on chunks and threads (C5).
    """
    n = game.n_states
    futures = np.unique(np.linspace(0, game.n_futures - 1, 64).astype(np.int64))
    blocks = np.unique(np.linspace(0, (1 << (n - read.low)) - 1, 64).astype(np.int64)) << read.low
    rows = np.empty((1 << read.low, n + 3))
    values = []
    for f in futures:
        for first in blocks:
            fill(read, int(f), int(first), rows)
            inside = (np.arange(first, first + len(rows))[:, None] >> np.arange(n)) & 1 == 1
            gains = rows[:, :n]
            least = np.where(inside, gains, np.inf).min(1)
            sides = [(gains * game.weights * part).sum(1) for part in (inside, ~inside)]
            values.append(np.column_stack([sides[0], np.where(inside.any(1), least, 0.0), sides[1]]))
    return cuts_between(np.concatenate(values))


def seconds_for(game: Game, read: Tables, plan: Plan) -> float:
    """Return the time a sweep will take: that of its futures from a few of them on this machine, and that of its results."""
    n = game.n_states
    bits = min(n, _SAMPLE_BITS)
    rows, flags = np.empty((1 << bits, n + 3)), np.zeros((1 << bits, 3), np.uint8)
    kept = empty_statistics(1 << bits, n, 1)
    cuts = np.zeros((3, 31)) + np.arange(31)
    tried = [f % game.n_futures for f in range(8)]
    first = (1 << n) - (1 << bits)  # where most pairs count: an estimate that is rather too long
    fill(read, 0, first, rows)
    compare_within(rows, first, bits, n, 0.0, 0, len(rows), flags)
    tally(rows, flags, first, read.weight, cuts, 0.0, 0, 0, len(rows), kept)
    started = time.perf_counter()
    for f in tried:
        fill(read, f, first, rows)
        compare_within(rows, first, bits, n, 0.0, 0, len(rows), flags)
        tally(rows, flags, first, read.weight, cuts, 0.0, 0, 0, len(rows), kept)
    each = (time.perf_counter() - started) / len(tried) / len(rows)
    return each * plan.work / plan.threads + _ROW_SECONDS * plan.theories * (1 << n)
