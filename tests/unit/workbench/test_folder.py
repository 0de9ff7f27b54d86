"""The folder: nothing outside it, saves whole, and never over a newer version."""

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import PatoError, UsageError
from pato.workbench.folder import ABSENT, ConflictError, files, inside, opened, saved, version_of

OUTSIDE = [
    "../x.yaml", "a/../../x.yaml", "/etc/passwd", "/etc/x.yaml", "a//x.yaml", "./x.yaml", ".hidden.yaml", "a/.x.yaml", "x.yml/..", "x.txt",
    "C:\\x.yaml", "a\\x.yaml", "..\\x.yaml", "con.yaml", "aux.yml", "x\0.yaml", "x\n.yaml", "a/b/c/d/x.yaml", "x.yaml ", "~/x.yaml", "", "..yaml",
]  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    with pytest.raises(UsageError):
        inside(tmp_path, name)


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["..", ".", "/", "a", "x.yaml", "\\", "%2e", "\0", "~", ":", "é"]), max_size=9
    ).map("".join)
)
def test_no_name_leads_out(name):
    root = os.path.realpath("/nowhere/at-all")
    try:
        found = inside(root, name)
    except UsageError:
        return
    assert str(found).startswith(root + os.sep)


def test_a_link_that_leads_out_is_refused(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.yaml").write_text("id: secret", encoding="utf-8")
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "link.yaml").symlink_to(tmp_path / "out" / "secret.yaml")
    (desk / "folder").symlink_to(tmp_path / "out")
    for name in ("link.yaml", "folder/secret.yaml"):
        with pytest.raises(UsageError):
            opened(desk, name)
        with pytest.raises(UsageError):
            saved(desk, name, "id: mine", ABSENT)
    assert files(desk) == []


def test_saving_keeps_the_version_and_a_second_writer_sees_the_conflict(tmp_path):
    first = saved(tmp_path, "treaties/mine.yaml", "id: one\n", ABSENT)
    assert opened(tmp_path, "treaties/mine.yaml") == first
    second = saved(tmp_path, "treaties/mine.yaml", "id: two\n", first.version)
    with pytest.raises(ConflictError) as caught:
        saved(tmp_path, "treaties/mine.yaml", "id: three\n", first.version)
    assert (caught.value.current, caught.value.version) == ("id: two\n", second.version)
    assert opened(tmp_path, "treaties/mine.yaml").text == "id: two\n"
    with pytest.raises(ConflictError):
        saved(tmp_path, "treaties/mine.yaml", "id: new\n", ABSENT)
    assert saved(tmp_path, "treaties/mine.yaml", "id: two\n", first.version) == second, (
        "the same text is no conflict"
    )


def test_of_many_writers_at_once_one_wins_and_all_others_are_told(tmp_path):
    start = saved(tmp_path, "a.yaml", "id: start\n", ABSENT)
    won, lost = [], []

    def write(number):
        try:
            won.append(saved(tmp_path, "a.yaml", f"id: by-{number}\n", start.version))
        except ConflictError:
            lost.append(number)

    threads = [threading.Thread(target=write, args=(i,)) for i in range(12)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert (len(won), len(lost)) == (1, 11)
    assert opened(tmp_path, "a.yaml") == won[0]


def test_what_is_too_large_or_no_text_is_refused(tmp_path):
    with pytest.raises(UsageError, match="1 MB"):
        saved(tmp_path, "a.yaml", "x" * 1_000_001, ABSENT)
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="UTF-8"):
        opened(tmp_path, "b.yaml")
    with pytest.raises(PatoError):
        opened(tmp_path, "missing.yaml")


@given(st.binary(max_size=200))
def test_versions_tell_contents_apart(content):
    assert (version_of(content) == version_of(b"")) == (content == b"")
