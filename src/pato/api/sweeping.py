"""Every possible membership of a pool, ranked (``pato sweep``)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pato.api.given import Named, Words, day_of, name_of, states_of, whole, words_of
from pato.api.longer import Tell
from pato.errors import Problem, UsageError
from pato.result import Result
from pato.treaties.architecture import IN_FORCE, load_architecture

if TYPE_CHECKING:
    from pato.futures.runner import ProgressCallback
    from pato.models.sweep.prepare import Prepared


def sweep(
    pool: Words,
    *,
    treaty: Named | None = None,
    place: Named | None = None,
    futures: int = 1000,
    seed: int = 1,
    must: Words = (),
    never: Words = (),
    size: str = "",
    eligible_only: bool = False,
    theory: str = "",
    rivals: Words = (),
    status_quo: Named = IN_FORCE,
    assumptions: str | os.PathLike[str] = "",
    without: Words = (),
    priced: Words = (),
    weights: Mapping[str, float] | None = None,
    associates: Words = (),
    date: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    progress: ProgressCallback | None = None,
    tell: Tell | None = None,
) -> Result:
    """Return all 2^n memberships of a pool of n states, ranked, with the rank of proposed ones (``pato sweep``).

    Parameters
    ----------
    pool
        States that may join: 2 to 24.
    treaty
        The treaty that they may join; by default that of ``place``, else ``pato``.
    place
        An architecture or treaty, by name or file, whose membership is ranked among all.
    futures, seed
        Number of draws, and their seed.
    must, never, size
        States in every membership, states in none, and the number of members (``3`` or ``3-8``).
    eligible_only
        Whether to admit only states that meet the treaty's standards in at least half of the runs.
    theory
        One assumption about deterrence; by default all.
    rivals, status_quo, assumptions, without, priced, date
        As in `stable`.
    weights
        Weight of each assumption about deterrence in combined results: ``{"patron": 2, "no_effect": 1}``, 0 for those
        not named. Where None results are not combined, and the overall result is that of the least favourable
        assumption.
    associates
        States of the pool that can also be associates: each is then member, associate or outside.
    folder
        Folder for memberships (Parquet), the front (CSV) and the figures; none by default.
    resume
        Whether to resume an unfinished sweep in the folder.
    progress
        Called with what is done and the time left.
    tell
        Called with the expected time.

    Returns
    -------
    Result
        ``found.ranking.frame`` holds one row per membership.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError, RunError
        If the pool, the treaty or the constraints make no sense, or the folder holds another sweep.
    """
    import tempfile

    from pato import world
    from pato.models.rivals import PACIFIC
    from pato.models.sweep.prepare import Request, prepare

    whole(futures, where="futures", low=1, high=65_535)
    if resume and folder is None:
        raise UsageError(Problem("resume", "needs the folder of the sweep.", "Name it: folder='sweep'."))
    placed = "" if place is None else name_of(place, where="place")
    treaty_name = placed or "pato" if treaty is None else name_of(treaty, where="treaty")
    request = Request(
        tuple(words_of(pool, where="pool")),
        treaty_name,
        futures,
        seed,
        tuple(words_of(must, where="must")),
        tuple(words_of(never, where="never")),
        size,
        eligible_only,
        theory,
        name_of(status_quo, where="status_quo"),
        day_of(date, load_architecture(treaty_name)),
        os.fspath(assumptions),
        tuple(words_of(without, where="without")),
        rivals=tuple(states_of(rivals, where="rivals")) or PACIFIC,
        place=placed,
        priced=tuple(words_of(priced, where="priced")),
        weights=tuple(sorted((str(k), float(v)) for k, v in (weights or {}).items())),
        associates=tuple(states_of(associates, where="associates")),
    )
    prepared = prepare(world.load(), request)
    if tell is not None:
        tell(_sweep_time(prepared))
    if folder is not None:
        return _swept(prepared, Path(folder), resume=resume, progress=progress)
    with tempfile.TemporaryDirectory() as temporary:
        return _swept(prepared, Path(temporary), resume=False, progress=progress)


def _swept(prepared: Prepared, folder: Path, *, resume: bool, progress: ProgressCallback | None) -> Result:
    from pato.models.sweep.job import blocks_of, execute
    from pato.report.frontier import write_figures
    from pato.report.tables.sweep import tables

    rows = execute(prepared, folder, resume=resume, progress=progress)
    answer = tables(prepared, rows, blocks_of(folder))
    answer.write_front(folder)
    write_figures(answer.ranking, folder, text=" ".join(answer.sentences))
    return answer.result()


def _sweep_time(prepared: Prepared) -> str:
    from pato.api.longer import duration
    from pato.futures import cluster

    plan = prepared.plan
    told = f"{prepared.memberships:,} memberships in {plan.futures:,} runs over {prepared.sweep.game.n_pairs} pairs"
    chunks = f", in {plan.chunks} chunks" if plan.chunks > 1 else ""
    if cluster.connection() is not None and plan.chunks == 1:
        chunks = ", all in one chunk, which is swept on this machine"
    return f"{told}{chunks}: about {duration(prepared.seconds())} and {plan.peak_bytes / 1e9:.1f} GB on {plan.threads} threads."
