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
def built(tmp_path_factory):
    """Build the source distribution, and the wheel from it, with nothing but the declared build requirements."""
    pytest.importorskip("build")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment(folder))
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return folder


@pytest.fixture(scope="session")
def wheel(built):
    """Return the wheel that was built from the source distribution."""
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def pato(wheel, tmp_path_factory):
    """Install the wheel bare, with what it says it needs, and run it without a network."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    scripts, ending = (folder / "Scripts", ".exe") if os.name == "nt" else (folder / "bin", "")
    environment = _environment(folder)
    subprocess.run(
        [scripts / f"python{ending}", "-m", "pip", "install", "-q", str(wheel)],
        check=True,
        env=environment,
    )
    environment |= {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}

    def run(*arguments, cwd=folder):
        return subprocess.run(
            [scripts / f"pato{ending}", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            cwd=cwd,
            check=False,
        )

    run.cache, run.kernels, run.python = folder / "cache", folder / "kernels", scripts / f"python{ending}"
    return run


def _environment(folder):
    """Return the environment of a user: no variables of Python's or of ours, a cache that is empty."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PATO", "NUMBA"))}
    return kept | {"PATO_CACHE": str(folder / "cache"), "NUMBA_CACHE_DIR": str(folder / "kernels")}


def test_the_tree_gives_the_wheel_that_its_source_distribution_gives(wheel, tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "-q", "-w", str(tmp_path)]
    subprocess.run(command, check=True, env=_environment(tmp_path))
    (direct,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(direct) as ours, zipfile.ZipFile(wheel) as theirs:
        assert {i.filename: i.CRC for i in ours.infolist()} == {i.filename: i.CRC for i in theirs.infolist()}


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
    for part in ("Who owes whom", "Gaps", "What is assumed", "Sources"):
        assert part in report
    assert (tmp_path / "out" / "tables" / "summary.csv").exists()
    again = pato("rerun", "out", cwd=tmp_path)
    assert again.returncode == 0
    assert "the same in every bit" in again.stdout


def test_a_release_carries_kernels_and_compares_without_compiling(pato, tmp_path):
    """Runs last: it puts the wheel of a release over the bare one."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    environment = _environment(tmp_path) | {"PATO_KERNELS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    (release,) = tmp_path.glob("*.whl")
    assert release.name.endswith("py3-none-any.whl")
    over = [pato.python, "-m", "pip", "install", "-q", "--no-deps", "--force-reinstall", str(release)]
    subprocess.run(over, check=True, env=_environment(tmp_path))
    fits = subprocess.run(
        [pato.python, "-c", "from pato.kernels import processor; print(processor.shipped_fit())"],
        capture_output=True,
        text=True,
        check=True,
        env=_environment(tmp_path),
    )
    if fits.stdout.strip() != "True":
        pytest.skip("this processor or this Python is not what the release was made for")
    for kept in pato.kernels.rglob("*.nbc"):
        kept.unlink()
    arguments = ("hub-and-spoke", "pato-7", "--futures", "200", "--seed", "1", "-o", "again")
    compared = pato("compare", *arguments, cwd=tmp_path)
    assert compared.returncode == 0, compared.stderr
    assert not list(pato.kernels.rglob("*.nbc")), "a kernel was compiled all the same"
    told = json.loads((tmp_path / "again" / "run.json").read_text(encoding="utf-8"))
    assert told["versions"]["kernels"].endswith(" for x86-64-v3")


def test_commands_call_no_kernel_that_is_not_compiled_ahead(tmp_path):
    program = (
        "import sys; sys.path.insert(0, 'tools'); import json, make_signatures as m; "
        "print('!' + json.dumps(m.recorded()))"
    )
    environment = _environment(tmp_path) | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    called = json.loads(done.stdout.rpartition("!")[2])
    known = json.loads((ROOT / "src/pato/kernels/signatures.json").read_text(encoding="utf-8"))
    missing = {k: set(v) - set(known.get(k, [])) for k, v in called.items() if set(v) - set(known.get(k, []))}
    assert not missing, "run python tools/make_signatures.py"
