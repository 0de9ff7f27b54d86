"""What a study weighs 0 is left out, and what it weighs stands pooled on the screen."""

import dataclasses

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.run import run_study
from pato.assess.strata import POOLED
from pato.assess.study import resolve


def study(**more):
    asked = {"metrics": ["gaps", "war_initiations_members"], "futures": 60, "date": "2026-11-21"} | more
    return resolve(from_options(["hub-and-spoke", "pato-7"], asked), today="2026-11-21")


def test_pooled_rows_on_the_screen_and_nothing_of_what_is_weighted_0(tmp_path):
    run = run_study(study(), tmp_path / "run")
    plain = Comparison.of(study(), run)
    weighed = Comparison.of(study(weights={"deterrence": {"patron": 2, "no_effect": 1, "provoke": 0}}), run)
    assert len(plain.strata) == 7
    assert [s.label for s in weighed.strata] == ["no_effect", "patron", POOLED]
    pooled = {(r.metric, r.architecture): r for r in weighed.rows() if r.theory == POOLED}
    risk = pooled["war_initiations_members", "pato-7"]
    (shown,) = (
        r
        for r in weighed.tables()["brief"].records()
        if r["architecture"] == "pato-7"
        and r["metric"].startswith("attacks on members by named rivals that lead to war")
    )
    assert shown["median"] == f"{risk.median:.3g}"
    assert (shown["better"], shown["worse"]) == (f"{risk.better:.0%}", f"{risk.worse:.0%}")
    assert " to " in next(
        r["median"]
        for r in plain.tables()["brief"].records()
        if r["architecture"] == "pato-7"
        and r["metric"].startswith("attacks on members by named rivals that lead to war")
    )
    one = dataclasses.replace(weighed, study=study(weights={"deterrence": {"patron": 1}}))
    assert {r.theory for r in Comparison.of(one.study, run).rows() if r.metric != "gaps"} == {
        "patron",
        POOLED,
    }
