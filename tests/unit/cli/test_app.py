"""The program as a whole: help, unknown commands, exit status, and what quick commands must not load (C9)."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from pato.cli import app

HEAVY = ("numpy", "pydantic", "rich", "ruamel", "pandas", "polars", "xarray", "scipy", "numba", "jinja2")


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "pato", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["who", "--attacker", "CHN", "--victim", "JPN", "--place", "senkaku", "--date", "2026-11-21"],
        ["gaps", "USA", "JPN", "AUS"],
        ["duties", "JPN"],
    ],
    ids=lambda a: a[0],
)
def test_quick_commands_load_nothing_heavy(arguments):
    subprocess.run(
        [sys.executable, "-m", "pato", *arguments], check=True, capture_output=True
    )  # fill the cache first
    code = (
        "import sys\nfrom pato.cli.app import main\n"
        f"try: main({arguments!r})\nexcept SystemExit as stop: assert not stop.code, stop.code\n"
        f"print('LOADED', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "LOADED []" in done.stdout, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("name", app.cli.list_commands(None))
def test_every_command_has_help_a_group_and_a_docstring(name):
    text, group = app._first_line(name)
    assert text.endswith("."), f"{name}: the first line of its module is its help"
    assert group in app.GROUPS
    result = CliRunner().invoke(app.cli, [name, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 4


def test_an_unknown_command_is_answered_with_the_nearest():
    done = run("gasp")
    assert done.returncode == 2
    assert "Did you mean 'gaps'?" in done.stderr


def test_an_error_is_a_message_and_a_traceback_only_on_request():
    done = run("gaps", "USA", "JNP")
    assert done.returncode == 2
    assert "state 'JNP' is not known. Did you mean 'JPN'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in run("--debug", "gaps", "USA", "JNP").stderr


def test_a_closed_pipe_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m pato list --places | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_the_version_said_is_the_one_that_is_built():
    root = Path(__file__).parents[3]
    built = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert run("--version").stdout.strip() == f"pato {built}"


WHO = ("who", "--attacker", "CHN", "--victim", "JPN", "--place", "senkaku", "--date", "2026-11-21")


def test_a_quick_command_writes_everything_before_it_ends_at_once():
    into_a_pipe = run(*WHO)
    assert into_a_pipe.returncode == 0
    assert into_a_pipe.stdout.endswith("\n")
    as_main = CliRunner().invoke(app.cli, list(WHO))
    assert into_a_pipe.stdout == as_main.output


@pytest.mark.parametrize(
    "arguments", [("who", "no-such-event"), ("gasp",), ("check", "pato-7", "--nonsense")]
)
def test_quick_commands_end_with_their_exit_status(arguments):
    assert run(*arguments).returncode == 2


def test_a_profiler_is_allowed_to_write_what_it_found():
    done = subprocess.run(
        [sys.executable, "-m", "cProfile", "-m", "pato", *WHO], capture_output=True, text=True, check=False
    )
    assert "function calls" in done.stdout


OWN_COMMAND = '''"""Say something. [system]"""
import atexit
import click

@click.command()
def command() -> None:
    """Say something."""
    click.echo("now")
    atexit.register(print, "at the end")
'''


def test_a_command_of_ones_own_may_do_something_at_the_end(tmp_path):
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "say_it.py").write_text(OWN_COMMAND)
    assert run("say-it", "--library", str(tmp_path)).stdout == "now\nat the end\n"
