"""The built wheel in a clean environment: what a user gets, run as a user runs it, without a network."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the wheel from the working tree, with the build tools that are installed."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(ROOT),
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-q",
        "-w",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def pato(wheel, tmp_path_factory):
    """Run the installed program: its own folder first, the tests' packages behind it, no source tree."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = Path(
        subprocess.run(
            [python, "-c", "import site; print(site.getsitepackages()[0])"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    import click

    (site / "dependencies.pth").write_text(str(Path(click.__file__).parents[1]) + "\n")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment |= {
        "PATO_CACHE": str(folder / "cache"),
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }

    def run(*arguments, cwd=folder):
        return subprocess.run(
            [python, "-m", "pato", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            cwd=cwd,
            check=False,
        )

    run.cache = folder / "cache"
    return run


def test_the_wheel_is_pure_and_holds_what_it_needs(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert wheel.name.endswith("py3-none-any.whl")
    for needed in ("treaty.jsonl", "event.jsonl", "architecture.jsonl", "incidents.jsonl"):
        assert f"pato/library/_compiled/{needed}" in names
    assert any(n.startswith("pato/registry/_compiled/") for n in names)
    assert "pato/library/treaties/pato.yaml" in names
    assert "pato/py.typed" in names
    assert "pato/report/templates/report.html.j2" in names
    assert not [n for n in names if n.startswith("tests/")]


def test_the_first_question_is_answered_from_what_the_wheel_compiled(pato, tmp_path):
    done = pato(
        "who",
        "--attacker",
        "CHN",
        "--victim",
        "JPN",
        "--act",
        "armed_attack",
        "--on",
        "territory",
        "--place",
        "senkaku",
        "--date",
        "2026-11-21",
        "--format",
        "json",
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    owed = [d for d in answer["duties"] if d["state"] == "USA" and d["kind"] == "defence" and d["round"] == 0]
    assert [(d["instrument"], d["article"], d["status"]) for d in owed] == [("us-japan-1960", "V", "obliged")]
    assert not list(pato.cache.rglob("*")), "nothing had to be compiled"


def test_a_new_file_of_every_kind_is_valid_as_it_stands(pato, tmp_path):
    kinds = ("treaty", "architecture", "event", "check", "study", "claim", "negotiation", "ledger")
    for kind in kinds:
        made = pato("new", kind, cwd=tmp_path)
        assert made.returncode == 0, made.stderr
        schema = pato("schema", kind, cwd=tmp_path)
        assert json.loads(schema.stdout)["$schema"].endswith("2020-12/schema")
    files = sorted(str(p) for p in tmp_path.glob("*.yaml"))
    assert len(files) == len(kinds)
    checked = pato("check", *files, cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(kinds)} files read, 4 checks run: nothing wrong was found." in checked.stdout


def test_a_users_treaty_answers_and_is_drafted(pato, tmp_path):
    pato("new", "treaty", cwd=tmp_path)
    done = pato(
        "who",
        "--attacker",
        "CHN",
        "--victim",
        "AUS",
        "--date",
        "2026-11-21",
        "--architecture",
        "my-treaty.yaml",
        "--format",
        "json",
        cwd=tmp_path,
    )
    duties = json.loads(done.stdout)["duties"]
    assert {d["state"] for d in duties if d["kind"] == "defence" and d["round"] == 0} == {"JPN"}
    text = pato("draft", "my-treaty.yaml", cwd=tmp_path)
    assert "Article 3" in text.stdout


def test_a_comparison_writes_a_report_that_needs_no_network(pato, tmp_path):
    done = pato(
        "compare", "hub-and-spoke", "pato-7", "--futures", "200", "--seed", "1", "-o", "out", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert len(report) < 6_000_000
    assert 'http-equiv="Content-Security-Policy"' in report
    assert "<script src" not in report
    assert "script-src 'sha256-" in report
    assert "<link" not in report
    for part in ("Who owes whom", "Gaps", "War risk by target", "What is assumed", "Sources"):
        assert part in report
    assert (tmp_path / "out" / "tables" / "summary.csv").exists()
    again = pato("rerun", "out", cwd=tmp_path)
    assert again.returncode == 0
    assert "the same in every bit" in again.stdout
