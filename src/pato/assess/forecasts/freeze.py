"""Freeze the models' forecasts for pairs of states into dated statements."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

import numpy as np

from pato.assess.forecasts.schema import Event, ForecastFile, plain, seal_of
from pato.errors import Problem, UsageError, unknown
from pato.files.estimates import stored
from pato.futures import Design
from pato.kernels.arrays import FloatArray
from pato.models.formation import Formation
from pato.models.risk import drift
from pato.models.risk.disputes import ESTIMATE as DISPUTE
from pato.models.risk.disputes import OUTCOME, Disputes
from pato.models.risk.war import ESTIMATE as WAR
from pato.models.risk.war import WarRisk
from pato.treaties.architecture import Architecture
from pato.world import World

ESTIMATES: dict[Event, str] = {"war": WAR, "dispute": DISPUTE, "pact": "formation"}
_OUTCOMES = {"war": "war_initiations_a_year", "dispute": OUTCOME}
_EVENTS: tuple[Event, ...] = ("war", "dispute")
_INTERVAL = (0.05, 0.95)
_DIGITS = 4


def freeze(
    world: World,
    architecture: Architecture,
    *,
    name: str,
    title: str,
    challengers: Sequence[str],
    targets: Sequence[str],
    pairs: Sequence[tuple[str, str]] = (),
    years: tuple[int, int],
    events: Sequence[str] = ("war", "dispute"),
    futures: int = 2000,
    seed: int = 1,
    frozen: str | None = None,
) -> dict[str, Any]:
    """Return the plain values of a forecasts file, sealed with a hash.

    Parameters
    ----------
    world, architecture
        Data of the present, and the architecture in force.
    name, title
        Name and title of the file.
    challengers, targets
        Possible initiators and targets; pairs that the estimates do not cover (not politically relevant) are left
        out.
    pairs
        Pairs for which to state the rank among pairs that may form a pact.
    years
        First and last year of the span.
    events
        ``war``, ``dispute``.
    futures, seed
        Number of draws, and their seed.
    frozen
        The day, ISO; today by default.

    Raises
    ------
    UsageError
        If the years run backwards or begin before the day, or if no statement is left.
    """
    day = frozen or date.today().isoformat()  # noqa: DTZ011  the day where the user is
    _refuse(years, day, events)
    span = {"since": f"{years[0]}-01-01", "until": f"{years[1]}-12-31"}
    statements = [
        {
            "id": f"{event}-{one}-{two}",
            "event": event,
            "first": one,
            "second": two,
            **span,
            "forecasts": {ESTIMATES[event]: _told(p)},
        }
        for event in _EVENTS
        if event in events
        for one, two, p in _chances(
            event, world, architecture, challengers, targets, years, day, futures, seed
        )
    ]
    statements += [
        {
            "id": f"pact-{one}-{two}",
            "event": "pact",
            "first": one,
            "second": two,
            **span,
            "percentile": {"formation": round(place, 1)},
        }
        for one, two, place in _places(world, architecture, pairs, day)
    ]
    if not statements:
        raise UsageError(
            Problem(
                "forecast freeze",
                "leaves nothing to state.",
                "Name challengers and targets that the estimates cover.",
            )
        )
    body: dict[str, Any] = {
        "format": 1,
        "id": name,
        "title": title,
        "frozen": day,
        "made_by": _made_by(events, architecture, day, futures, seed, places=bool(pairs)),
        "statements": statements,
    }
    checked = plain(ForecastFile.model_validate(body | {"seal": ""}))
    return body | {"seal": seal_of(checked)}


def _refuse(years: tuple[int, int], day: str, events: Sequence[str]) -> None:
    if years[0] > years[1]:
        raise UsageError(
            Problem("--years", f"{years[0]}-{years[1]} runs backwards.", "Write the earlier year first.")
        )
    if f"{years[0]}-01-01" <= day:
        told = f"{years[0]} has begun on {day}: what has already happened is no forecast."
        raise UsageError(Problem("--years", told, f"Begin with {int(day[:4]) + 1}."))
    if wrong := [unknown("event", e, _OUTCOMES, where="--event") for e in events if e not in _OUTCOMES]:
        raise UsageError(wrong)


def _chances(
    event: Event,
    world: World,
    architecture: Architecture,
    challengers: Sequence[str],
    targets: Sequence[str],
    years: tuple[int, int],
    day: str,
    futures: int,
    seed: int,
) -> Iterable[tuple[str, str, FloatArray]]:
    """Yield pairs with their chance over the span in every future."""
    length = years[1] - years[0] + 1
    kind = WarRisk if event == "war" else Disputes
    for challenger in challengers:
        model = kind.of(world, architecture, day, challengers=[challenger], horizon_years=length)
        draws = Design(tuple(model.factors()), futures, seed).draw()
        yearly = model.evaluate(draws, architecture).outcomes[_OUTCOMES[event]]
        for target in targets:
            p = yearly.sel(target=world.code(target)).values
            if target != challenger and (p > 0).any():
                yield challenger, target, 1.0 - (1.0 - np.minimum(p, 1.0)) ** length


def _told(p: FloatArray) -> dict[str, float]:
    low, high = np.quantile(p, _INTERVAL)
    return {
        "probability": round(float(p.mean()), _DIGITS),
        "low": round(float(low), _DIGITS),
        "high": round(float(high), _DIGITS),
    }


def _places(
    world: World, architecture: Architecture, pairs: Iterable[tuple[str, str]], day: str
) -> Iterable[tuple[str, str, float]]:
    wanted = [tuple(sorted((world.code(a), world.code(b)))) for a, b in pairs]
    if not wanted:
        return
    formation = Formation.of(world, architecture, day)
    for one, two in dict.fromkeys(wanted):
        place = formation.rank(one, two).percentile
        if place is not None:  # those that have a pact cannot form one
            yield one, two, place


def _made_by(
    events: Sequence[str], architecture: Architecture, day: str, futures: int, seed: int, *, places: bool
) -> dict[str, str]:
    used = [event for event in ESTIMATES if event in events or (event == "pact" and places)]
    found = {
        "pato": version("pato"),
        "architecture": architecture.id,
        "futures": f"{futures:,}, seed {seed}; chances are means over runs, assumptions about deterrence weighted alike",
    }
    for event in used:
        estimate = stored(ESTIMATES[event])
        digest = hashlib.sha256(json.dumps(estimate, sort_keys=True).encode()).hexdigest()
        sample = estimate.get("sample", {})
        if event == "war":
            found |= {f.id: f"drawn; {f.source}" for f in drift.factors(day)}
        found[ESTIMATES[event]] = (
            f"estimated on {'-'.join(map(str, sample.get('years', [])))}, sha256 {digest[:12]}"
        )
    return found


def to_text(body: dict[str, Any]) -> str:
    """Return a forecasts file as YAML, one line per statement."""
    head = {k: v for k, v in body.items() if k not in ("statements", "seal")}
    lines = [
        "# Frozen: do not change it. Write what happened into a file of its own (id,happened) and give that with --outcomes."
    ]
    lines += [f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in head.items()]
    lines.append("statements:")
    lines += [f"  - {json.dumps(s, ensure_ascii=False)}" for s in body["statements"]]
    return "\n".join([*lines, f"seal: {json.dumps(body['seal'])}"]) + "\n"
