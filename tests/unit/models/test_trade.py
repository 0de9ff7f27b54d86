"""The trade model on the world that ships: what counts as new, how depth is read, what is missing, and coercion."""

import numpy as np
import pytest
from click.testing import CliRunner

import pato
from pato.cli.app import cli
from pato.errors import CoverageError, UnknownNameError, UsageError
from pato.models.trade import assumptions, coercion
from pato.models.trade.agreements import Agreement, effect_of, level_of
from pato.models.trade.flows import Flows
from pato.models.trade.model import OUTCOMES, TradeModel
from pato.models.trade.results import missing_matters, trade_model, value
from pato.models.trade.tariffs import tariffs_of, without
from pato.report.tables.trade import chapters_table, pairs_table, summary
from pato.treaties.architecture import load_architecture, with_parties
from pato.world import load

DAY = "2026-01-01"
PUBLISHED = {"effects_from": "published"}
OWNER = {"depth_coding": "owner", **PUBLISHED}


@pytest.fixture(scope="module")
def pato_8():
    return value(["pato-8", "cptpp"], date=DAY, futures=60, fixed=PUBLISHED)


@pytest.fixture(scope="module")
def model():
    return trade_model(["pato-8"], date=DAY)


def median(valued, architecture, state, outcome="welfare_percent"):
    return float(valued.data[outcome].sel(architecture=architecture, state=state).median())


def test_members_gain_and_outsiders_lose(pato_8):
    members = pato_8.scenarios["pato-8"].members
    assert members == ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL")
    assert all(median(pato_8, "pato-8", s) > 0 for s in members)
    assert all(median(pato_8, "pato-8", s) < 0 for s in ("CHN", "VNM", "MEX", "SGP", "ROW"))
    assert pato_8.failed == {"pato-8": 0, "cptpp": 0}


def test_those_without_agreements_among_members_gain_most(pato_8):
    """Taiwan has almost none, Australia nearly all: only the difference in depth over what is in force counts."""
    gains = {s: median(pato_8, "pato-8", s) for s in pato_8.scenarios["pato-8"].members}
    assert max(gains, key=gains.get) == "TWN"
    assert gains["AUS"] < gains["NZL"] < gains["TWN"]


def test_a_treaty_in_force_is_worth_what_would_be_lost(pato_8):
    part = pato_8.scenarios["cptpp"]
    assert part.observed_after
    assert {"JPN", "VNM", "GBR"} <= set(part.members)
    assert median(pato_8, "cptpp", "VNM") > 0 > median(pato_8, "cptpp", "THA")


def test_a_pair_has_the_effect_of_its_deepest_agreement(model):
    built, parts = model
    draws = built.design(50, 1, OWNER).draw()
    states = built.flows.economies
    before = parts["pato-8"].before.effects(draws, states)
    change = parts["pato-8"].effects(draws, states)
    by_depth = assumptions.load().effects(draws)
    usa, jpn, can, aus, nzl, vnm = (states.index(s) for s in ("USA", "JPN", "CAN", "AUS", "NZL", "VNM"))
    np.testing.assert_allclose(before[:, jpn, can], by_depth[:, 2])  # CPTPP, of medium depth
    np.testing.assert_allclose(before[:, aus, nzl], by_depth[:, 3])  # ANZCERTA, deep
    np.testing.assert_array_equal(change[:, usa, vnm], 0.0)  # not both members
    np.testing.assert_array_equal(change, change.transpose(0, 2, 1))
    np.testing.assert_array_equal(np.einsum("kii->ki", change), 0.0)
    assert (change[:, usa, jpn] > change[:, jpn, can]).all()


def test_depth_of_chapters(model):
    built, _ = model
    draws = built.design(40, 3).draw()
    areas = [f"area-{k}" for k in range(18)]
    whole = Agreement("whole", "whole", None, tuple((a, "deep") for a in areas))
    nothing = Agreement("nothing", "nothing", None, tuple((a, "aspirational") for a in areas))
    half = Agreement(
        "half", "half", None, tuple((a, "deep" if k % 2 else "shallow") for k, a in enumerate(areas))
    )
    np.testing.assert_allclose(level_of(whole, draws), 3.0)
    np.testing.assert_array_equal(level_of(nothing, draws), 0.0)
    assert ((level_of(half, draws) > 1) & (level_of(half, draws) <= 3)).all()
    assert (level_of(whole.without("area-0"), draws) <= level_of(whole, draws)).all()
    np.testing.assert_allclose(effect_of(whole, draws).effect, assumptions.load().effects(draws)[:, 3])


def test_effects_are_read_two_ways(model):
    """Ours and the published ones, half of the futures each; every draw of ours is one of the joint posterior."""
    built, _ = model
    draws = built.design(200, 2).draw()
    known = assumptions.load()
    effects = known.effects(draws)
    ours = draws.labels(known.effects_from) == "estimate"
    assert ours.sum() == 100
    np.testing.assert_array_equal(effects[ours, 1:], draws[assumptions.EFFECTS][ours])
    np.testing.assert_array_equal(effects[~ours, 3], draws["effect_deep"][~ours])
    np.testing.assert_array_equal(effects[:, 0], 0.0)
    assert len(set(known.readings(draws))) == 4


def test_what_does_not_bind_is_discounted(model):
    built, _ = model
    draws = built.design(40, 3).draw()
    chapters = tuple((f"area-{k}", "deep") for k in range(18))
    full, partly, none = (
        effect_of(Agreement(b, b, None, chapters, b), draws).effect
        for b in ("binding", "partly_binding", "non_binding")
    )
    np.testing.assert_allclose(partly, full * draws["bindingness_partly_binding"])
    np.testing.assert_allclose(none, full * draws["bindingness_non_binding"])


def test_figures_do_not_depend_on_chunks(model):
    built, parts = model
    design = built.design(12, 5)
    together = built.evaluate_scenario(design.draw(), parts["pato-8"]).outcomes["welfare_percent"].values
    apart = [
        built.evaluate_scenario(design.draw(k, k + 4), parts["pato-8"]).outcomes["welfare_percent"].values
        for k in (0, 4, 8)
    ]
    np.testing.assert_array_equal(together, np.concatenate(apart))


def test_runs_as_a_model_of_a_study(model):
    """The outcomes pass the checks of results: known dimensions, labels, and a status for whatever has no figure."""
    from pato.futures.results import assembled

    built, _ = model
    draws = built.design(5, 1).draw()
    groups = assembled(draws, built.evaluate(draws, load_architecture("pato-8")), function="test")
    assert set(OUTCOMES) <= set(groups["outcomes"].data_vars)


def test_missing_cells_are_kept_apart_from_zeros():
    flows = Flows.of(load(), ["CHL"])
    assert "CHL" in flows.economies
    assert flows.economies[-1] == "ROW"
    assert flows.missing.any()
    assert not np.diag(flows.missing).any()
    nothing, by_size = flows.filled(0.0), flows.filled(1.0)
    assert (nothing[flows.missing] == 0).all()
    assert (by_size[flows.missing] > 0).all()
    np.testing.assert_array_equal(nothing[~flows.missing], flows.known[~flows.missing])
    assert sum(flows.spread_missing().values()) == 2 * int(flows.missing.sum())


def test_what_missing_cells_matter_is_told(pato_8):
    moved, most = missing_matters(pato_8, futures=10)
    assert most in pato_8.model.flows.economies
    assert 0 < moved < 0.1
    told = " ".join(summary(pato_8, ["welfare_percent"]).notes)
    assert "cells of the trade matrix are missing" in told
    assert "cptpp is in force" in told


def test_who_has_no_sales_at_home_cannot_be_an_economy_of_its_own():
    with pytest.raises(CoverageError, match="sales at home are not known for PRK"):
        Flows.of(load(), ["PRK"])


def test_summary_has_both_intervals(pato_8):
    table = summary(pato_8, ["welfare_percent"], by_reading=True)
    for row in table.records():
        assert row["q05"] <= row["q25"] <= row["median"] <= row["q75"] <= row["q95"]
    assert {row["reading"] for row in table.records()} == {f"published, {d}" for d in ("owner", "chapters")}
    with pytest.raises(UsageError, match="welfare_percent"):
        summary(pato_8, ["welfare_percnt"])


def test_decomposition(pato_8):
    pairs = {(r["one"], r["other"]): r for r in pairs_table(pato_8, "pato-8").records()}
    assert len(pairs) == 28
    assert pairs["AUS", "NZL"]["new q95"] == 0.0  # ANZCERTA is as deep as it gets
    assert pairs["JPN", "TWN"]["in force"] is None
    assert pairs["JPN", "TWN"]["new median"] > pairs["JPN", "AUS"]["new median"]
    rows = {r["chapter"]: r for r in chapters_table(pato_8, "pato-8").records()}
    new, alone = (
        rows[f"all chapters, {w}"]["bn USD median"]
        for w in ("over what is in force", "if nothing were in force")
    )
    assert 0 < new < alone
    deep, medium = rows["PATO (proposed): tariffs"], rows["PATO (proposed): procurement"]
    assert deep["bn USD median"] > medium["bn USD median"] > 0


def costs(text, *architectures, **asked):
    found = coercion.coerced(coercion.parse(text, **asked), list(architectures), date=DAY, futures=30)
    return found, {(c.severity, c.case, c.economy): c for c in found.costs}


def test_restrictions_hurt_the_target_more_and_all_the_more_the_more_is_cut():
    _, found = costs("CHN:AUS", "pato-8", severities=[0.2, 0.5], targeted=0.3, ways="both")
    median = {key: cost.change.median for key, cost in found.items()}
    few, many = "0.2 of 0.3", "0.5 of 0.3"
    for share in (few, many):
        assert median[share, coercion.MODEL, "AUS"] < median[share, coercion.MODEL, "CHN"] < 0
        with_it = f"{coercion.MODEL}, with pato-8"
        answer = f"{coercion.MODEL}, pato-8 answers"
        assert median[share, answer, "CHN"] < median[share, with_it, "CHN"]
        assert median[share, coercion.MODEL, "JPN"] > 0 > median[share, answer, "JPN"]
        order = [median[share, c, "AUS"] for c in (coercion.UNSOLD, coercion.MODEL, coercion.SOLD)]
        assert order == sorted(order), "the more is sold elsewhere the less is lost"
    assert median[many, coercion.MODEL, "AUS"] < median[few, coercion.MODEL, "AUS"]


def test_what_is_cut_both_ways_costs_more_than_one():
    lost = {
        way: costs("CHN:AUS", ways=way, targeted=0.2, severities=[1.0])[1]["1 of 0.2", coercion.MODEL, "AUS"]
        for way in ("imports", "exports", "both")
    }
    assert lost["both"].usd_bn < min(lost["imports"].usd_bn, lost["exports"].usd_bn) < 0


def test_australia_2020_stands_between_the_two_published_estimates():
    """Productivity Commission 2023: -.009 per cent of GDP with full reallocation; Wickes, Adams and Brown 2023: 20 bn AUD in three years."""
    found, cost = costs("CHN:AUS")
    (case,) = found.cases
    assert (case.targeted, case.severity) == (0.154, 1.0)
    sold = cost["1 of 0.154 (2020-22)", coercion.SOLD, "AUS"].change
    assert sold.low90 < -0.009 < sold.high90
    model = cost["1 of 0.154 (2020-22)", coercion.MODEL, "AUS"]
    assert -4.6 * 1.5 < model.usd_bn < -4.6 / 3, "20 bn AUD over three years are some 4.6 bn USD a year"


def test_the_goods_part_of_korea_2017():
    """Hyundai Research Institute 2017: 1.4 of 8.5 trillion won were goods, at 1,130 won a dollar 1.2 bn USD and .08 per cent of GDP."""
    _, cost = costs("CHN:KOR")
    goods = cost["0.45 of 0.021 (2016-17)", coercion.UNSOLD, "KOR"]
    assert goods.change.median == pytest.approx(-0.08, rel=0.25)
    assert goods.usd_bn == pytest.approx(-1.24, rel=0.35)


def test_a_state_without_a_case_has_both_shares_drawn():
    found, cost = costs("CHN:JPN")
    assert not found.cases
    assert {severity for severity, _, _ in cost} == {"drawn of drawn"}


@pytest.mark.parametrize(
    ("text", "severity", "words"),
    [("CHN", [], "RIVAL:TARGET"), (":AUS", [], "RIVAL:TARGET"), ("CHN:AUS", [1.5], "Shares lie between")],
)
def test_coercion_that_cannot_be_read(text, severity, words):
    with pytest.raises(UsageError, match=words):
        coercion.parse(text, severity)


def test_ways_that_there_are():
    with pytest.raises(UsageError, match="imports"):
        coercion.parse("CHN:AUS", ways="smuggling")
    with pytest.raises(UsageError, match="--targeted"):
        coercion.parse("CHN:AUS", targeted=2.0)


def test_a_target_named_twice_is_one():
    assert coercion.parse("CHN:AUS+JPN,AUS").targets == ("AUS", "JPN")


def test_coercion_of_itself():
    with pytest.raises(UsageError, match="cannot coerce itself"):
        coercion.coerced(coercion.parse("CHN:CHN"), [], date=DAY, futures=5)
    with pytest.raises(UsageError, match="cannot coerce itself or fellow members"):
        coercion.coerced(coercion.parse("JPN:CHN"), ["pato-8"], date=DAY, futures=5)


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("pato-88", UnknownNameError, "pato-8"),
        ("nato", UsageError, "no economic chapters"),
        ("wto", UsageError, "come on top of wto"),
        ("hub-and-spoke", UsageError, "changes nothing"),
    ],
)
def test_architectures_that_cannot_be_valued(name, error, words):
    with pytest.raises(error, match=words):
        value([name], date=DAY, futures=5)


def _cptpp(states):
    """Return all that is in force with other parties of one agreement."""
    base = load_architecture("in-force")
    changed = with_parties(base.instrument("cptpp"), states)
    others = [i for i in base.instruments if i.id != "cptpp"]
    return base._replace(id="changed", instruments=(*others, changed))


def test_who_leaves_an_agreement_has_its_effect_no_more():
    whole = load_architecture("in-force").instrument("cptpp").parties_on(DAY)
    rest = tuple(s for s in whole if s != "CAN")
    left = trade_model([_cptpp(rest)], date=DAY)[1]["changed"]
    swapped = trade_model([_cptpp((*rest, "KOR"))], date=DAY)[1]["changed"]
    model, dropped = trade_model(["cptpp"], date=DAY)
    draws = model.design(8, 1, OWNER).draw()
    states = model.flows.economies
    i, j, k = (states.index(s) for s in ("CAN", "VNM", "JPN"))
    lost = dropped["cptpp"].effects(draws, states)
    assert (lost[:, i, j] < 0).all()
    for part in (left, swapped):
        change = part.effects(draws, states)
        assert (change[:, i, j] == lost[:, i, j]).all()
        assert (change[:, j, k] == 0).all()
    assert left.members == ()
    assert "KOR" in swapped.members


def test_tariffs_of_the_other_baseline():
    """Every party of the agreements in the library has a rate, and a treaty of economies that are not in the matrix frees nobody."""
    model, parts = trade_model(["tpp-12"], date=DAY)
    draws = model.design(4, 1, {assumptions.BASELINE: assumptions.TARIFFS}).draw()
    states = model.flows.economies
    rates = tariffs_of(draws, states)
    assert {"CHL", "PER"} <= set(states)
    assert (without(rates, [("TON", "WSM")], states) == rates).all()
    assert (without(rates, [("USA", "CHL")], states)[:, states.index("CHL"), states.index("USA")] == 0).all()
    with pytest.raises(CoverageError, match="tariffs of USA on TON are not known"):
        tariffs_of(draws, ("TON", *states))
    assert (model.evaluate_scenario(draws, parts["tpp-12"]).diagnostics["status"] == 0).all()


def test_a_factor_that_is_set(pato_8):
    low, high = (
        value(["pato-8"], date=DAY, futures=20, fixed={"trade_elasticity": t, **PUBLISHED}) for t in (3, 8)
    )
    assert median(low, "pato-8", "TWN") > median(high, "pato-8", "TWN")
    with pytest.raises(UsageError, match="trade_elasticity"):
        value(["pato-8"], date=DAY, futures=5, fixed={"trade_elasticiti": 4})


@pytest.mark.parametrize(
    ("fixed", "words"),
    [
        ({"depth_coding": "ownr"}, "owner"),
        ({"depth_coding": 1.0}, "owner"),
        ({"trade_elasticity": "high"}, "takes a number"),
        ({"agreement_effects": 0.2}, "estimate with its covariance"),
    ],
)
def test_settings_that_a_factor_does_not_take(fixed, words):
    with pytest.raises(UsageError, match=words):
        value(["pato-8"], date=DAY, futures=5, fixed=fixed)


def test_deficits_as_shares_of_output():
    made = TradeModel.of(load(), load_architecture("hub-and-spoke"), DAY, deficits="multiplicative_balanced")
    draws = made.design(10, 1, PUBLISHED).draw()
    found = made.evaluate(draws, load_architecture("pato-8")).outcomes["welfare_percent"]
    assert (found.sel(state="TWN") > 0).all()


def test_labelled_arrays():
    data = pato.trade("pato-8", date=DAY, futures=10, seed=3).to_xarray()
    assert dict(data.sizes)["future"] == 10
    assert set(OUTCOMES) == set(data.data_vars)
    assert bool(data["member"].sel(architecture="pato-8", state="JPN"))
    assert not bool(data["member"].sel(architecture="pato-8", state="CHN"))
    assert data["welfare_percent"].attrs["units"] == "per cent"


@pytest.mark.parametrize(
    "arguments",
    [
        ["pato-8", "--against", "ipef,tpp-12", "--futures", "20", "--format", "csv"],
        ["decompose", "pato-8", "--futures", "20", "--format", "md"],
        ["--coerce", "CHN:AUS", "--severity", "0.5", "--futures", "20", "--format", "json"],
    ],
)
def test_commands(arguments):
    result = CliRunner().invoke(cli, ["trade", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    assert "TWN" in result.output or "AUS" in result.output


def test_commands_that_make_no_sense():
    for arguments, words in (
        ([], "Name an architecture"),
        (["pato-8", "--set", "x"], "FACTOR=VALUE"),
        (["--coerce", "CHN:AUS", "--severity", "half"], "0.2,0.5"),
    ):
        result = CliRunner().invoke(cli, ["trade", *arguments])
        assert result.exit_code == 2
        assert words in result.output
