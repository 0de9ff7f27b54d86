"""Inputs as columns, runs summarised together, and the figures of which indices are made: worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from hand_made import FACTORS, study_of

from pato.assess.indices import (
    _binned,
    _codes,
    _mean_over_halves,
    _score,
    counts_of,
    epsilon_squared,
    first_order,
    largest_column,
)
from pato.assess.inputs import Input, columns_of, input_named, inputs_for, inputs_of, varying
from pato.assess.saltelli import FUNCTION, REST, _moves, draws_of, groups_of, spec_of
from pato.assess.strata import strata_by
from pato.errors import UnknownNameError, UsageError
from pato.futures import Design, Factor, Levels
from pato.futures.distributions import Constant, Uniform


def factor(name, spec, **more):
    return Factor(name, spec, "made up", "assumption", **more)


def test_columns_of_factors():
    draws = study_of().design.draw()
    theory, word, first, second = columns_of(draws, FACTORS)
    assert (theory.id, theory.factor, theory.levels, theory.is_replicate) == (
        "deterrence",
        "deterrence",
        ("none", "strong"),
        False,
    )
    assert theory.values.dtype == np.int64
    assert theory.words().tolist() == [("none", "strong")[code] for code in theory.values]
    assert (word.id, word.unit, word.levels) == ("word", "share", ())
    np.testing.assert_array_equal(word.values, draws["word"])
    assert [(c.id, c.factor) for c in (first, second)] == [
        ("slope.first", "slope"),
        ("slope.second", "slope"),
    ]
    np.testing.assert_array_equal(second.values, draws["slope"][:, 1])


def test_ends_and_parts_of_a_column():
    one = Input("x", "x", np.array([3.0, 1.0, 2.0]), unit="u")
    assert (one.low, one.high) == (1.0, 3.0)
    assert one.between(1.0, 2.0).tolist() == [False, True, True]
    part = one.at(np.array([2, 0]))
    assert (part.values.tolist(), part.unit, part.id) == ([2.0, 3.0], "u", "x")


def test_what_is_the_same_in_every_run_is_no_input():
    factors = (factor("pinned", Constant(3.0)), factor("one", Levels(("a",), "theory")), factor("x", Uniform(0, 1)), factor("draw", Levels(("r0", "r1"), "replicate")))  # fmt: skip
    draws = Design(factors, 20, 1).draw()
    assert [i.id for i in columns_of(draws, factors)] == ["pinned", "one", "x", "draw"]
    assert [(i.id, i.is_replicate) for i in inputs_of(draws, factors)] == [("x", False), ("draw", True)]
    columns = (Input("a", "a", np.array([1.0, 1.0, 2.0])), Input("b", "b", np.array([1.0, 2.0, 2.0])))
    assert [i.id for i in varying(columns, np.array([0, 1]))] == ["b"]
    assert varying(columns, np.array([], int)) == ()


def test_inputs_of_metrics_are_those_of_their_models():
    study = study_of(futures=50)
    other = SimpleNamespace(id="other", factors=lambda: [factor("elsewhere", Uniform(0, 1))])
    study.models = (*study.models, other)
    study.design = Design((*FACTORS, factor("elsewhere", Uniform(0, 1))), 50, 1)
    made, law = (SimpleNamespace(models=m) for m in (("made",), ()))
    found = inputs_for(study, [made])
    assert [i.id for i in found] == ["deterrence", "word", "slope.first", "slope.second"]
    np.testing.assert_array_equal(found[1].values, study.design.draw()["word"])
    assert [i.id for i in inputs_for(study, [law, SimpleNamespace(models=("other",))])] == ["elsewhere"]
    assert inputs_for(study, [law]) == ()
    few = inputs_for(study, [made], 20)
    np.testing.assert_array_equal(few[1].values, found[1].values[:20])
    assert len(inputs_for(study, [made], 500)[1].values) == 50
    for sampler, crossed in (("sobol", ()), ("philox", (("deterrence",),))):
        study.design = Design(FACTORS, 50, 1, sampler, crossed)
        np.testing.assert_array_equal(inputs_for(study, [made])[1].values, study.design.draw()["word"])


def test_columns_by_name():
    columns = [
        Input(i, f, np.arange(2))
        for i, f in (("a", "a"), ("e.a", "e"), ("e.b", "e"), ("f.b", "f"), ("e.c", "e"))
    ]
    assert input_named(columns, "a").id == "a"
    assert input_named(columns, "c").id == "e.c"
    assert input_named(columns, "f.b").id == "f.b"
    with pytest.raises(UnknownNameError) as refused:
        input_named(columns, "b")
    assert str(refused.value) == "factor that differs between these runs 'b' is not known. Allowed: e.b, f.b."
    with pytest.raises(UnknownNameError, match=r"'q' is not known.* Allowed: a, e\.a, e\.b, e\.c, f\.b\."):
        input_named(columns, "q")


def strata(by=("deterrence",), models=None, **options):
    return strata_by(study_of(**options), by, models)


def test_one_stratum_a_theory():
    draws = study_of().design.draw()
    none, strong = strata()
    assert (none.label, strong.label) == ("none", "strong")
    assert none.futures.tolist() == np.flatnonzero(draws.is_level("deterrence", "none")).tolist()
    assert none.weight is strong.weight is None
    (alone,) = strata(())
    assert (alone.label, alone.futures.tolist(), alone.weight) == ("any", list(range(8)), None)
    assert [c.label for c in strata(("deterrence", "not drawn"))] == ["none", "strong"]


def test_weights_of_what_splits_pool_at_the_end():
    none, strong, pooled = strata(weights={"deterrence": {"strong": 3, "none": 1}})
    assert (none.weight, strong.weight, pooled.label) == (None, None, "your weights")
    here = study_of().design.draw().is_level("deterrence", "strong")
    np.testing.assert_allclose(pooled.weight, np.where(here, 3 / 16, 1 / 16))
    assert pooled.futures.tolist() == list(range(8))
    only, pooled = strata(weights={"deterrence": {"strong": 2}})
    assert (only.label, pooled.label) == ("strong", "your weights")
    (zero, _) = strata(weights={"deterrence": {"strong": 2, "none": 0}})
    assert zero.label == "strong"


def split(n=24, **weights):
    factors = (factor("deterrence", Levels(("a", "b"), "theory")), factor("reading", Levels(("x", "y", "z"), "reading")), factor("u", Uniform(0, 1)))  # fmt: skip
    model = SimpleNamespace(id="m", factors=lambda: factors[:1])
    other = SimpleNamespace(id="n", factors=lambda: factors[1:])
    return SimpleNamespace(
        study=SimpleNamespace(weights=weights), design=Design(factors, n, 1), models=(model, other)
    )


def test_two_factors_split_in_all_combinations():
    study = split()
    found = strata_by(study, ("deterrence", "reading"))
    assert [c.label for c in found] == ["a, x", "a, y", "a, z", "b, x", "b, y", "b, z"]
    draws = study.design.draw()
    for one in found:
        theory, reading = one.label.split(", ")
        here = draws.is_level("deterrence", theory) & draws.is_level("reading", reading)
        assert one.futures.tolist() == np.flatnonzero(here).tolist()
    few = strata_by(split(2), ("deterrence", "reading"))
    assert len(few) == 2  # combinations without a run are left out


def test_weights_of_another_factor_weigh_within():
    study = split(reading={"x": 1, "y": 3})
    a, b = strata_by(study, ("deterrence",))
    draws = study.design.draw()
    here = draws.is_level("deterrence", "a")
    raw = np.where(draws.is_level("reading", "x"), 1.0, np.where(draws.is_level("reading", "y"), 3.0, 0.0))[
        here
    ]
    np.testing.assert_allclose(a.weight, raw / raw.sum())
    assert a.weight.sum() == pytest.approx(1.0)
    assert b.label == "b"
    assert [c.weight for c in strata_by(study, ("deterrence",), ("m",))] == [None, None]
    weighed = strata_by(study, ("deterrence",), ("m", "n"))
    np.testing.assert_allclose(weighed[0].weight, a.weight)
    (all_of,) = strata_by(split(reading={"x": 1}), ())
    assert all_of.label == "any"
    assert (all_of.weight > 0).sum() == 8
    one = strata_by(split(deterrence={"a": 1}, reading={"x": 1}), ("deterrence", "reading"))
    assert [c.label for c in one] == ["a, x", "your weights"]
    part = strata_by(split(deterrence={"a": 1}), ("deterrence", "reading"))
    assert [c.label for c in part] == ["a, x", "a, y", "a, z"]  # nothing is pooled over what has no weights


def test_runs_of_no_weight_are_no_stratum():
    for n in (2, 3, 4, 5):
        study = split(n, reading={"x": 1})
        draws = study.design.draw()
        here = {t for t in "ab" if (draws.is_level("deterrence", t) & draws.is_level("reading", "x")).any()}
        if draws.is_level("reading", "x").any():
            assert {c.label for c in strata_by(study, ("deterrence",))} == here
    study = split(6, reading={"x": 1})
    draws = study.design.draw()
    assert all(c.weight.sum() == pytest.approx(1) for c in strata_by(study, ("deterrence",)))


def test_inputs_of_a_crossed_design_are_its_draws():
    study = split()
    study.design = Design(study.design.factors, 24, 1, "philox", (("deterrence", "reading"),))
    found = inputs_for(study, [SimpleNamespace(models=("n",))])
    draws = study.design.draw()
    assert [i.id for i in found] == ["reading", "u"]
    for one in found:
        np.testing.assert_array_equal(one.values, draws[one.id])


def test_the_sampler_changes_no_label():
    for sampler, crossed in (("sobol", ()), ("philox", (("deterrence", "reading"),))):
        study = split()
        study.design = Design(study.design.factors, 24, 1, sampler, crossed)
        draws = study.design.draw()
        for one in strata_by(study, ("deterrence",)):
            assert one.futures.tolist() == np.flatnonzero(draws.is_level("deterrence", one.label)).tolist()


def test_epsilon_squared_by_hand():
    """Kelley 1935: (SSB - (k - 1) MSW) / SST. Groups 1, 2, 3 and 5, 6, 7: SSB 24, MSW 1, SST 28."""
    y, codes = np.array([1.0, 2, 3, 5, 6, 7]), np.array([0, 0, 0, 1, 1, 1])
    once = np.ones((1, 6))
    np.testing.assert_allclose(epsilon_squared(y, codes, once), (24 - 1) / 28)
    twice = np.array([[1.0, 1, 1, 0, 0, 0], [0, 0, 0, 0, 0, 3], [2, 0, 0, 0, 2, 0]])
    # one group alone, one value alone, and two groups without spread within
    np.testing.assert_allclose(epsilon_squared(y, codes, twice), [0.0, 0.0, 1.0])


def test_bins_hold_equally_many_and_equal_values_are_in_one():
    assert np.bincount(_binned(np.arange(36.0))).tolist() == [9] * 4  # 2/3 of the root of 36 is 4
    assert np.bincount(_binned(np.arange(900.0))).tolist() == [45] * 20
    assert _binned(np.arange(1e4)).max() == 49
    assert np.bincount(_binned(np.repeat([1.0, 2.0], 18))).tolist() == [18, 18]
    assert _binned(np.arange(8.0)).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert _codes(Input("k", "k", np.array([5, 2, 5]), tuple("abcdef"))).tolist() == [1, 0, 1]


def test_a_score_is_the_fit_of_coefficients_and_their_squares():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 2))
    y = 1 + 2 * x[:, 0] - x[:, 1] ** 2
    taught = np.arange(100) % 2 == 0
    np.testing.assert_allclose(_score(x, y, taught), y, atol=1e-9)
    assert _score(x, y, np.arange(100) < 15) is None
    straight = _score(x, y, np.arange(100) < 16)  # enough for two terms, not for five
    assert straight is not None
    assert not np.allclose(straight, y, atol=0.1)
    lots = _score(x, y, np.arange(100) < 40)
    np.testing.assert_allclose(lots, y, atol=1e-9)
    joint = [Input("e.a", "e", x[:, 0]), Input("e.b", "e", x[:, 1])]
    assert _mean_over_halves(y, joint, np.ones((1, 100)))[0] > 0.85
    few = [Input("e.a", "e", x[:10, 0]), Input("e.b", "e", x[:10, 1])]
    assert _mean_over_halves(y[:10], few, np.ones((3, 10))).tolist() == [0.0] * 3


def test_the_largest_come_first_and_as_many_as_are_asked():
    rng = np.random.default_rng(0)
    x, z = rng.random((2, 400))
    inputs = [Input("z", "z", z), Input("x", "x", x), Input("w", "w", rng.random(400))]
    found = first_order(3 * x + z, inputs, resamples=5)
    assert [i.name for i in found][:2] == ["x", "z"]
    assert found[0].value == pytest.approx(0.9, abs=0.05)
    assert [i.name for i in first_order(3 * x + z, inputs, most=1, resamples=5)] == ["x"]
    assert first_order(3 * x + z, inputs, seed=1, resamples=5)[0].low90 != found[0].low90
    assert largest_column(z, inputs).id == "z"
    counts = counts_of(7, 3, 0)
    assert counts.shape == (3, 7)
    assert counts.sum(axis=1).tolist() == [7.0] * 3
    assert not np.array_equal(counts, counts_of(7, 3, 1))


DESIGN = Design((factor("a", Uniform(0, 1)), factor("pinned", Constant(3.0)), factor("t", Levels(("x", "y"), "theory")), factor("s", Levels(("x",), "theory"))), 10, 7)  # fmt: skip


def test_groups_of_what_moves():
    assert [_moves(f.spec) for f in DESIGN.factors] == [True, False, True, False]
    assert groups_of(DESIGN) == {"a": ("a",), "t": ("t",)}
    assert groups_of(DESIGN, ["g=t,a"]) == {"g": ("t", "a")}
    assert groups_of(DESIGN, ["t"]) == {"t": ("t",), REST: ("a",)}
    with pytest.raises(UsageError) as refused:
        groups_of(DESIGN, ["g=a,b", f"{REST}=t", "g=a"])
    assert [str(p) for p in refused.value.problems] == [
        "group g  factor that moves 'b' is not known. Allowed: a, t.",
        "group all others  is named twice, or is the name of the rest.",
        "group g  is named twice, or is the name of the rest.",
    ]
    with pytest.raises(UsageError) as refused:
        groups_of(DESIGN, ["g=a,t", "h=t", "a"])
    assert [str(p) for p in refused.value.problems] == ["factor a  stands in two groups.", "factor t  stands in two groups."]  # fmt: skip


def test_rows_of_the_extension():
    groups = groups_of(DESIGN, ["a"])
    draws = draws_of(DESIGN, groups, np.arange(8, 24))
    a, t = (draws[n].reshape(4, 4) for n in ("a", "t"))
    np.testing.assert_array_equal(a[:, 2], a[:, 1])
    np.testing.assert_array_equal(a[:, 3], a[:, 0])
    np.testing.assert_array_equal(t[:, 2], t[:, 0])
    np.testing.assert_array_equal(t[:, 3], t[:, 1])
    assert (a[:, 0] != a[:, 1]).all()
    assert draws["pinned"].tolist() == [3.0] * 16
    assert draws.futures.tolist() == list(range(8, 24))
    other = draws_of(Design(DESIGN.factors, 10, 8), groups, np.arange(8, 24))
    assert not np.array_equal(other["a"], draws["a"])


def test_what_fixes_an_extension():
    from hand_made import quick

    study = quick()
    spec = spec_of(study, {"g": ("pledge_compliance",)}, 32)
    base = study.spec()
    assert spec.function == FUNCTION
    assert spec.settings == dict(base.settings) | {
        "factors": study.design.to_dict()["factors"], "points": "sobol", "groups": [["g", ["pledge_compliance"]]],
        "metrics": ["burden_members", "burden_by_state"],
    }  # fmt: skip
    assert (spec.design.factors, spec.design.n_futures, spec.design.seed) == ((), 96, 1)
    assert (spec.files, spec.vintage, spec.title) == (
        base.files,
        base.vintage,
        f"sensitivity of {base.title}",
    )
