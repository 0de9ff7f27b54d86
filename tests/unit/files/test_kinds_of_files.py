"""Kinds of file: the order in which they are listed, how a file shows its kind, and what compiling keeps of it."""

import json

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import FileError
from pato.files import library
from pato.files.kinds import KINDS, Kind, kind_of, register
from pato.files.load import compile_file, dump, load_file
from pato.files.yaml import read_text


def test_kinds_are_listed_by_rank_whatever_the_order_of_their_packages():
    ranks = [kind.rank for kind in KINDS.values()]
    assert ranks == sorted(ranks)
    assert list(KINDS)[:5] == ["treaty", "architecture", "event", "check", "contingency"]
    before = dict(KINDS)
    try:
        made = register(Kind("first", "firsts", ("first_of_all",), dict, (), 1))
        assert list(KINDS) == ["first", *before]
        assert KINDS["first"] is made
        register(made._replace(rank=999))
        assert list(KINDS) == [*before, "first"], "registered again, it takes another place"
    finally:
        KINDS.clear()
        KINDS.update(before)


def test_the_python_files_of_a_kind_are_those_named_and_those_of_the_folders_named(tmp_path):
    for name in ("b.py", "a.py", "notes.txt"):
        (tmp_path / name).write_text("")
    kind = Kind("k", "ks", (), dict, ("x.py", str(tmp_path), "y.py"), 1)
    assert kind.source_files() == ["x.py", str(tmp_path / "a.py"), str(tmp_path / "b.py"), "y.py"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("binding: treaty\n", "treaty"),
        ("attacker: CHN\nvictim: JPN\nadd: [x]\n", "event"),
        ("extends: x\n", "architecture"),
        ("weights: {}\nlevel: war\n", "contingency"),
        ("title: T\n", None),
        ("binding: treaty\nattacker: CHN\n", None),
        ("- 1\n", None),
        ("word\n", None),
    ],
)
def test_a_file_shows_its_kind_by_keys_that_no_other_has(text, kind):
    document = read_text(text, name="f")
    if kind:
        assert kind_of(document).name == kind
        return
    with pytest.raises(FileError) as caught:
        kind_of(document)
    told = str(caught.value)
    assert told.startswith(
        "f:1:1  cannot tell what kind of file this is. Each has keys of its own: treaty: binding, "
    )
    assert "; event: attacker, victim, act; " in told
    assert told.endswith(".")


def test_what_is_compiled_is_the_shortest_form_that_loads_to_the_same():
    for kind in ("treaty", "event", "architecture"):
        for name in sorted(library.entries(kind))[:4]:
            path = library.path_of(library.entry(kind, name)["file"])
            value, document = load_file(path, kind=kind, name="shown.yaml")
            assert document.name == "shown.yaml"
            plain = dump(value)
            assert type(value).model_validate(plain) == value
            assert plain["format"] == value.format
            assert json.loads(json.dumps(plain)) == plain
            compiled = compile_file(path.read_bytes(), kind, name="shown.yaml")
            assert (compiled["file"], compiled["kind"], compiled["data"]) == ("shown.yaml", kind, plain)
            assert compile_file(path.read_bytes(), None, name="shown.yaml") == compiled
            assert set(compiled) - {"norm"} == {"file", "kind", "data"}


def test_a_file_may_be_as_long_as_said_and_no_longer(tmp_path):
    start = "format: 1\nid: e\ntitle: T\nattacker: CHN\nvictim: JPN\nact: armed_attack\ndate: 2020-01-01\n# "
    path = tmp_path / "e.yaml"
    path.write_text(start.ljust(500_000, "x"), encoding="utf-8")
    assert library.user_file(str(path))["data"]["id"] == "e"
    path.write_text(start.ljust(500_001, "x"), encoding="utf-8")
    for read in (library.user_file, load_file):
        with pytest.raises(FileError, match="is larger than 500 kB, which no file of this kind needs"):
            read(str(path))
