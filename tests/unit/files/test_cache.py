"""Compiled twins: used while they are good, rebuilt otherwise, never trusted (C9)."""

import os
import time
from zlib import crc32

import pato.kinds  # noqa: F401  registers every kind of file
from pato.files import cache, library, load, storage


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
    for body in (b"{}", b"[]", b"\xff", b'{"signature":[],"groups":{"group":3}}', b'{"signature":[],"groups":{"group":{"a":[1]}}}',
                 b'{"signature":[],"groups":{"group":{"a":[0,99999]}}}', good[11:].replace(b'"groups"', b'"group5"')):  # fmt: skip
        yield b'"%08x"\n' % crc32(body) + body


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


def test_a_cache_has_a_size_and_an_age(tmp_path):
    now = time.time()
    for age, (name, size) in enumerate([("new", 300), ("newer-folder", 300), ("older", 300), ("old", 1)]):
        path = tmp_path / name
        if "folder" in name:
            path.mkdir()
            path = path / "inner"
        path.write_bytes(b"x" * size)
        os.utime(path, (now - age * 86_400, now - age * 86_400))
        os.utime(tmp_path / name, (now - age * 86_400, now - age * 86_400))

    def left(**limits):
        storage.prune(str(tmp_path), **{"most_bytes": 10_000, "oldest_days": 90} | limits)
        return {p.name for p in tmp_path.iterdir()}

    assert left() == {"new", "newer-folder", "older", "old"}
    assert left(oldest_days=2.5) == {"new", "newer-folder", "older"}
    assert left(most_bytes=700) == {"new", "newer-folder"}
    assert left(most_bytes=0) == set()
    storage.prune(str(tmp_path / "nowhere"), most_bytes=0, oldest_days=0)


def test_compiled_files_that_nobody_used_for_long_go_when_another_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_CACHE", str(tmp_path))
    (tmp_path / "compiled").mkdir()
    old = tmp_path / "compiled" / "forgotten.jsonl"
    old.write_text("1")
    os.utime(old, (1, 1))
    source = tmp_path / "a.yaml"
    source.write_text("1")
    cache.load("t", lambda: [source], lambda: {"g": {"a": 1}})
    assert not old.exists()


def test_a_copy_under_another_name_is_compiled_once_and_speaks_of_itself(tmp_path, monkeypatch):
    asked = []
    compile_file = load.compile_file
    monkeypatch.setattr(
        load, "compile_file", lambda *a, **k: asked.append(k["name"]) or compile_file(*a, **k)
    )
    text = (library.root() / "events" / "senkaku-attack.yaml").read_text()
    files = [str(tmp_path / name) for name in ("one.yaml", "two.yaml")]
    for _ in range(2):
        for file in files:
            (tmp_path / file).write_text(text)
            assert library.user_file(file)["file"] == file
            assert library.user_file(file, "event")["file"] == file
    assert asked == files
