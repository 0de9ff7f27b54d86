"""The evidence: what counts as a new pledge, who is treated, what is left out, what a planted effect looks like."""

import numpy as np
import polars as pl
import pytest

from pato.estimate.evidence.pledge import _at_risk, pledge_estimates
from pato.estimate.evidence.provocation import arming_estimates, new_pledges, provocation_estimates, treated
from pato.estimate.evidence.specification import load_evidence
from pato.files.estimates import stored
from pato.kernels.chances import probability

RNG = np.random.Generator(np.random.Philox(51))


def pairs(states, years, **columns):
    rows = [(a, b, y) for y in years for a in states for b in states if a != b]
    frame = pl.DataFrame(rows, schema=["ccode1", "ccode2", "year"], orient="row")
    return frame.with_columns(**columns)


def pledge(frame, giver, receiver, first):
    now = (pl.col("ccode1") == giver) & (pl.col("ccode2") == receiver) & (pl.col("year") >= first)
    before = (pl.col("ccode1") == giver) & (pl.col("ccode2") == receiver) & (pl.col("year") > first)
    return frame.with_columns(pledge_defence=now.cast(pl.Int8), pledge_defence_lag1=before.cast(pl.Int8))


def test_a_pledge_is_new_once_and_not_with_a_state_that_enters():
    frame = pledge(
        pairs((1, 2, 3), range(1950, 1960), major1=(pl.col("ccode1") == 1).cast(pl.Int8)), 1, 2, 1953
    )
    assert new_pledges(frame).rows() == [(1, 2, 1953, 1)]
    entered = frame.filter(
        (pl.col("year") >= 1953) | ~(pl.col("ccode1").is_in([1]) | pl.col("ccode2").is_in([1]))
    )
    assert new_pledges(entered).height == 0


def test_the_pledgers_own_relation_is_not_treated():
    frame = pledge(pairs((1, 2, 3), range(1950, 1962), major1=1), 1, 2, 1953)
    after = frame.filter(pl.Series(treated(frame, new_pledges(frame), 5)))
    assert set(after.select("ccode1", "ccode2").unique().rows()) == {(3, 2)}
    assert after["year"].to_list() == list(range(1954, 1959))


def test_a_planted_provocation_is_found():
    states, years = range(1, 16), range(1950, 1980)
    frame = pairs(states, years, major1=0, rivalry=1, politically_relevant=1)
    for receiver in (2, 5, 9):
        frame = (
            pledge(frame, 1, receiver, 1950 + 2 * receiver)
            if receiver == 2
            else frame.with_columns(
                pledge_defence=pl.when(
                    (pl.col("ccode1") == 1)
                    & (pl.col("ccode2") == receiver)
                    & (pl.col("year") >= 1950 + 2 * receiver)
                )
                .then(1)
                .otherwise("pledge_defence"),
                pledge_defence_lag1=pl.when(
                    (pl.col("ccode1") == 1)
                    & (pl.col("ccode2") == receiver)
                    & (pl.col("year") > 1950 + 2 * receiver)
                )
                .then(1)
                .otherwise("pledge_defence_lag1"),
            )
        )
    after = treated(frame, new_pledges(frame), 5)
    frame = frame.with_columns(
        initiation=pl.Series((RNG.random(frame.height) < 0.05 + 0.2 * after).astype(int))
    )
    spec = load_evidence().provocation
    one = spec.model_copy(
        update={
            "specifications": tuple(
                m.model_copy(update={"years": (1950, 1979)}) for m in spec.specifications if m.id == "rivals"
            )
        }
    )
    (found,) = provocation_estimates(one, frame)
    assert found["rows_after_a_new_pledge"] == after.sum() > 100
    assert abs(found["estimate"] - 20) < 4 * found["se"]
    assert found["estimate"] > 3 * found["se"]


def test_a_planted_arming_is_found():
    states, years = range(1, 31), range(1950, 1990)
    rivals = {(a, b) for a in states for b in states if a != b and (a - 1) // 2 == (b - 1) // 2}
    frame = pairs(states, years, major1=0)
    rivalry = pl.Series([int((a, b) in rivals) for a, b in frame.select("ccode1", "ccode2").rows()])
    frame = frame.with_columns(rivalry=rivalry)
    starts = {k: 1955 + k for k in range(2, 31, 2)}
    given = np.array(
        [
            b in starts and a == (b + 5) % 30 + 1 and y >= starts[b]
            for a, b, y in frame.select("ccode1", "ccode2", "year").rows()
        ]
    )
    before = np.array(
        [
            b in starts and a == (b + 5) % 30 + 1 and y > starts[b]
            for a, b, y in frame.select("ccode1", "ccode2", "year").rows()
        ]
    )
    frame = frame.with_columns(
        pledge_defence=pl.Series(given.astype(int)),
        pledge_defence_lag1=pl.Series(before.astype(int)),
        target_dose_lag1=pl.lit(0.0),
    )
    table = [
        (s, y, 100.0 * np.exp(0.3 * (s + 1 in starts and y >= starts[s + 1]) + 0.02 * RNG.normal()))
        for s in states
        for y in years
    ]
    levels = pl.DataFrame(
        table, schema={"ccode": pl.Int64, "year": pl.Int16, "milper": pl.Float64}, orient="row"
    ).with_columns(milex=pl.col("milper"))
    frame = frame.with_columns(pl.col("year").cast(pl.Int16))
    spec = load_evidence().arming
    found = {r["specification"]: r for r in arming_estimates(spec, frame, levels)}
    assert all(r["by_dose"]["estimate"] is None for r in found.values())  # no pledge adds anything here
    assert found["personnel"]["rows_with_a_rivals_new_pledge"] == 15
    assert found["personnel"]["estimate"] == pytest.approx(0.3, abs=0.05)
    assert abs(found["personnel_before"]["estimate"]) < 0.05


def test_a_planted_effect_of_the_dose_is_found_within_pairs_too():
    frame = pairs(range(1, 21), range(1950, 1980), politically_relevant=1, dispute_continuing=0)
    n = frame.height
    dose = RNG.exponential(1.0, n)
    y = RNG.random(n) < probability(-2 - 0.5 * dose)
    columns = {
        "target_dose_lag1": dose,
        "target_dose_largest_lag1": dose * 0.8,
        "target_dose_rest_lag1": dose * 0.2 + 0.1 * RNG.random(n),
    }
    frame = frame.with_columns(
        **{k: pl.Series(v) for k, v in columns.items()},
        initiation=pl.Series(y.astype(int)),
        peace_years=pl.Series(RNG.integers(0, 40, n)),
    )
    spec = load_evidence().pledge
    chosen = tuple(
        m.model_copy(update={"controls": "peace"}) for m in spec.specifications if m.id in {"pooled", "pair"}
    )
    asked = spec.model_copy(update={"specifications": chosen, "outcomes": {"dispute": "initiation"}})
    found = {(r["specification"], r["dose"]): r for r in pledge_estimates(asked, frame)}
    for specification in ("pooled", "pair"):
        c = found[specification, "whole"]["coefficients"]["dose"]
        error = c["se"] or c["model_se"]
        assert abs(c["estimate"] + 0.5) < 4 * error
        assert error < 0.1
    assert set(found["pooled", "split"]["coefficients"]) == {"dose_largest", "dose_rest"}


def test_each_outcome_has_its_own_rows_at_risk():
    """A war may begin in a dispute that goes on, not in a war that does; unknown years are left out."""
    frame = pairs((1, 2, 3), range(1950, 1956), dispute_continuing=0, war_continuing=0, initiation=1)
    frame = frame.with_columns(
        dispute_continuing=(pl.col("year") == 1951).cast(pl.Int8),
        war_continuing=(pl.col("year") == 1952).cast(pl.Int8),
        war_initiation=pl.when(pl.col("year") < 1955).then(0),
    )
    spec = load_evidence().pledge
    years = {
        name: sorted(set(_at_risk(frame, spec.going_on(name), column)["year"]))
        for name, column in (("dispute", "initiation"), ("cow_war", "war_initiation"))
    }
    assert years == {"dispute": [1950, 1952, 1953, 1954, 1955], "cow_war": [1950, 1951, 1953, 1954]}


def test_every_outcome_has_at_least_six_specifications_of_each_dose():
    shipped = stored("evidence")["pledge"]
    for outcome in load_evidence().pledge.outcomes:
        for dose, parts in (("whole", {"dose"}), ("split", {"dose_largest", "dose_rest"})):
            fitted = [r for r in shipped if (r["outcome"], r["dose"]) == (outcome, dose)]
            assert len({r["specification"] for r in fitted}) >= 6
            assert all(parts <= set(r["coefficients"]) for r in fitted)
