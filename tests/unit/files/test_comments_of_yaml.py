"""Comments of files wherever they stand: none is read, and none keeps a file from being read."""

import pytest
from ruamel.yaml import YAML

from pato.files.migrating import migrated
from pato.files.yaml import read_text
from pato.workbench.clauses import changeable

# ruamel's round-trip parser, which keeps comments, breaks on it with NotImplementedError
MEETING = ": #\n x\n\n"


def test_every_reader_of_files_lets_comments_meet():
    with pytest.raises(NotImplementedError):
        list(YAML(typ="rt", pure=True).parse(MEETING))
    assert read_text(MEETING).data == {"": "x"}
    assert migrated(f"format: 1\n{MEETING}", "x.yaml") == (f"format: 1\n{MEETING}", [])
    assert not any(changeable(MEETING).options.values())


@pytest.mark.parametrize(
    "text",
    [
        "a:\n#one\n# two\n\n#three\nb: 2\n",
        "a: # one\n  # two\n\n# three\nb: 2\n",
        "#zero\na: null # one\n#two\n\n\n# three\nb: 2\n# four\n",
        "a:\n  #x\n\n\n#y\nb: 2\n",
    ],
)
def test_comments_may_meet(text):
    assert read_text(text).data == {"a": None, "b": 2}


def test_a_key_without_a_value_is_where_its_colon_is():
    found = read_text("x:\n  title:   # none\n  b: 1\n")
    assert found.line(("x", "title")) == 2
    assert found.positions["x", "title"] == (2, 9)


def test_folded_text_keeps_its_words():
    assert read_text("a: >\n  one\n  two\n\n  three\n").data == {"a": "one two\nthree\n"}
