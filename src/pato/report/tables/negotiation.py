"""Tables of a negotiation forecast: distribution over outcomes, actors that move it, and assumptions that drive it."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import rankdata

from pato.futures import Levels
from pato.futures.spread import spread
from pato.kernels.arrays import FloatArray
from pato.kernels.bargaining.runs import SETTLED, STILL_MOVING, Courses
from pato.models.negotiation.case import SCALE, Case
from pato.models.negotiation.course import STATUS, Negotiation
from pato.models.negotiation.forecast import SWITCH, Forecast, factors
from pato.models.negotiation.schema import NegotiationFile
from pato.models.negotiation.switches import SWITCHES, Switches
from pato.models.negotiation.tables import frame
from pato.table import Table
from pato.world import World

INTERVAL = ("q05", "q25", "median", "q75", "q95")
_FEWEST = 20
"""Futures below which no quantile is shown."""


def _ends(values: FloatArray) -> tuple[float | None, ...]:
    return spread(values, fewest=_FEWEST).ascending


def bands_table(run: Forecast) -> Table:
    """Return the share of futures in each band of outcomes; what did not settle has its own row."""
    n = run.draws.n_futures
    rows = []
    for i, band in enumerate(run.file.bands):
        here = run.band == i
        rows.append((band.label, float(here.mean()), *_ends(np.where(here, run.outcome, np.nan))))
    if not run.settled.all():
        rows.append(
            ("no outcome: bargaining did not settle", float((~run.settled).mean()), *[None] * len(INTERVAL))
        )
    return Table(
        ("outcome", "share_of_futures", *INTERVAL),
        rows,
        title=run.file.question,
        notes=_notes(run, n),
        meta=run.meta(),
    )


def assumptions_table(file: NegotiationFile, world: World) -> Table:
    """Return every factor of a negotiation with its range and source (C2)."""
    rows = []
    for factor in factors(file, world):
        body = factor.to_dict()
        spread = ", ".join(body["values"]) if "values" in body else str(body["distribution"])
        rows.append((factor.id, factor.basis, spread, factor.unit, factor.source))
    return Table(("factor", "basis", "range or alternatives", "unit", "source"), rows, title=file.title)


def _notes(run: Forecast, n: int) -> list[str]:
    never = [b.label for i, b in enumerate(run.file.bands) if not (run.band == i).any()]
    points = "; ".join(f"{place} {meaning}" for place, meaning in sorted(run.file.dimension.points.items()))
    decided = (
        f" or the place of {', '.join(run.file.decisive)} where that is lower: they can block any agreement"
        if run.file.decisive
        else ""
    )
    return [
        f"Scale of '{run.file.dimension.name}': {points}.",
        f"Outcome: the expected position over the last election{decided}.",
        f"{n:,} runs over assumption ranges, data error and variants of the model. A share of runs is not the probability of the event: it shows how much of the assumed range leads there.",
        *(
            [f"Not reached in any of these runs, which does not prove it impossible: {'; '.join(never)}."]
            if never
            else []
        ),
        *run.file.limits,
    ]


def actors_table(run: Forecast) -> Table:
    """Return each actor's initial and final position and weight; final positions are from settled futures."""
    rows = []
    for i, actor in enumerate(run.actors):
        end = np.where(run.settled, SCALE * run.courses.positions[:, i, 0], np.nan)
        weight, care = (
            float(np.median(run.figures.capability[:, i])),
            float(SCALE * np.median(run.figures.salience[:, i])),
        )
        begin = np.quantile(SCALE * run.figures.positions[:, i], (0.05, 0.5, 0.95))
        rows.append((actor, weight, care, *map(float, begin), *_ends(end)))
    columns = (
        "actor",
        "capability",
        "salience",
        "begins_q05",
        "begins_median",
        "begins_q95",
        *(f"ends_{q}" for q in INTERVAL),
    )
    return Table(
        columns,
        rows,
        title="Where actors begin and end",
        notes=["Capability: the largest 100; medians."],
        meta=run.meta(),
    )


def movers_table(run: Forecast) -> Table:
    """Return the change of the outcome without each actor, and how far it moves the others."""
    rows: list[tuple[Any, ...]] = []
    for i, actor in enumerate(run.actors):
        shift = run.outcome - run.without(actor)
        others = [k for k in range(len(run.actors)) if k != i]
        pull = np.where(run.settled, SCALE * run.courses.pull[:, i, others, 0].sum(axis=1), np.nan)
        rows.append(
            (
                actor,
                *_ends(shift),
                float(np.nanmean(np.abs(shift))),
                float(np.nanmean(pull)) if np.isfinite(pull).any() else None,
            )
        )
    rows.sort(key=lambda r: -r[6])
    columns = ("actor", *(f"shift_{q}" for q in INTERVAL), "mean_absolute_shift", "mean_pull_on_others")
    notes = [
        "Shift: the outcome with the actor less the outcome without it, in the same runs (points of 100).",
        "Pull: points by which its accepted proposals moved the others, all added up.",
    ]
    return Table(columns, rows, title="Who moves the outcome", notes=notes, meta=run.meta())


def hinges_table(run: Forecast, *, most: int = 12) -> Table:
    """Return the assumptions most associated with the outcome: rank correlation, or spread of medians between variants."""
    settled = run.settled
    outcome = run.outcome[settled]
    rows: list[tuple[str, float | None, float, str, str]] = []
    if len(outcome) >= _FEWEST:
        for name in run.draws:
            factor = run.draws.factor(name)
            values = run.draws[name][settled]
            if isinstance(factor.spec, Levels):
                medians = {
                    w: float(np.median(outcome[values == k]))
                    for k, w in enumerate(factor.levels)
                    if (values == k).any()
                }
                low, high = min(medians, key=medians.__getitem__), max(medians, key=medians.__getitem__)
                rows.append(
                    (
                        name,
                        None,
                        medians[high] - medians[low],
                        f"median {medians[low]:.0f} with {low}, {medians[high]:.0f} with {high}",
                        factor.source,
                    )
                )
            elif np.ptp(values) > 0 and np.ptp(outcome) > 0:
                third = np.quantile(values, (1 / 3, 2 / 3))
                low_third, high_third = (
                    float(np.median(outcome[m])) for m in (values <= third[0], values >= third[1])
                )
                rho = float(np.corrcoef(rankdata(values), rankdata(outcome))[0, 1])
                rows.append(
                    (
                        name,
                        rho,
                        high_third - low_third,
                        f"median {low_third:.0f} in its lowest third, {high_third:.0f} in its highest",
                        factor.source,
                    )
                )
    rows.sort(key=lambda r: -abs(r[2]))
    columns = ("assumption", "rank_correlation", "difference", "outcome", "source")
    return Table(
        columns,
        rows[:most],
        title="Drivers of the outcome",
        notes=["Difference in points of 100 of the outcome's median."],
        meta=run.meta(),
    )


def variants_table(run: Forecast) -> Table:
    """Return the share of futures in each band by variant of the model."""
    rows = []
    for name in run.file.vary:
        labels = run.draws.labels(SWITCH + name)
        for word in run.draws.factor(SWITCH + name).levels:
            here = labels == word
            shares = [
                float((run.band[here] == i).mean()) if here.any() else None
                for i in range(len(run.file.bands))
            ]
            rows.append(
                (
                    name,
                    word,
                    int(here.sum()),
                    *shares,
                    float((~run.settled[here]).mean()) if here.any() else None,
                )
            )
    columns = ("switch", "value", "runs", *(b.label for b in run.file.bands), "not settled")
    return Table(columns, rows, title="Outcomes by variant of the model", meta=run.meta())


def path_table(run: Forecast) -> Table:
    """Return the expected position by turn, over settled futures."""
    longest = int(run.courses.turns[run.settled].max(initial=0))
    path = np.where(run.settled[:, None], SCALE * run.courses.outcome[:, : longest + 1, 0], np.nan)
    rows = [(t, *_ends(path[:, t])) for t in range(longest + 1)]
    return Table(("turn", *INTERVAL), rows, title="Expected position by turn", meta=run.meta())


def repeated_tables(case: Case, courses: Courses, meta: dict[str, object]) -> dict[str, Table]:
    """Return the final positions in repeated courses of a case: expected position by dimension, and each actor."""
    settled = courses.status == SETTLED
    shown = [f"{int(settled.sum())} of {len(settled)} courses settled; quantiles are of these."]
    if not settled.all():
        shown.append(f"NOT CONVERGED: {int((~settled).sum())} courses had no outcome.")
    ends = np.where(settled[:, None], SCALE * courses.outcome[:, -1], np.nan)
    first = [(d, *_ends(ends[:, k])) for k, d in enumerate(case.dimensions)]
    places = np.where(settled[:, None, None], SCALE * courses.positions, np.nan)
    second = [
        (a, d, *_ends(places[:, i, k]))
        for i, a in enumerate(case.actors)
        for k, d in enumerate(case.dimensions)
    ]
    return {
        "ends": Table(
            ("dimension", *INTERVAL),
            first,
            title=f"{case.title}: expected position at the end",
            notes=[*shown, *case.notes],
            meta=meta,
        ),
        "actors": Table(("actor", "dimension", *INTERVAL), second, title="Where actors end", meta=meta),
    }


def course_table(run: Negotiation, name: str) -> Table:
    """Return one of the tables of a course, see `pato.models.negotiation.tables`.

    Raises
    ------
    UsageError
        If the name is unknown.
    """
    found = frame(run, name)
    return Table(
        found.columns,
        found.rows(),
        title=f"{run.case.title}: {name.replace('_', ' ')}",
        notes=[run.switches.line()],
        meta=run.meta(),
    )


def course_summary(run: Negotiation) -> Table:
    """Return each actor's initial and final position, its first attitude to risk, and the probability of its position."""
    case, last = run.case, run.turns[-1]
    columns = [
        "actor",
        "capability",
        "risk_attitude",
        *(f"{w} {d}" for d in case.dimensions for w in ("from", "to")),
        "probability",
    ]
    rows = []
    for i, actor in enumerate(case.actors):
        places = [float(run.positions[t, i, d]) for d in range(len(case.dimensions)) for t in (0, -1)]
        rows.append(
            [actor, float(case.capability[i]), float(run.risk[i]), *places, float(last.probability[i])]
        )
    return Table(columns, rows, title=case.title, notes=[*_says(run), *case.notes], meta=run.meta())


def _says(run: Negotiation) -> list[str]:
    turns = len(run.turns) - 1
    after = f"{turns} turn{'s' * (turns != 1)}"
    place = ", ".join(f"{d} {v:.1f}" for d, v in zip(run.case.dimensions, run.outcome[-1], strict=True))
    if run.status == STATUS[SETTLED]:
        said = f"Settled after {after}. Expected position over the last election: {place}."
    elif run.status == STATUS[STILL_MOVING]:
        said = f"NOT CONVERGED: actors still move after {after}; the places above are no outcome. Allow more turns (--turns)."
    else:
        said = f"NOT COMPUTED: an election found no probabilities in turn {turns}; the places above are no outcome. Try election=conditional."
    return [
        said,
        "Positions from 0 to 100; probabilities of actors at one place are shared and may add up to more than 1.",
    ]


def switches_table(switches: Switches) -> Table:
    """Return every switch with its value and meaning: what a run must be read with."""
    rows = []
    for s in SWITCHES:
        value = s.values[s.number(getattr(switches, s.name))]
        rows.append((s.name, value.word, value.meaning, s.question, value.word == s.default))
    columns = ("switch", "value", "which means", "it settles", "default")
    return Table(columns, rows, title="Assumptions of the model")
