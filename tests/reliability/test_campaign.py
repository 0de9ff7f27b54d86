"""The campaign itself: its first trials pass, a failure is counted with its number, and what was done is gone on from."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import campaign

KNOWN = campaign.parts()
QUICK = [name for name in KNOWN if name.startswith(("fuzz-", "injection", "hidden-"))]


@pytest.mark.parametrize("name", QUICK)
def test_the_first_trials_pass(name):
    few = 6 if name.startswith("fuzz") else 3
    assert [campaign.one(KNOWN[name], number)[0] for number in range(few)] == [None] * few


def test_saves_of_the_workbench_survive_a_kill():
    pytest.importorskip("uvicorn", reason="the extra 'workbench' is not installed")
    if sys.platform == "win32":
        pytest.skip("processes are killed in groups, which Windows has not")
    assert campaign.one(KNOWN["kill-saves"], 1)[0] is None


def test_every_part_has_a_name_a_goal_and_words():
    assert len(KNOWN) > 30
    assert all(part.goal > 0 and part.what for part in KNOWN.values())
    assert {
        "kill-compare",
        "kill-saves",
        "disk-full",
        "same-bits",
        "memory",
        "fuzz-treaty",
        "owner-vdem",
    } <= set(KNOWN)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(campaign, "KEPT", tmp_path / "kept")
    page = tmp_path / "page.md"
    page.write_text(f"before\n{campaign.BEGIN}\nold\n{campaign.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(campaign, "PAGE", page)
    return page


def odd(number, folder):
    assert folder.is_dir()
    if number % 4 == 3:
        raise ValueError(f"number {number}")
    return "two" if number % 4 == 2 else None


def test_a_part_goes_on_where_it_was_and_counts_what_fails(place):
    part = campaign.Part("odd", "an odd trial", 10, odd)
    for done, failed in ((4, 2), (8, 4), (10, 4), (10, 4)):
        body = campaign.run(part, campaign.kept(part, "one"), float("inf"), 4)
        assert (body["done"], body["failed"]) == (done, failed)
    assert [f["trial"] for f in body["failures"]] == [2, 3, 6, 7]
    assert body["failures"][1]["told"].rstrip().endswith("ValueError: number 3")
    assert campaign.kept(part, "another program")["done"] == 0
    lines = list(campaign.figures({"odd": part}))
    assert lines[-1].startswith("| odd | an odd trial | 10 | 10 | 4 |")
    campaign.write(lines)
    text = place.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert lines[-1] in text


def test_a_time_that_is_over_ends_a_part(place):
    part = campaign.Part("odd", "an odd trial", 10, odd)
    assert campaign.run(part, campaign.kept(part, "one"), 0.0, 10)["done"] == 0


def test_a_trial_that_takes_too_long_has_failed(tmp_path):
    part = campaign.Part("slow", "slow", 1, lambda number, folder: sum(range(10**6)) and None, seconds=0.0)
    assert campaign.one(part, 0)[0].startswith("took ")


def test_a_loader_that_breaks_is_told(tmp_path):
    import injection

    assert injection.wrong("html", '<p onclick="zqx()">') is not None
    assert injection.wrong("html", "<p>&lt;script&gt;zqx()</p>") is None
    assert injection.wrong("csv", "a\r\n=1+zqx\r\n") is not None
    assert injection.wrong("csv", "a\r\n'=1+zqx\r\n") is None
    assert injection.wrong("xml", "<a><zqx/></a>") is not None
    assert injection.wrong("text", "a\x1b[3m") is not None
    assert injection.wrong("md", "<script>zqx") is not None
