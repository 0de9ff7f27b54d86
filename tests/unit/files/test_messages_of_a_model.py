"""What a small model says of every kind of mistake in a file, message by message, and of files that are read in part."""

import contextlib
from typing import Annotated, Literal

import pytest
from pydantic import Field

from pato.errors import FileError
from pato.files.problems import MOST_ERRORS, rest_as_meant, validated
from pato.files.strict import Strict
from pato.files.yaml import MOST_PROBLEMS, read_text


class Point(Strict):
    kind: Literal["point"]
    lat: Annotated[float, Field(ge=-90, le=90)]


class Line(Strict):
    kind: Literal["line"]
    points: list[Point]


class Inner(Strict):
    name: Annotated[str, Field(min_length=1)]
    in_: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", alias="in")] = "x"
    count: int = 1


class Model(Strict):
    format: Literal[1]
    word: Literal["alpha", "beta"] = "alpha"
    flag: bool = False
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    many: Annotated[list[str], Field(min_length=2, max_length=3)] = Field(default_factory=lambda: ["a", "b"])
    inner: dict[str, Inner] = Field(default_factory=dict)
    shape: Annotated[Point | Line, Field(discriminator="kind")] | None = None
    either: int | Inner | None = None
    url: Annotated[str, Field(pattern=r"^https?://")] = "https://x"
    numbers: dict[str, int] = Field(default_factory=dict)
    text: Annotated[str, Field(max_length=5)] = ""
    things: list[Inner] = Field(default_factory=list)
    nested: list[list[Inner]] = Field(default_factory=list)


def told(text, whole=None):
    with pytest.raises(FileError) as caught:
        validated(Model, read_text(text, name="f"), whole)
    return [str(p) for p in caught.value.problems]


MISTAKES = (
    ("{}", ["f:1:1  the file lacks the key 'format'. Add a line 'format: …'."]),
    ("format: 2\n", ["f:1:9  format '2' is not known. Allowed: 1."]),
    ("format: 1\nword: betta\nflag: perhaps\nshare: 1\nmany: [a]\n", ["f:2:7  word 'betta' is not known. Did you mean 'beta'? Allowed: alpha, beta.", "f:3:7  flag is 'perhaps', but should be true or false.", "f:4:8  share is '1', but should be less than 1. Correct the number or its unit.", "f:5:7  many holds 1, but should hold at least 2. Add what is missing, or remove the key."]),
    ("format: 1\nmany: [a,b,c,d]\nshare: 0\ntext: toolong\nurl: x\n", ["f:2:7  many is too long: at most 3 are allowed. Shorten or split it.", "f:3:8  share is '0', but should be more than 0. Correct the number or its unit.", "f:4:7  text is too long: at most 5 are allowed. Shorten or split it.", "f:5:6  url 'x' is not written as it should be. Write a full address that begins with https://."]),
    ("format: 1\nshape: {kind: pont}\n", ["f:2:15  kind 'pont' is not known. Did you mean 'point'? Allowed: point, line."]),
    ("format: 1\nshape: {lat: 1}\n", ["f:2:8  shape lacks the key 'kind'. Add a line 'kind: …'."]),
    ("format: 1\nshape: {kind: point, lat: 91}\n", ["f:2:27  shape.lat is '91', but should be at most 90. Correct the number or its unit."]),
    ("format: 1\nshape: {kind: line, points: [{kind: point, lat: a}]}\n", ["f:2:49  shape.points[1].lat is 'a', but should be a number."]),
    ("format: 1\nshape: 5\n", ["f:2:8  shape is '5', but should be a mapping of keys to values."]),
    ("format: 1\ninner: {a: {name: '', in: A B, count: 1.5, extra: 1}, b: {nam: x}, c: 5, d: {in: q}}\n", ["f:2:19  inner.a.name is empty, but should be text. Write it out, or remove the key.", "f:2:27  inner.a.in 'A B' is not written as it should be. Use small letters, digits and hyphens, 64 at most: us-japan-1960.", "f:2:39  inner.a.count is '1.5', but should be a whole number.", "f:2:44  key 'extra' is not known here. Allowed: count, in, name.", "f:2:58  inner.b lacks the key 'name'. Add a line 'name: …'.", "f:2:59  key 'nam' is not known here. Did you mean 'name'? Allowed: count, in, name.", "f:2:71  inner.c is '5', but should be a mapping of keys to values.", "f:2:77  inner.d lacks the key 'name'. Add a line 'name: …'."]),
    ("format: 1\neither: {name: x, count: a}\n", ["f:2:26  either.count is 'a', but should be a whole number."]),
    ("format: 1\neither: word\n", ["f:2:9  either is 'word', but should be a whole number."]),
    ("format: 1\neither: [1]\n", ["f:2:9  either is a list, but should be a whole number."]),
    ("format: 1\nflag: ~\nword: [a]\nmany: 5\ntext: 7\nshare: true\n", ["f:2:7  flag is empty, but should be true or false.", "f:3:7  word '['a']' is not known. Allowed: alpha, beta.", "f:4:7  many is '5', but should be a list.", "f:5:7  text is '7', but should be text. Put it in quotes if it is meant as text.", "f:6:8  share is 'true', but should be less than 1. Correct the number or its unit."]),
    ("format: 1\nnumbers: {notice: 5}\ninner: {a: {name: x, count: {number: notise}}}\n", ["f:3:29  number 'notise' is not defined in this file. Did you mean 'notice'? Numbers of this file: notice."]),
    ("format: 1\ninner: {a: {name: x, count: {number: notice}}}\n", ["f:2:29  number 'notice' is not defined in this file. Numbers of this file: none; define it under numbers:."]),
    ("- 1\n", ["f:1:1  the file does not hold a mapping of keys to values. Start from a template: pato new KIND."]),
    ("format: 1\nwrod: alpha\n", ["f:2:1  key 'wrod' is not known here. Did you mean 'word'? Allowed: either, flag, format, inner, many, nested, numbers, shape, share, text, things, url, word."]),
    ("format: 1\nword: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", ["f:2:7  word 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is not known. Allowed: alpha, beta."]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "messages"), MISTAKES, ids=[text[:40] for text, _ in MISTAKES])
def test_each_mistake_is_told_at_its_place_with_the_repair(text, messages):
    assert told(text) == messages


def test_a_file_with_very_many_mistakes_is_told_the_first_and_asked_whether_it_is_the_right_one():
    many = "".join(f"  k{i}: 5\n" for i in range(MOST_ERRORS + 1))
    found = told(f"format: 1\ninner:\n{many}")
    assert len(found) == MOST_ERRORS + 1
    assert "f  holds more than 500 mistakes; only the first are shown. Is it the right file?" in found
    with pytest.raises(FileError) as caught:
        read_text("a: !x 1\n" * (MOST_PROBLEMS + 5), name="f")
    assert str(caught.value.problems[-1]) == (
        f"f  has {MOST_PROBLEMS} mistakes up to line {MOST_PROBLEMS // 2 + 1}; the rest was not read. Is it the right file?"
    )


def whole(found):
    """What is wrong with the file as a whole: words that no inner thing has, and names that stand twice."""
    if found.word not in found.inner:
        yield ("word",), f"{found.word} is no inner thing.", "Add it."
    for key, one in found.inner.items():
        if one.name == "twice":
            yield ("inner", key, "name"), f"{one.name} in {key} stands twice.", "Rename it."
    for at, one in (
        *((("things", i), thing) for i, thing in enumerate(found.things)),
        *((("nested", i, k), one) for i, row in enumerate(found.nested) for k, one in enumerate(row)),
    ):
        if one.name == "twice":
            yield (*at, "name"), "it stands twice.", "Rename it."
        elif one.name not in {"x", *found.inner}:
            yield (*at, "name"), f"{one.name} is no inner thing.", "Add it."


WHOLE = (
    ("format: 1\n", ["f:1:1  alpha is no inner thing. Add it."]),
    ("format: 1\ninner: {alpha: {name: twice}, b: {name: twice}}\n", ["f:2:23  twice in alpha stands twice. Rename it.", "f:2:41  twice in b stands twice. Rename it."]),
    # a mistake hides no other: what is left is checked, with misspelt words and keys read as they were meant
    ("format: 1\nflag: perhaps\n", ["f:1:1  alpha is no inner thing. Add it.", "f:2:7  flag is 'perhaps', but should be true or false."]),
    ("format: 1\nword: betta\ninner: {beta: {name: x}}\n", ["f:2:7  word 'betta' is not known. Did you mean 'beta'? Allowed: alpha, beta."]),
    ("format: 1\ninner: {alpha: {nam: twice}}\n", ["f:2:16  inner.alpha lacks the key 'name'. Add a line 'name: …'.", "f:2:16  twice in alpha stands twice. Rename it.", "f:2:17  key 'nam' is not known here. Did you mean 'name'? Allowed: count, in, name."]),
    ("format: 1\ninner: {alpha: {name: x, count: z}, b: {name: twice}}\n", ["f:2:33  inner.alpha.count is 'z', but should be a whole number.", "f:2:47  twice in b stands twice. Rename it."]),
    # what is only missing since it cannot be read is no mistake of its own
    ("format: 1\ninner: {alpha: 5}\n", ["f:2:16  inner.alpha is '5', but should be a mapping of keys to values."]),
    # what is left of a list keeps its places in the file
    ("format: 1\ninner: {alpha: {name: x}}\nthings:\n  - 5\n  - {name: x}\n  - {name: twice}\n", ["f:4:5  things[1] is '5', but should be a mapping of keys to values.", "f:6:12  it stands twice. Rename it."]),
    ("format: 1\ninner: {alpha: {name: x}}\nthings:\n  - {name: x, count: z}\n  - {nam: x}\n  - {in: x}\n  - {name: twice}\n  - []\n  - {name: twice}\n", ["f:4:22  things[1].count is 'z', but should be a whole number.", "f:5:5  things[2] lacks the key 'name'. Add a line 'name: …'.", "f:5:6  key 'nam' is not known here. Did you mean 'name'? Allowed: count, in, name.", "f:6:5  things[3] lacks the key 'name'. Add a line 'name: …'.", "f:7:12  it stands twice. Rename it.", "f:8:5  things[5] is a list, but should be a mapping of keys to values.", "f:9:12  it stands twice. Rename it."]),
    ("format: 1\ninner: {alpha: {name: x}}\nnested:\n  - [5, {name: x}]\n  - 7\n  - [{name: x}, 8, {name: twice}]\n", ["f:4:6  nested[1][1] is '5', but should be a mapping of keys to values.", "f:5:5  nested[2] is '7', but should be a list.", "f:6:17  nested[3][2] is '8', but should be a mapping of keys to values.", "f:6:27  it stands twice. Rename it."]),
    # a name that stands in what could not be read is not told as missing, another is
    ("format: 1\ninner: {alpha: {name: x}, beta: {name: x, count: z}}\nthings: [{name: beta}, {name: gamma}]\n", ["f:2:50  inner.beta.count is 'z', but should be a whole number.", "f:3:31  gamma is no inner thing. Add it."]),
    # and nothing is checked as a whole where nothing valid is left
    ("format: 2\n", ["f:1:9  format '2' is not known. Allowed: 1."]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "messages"), WHOLE, ids=[text[9:50] for text, _ in WHOLE])
def test_one_mistake_hides_no_other(text, messages):
    assert told(text, whole) == messages


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("format: 1\nword: betta\nflag: maybe\n", {"word": "beta"}),
        ("format: 1\ninner: {a: {name: x}, b: 5}\nmany: [x, y, [z]]\n", {"inner": {"a": {"name": "x"}}, "many": ["x", "y"]}),
        ("format: 1\nwrod: beta\n", {"word": "beta"}),
        ("format: 1\nword: alpha\nwrod: beta\n", {}),
        ("format: 1\nmany: [x]\n", {}),
        ("word: beta\n", None),
    ],
)  # fmt: skip
def test_what_is_left_of_a_file_is_read_as_it_was_meant(text, left):
    found = rest_as_meant(Model, read_text(text))
    plain = None if found is None else found.model_dump(exclude_defaults=True, by_alias=True)
    assert plain == (None if left is None else {"format": 1} | left)
    with contextlib.suppress(FileError):
        assert validated(Model, read_text(text)) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: x\u202ey\n", "f:1:4  holds characters that cannot be seen and drive terminals and other programs (U+202E). Remove them, or write the text again."),
        ("a: [1, x\u200e\u2066y\u2069]\n", "f:1:8  holds characters that cannot be seen and drive terminals and other programs (U+200E, U+2066, U+2069)."),
        ("a\u202e: 1\n", "f:1:1  holds characters that cannot be seen"),
        ("a: &x 1\n", "f:1:4  anchor '&x' is not allowed. Write the value out where it is needed."),
        ("a: 1\na: 2\n", "f:2:1  key 'a' stands twice (first in line 1). Keep one of them."),
        ("a: !!int 1\n", "f:1:4  tag 'tag:yaml.org,2002:int' is not allowed. Remove it: plain values are enough."),
        ("a: 1\n---\nb: 1\n", "f:2:1  a second document begins here. Keep one document a file: remove the line '---'."),
        ("? {a: 1}\n: b\n", "f:1:3  a mapping or list cannot be a key. Write a plain word before the colon."),
        ("[" * 30, "f:1:25  is nested more than 24 levels deep. No file of this kind needs that."),
        ("# nothing\n", "f  is empty. Start from a template: pato new KIND."),
    ],
)  # fmt: skip
def test_what_no_file_may_hold(text, message):
    with pytest.raises(FileError) as caught:
        read_text(text, name="f")
    assert str(caught.value.problems[0]).startswith(message)


def test_visible_characters_of_all_languages_and_folded_text_may_stand():
    data = read_text(
        "a: >\n  one\n  two\n\n  three\nb: Türkiye, 日本, العربية\nc: '\u00a0'\nd: !!str 5\n"
    ).data
    assert data == {"a": "one two\nthree\n", "b": "Türkiye, 日本, العربية", "c": "\u00a0", "d": 5}
