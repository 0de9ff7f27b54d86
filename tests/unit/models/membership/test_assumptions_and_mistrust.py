"""The file of assumptions, its digest and its mistakes; mistrust from facts."""

import numpy as np
import pytest

from pato.errors import FileError, PatoError
from pato.files import library
from pato.futures import Design
from pato.models.membership.assumptions import SYMBOLS, load
from pato.models.membership.mistrust import Mistrust, occupations
from pato.models.membership.ratification import ratification
from pato.report.tables.assumptions import membership_table

from .conftest import DATE, STATES


def changed(tmp_path, old, new):
    text = (library.root() / "assumptions" / "membership.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(file)


def test_every_symbol_has_a_range_and_a_source():
    found = load()
    assert set(found.of) == SYMBOLS
    assert all(len(a.source) > 20 for a in found.of.values())
    assert {f.id for f in found.factors()} == SYMBOLS
    assert membership_table(found).columns[0] == "symbol"


def test_results_carry_the_digest_of_the_users_file(tmp_path):
    mine = load(changed(tmp_path, "range: [0.0, 0.8]", "range: [0.5, 0.5]"))
    assert mine.digest != load().digest
    assert mine.of["burden_own_worth"].range == (0.5, 0.5)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("symbol: loss_years", "symbol: lost_years", "loss_years"),
        ("range: [0.0, 0.8]", "range: [-0.1, 0.8]", "burden_own_worth"),
        ("range: [0.1, 0.8]", "range: [0.1, 1.8]", "it can be from 0 to 1"),
        ("range: [0.5, 6.0]", "range: [6.0, 0.5]", "from low to high"),
        ("default: survive", "default: vanish", "vanish"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path, old, new, words):
    with pytest.raises(FileError) as told:
        load(changed(tmp_path, old, new))
    assert words in str(told.value)
    assert "mine.yaml:" in str(told.value)


def test_a_half_life_of_nothing_is_refused(tmp_path):
    with pytest.raises(PatoError, match="above 0"):
        load(changed(tmp_path, "range: [20.0, 80.0]", "range: [0.0, 80.0]"))


def test_mistrust_rests_on_claims_and_past_rule(figures):
    reasons = Mistrust.of(figures, (*STATES, "PHL", "CAN"), DATE)
    usa, japan, korea, _, philippines, canada = range(6)
    assert reasons.claim[korea, japan] == reasons.claim[japan, korea] == 1
    assert reasons.years_since[korea, japan] == 2026 - 1945
    assert np.isinf(reasons.years_since[japan, korea]), "who ruled does not mistrust for having ruled"
    assert reasons.years_since[philippines, usa] == 2026 - 1946
    assert reasons.claim[canada, usa] == 0, "the Northwest Passage is water"
    assert "same land" in reasons.reasons(korea, japan)
    assert reasons.reasons(korea, canada) == ""


def test_memory_fades_by_half_in_a_half_life():
    factors = {f.id: f for f in load().factors()}
    draws = Design(tuple(factors.values()), 50, 1).draw()
    none = np.zeros((2, 2))
    years = np.array([[np.inf, 40.0], [80.0, np.inf]])
    cost = Mistrust(none, none, years).cost(draws)
    fading = 0.5 ** (40.0 / draws["mistrust_half_life"])
    assert np.allclose(cost[:, 0, 1], draws["mistrust_occupation"] * fading)
    assert np.allclose(cost[:, 1, 0], draws["mistrust_occupation"] * fading**2)
    assert (cost[:, 0, 0] == 0).all()


def test_facts_of_past_rule_are_whole(figures):
    found = occupations()
    assert all(
        o.start < o.end and o.what and o.checked in {"recalled", "text", "second_source"} for o in found
    )
    assert len({(o.ruler, o.ruled, o.start) for o in found}) == len(found)


def test_all_ratify_no_more_often_than_the_least_likely():
    found = ratification(("USA", "JPN", "KOR"), 200, 1)
    assert (found.independent <= found.at_most).all()
    assert (found.at_most <= found.odds.max(axis=1)).all()
    assert found.independent.max() > found.independent.min()


def test_what_a_state_without_odds_would_do_is_unknown():
    found = ratification(("USA", "BRN"), 50, 1)
    assert found.unknown == ("BRN",)
    assert found.independent is None


def test_odds_are_probabilities(tmp_path):
    file = tmp_path / "odds.yaml"
    body = '{symbol: USA, meaning: "m", unit: probability, range: [0.5, 1.5], source: "s"}'
    file.write_text(f"format: 1\nid: mine\nassumptions:\n  - {body}\n", encoding="utf-8")
    with pytest.raises(FileError, match="it can be from 0 to 1"):
        ratification(("USA",), 50, 1, str(file))
