"""What a run wrote and something else changed is told by every reader: which part it is, and what to do."""

import json
import shutil

import h5py
import numpy as np
import pytest
import two_state_world as world

from pato.assess.rerun import rerun
from pato.errors import RunError
from pato.futures import Run, processes, run


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return run(world.spec(40), tmp_path_factory.mktemp("runs") / "whole", chunk_size=20)


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written.folder, tmp_path / "run")


def flip(path, bit):
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def test_a_figure_times_ten_is_told_with_its_name(folder):
    held = Run.open(folder)
    with h5py.File(folder / "results.nc", "r+") as file:
        file["outcomes/war_risk"][...] = file["outcomes/war_risk"][...] * 10
    for read in (
        lambda: Run.open(folder),
        lambda: held.group("outcomes"),
        held.results,
        lambda: run(world.spec(40), folder),
        lambda: rerun(held, folder.parent / "again"),
    ):
        with pytest.raises(RunError, match=r"since the run wrote it: outcomes/war_risk\. .*--resume"):
            read()


@pytest.fixture(autouse=True)
def _registered():
    name = processes.entry_point(world.spec(1).function)
    yield
    processes.ENTRY_POINTS.discard(name)


@pytest.mark.parametrize("name", ["results.nc", "run.json"])
def test_one_flipped_bit_anywhere_is_told(folder, name):
    path = folder / name
    whole = path.read_bytes()
    for bit in np.random.default_rng(3).integers(0, len(whole) * 8, 60):
        flip(path, int(bit))
        with pytest.raises(RunError, match=r"changed or damaged|not the description|cannot be read"):
            Run.open(folder)
        path.write_bytes(whole)
    Run.open(folder)


@pytest.mark.parametrize("size", [0, 100, 2000])
def test_a_file_that_was_cut_short_is_told(folder, size):
    path = folder / "results.nc"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(RunError, match="all of 'outcomes', which cannot be read"):
        Run.open(folder)


@pytest.mark.parametrize("chunks", [True, False])
def test_resume_mends_what_is_damaged(folder, written, chunks):
    flip(folder / "results.nc", 8 * 5000)
    if not chunks:
        shutil.rmtree(folder / "chunks")
    assert run(world.spec(40), folder, resume=True).content_hash == written.content_hash
    Run.open(folder)


def test_what_describes_a_run_is_not_edited_unnoticed(folder):
    path = folder / "run.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    body["spec"]["settings"]["more"] = 1
    path.write_text(json.dumps(body), encoding="utf-8")
    for again in (lambda: Run.open(folder), lambda: run(world.spec(40), folder, resume=True)):
        with pytest.raises(RunError, match=r"run\.json  has been changed or damaged"):
            again()
    assert run(world.spec(40), folder, overwrite=True).description["state"] == "complete"


def test_a_description_of_the_first_release_carries_no_hash_and_is_read(folder):
    path = folder / "run.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    for later in ("sha256", "digests"):
        del body[later]
    path.write_text(json.dumps(body), encoding="utf-8")
    assert Run.open(folder).group("outcomes").sizes["future"] == 40
    flip(folder / "results.nc", 8 * 5000)
    with pytest.raises(RunError, match="does not say which of its variables"):
        Run.open(folder)


def test_rerun_calls_no_function_but_those_registered(folder, tmp_path):
    path = folder / "run.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    del body["sha256"]
    body["spec"] |= {"function": "os:mkdir", "settings": {"path": str(tmp_path / "made")}}
    path.write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(RunError, match=r"names 'os:mkdir' .* Nothing has been called"):
        rerun(Run.open(folder), tmp_path / "again")
    assert not (tmp_path / "made").exists()


def test_rerun_of_a_registered_function(folder, tmp_path):
    assert rerun(Run.open(folder), tmp_path / "again").identical
