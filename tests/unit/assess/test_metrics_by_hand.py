"""Every metric on outcomes made by hand: two runs, three architectures, four states, of which three are members."""

import dataclasses

import numpy as np
import pytest
import xarray as xr

from pato.assess.metrics import Context, Metric, metrics
from pato.assess.metrics.base import RISK, _defined, label_dim
from pato.errors import FileError
from pato.models.membership.assumptions import load as membership_assumptions
from pato.treaties.architecture import load_architecture

STATES = ("CHN", "JPN", "KOR", "USA")
MEMBERS = ("JPN", "KOR", "USA")
SYSTEMS = ("none", "two", "three")
OWN = {"two": ("JPN", "KOR"), "three": MEMBERS}
FUTURES = 2
COORDS = {"architecture": list(SYSTEMS)}


def by_state(start, dim, states=STATES, *, missing=()):
    """Figures start + 100 run + 10 architecture + state, NaN for some states."""
    run, system, state = np.ogrid[:FUTURES, : len(SYSTEMS), : len(states)]
    values = start + 100.0 * run + 10 * system + state
    for name in missing:
        values[..., states.index(name)] = np.nan
    return xr.DataArray(values, dims=("future", "architecture", dim), coords=COORDS | {dim: list(states)})


def plain(start):
    run, system = np.ogrid[:FUTURES, : len(SYSTEMS)]
    return xr.DataArray(start + 100.0 * run + 10 * system, dims=("future", "architecture"), coords=COORDS)


def context(**outcomes):
    pledges = {name: np.zeros((4, 4), bool) for name in SYSTEMS}
    pledges["two"][1, 2] = pledges["two"][2, 1] = True
    pledges["three"][1:, 1:] = ~np.eye(3, dtype=bool)
    pledges["three"][3, 0] = True
    coords = {} if outcomes else COORDS
    return Context(xr.Dataset(outcomes, coords), MEMBERS, 10, pledges, STATES, own=OWN, date="2026-11-21")


def computed(name, **outcomes):
    found = metrics()[name].compute(context(**outcomes))
    return found.transpose("future", "architecture", ...).values if "future" in found.dims else found.values


def grid(function):
    """Return what a function of run and architecture gives."""
    return [[function(100 * r + 10 * a) for a in range(3)] for r in range(FUTURES)]


SUMS = [
    ("war_initiations_members", "war_initiations_a_year"), ("war_initiations_members_all", "war_initiations_all_a_year"),
    ("disputes_members", "disputes_a_year"), ("disputes_members_all", "disputes_all_a_year"), ("force_members", "uses_of_force_a_year"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "outcome"), SUMS)
def test_attacks_on_members_are_summed_over_the_horizon(name, outcome):
    # members are the second, third and fourth state: 1 + 2 + 3 beside three times the rest
    np.testing.assert_allclose(
        computed(name, **{outcome: by_state(5, "target")}), grid(lambda x: 10 * (3 * (x + 5) + 6))
    )
    single = by_state(5, "target")
    single[0, 0, 2] = np.nan
    found = computed(name, **{outcome: single})
    assert np.isnan(found).tolist() == [[True, False, False], [False] * 3]


@pytest.mark.parametrize(("name", "outcome"), [(n.replace("_members", "_by_target"), o) for n, o in SUMS if "_all" not in n])  # fmt: skip
def test_attacks_by_target_are_over_the_horizon(name, outcome):
    found = metrics()[name].compute(context(**{outcome: by_state(5, "target")}))
    np.testing.assert_allclose(found, 10 * by_state(5, "target"))


def test_attacks_on_outsiders_are_those_on_all_others_that_have_figures():
    states = ("CHN", "FJI", "JPN", "PHL")
    outcome = by_state(5, "target", states, missing=("FJI",))
    found = computed("war_initiations_outsiders", war_initiations_a_year=outcome)
    np.testing.assert_allclose(found, grid(lambda x: 10 * (2 * (x + 5) + 0 + 3)))
    outcome[1, 0, 3] = np.nan
    found = computed("war_initiations_outsiders", war_initiations_a_year=outcome)
    assert np.isnan(found).tolist() == [[False] * 3, [True, False, False]]


def test_ratios_are_to_the_first_architecture():
    found = computed("attack_ratio_members", war_initiations_a_year=by_state(5, "target"))
    np.testing.assert_allclose(found, [[(3 * (100 * r + 10 * a + 5) + 6) / (3 * (100 * r + 5) + 6) for a in range(3)] for r in range(2)])  # fmt: skip
    by = metrics()["attack_ratio_by_target"].compute(context(war_initiations_a_year=by_state(0, "target")))
    assert np.isnan(by.sel(target="CHN", future=0)).all()  # from nothing
    np.testing.assert_allclose(by.sel(target="JPN").transpose("future", "architecture")[0], [1, 11, 21])


def test_shares_of_the_largest():
    found = computed(
        "guarantor_share",
        pledged_largest_percent=by_state(1, "target"),
        pledged_total_percent=by_state(2, "target"),
    )
    np.testing.assert_allclose(found, grid(lambda x: (3 * x + 9) / (3 * x + 12)))
    zero = by_state(0, "target") * 0
    assert np.isnan(
        computed("guarantor_share", pledged_largest_percent=zero, pledged_total_percent=zero)
    ).all()
    found = computed("supporter_share_members", expected_support_percent=by_state(2, "target"), expected_support_without_largest_percent=by_state(1, "target"))  # fmt: skip
    np.testing.assert_allclose(found, grid(lambda x: 1 - (3 * x + 9) / (3 * x + 12)))
    gap = by_state(2, "target")
    gap[1, 1, 2] = np.nan
    for total, part in ((gap, by_state(1, "target")), (by_state(2, "target"), gap)):
        found = computed(
            "supporter_share_members",
            expected_support_percent=total,
            expected_support_without_largest_percent=part,
        )
        assert np.isnan(found).tolist() == [[False] * 3, [False, True, False]]
        found = computed("guarantor_share", pledged_largest_percent=part, pledged_total_percent=total)
        assert np.isnan(found).tolist() == [[False] * 3, [False, True, False]]
    assert np.isnan(computed("supporter_share_members", expected_support_percent=zero, expected_support_without_largest_percent=zero)).all()  # fmt: skip


@pytest.mark.parametrize(
    ("name", "outcome", "dim"),
    [
        ("expected_support_members", "expected_support_percent", "target"),
        ("expected_support_members_us_absent", "expected_support_without_guarantor_percent", "target"),
        ("defeat_chance_members", "defeat_chance", "target"),
        ("burden_members", "burden_percent_gdp", "state"),
        ("burden_added", "burden_added_percent_gdp", "state"),
    ],
)
def test_means_of_members(name, outcome, dim):
    np.testing.assert_allclose(computed(name, **{outcome: by_state(5, dim)}), grid(lambda x: x + 5 + 2))
    some = context(**{outcome: by_state(5, dim, missing=("KOR",))})
    found = metrics()[name].compute(some).transpose("future", "architecture")
    np.testing.assert_allclose(found, grid(lambda x: x + 5 + 2))  # of the second and the fourth
    assert some.lacking == ["KOR"]
    none = computed(name, **{outcome: by_state(5, dim, missing=MEMBERS)})
    assert np.isnan(none).all()


@pytest.mark.parametrize(
    ("name", "outcome", "factor"),
    [
        ("entrapment_members", "wars_for_others_a_year", 10), ("coercion_loss_members", "coercion_loss_usd_bn", 1), ("welfare_members", "welfare_usd_bn", 1),
    ],
)  # fmt: skip
def test_sums_over_states_that_are_members(name, outcome, factor):
    np.testing.assert_allclose(
        computed(name, **{outcome: by_state(5, "state")}), grid(lambda x: factor * (3 * (x + 5) + 6))
    )
    gap = by_state(5, "state")
    gap[0, 2, 2] = np.nan
    assert np.isnan(computed(name, **{outcome: gap})).tolist() == [[False, False, True], [False] * 3]  # fmt: skip


def test_sums_of_outsiders_and_figures_by_state():
    found = computed("welfare_outsiders", welfare_usd_bn=by_state(5, "state", ("CHN", "JPN", "ROW")))
    np.testing.assert_allclose(found, grid(lambda x: 2 * (x + 5) + 2))
    gap = by_state(5, "state", ("CHN", "JPN", "ROW"))
    gap[0, 2, 2] = np.nan
    assert np.isnan(computed("welfare_outsiders", welfare_usd_bn=gap)).tolist() == [
        [False, False, True],
        [False] * 3,
    ]
    by = metrics()["entrapment_by_state"].compute(context(wars_for_others_a_year=by_state(5, "state")))
    np.testing.assert_allclose(by, 10 * by_state(5, "state").sel(state=list(MEMBERS)))
    by = metrics()["burden_by_state"].compute(context(burden_percent_gdp=by_state(5, "state")))
    np.testing.assert_allclose(by, by_state(5, "state").sel(state=list(MEMBERS)))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("eligible_now", "eligible_now_share"), ("eligible_in_ten_years", "eligible_in_ten_years_share"), ("burden_gini", "burden_gini"),
        ("agreement_probability", "agreement_probability"), ("agreement_probability_large", "agreement_probability_large"), ("stable", "membership_holds"),
        ("expected_support_by_target", "expected_support_percent"), ("welfare_by_state", "welfare_percent"), ("gain_by_state", "gain_percent_gdp"),
    ],
)  # fmt: skip
def test_metrics_that_are_an_outcome(name, outcome):
    given = plain(3)
    assert metrics()[name].compute(context(**{outcome: given})).identical(given.rename(outcome))


@pytest.mark.parametrize("name", ["rival_arming", "rival_personnel", "encirclement"])
def test_reactions_are_those_of_the_rival(name):
    outcome = {"rival_arming": "rival_milex_percent", "rival_personnel": "rival_personnel_percent", "encirclement": "encirclement_percent"}[name]  # fmt: skip
    given = by_state(5, "challenger", ("RUS", "CHN"))
    np.testing.assert_allclose(computed(name, **{outcome: given}), grid(lambda x: x + 5 + 1))
    of_russia = Context(xr.Dataset({outcome: given}), MEMBERS, 10, {}, STATES, rival="RUS")
    np.testing.assert_allclose(metrics()[name].compute(of_russia), grid(lambda x: x + 5))


def test_the_small_body_over_the_large():
    found = computed(
        "agreement_small_over_large", agreement_probability=plain(5), agreement_probability_large=plain(3)
    )
    np.testing.assert_allclose(found, 2.0)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("gain_members", "gain_percent_gdp"), ("gain_defence", "gain_defence_percent_gdp"), ("gain_economy", "gain_economy_percent_gdp")],
)  # fmt: skip
def test_gains_are_means_over_the_parties_of_each_pact(name, outcome):
    found = computed(name, **{outcome: by_state(5, "state")})
    # without a pact nobody gains; Japan and Korea are the second and third state
    np.testing.assert_allclose(found, [[0, x + 10 + 5 + 1.5, x + 20 + 5 + 2] for x in (0, 100)])
    lost = by_state(5, "state")
    lost[0, 1, :] = np.nan
    assert np.isnan(computed(name, **{outcome: lost}))[0].tolist() == [False, True, False]


def test_who_accepts_is_no_worse_off_than_the_band():
    band = membership_assumptions().no_difference
    gain = by_state(0, "state") * 0
    gain.loc[{"architecture": "two", "state": "JPN"}] = -band
    gain.loc[{"architecture": "two", "state": "KOR"}] = -band * 1.001
    gain.loc[{"architecture": "three", "state": "USA"}] = -band * 2
    gain.loc[{"architecture": "none"}] = -9
    np.testing.assert_allclose(computed("accepting_share", gain_percent_gdp=gain), [[1, 0.5, 2 / 3]] * 2)


def test_commitments_are_counted():
    assert computed("gaps").tolist() == [3, 2, 0]
    assert computed("gaps_within_pact").tolist() == [3, 0, 0]
    assert computed("defence_duties_members").tolist() == [0, 2, 7]
    assert computed("freedom_of_action_hub").tolist() == [0, 0, 3]
    assert computed("freedom_of_action_spokes").tolist() == [0, 2, 4]
    # the hub is the hub of the treaties in force, a member of the pact or not
    outside = dataclasses.replace(context(), members=tuple(s for s in MEMBERS if s != "USA"))
    assert metrics()["freedom_of_action_hub"].compute(outside).values.tolist() == [0, 0, 3]
    assert metrics()["freedom_of_action_spokes"].compute(outside).values.tolist() == [0, 2, 4]
    for name in ("gaps", "freedom_of_action_hub"):
        assert metrics()[name].compute(context()).dims == ("architecture",)


GUARD = """format: 1
id: guard
title: Guard
binding: treaty
status: in_force
in_force: {from: 1950-01-01}
parties: [{state: USA}, {state: JPN}]
obligations: [{id: defence, article: 5, kind: defence, when: {act: attack}, duty: assist_with_force}]
"""
NEUTRAL = """format: 1
id: pledge
title: Pledge
binding: treaty
status: in_force
in_force: {from: 1950-01-01}
parties: [{state: USA}, {state: IND}]
obligations: [{id: promise, article: 2, kind: neutrality, duty: remain_neutral}]
"""


def test_conflicts_between_obligations_are_counted_on_the_day(tmp_path):
    """A duty to fight India if it attacks Japan, and a pledge of neutrality towards India."""
    (tmp_path / "guard.yaml").write_text(GUARD)
    for name, text in (
        ("pledge", NEUTRAL),
        ("mild", NEUTRAL.replace("neutrality, duty: remain_neutral", "non_aggression, duty: refrain")),
    ):
        (tmp_path / f"{name}.yaml").write_text(text)
        (tmp_path / f"with-{name}.yaml").write_text(
            f"format: 1\nid: w\ntitle: W\nadd: [./guard.yaml, ./{name}.yaml]\n"
        )
    both, mild = (load_architecture(tmp_path / f"with-{name}.yaml") for name in ("pledge", "mild"))
    systems = {"a": both, "b": mild, "old": both._replace(date="1949-12-31")}
    asked = Context(xr.Dataset(), (), 10, {}, (), architectures=systems, date="2026-11-21")
    found = metrics()["conflicts"].compute(asked)
    assert found["architecture"].values.tolist() == ["a", "b", "old"]
    assert found.dtype == np.float64
    assert found.values.tolist() == [1, 0, 0]  # the second is a tension


def test_states_without_figures_are_noted_once():
    one = context(
        x=by_state(5, "target", missing=("KOR",)), y=by_state(5, "target", ("CHN", "USA"), missing=("USA",))
    )
    assert one.of_members("x")["target"].values.tolist() == ["JPN", "USA"]
    assert one.lacking == ["KOR"]
    assert one.of_members("y").sizes["target"] == 0
    assert one.lacking == ["KOR", "JPN", "USA"]
    assert one.of_outsiders("x")["target"].values.tolist() == ["CHN"]
    assert one.index == [1, 2, 3]
    assert one.among_members("two").tolist() == [[False, True, False], [True, False, False], [False] * 3]


def test_values_without_a_pact_and_of_own_members():
    one = context(x=by_state(5, "state"))
    own = one.of_own_members("x").transpose("future", "architecture", "state").values
    assert np.isnan(own[0]).tolist() == [[True] * 3, [False, False, True], [False] * 3]
    values = plain(1).where(plain(1) != 111)
    np.testing.assert_array_equal(one.without_pact(values, 7.0), [[7, 11, 21], [7, np.nan, 121]])
    counted = Context(xr.Dataset(coords=COORDS), (), 1, {}, ()).over_architectures(len)
    assert counted.values.tolist() == [4, 3, 5]
    assert counted["architecture"].values.tolist() == list(SYSTEMS)


def test_the_dimension_beside_runs_and_architectures():
    assert label_dim(plain(0)) is None
    assert [label_dim(by_state(0, d)) for d in ("target", "state", "challenger")] == [
        "target",
        "state",
        "challenger",
    ]
    assert label_dim(by_state(0, "partner")) is None


def test_metrics_in_the_order_of_their_ranks():
    known = metrics()
    ranks = [(m.rank, m.id) for m in known.values()]
    assert ranks == sorted(ranks)
    assert all(name == m.id for name, m in known.items())
    assert all(m.parts in known for m in known.values() if m.parts)
    assert known["war_initiations_members_all"].by_anybody
    assert not known["war_initiations_members"].by_anybody
    assert not known["gaps"].by_anybody
    risky = {m.id for m in known.values() if set(m.models) & {"war_risk", "force", "disputes", "entrapment", "membership"}}  # fmt: skip
    assert {m.id for m in known.values() if m.by == RISK} == risky - {"guarantor_share"}


def test_the_number_of_states_stands_in_a_label():
    one = Metric("a", "owed to states of the study", "u", "lower", lambda _: None)
    assert one.counting(46).label == "owed to the 46 states of the study"
    other = Metric("b", "owed", "u", "lower", lambda _: None)
    assert other.counting(46) is other


def found_in(tmp_path, text, name="mine"):
    path = tmp_path / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_metrics_has_a_tuple_of_them(tmp_path):
    class Module:
        METRICS: object = None

    for given in (None, [], "x", (1,), (metrics()["gaps"], 1)):
        Module.METRICS = given
        one = type("F", (), {"path": "m.py", "load": staticmethod(lambda: Module)})
        with pytest.raises(FileError) as refused:
            _defined(one)
        assert (
            str(refused.value)
            == "m.py  defines no METRICS, a tuple of metrics. Write METRICS = (Metric(...),)."
        )
    Module.METRICS = (metrics()["gaps"],)
    assert _defined(one) == (metrics()["gaps"],)


def test_metrics_of_one_s_own_that_clash_or_need_no_model_there_is(tmp_path, monkeypatch):
    text = (
        "from pato.assess.metrics import Metric\n"
        "METRICS = (Metric('gaps', 'g', 'u', 'lower', lambda c: None), Metric('mine', 'm', 'u', 'lower', lambda c: None, models=('burdn',)))\n"
    )
    (tmp_path / "metrics").mkdir()
    path = found_in(tmp_path / "metrics", text)
    monkeypatch.setenv("PATO_PATH", str(tmp_path))
    with pytest.raises(FileError) as refused:
        metrics()
    told = [str(p) for p in refused.value.problems]
    assert any(
        t.startswith(f"{path}") and "model 'burdn' is not known. Did you mean 'burden'?" in t for t in told
    )
    assert any(
        "the metric 'gaps' is defined in another file too. Give each metric its own id." in t for t in told
    )
