"""`pato report -o FILE` writes what the ending says, and refuses an ending that says something else."""

import json
import zipfile

import pytest
from click.testing import CliRunner

import pato
from pato.cli.app import cli

pytest.importorskip("docx")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("endings") / "run"
    pato.compare(
        "in-force",
        "pato-3",
        futures=20,
        date="2026-11-21",
        options={"metrics": ["gaps"]},
        folder=folder,
    )
    return folder


def written(run, path):
    found = CliRunner().invoke(cli, ["report", str(run), "-o", str(path)])
    assert found.exit_code == 0, found.output
    return path


def test_an_ending_says_what_is_written(run, tmp_path):
    assert zipfile.is_zipfile(written(run, tmp_path / "report.docx"))
    assert json.loads(written(run, tmp_path / "report.geojson").read_text())["type"] == "FeatureCollection"
    assert written(run, tmp_path / "report.HTML").read_text().startswith("<!doctype html>")


def test_an_ending_that_says_something_else_is_refused(run, tmp_path):
    found = CliRunner().invoke(cli, ["report", str(run), "-o", str(tmp_path / "report.odt")])
    assert found.exit_code != 0
    assert "ends in '.odt'" in str(found.exception or found.output)
    assert "Word (.docx)" in str(found.exception or found.output)
    assert not (tmp_path / "report.odt").exists()
