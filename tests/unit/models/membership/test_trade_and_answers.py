"""Trade solved exactly and its surrogate; the commands and their words."""

import json

import numpy as np
import pytest

from pato.cli.app import main
from pato.models.membership.trade import WORLDS, TradeWorlds

from .conftest import DATE


@pytest.fixture(scope="module")
def worlds(figures, status_quo, treaty):
    return TradeWorlds.of(figures, status_quo, DATE, ("USA", "JPN", "TWN"), treaty, "CHN")


def test_alone_nobody_trades_more(worlds):
    assert np.abs(worlds.gains([1, 2, 4], coerced=False)).max() < 1e-6
    assert (worlds.gains([0], coerced=True) == 0).all()


def test_coercion_costs_every_member_something(worlds):
    cost = worlds.gains([7], coerced=True)
    assert cost.shape == (WORLDS, 1, 3)
    assert (cost < 0).all()
    alone = worlds.gains([4], coerced=True)
    assert (alone[:, 0, 2] < 0).all()


def test_the_surrogate_of_few_states_is_close(worlds):
    fit = worlds.surrogate
    masks = [3, 5, 6, 7]
    for coerced in (False, True):
        exact, near = worlds.gains(masks, coerced=coerced), fit.gains(masks, coerced=coerced)
        spread = exact.std()
        assert np.sqrt(((exact - near) ** 2).mean()) < 0.1 * spread
    inside = np.array([m >> 0 & 1 for m in masks], bool)
    assert inside.any()


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    out = capsys.readouterr()
    return ended.value.code or 0, out.out, out.err


def test_stable_answers_in_words_first(capsys):
    code, out, _ = run(
        capsys,
        "stable",
        "pato-3",
        "--futures",
        "20",
        "--without",
        "trade",
        "--show",
        "standing,members",
        "--date",
        DATE,
    )
    assert code == 0
    first = out.splitlines()[0]
    assert first.startswith("pato-3: USA, JPN, AUS")
    assert "Every member accepts:" in out
    assert "patron" in out
    assert "no_effect" in out
    assert "Left out: trade" in out


def test_json_holds_the_answer_and_what_reproduces_it(capsys):
    code, out, _ = run(
        capsys,
        "stable",
        "pato-3",
        "--futures",
        "20",
        "--without",
        "trade",
        "--show",
        "all",
        "--date",
        DATE,
        "--format",
        "json",
    )
    assert code == 0
    found = json.loads(out)
    assert found["answer"]
    meta = found["tables"][0]["meta"]
    assert len(meta["assumptions_sha256"]) == 64
    assert meta["futures"] == 20


def test_why_names_terms_partners_and_what_would_turn_it(capsys):
    code, out, _ = run(
        capsys,
        "why",
        "South Korea",
        "--in",
        "pato-7",
        "--futures",
        "20",
        "--without",
        "trade",
        "--date",
        DATE,
    )
    assert code == 0
    assert out.startswith("KOR in pato-7")
    assert "It objects to no partner" in out
    assert "Mistrust, which is not measured, would have to cost" in out
    assert "reedom of action, which is not measured" in out
    assert "What would turn KOR" in out
    assert "formation" in out


def test_refuse_shows_doors_and_objections(capsys):
    code, out, _ = run(
        capsys,
        "refuse",
        "pato-3",
        "--pool",
        "KOR,PHL",
        "--futures",
        "20",
        "--without",
        "trade",
        "--date",
        DATE,
    )
    assert code == 0
    assert "KOR would join" in out
    assert "gets in: standards" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stable", "flexible"), "adds no pact"),
        (("stable", "pato-3", "--show", "everything"), "everything"),
        (("stable", "pato-3", "--without", "luck"), "no term 'luck'"),
        (("why", "CHN", "--in", "pato-3", "--without", "trade"), "CHN is neither a member nor an associate"),
        (("why", "JPN", "--in", "pato-99"), "pato-99"),
        (("stable", "pato-3", "--assumptions", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_mistakes_are_told_in_words(capsys, arguments, words):
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert words in err
    assert "Traceback" not in err
