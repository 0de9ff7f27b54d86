"""Whatever goes wrong is a message: no traceback, nothing that drives a terminal, and an exit status that says what it was."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import pato
from pato.cli import net
from pato.cli.app import main
from pato.errors import harmless
from pato.table import fitted

SOURCE = str(Path(pato.__file__).parent.parent)
TREATY = Path(pato.__file__).parent / "library" / "treaties" / "anzus.yaml"


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    told = capsys.readouterr()
    return stop.value.code, told.out, told.err


def run(*arguments, **options):
    known = os.environ | {"PYTHONPATH": os.pathsep.join([SOURCE, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "pato", *arguments]
    return subprocess.run(command, env=known, stderr=subprocess.PIPE, text=True, timeout=60, **options)


@pytest.fixture
def broken(monkeypatch):
    """Return what makes `pato check` raise an error."""

    def make(error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr("pato.api.checking.check", fail)

    return make


def test_a_mistake_of_patos_own_gets_a_number_and_a_file(capsys, broken, tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_CACHE", str(tmp_path))
    broken(KeyError("parties"))
    status, out, err = call(capsys, "check")
    assert (status, out) == (70, "")
    (log,) = (tmp_path / "failures").iterdir()
    assert err.startswith(
        f"pato made a mistake of its own (report {log.stem}): KeyError: 'parties'. Send {log}"
    )
    assert "Traceback" not in err
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert pato.__version__ in text


def test_without_a_place_for_the_file_that_is_said(capsys, broken, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PATO_CACHE", str(tmp_path / "file"))
    broken(ZeroDivisionError())
    status, _, err = call(capsys, "check")
    assert status == 70
    assert "ZeroDivisionError: without a word. Its file could not be written" in err


def test_a_file_that_ends_early_is_no_interruption(capsys, broken, tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_CACHE", str(tmp_path))
    broken(EOFError("marshal data too short"))
    assert call(capsys, "check")[0] == 70
    broken(KeyboardInterrupt())
    status, _, err = call(capsys, "check")
    assert (status, err.strip()) == (130, "Interrupted: what was finished has been kept.")


def test_debug_shows_the_traceback(broken):
    broken(KeyError("parties"))
    with pytest.raises(KeyError):
        main(["--debug", "check"])


def test_what_the_system_refuses_is_said_of_its_file(capsys, broken):
    broken(PermissionError(errno.EACCES, "Permission denied", "/some/file"))
    status, _, err = call(capsys, "check")
    assert status == 2
    assert err.startswith("/some/file  cannot be read or written: Permission denied.")


def test_too_little_memory(capsys, broken):
    broken(MemoryError())
    status, _, err = call(capsys, "check")
    assert status == 2
    assert "not enough memory" in err


def test_a_file_of_the_users_own_is_named(capsys, tmp_path):
    (tmp_path / "commands").mkdir()
    file = tmp_path / "commands" / "mine.py"
    file.write_text('"""Mine. [mine]"""\nimport click\n@click.command()\ndef command():\n    1 / 0\n')
    status, _, err = call(capsys, "mine", "--library", str(tmp_path))
    assert status == 2
    assert err.startswith(f"{file}  raised ZeroDivisionError: division by zero. Mend the file")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("arguments", [("who", "senkaku-attack"), ("--help",), ("list", "--format", "csv")])
def test_a_full_disk_behind_the_output_is_said(arguments):
    with Path("/dev/full").open("w") as full:
        found = run(*arguments, stdout=full)
    assert found.returncode == 2
    assert found.stderr == (
        "The output cannot be written: No space left on device. "
        "Free some space or write elsewhere; what was finished before has been kept.\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_device_is_written_to_and_not_replaced():
    found = run("who", "senkaku-attack", "-o", "/dev/full", stdout=subprocess.PIPE)
    assert found.returncode == 2
    assert found.stderr.startswith("/dev/full  cannot be written: No space left on device.")
    assert Path("/dev/full").is_char_device()


def test_a_reader_that_goes_away_is_no_failure():
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as pipe:
        found = run("who", "senkaku-attack", stdout=pipe)
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_read_and_a_silent_one_is_not_waited_for_without_end(tmp_path, monkeypatch, capsys):
    pipe = tmp_path / "treaty.yaml"
    os.mkfifo(pipe)
    text = TREATY.read_text(encoding="utf-8").replace("id: anzus", "id: mine", 1)
    writer = threading.Thread(target=lambda: pipe.write_text(text, encoding="utf-8"))
    writer.start()
    status, out, err = call(capsys, "check", str(pipe))
    writer.join()
    assert (status, err) == (0, "")
    assert "nothing wrong was found" in out
    silent = tmp_path / "silent.yaml"
    os.mkfifo(silent)
    monkeypatch.setattr("pato.files.storage._PATIENCE", 0.05)
    status, out, _ = call(capsys, "check", str(silent))
    assert status == 1
    assert "silent.yaml  is a pipe, and nothing was written into it" in out


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="the system has no /dev/stdin")
def test_standard_input_is_read_as_a_file(tmp_path):
    text = TREATY.read_text(encoding="utf-8").replace("id: anzus", "id: mine", 1)
    found = run("check", "/dev/stdin", input=text, stdout=subprocess.PIPE)
    assert (found.returncode, found.stderr) == (0, "")
    found = run("compare", "hub-and-spoke", "/dev/stdin", input=text, stdout=subprocess.PIPE)
    assert found.returncode == 2
    assert "/dev/stdin  is a pipe: a run has to read its architectures again" in found.stderr


def test_escapes_in_what_is_asked_do_not_reach_the_terminal(capsys):
    for arguments in (["who", "a\x1b[31m\u202eb\rc"], ["\x1b]0;title\x07"], ["check", "/no/\x9b31m.yaml"]):
        status, out, err = call(capsys, *arguments)
        assert status in {1, 2}
        assert "\ufffd" in out + err
        assert out + err == harmless(out + err)


def test_lines_end_as_they_did_and_nothing_else_turns_back(capsys):
    stream = net.Harmless(sys.stdout)
    stream.write("a,b\r\n1,=\x1b[2J\r\n")
    stream.write("over\rwritten\n")
    assert capsys.readouterr().out == "a,b\r\n1,=\ufffd[2J\r\nover\ufffdwritten\n"


def test_streams_that_were_closed_before_the_program_began_take_text_that_goes_nowhere(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert fitted("as it is") == "as it is"
    with net.harmless_streams():
        for stream in (sys.stdout, sys.stderr):
            assert not stream.isatty()
            stream.write("text \x1b[31m")
    assert sys.stdout is None
    assert sys.stderr is None


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix closes the outputs")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_command_whose_outputs_are_closed_ends_well(closed):
    asked = [sys.executable, "-m", "pato", "who", "senkaku-attack"]
    known = os.environ | {"PYTHONPATH": os.pathsep.join([SOURCE, os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *asked], env=known, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "mistake" not in done.stderr
