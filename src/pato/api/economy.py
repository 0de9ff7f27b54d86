"""Questions about trade: the value of economic chapters, the cost of coercion, and many linked sectors."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pato.api.given import Named, Words, day_of, named, pairs_of, state_of, states_of, whole, words_of
from pato.errors import Problem, UsageError
from pato.result import Result
from pato.treaties.architecture import IN_FORCE, load_architecture

if TYPE_CHECKING:
    from pato.table import Table
    from pato.treaties.architecture import Architecture

Fixed = Mapping[str, float | str]
"""Factors fixed, by name, at one value or level."""


def trade(
    architectures: Named | Sequence[Named],
    *,
    outcomes: Words = (),
    all_states: bool = False,
    by_reading: bool = False,
    split: bool = False,
    futures: int = 500,
    seed: int = 1,
    status_quo: Named = IN_FORCE,
    fixed: Fixed | None = None,
    date: str | None = None,
) -> Result:
    """Return the value of economic architectures in general equilibrium, over the same draws (``pato trade``).

    Parameters
    ----------
    architectures
        One or more architectures or treaties, by name or file.
    outcomes
        Outcomes to show, or ``all``. By default all for a single architecture, and welfare for several.
    all_states
        Whether to show every economy, not only members and the most affected outsiders.
    by_reading
        Whether to report each reading of depth separately.
    split
        Whether to return the value of pairs of members and of chapters instead (``pato trade decompose``).
    futures, seed
        Number of draws, and their seed.
    status_quo
        Architecture in force.
    fixed
        Factors fixed at one value or level: ``{"trade_elasticity": 4.0}``.
    date
        ISO date; today where None.

    Returns
    -------
    Result
        ``to_xarray()`` gives welfare, real output, exports, imports, terms of trade and domestic shares, dims
        (architecture, future, state).

    Raises
    ------
    UsageError, UnknownNameError, CoverageError
        If an architecture changes no economic instrument, a name is unknown, or data are missing.
    """
    from pato.models.trade.model import OUTCOMES
    from pato.models.trade.results import value
    from pato.report.tables.trade import chapters_table, pairs_table, summary

    names = _several(architectures)
    if not names:
        raise UsageError(
            Problem("architectures", "names none.", "Name an architecture or treaty, for example: pato-8.")
        )
    whole(futures, where="futures", low=1, high=100_000)
    valued = value(
        names,
        date=day_of(date, *map(load_architecture, names)),
        futures=futures,
        seed=seed,
        status_quo=named(status_quo, where="status_quo"),
        fixed=pairs_of(fixed, where="fixed"),
    )
    title = f"What {', '.join(valued.scenarios)} is worth"
    if split:
        parts = {"pairs": pairs_table, "chapters": chapters_table}
        tables = {f"{n}-{part}": make(valued, n) for n in valued.scenarios for part, make in parts.items()}
        return Result(title, tables, found=valued, labelled=lambda: valued.data)
    wanted = words_of(outcomes, where="outcomes") or (["all"] if len(names) == 1 else ["welfare_percent"])
    chosen = list(OUTCOMES) if wanted == ["all"] else wanted
    table = summary(valued, chosen, all_states=all_states, by_reading=by_reading)
    return Result(title, {"worth": table}, found=valued, labelled=lambda: valued.data)


def coerce(
    rival: str,
    targets: Words,
    architecture: Named | None = None,
    *,
    severity: float | Sequence[float] = (),
    targeted: float | None = None,
    ways: str = "imports",
    answer: float | None = None,
    futures: int = 500,
    seed: int = 1,
    status_quo: Named = IN_FORCE,
    date: str | None = None,
) -> Table:
    """Return the cost of trade restrictions to both sides, and how a pact changes it (``pato trade --coerce``).

    Parameters
    ----------
    rival, targets
        State that cuts trade, and those with which it does, by code or name.
    architecture
        Architecture that adds economic chapters and whose members may answer the coercion; none where None.
    severity
        Shares of the targeted goods that are cut. By default as documented for the same states, else drawn from the
        assumed range.
    targeted
        Share of trade that is targeted; as ``severity`` where None.
    ways
        Direction of the restriction: the rival's ``imports`` from the targets, its ``exports`` to them, or ``both``.
    answer
        Share of their purchases from the rival that members cut in response; proportionate where None.
    futures, seed, status_quo, date
        As in `trade`.

    Raises
    ------
    UsageError
        If the rival is a target or a member, or a share is not between 0 and 1.
    """
    from pato.models.trade import coercion
    from pato.report.tables.trade import coercion_table

    shares = [severity] if isinstance(severity, (int, float)) else list(severity)
    whole(futures, where="futures", low=1, high=100_000)
    codes = "+".join(states_of(targets, where="targets", least=1))
    names = _several(architecture) if architecture is not None else []
    cost = coercion.coerced(
        coercion.parse(
            f"{state_of(rival, where='rival')}:{codes}", shares, answer, targeted=targeted, ways=ways
        ),
        names,
        date=day_of(date, *map(load_architecture, names)),
        futures=futures,
        seed=seed,
        status_quo=named(status_quo, where="status_quo"),
    )
    return coercion_table(cost)


def trade_sectors(
    file: str | os.PathLike[str],
    elasticity: float | str | Sequence[float],
    *,
    layout: str | None = None,
    costs: Words = (),
    tariffs: Words = (),
    tariffs_before: Words = (),
    members: Words = (),
    depth: str = "medium",
    deficits: str = "additive",
) -> Table:
    """Return the welfare effects of changed trade costs, tariffs or agreements, by sector (``pato trade-sectors``).

    Parameters
    ----------
    file
        Your own input-output table, or ``illustration``.
    elasticity
        Trade elasticity: one number, several (a range), or a csv file with the columns sector and elasticity.
    layout
        ``icio``, ``wiod`` or ``adb-mrio``; recognised from the file where None.
    costs, tariffs, tariffs_before
        Changes as ``EXPORTER:IMPORTER[:SECTOR]=PERCENT``.
    members, depth
        Members of a new agreement, and its depth: ``deep``, ``medium`` or ``shallow``.
    deficits
        ``additive`` or ``multiplicative_balanced``.

    Raises
    ------
    UsageError
        If nothing changes, or an argument cannot be parsed.
    """
    from pato.api.given import one_of
    from pato.models.sectors.answers import Question
    from pato.models.sectors.answers import answer as solve
    from pato.report.tables.sectors import sectors_table

    numbers = [elasticity] if isinstance(elasticity, (int, float, str)) else list(elasticity)
    question = Question(
        file=os.fspath(file),
        layout=layout,
        elasticity=",".join(map(str, numbers)),
        costs=tuple(words_of(costs, where="costs")),
        tariffs=tuple(words_of(tariffs, where="tariffs")),
        tariffs_before=tuple(words_of(tariffs_before, where="tariffs_before")),
        members=tuple(words_of(members, where="members")),
        depth=depth,
        deficits=one_of(deficits, ("additive", "multiplicative_balanced"), where="deficits"),  # type: ignore[arg-type]  # one of the two
    )
    return sectors_table(solve(question))


def _several(given: Any) -> list[str | Architecture]:
    """Return a list of architectures from one, a comma-separated list of names, or several."""
    from pato.treaties.architecture import Architecture
    from pato.treaties.norms import Instrument

    if isinstance(given, str):
        return list(words_of(given, where="architectures"))
    if isinstance(given, (os.PathLike, Architecture, Instrument)) or not isinstance(given, Sequence):
        return [named(given, where="architectures")]
    return [one for item in given for one in _several(item)]
