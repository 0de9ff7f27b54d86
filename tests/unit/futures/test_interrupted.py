"""Runs that are interrupted: killed, stopped from the keyboard, or out of disk; they go on and end with the same figures."""

import json
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import two_state_world as world

from pato.futures import run


def started(folder, n, workers, *, resume=False):
    program = (
        "import sys, two_state_world as w; from pato.futures import run\n"
        "if __name__ == '__main__':\n"
        f" run(w.spec({n}, function='two_state_world:evaluate_slowly', seconds=0.02), {str(folder)!r}, workers={workers}, chunk_size=5, resume={resume})"
    )
    script = folder.parent / "run_it.py"
    script.write_text(program, encoding="utf-8")
    return subprocess.Popen([sys.executable, str(script)], env=world.environment(), stderr=subprocess.PIPE)


def kill_after_chunks(process, folder, n_chunks, how=None):
    deadline = time.monotonic() + 60
    while len(list((folder / "chunks").glob("*.sha256"))) < n_chunks and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.kill() if how is None else process.send_signal(how)
    return process.communicate(timeout=60)


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_in_the_middle_and_resumed_gives_the_same_figures(tmp_path, finished, workers):
    folder = tmp_path / "run"
    process = started(folder, 100, workers)
    kill_after_chunks(process, folder, 4)
    assert not (folder / "results.nc").exists()
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["state"] == "running"
    spec = world.spec(100, function="two_state_world:evaluate_slowly", seconds=0.02)
    assert run(spec, folder, resume=True).content_hash == finished.content_hash


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT cannot be sent to one process there")
def test_ctrl_c_ends_workers_and_keeps_chunks(tmp_path, finished):
    for turn in range(5):  # on a busy machine the run may end before it is interrupted
        folder = tmp_path / f"turn {turn}" / "run"
        folder.parent.mkdir()
        process = started(folder, 100, 2)
        _, errors = kill_after_chunks(process, folder, 4, signal.SIGINT)
        if process.returncode or not (folder / "results.nc").exists():
            break
    assert b"KeyboardInterrupt" in errors
    assert process.returncode != 0
    spec = world.spec(100, function="two_state_world:evaluate_slowly", seconds=0.02)
    assert run(spec, folder, resume=True).content_hash == finished.content_hash


LIMITED = """
import resource, signal, sys
from pathlib import Path
import two_state_world as w
from pato.errors import PatoError
from pato.futures import run
from pato.futures.folder import write_run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
if sys.argv[3] == "consolidate":  # all chunks are there, and an older result
    run(w.spec(2000), folder, chunk_size=250)
    (folder / "results.nc").write_bytes(b"old")
    write_run(folder, w.spec(2000), chunk_size=250)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    run(w.spec(2000), folder, chunk_size=250, resume=True)
except PatoError as error:
    print(error)
    sys.exit(2)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="no limit on the size of files there; the code path is the same"
)
@pytest.mark.parametrize(
    ("phase", "limit"), [("chunk", 20_000), ("consolidate", 60_000), ("consolidate", 100_000)]
)
def test_a_full_disk_leaves_the_old_or_the_new_file(tmp_path, phase, limit):
    folder = tmp_path / "run"
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), str(limit), phase],
        env=world.environment(),
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2, ended.stderr
    assert "cannot be written: File too large" in ended.stdout
    assert not list(folder.rglob("*.tmp"))
    if phase == "consolidate":
        assert (folder / "results.nc").read_bytes() == b"old"
    (folder / "results.nc").unlink(missing_ok=True)
    assert (
        run(world.spec(2000), folder, resume=True).content_hash
        == run(world.spec(2000), tmp_path / "other").content_hash
    )


@pytest.mark.reliability
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_again_and_again(tmp_path, finished, workers):
    rng = np.random.default_rng(workers)
    folder = tmp_path / "run"
    for _ in range(15):
        process = started(folder, 100, workers, resume=(folder / "run.json").exists())
        time.sleep(float(rng.uniform(0.3, 2.5)))
        process.kill()
        process.communicate(timeout=60)
        if (folder / "run.json").exists():
            json.loads((folder / "run.json").read_text(encoding="utf-8"))
    spec = world.spec(100, function="two_state_world:evaluate_slowly", seconds=0.02)
    found = run(spec, folder, resume=True)
    assert found.content_hash == finished.content_hash
    found.verify()


def test_what_a_killed_process_left_is_gone_when_the_run_is_asked_again(tmp_path):
    folder = tmp_path / "run"
    first = run(world.spec(60), folder).content_hash
    (folder / "tables").mkdir()
    left = [folder / ".run.json.12.tmp", folder / "tables" / ".states.csv.12-34567.tmp"]
    users = [folder / ".notes.tmp", folder / "tables" / "states.csv"]
    for path in [*left, *users]:
        path.write_text("half", encoding="utf-8")
    assert run(world.spec(60), folder, resume=True).content_hash == first
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in users)
