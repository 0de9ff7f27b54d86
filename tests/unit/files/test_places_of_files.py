"""Where files lie on each system, how they are written and read, and the user's own beside those that ship."""

import os
import sys
import threading

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import FileError, PatoError, UsageError
from pato.files import discover, library, storage
from pato.files.delimited import decode, read_lines, separator_of

HOME = "/users/ann"


@pytest.mark.parametrize(
    ("platform", "given", "cache", "data"),
    [
        ("linux", {}, "/users/ann/.cache/pato", "/users/ann/.local/share/pato"),
        ("darwin", {}, "/users/ann/Library/Caches/pato", "/users/ann/Library/Application Support/pato"),
        ("win32", {}, "/users/ann/AppData/Local/pato/cache", "/users/ann/AppData/Local/pato/data"),
        ("win32", {"LOCALAPPDATA": "D:/local"}, "D:/local/pato/cache", "D:/local/pato/data"),
        ("win32", {"XDG_CACHE_HOME": "/x", "XDG_DATA_HOME": "/y"}, "/users/ann/AppData/Local/pato/cache", "/users/ann/AppData/Local/pato/data"),
        ("linux", {"XDG_CACHE_HOME": "/x", "XDG_DATA_HOME": "/y"}, "/x/pato", "/y/pato"),
        ("linux", {"PATO_CACHE": "/own", "PATO_DATA": "/mine", "XDG_CACHE_HOME": "/x"}, "/own", "/mine"),
        ("win32", {"PATO_CACHE": "E:/own", "PATO_DATA": "E:/mine"}, "E:/own", "E:/mine"),
    ],
)  # fmt: skip
def test_folders_are_where_each_system_keeps_them(monkeypatch, platform, given, cache, data):
    for name in ("PATO_CACHE", "PATO_DATA", "XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": HOME, **given}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert (storage.cache_folder(), storage.data_folder()) == (cache, data)
    assert storage.data_dir().as_posix() == data


def test_a_file_is_written_whole_into_a_folder_that_is_made(tmp_path):
    path = tmp_path / "new" / "folder" / "a.txt"
    for content in ("Türkiye", b"\x00\xff", ""):
        for durable in (True, False):
            storage.write_atomic(path, content, durable=durable)
            assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert list(path.parent.iterdir()) == [path], "no temporary file is left"
    with pytest.raises(TypeError), storage.whole(path) as temporary:
        temporary.write_text(f"half {len(5)}")
    assert path.read_bytes() == b""
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_says_so_and_leaves_what_was_there(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("old")
    with pytest.raises(PatoError) as caught:
        storage.write_atomic(blocked / "inner", "new")
    assert str(caught.value).startswith(f"{blocked / 'inner'}  cannot be written: ")
    assert str(caught.value).endswith(
        "Choose another place with -o, or free some space; nothing that was there has been changed."
    )
    assert blocked.read_text() == "old"
    if os.path.exists("/dev/full"):  # noqa: PTH110
        with pytest.raises(PatoError, match="/dev/full  cannot be written: No space left on device"):
            storage.write_atomic("/dev/full", "new")


def test_only_so_much_is_read_and_what_cannot_be_read_says_why(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"0123456789")
    assert storage.read_bounded(path, 4) == b"0123"
    assert storage.read_bounded(str(path), 100) == b"0123456789"
    assert storage.is_regular(path)
    assert not storage.is_regular(tmp_path)
    for where, shown in ((tmp_path / "none", ""), (tmp_path, "library/x.yaml")):
        with pytest.raises(FileError) as caught:
            storage.read_bounded(where, 4, name=shown)
        assert str(caught.value).startswith(f"{shown or where}  cannot be read: ")
        assert str(caught.value).endswith(". Check the path and its spelling.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_a_pipe_is_read_once_and_remembered_and_a_silent_one_is_told(tmp_path, monkeypatch):
    spoken, silent = tmp_path / "spoken", tmp_path / "silent"
    for pipe in (spoken, silent):
        os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: spoken.write_bytes(b"a: 1\n"))
    writer.start()
    assert storage.read_bounded(spoken, 100) == b"a: 1\n"
    writer.join()
    assert storage.read_bounded(spoken, 100) == b"a: 1\n", "a pipe gives its content once"
    monkeypatch.setattr(storage, "_PATIENCE", 0.05)
    for _ in range(2):
        with pytest.raises(FileError) as caught:
            storage.read_bounded(silent, 100)
        assert str(caught.value) == (
            f"{silent}  is a pipe, and nothing was written into it for 0.05 s. Start what writes into it first, or give a file."
        )


ONE = "format: 1\nid: {}\ntitle: T\nattacker: CHN\nvictim: JPN\nact: armed_attack\ndate: 2020-01-01\n"


@pytest.fixture
def own(tmp_path, monkeypatch):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    monkeypatch.setenv("PATO_PATH", str(tmp_path))
    write("events/one.yaml", ONE.format("one"))
    yield write
    library._own.cache_clear()


def test_ones_own_files_stand_beside_those_that_ship(own, tmp_path):
    assert library.entry("event", "one")["file"] == str(tmp_path / "events" / "one.yaml")
    assert "senkaku-attack" in library.entries("event")
    assert library.has_own()
    files = library.files_of("event")
    assert files[-1] == str(tmp_path / "events" / "one.yaml")
    assert files[:-1] == sorted(files[:-1])
    assert all(f.endswith(".yaml") for f in files)
    assert library.files_of("treaty")[-1].startswith(library.FOLDER)


def test_every_mistake_of_ones_own_files_is_told_at_once(own, tmp_path):
    paths = [own("events/a.yaml", ONE.format("a").replace("JPN", "JNP")), own("events/b.yaml", "x: [")]
    own("events/c.yaml", ONE.format("senkaku-attack"))
    own("events/d.yaml", ONE.format("one"))
    own("events/_left.yaml", "x: [")
    own("events/notes.txt", "x: [")
    with pytest.raises(FileError) as caught:
        library.entries("event")
    told = [str(p) for p in caught.value.problems]
    assert told[0].startswith(f"{paths[0]}:5:9  state 'JNP' is not known.")
    assert told[1].startswith(f"{paths[1]}:")
    assert told[2:] == [
        f"{tmp_path}/events/c.yaml  id 'senkaku-attack' is also that of library/events/senkaku-attack.yaml. Give each file its own id.",
        f"{tmp_path}/events/one.yaml  id 'one' is also that of {tmp_path}/events/d.yaml. Give each file its own id.",
    ]


def test_a_file_is_of_the_kind_that_is_asked_for_or_of_its_own(own, tmp_path):
    path = str(tmp_path / "events" / "one.yaml")
    assert library.user_file(path)["kind"] == "event"
    assert library.user_file(path, "event")["data"]["id"] == "one"
    with pytest.raises(FileError, match="lacks the key 'binding'"):
        library.user_file(path, "treaty")
    assert library.record(path, "event")["data"] == library.record("one", "event")["data"]
    other = own("other.yaml", ONE.format("one"))
    assert library.user_file(other)["file"] == other, "the same content under another name"
    assert library.user_file(path)["file"] == path
    for wrong in (5, None, ["a"]):
        with pytest.raises(UsageError) as caught:
            library.is_path(wrong)
        assert str(caught.value) == (
            f"name  found {wrong!r}, of type {type(wrong).__name__}. Give an id of the library or the path of a file."
        )


def test_ones_own_modules_are_found_by_name_and_loaded_once(own, tmp_path):
    path = own("metrics/mine.py", "VALUE = []\nNAME = 'mine'\n")
    own("metrics/_left.py", "1 / 0\n")
    found = discover.find("pato.assess.metrics", leave_out=("base",))
    assert list(found) == sorted(found)
    assert "base" not in found
    mine, shipped = found["mine"], found["risk"]
    assert mine == ("mine", path, "pato_own_metrics_mine", True)
    assert (shipped.module, shipped.own) == ("pato.assess.metrics.risk", False)
    assert mine.load() is mine.load()
    assert mine.load().VALUE is mine.load().VALUE
    assert shipped.load().__name__ == "pato.assess.metrics.risk"
    with pytest.raises(FileError) as caught:
        discover.members(
            "pato.assess.metrics", "VALUE", list, leave_out=("base", *(n for n in found if n < "mine"))
        )
    assert (
        "defines no VALUE of the class list. Define VALUE as the other files of pato.assess.metrics do."
        in str(caught.value)
    )
    only = tuple(n for n in found if n != "mine")
    assert discover.members("pato.assess.metrics", "NAME", str, leave_out=("base", *only)) == {"mine": "mine"}
    own("odd/mine.py", "NAME = 'odd'\n")
    assert discover.find("pato.assess.metrics", folder="odd")["mine"].module == "pato_own_odd_mine"
    taken = own("metrics/risk.py", "")
    with pytest.raises(FileError) as caught:
        discover.find("pato.assess.metrics")
    assert (
        str(caught.value)
        == f"{taken}  has the name of {found['risk'].path}. Give the file a name of its own."
    )
    with pytest.raises(FileError) as caught:
        discover.find("pato.assess.metrics", leave_out=("risk",))
    assert f"{taken}  has the name of a module of pato.assess.metrics." in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 / 0\n", "cannot be imported: ZeroDivisionError: division by zero. Mend the file, or remove it."),
        ("from pato.errors import PatoError, Problem\nraise PatoError(Problem('x', 'own words.'))\n", "x  own words."),
    ],
)  # fmt: skip
def test_a_module_that_cannot_be_imported_is_tried_anew_once_it_is_mended(own, text, words):
    path = own("odd/mine.py", text)
    one = discover.find("pato.assess.metrics", folder="odd")["mine"]
    for _ in range(2):
        with pytest.raises(PatoError) as caught:
            one.load()
        assert words in str(caught.value)
        assert "pato_own_odd_mine" not in sys.modules
    own("odd/mine.py", "NAME = 1\n")
    assert one.load().NAME == 1
    assert one.load().__file__ == path
    del sys.modules["pato_own_odd_mine"]


def test_a_folder_is_added_for_a_while(tmp_path, monkeypatch):
    for known in (None, str(tmp_path)):
        monkeypatch.delenv("PATO_PATH", raising=False)
        if known:
            monkeypatch.setenv("PATO_PATH", known)
        with discover.user_folder(str(tmp_path)):
            assert discover.user_folders() == (str(tmp_path),) * (2 if known else 1)
        with discover.user_folder(None):
            assert os.environ.get("PATO_PATH") == known
        with pytest.raises(ZeroDivisionError), discover.user_folder("x"):
            raise ZeroDivisionError
        assert os.environ.get("PATO_PATH") == known
    monkeypatch.setenv("PATO_PATH", os.pathsep.join(["nowhere", str(tmp_path), "", "no"]))
    with pytest.raises(PatoError) as caught:
        discover.user_folders()
    assert [str(p) for p in caught.value.problems] == [
        f"{name}  is not a folder. Name an existing folder with --library, or mend PATO_PATH."
        for name in ("nowhere", "no")
    ]


@pytest.mark.parametrize(
    ("text", "separator"),
    [("a,b;c;d\n", ";"), ("a,b\n", ","), ("a\n", ","), ("", ","), ("\n\na\tb\n", "\t"), ("a,b;c\n", ","), ('"a;b;c",d\n', ","), ("a;b\tc\n", ";")],
)  # fmt: skip
def test_the_separator_is_what_the_first_line_has_most_of(text, separator):
    assert separator_of(text) == separator
    assert read_lines(text).separator == separator


@pytest.mark.parametrize(
    ("text", "cell", "number"),
    [
        ("a;b\nx;1,5\n", "1.234", "is '1.234', which can be read in two ways. Write it without a point"),
        ("a;b\nx;1\n", "1.234", 1.234),
        ("a,b\n", "1,234", "is '1,234', which can be read in two ways. Write it without a comma"),
        ("a,b\n", "1,23", 1.23),
        ("a;b\n", "1.234,5", 1234.5),
        ("a;b\n", "1,5e3", 1500.0),
        ("a;b\n", "-0,25", -0.25),
        ("a;b\n", "1'000'000", 1e6),
        ("a;b\n", "+.5", 0.5),
        ("a;b\n", "INF", float("inf")),
        ("a;b\n", "1,2,3", "is '1,2,3', not a number"),
        ("a;b\n", "many", "is 'many', not a number"),
        ("a;b\n", "", "is '', not a number"),
        ("a;b\n", "0x10", "is '0x10', not a number"),
    ],
)
def test_a_cell_is_one_number_or_is_refused_in_words(text, cell, number):
    lines = read_lines(text)
    if isinstance(number, str):
        with pytest.raises(ValueError, match="is '") as caught:
            lines.number(cell)
        assert str(caught.value) == number
    else:
        assert lines.number(cell) == number


def test_lines_are_stripped_counted_and_refused_where_they_are_none():
    found = read_lines("\ufeffsep=;\r\n a ; b\r\n;\r\n\r\n1;2,5\r\n")
    assert found.rows == [(2, ["a", "b"]), (5, ["1", "2,5"])]
    assert (found.separator, found.decimal_comma) == (";", True)
    assert not read_lines('a,b\n1,"2,5"\n').decimal_comma
    with pytest.raises(FileError) as caught:
        read_lines("a,b\n1," + "x" * 200_000)
    assert str(caught.value).startswith("line 2  is no separated text: field larger than field limit")
    with pytest.raises(FileError) as caught:
        decode(b"\xe9", "f.csv")
    assert (
        str(caught.value)
        == "f.csv  is not UTF-8 text. Save it with the encoding UTF-8 (in Excel: 'CSV UTF-8')."
    )
    assert decode(b"\xef\xbb\xbfa", "f") == "a"
