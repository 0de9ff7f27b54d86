"""A cluster gives the figures of one machine, whatever dies meanwhile: a real scheduler and workers on loopback."""

import re
import threading
import time
from concurrent.futures import CancelledError

import pytest
import two_state_world as world
from fleet import port, scheduler, two_workers, worker

from pato.errors import RunError, UsageError
from pato.futures import cluster, run
from pato.futures.cluster import connected, pieces

pytest.importorskip("distributed")
SLOW = world.spec(60, function="two_state_world:evaluate_slowly", seconds=0.15)


@pytest.fixture
def fleet():
    with two_workers() as found:
        yield found


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return run(SLOW, tmp_path_factory.mktemp("one") / "run", chunk_size=5).content_hash


def when(condition, then):
    """Do something as soon as a condition holds, beside what the test waits for."""

    def wait():
        until = time.monotonic() + 60
        while not condition() and time.monotonic() < until:
            time.sleep(0.02)
        then()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def chunks(folder):
    return list(folder.glob("*.nc"))


def test_a_worker_killed_in_the_middle_changes_nothing(fleet, tmp_path, expected):
    number, _, _, workers = fleet
    killer = when(lambda: len(chunks(tmp_path / "run" / "chunks")) >= 2, workers[0].kill)
    with connected(f"tcp://127.0.0.1:{number}"):
        found = run(SLOW, tmp_path / "run", chunk_size=5)
    killer.join()
    assert workers[0].wait() != 0
    assert found.content_hash == expected


def test_a_scheduler_started_again_is_found_again(fleet, tmp_path, expected):
    number, start, master, _ = fleet

    def again():
        master.kill()
        master.wait()
        scheduler(start, number)
        worker(start, number)

    restart = when(lambda: len(chunks(tmp_path / "run" / "chunks")) >= 2, again)
    with connected(f"tcp://127.0.0.1:{number}"):
        found = run(SLOW, tmp_path / "run", chunk_size=5)
    restart.join()
    assert found.content_hash == expected


def test_chunks_go_to_an_address_of_fsspec_and_are_never_in_the_folder(fleet, tmp_path, expected):
    number, _, _, _ = fleet
    with connected(f"tcp://127.0.0.1:{number}", f"local://{tmp_path}/bucket"):
        found = run(SLOW, tmp_path / "run", chunk_size=5)
    assert found.content_hash == expected
    assert not chunks(tmp_path / "run" / "chunks")
    (place,) = (tmp_path / "bucket").iterdir()
    assert len(chunks(place)) == 12
    assert found.description["chunks"].startswith("local://")


def test_a_run_that_lost_its_cluster_goes_on_without_it(fleet, tmp_path, expected, monkeypatch):
    number, _, master, workers = fleet

    def end():
        monkeypatch.setattr(
            cluster, "PATIENCE", 2.0
        )  # not before: a busy machine takes longer to start a scheduler
        for one in (master, *workers):
            one.kill()

    when(lambda: len(chunks(tmp_path / "chunks")) >= 2, end)
    with connected(f"tcp://127.0.0.1:{number}"), pytest.raises(RunError, match="go on with --resume"):
        run(SLOW, tmp_path, chunk_size=5)
    before = {p.name: p.stat().st_mtime_ns for p in chunks(tmp_path / "chunks")}
    assert len(before) >= 2
    assert run(SLOW, tmp_path, resume=True).content_hash == expected
    after = {p.name: p.stat().st_mtime_ns for p in chunks(tmp_path / "chunks")}
    # what was kept is not computed again, but for a chunk that was on its way when the cluster was lost
    assert len(before.items() - after.items()) <= 1


class Task:
    """A task of a cluster that goes away while it is asked."""


@pytest.mark.parametrize("status", ["finished", "error", "lost", "cancelled"])
def test_a_part_whose_answer_breaks_off_is_still_to_do(status):
    def breaks():
        raise CancelledError

    task = Task()
    task.status, task.result, task.exception = status, breaks, breaks
    work = cluster._Work((), cluster.deque())
    work.under_way = {task: (3, time.monotonic())}
    with pytest.raises((CancelledError, OSError)):
        list(cluster.Cluster._ended(None, work, task))
    assert not list(work.returned())
    assert list(work.left) == [3]
    assert not work.done


def test_a_mistake_of_the_evaluation_is_told_as_on_one_machine(fleet, tmp_path):
    number, _, _, _ = fleet
    with connected(f"tcp://127.0.0.1:{number}"), pytest.raises(RunError, match="no status explains"):
        run(world.spec(20, function="two_state_world:evaluate_with_gap", said=False), tmp_path, chunk_size=5)


def test_a_scheduler_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with (
        pytest.raises(RunError, match=r"tcp://127\.0\.0\.1:\d+ .*does not answer"),
        connected(f"tcp://127.0.0.1:{port()}"),
    ):
        pass


@pytest.mark.parametrize(
    "address", ["foo", "", "2", "tcp://host", "tcp://host:port", "tcp://host:99999", "abc://host:1"]
)
def test_what_is_no_address_of_a_scheduler_is_told_at_once(address):
    told = f"--cluster  {address!r} is no address of a scheduler of dask. Write tcp://HOST:PORT"
    with pytest.raises(UsageError, match=re.escape(told)), connected(address):
        pass


def test_an_address_for_chunks_needs_a_cluster():
    with pytest.raises(RunError, match="--chunks  needs a cluster"), connected(None, "s3://bucket"):
        pass


def test_chunks_that_take_far_longer_are_tried_elsewhere():
    work = cluster._Work((), cluster.deque())
    now = time.monotonic()
    work.seconds = [1.0, 2.0]
    work.under_way = {"a": (1, now - 1000), "b": (2, now), "c": (3, now - 1000), "d": (3, now)}
    assert work.slow() == [1]


def test_pieces_are_answered_by_workers_as_they_are_here(fleet):
    number, _, _, workers = fleet
    here = dict(pieces("two_state_world:squares", {"of": 3}, 6))
    assert here == {i: 3 * i * i for i in range(6)}
    killer = threading.Timer(1.0, workers[0].kill)
    killer.start()
    with connected(f"tcp://127.0.0.1:{number}"):
        assert dict(pieces("two_state_world:squares", {"of": 3, "seconds": 0.4}, 6)) == here
    killer.join()


def test_a_mistake_in_a_piece_is_told(fleet):
    with connected(f"tcp://127.0.0.1:{fleet[0]}"), pytest.raises(RunError, match="of must be a number"):
        dict(pieces("two_state_world:squares", {"of": None}, 2))
