"""At a terminal, a real one: no escape codes, with NO_COLOR or without; widths that a terminal does not say; loudness; ends of commands."""

import os
import sys

import pytest

pty = pytest.importorskip("pty")  # there is none on Windows
WHO = ("who", "--attacker", "CHN", "--victim", "JPN", "--date", "2026-11-21")
WORK = """
import sys
from pato.cli import loudness
from pato.cli.progress import shown
from pato.futures.runner import Progress
loudness.take(sys.argv)
with shown() as told:
    for done in range(21):
        told and told(Progress(done, 20, 1.0))
print("found")
"""


def at_terminal(*arguments, start=("-m", "pato"), **more):
    """Return what a program writes to a terminal of its own, and its exit status."""
    process, terminal = pty.fork()
    if process == 0:
        known = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS"}}
        os.execve(
            sys.executable, [sys.executable, *start, *arguments], known | {"TERM": "xterm-256color"} | more
        )
    written = b""
    try:
        while found := os.read(terminal, 65536):
            written += found
    except OSError:  # how Linux says that the other end is gone
        pass
    os.close(terminal)
    return written.decode(), os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@pytest.mark.parametrize("more", [{}, {"NO_COLOR": "1"}], ids=["", "no color"])
@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("--help",), 0), (WHO, 0), (("gasp",), 2)],
    ids=["help", "who", "unknown"],
)
def test_nothing_but_text_reaches_a_terminal(arguments, status, more):
    written, ended = at_terminal(*arguments, **more)
    assert ended == status, written
    assert "\x1b" not in written
    assert written.strip()


def test_progress_is_drawn_without_escape_codes_and_quiet_leaves_it_out():
    written, status = at_terminal(start=("-c", WORK))
    assert status == 0, written
    assert "\x1b" not in written
    assert "Simulating" in written
    assert "20/20" in written
    assert at_terminal("--quiet", start=("-c", WORK)) == ("found\r\n", 0)


@pytest.mark.parametrize("columns", ["0", "-3", "1", "wide"])
def test_any_width_is_written_to(columns):
    written, status = at_terminal(*WHO, COLUMNS=columns)
    assert status == 0, written
    assert "USA" in written
