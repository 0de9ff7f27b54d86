"""Reading YAML: values, lines, and what is refused before it is built (T8)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import FileError
from pato.files.yaml import MAX_BYTES, read_file, read_text, scalar


def test_values_are_those_of_yaml_1_2():
    data = read_text(
        "a: NO\nb: 010\nc: 12:30\nd: 1e3\ne: true\nf: yes\ng: null\nh: 2026-11-21\ni: '5'\n"
    ).data
    assert data == {
        "a": "NO",
        "b": 10,
        "c": "12:30",
        "d": 1000.0,
        "e": True,
        "f": "yes",
        "g": None,
        "h": "2026-11-21",
        "i": "5",
    }


def test_every_value_has_its_line_and_column():
    document = read_text("parties:\n  - {state: JPN}\n  - state: AUS\n", name="x.yaml")
    assert document.where(("parties", 1, "state")) == "x.yaml:3:12"
    assert document.where(("parties", 0, "state"), key=True) == "x.yaml:2:6"
    assert document.where(("parties", 7, "gone")) == "x.yaml:2:3", (
        "the nearest ancestor stands in for what is absent"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\n", "1:4  anchor '&x' is not allowed"),
        ("a: 1\nb: *x\n", "2:4  alias '*x' is not allowed"),
        ("a: 1\na: 2\n", "2:1  key 'a' stands twice (first in line 1)"),
        (
            "a: !!python/object:os.system x\n",
            "tag 'tag:yaml.org,2002:python/object:os.system' is not allowed",
        ),
        ("? [1]\n: b\n", "a mapping or list cannot be a key"),
        ("a: 1\n---\nb: 2\n", "2:1  a second document begins here"),
        ("a: [1\n", "this is not YAML"),
        ("a:\n\t- 1\n", "this is not YAML"),
        ("", "is empty"),
        ("[" * 100, "nested more than 24 levels deep"),
    ],
)
def test_refuses(text, words):
    with pytest.raises(FileError) as caught:
        read_text(text, name="f")
    assert words in str(caught.value)


def test_a_bomb_of_aliases_is_refused_at_once():
    levels = "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40))
    start = time.perf_counter()
    with pytest.raises(FileError):
        read_text("a0: &a0 x\n" + levels)
    assert time.perf_counter() - start < 5, "refused before anything is expanded"


def test_refuses_large_and_badly_encoded_files(tmp_path):
    big, latin, nul = (tmp_path / name for name in ("big.yaml", "latin.yaml", "nul.yaml"))
    big.write_bytes(b"a: " + b"x" * MAX_BYTES)
    latin.write_bytes("id: x\ntitle: Côte\n".encode("latin-1"))
    nul.write_bytes(b"a: 1\nb: \0\n")
    for path, words in (
        (big, "is larger than 500 kB"),
        (latin, "latin.yaml:2  byte 0xf4 is not UTF-8"),
        (nul, "nul.yaml:2  holds a NUL"),
    ):
        with pytest.raises(FileError) as caught:
            read_file(path)
        assert words in str(caught.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_file(path).data == {"a": 1}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_read_or_refused_with_a_message(text):
    try:
        read_text(text)
    except FileError as error:
        assert all(problem.what for problem in error.problems)


@given(
    st.one_of(st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
)
def test_plain_scalars_come_back(value):
    assert scalar(str(value).lower() if isinstance(value, bool) else repr(value), plain=True) == value
