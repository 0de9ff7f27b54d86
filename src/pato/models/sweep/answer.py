"""From a request to a folder of results: pool, game, sweep, rows, ranks; resumed where it stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pato.brief import brief
from pato.errors import PatoError, Problem, RunError, UnknownNameError, UsageError
from pato.files.storage import replace, write_atomic
from pato.futures import Design, Factor, Levels
from pato.futures.chunks import hash_of_file
from pato.futures.folder import differences
from pato.futures.lock import locked
from pato.futures.provenance import provenance, sha256_of_file
from pato.models.membership.assumptions import load
from pato.models.membership.pool import Pool
from pato.models.membership.query import STATUS_QUO, Question
from pato.models.pledges import added_pact
from pato.models.risk.theories.found import theories, theory
from pato.models.risk.war import THEORY
from pato.models.sweep.constraints import Constraints, called, proposals
from pato.models.sweep.measures import fixed
from pato.models.sweep.plan import MOST_STATES, Plan, plan_of, seconds_for
from pato.models.sweep.run import Sweep, discard_state
from pato.models.sweep.summary import Frame
from pato.registry import states as registry
from pato.treaties.architecture import load_architecture
from pato.treaties.norms import Instrument
from pato.world import World

DESCRIPTION = "sweep.json"
ELIGIBLE_SHARE = 0.5
Progress = Callable[[float, float | None], None]
"""Called with the share that is done, and with the seconds left where they can be told."""

LEAST_SHARE = 0.05
"""Of a target's risk: the sweep leaves out the challengers that together make less, which named memberships keep."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: everything that fixes the figures.

    Attributes
    ----------
    pool
        States, codes or names.
    treaty
        What they may join: a treaty with a duty of defence.
    futures, seed
        Draws.
    must, never, size
        See `Constraints`.
    eligible_only
        Only states that meet the treaty's standards of accession in at least half of the futures.
    theory
        One theory of deterrence; empty for all of them alike.
    status_quo, date
        What is in force, and when.
    assumptions
        File of the user's ranges; empty for those that ship.
    without
        Terms that are left out, as in `Pool.of`.
    """

    pool: tuple[str, ...]
    treaty: str = "pato"
    futures: int = 1000
    seed: int = 1
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    size: str = ""
    eligible_only: bool = False
    theory: str = ""
    status_quo: str = STATUS_QUO
    date: str = ""
    assumptions: str = ""
    without: tuple[str, ...] = ()


@brief("request.pool", "request.treaty", "request.futures")
@dataclass(frozen=True, eq=False)
class Prepared:
    """A request whose pool and game are there; nothing has been swept yet.

    Attributes
    ----------
    request, pool, sweep, constraints, world
        What is asked, and what it became.
    proposed, absent
        Memberships that architectures propose, and why others do not stand in the pool.
    notes
        What is to be said about the figures.
    frame
        What turns statistics into rows.
    """

    request: Request
    pool: Pool
    sweep: Sweep
    constraints: Constraints
    world: World
    proposed: Mapping[str, int]
    absent: Mapping[str, str]
    notes: tuple[str, ...]
    frame: Frame

    @property
    def plan(self) -> Plan:
        """How it is cut."""
        return self.sweep.plan

    def seconds(self) -> float:
        """Return the time it will take, measured on a sample."""
        return seconds_for(self.sweep.game, self.sweep.read, self.plan)

    def description(self) -> dict[str, Any]:
        """Return what fixes the figures, as plain values."""
        return {
            "request": json.loads(json.dumps(asdict(self.request))),
            "pool": dict(self.pool.meta),
            "constraints": self.constraints.words(self.pool.states),
            "digest": self.sweep.digest,
        }


def prepare(world: World, request: Request) -> Prepared:
    """Return a request with its pool and its game.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError
        If the pool, the treaty or the constraints make no sense, or figures of a state are not known.
    """
    codes = _pool_codes(request.pool)
    must, never = _codes(request.must, "--must"), list(_codes(request.never, "--never"))
    Constraints.of(codes, must=must, never=never, size=request.size)  # before anything is computed
    if request.theory:
        theory(request.theory)
    now = load_architecture(request.status_quo)
    pact = _pact(request.treaty, request.date)
    held = load(request.assumptions or None)
    pool = Pool.of(
        world,
        now,
        request.date,
        codes,
        pact,
        assumptions=held,
        without=request.without,
        least_share=LEAST_SHARE,
    )
    notes = [f"Left out: {term}: {why}" for term, why in pool.left_out.items()]
    notes.append(
        f"Left out: challengers that make {pool.war.left_out:.1%} of a target's risk at most; {len(pool.war.risk.targets)} pairs are kept."
    )
    design = _design(pool, request)
    game = pool.game(design.draw())
    if request.eligible_only:
        unfit = _unfit(pool, request, world)
        notes.append(
            f"Only states that meet the standards of {pact.id} in at least half of the futures; not eligible: {', '.join(unfit) or 'none'}."
        )
        if clash := [s for s in must if s in unfit]:
            told = f"names {', '.join(clash)}, not eligible under {pact.id}."
            raise UsageError(Problem("--must", told, "Leave --eligible-only or the state out."))
        never += unfit
    constraints = Constraints.of(codes, must=must, never=never, size=request.size)
    proposed, absent = proposals(codes, now, request.date)
    figures, said = fixed(pool, game.dose, world)
    sweep = Sweep.of(game, plan_of(game))
    names = design.factor(THEORY).levels
    frame = Frame.of(game, codes, sweep.cuts, names, called=called(proposed), fixed=figures)
    return Prepared(request, pool, sweep, constraints, world, proposed, absent, (*notes, *said), frame)


def _pool_codes(names: Sequence[str]) -> tuple[str, ...]:
    codes = _codes(names, "--pool")
    if twice := sorted({c for c in codes if codes.count(c) > 1}):
        raise UsageError(Problem("--pool", f"names {', '.join(twice)} twice.", "Name each state once."))
    if not 2 <= len(codes) <= MOST_STATES:
        told = f"names {len(codes)} state{'s' * (len(codes) != 1)}: 2^{len(codes)} memberships."
        raise UsageError(Problem("--pool", told, f"Name 2 to {MOST_STATES} states."))
    return codes


def _codes(names: Sequence[str], option: str) -> tuple[str, ...]:
    codes, problems = [], []
    for name in names:
        try:
            codes.append(registry.state(name).iso3)
        except PatoError as error:
            problems += [Problem(option, p.what, p.fix) for p in error.problems]
    if problems:
        raise UnknownNameError(problems)
    return tuple(codes)


def _pact(name: str, date: str) -> Instrument:
    """Return the instrument of a treaty or architecture whose duties members take on."""
    nothing = load_architecture(STATUS_QUO)
    pact = added_pact(load_architecture(name), nothing, date)
    if pact is None:
        told = "has no pact with a duty of defence that is not in force already."
        raise UsageError(Problem(name, told, "Name a treaty such as pato."))
    return pact


def _design(pool: Pool, request: Request) -> Design:
    design = pool.design(request.futures, request.seed)
    if not request.theory:
        return design
    old = design.factor(THEORY)
    one = Factor(THEORY, Levels((theory(request.theory).id,), "theory"), old.source, old.basis)
    return design.replaced(one)


def _unfit(pool: Pool, request: Request, world: World) -> list[str]:
    """Return the states that meet the treaty's standards in fewer than half of the futures."""
    draws = pool.design(request.futures, request.seed).draw()
    met = Question("", pool, (), (), world).eligible(draws, request.futures, request.seed)
    if met is None:
        told = "has no standards of accession."
        raise UsageError(Problem(request.treaty, told, "Leave --eligible-only out."))
    return [s for s, share in zip(pool.states, met.mean(0), strict=True) if share < ELIGIBLE_SHARE]


def execute(
    prepared: Prepared, folder: Path, *, resume: bool = False, progress: Progress | None = None
) -> pl.LazyFrame:
    """Sweep, write the results into a folder and return them.

    Parameters
    ----------
    prepared
        What is asked.
    folder
        Made if it does not exist. A finished sweep of the same request in it is returned as it is.
    resume
        Go on with an unfinished sweep.
    progress
        Called after every future.

    Raises
    ------
    RunError
        If the folder holds another or an unfinished sweep, or is being written.
    KeyboardInterrupt
        If interrupted; what is done stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = prepared.description()
    with locked(folder):
        _refuse_others(folder, told, resume=resume)
        write_atomic(folder / DESCRIPTION, _text(told | {"state": "running"}))
        clock = _Clock(prepared.plan, progress)
        for chunk in range(prepared.plan.chunks):
            if not _is_written(folder, prepared.plan, chunk):
                kept = prepared.sweep.statistics(chunk, folder, clock.at(chunk))
                rows = prepared.frame.rows(kept, chunk << prepared.plan.bits, prepared.constraints)
                del kept
                _write(folder, prepared, chunk, rows)
                discard_state(folder, chunk)
        write_atomic(
            folder / DESCRIPTION, _text(told | {"state": "complete", "metadata": metadata(prepared)})
        )
    return read(folder)


def read(folder: Path) -> pl.LazyFrame:
    """Return the rows of a finished sweep."""
    return pl.scan_parquet(sorted(folder.glob("memberships*.parquet")))


class _Clock:
    """Tells how much is done and how long the rest will take."""

    def __init__(self, plan: Plan, progress: Progress | None) -> None:
        self._plan, self._progress = plan, progress
        self._started: tuple[float, float] | None = None

    def at(self, chunk: int) -> Callable[[int], None] | None:
        if self._progress is None:
            return None
        return lambda futures: self._tell((chunk + futures / self._plan.futures) / self._plan.chunks)

    def _tell(self, done: float) -> None:
        now = time.monotonic()
        if self._started is None:
            self._started = now, done
        began, before = self._started
        left = None if done <= before else (now - began) / (done - before) * (1.0 - done)
        assert self._progress is not None
        self._progress(done, left)


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps({"format": 1, "kind": "sweep", **body}, indent=1, ensure_ascii=False) + "\n"


def _refuse_others(folder: Path, told: Mapping[str, Any], *, resume: bool) -> None:
    path = folder / DESCRIPTION
    if not path.exists():
        if any(folder.glob("memberships*.parquet")):
            fix = "Choose another folder with -o."
            raise RunError(
                Problem(str(folder), "holds memberships without a description of their sweep.", fix)
            )
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        state = found["state"]
        changed = list(differences("", {k: found[k] for k in told}, dict(told)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = "Choose another folder with -o, or remove this one."
        raise RunError(Problem(str(path), f"is not the description of a sweep ({error}).", fix)) from error
    if changed:
        fix = "Choose another folder with -o."
        raise RunError(Problem(str(folder), f"holds another sweep: {'; '.join(changed[:4])}.", fix))
    if state != "complete" and not resume:
        fix = "Go on with --resume, or choose another folder with -o."
        raise RunError(Problem(str(folder), "holds an unfinished sweep of this request.", fix))


def _part(folder: Path, plan: Plan, chunk: int) -> Path:
    return folder / ("memberships.parquet" if plan.chunks == 1 else f"memberships-{chunk:05d}.parquet")


def _is_written(folder: Path, plan: Plan, chunk: int) -> bool:
    path = _part(folder, plan, chunk)
    try:
        told = (folder / "chunks" / f"{path.stem}.sha256").read_text(encoding="ascii").split()
        return bool(told) and told[0] == hash_of_file(path)
    except OSError:
        return False


def _write(folder: Path, prepared: Prepared, chunk: int, rows: pl.DataFrame) -> None:
    """Write the rows of a chunk whole or not at all, with what must be known to trust them, then their checksum."""
    path = _part(folder, prepared.plan, chunk)
    temporary = path.with_name(f".{path.name}.tmp")
    rows.write_parquet(temporary, metadata=metadata(prepared))
    checksum = hash_of_file(temporary)
    replace(temporary, path)
    write_atomic(folder / "chunks" / f"{path.stem}.sha256", f"{checksum}  {path.name}\n")


def metadata(prepared: Prepared) -> dict[str, str]:
    """Return what results carry: seed, hashes, pool, constraints, versions."""
    request = prepared.request
    carried = provenance(
        seed=request.seed,
        assumptions_hash=str(prepared.pool.meta["assumptions_sha256"]),
        files=_files(prepared),
        vintage=str(prepared.world.about["vintage"]),
        title=f"All memberships of {', '.join(prepared.pool.states)}",
    )
    carried |= {
        "pool": ",".join(prepared.pool.states),
        "treaty": request.treaty,
        "date": request.date,
        "futures": str(request.futures),
        "theories": ",".join(prepared.frame.theories),
        "constraints": prepared.constraints.words(prepared.pool.states),
        "digest": prepared.sweep.digest,
    }
    return {f"pato_{name}": str(value) for name, value in carried.items()}


def _files(prepared: Prepared) -> dict[str, str]:
    """Return the digests of what was read: figures, assumed ranges, and the user's own theories."""
    meta = prepared.pool.meta
    own = {t.file: sha256_of_file(Path(t.file)) for t in theories().values() if t.is_own}
    read = {"snapshot": str(prepared.world.digest), str(meta["assumptions"]): str(meta["assumptions_sha256"])}
    return read | own
