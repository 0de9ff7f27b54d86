"""Options that would have no effect are refused: a user who gives one means something by it."""

import pytest
from click.testing import CliRunner

import pato
from pato.api.bargaining import negotiate
from pato.api.studies import compare
from pato.cli.app import cli
from pato.cli.options import file_names
from pato.errors import UsageError

REFUSED = [
    (["who", "senkaku-attack", "--victim", "PHL"], "--victim describes an event"),
    (["memo", "senkaku-attack", "--attacker", "RUS", "--on", "forces"], "--attacker and --on describe"),
    (["trade", "--coerce", "CHN:AUS", "--set", "trade_elasticity=4"], "--set is about the value"),
    (["trade", "pato-3", "--severity", "0.5"], "--severity goes with --coerce"),
    (["trade", "decompose", "pato-3", "--by-reading"], "--by-reading is about"),
    (["eligible", "pato", "--measure", "v2x_libdem"], "--measure goes with --show curve"),
    (["list", "treaty", "--states"], "KIND 'treaty' is about files"),
    (["negotiate", "pato", "--issue", "depth", "--future", "2", "--assumptions"], "has no effect"),
    (["negotiate", "pato", "--issue", "depth", "--complete"], "--complete"),
    (["panel", "--years", "\u00b2-\u00b3", "-o", "p.csv"], "is no span of years"),
    (["forecast", "freeze", "--years", "\u00b2-\u00b3"], "is no span of years"),
]


@pytest.mark.parametrize(("arguments", "told"), REFUSED)
def test_an_option_without_effect_is_refused(arguments, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(cli, arguments)
    assert found.exit_code == 2 or getattr(found.exception, "exit_code", 0) == 2
    assert told in f"{found.output} {found.exception}"
    assert not list(tmp_path.iterdir())


def test_a_named_event_takes_further_facts():
    found = CliRunner().invoke(cli, ["who", "senkaku-attack", "--intent", "accident", "--no-cascade"])
    assert found.exit_code == 0, found.output


def test_two_pages_are_refused_what_they_do_not_have(tmp_path):
    run = compare(
        "in-force",
        "pato-3",
        futures=20,
        date="2026-11-21",
        options={"metrics": ["gaps"]},
        folder=tmp_path / "run",
    )
    for more in ({"path": "x.html"}, {"geojson": "x.geojson"}, {"full": True}):
        with pytest.raises(UsageError, match="two pages"):
            pato.report(run, brief=True, **more)


def test_fields_of_a_study_count_where_no_argument_says_otherwise():
    asked = {"metrics": ["expected_support_members"], "rivals": ["CHN"], "by": ["guarantor"], "futures": 20}
    study = compare("in-force", "pato-3", date="2026-11-21", options=asked).study
    assert (tuple(study.rivals), tuple(study.study.by), study.study.futures) == (("CHN",), ("guarantor",), 20)
    assert (
        compare("in-force", "pato-3", date="2026-11-21", futures=30, options=asked).study.study.futures == 30
    )
    with pytest.raises(UsageError, match="needs a folder"):
        compare("in-force", "pato-3", options={"metrics": ["gaps"]}, report=True)


def test_seed_nought_is_a_seed_of_its_own():
    first, other = (negotiate("pato", "depth", futures=30, seed=s).tables["actors"].rows for s in (0, 1))
    assert first != other


def test_the_name_of_a_file_may_hold_spaces(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my pact.yaml").write_text("", encoding="utf-8")
    assert file_names(("in-force", "my pact.yaml,pato-7 pato-8")) == [
        "in-force",
        "my pact.yaml",
        "pato-7",
        "pato-8",
    ]
