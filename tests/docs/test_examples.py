"""The examples that ship are right, and run: a user's treaty, architecture, event and study."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pato.cli.app import cli

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    found = CliRunner().invoke(cli, words)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.mark.usefixtures("folder")
def test_every_file_is_right():
    assert "nothing wrong was found" in run("check", *sorted(map(str, Path("examples").glob("*.yaml"))))


@pytest.mark.usefixtures("folder")
def test_the_compact_answers_an_attack_with_its_article():
    told = run(
        "who",
        "examples/resupply-attacked.yaml",
        "--architecture",
        "examples/with-compact.yaml",
        "--no-cascade",
    )
    assert "Island Chain" in told
    assert "AUS" in told


@pytest.mark.usefixtures("folder")
def test_the_study_names_the_compact_first():
    told = run("compare", "examples/compact-study.yaml", "--futures", "40")
    assert told.startswith("Island Chain Compact against what is in force, 40 runs of 10 years")
    assert "closes every gap among its members on paper" in told


def test_the_page_names_commands_that_are_run_here():
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    named = {
        word
        for line in page.splitlines()
        for word in line.split()
        if word.endswith(".yaml") and "*" not in word
    }
    assert all((EXAMPLES.parent / name).exists() for name in named)
