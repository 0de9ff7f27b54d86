"""What a first-time user meets: examples with errors, lists that messages point to, studies that are checked, pipes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import pato
from pato.cli import app
from pato.errors import FINDINGS, USAGE, unknown


def called(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        app.main(list(words))
    return ended.value.code, capsys.readouterr()


@pytest.mark.parametrize("name", ["compare", "tipping", "explain", "who", "stable", "why"])
def test_a_wrong_call_is_met_with_an_example_of_the_command(capsys, name):
    code, said = called(capsys, name)
    assert code == USAGE
    assert said.err.splitlines()[-1].startswith(f"For example:  pato {name} ")


def test_an_unknown_option_is_met_with_an_example_too(capsys):
    code, said = called(capsys, "compare", "hub-and-spoke", "--metrics", "gaps")
    assert code == USAGE
    assert "No such option" in said.err
    assert "For example:  pato compare in-force pato-7" in said.err


def test_long_lists_begin_with_what_resembles_the_word_and_say_where_the_rest_is():
    names = [f"a{i}" for i in range(20)] + ["war_initiations_members"]
    problem = unknown("metric", "wars", names)
    assert problem.fix.startswith("Allowed: war_initiations_members, a0")
    assert "21 in all; 'pato list --metrics' shows them" in problem.fix
    assert "pato list" not in unknown("theory", "x", names).fix


@pytest.mark.parametrize(
    ("what", "known"), [("metrics", "war_initiations_members"), ("factors", "taiwan_credence")]
)
def test_metrics_and_factors_can_be_listed(what, known):
    shown = CliRunner().invoke(app.cli, ["list", f"--{what}", "--format", "csv"])
    assert shown.exit_code == 0, shown.output
    lines = [line for line in shown.stdout.splitlines() if line.startswith(known + ",")]
    assert len(lines) == 1


def test_a_study_that_names_what_there_is_not_is_found_before_it_is_run(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(
        "format: 1\nid: x\narchitectures: [hub-and-spoke, pato-7]\nfutures: 20\n"
        "metrics: [wars]\nweights: {deterrence: {no_efect: 1}}\n"
    )
    checked = CliRunner().invoke(app.cli, ["check", str(path)], standalone_mode=False)
    assert checked.return_value == FINDINGS
    assert "study.yaml:5:11  metric 'wars' is not known" in checked.stdout
    assert "study.yaml:6" in checked.stdout
    assert "Did you mean 'no_effect'?" in checked.stdout
    path.write_text(
        path.read_text().replace("wars", "war_initiations_members").replace("no_efect:", "no_effect:")
    )
    checked = CliRunner().invoke(app.cli, ["check", str(path)], standalone_mode=False)
    assert "nothing wrong was found" in checked.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_reader_that_goes_away_is_no_failure():
    source = str(Path(pato.__file__).parent.parent)
    known = os.environ | {"PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "pato", "list", "--places", "--format", "json"]
    process = subprocess.Popen(command, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    told = process.stderr.read().decode()
    assert process.wait(timeout=60) == 0, told
    assert told == ""


def test_every_line_that_the_template_of_a_study_offers_can_be_used(tmp_path):
    path = tmp_path / "my-study.yaml"
    assert CliRunner().invoke(app.cli, ["new", "study", "-o", str(path)]).exit_code == 0
    text, offered = re.subn(r"(?m)^# (?=[a-z]+: [\[{])", "", path.read_text(encoding="utf-8"))
    assert offered >= 5
    path.write_text(text, encoding="utf-8")
    checked = CliRunner().invoke(app.cli, ["check", str(path)], standalone_mode=False)
    assert "nothing wrong was found" in checked.stdout, checked.stderr


@pytest.mark.parametrize("name", [n for n in app.cli.list_commands(None) if n != "completion"])
def test_every_command_has_an_example_that_names_it(name):
    text = app.cli.get_command(None, name).help
    assert f"pato {name}" in text.partition("Example")[2]
