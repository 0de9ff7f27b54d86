"""Compiled twins: used while they are good, rebuilt otherwise, never trusted (C9)."""

import os

from pato.files import cache


def test_a_twin_is_built_once_and_rebuilt_when_its_source_changes(tmp_path):
    source = tmp_path / "a.yaml"
    source.write_text("1")
    built = []

    def build():
        built.append(source.read_text())
        return {"group": {"value": source.read_text()}}

    for _ in range(2):
        assert cache.load("t", lambda: [source], build)["group"]["value"] == "1"
    assert built == ["1"]
    source.write_text("2")
    os.utime(source, ns=(1, 1))
    assert cache.load("t", lambda: [source], build)["group"]["value"] == "2"


def damaged(good):
    yield b""
    yield good[:-3]
    yield good.replace(b"[1,2,3]", b"[1,2,4]")
    yield good[:40] + bytes([good[40] ^ 1]) + good[41:]
    yield b"x" * len(good)


def test_a_damaged_twin_is_rebuilt(tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_CACHE", str(tmp_path / "cache"))
    source = tmp_path / "a.yaml"
    source.write_text("1")
    built = []

    def build():
        built.append(1)
        return {"group": {"a": [1, 2, 3]}}

    cache.load("damaged", lambda: [source], build)
    (twin,) = (tmp_path / "cache" / "compiled").glob("damaged-*.jsonl")
    good = twin.read_bytes()
    for count, bad in enumerate(damaged(good), start=2):
        twin.write_bytes(bad)
        assert cache.read(twin) is None
        assert cache.load("damaged", lambda: [source], build)["group"]["a"] == [1, 2, 3]
        assert len(built) == count
        assert twin.read_bytes() == good


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("PATO_CACHE", str(blocked))
    source = tmp_path / "a.yaml"
    source.write_text("1")
    assert cache.load("t", lambda: [source], lambda: {"g": {"a": 1}})["g"]["a"] == 1


def test_a_shipped_twin_is_read_without_its_sources(tmp_path):
    cache.write(tmp_path / "s.jsonl", {"g": {"é": {"x": [1, "ü"]}, "b": None}})
    found = cache.load("t", lambda: [tmp_path / "absent"], dict, shipped=str(tmp_path / "s.jsonl"))["g"]
    assert dict(found) == {"é": {"x": [1, "ü"]}, "b": None}
    assert "c" not in found
