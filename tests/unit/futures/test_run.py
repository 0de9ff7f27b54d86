"""The run folder: one result however it was computed, and nothing lost when things go wrong (C5, C10)."""

import json
import subprocess
import sys

import numpy as np
import pytest
import two_state_world as world

from pato.errors import PatoError, RunError, UsageError
from pato.futures import Run, processes, provenance, run
from pato.futures.lock import locked
from pato.futures.places import content_at, place_of


@pytest.mark.parametrize("chunk_size", [1, 7, 64, 99])
def test_the_hash_does_not_depend_on_chunks(tmp_path, finished, chunk_size):
    n = 100 if chunk_size > 1 else 20
    expected = finished.content_hash if n == 100 else run(world.spec(n), tmp_path / "whole").content_hash
    assert run(world.spec(n), tmp_path / "cut", chunk_size=chunk_size).content_hash == expected


def test_the_hash_does_not_depend_on_workers(tmp_path, finished):
    found = run(world.spec(100), tmp_path, workers=2, chunk_size=30)
    assert found.content_hash == finished.content_hash


def test_the_figures_are_those_of_the_two_state_world(tmp_path):
    n = 20_000
    with run(world.spec(n), tmp_path).results() as tree:
        risk = tree["outcomes"]["war_risk"]
        patron = (tree["inputs"]["theory"] == 0).values
        # five standard errors; no product in the model spreads wider than p itself, sd 0.2 / sqrt(12)
        tolerance = 5 * 0.1 / np.sqrt(n / 2)
        assert float(risk.sel(architecture="no-pact").mean()) == pytest.approx(0.2, abs=tolerance)
        assert float(risk.sel(architecture="pact")[patron].mean()) == pytest.approx(0.1, abs=tolerance)
        assert np.array_equal(
            risk.sel(architecture="pact")[~patron], risk.sel(architecture="no-pact")[~patron]
        )
        assert patron.sum() == n / 2


def test_any_reader_of_netcdf_finds_groups_dimensions_and_provenance(finished):
    import h5netcdf

    with h5netcdf.File(finished.folder / "results.nc", "r") as file:
        assert set(file.groups) == {"inputs", "outcomes", "diagnostics"}
        assert file["outcomes"]["by_target"].dimensions == ("future", "architecture", "target")
        assert file.attrs["seed"] == 1
    with finished.results() as tree:
        attrs = tree.attrs
        assert tree["outcomes"]["spared"].dtype == bool
        assert list(tree["outcomes"]["target"].values) == ["AAA", "BBB"]
    assert attrs["data_vintage"] == "2023"
    assert json.loads(attrs["files_sha256"]) == {"treaty.yaml": "0" * 64}
    assert attrs["content_hash"] == finished.content_hash
    assert {"version_pato", "version_numpy", "version_python", "assumptions_hash", "created"} <= set(attrs)


def test_run_json_says_what_fixed_the_figures(finished):
    body = json.loads((finished.folder / "run.json").read_text(encoding="utf-8"))
    assert (body["state"], body["seed"], body["n_futures"]) == ("complete", 1, 100)
    assert Run.open(finished.folder).spec == world.spec(100)
    finished.verify()


def test_progress_counts_futures_and_tells_time_left(tmp_path):
    seen = []
    run(world.spec(20), tmp_path, chunk_size=8, progress=seen.append)
    assert [p.done for p in seen] == [0, 8, 16, 20]
    assert seen[0].seconds_left is None
    assert seen[-1].seconds_left == 0
    assert all(p.total == 20 for p in seen)


def test_an_interrupted_run_keeps_its_chunks_and_goes_on(tmp_path, finished):
    spec = world.spec(
        100, function="two_state_world:evaluate_interrupted", mark=str(tmp_path / "mark"), future=60
    )
    with pytest.raises(KeyboardInterrupt):
        run(spec, tmp_path / "run", chunk_size=10)
    kept = sorted((tmp_path / "run" / "chunks").glob("*.nc"))
    assert len(kept) == 6
    times = [p.stat().st_mtime_ns for p in kept]
    with pytest.raises(RunError, match=r"unfinished run of this study.*--resume"):
        run(spec, tmp_path / "run")
    assert run(spec, tmp_path / "run", resume=True, chunk_size=3).content_hash == finished.content_hash
    assert [p.stat().st_mtime_ns for p in kept] == times


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty", "remove", "no checksum"])
def test_a_damaged_chunk_is_computed_again(tmp_path, finished, damage):
    folder = tmp_path / "run"
    run(world.spec(100), folder, chunk_size=30)
    (folder / "results.nc").unlink()
    path = folder / "chunks" / "00002.nc"
    content = bytearray(path.read_bytes())
    if damage == "truncate":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "flip":
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "remove":
        path.unlink()
    else:
        path.with_suffix(".sha256").unlink()
    assert content_at(place_of(folder / "chunks"), 2) is None
    assert run(world.spec(100), folder, resume=True).content_hash == finished.content_hash


@pytest.mark.parametrize("key", ["state", "versions", "created", "n_futures", "results_sha256"])
def test_a_description_that_lacks_something_is_none(tmp_path, key):
    run(world.spec(4), tmp_path)
    body = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    del body[key], body["sha256"]  # those of the first release have no hash of themselves
    (tmp_path / "run.json").write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(RunError, match=rf"is not the description of a run \(KeyError: '{key}'\)"):
        Run.open(tmp_path)


def test_a_finished_run_is_not_computed_twice(tmp_path, finished):
    before = (finished.folder / "results.nc").stat().st_mtime_ns
    assert run(world.spec(100), finished.folder).content_hash == finished.content_hash
    assert (finished.folder / "results.nc").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (world.spec(100, seed=2), "design.seed is 1 there and 2 here"),
        (world.spec(101), "design.n_futures is 100 there and 101 here"),
        (world.spec(100, extra=True), "settings.extra is null there and true here"),
    ],
)
def test_another_study_in_the_same_folder_is_refused(finished, other, message):
    with pytest.raises(RunError) as error:
        run(other, finished.folder, resume=True)
    assert "holds another run" in str(error.value)
    assert message in str(error.value)
    assert "-o" in str(error.value)


def test_a_run_of_another_version_is_refused(tmp_path):
    folder = tmp_path / "run"
    spec = world.spec(
        20, function="two_state_world:evaluate_interrupted", mark=str(tmp_path / "mark"), future=15
    )
    with pytest.raises(KeyboardInterrupt):
        run(spec, folder, chunk_size=10)
    body = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    body["versions"]["numpy"] = "0.0.1"
    (folder / "run.json").write_text(json.dumps(provenance.with_checksum(body)), encoding="utf-8")
    with pytest.raises(RunError, match=r"a run of other versions: numpy is \"0.0.1\" there"):
        run(spec, folder, resume=True)


def test_a_run_of_other_shipped_data_is_refused(tmp_path, monkeypatch):
    run(world.spec(20), tmp_path)
    monkeypatch.setattr(provenance, "data_fingerprint", lambda: "another")
    assert not Run.open(tmp_path).is_of_this_program
    with pytest.raises(
        RunError, match=r"a run of other versions: pato_data is \"\w+\" there and \"another\" here"
    ):
        run(world.spec(20), tmp_path)


def test_overwrite_discards_the_run_and_nothing_else(tmp_path, finished):
    run(world.spec(50, seed=3), tmp_path, chunk_size=10)
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    assert run(world.spec(100), tmp_path, chunk_size=60, overwrite=True).content_hash == finished.content_hash
    assert len(list((tmp_path / "chunks").glob("*.nc"))) == 2
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "mine"


def test_chunks_can_go_when_the_results_are_there(tmp_path, finished):
    found = run(world.spec(100), tmp_path, chunk_size=30, keep_chunks=False)
    assert not list((tmp_path / "chunks").iterdir())
    found.verify()
    assert run(world.spec(100), tmp_path).content_hash == finished.content_hash


@pytest.mark.parametrize("content", ["", "{}", "[]", "not json", '{"format": 1, "kind": "run"}'])
def test_a_broken_description_is_an_error_and_not_a_new_run(tmp_path, content):
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match="is not the description of a run"):
        run(world.spec(5), tmp_path)


def test_chunks_without_a_description_are_left_alone(tmp_path):
    (tmp_path / "chunks").mkdir()
    (tmp_path / "chunks" / "00000.nc").write_bytes(b"mine")
    with pytest.raises(RunError, match="chunks without a description"):
        run(world.spec(5), tmp_path)
    assert (tmp_path / "chunks" / "00000.nc").read_bytes() == b"mine"


def test_a_second_writer_is_refused(tmp_path):
    program = "import sys, time; from pathlib import Path; from pato.futures.lock import locked\nwith locked(Path(sys.argv[1])):\n print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, env=world.environment()
    )
    try:
        holder.stdout.readline()
        with pytest.raises(RunError, match=f"is being written by process {holder.pid} on"):
            run(world.spec(5), tmp_path)
    finally:
        holder.kill()
        holder.communicate()
    # the lock of a killed process is no lock
    with locked(tmp_path):
        pass


def test_open_asks_for_a_finished_run(tmp_path):
    with pytest.raises(RunError, match="holds no run"):
        Run.open(tmp_path)


def test_an_unknown_function_is_named(tmp_path):
    with pytest.raises(RunError, match="two_state_world:evalute  is no function"):
        run(world.spec(5, function="two_state_world:evalute"), tmp_path)


def test_senseless_numbers_are_refused(tmp_path):
    with pytest.raises(UsageError, match="at least 1"):
        run(world.spec(5), tmp_path, workers=0)


def test_labels_that_change_between_chunks_are_refused(tmp_path):
    with pytest.raises(
        RunError, match="'target' in outcomes changes its shape, type or labels between chunks"
    ):
        run(world.spec(20, function="two_state_world:evaluate_by_chunk"), tmp_path, chunk_size=10)


def test_a_worker_that_dies_costs_only_its_chunk(tmp_path, finished):
    spec = world.spec(100, function="two_state_world:evaluate_and_die", mark=str(tmp_path / "mark"), future=5)
    with pytest.raises(RunError, match="a worker process died; finished chunks have been kept"):
        run(spec, tmp_path / "run", workers=2, chunk_size=30)
    assert run(spec, tmp_path / "run", workers=2, resume=True).content_hash == finished.content_hash


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(PatoError, match="cannot be made"):
        run(world.spec(5), tmp_path / "file" / "run")


def test_processes_started_beforehand_do_the_work(tmp_path):
    with processes.started(1, "two_state_world:evaluate"):
        (waiting,) = processes._waiting.values()
        one = run(world.spec(40), tmp_path / "one", workers=2, chunk_size=10)
        assert not processes._waiting, "the run took them"
    with pytest.raises(RuntimeError):  # and ended them
        waiting.submit(int)
    assert one.content_hash == run(world.spec(40), tmp_path / "two").content_hash


def test_processes_that_no_run_takes_are_let_go():
    with processes.started(2, "two_state_world:evaluate"):
        (waiting,) = processes._waiting.values()
    assert not processes._waiting
    with pytest.raises(RuntimeError):
        waiting.submit(int)


@pytest.mark.parametrize("workers", ["None", "2"])
def test_a_script_without_a_guard_computes_alone_or_is_told(tmp_path, workers):
    script = tmp_path / "mine.py"
    script.write_text(
        "import pato\nfound = pato.compare('hub-and-spoke', 'pato-7', futures=4000, date='2026-11-21', "
        f"options={{'metrics': ['gaps']}}, workers={workers}, folder={str(tmp_path / 'run')!r})\nprint(found.run.content_hash)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    if workers == "None":
        assert done.returncode == 0, done.stderr
    else:
        assert 'if __name__ == "__main__":, or ask for workers=1' in done.stderr
