"""Evidence from estimates on a claim: backtests that its model passes or fails, and numbers that do not vary by run.

A claim's file names its evidence under ``evidence:``. Each name is one function here that reads shipped estimates and
writes one sentence. None of it enters a share of futures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from pato.assess.study import Resolved
from pato.errors import PatoError, UsageError, unknown
from pato.files.estimates import stored
from pato.memo import Memo
from pato.treaties.architecture import load_architecture
from pato.treaties.norms import Instrument

Evidence = Callable[[Resolved], str]


def attacks_on_members_and_neighbours(study: Resolved) -> str:
    """Return the attack records of NATO's members and their unallied neighbours."""
    del study
    held = stored("scoreboard")["backtest"]
    rows = {r["group"]: r for r in held["rows"]}
    inside, beside = rows["members"], rows["unallied neighbours"]
    first, last = held["years"]
    told = (
        f"{inside['observed']['wars']} wars begun against NATO's members in {first}-{last} ({inside['target_years']} years of a state), "
        f"{beside['observed']['wars']} against their unallied neighbours ({beside['target_years']})"
    )
    model = "average" if "average" in inside["expected_disputes"] else next(iter(inside["expected_disputes"]))
    disputes = (
        f"disputes {inside['observed']['disputes']} against {inside['expected_disputes'][model]:.0f} expected without looking at the pact, "
        f"and {beside['observed']['disputes']} against {beside['expected_disputes'][model]:.0f}"
    )
    return f"{told}; {disputes}. Members differ from neighbours in more than the pact: a comparison, no effect (pato validate)."


def acceptance_backtest(study: Resolved) -> str:
    """Return whether the model of acceptance ranks a pact that was concluded above pacts that never were."""
    from pato.models.membership.backtest import record

    del study
    return record().told


def rank_among_memberships(study: Resolved) -> str:
    """Return the subject design's rank among all memberships of its members and the states that it is open to."""
    from pato.models.pledges import added_pact

    at = study.labels.index(study.subject)
    design = study.architectures[at]
    day = design.date or study.date
    pact = added_pact(design, study.status_quo, study.date)
    if pact is None:
        return f"{study.subject} adds no pact of defence: it has no rank among memberships."
    weights = tuple(sorted(study.study.weights.get(_DETERRENCE, {}).items()))
    asked = pact, day, study.status_quo, weights, study.rivals
    told: str = _RANKS.get(*asked, study.world, make=lambda: _rank(study, pact, day, weights))
    return told


_DETERRENCE = "deterrence"
_RANKS = Memo(16)
"""Computed ranks: every claim and report about the same design needs the same ones."""


def _rank(study: Resolved, pact: Instrument, day: str, weights: tuple[tuple[str, float], ...]) -> str:
    from pato.models.sweep.rank import place_of

    found = place_of(pact, day, study.world, study.study.status_quo, weights=weights, rivals=study.rivals)
    if found is None:
        return f"{pact.short} has too many members to rank all memberships here (pato sweep)."
    return found.told


@cache
def _pair_rank(one: str, other: str, vintage: str, date: str) -> str:
    from pato.models.formation import Formation, ranking
    from pato.world import load

    del vintage  # key of the cached result
    found = ranking(Formation.of(load(), load_architecture(), date), [one, other])[0]
    if found.percentile is None:
        return f"{one} and {other} have a defence pact."
    return (
        f"The model of who concludes defence pacts puts {one} and {other} above {found.percentile:.1f} per cent of all pairs without one "
        f"({found.low:.1f} to {found.high:.1f}): this is evidence against the claim, but its covariates do not include occupation, claims and opinion (pato formation {one},{other})."
    )


def rank_of_japan_and_korea(study: Resolved) -> str:
    """Return the rank of Japan and Korea among pairs that might conclude a pact."""
    return _pair_rank("JPN", "KOR", str(study.world.about["vintage"]), study.date)


def pairs_of_1949(study: Resolved) -> str:
    """Return the differences between NATO's pairs of 1949 and those of the Pacific, term by term."""
    del study
    differences = stored("membership_backtests")["formation"]["differences"]
    lead = next(d for d in differences if (d["of"], d["over"]) == ("nato_1949", "pacific_1950"))
    low, high = lead["interval_90"]
    terms = lead["by_term_with_interval_90"]
    clear = {name: v for name, v in terms.items() if (v[1] > 0 or v[2] < 0) and abs(v[0]) >= _TELLING}
    named = ", ".join(
        f"{name.replace('_', ' ')} {v[0]:+.2f} ({v[1]:+.2f} to {v[2]:+.2f})"
        for name, v in sorted(clear.items(), key=lambda item: -abs(item[1][0]))
    )
    holds_none = (
        "with an interval that includes 0" if low <= 0 <= high else "with an interval that excludes 0"
    )
    return (
        f"Trained on the years before 1949, NATO's pairs lead those of the Pacific Pact hoped for by {lead['log_odds']:+.2f} in log-odds "
        f"({low:+.2f} to {high:+.2f}), {holds_none}. Terms with intervals that exclude 0: {named or 'no term'}."
    )


_TELLING = 0.05


def pressure_before_and_after_2012(study: Resolved) -> str:
    """Return the frequency of China's actions against others before and after 2012, in the data that cover both."""
    del study
    held = stored("pressure")
    told = "; ".join(
        f"{m['title']}: {m['after']['a_year']:.1f} a year in {m['after']['years'][0]}-{m['after']['years'][1]} against "
        f"{m['before']['a_year']:.1f} in {m['before']['years'][0]}-{m['before']['years'][1]}, ratio {m['ratio']:.2f} ({m['interval_90'][0]:.2f} to {m['interval_90'][1]:.2f})"
        for m in held["measures"].values()
    )
    later = held["sorties"]
    years = ", ".join(f"{y} {n:,}" for y, n in later["aircraft_a_year"].items())
    return f"{told}. Aircraft reported around Taiwan since then: {years}; nothing comparable was published before (pato explain pressure)."


def who_passes_at_every_threshold(study: Resolved) -> str:
    """Return the number of states, and the members, that reach each level of liberal democracy."""
    states = tuple(study.world.states)
    levels = dict(zip(states, study.world.array(_MEASURE, states).values, strict=True))
    known = {s: float(v) for s, v in levels.items() if v == v}  # noqa: PLR0124  no figure is not a number
    told = []
    for threshold in _THRESHOLDS:
        short = [m for m in study.members if known.get(m, threshold) < threshold]
        passing = sum(v >= threshold for v in known.values())
        fails = f", of the members without {', '.join(short)}" if short else ""
        told.append(f"{threshold:g}: {passing}{fails}")
    lacking = [m for m in study.members if m not in known]
    unknown_ = f" No data on {', '.join(lacking)}." if lacking else ""
    return f"Of the {len(known)} states with a figure of liberal democracy (V-Dem), number that reach each level: {'; '.join(told)}.{unknown_}"


_MEASURE = "v2x_libdem"
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

EVIDENCE: Mapping[str, Evidence] = {
    f.__name__: f
    for f in (
        attacks_on_members_and_neighbours,
        acceptance_backtest,
        rank_among_memberships,
        rank_of_japan_and_korea,
        pairs_of_1949,
        pressure_before_and_after_2012,
        who_passes_at_every_threshold,
    )
}


def evidence(names: Iterable[str], study: Resolved) -> tuple[str, ...]:
    """Return the evidence on a claim, one sentence each; where it is unavailable, the reason.

    Raises
    ------
    UsageError
        If a name is unknown.
    """
    asked = list(names)
    if wrong := [
        unknown("evidence", name, EVIDENCE, where="evidence") for name in asked if name not in EVIDENCE
    ]:
        raise UsageError(wrong)
    return tuple(_told(EVIDENCE[name], study) for name in asked)


def _told(make: Evidence, study: Resolved) -> str:
    try:
        return make(study)
    except PatoError as error:
        return f"{make.__name__.replace('_', ' ')}: {error}"
