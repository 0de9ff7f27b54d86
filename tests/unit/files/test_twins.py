"""Compiled twins: used while they are good, rebuilt otherwise, never trusted (C9)."""

import os

from pato import twins


def test_a_twin_is_built_once_and_rebuilt_when_its_source_changes(tmp_path):
    source = tmp_path / "a.yaml"
    source.write_text("1")
    built = []

    def build():
        built.append(source.read_text())
        return {"value": source.read_text()}

    assert twins.load("t", [source], build) == {"value": "1"}
    assert twins.load("t", [source], build) == {"value": "1"}
    assert built == ["1"]
    source.write_text("2")
    os.utime(source, ns=(1, 1))
    assert twins.load("t", [source], build) == {"value": "2"}


def test_a_damaged_twin_is_rebuilt(tmp_path):
    source = tmp_path / "a.yaml"
    source.write_text("1")
    twins.load("damaged", [source], lambda: [1, 2, 3])
    folder = next(p for p in tmp_path.parent.rglob("twins") if p.is_dir())
    twin = next(folder.glob("damaged-*.json"))
    good = twin.read_bytes()
    for bad in (b"", good[:-3], good.replace(b"[1,2,3]", b"[1,2,4]"), b"x" * len(good)):
        twin.write_bytes(bad)
        assert twins.read(twin) is None
        assert twins.load("damaged", [source], lambda: [1, 2, 3]) == [1, 2, 3]
    assert twins.read(twin) == [1, 2, 3]


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("PATO_CACHE", str(blocked))
    source = tmp_path / "a.yaml"
    source.write_text("1")
    assert twins.load("t", [source], lambda: {"a": 1}) == {"a": 1}
