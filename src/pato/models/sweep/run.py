"""The sweep itself: chunk by chunk of memberships, future by future, saved on the way, resumed where it stopped (C5, C10)."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from pato.errors import Problem, RunError
from pato.files.storage import hash_of_file, whole, write_atomic
from pato.futures.provenance import versions
from pato.kernels.arrays import FloatArray, IntArray, UInt8Array
from pato.kernels.membership.fill import fill
from pato.kernels.membership.game import Game, Tables, tables
from pato.kernels.membership.stability import TOLERANCE
from pato.kernels.membership.tally import (
    Statistics,
    compare_across,
    compare_within,
    empty_statistics,
    tally,
)
from pato.models.sweep.coding import Coding
from pato.models.sweep.plan import Plan, cuts_of
from pato.models.sweep.resampling import groups_of

SAVE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep that is set up: the game as compiled code reads it, its cuts and its plan.

    Attributes
    ----------
    game, read
        The game.
    plan
        How it is cut.
    cuts
        Ends of the bins of quantiles, shape (quantity, bin - 1).
    present
        Numbers of the theories that occur, in the order of the statistics' first axis.
    band
        Gain or loss, per cent of GDP a year, within which a state finds no difference.
    coding
        How memberships are numbered where some states can be associates; None where none can.
    """

    game: Game
    read: Tables
    plan: Plan
    cuts: FloatArray
    present: IntArray
    band: float = TOLERANCE
    coding: Coding | None = None

    @classmethod
    def of(cls, game: Game, plan: Plan, band: float = TOLERANCE, coding: Coding | None = None) -> Sweep:
        """Return the sweep of a game; within the band, per cent of GDP a year, a state finds no difference."""
        read = tables(game)
        return cls(game, read, plan, cuts_of(game, read), np.unique(game.theory), band, coding)

    @property
    def digest(self) -> str:
        """Hash over the game and over what can change figures or chunks."""
        total = hashlib.sha256(
            json.dumps([versions(), self.plan.bits, self.plan.blocks, self.band], sort_keys=True).encode()
        )
        if self.coding is not None:
            total.update(repr(self.coding).encode())
        for part in fields(self.game):
            value = getattr(self.game, part.name)
            total.update(part.name.encode() + (b"" if value is None else value.tobytes()))
        return total.hexdigest()

    def statistics(
        self,
        chunk: int,
        folder: Path | None = None,
        progress: Callable[[int], None] | None = None,
        save_seconds: float = SAVE_SECONDS,
    ) -> Statistics:
        """Return the statistics of a chunk of memberships over all futures, by blocks of each theory's futures.

        Parameters
        ----------
        chunk
            Its number: memberships chunk * 2^bits and on.
        folder
            Where unfinished statistics are kept from time to time and when interrupted, and found again.
        progress
            Called with the number of futures done.
        save_seconds
            Time between two saves.
        """
        work = _Chunk.of(self, chunk)
        done = 0 if folder is None else _restore(_state(folder, chunk), work.kept, self.digest)
        saved = time.monotonic()
        try:
            with ThreadPoolExecutor(self.plan.threads) as pool:  # leaving the context waits for running tasks
                for f in range(done, self.game.n_futures):
                    work.add(f, pool)
                    if progress is not None:
                        progress(f + 1)
                    if folder is not None and time.monotonic() - saved > save_seconds:
                        _save(_state(folder, chunk), work.kept, f + 1, self.digest)
                        saved = time.monotonic()
        except KeyboardInterrupt:
            if folder is not None and (whole := _whole_futures(work.kept)):
                _save(_state(folder, chunk), work.kept, whole, self.digest)
            raise
        return work.kept


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The arrays of a chunk while it is worked on."""

    sweep: Sweep
    first: int
    figures: FloatArray
    others: FloatArray
    flags: UInt8Array
    kept: Statistics
    groups: IntArray

    @classmethod
    def of(cls, sweep: Sweep, chunk: int) -> _Chunk:
        n, rows = sweep.plan.states, 1 << sweep.plan.bits
        groups = groups_of(sweep.game.theory, sweep.present, sweep.plan.blocks)
        others = np.empty((rows if sweep.plan.chunks > 1 else 0, n + 3))
        kept = empty_statistics(rows, n, len(sweep.present) * sweep.plan.blocks)
        return cls(
            sweep, chunk * rows, np.empty((rows, n + 3)), others, np.zeros((rows, 3), np.uint8), kept, groups
        )

    def add(self, f: int, pool: ThreadPoolExecutor) -> None:
        """Add one future to the statistics: all memberships' figures first, then what compares them."""
        s, n, bits = self.sweep, self.sweep.plan.states, self.sweep.plan.bits
        group = int(self.groups[f])
        self._fill(f, self.first, self.figures, pool)

        # an associate has no vote on entry
        voters = n if s.coding is None else s.coding.states
        weight = s.read.weight if s.coding is None else s.coding.weights(s.read.weight)

        def within(a: int, b: int) -> None:
            compare_within(self.figures, self.first, bits, voters, s.band, a, b, self.flags)

        def add_up(a: int, b: int) -> None:
            tally(
                self.figures,
                self.flags,
                self.first,
                weight,
                s.cuts,
                s.band,
                group,
                a,
                b,
                self.kept,
            )

        self._share(within, pool)
        for j in range(bits, n):
            self._fill(f, self.first ^ (1 << j), self.others, pool)
            self._share(partial(self._across, j), pool)
        if s.coding is not None:
            s.coding.judged(self.figures, self.flags)
        self._share(add_up, pool)

    def _across(self, j: int, a: int, b: int) -> None:
        compare_across(
            self.figures[a:b],
            self.others[a:b],
            self.first + a,
            j,
            self.sweep.plan.states,
            self.sweep.band,
            self.flags[a:b],
        )

    def _fill(self, f: int, first: int, figures: FloatArray, pool: ThreadPoolExecutor) -> None:
        coding = self.sweep.coding
        if coding is not None:
            by_seats = np.empty_like(figures)
            self._share(lambda a, b: fill(self.sweep.read, f, a, by_seats[a:b]), pool)
            coding.arranged(by_seats, figures)
            return
        self._share(lambda a, b: fill(self.sweep.read, f, first + a, figures[a:b]), pool)
        # fewer than two states make no membership: everything is as it was
        alone = np.array([0, *(1 << i for i in range(self.sweep.plan.states))]) - first
        here = alone[(alone >= 0) & (alone < len(figures))]
        figures[here, :-1] = 0.0
        figures[here, -1] = np.nan

    def _share(self, task: Callable[[int, int], None], pool: ThreadPoolExecutor) -> None:
        """Do a task on all rows, in as many parts as there are threads; parts hold whole blocks."""
        rows, parts = len(self.figures), self.sweep.plan.threads
        block = 1 << self.sweep.read.low
        ends = [rows * k // parts // block * block for k in range(parts)] + [rows]
        if parts == 1:
            task(0, rows)
            return
        for done in [pool.submit(task, a, b) for a, b in pairwise(ends)]:
            done.result()


def _state(folder: Path, chunk: int) -> Path:
    return folder / "chunks" / f"{chunk:05d}.npz"


def _whole_futures(kept: Statistics) -> int:
    """Return the number of futures counted for every membership; 0 if the counts differ."""
    each = kept.bins[:, :, 0].sum(axis=(0, 2), dtype=np.int64)
    return int(each[0]) if (each == each[0]).all() else 0


def _save(path: Path, kept: Statistics, done: int, digest: str) -> None:
    """Write unfinished statistics atomically, then their checksum."""
    with whole(path) as temporary:
        with temporary.open("wb") as stream:
            np.savez(stream, done=done, digest=digest, **kept._asdict())
        checksum = hash_of_file(temporary)
        path.with_suffix(".sha256").unlink(missing_ok=True)
    write_atomic(path.with_suffix(".sha256"), f"{checksum}  {path.name}\n")


def _restore(path: Path, kept: Statistics, digest: str) -> int:
    """Read unfinished statistics back into arrays and return their number of futures; 0 if none are intact."""
    try:
        told = path.with_suffix(".sha256").read_text(encoding="ascii").split()[0]
        if told != hash_of_file(path):
            return 0
    except (OSError, IndexError):
        return 0
    with np.load(path) as held:
        if str(held["digest"]) != digest:
            raise RunError(
                Problem(
                    str(path),
                    "holds statistics of another sweep.",
                    "Choose another folder with -o, or remove this one.",
                )
            )
        for name, array in kept._asdict().items():
            array[...] = held[name]
        return int(held["done"])


def discard_state(folder: Path, chunk: int) -> None:
    """Remove the unfinished statistics of a chunk once its results are written."""
    for path in (_state(folder, chunk), _state(folder, chunk).with_suffix(".sha256")):
        path.unlink(missing_ok=True)
