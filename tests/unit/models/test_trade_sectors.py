"""Accounts from input-output tables, counterfactuals on them, and the command that asks for them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from pato.cli.app import _run
from pato.errors import DataError, EstimationError, UnknownNameError, UsageError
from pato.models.sectors.accounts import accounts_of
from pato.models.sectors.answers import Question, answer, changes_from, elasticities
from pato.models.sectors.model import (
    Change,
    agreement_effect,
    between,
    counterfactual,
    illustration,
    world_of,
)
from pato.report.tables.sectors import sectors_table
from pato.world.sources.input_output import InputOutputTable

TABLE = illustration()


def test_the_illustration_says_that_it_is_one():
    assert TABLE.countries == ("AAA", "BBB", "CCC")
    assert TABLE.sectors == ("GOODS", "SERVICES")
    shown = sectors_table(answer(Question("illustration", "4", costs=("AAA:BBB=10",))))
    assert "invented" in shown.notes[0]


def test_accounts_of_a_table_without_inventories_are_the_table():
    still = replace(TABLE, inventories=np.zeros_like(TABLE.inventories))
    accounts = accounts_of(still)
    np.testing.assert_allclose(accounts.flows.sum(axis=2).T, still.output, rtol=1e-12)
    np.testing.assert_allclose(
        accounts.flows.transpose(1, 0, 2), still.use.sum(axis=3) + still.final, rtol=1e-12
    )
    np.testing.assert_allclose(accounts.use, still.use.sum(axis=0).transpose(1, 0, 2), rtol=1e-12)
    assert not accounts.notes


def test_what_is_left_out_or_scaled_is_told_and_the_rest_kept():
    accounts = accounts_of(TABLE)
    assert any("inventories left out" in n for n in accounts.notes)
    finally_used = np.maximum(TABLE.final, 0).sum()
    value_added = accounts.flows.sum() - accounts.use.sum()
    assert value_added == pytest.approx(finally_used)  # of the world: what is earned is finally used
    greedy = replace(TABLE, use=TABLE.use.copy())
    greedy.use[:, :, 2, 0] *= 8
    notes = accounts_of(greedy).notes
    assert any("Inputs scaled down to 99% of output in 1 sectors: CCC GOODS" in n for n in notes)
    sold = replace(TABLE, final=TABLE.final.copy())
    sold.final[0, 0, 1] = -7
    assert any("Negative final uses set to zero: 7" in n for n in accounts_of(sold).notes)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda t: t.use.__setitem__((0, 0, 0, 0), np.nan), "unknown cells of use"),
        (lambda t: t.use.__setitem__((0, 0, 1, 1), -1), "negative input .AAA GOODS to BBB SERVICES"),
        (lambda t: (t.use[2, :, 2].fill(0), t.final[2, :, 2].fill(0)), "'CCC' sells nothing at home"),
    ],
)
def test_impossible_tables_are_refused_in_words(break_it, words):
    table = replace(TABLE, use=TABLE.use.copy(), final=TABLE.final.copy())
    break_it(table)
    with pytest.raises(DataError, match=words):
        accounts_of(table)


def test_nothing_changes_where_nothing_changes():
    outcome = counterfactual(TABLE, [], elasticity=4)
    np.testing.assert_allclose(outcome.equilibrium.real_spending_hat, 1, atol=1e-11)
    np.testing.assert_allclose(outcome.exports, 1, atol=1e-10)


def test_results_are_labelled_and_say_where_they_come_from():
    data = counterfactual(
        TABLE, [Change("AAA", "BBB", "GOODS", cost=1.2)], elasticity={"GOODS": 5, "*": 3}
    ).dataset()
    assert float(data["exports"].sel(state="AAA")) < 1
    goods, before = data["trade_usd_m"].sel(exporter="AAA", importer="BBB"), 0
    before = world_of(TABLE, 4).flows
    assert float(goods.sel(sector="GOODS")) < before[0, 0, 1]
    assert data.attrs["status"] == "converged"
    assert "illustration-icio.csv" in data.attrs["source"]


def test_an_agreement_is_the_same_percentage_of_trade_in_every_sector_at_given_prices():
    world = world_of(TABLE, {"GOODS": 6, "SERVICES": 2})
    through_effect = counterfactual(world, between(["AAA", "CCC"], 0.3))
    by_hand = [
        Change(a, b, s, cost=float(np.exp(-0.3 / theta)))
        for a, b in (("AAA", "CCC"), ("CCC", "AAA"))
        for s, theta in (("GOODS", 6), ("SERVICES", 2))
    ]
    np.testing.assert_allclose(
        through_effect.equilibrium.real_spending_hat,
        counterfactual(world, by_hand).equilibrium.real_spending_hat,
        rtol=1e-12,
    )


def test_present_tariffs_earn_revenue_and_ending_them_loses_it():
    present = [Change(sector="GOODS", tariff=0.1)]
    world = world_of(TABLE, 4, tariffs=present)
    kept = counterfactual(world, [])
    ended = counterfactual(world, [Change(tariff=0.0)])
    assert (kept.equilibrium.revenue > 0).all()
    np.testing.assert_allclose(kept.equilibrium.real_spending_hat, 1, atol=1e-11)
    np.testing.assert_allclose(ended.equilibrium.revenue, 0, atol=1e-12)


def test_wildcards_leave_sales_at_home_alone():
    world = world_of(TABLE, 4)
    dearer = counterfactual(world, [Change(cost=1.5)])
    by_hand = counterfactual(
        world, [Change(a, b, cost=1.5) for a in TABLE.countries for b in TABLE.countries if a != b]
    )
    np.testing.assert_array_equal(dearer.equilibrium.real_spending_hat, by_hand.equilibrium.real_spending_hat)
    assert (dearer.equilibrium.real_spending_hat < 1).all()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (Change("AAB", "BBB"), UnknownNameError, "country 'AAB' is not known. Did you mean 'AAA'"),
        (Change("AAA", "BBB", "GOOD"), UnknownNameError, "sector 'GOOD' is not known. Did you mean 'GOODS'"),
        (Change("AAA", "AAA"), UsageError, "to itself is no trade"),
        (Change("AAA", "BBB", cost=0), UsageError, "impossible cost"),
        (Change("AAA", "BBB", tariff=-0.5), UsageError, "not negative"),
        (Change("AAA", "BBB", effect=float("nan")), UsageError, "impossible cost or effect"),
    ],
)
def test_slips_are_answered_with_what_is_allowed(change, error, words):
    with pytest.raises(error, match=words.replace(".", r"\.")):
        counterfactual(TABLE, [change], elasticity=4)


def test_elasticities_must_be_complete_positive_and_given_once():
    with pytest.raises(UsageError, match="lacks SERVICES"):
        counterfactual(TABLE, [], elasticity={"GOODS": 4})
    with pytest.raises(UnknownNameError, match="Did you mean 'GOODS'"):
        counterfactual(TABLE, [], elasticity={"GODS": 4, "*": 3})
    with pytest.raises(DataError, match="elasticity must be above zero"):
        counterfactual(TABLE, [], elasticity=0)
    with pytest.raises(UsageError, match="is needed"):
        counterfactual(TABLE, [])
    with pytest.raises(UsageError, match="already in the world"):
        counterfactual(world_of(TABLE, 4), [], elasticity=4)


def test_no_equilibrium_is_an_error_that_says_what_the_solver_met():
    use, final = np.zeros((2, 1, 2, 1)), np.array([[[10.0, 60.0]], [[1.0, 10.0]]])
    table = InputOutputTable(("AAA", "BBB"), ("ALL",), use, final, np.zeros((2, 1, 2)), "by hand")
    with pytest.raises(EstimationError, match=r"trade equilibrium .*steps, largest gap"):
        counterfactual(table, [Change(cost=float("inf"))], elasticity=4)


def test_words_become_changes():
    assert changes_from(["AAA:BBB=10", "*:CCC:GOODS=-5", "AAA:CCC=end"], "cost") == [
        Change("AAA", "BBB", cost=1.1),
        Change("*", "CCC", "GOODS", cost=0.95),
        Change("AAA", "CCC", cost=float("inf")),
    ]
    assert changes_from(["AAA:BBB=25"], "tariff") == [Change("AAA", "BBB", tariff=0.25)]
    with pytest.raises(UsageError) as caught:
        changes_from(["AAA=10", "AAA:BBB=ten", "AAA:BBB:C:D=1", "AAA:BBB=-100"], "cost")
    assert len(caught.value.problems) == 4


def test_elasticities_are_numbers_or_a_file(tmp_path):
    assert elasticities("8,3") == [3, 5.5, 8]  # a range has a middle
    assert elasticities("4") == [4]
    path = tmp_path / "theta.csv"
    path.write_text("sector,elasticity\nGOODS,5\n*,3\n", encoding="utf-8")
    assert elasticities(str(path)) == [{"GOODS": 5, "*": 3}]
    path.write_text("sector,theta\nGOODS,5\n", encoding="utf-8")
    with pytest.raises(DataError, match="Its columns are sector and elasticity"):
        elasticities(str(path))
    with pytest.raises(UsageError, match="no number and no file"):
        elasticities("four")
    with pytest.raises(UsageError, match="is empty"):
        elasticities(",")


def test_the_agreement_effect_is_the_shipped_estimate():
    effect, error = agreement_effect("medium")
    shown = sectors_table(answer(Question("illustration", "4", members=("AAA", "BBB"), depth="medium")))
    assert f"{effect:.3f} (s.e. {error:.3f}" in shown.notes[1]
    with pytest.raises(UnknownNameError, match="Did you mean 'shallow'"):
        agreement_effect("shalow")


def test_the_command_prints_ranges_that_hold_the_centre(capsys):
    assert (
        _run(
            [
                "trade-sectors",
                "illustration",
                "--elasticity",
                "3,8",
                "--members",
                "AAA,BBB",
                "--format",
                "json",
            ]
        )
        == 0
    )
    rows = {r["country"]: r for r in json.loads(capsys.readouterr().out)["rows"]}
    for row in rows.values():
        assert row["real_spending_low"] <= row["real_spending_percent"] <= row["real_spending_high"]
        assert row["real_spending_low"] < row["real_spending_high"]
    assert rows["AAA"]["real_spending_percent"] > 0 > rows["CCC"]["real_spending_percent"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["illustration", "--elasticity", "4"], "nothing changes"),
        (["illustration", "--elasticity", "4", "--cost", "AAA"], "Write EXPORTER:IMPORTER=PERCENT"),
        (["illustration", "--elasticity", "4", "--members", "AAA"], "needs two"),
        (["nothing.csv", "--elasticity", "4", "--cost", "AAA:BBB=1"], "cannot be read"),
        (["illustration", "--cost", "AAA:BBB=1"], "--elasticity"),
    ],
)
def test_the_command_answers_slips_with_what_is_allowed(arguments, words, capsys):
    assert _run(["trade-sectors", *arguments]) == 2
    assert words in capsys.readouterr().err
