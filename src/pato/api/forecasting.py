"""Falsifiable forecasts: freeze them, and score them once outcomes are known."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pato.api.given import Words, architecture_of, words_of
from pato.errors import Problem, UsageError
from pato.result import Result

_PAIR = 2


def forecast_freeze(
    path: str | os.PathLike[str] | None = None,
    *,
    years: tuple[int, int],
    challengers: Words = (),
    targets: Words = (),
    pacts: Iterable[tuple[str, str]] = (),
    events: Words = ("war", "dispute"),
    architecture: Any = "in-force",
    name: str = "",
    title: str = "",
    futures: int = 2000,
    seed: int = 1,
) -> Result:
    """Freeze the models' forecasts for states and a span of years (``pato forecast freeze``).

    Parameters
    ----------
    path
        File in which to write the forecasts; none by default.
    years
        First and last year.
    challengers
        Possible initiators; by default the named rivals in the Pacific.
    targets
        Possible targets; every state of the world by default.
    pacts
        Pairs for which to report the rank among pairs that may form a pact.
    events
        ``war``, ``dispute``.
    architecture
        The architecture in force.
    name, title
        Name and title of the file.
    futures, seed
        Number of draws, and their seed.

    Raises
    ------
    UsageError, UnknownNameError
        If the years have begun, or a name is unknown.
    """
    from pato.assess.forecasts import ForecastFile, freeze, score_tables, to_text
    from pato.files.storage import write_atomic
    from pato.models.rivals import PACIFIC
    from pato.world import load

    world = load()
    against = words_of(targets, where="targets") or list(world.states)
    first, last = years
    body = freeze(
        world,
        architecture_of(architecture),
        name=name or f"{first}-{last}",
        title=title or f"Forecasts for {first}-{last}",
        challengers=[world.code(c) for c in words_of(challengers, where="challengers") or PACIFIC],
        targets=[world.code(t) for t in against],
        pairs=list(pacts),
        years=(first, last),
        events=words_of(events, where="events"),
        futures=futures,
        seed=seed,
    )
    text = to_text(body)
    if path is not None:
        write_atomic(path, text)
    found = ForecastFile.model_validate(body)
    return Result(found.title, {"statements": score_tables(found, {})["statements"]}, found={"text": text})


def forecast_score(
    forecasts: str | os.PathLike[str], outcomes: str | os.PathLike[str] | None = None
) -> Result:
    """Score frozen forecasts against what happened (``pato forecast score``).

    Parameters
    ----------
    forecasts
        A file of forecasts, or one that ships by its name.
    outcomes
        CSV file with ``id`` and ``happened`` (yes or no); statements not listed remain open.

    Raises
    ------
    FileError, DataError, UnknownNameError
        If a file is of the wrong kind, the forecasts were changed after freezing, or an outcome cannot be known yet.
    """
    from pato.assess.forecasts import load_forecasts, read_outcomes, score_tables

    found = load_forecasts(os.fspath(forecasts))
    happened = {} if outcomes is None else read_outcomes(Path(outcomes), found)
    return Result(found.title, score_tables(found, happened))


def pair_of(text: str) -> tuple[str, str]:
    """Return the two states of ``AUS:JPN``.

    Raises
    ------
    UsageError
        If it is not two names.
    """
    parts = [p.strip() for p in text.split(":")]
    if len(parts) != _PAIR or not all(parts):
        raise UsageError(
            Problem("--pact", f"'{text}' is no pair.", "Write two states with a colon: AUS:JPN.")
        )
    return parts[0], parts[1]
