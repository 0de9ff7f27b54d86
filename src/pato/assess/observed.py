"""Data shown with expected numbers: the observed record between the same states, and forecasters' estimates for the same pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pato.assess.metrics import Metric
from pato.assess.study import Resolved
from pato.models.risk.levels import Match, elicited_range, forecasts, matches
from pato.models.risk.record import LEVELS, Observed, observed
from pato.registry.names import listed
from pato.table import Table

OBSERVED, ELICITED = "observed", "elicited"
"""Names of the tables."""
_WORDS = {"dispute": "disputes", "force": "uses of force", "war": "wars"}
_PERCENT = 100.0


def observed_of(study: Resolved, metric: Metric, label: str | None = None) -> Observed | None:
    """Return the observed record that matches a metric, of one state if a label is given; None if there is none."""
    if metric.observed is None:
        return None
    level, by, against = metric.observed
    named = by == "rivals"
    challengers = study.rivals if named else study.study.challengers
    targets = (label,) if label is not None else _targets(study, against)
    return observed(level, challengers, targets, fellows=study.members if named else ())


def _targets(study: Resolved, against: str) -> tuple[str, ...]:
    if against == "members" and study.members:
        return study.members
    return tuple(s for s in study.world.states if s not in study.members)


def column(study: Resolved, metric: Metric) -> str | None:
    """Return the heading of the record in a table by state; None if no record matches the metric."""
    found = observed_of(study, metric)
    years = study.study.horizon_years
    return None if found is None else f"observed in {years} years, mean of {found.first}-{found.last}"


def sentences(study: Resolved) -> Iterator[str]:
    """Yield the record between the named rivals and the members, if a metric of the study concerns attacks or disputes."""
    if not any(m.observed for m in study.metrics):
        return
    whom, targets = ("members", study.members) if study.members else ("others", _targets(study, "outsiders"))
    found = {level: observed(level, study.rivals, targets, fellows=study.members) for level in LEVELS}
    one = found["dispute"]
    told = listed(f"{o.begun_in(10):.2g} {_WORDS[level]}" for level, o in found.items())
    yield (
        f"Observed {one.first}-{one.last}, begun by {', '.join(study.rivals)} against these {whom}: {told} a decade; "
        f"{found['war'].between} pairs of them fought each other in wars, whoever began (table observed)."
    )
    yield from _forecast_sentence(study)


def _forecast_sentence(study: Resolved) -> Iterator[str]:
    ends = elicited_range(found := matched(study))
    if ends is None:
        return
    by_target = dict[str, list[float]]()
    for m in found:
        if m.forecast.kind == "forecast":
            by_target.setdefault("/".join(m.forecast.targets), []).append(m.ratio)
    told = listed(f"{_between(r)} times for {target}" for target, r in by_target.items())
    yield (
        f"Forecasters put the odds of war above or below this estimate: {told} (table elicited). "
        "'baseline: both' shows what that changes, and what the recent record changes."
    )


def _between(ratios: Sequence[float]) -> str:
    low, high = f"{min(ratios):.2g}", f"{max(ratios):.2g}"
    return low if low == high else f"{low} to {high}"


def observed_table(study: Resolved) -> Table:
    """Return the record of the named rivals against each state compared, and together, at each level."""
    targets = study.members or _targets(study, "outsiders")
    rows = []
    for name, states in [("together", targets), *((t, (t,)) for t in targets)]:
        for level in LEVELS:
            whole, recent = (
                observed(level, study.rivals, states, fellows=study.members, recent=recent)
                for recent in (False, True)
            )
            if name == "together" or whole.between:
                rows.append((name, _WORDS[level], *_counts(whole), *_counts(recent)))
    first = observed("war", study.rivals, targets)
    recently = observed("war", study.rivals, targets, recent=True)
    columns = ("target", "level", *(f"{what} {o.first}-{o.last}" for o in (first, recently) for what in ("begun", "begun a decade", "between")))  # fmt: skip
    notes = (
        f"Begun by {', '.join(study.rivals)}; uses of force and wars are disputes too. Source: Correlates of War, MID 5.0 and Interstate Wars 4.0, counted by 'pato fit observed_record'.",
        "Between: whoever began; at the level of war, pairs that fought on opposite sides, joiners included: one war can include several pairs.",
        "The record ends in 2014. Russia includes the Soviet Union.",
    )
    return Table(
        columns, rows, title="Disputes observed between the named rivals and these states", notes=notes
    )


def _counts(found: Observed) -> tuple[int, float, int]:
    return found.begun, round(found.begun_in(10), 2), found.between


def matched(study: Resolved, level: str = "war") -> list[Match]:
    """Return forecasts at a level for the study's rivals, with the estimate for the same pairs; empty if that risk is not computed."""
    # with its kernels, which a run that is read again does without
    from pato.models.risk.pairs import PairRisk

    risk = next((m for m in study.models if isinstance(m, PairRisk) and m.level == level), None)
    if risk is None:
        return []
    return list(matches(level, risk.yearly, risk.states, study.rivals))


def elicited_table(study: Resolved) -> Table:
    """Return forecasts with sources, in per cent a year, with the estimate for the same pairs at the same threshold."""
    known = {m.forecast.id: m for level in LEVELS for m in matched(study, level)}
    rows = []
    for f in forecasts():
        if f.challenger not in study.rivals:
            continue
        match = known.get(f.id)
        low, central, high = (_PERCENT * p for p in f.yearly)
        beside = (None, None) if match is None else (_PERCENT * match.estimated, match.ratio)
        kind = "forecast" if f.kind == "forecast" else "market price (an upper bound)"
        source = f"{f.who}, {f.date}; {f.title}, {f.url}"
        rows.append((f.event, kind, central, low, high, *beside, source))
    columns = ("event", "kind", "per cent a year", "low", "high", "estimate, per cent a year", "odds over the estimate's", "source")  # fmt: skip
    notes = (
        "The chance is spread evenly over the years of the forecast. The estimate is of the same pairs at the same threshold, today's commitments, median; none is given where no estimate has the threshold or the states.",
        "Forecasters see forces, statements and exercises of today; the estimate uses capability, commitments, regimes and disputes up to 2010, and the rarity of wars.",
        "Shares of experts who agree and words such as 'moderate' are no probabilities and are not listed.",
    )
    return Table(columns, rows, title="Forecasts compared with the estimate", notes=notes)


def tables(study: Resolved) -> dict[str, Table]:
    """Return both tables if a metric of the study concerns attacks or disputes."""
    if not any(m.observed for m in study.metrics):
        return {}
    found = {OBSERVED: observed_table(study)}
    if len(forecast := elicited_table(study)):
        found[ELICITED] = forecast
    return found


def values(study: Resolved, metric: Metric, labels: Sequence[str]) -> dict[str, float]:
    """Return the record by label, scaled to the years of the horizon."""
    years = study.study.horizon_years
    return {
        label: found.begun_in(years)
        for label in labels
        if (found := observed_of(study, metric, label)) is not None
    }
