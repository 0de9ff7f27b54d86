"""A sweep that is killed outright, wherever it is, goes on to the same files as one that nobody disturbed (C10)."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import pato
from pato import world
from pato.futures import provenance
from pato.models.sweep.job import execute, read
from pato.models.sweep.plan import plan_of
from pato.models.sweep.prepare import Request, prepare
from pato.models.sweep.run import Sweep
from pato.report.tables.sweep import tables

pytestmark = pytest.mark.reliability
REQUEST = Request(("USA", "JPN", "AUS", "KOR", "PHL", "NZL", "CAN"), futures=60, date="2026-11-21")
BITS = 6
"""Two chunks of memberships, so that a kill can fall into the first, between the two and into the second."""
PROGRAM = """
import sys, time
from pato.futures import provenance
provenance.source_fingerprint = lambda: "test"
sys.path.insert(0, sys.argv[1])
from test_killed_sweep import in_chunks, saving_often
from pathlib import Path
from pato.models.sweep.job import execute
prepared = in_chunks()
saving_often(0.02)
print("ready", flush=True)
execute(prepared, Path(sys.argv[2]), resume=True)
"""


def in_chunks():
    """Return the sweep, cut into chunks that memory would not ask for."""
    made = prepare(world.load(), REQUEST)
    return replace(made, sweep=Sweep.of(made.sweep.game, plan_of(made.sweep.game, bits=BITS)))


def saving_often(seconds):
    """Make futures take a while, and save after each: a kill then falls into work and into writing."""
    whole = Sweep.statistics

    def slowly(self, chunk, folder=None, progress=None):
        def wait(done):
            time.sleep(seconds)

        return whole(self, chunk, folder, wait, save_seconds=0.0)

    Sweep.statistics = slowly


@pytest.fixture(scope="module", autouse=True)
def _steady_source():
    """The source may be edited while a test session runs, which a process that is started then would see."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_fingerprint", lambda: "test")
        yield


@pytest.fixture(scope="module")
def prepared(_steady_source):
    return in_chunks()


@pytest.fixture(scope="module")
def undisturbed(prepared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    execute(prepared, folder)
    return folder


def started(folder):
    source = str(Path(pato.__file__).parent.parent)
    known = os.environ | {"PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(folder)]
    process = subprocess.Popen(command, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, "it was killed, and had not ended before"


def wait_for(there, process):
    deadline = time.monotonic() + 60
    while not there():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.002)


def compare(folder, prepared, undisturbed):
    """Hold every file against those of the sweep that nobody disturbed."""
    assert sorted(p.name for p in folder.iterdir()) == sorted(p.name for p in undisturbed.iterdir())
    parts = sorted(undisturbed.glob("memberships-*.parquet"))
    assert len(parts) == 2
    for part in parts:
        again = folder / part.name
        assert pl.read_parquet(again).equals(pl.read_parquet(part), null_equal=True)
        one, other = (pl.read_parquet_metadata(p) for p in (again, part))
        assert {k for k in one if one[k] != other[k]} <= {"pato_created"}
    told = [json.loads((f / "sweep.json").read_text()) for f in (folder, undisturbed)]
    for each in told:
        each["metadata"].pop("pato_created", None)
        del each["sha256"]  # of the time as well
    assert told[0] == told[1]
    assert told[0]["state"] == "complete"
    one, other = (tables(prepared, read(f)) for f in (folder, undisturbed))
    assert one.sentences == other.sentences
    told = [
        {n: repr(t.rows) for n, t in each.shown.items()} for each in (one, other)
    ]  # unknown errors are no numbers
    assert told[0] == told[1]


@pytest.mark.parametrize("where", ["first chunk", "second chunk"])
def test_killed_in_the_middle_and_resumed_gives_the_same_files(tmp_path, prepared, undisturbed, where):
    folder = tmp_path / "sweep"
    unfinished = folder / "chunks" / ("00000.npz" if where == "first chunk" else "00001.npz")
    process = started(folder)
    wait_for(unfinished.with_suffix(".sha256").exists, process)
    kill(process)
    assert json.loads((folder / "sweep.json").read_text())["state"] == "running"
    assert (folder / "memberships-00000.parquet").exists() == (where == "second chunk")
    with np.load(unfinished) as held:
        assert 0 < int(held["done"]) < REQUEST.futures, "it stopped in the middle of the chunk"
    execute(prepared, folder, resume=True)
    compare(folder, prepared, undisturbed)


def test_killed_again_and_again(tmp_path, prepared, undisturbed):
    """Wherever a kill falls, what lies in the folder is old or new and never half: in the end nothing is missing or counted twice."""
    rng = np.random.default_rng(7)
    folder = tmp_path / "sweep"
    killed = 0
    for _ in range(6):
        process = started(folder)
        time.sleep(float(rng.uniform(0.0, 1.0)))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate(timeout=60)
        if (folder / "sweep.json").exists():
            json.loads((folder / "sweep.json").read_text())
    assert killed >= 3
    execute(prepared, folder, resume=True)
    compare(folder, prepared, undisturbed)
