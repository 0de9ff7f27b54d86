"""A sweep on a cluster gives the rows of one machine: parts go to an address, come one at a time, and outlive a worker."""

import threading

import pytest
import two_state_world  # noqa: F401  both sides of the cluster then have its versions
from fleet import two_workers

from pato import world
from pato.errors import RunError
from pato.futures.cluster import connected
from pato.models.sweep.job import about, execute, parts
from pato.models.sweep.prepare import Request, prepare

pytest.importorskip("distributed")
REQUEST = Request(("USA", "JPN", "AUS", "KOR", "PHL", "NZL", "CAN", "GBR"), futures=24, date="2026-11-21")


@pytest.fixture(scope="module")
def in_parts():
    return prepare(world.load(), REQUEST, bits=6)


def test_rows_are_those_of_one_machine_though_a_worker_is_killed(in_parts, tmp_path):
    assert in_parts.plan.chunks == 4
    alone = execute(in_parts, tmp_path / "alone").collect()
    with two_workers() as (number, _, _, workers):
        killer = threading.Timer(2.0, workers[0].kill)
        killer.start()
        with connected(f"tcp://127.0.0.1:{number}", f"local://{tmp_path}/bucket"):
            together = execute(in_parts, tmp_path / "together").collect()
        killer.join()
    assert together.equals(alone)
    assert about(tmp_path / "together")["content_hash"] == about(tmp_path / "alone")["content_hash"]
    (place,) = (tmp_path / "bucket").iterdir()
    assert not list(place.glob("*.parquet"))  # taken over, one at a time


def test_a_worker_that_would_sweep_another_game_says_so(in_parts):
    asked = in_parts.description()
    with pytest.raises(RunError, match="another game: digest"):
        parts(asked | {"digest": "0" * 64})
