"""Damage of every kind done to owners' files: each file is read or refused in words, and none ends in a traceback."""

import importlib.util
import random
from pathlib import Path

import pytest

from pato.errors import DataError
from pato.world.sources import catalogue, source
from pato.world.sources.sanity import read

_spec = importlib.util.spec_from_file_location(
    "owner_files", Path(__file__).parents[1] / "unit" / "world" / "owner_files.py"
)
owners = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(owners)

LOADABLE = sorted(s.name for s in catalogue().values() if s.loadable)
KINDS = {
    "cut": lambda data, rng: data[: rng.randrange(len(data))],
    "flipped": lambda data, rng: _at(data, rng, lambda b: bytes([b ^ (1 << rng.randrange(8))])),
    "zeros": lambda data, rng: _at(data, rng, lambda _: b"\0" * rng.randrange(1, 9)),
    "old line ends": lambda data, _: data.replace(b"\n", b"\r"),
    "mixed line ends": lambda data, rng: b"".join(
        b"\r" if c == 10 and rng.random() < 0.5 else bytes([c]) for c in data
    ),
    "a huge cell": lambda data, rng: _at(data, rng, lambda _: b"9" * 200_000),
    "a huge quoted cell": lambda data, rng: _at(data, rng, lambda _: b'"' + b"x,\n" * 60_000 + b'"'),
    "a quote": lambda data, rng: _at(data, rng, lambda b: b'"' + bytes([b])),
    "semicolons": lambda data, _: data.replace(b",", b";"),
    "latin letters": lambda data, rng: _at(data, rng, lambda _: b"\xe9"),
    "infinite": lambda data, rng: _digit(data, rng, b"inf"),
    "negative": lambda data, rng: _digit(data, rng, b"-99999"),
    "a decimal comma": lambda data, rng: _digit(data, rng, b'"1,5"'),
    "lines twice": lambda data, _: data + data[data.find(b"\n") + 1 :],
    "swapped halves": lambda data, _: data[len(data) // 2 :] + data[: len(data) // 2],
    "nothing but commas": lambda data, _: b"," * len(data),
}
ROUNDS = 3


def _at(data, rng, made):
    place = rng.randrange(len(data))
    return data[:place] + made(data[place]) + data[place + 1 :]


def _digit(data, rng, new):
    places = [i for i, b in enumerate(data) if 48 <= b <= 57]
    place = rng.choice(places) if places else 0
    return data[:place] + new + data[place + 1 :]


@pytest.mark.parametrize("name", LOADABLE)
def test_damage_is_refused_in_words(name, tmp_path):
    path = owners.written(tmp_path, name)
    whole = path.read_bytes()
    rng = random.Random(f"{name} 2040")
    for kind, damage in KINDS.items():
        for _ in range(ROUNDS):
            path.write_bytes(damage(whole, rng))
            try:
                frame = read(source(name), path)
            except DataError as error:
                assert path.name in str(error), kind
                assert all(p.fix for p in error.problems), kind
            else:
                assert frame.height > 0, kind
