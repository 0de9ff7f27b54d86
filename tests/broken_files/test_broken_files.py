"""Broken files, each with the words that its messages must contain (T8, C11).

Every wrong line of a file says so itself: ``# expect: words | more words`` asks for one problem at that line whose
message contains all of them; ``# expect(5): …`` names the column too; ``&&`` separates two problems of one line;
``# expect@7: …`` speaks of another line, ``@end`` of the last one, ``@file`` of the file as a whole. A file must give these
problems and no other, all at once.
"""

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import FileError
from pato.files.load import load_file
from pato.registry import states

HERE = Path(__file__).parent
FILES = sorted(p for p in HERE.glob("*/*.yaml") if p.parent.name not in {"fine", "resolver"})
_MARK = re.compile(r"# expect(?:@(?P<line>\w+))?(?:\((?P<column>\d+)\))?: (?P<words>.*)$")


class Expected(NamedTuple):
    where: str
    words: tuple[str, ...]

    def met_by(self, problem):
        at = problem.where.startswith(self.where + ":") or problem.where == self.where
        return at and all(word in str(problem) for word in self.words)


def expectations(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines, start=1):
        mark = _MARK.search(line)
        if mark is None:
            continue
        at = {"end": len(lines), "file": None, None: number}.get(mark["line"], mark["line"])
        where = path.name if at is None else f"{path.name}:{at}"
        where += f":{mark['column']}" if mark["column"] else ""
        found += [
            Expected(where, tuple(w.strip() for w in part.split(" | ")))
            for part in mark["words"].split(" && ")
        ]
    return found


def problems_of(path):
    with pytest.raises(FileError) as caught:
        load_file(path, name=path.name)
    return list(caught.value.problems)


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_mistake_is_reported_where_it_is(path):
    expected = expectations(path)
    assert expected, "the file does not say what is wrong with it"
    left = problems_of(path)
    shown = "\n".join(map(str, left))
    for one in expected:
        hit = next((p for p in left if one.met_by(p)), None)
        assert hit is not None, f"no message for {one}\n{shown}"
        left.remove(hit)
    assert not left, "more than was expected:\n" + "\n".join(map(str, left))


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_message_says_how_to_repair_it_or_what_is_allowed(path):
    for problem in problems_of(path):
        assert problem.where
        assert problem.fix or " should be " in problem.what or " must " in problem.what, str(problem)
        assert "||" not in str(problem)
        assert "Traceback" not in str(problem)
        assert "pydantic" not in str(problem)


SAID = {"ISO", "YYYY", "MM", "DD", "DATE", "KIND", "NAME", "PLACE", "STATE", "DEU", "SYR"}
"""Words in capitals that messages have of their own."""


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_message_reads_as_sentences(path):
    """What was found begins small and ends, what repairs it begins with a capital or a command; nothing shouts that the file does not."""
    text, codes = path.read_text(encoding="utf-8"), {s.iso3 for s in states.states(kind=None)}
    for problem in problems_of(path):
        words = re.findall(r"[A-Za-z]*[A-Z][a-z_]*[A-Z]\w*|\b[a-z]+[A-Z]\w*", f"{problem.what} {problem.fix}")
        assert not [w for w in words if w not in text and w not in codes | SAID], str(problem)
        assert problem.what.endswith((".", "?", ")")), str(problem)
        assert re.match(r"[^A-Z]|[A-Z]+\b", problem.what), str(problem)
        assert not problem.fix or re.match(r"[A-Z'\"0-9]|pato ", problem.fix), str(problem)
        assert problem.fix.endswith((".", "?", ")")) or not problem.fix, str(problem)


def test_there_is_one_file_for_every_kind_of_mistake():
    assert len(FILES) >= 55
    assert {p.parent.name for p in FILES} >= {
        "treaty",
        "architecture",
        "event",
        "check",
        "study",
        "claim",
        "negotiation",
        "ledger",
        "yaml",
    }


def _a_treaty(**changes):
    lines = {
        "format": "1",
        "id": "small-pact",
        "title": "A small pact",
        "binding": "treaty",
        "status": "proposed",
        "parties": "[{state: NOR}, {state: DNK}]",
    }
    return "".join(f"{k}: {v}\n" for k, v in (lines | changes).items())


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (_a_treaty(title="Fran\xe7ais").encode("latin-1"), 3, ["byte 0xe7 is not UTF-8", "encoding UTF-8"]),
        (_a_treaty().encode("utf-16"), 1, ["byte 0xff is not UTF-8", "encoding UTF-8"]),
        (_a_treaty(title="A\0pact").encode(), 3, ["NUL character", "right file"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 1, ["byte 0x89 is not UTF-8"]),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", None, ["is not a text file", "right file"]),
        (b"format: 1\ntitle: A\x07pact\n", None, ["not YAML", "characters"]),
        (b"", None, ["is empty", "pato new"]),
        (b"\xef\xbb\xbf", None, ["is empty"]),
        (
            b'{"type": "FeatureCollection", "features": []}',
            1,
            ["cannot tell what kind of file this is", "treaty: binding"],
        ),
        (b"iso3,name\nNOR,Norway\n", 1, ["cannot tell what kind of file this is"]),
        (b"<treaty><party>NOR</party></treaty>", 1, ["cannot tell what kind of file this is"]),
    ],
    ids=["latin-1", "utf-16", "nul", "png", "zip", "bell", "empty", "only-a-mark", "geojson", "csv", "xml"],
)
def test_files_that_are_something_else(tmp_path, content, line, words):
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        load_file(path, name="odd.yaml")
    (problem,) = caught.value.problems
    assert problem.where.startswith(f"odd.yaml:{line}" if line else "odd.yaml")
    assert all(word in str(problem) for word in words), str(problem)


def test_a_missing_file_and_a_folder(tmp_path):
    for path in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(FileError, match=r"cannot be read: .*Check the path"):
            load_file(path)


_LAUGHS = "a0: &a0 lol\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 2000)
)
_HOSTILE = {
    "three megabytes": "# " + "x" * 3_000_000,
    "three megabytes of keys": "".join(f"key{i}: {i}\n" for i in range(200_000)),
    "a thousand million laughs": _LAUGHS,
    "a hundred thousand brackets": "a: " + "[" * 100_000,
    "a hundred thousand levels": "".join(" " * i + f"k{i}:\n" for i in range(1_400)),
    "a line of a million characters": _a_treaty(title="x" * 1_000_000),
    "ten thousand parties": _a_treaty(parties="[" + ", ".join(["{state: NOR}"] * 10_000) + "]"),
    "twenty thousand mistakes": _a_treaty(parties="[" + ", ".join(["{stat: NRO}"] * 20_000) + "]"),
    "a number of a million digits": _a_treaty(atop_id="9" * 1_000_000),
    "many documents": "---\na: 1\n" * 20_000,
    "many tags": "".join(f"a{i}: !t{i} 1\n" for i in range(20_000)),
}


@pytest.mark.parametrize("what", _HOSTILE)
def test_hostile_files_are_refused_in_bounded_work(tmp_path, what):
    path = tmp_path / "hostile.yaml"
    path.write_text(_HOSTILE[what], encoding="utf-8")
    start = time.process_time()
    with pytest.raises(FileError):
        load_file(path, kind="treaty")
    # a bound on work, not a measure of speed: without one these take minutes to hours, or all memory
    assert time.process_time() - start < 20


def test_norway_and_other_words_that_older_yaml_turns_into_booleans():
    pact, _ = load_file(HERE / "fine" / "norway.yaml")
    assert [p.state for p in pact.parties] == ["NOR", "DNK"]
    defence = pact.obligations[0]
    assert defence.nuclear_umbrella == "no"
    assert defence.when.on == ["territory"]
    assert defence.readings[0].said_by == ["NO", "on", "off", "yes", "y"]
    assert pact.title == "no"
    assert pact.short == "12:30"
    assert pact.signed == "1949-01-01"
    assert pact.obligations[0].article == "10"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order-mark"])
def test_byte_order_marks_and_line_ends_of_other_systems_are_read(tmp_path, mark, newline):
    path = tmp_path / "pact.yaml"
    path.write_bytes(mark + _a_treaty(title="Łódź, 東京").replace("\n", newline).encode())
    pact, document = load_file(path)
    assert pact.title == "Łódź, 東京"
    assert document.line(("title",)) == 3


def test_json_is_yaml(tmp_path):
    path = tmp_path / "strike.json"
    path.write_text(
        '{"format": 1, "id": "strike", "title": "A strike", "attacker": "CHN", "victim": "JPN",\n "act": "armed_attack", "date": "2026-11-21"}'
    )
    event, document = load_file(path)
    assert (event.attacker, event.victim, event.date) == (["CHN"], ["JPN"], "2026-11-21")
    assert document.line(("act",)) == 2
