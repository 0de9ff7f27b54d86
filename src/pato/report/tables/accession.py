"""Eligibility as tables: by standard, by state, over ten years, and over every threshold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pato.cells import Span
from pato.futures.spread import spread
from pato.models.accession.assumptions import TIDE
from pato.models.accession.backsliding import load_backsliding
from pato.models.accession.evaluation import HORIZON_YEARS, Outcome, Trial
from pato.models.accession.history import VDEM_NOTICE
from pato.models.accession.standards import UNASKED
from pato.table import Table
from pato.treaties.schema.provisions import Standard

PASSES, OPEN = 0.9, 0.1
"""At this probability and above a state is listed as passing; at the other and below as failing."""
_RANGES = (
    "passes_that_year",
    "qualifies",
    "qualifies_in_ten_years",
    "keeps_standards_ten_years",
    "beyond_grace_now",
    "suspended_within_ten_years",
)
NOT_IDENTIFIED = "That membership preserves democracy is not identified by these data: nothing here lets membership change a state's path."


def by_standard(e: Trial) -> Table:
    """Return one row per state and standard: figure, interval, probability of passing, what is lacking, trend."""
    columns = (
        "state", "role", "standard", "asks", "value", "low", "high", "year", "uncertainty", "passes_that_year",
        "passes_sustained", "lacks", "change_10_years", "share_fell", "in_ten_years",
    )  # fmt: skip
    rows = [_standard_row(e, e.outcomes[i, s.id]) for i in e.states for s in e.asked.standards]
    title = f"{e.asked.title}: {len(e.states)} states on {len(e.asked.standards)} standards, figures of years before {e.date[:4]}"
    notes = (
        "low and high hold about 68 % of the error of measurement; passes_that_year is a range where its size is assumed.",
        "passes_sustained: met in each of the years that the standard asks for; lacks: distance of the figure from the threshold.",
        f"share_fell: share of runs in which the level is lower than {HORIZON_YEARS} years before. in_ten_years: met, and sustained, in {e.target_year}.",
        *_notes(e),
    )
    return Table(columns, rows, title=title, notes=notes, meta=_meta(e), decimals=_decimals(columns))


def _standard_row(e: Trial, o: Outcome) -> tuple[Any, ...]:
    s = o.standard
    return (
        o.state,
        e.asked.role(o.state),
        s.id,
        asks(s),
        None if o.point is None else o.point.value,
        *_interval(o),
        o.year,
        o.uncertainty,
        ranged(o.latest),
        _share(o.met_now),
        lacks(o),
        None if o.change is None else o.change[0],
        None if o.change is None else o.change[1],
        _share(o.met_then),
    )


def _interval(o: Outcome) -> tuple[float | None, float | None]:
    if o.point is None or o.spread is None:
        return None, None
    low, high = o.point.value - o.spread[0][1], o.point.value + o.spread[1][1]
    # a figure on an index stays on it
    return (max(low, 0.0), min(high, 1.0)) if _is_index([o]) else (low, high)


def by_state(e: Trial) -> Table:
    """Return one row per state: whether it qualifies under all standards together, what it lacks, and for how long."""
    columns = (
        "state",
        "role",
        "qualifies",
        "lacks",
        "unknown",
        "qualifies_in_ten_years",
        "keeps_standards_ten_years",
        "beyond_grace_now",
        "suspended_within_ten_years",
    )
    accession, kept = e.asked.on_accession(), e.asked.in_membership()
    rows = [
        (
            i,
            e.asked.role(i),
            ranged(e.together(i, accession, "met_now")),
            "; ".join(
                f"{o.standard.id}: {lacks(o)}" for s in e.asked.standards if lacks(o := e.outcomes[i, s.id])
            )
            or None,
            ", ".join(s.id for s in e.asked.standards if e.outcomes[i, s.id].met_now is None) or None,
            ranged(e.together(i, accession, "met_then")),
            ranged(e.together(i, kept, "never_below")),
            ranged(e.suspended(i, "breached_now")),
            ranged(e.suspended(i)),
        )
        for i in e.states
    ]
    rule = e.asked.rule.combine
    title = f"{e.asked.title}: who qualifies, {rule} of the standards, and who still would in {e.target_year}"
    notes = (
        "A range runs from where the unknown fails to where it passes; what is unknown is neither.",
        (
            "keeps_standards_ten_years: meets what is asked of members in every year. beyond_grace_now, suspended_within_ten_years: as a member it misses, for "
            "more years in a row than the grace, a standard whose breach suspends or expels."
        ),
        *_notes(e),
    )
    return Table(columns, rows, title=title, notes=notes, meta=_meta(e), decimals=_decimals(columns))


def survival(e: Trial) -> Table:
    """Return one row per state and standard: range of the measure at the horizon, and whether the standard is met until then."""
    columns = (
        "state",
        "standard",
        "asks",
        "value",
        "year",
        "median",
        "low50",
        "high50",
        "low90",
        "high90",
        "met_in_ten_years",
        "never_below",
        "beyond_grace",
        "then",
    )
    rows = [_survival_row(e.outcomes[i, s.id]) for i in e.states for s in e.asked.standards]
    title = f"{e.asked.title}: levels in {e.target_year}, and the standards until then"
    notes = (
        "Intervals hold the error of measurement, that of the estimate, and the changes to come; '-' where no model covers the measure.",
        "beyond_grace: missed for more years in a row than the grace of the standard; then: what the file says follows for a member.",
        *_notes(e),
    )
    return Table(columns, rows, title=title, notes=notes, meta=_meta(e), decimals=_decimals(columns))


def _survival_row(o: Outcome) -> tuple[Any, ...]:
    s = o.standard
    head = (o.state, s.id, asks(s), None if o.point is None else o.point.value, o.year)
    end = "only asked on accession" if s.applies_to == "accession" else s.on_breach
    if o.then is None:
        return (*head, *(None,) * 8, end)
    return (
        *head,
        *spread(o.then[-1]),
        _share(o.met(o.then[-1])),
        _share(o.never_below),
        _share(o.breached),
        end,
    )


def curve(e: Trial, standard: Standard, step: float = 0.05) -> Table:
    """Return one row per threshold of a standard's measure: states that pass, are open or fail, and expected numbers now and at the horizon.

    Parameters
    ----------
    e
        An evaluation that holds the standard.
    standard
        Its measure, its years and its direction are kept; its threshold runs over all values.
    step
        Distance of the thresholds; of a measure that is no index from 0 to 1, as a share of the range of its values.
    """
    outcomes = {i: e.outcomes[i, standard.id] for i in e.states}
    unknown = [i for i, o in outcomes.items() if o.held is None]
    rows = []
    for threshold in _thresholds(e, standard, step):
        bound = {"at_least": threshold} if standard.at_least is not None else {"at_most": threshold}
        moved = standard.model_copy(update=bound)
        now = {i: _at(o, moved, "met_now") for i, o in outcomes.items()}
        then = {i: _at(o, moved, "met_then") for i, o in outcomes.items()}
        rows.append((threshold, *_groups(now), _expected(now), _expected(then), ", ".join(unknown) or None))
    sense = "at least" if standard.at_least is not None else "at most"
    columns = (
        f"{standard.measure} {sense}",
        f"pass ({PASSES:.0%} sure or more)",
        "open",
        f"fail ({1 - OPEN:.0%} sure or more)",
        "expected_now",
        f"expected_{e.target_year}",
        "unknown",
    )
    years = standard.sustained_years
    lasting = f", sustained over {years} years" if years > 1 else ""
    title = f"Who passes at every threshold of {standard.measure}{lasting}"
    asked = (
        f"The file asks nothing of {standard.measure}"
        if standard.id == UNASKED
        else f"The threshold of the file is {asks(standard)}"
    )
    notes = (
        f"{asked}. expected: sum of the probabilities of the states that are known.",
        *_notes(e),
    )
    return Table(columns, rows, title=title, notes=notes, meta=_meta(e), decimals=_decimals(columns))


def _thresholds(e: Trial, standard: Standard, step: float) -> list[float]:
    if e.asked.standards and _is_index(
        [o for o in e.outcomes.values() if o.standard.measure == standard.measure]
    ):
        return [round(float(t), 6) for t in np.arange(step, 1.0, step)]
    values = [
        o.point.value for o in e.outcomes.values() if o.standard.id == standard.id and o.point is not None
    ]
    least, most = min(values, default=0.0), max(values, default=1.0)
    return [round(float(least + (most - least) * t), 6) for t in np.append(np.arange(0.0, 1.0, step), 1.0)]


def _is_index(outcomes: list[Outcome]) -> bool:
    return all(o.point is None or 0 <= o.point.value <= 1 for o in outcomes)


def _at(o: Outcome, moved: Standard, what: str) -> float | None:
    from dataclasses import replace

    return _share(getattr(replace(o, standard=moved), what))


def _groups(found: Mapping[str, float | None]) -> tuple[str | None, str | None, str | None]:
    tests: tuple[Callable[[float], bool], ...] = (
        lambda p: p >= PASSES,
        lambda p: OPEN < p < PASSES,
        lambda p: p <= OPEN,
    )
    passing, undecided, failing = (
        ", ".join(f"{i} {p:.2f}" if k == 1 else i for i, p in found.items() if p is not None and test(p))
        or None
        for k, test in enumerate(tests)
    )
    return passing, undecided, failing


def _expected(found: Mapping[str, float | None]) -> float | None:
    known = [p for p in found.values() if p is not None]
    return float(sum(known)) if known else None


def asks(standard: Standard) -> str:
    """Return a standard's requirement in a few words."""
    bound = f">= {standard.at_least:g}" if standard.at_least is not None else f"<= {standard.at_most:g}"
    years = f", {standard.sustained_years} years" if standard.sustained_years > 1 else ""
    return f"{standard.measure} {bound}{years}"


def lacks(o: Outcome) -> str | None:
    """Return the distance of the latest value from a missed threshold, or that it is unknown; empty if it is met."""
    s = o.standard
    if o.point is None:
        return "no value"
    gap = s.at_least - o.point.value if s.at_least is not None else o.point.value - (s.at_most or 0.0)
    if gap > 0:
        return f"{gap:.3g} {'below' if s.at_least is not None else 'above'}"
    if o.years_lacking:
        return f"no data on {', '.join(map(str, o.years_lacking))}"
    missed = o.met_now is not None and o.met_now.mean() < 0.5
    return "not met in each of the years asked for" if missed else None


def ranged(found: tuple[float, float] | None) -> Span | None:
    """Return a probability, which is a range where something about it is assumed or unknown."""
    return None if found is None else Span(float(found[0]), float(found[1]))


def _share(where: Any) -> float | None:
    return None if where is None else float(np.mean(where))


def _decimals(columns: Sequence[str]) -> dict[str, int]:
    """Return the decimal places for screens: two for ranges of probabilities, three for intervals of values."""
    found = dict.fromkeys(columns, 3) | dict.fromkeys(_RANGES, 2)
    return {name: places for name, places in found.items() if name not in {"value", "share_fell"}}


def _notes(e: Trial) -> list[str]:
    kinds = {o.uncertainty for o in e.outcomes.values()}
    found = []
    if here := [s for s in e.states if s in e.asked.associates]:
        bound = "applies to them" if e.asked.binds_associates else "does not apply to them"
        found.append(
            f"Associates: {', '.join(here)}; the part of the treaty that holds the standards {bound}."
        )
    if "assumed" in kinds:
        low, high = e.assumptions.range_of("unpublished_sd")
        found.append(
            f"uncertainty 'assumed': the data used give no interval; a standard deviation of {low:g} to {high:g} is assumed ({e.assumptions.file})."
        )
    if "taken as exact" in kinds:
        found.append("uncertainty 'taken as exact': the source gives no interval and nothing is assumed.")
    if "unknown" in kinds:
        found.append(
            "'unknown': no value (V-Dem does not cover micro-states); unknown is neither passed nor failed."
        )
    if any(o.then is not None for o in e.outcomes.values()):
        found.append(
            "The years to come: estimate 'backsliding' (pato fit backsliding; docs/models/accession.md has its scores)."
        )
        found += _record(e)
        low, high = e.assumptions.range_of(TIDE)
        found.append(
            f"All states together are assumed to drift by {low:g} to {high:g} a year on top: the estimate knows no world-wide tide."
        )
        found.append(NOT_IDENTIFIED)
    found.append(
        f"{e.futures} runs, seed {e.seed}: shares are within {1 / np.sqrt(e.futures):.2g} (two standard errors at most)."
    )
    if any(o.standard.measure.startswith("v2x") for o in e.outcomes.values()):
        found.append(VDEM_NOTICE)
    return found


def _record(e: Trial) -> list[str]:
    """Return the outcome of the estimate's last ten-year forecast, for the given measures."""
    found = []
    for name, body in load_backsliding().estimate["measures"].items():
        rows = [r for r in body["scores"] if r["group"] == "democracies" and r["horizon"] == HORIZON_YEARS]
        if rows and any(o.standard.measure == name for o in e.outcomes.values()):
            last = max(rows, key=lambda r: int(r["origin"]))
            found.append(
                f"{name}: of {last['states']} states at 0.5 or more in {last['origin']}, {last['below_democracy_observed']} were below ten years later; "
                f"the estimate expected {last['below_democracy_expected']:.1f}, and its intervals of 90 % held {last['inside_90']:.0%} ({last['tide_inside_90']:.0%} with the tide)."
            )
    return found


def _meta(e: Trial) -> dict[str, object]:
    return {
        "instrument": e.asked.instrument,
        "file": e.asked.file,
        "date": e.date,
        "target_year": e.target_year,
        "futures": e.futures,
        "seed": e.seed,
        "assumptions": e.assumptions.file,
        "assumptions_sha256": e.assumptions.digest,
        "estimate": "backsliding",
    }
