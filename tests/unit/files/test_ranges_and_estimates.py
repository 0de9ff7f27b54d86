"""Files of ranges, the domains of their units, estimates that ship, and words of old put into those of today."""

import json
import math
from pathlib import Path

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import DataError, FileError, UnknownNameError
from pato.files import estimates, library
from pato.files.assumptions import AssumptionsFile, read_assumptions
from pato.files.domains import ANY, NOT_NEGATIVE, POSITIVE, SHARE, Domain, domain_of
from pato.files.migrating import migrated
from pato.files.renamed import level_now, levels_now, source_now

ONE = "format: 1\nid: mine\nassumptions:\n  - {symbol: a, meaning: M, unit: %s, range: %s, source: S%s}\n"


@pytest.mark.parametrize(
    ("unit", "bounds", "more", "words"),
    [
        ("share of GDP", "[0, 1]", "", None),
        ("share of GDP", "[0.5, 0.5]", ", central: 0.5", None),
        ("share of GDP", "[-0.1, 0.5]", "", "a runs from -0.1 to 0.5; it can be from 0 to 1 (share of GDP). Write a range within that."),
        ("share of GDP", "[0.5, 1.1]", "", "it can be from 0 to 1"),
        ("share of value", "[0, 3]", "", None),
        ("ratio", "[0, 3]", "", None),
        ("ratio", "[-1, 3]", "", "it can be above 0 (ratio)"),
        ("years", "[-1, 3]", "", "it can be 0 or more (years)"),
        ("log-odds", "[-1, 3]", "", None),
        ("apples", "[-1, 3]", "", None),
        ("apples", "[3, 1]", "", "a range runs from low to high, found [3.0, 1.0]. Write range: [0.5, 1.0]."),
        ("apples", "[1, 3]", ", central: 3", None),
        ("apples", "[1, 3]", ", central: 0.5", "'central' lies within the range, found 0.5 beside [1.0, 3.0]. Write central: 2, or leave it out."),
        ("apples", "[1, 3]", ", central: 3.5", "found 3.5 beside"),
        ("apples", "[1, .inf]", "", "4:"),
        ("apples", "[1]", "", "4:"),
        ("''", "[1, 3]", "", "4:"),
    ],
)  # fmt: skip
def test_a_range_lies_in_the_domain_of_its_unit(tmp_path, unit, bounds, more, words):
    path = tmp_path / "mine.yaml"
    path.write_text(ONE % (unit, bounds, more), encoding="utf-8")
    if words is None:
        found = read_assumptions(AssumptionsFile, path)
        (one,) = found.content.assumptions
        assert (one.symbol, one.meaning, one.unit, one.source) == ("a", "M", unit, "S")
        assert list(one.range) == json.loads(bounds)
        assert found.file == "mine.yaml"
        assert read_assumptions(AssumptionsFile, str(path)) == found
        return
    with pytest.raises(FileError) as caught:
        read_assumptions(AssumptionsFile, path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_ranges_that_ship_are_read_by_name_and_carry_their_digest(tmp_path):
    from hashlib import sha256

    names = sorted(f.stem for f in (library.root() / "assumptions").glob("*.yaml"))
    assert len(names) > 5
    raw = (library.root() / "assumptions" / f"{names[0]}.yaml").read_bytes()
    with pytest.raises(FileError) as caught:
        read_assumptions(AssumptionsFile, "no-such-model")
    assert "library/assumptions/no-such-model.yaml" in str(caught.value)
    assert str(library.root()) not in str(caught.value)
    path = tmp_path / "own.yaml"
    path.write_text(ONE % ("years", "[1, 2]", ""), encoding="utf-8")
    assert read_assumptions(AssumptionsFile, path).digest == sha256(path.read_bytes()).hexdigest()
    assert sha256(raw).hexdigest() != read_assumptions(AssumptionsFile, path).digest


@pytest.mark.parametrize(
    ("domain", "inside", "outside", "words"),
    [
        (SHARE, (0, 0.5, 1), (-1e-9, 1 + 1e-9), "from 0 to 1"),
        (POSITIVE, (1e-9, 1e9, math.inf), (0, -1), "above 0"),
        (NOT_NEGATIVE, (0, 1e9), (-1e-9,), "0 or more"),
        (ANY, (-1e9, 0, 1e9), (), "any number"),
        (Domain(-1.0, 1.0), (-1, 0, 1), (-1.1, 1.1), "from -1 to 1"),
        (Domain(2.5), (2.5, 3), (2.4,), "2.5 or more"),
    ],
)
def test_a_domain_holds_its_values_and_says_which(domain, inside, outside, words):
    assert all(domain.holds_value(v) and domain.holds(v, v) for v in inside)
    assert not any(domain.holds_value(v) for v in outside)
    assert domain.words() == words
    assert domain.holds(inside[0], inside[-1])


def test_a_range_may_begin_at_an_end_that_is_never_reached():
    assert POSITIVE.holds(0, 1)
    assert not POSITIVE.holds_value(0)
    assert domain_of("apples") is None
    assert domain_of("share of value") == NOT_NEGATIVE
    assert domain_of("standard deviations from the mean") == ANY
    assert domain_of("standard deviation") == NOT_NEGATIVE


def test_every_estimate_that_ships_is_found_and_written_again():
    names = estimates.stored_names()
    assert list(names) == sorted(names)
    assert len(names) > 5
    for name in names:
        found = estimates.find(name)
        assert found is estimates.stored(name)
        text = (library.root() / "estimates" / f"{name}.json").read_text(encoding="utf-8")
        assert json.loads(estimates.as_text(found)) == json.loads(text) == found, name
    assert estimates.find("no-such-estimate") is None
    with pytest.raises(UnknownNameError) as caught:
        estimates.stored(names[0] + "x")
    assert f"Did you mean '{names[0]}'" in str(caught.value)
    assert "estimate" in str(caught.value)


def test_lists_of_numbers_stand_on_one_line_and_words_keep_their_letters():
    text = estimates.as_text({"a": [1, 2.5, -3], "b": ["x y", "z"], "c": {"d": [[1, 2], [3, 4]]}, "é": "ü"})
    assert json.loads(text) == {"a": [1, 2.5, -3], "b": ["x y", "z"], "c": {"d": [[1, 2], [3, 4]]}, "é": "ü"}
    assert ' "a": [1, 2.5, -3],\n' in text
    assert "   [1, 2],\n   [3, 4]\n" in text
    assert '"é": "ü"' in text
    assert '"x y",\n' in text
    assert text.endswith("}\n")


@pytest.fixture
def another_library(tmp_path, monkeypatch):
    """Read estimates of a folder of the test's own; what is remembered of the shipped ones is forgotten, and the other way round."""
    remembered = estimates.stored_names, estimates._read
    for one in remembered:
        one.cache_clear()
    monkeypatch.setattr(library, "root", lambda: tmp_path)
    yield tmp_path
    for one in remembered:
        one.cache_clear()


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1,"])
def test_a_damaged_estimate_says_how_to_make_it_again(another_library, content):
    tmp_path = another_library
    (tmp_path / "estimates").mkdir()
    (tmp_path / "estimates" / "broken-one.json").write_bytes(content)
    assert estimates.stored_names() == ("broken-one",)
    with pytest.raises(DataError) as caught:
        estimates.find("broken-one")
    assert str(caught.value).startswith("estimate 'broken-one'  is damaged: ")
    assert str(caught.value).endswith("Make it again with: pato fit broken-one")


OLD = """# A study
id: s
weights: {deterrence: {null: 1, patron: 2}, other: {null: 1}}
factors:
  deterrence:
    values: [patron, 'null', ~]
  level: {values: [null]}
"""


def test_words_of_old_are_changed_where_they_stand_and_nothing_else():
    new, told = migrated(OLD.replace(", ~]", "]"), "s.yaml")
    assert new == (
        OLD.replace("{deterrence: {null", "{deterrence: {no_effect")
        .replace("'null', ~]", "'no_effect']")
        .replace("id: s", "format: 1\nid: s")
    )
    assert told == [
        "s.yaml:2  'format: 1' is put before the first line.",
        "s.yaml:6  'null' is now 'no_effect'.",
        "s.yaml:3  'null' is now 'no_effect'.",
    ]
    again, nothing = migrated(new, "s.yaml")
    assert (again, nothing) == (new, [])


def test_a_word_that_is_written_otherwise_is_left_to_the_author():
    with pytest.raises(FileError) as caught:
        migrated(OLD, "s.yaml")
    assert str(caught.value) == "s.yaml:6  'null' is now called 'no_effect'. Change it by hand."
    with pytest.raises(FileError, match=r"is no YAML that can be read\. Try 'pato check' on it\."):
        migrated("a: [", "s.yaml")
    for text in ("- 1\n", "", "format: 1\n", "weights:\n", "weights: {deterrence: 5}\n"):
        new, told = migrated(text, "x")
        assert new.removeprefix("format: 1\n") == text.removeprefix("format: 1\n")
        assert len(told) == int("weights" in text)


def test_levels_of_old_are_read_by_the_words_of_today():
    assert level_now("deterrence", "null") == "no_effect"
    assert level_now("other", "null") == "null"
    assert levels_now("deterrence", ["patron", "null"]) == ["patron", "no_effect"]
    assert source_now("deterrence", "null: nothing; patron: much") == "no_effect: nothing; patron: much"
    assert source_now("other", "null: nothing") == "null: nothing"


def test_names_and_paths():
    assert [library.is_path(n) for n in ("nato", "nato.yaml", "a/b", "a\\b", "x.yml", Path("nato"))] == [
        *(False, True, True, True, True, False)
    ]
    entry = library.entry("treaty", "nato")
    assert library.path_of(entry["file"]).name == "nato.yaml"
    assert library.path_of("./nato.yaml") == Path("nato.yaml")
    model, document = library.load("nato", "treaty")
    assert (model.id, document.name) == ("nato", entry["file"])
    assert library.record("nato", "treaty") is entry
    own, _ = library.load(library.path_of(entry["file"]), "treaty")
    assert own == model
    with pytest.raises(UnknownNameError) as caught:
        library.entry("treaty", "nat")
    assert "Did you mean 'nato'" in str(caught.value)
