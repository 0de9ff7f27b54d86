"""The data store changes as a whole or not at all: two at a time, on a full disk, or killed in between."""

import errno
import json
import os
import threading
from pathlib import Path

import pytest

from pato.errors import DataError, PatoError
from pato.files import storage
from pato.world.sources import adding, source
from pato.world.sources.status import add, recorded, state_of, status_table

NAMES = ("cow-states", "cow-nmc", "cow-contiguity", "gml-mid", "un-ideal-points")


def contents(store):
    return {f.name: f.read_bytes() for f in store.iterdir() if f.is_file() and f.name[0] != "."}


@pytest.fixture
def store(owners, tmp_path):
    """Return a store with the members of alliances and what is compiled from them."""
    folder = tmp_path / "store"
    add("atop-members", owners.written(tmp_path, "atop-members"), folder=folder)
    return folder


def test_several_at_once_lose_no_record(owners, tmp_path):
    folder = tmp_path / "store"
    files = {name: owners.written(tmp_path, name) for name in NAMES}
    begin = threading.Barrier(len(NAMES))

    def one(name):
        begin.wait()
        add(name, files[name], folder=folder)

    threads = [threading.Thread(target=one, args=(name,)) for name in NAMES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(recorded(folder)) == set(NAMES)
    assert {state_of(source(name), folder) for name in NAMES} == {"present"}
    assert not (folder / ".adding").exists()


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_disk_that_fills_up_at_any_write_leaves_the_store_as_it_was(
    owners, tmp_path, store, monkeypatch, at
):
    """Four files are written for ATOP's dyads: the table, the instruments, the record, and the list of moves."""
    before, writes = contents(store), []
    whole = storage.replace

    def full(temporary, target):
        writes.append(target)
        if len(writes) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(temporary, target)

    monkeypatch.setattr(storage, "replace", full)
    with pytest.raises(PatoError, match="No space left on device"):
        add("atop", owners.written(tmp_path, "atop"), folder=store)
    assert len(writes) == at
    assert contents(store) == before
    assert not (store / ".adding").exists()
    monkeypatch.undo()
    add("atop", owners.written(tmp_path, "atop"), folder=store)
    assert set(recorded(store)) == {"atop", "atop-members"}


class Killed(BaseException):
    """Stands for a process that ends where it is: nothing is tidied up."""


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_kill_between_the_moves_is_made_good_by_whoever_comes_next(
    owners, tmp_path, store, monkeypatch, after
):
    moved, whole = [], adding.replace

    def die(temporary, target):
        if len(moved) == after:
            raise Killed
        moved.append(target)
        whole(temporary, target)

    monkeypatch.setattr(adding, "replace", die)
    with pytest.raises(Killed):
        add("atop", owners.written(tmp_path, "atop"), folder=store)
    monkeypatch.undo()
    assert adding.is_unfinished(store)
    told = {row[0]: row[1] for row in status_table(store).rows}
    assert (told["atop"], told["atop-members"]) == ("present", "present")
    assert not adding.is_unfinished(store)
    assert not list(store.glob(".adding/*"))


def test_moves_that_fail_are_not_said_to_have_changed_nothing(owners, tmp_path, store, monkeypatch):
    moved, whole = [], adding.replace

    def deny(temporary, target):
        if moved:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        moved.append(target)
        whole(temporary, target)

    monkeypatch.setattr(adding, "replace", deny)
    with pytest.raises(DataError) as caught:
        add("atop", owners.written(tmp_path, "atop"), folder=store)
    assert "Permission denied" in str(caught.value)
    assert "the next 'pato data' command finishes it" in str(caught.value)
    assert "nothing in the store has been changed" not in str(caught.value)
    monkeypatch.undo()
    assert {row[0]: row[1] for row in status_table(store).rows}["atop"] == "present"


def test_a_kill_before_the_list_of_moves_has_changed_nothing(owners, tmp_path, store):
    before = contents(store)
    (store / ".adding").mkdir()
    (store / ".adding" / "atop.parquet").write_bytes(b"half")
    assert {row[0]: row[1] for row in status_table(store).rows}["atop"] == "absent"
    assert contents(store) == before
    add("atop", owners.written(tmp_path, "atop"), folder=store)
    assert set(recorded(store)) == {"atop", "atop-members"}


def test_a_store_that_is_being_changed_is_waited_for_and_then_left(owners, tmp_path, store, monkeypatch):
    monkeypatch.setattr(adding, "_WAIT_S", 0.1)
    held, done = threading.Event(), threading.Event()

    def hold():
        with adding.changing(store):
            held.set()
            done.wait()

    other = threading.Thread(target=hold)
    other.start()
    held.wait()
    with pytest.raises(DataError, match="is being changed by another process"):
        add("atop", owners.written(tmp_path, "atop"), folder=store)
    done.set()
    other.join()


def test_what_is_no_file_is_not_waited_for(tmp_path):
    with pytest.raises(DataError, match="is no file"):
        add("cow-states", Path("/dev/zero") if Path("/dev/zero").exists() else tmp_path, folder=tmp_path)


def test_the_record_is_one_document(store):
    assert json.loads((store / "status.json").read_text(encoding="utf-8"))["format"] == 1
