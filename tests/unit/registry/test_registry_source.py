"""Twins: rebuilt when damaged or stale, never trusted; mistakes in the YAML are all reported, with line and column."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pato.errors import FileError, UnknownNameError
from pato.files import cache, storage
from pato.registry import compiling, source


@pytest.fixture
def fresh():
    source.load.cache_clear()
    yield source.load
    source.load.cache_clear()


@pytest.fixture
def twin(fresh, monkeypatch, tmp_path):
    """A cache of its own with the compiled acts in it."""
    monkeypatch.setenv("PATO_CACHE", str(tmp_path))
    fresh("acts")
    fresh.cache_clear()
    (found,) = (Path(storage.cache_folder()) / "compiled").glob("acts-*.jsonl")
    return found


def counted(monkeypatch):
    calls = []
    whole = source.compile_document

    def compile_document(name):
        calls.append(name)
        return whole(name)

    monkeypatch.setattr(source, "compile_document", compile_document)
    return calls


def test_a_sound_twin_is_used(twin, fresh, monkeypatch):
    calls = counted(monkeypatch)
    assert "armed_attack" in fresh("acts")["acts"]
    assert calls == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda b: b[: len(b) // 2],
        lambda b: b"",
        lambda b: b[:200] + bytes([b[200] ^ 1]) + b[201:],
        lambda b: b[:-40] + b"x" + b[-39:],
        lambda b: b"not a twin at all\n" * 50,
    ],
    ids=["cut", "empty", "bit in the header", "byte in a record", "something else"],
)
def test_a_damaged_twin_is_made_anew(twin, fresh, monkeypatch, damage):
    sound = twin.read_bytes()
    twin.write_bytes(damage(sound))
    calls = counted(monkeypatch)
    assert fresh("acts")["acts"]["armed_attack"]["hostility"] == 4
    assert calls == ["acts"]
    assert twin.read_bytes() == sound


def test_an_edited_file_is_compiled_again(twin, fresh, monkeypatch):
    calls = counted(monkeypatch)
    monkeypatch.setattr(cache, "_signature", lambda files: [["acts.yaml", 1, 2]])
    assert "armed_attack" in fresh("acts")["acts"]
    assert calls == ["acts"]


def test_a_cache_that_cannot_be_written_costs_no_answer(fresh, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("PATO_CACHE", str(blocked / "cache"))
    assert "armed_attack" in fresh("acts")["acts"]


def test_the_wheel_ships_twins_that_are_used(fresh, monkeypatch, tmp_path):
    (tmp_path / "registry" / "_compiled").mkdir(parents=True)
    folder = tmp_path / "registry" / "_compiled"
    written = source.build(folder)
    assert [f.name for f in written] == ["states.jsonl", "acts.jsonl", "places.jsonl", "alliances.jsonl"]
    assert all(json.loads(line) is not None for f in written for line in f.read_text("utf-8").splitlines())
    monkeypatch.setattr(source, "_HERE", str(tmp_path / "registry"))
    monkeypatch.setenv("PATO_CACHE", str(tmp_path / "empty"))
    calls = counted(monkeypatch)
    assert "JPN" in fresh("states")["states"]
    assert calls == []
    assert not (tmp_path / "empty").exists()


def test_an_unknown_document_is_refused(fresh):
    with pytest.raises(UnknownNameError, match="Did you mean 'places'"):
        fresh("plaices")


def test_the_light_engine_loads_nothing_heavy(tmp_path):
    script = (
        "import sys; from pato.registry import acts, places, states; states.state('JPN'); acts.act('adiz'); places.place('senkaku');"
        "print([m for m in ('numpy','pydantic','rich','ruamel','dataclasses','hashlib') if m in sys.modules])"
    )
    environment = {
        **os.environ,
        "PATO_CACHE": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    for _ in range(2):  # the first run fills the cache
        run = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True
        )
    assert run.stdout.strip() == "[]"


HEAD = "format: 1\nchecked: recalled\nsources: []\n"

BROKEN = {
    "an unknown field": (
        "places",
        HEAD + "places:\n  - {id: x, name: X, kind: city, lat: 1, lon: 1, region: europe, sovereing: JPN}\n",
        ["5:66", "key 'sovereing' is not known here. Did you mean 'sovereign'?"],
    ),
    "a missing field": (
        "places",
        HEAD + "places:\n  - {id: x, name: X, kind: city, lat: 1, region: europe}\n",
        ["5:5", "lacks the key 'lon'"],
    ),
    "an unknown region": (
        "places",
        HEAD + "places:\n  - {id: x, name: X, kind: city, lat: 1, lon: 1, region: europa}\n",
        ["region 'europa' is not known. Did you mean 'europe'?"],
    ),
    "a latitude off the globe": (
        "places",
        HEAD + "places:\n  - {id: x, name: X, kind: city, lat: 91, lon: 1, region: europe}\n",
        ["5:39", "lat is '91', but should be at most 90"],
    ),
    "an unregistered sovereign": (
        "places",
        HEAD + "places:\n  - {id: x, name: X, kind: city, lat: 1, lon: 1, region: europe, sovereign: JPX}\n",
        ["state 'JPX' is not known. Did you mean 'JPN'?"],
    ),
    "an id used twice": (
        "places",
        HEAD
        + "places:\n  - {id: x, name: X, kind: city, lat: 1, lon: 1, region: europe}\n  - {id: y, name: X, kind: city, lat: 1, lon: 1, region: europe}\n",
        ["6:5", "the name 'x' is already used at broken.yaml:5:5"],
    ),
    "tenures out of order": (
        "places",
        HEAD
        + "places:\n  - {id: x, name: X, kind: city, lat: 1, lon: 1, region: europe, history: [{until: 1990-01-01}, {until: 1980-01-01}]}\n",
        ["tenures must be in order"],
    ),
    "an impossible date": (
        "places",
        HEAD
        + "places:\n  - {id: x, name: X, kind: city, lat: 1, lon: 1, region: europe, history: [{until: 1990-02-30}]}\n",
        ["1990-02 has 28 days"],
    ),
    "a metropolitan place of nobody": (
        "places",
        HEAD
        + "places:\n  - {id: x, name: X, kind: city, lat: 1, lon: 1, region: europe, metropolitan: true}\n",
        ["needs its sovereign"],
    ),
    "a key twice": (
        "places",
        HEAD + "places:\n  - {id: x, id: y, name: X, kind: city, lat: 1, lon: 1, region: europe}\n",
        ["5:13", "key 'id' stands twice"],
    ),
    "an anchor": ("acts", HEAD + "acts: &all []\ntargets: []\n", ["anchor '&all' is not allowed"]),
    "no YAML": ("acts", HEAD + "acts: [\n", ["is not YAML"]),
    "the wrong format number": (
        "acts",
        "format: 2\nchecked: recalled\nsources: []\nacts: []\ntargets: []\n",
        ["1:9", "format '2' is not known. Allowed: 1"],
    ),
    "a level out of the scale": (
        "acts",
        HEAD
        + "acts:\n  - {id: x, name: X, hostility: 6, may_reach: 6, class: threat, description: d, threshold: t}\ntargets: []\n",
        ["hostility is '6', but should be at most 5"],
    ),
    "levels the wrong way round": (
        "acts",
        HEAD
        + "acts:\n  - {id: x, name: X, hostility: 4, may_reach: 3, class: threat, description: d, threshold: t}\ntargets: []\n",
        ["may_reach 3 is below hostility 4"],
    ),
    "an unknown class": (
        "acts",
        HEAD
        + "acts:\n  - {id: x, name: X, hostility: 4, may_reach: 4, class: armed_atack, description: d, threshold: t}\ntargets: []\n",
        ["Did you mean 'armed_attack'"],
    ),
    "a target inside itself": (
        "acts",
        HEAD
        + "acts: []\ntargets:\n  - {id: a, name: A, part_of: [b], description: d}\n  - {id: b, name: B, part_of: [a], description: d}\n",
        ["the target 'a' is part of itself"],
    ),
    "an unknown wider target": (
        "acts",
        HEAD + "acts: []\ntargets:\n  - {id: ship, name: S, part_of: [shipp], description: d}\n",
        ["target 'shipp' is not known. Did you mean 'ship'?"],
    ),
    "a state without dates": (
        "states",
        HEAD + "states:\n  - {iso3: XYZ, name: X, region: europe}\n",
        ["the state XYZ has no dates"],
    ),
    "a territory of nobody": (
        "states",
        HEAD + "states:\n  - {iso3: XYZ, name: X, kind: territory, region: europe}\n",
        ["belongs to no state"],
    ),
    "overlapping spells": (
        "states",
        HEAD
        + "states:\n  - {iso3: XYZ, name: X, region: europe, cow: [{code: 1, abb: XYZ, from: 1900-01-01, until: 1950-01-02}, {code: 2, abb: XYZ, from: 1950-01-01}]}\n",
        ["this spell of 'cow' of XYZ overlaps"],
    ),
    "one COW number for two states at once": (
        "states",
        HEAD
        + "states:\n  - {iso3: XYZ, name: X, region: europe, cow: [{code: 1, abb: XYZ, from: 1900-01-01}]}\n  - {iso3: XYY, name: Y, region: europe, cow: [{code: 1, abb: XYY, from: 1950-01-01}]}\n",
        ["this spell of COW number 1 overlaps"],
    ),
    "an interval backwards": (
        "states",
        HEAD
        + "states:\n  - {iso3: XYZ, name: X, region: europe, cow: [{code: 1, abb: XYZ, from: 1950-01-01, until: 1949-01-01}]}\n",
        ["is not after its start"],
    ),
    "a code used twice": (
        "states",
        HEAD
        + "states:\n  - {iso3: XYZ, name: X, region: europe, exists: [{from: 1900-01-01}]}\n  - {iso3: XYZ, name: Y, region: europe, exists: [{from: 1900-01-01}]}\n",
        ["the code 'XYZ' is already used"],
    ),
    "a small code": (
        "states",
        HEAD + "states:\n  - {iso3: xyz, name: X, region: europe, exists: [{from: 1900-01-01}]}\n",
        ["iso3 'xyz' is not written as it should be. Write three capital letters"],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_yaml_is_refused_with_place_and_reason(case, tmp_path):
    name, text, words = BROKEN[case]
    file = tmp_path / "broken.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        compiling.compile_files(name, [file], source.load("states")["states"])
    message = str(caught.value)
    assert message.startswith("broken.yaml:")
    assert [w for w in words if w not in message] == [], message


def test_all_mistakes_are_reported_at_once(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text(
        HEAD + "places:\n  - {id: X X, name: X, kind: town, lat: 95, lon: 1, region: europe}\n  - {id: y}\n",
        encoding="utf-8",
    )
    with pytest.raises(FileError) as caught:
        compiling.compile_files("places", [file])
    assert len(caught.value.problems) == 8  # id, kind, lat; name, kind, lat, lon, region
    assert all(p.where.startswith("broken.yaml:") for p in caught.value.problems)


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_bytes("format: 1 # Senkaku 尖閣".encode("shift_jis"))
    with pytest.raises(FileError, match="is not UTF-8"):
        compiling.compile_files("acts", [file])
