"""Clauses that the page can change: a few characters of the text, which stays a treaty without mistakes."""

import difflib
import re

import pytest

from pato.errors import UsageError
from pato.files import library
from pato.treaties.architecture import load_architecture
from pato.workbench.asked import Asked
from pato.workbench.clauses import RULES, STRENGTHS, changeable, source_of, text_with, written
from pato.workbench.designs import design_of, files_of, treaty_of
from pato.workbench.tasks import work

PATO = source_of("pato", None).read_text(encoding="utf-8")
EVERY = [(clause, option.value) for clause, found in changeable(PATO).options.items() for option in found]


def norm_of(text):
    return library.user_file(written(text), "treaty")["norm"]


def test_the_proposal_offers_strength_area_and_decision():
    assert {clause for clause, _ in EVERY} == {"strength", "area", "rule"}
    assert {v for c, v in EVERY if c == "rule"} == set(RULES)
    assert {v for c, v in EVERY if c == "strength"} == set(STRENGTHS) - {"assist_as_deemed_necessary"}


@pytest.mark.parametrize(("clause", "value"), EVERY)
def test_every_option_is_a_treaty_that_differs_in_few_lines(clause, value):
    text = text_with(PATO, {clause: value})
    changed = [
        x
        for x in difflib.unified_diff(PATO.splitlines(), text.splitlines(), n=0, lineterm="")
        if x[0] in "+-"
    ]
    assert 2 < len(changed) <= 2 + 6, "the headings, and at most three lines each way"
    assert norm_of(text) != norm_of(PATO)


def test_options_do_what_they_say():
    strong = treaty_of(Asked(strength="assist_with_force"), None)
    assert {o.duty for o in strong.obligations if o.kind == "defence"} == {"assist_with_force"}
    decided = treaty_of(Asked(rule="consensus"), None)
    assert all("collective_decision" in o.subject_to for o in decided.obligations if o.kind == "defence")
    assert len(treaty_of(Asked(area="without-3"), None).areas["treaty-area"].includes) == 2


def test_options_go_together():
    text = text_with(PATO, {"strength": "assist_with_force", "area": "without-3", "rule": "majority"})
    assert norm_of(text)["id"] == "pato"


def test_an_option_that_a_text_does_not_have_is_refused():
    with pytest.raises(UsageError, match="assist_with_force"):
        text_with(PATO, {"strength": "assist_with_forse"})


@pytest.mark.parametrize(
    "name",
    sorted(
        i
        for i in library.entries("treaty")
        if i in {"anzus", "nato", "us-japan-1960", "quad-treaty", "rcep", "warsaw-pact"}
    ),
)
def test_texts_of_the_library_offer_only_what_works(name):
    text = source_of(name, None).read_text(encoding="utf-8")
    for clause, found in changeable(text).options.items():
        for option in found:
            assert norm_of(text_with(text, {clause: option.value}))


@pytest.mark.parametrize(
    "asked",
    [
        Asked(date="2026-11-21"),
        Asked(("USA", "JPN", "AUS"), ("TWN",), strength="assist_with_force", date="2026-11-21"),
    ],
)
def test_a_saved_design_is_the_design_on_the_command_line(tmp_path, asked):
    for path, text in files_of(asked, "mine", None).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    mine = load_architecture(tmp_path / "architectures" / "mine.yaml").on(asked.date)
    shown = design_of(asked, None)
    a, b = mine.instrument("pato"), shown.pact
    assert [i.id for i in mine.instruments] == [i.id for i in shown.proposed.instruments]
    assert sorted(a.members) == sorted(b.members)
    assert a.changed(file="", members=()) == b.changed(file="", members=())


def test_a_treaty_of_ones_own_library_that_is_edited_is_read_by_the_next_question(tmp_path, monkeypatch):
    mine = tmp_path / "treaties" / "mine.yaml"
    mine.parent.mkdir()
    monkeypatch.setenv("PATO_PATH", str(tmp_path))
    told = []
    for title in ("Before", "After it was edited"):
        mine.write_text(
            re.sub("(?m)^title: .*$", f"title: {title}", PATO.replace("id: pato\n", "id: mine\n", 1)),
            encoding="utf-8",
        )
        told.append(work("options", "mine").value["title"])
    assert told == ["Before", "After it was edited"]
