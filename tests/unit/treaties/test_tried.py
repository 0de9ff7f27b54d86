"""Verdicts that another process left in the cache are those that the engine gives; with another engine they are not taken."""

from pathlib import Path

import pytest

from pato.files import cache, storage
from pato.memo import Memo
from pato.treaties import commitments as law
from pato.treaties import tried
from pato.treaties.architecture import load_architecture
from pato.treaties.contingencies import contingencies
from pato.treaties.duties import verdicts_on

DATE = "2026-11-29"


@pytest.fixture
def anew(monkeypatch, tmp_path):
    """Ask as a new process does: nothing is known but what lies in the cache. Returns the answers and how often the law was asked."""
    monkeypatch.setenv("PATO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(tried, "_WORTH_KEEPING", 1)
    monkeypatch.setattr(tried, "_SHARE", 0.0)
    asked = []
    monkeypatch.setattr(tried, "verdicts_on", lambda *a: asked.append(a) or verdicts_on(*a))

    def ask(name="pato-7", targets=("JPN", "TWN"), challengers=("CHN", "RUS")):
        for module, name_ in ((tried, "_DAYS"), (law, "_ANSWERED"), (law, "_TOGETHER")):
            monkeypatch.setattr(module, name_, Memo(100_000))
        monkeypatch.setattr(tried, "_SAME", {})
        asked.clear()
        architecture = load_architecture(name)
        found = law.commitments(
            architecture, DATE, targets=targets, challengers=challengers, asked=contingencies()
        )
        return found, len(asked)

    return ask


def kept():
    return next((Path(storage.cache_folder()) / "compiled").glob("verdicts-*"))


def test_another_process_gets_the_same_answers_without_asking_the_law(anew):
    first, asked = anew()
    assert asked > 100
    again, asked = anew()
    assert asked == 0
    assert again == first
    wider, asked = anew(targets=("JPN", "TWN", "PHL"))
    assert asked > 0, "of another target the law is asked"
    assert anew(targets=("JPN", "TWN", "PHL")) == (wider, 0), "and that is kept too"
    assert anew() == (first, 0)


def test_with_another_engine_or_a_damaged_file_the_law_is_asked_again(anew, monkeypatch):
    first, asked = anew()
    content = kept().read_bytes()
    kept().write_bytes(content.replace(b'"fails"', b'"holds"', 1))
    assert anew() == (first, asked), "a changed file is not trusted"
    other = Path(storage.cache_folder()) / "engine.py"
    other.write_text("changed", encoding="utf-8")
    monkeypatch.setattr(tried, "_engine", lambda: (str(other),))
    assert anew()[1] == asked
    assert anew()[1] == 0
    other.write_text("changed once more", encoding="utf-8")
    assert anew()[1] == asked


def test_what_was_kept_by_something_else_under_the_name_is_asked_again(anew):
    first, asked = anew()
    signature = tried._engine()
    for groups in (
        {"verdicts": {"asked": [["too short"]], "found": []}},
        {"verdicts": {}},
        {"other": {"a": 1}},
    ):
        cache.hold(f"verdicts-{DATE}", signature, groups)
        assert anew() == (first, asked)


def test_a_few_new_verdicts_are_not_worth_a_file_of_all(anew, monkeypatch):
    monkeypatch.setattr(tried, "_WORTH_KEEPING", 10**6)
    assert anew()[1] > 0
    assert not list(Path(storage.cache_folder()).rglob("verdicts-*"))


def test_no_more_is_kept_than_fits(anew, monkeypatch):
    monkeypatch.setattr(tried, "_MOST_KEPT", 50)
    first, _ = anew()
    assert anew()[0] == first
    assert len(cache.held(f"verdicts-{DATE}", tried._engine())["verdicts"]["asked"]) == 50
