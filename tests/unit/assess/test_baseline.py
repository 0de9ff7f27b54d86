"""The baseline is what is in force, all of it: in studies, in every command that compares, and under every PATO."""

import inspect

import pytest
from click.testing import CliRunner

import pato
from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.run import run_study
from pato.assess.study import resolve
from pato.cli.app import cli
from pato.files import library
from pato.treaties.architecture import IN_FORCE, load_architecture

DATE = "2026-11-21"
MINILATERALS = {"aukus", "quad", "squad", "camp-david-2023", "us-japan-philippines-2024"}
PATOS = [name for name in library.entries("architecture") if name.startswith("pato-")]


def held(name):
    return {i.id for i in load_architecture(name).on(DATE).instruments}


def test_in_force_holds_the_minilateral_coalitions_and_the_bilateral_design_does_not():
    assert held(IN_FORCE) >= MINILATERALS
    assert not held("hub-and-spoke") & MINILATERALS


@pytest.mark.parametrize("name", PATOS)
def test_every_pato_is_what_is_in_force_with_the_treaty_on_top(name):
    assert held(name) == held(IN_FORCE) | {"pato"}


def test_in_force_can_be_shown_and_listed():
    shown = CliRunner().invoke(cli, ["show", IN_FORCE])
    assert shown.exit_code == 0
    assert "all_in_force: true" in shown.output
    assert f"architecture  {IN_FORCE}" in CliRunner().invoke(cli, ["list", "architecture"]).output


def test_every_function_that_compares_takes_what_is_in_force_by_default():
    asking = [
        f
        for f in (getattr(pato, name) for name in dir(pato))
        if inspect.isfunction(f) and "status_quo" in inspect.signature(f).parameters
    ]
    assert {f.__name__ for f in asking} >= {"stable", "why", "refuse", "sweep", "burden", "trade", "coerce"}
    assert {inspect.signature(f).parameters["status_quo"].default for f in asking} == {IN_FORCE}
    assert resolve(from_options(["pato-7"], {}), today=DATE).status_quo.id == IN_FORCE


def test_a_design_that_is_the_baseline_says_so(tmp_path):
    asked = {"futures": 14, "metrics": ["gaps"], "members": ["JPN", "PHL"], "date": DATE}
    study = resolve(from_options([IN_FORCE, "flexible", "pato-8"], asked), today=DATE)
    notes = Comparison.of(study, run_study(study, tmp_path / "run")).tables()["summary"].notes
    said = [n for n in notes if n.startswith("The same law as in-force")]
    assert said == ["The same law as in-force: flexible; every figure is equal by construction."]
