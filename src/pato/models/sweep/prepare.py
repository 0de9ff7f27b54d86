"""From a request to a sweep ready to start: its pool, game, constraints, and notes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pato.brief import brief
from pato.errors import PatoError, Problem, UnknownNameError, UsageError
from pato.files.storage import hash_of_file
from pato.futures import Design, Factor, Levels
from pato.futures.provenance import provenance
from pato.models.membership.assumptions import load
from pato.models.membership.pool import Pool
from pato.models.membership.query import Question
from pato.models.pledges import added_pact
from pato.models.risk.theories.found import theories, theory
from pato.models.risk.war import THEORY
from pato.models.rivals import PACIFIC, outside
from pato.models.sweep.coding import Coding
from pato.models.sweep.constraints import PROPOSALS, Constraints, called, proposals
from pato.models.sweep.measures import fixed
from pato.models.sweep.plan import MOST_STATES, Plan, plan_of, seconds_for
from pato.models.sweep.resampling import blocks_for
from pato.models.sweep.run import Sweep
from pato.models.sweep.summary import Frame
from pato.registry import states as registry
from pato.treaties.architecture import IN_FORCE, Architecture, load_architecture
from pato.treaties.associates import knows_associates
from pato.treaties.norms import Instrument
from pato.world import World

ELIGIBLE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Request:
    """The request: everything that determines the results.

    Attributes
    ----------
    pool
        States, codes or names.
    treaty
        The treaty to join: one with a defence obligation.
    futures, seed
        Draws.
    must, never, size
        See `Constraints`.
    eligible_only
        Only states that meet the treaty's standards of accession in at least half of the futures.
    theory
        One assumption about deterrence; empty for all of them alike.
    status_quo, date
        The architecture in force, and the date.
    assumptions
        File of the user's ranges; empty for those that ship.
    without, priced
        Terms that are left out, and terms without a measurement that count all the same, as in `Pool.of`.
    weights
        The user's weight of each assumption about deterrence in combined results; empty without weights: nothing is
        then pooled.
    place
        An architecture to rank among all memberships, besides the proposed ones.
    associates
        States of the pool that can be associates too: member, associate or outside.
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
    status_quo: str = IN_FORCE
    date: str = ""
    assumptions: str = ""
    without: tuple[str, ...] = ()
    rivals: tuple[str, ...] = PACIFIC
    place: str = ""
    priced: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    associates: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Request:
        """Return a request from plain values, as `Prepared.description` holds it."""
        return cls(**{k: _tuples(v) for k, v in told.items()})


@brief("request.pool", "request.treaty", "request.futures")
@dataclass(frozen=True, eq=False)
class Prepared:
    """A request with its pool and game prepared; nothing has been swept yet.

    Attributes
    ----------
    request, pool, sweep, constraints, world
        The request, and the prepared parts.
    proposed, absent
        Memberships proposed by architectures, and reasons why others are not in the pool.
    notes
        Notes on the results.
    frame
        Settings for turning statistics into rows.
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
        """The plan."""
        return self.sweep.plan

    @property
    def memberships(self) -> int:
        """Number of memberships of the pool: two roles per state, three if it can be an associate."""
        lesser = len(self.pool.associates)
        return int(2 ** (self.pool.n_states - lesser) * 3**lesser)

    def seconds(self) -> float:
        """Return the time it will take, measured on a sample."""
        return seconds_for(self.sweep.game, self.sweep.read, self.plan)

    def description(self) -> dict[str, Any]:
        """Return the determinants of the results, as plain values."""
        return {
            "request": json.loads(json.dumps(asdict(self.request))),
            "pool": dict(self.pool.meta),
            "constraints": self.constraints.words(self.pool.states),
            "digest": self.sweep.digest,
            "plan": {"bits": self.plan.bits},
        }


def prepare(
    world: World, request: Request, *, bits: int | None = None, threads: int | None = None
) -> Prepared:
    """Return a request with its pool and its game.

    Parameters
    ----------
    world, request
        The data, and the request.
    bits, threads
        How it is cut; chosen for this machine where None.

    Raises
    ------
    UsageError, UnknownNameError, CoverageError
        If the pool, the treaty or the constraints are invalid, or data on a state are missing.
    """
    codes = _pool_codes(request.pool)
    must, never = _codes(request.must, "--must"), list(_codes(request.never, "--never"))
    Constraints.of(codes, must=must, never=never, size=request.size)  # before anything is computed
    _refuse_weights(request)
    if request.theory:
        theory(request.theory)
    now = load_architecture(request.status_quo)
    pact = _pact(request.treaty, now, request.date)
    held = load(request.assumptions or None)
    lesser = _associates(request, codes, pact)
    pool = Pool.of(
        world,
        now,
        request.date,
        codes,
        pact,
        assumptions=held,
        without=request.without,
        priced=request.priced,
        challengers=outside(request.rivals, codes),
        associates=lesser,
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
            f"Only states that meet the standards of {pact.id} in at least half of the runs; not eligible: {', '.join(unfit) or 'none'}."
        )
        if clash := [s for s in must if s in unfit]:
            told = f"names {', '.join(clash)}, not eligible under {pact.id}."
            raise UsageError(Problem("--must", told, "Leave --eligible-only or the state out."))
        never += unfit
    constraints = Constraints.of(codes, must=must, never=never, size=request.size)
    wanted = [*PROPOSALS, *([request.place] if request.place else [])]
    proposed, absent = proposals(codes, now, request.date, wanted, pool.seats)
    figures, said = fixed(pool, game.reach * game.newly.mean(axis=0), world)
    plan = plan_of(game, bits=bits, threads=threads, blocks=blocks_for(game.theory, game.n_states))
    coding = Coding(len(codes), tuple(codes.index(s) for s in pool.seats.associates))
    if coding.associates and plan.chunks > 1:
        told = f"{len(codes)} states, {len(coding.associates)} of which can be associates, are more memberships than fit into memory at once."
        raise UsageError(Problem("--associates", told, "Name fewer states, or fewer runs."))
    sweep = Sweep.of(game, plan, held.no_difference, coding if coding.associates else None)
    names = design.factor(THEORY).levels
    weights = dict(request.weights) or None
    named = called(proposed)
    frame = Frame.of(
        game, codes, sweep.cuts, names, weights=weights, called=named, fixed=figures, coding=coding
    )
    return Prepared(request, pool, sweep, constraints, world, proposed, absent, (*notes, *said), frame)


def _tuples(value: Any) -> Any:
    """Return lists as tuples, at every depth: JSON knows lists alone."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _associates(request: Request, codes: Sequence[str], pact: Instrument) -> tuple[str, ...]:
    """Return the states of the pool that can be associates.

    Raises
    ------
    UsageError, UnknownNameError
        If one is not in the pool, or the treaty knows no associates.
    """
    wanted = _codes(request.associates, "--associates")
    if strange := [s for s in wanted if s not in codes]:
        told = f"names {', '.join(strange)}, not in the pool."
        raise UsageError(Problem("--associates", told, f"The pool: {', '.join(codes)}."))
    if wanted and not knows_associates(pact):
        told = f"{pact.id} knows no associates: the text says nothing of what they owe or are owed."
        fix = "Write them into the treaty (classes: associate, owed_to: associates), or leave the option out."
        raise UsageError(Problem("--associates", told, fix))
    return wanted


def _refuse_weights(request: Request) -> None:
    """Reject weights of unknown theories, below 0, or summing to 0.

    Raises
    ------
    UsageError, UnknownNameError
        If they make no sense.
    """
    if not request.weights:
        return
    if request.theory:
        told = "applies to all assumptions about deterrence, and --theory asks for one."
        raise UsageError(Problem("--weights", told, "Leave --theory or --weights out."))
    for name, weight in request.weights:
        theory(name)
        if not 0 <= weight < float("inf"):
            raise UsageError(Problem("--weights", f"{name} has {weight:g}.", "Weights are 0 or more."))
    if not sum(weight for _, weight in request.weights) > 0:
        raise UsageError(
            Problem("--weights", "leave nothing.", "Give at least one assumption a weight above 0.")
        )


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


def _pact(name: str, status_quo: Architecture, date: str) -> Instrument:
    """Return the instrument of a treaty or architecture that members join."""
    pact = added_pact(load_architecture(name), status_quo, date)
    if pact is None:
        told = "has no pact with a defence obligation that is not in force already."
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


def metadata(prepared: Prepared) -> dict[str, str]:
    """Return the metadata of results: seed, hashes, pool, constraints, versions."""
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
    own = {t.file: hash_of_file(Path(t.file)) for t in theories().values() if t.is_own}
    read = {"snapshot": str(prepared.world.digest), str(meta["assumptions"]): str(meta["assumptions_sha256"])}
    return read | own
