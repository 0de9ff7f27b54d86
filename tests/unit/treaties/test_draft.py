"""Drafts: only law in the text, complete, and in the order and the words of the file (T9)."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

import pato.kinds
from pato.errors import UnknownNameError, UsageError
from pato.files import library
from pato.registry import states
from pato.treaties.draft import draft, drafted
from pato.treaties.draft.load import load_version
from pato.treaties.draft.markdown import escaped
from pato.treaties.draft.numbering import base_number, label_of, order_of, ordinal
from pato.treaties.draft.version import Version
from pato.treaties.draft.wording import area_name, capitalised

sys.path.insert(0, str(Path(__file__).parent))
from drafts import AKN, treaty

# the whole library


def test_every_obligation_of_the_library_is_in_the_text_and_once_in_its_table(treaties):
    assert len(treaties) > 100
    for one in treaties:
        keys = [k for a in drafted(one).articles for i in a.items for k in i.keys]
        standing = [o for o in one.obligations if one.chosen(o.only)]
        expected = {f"obligation:{o.id}" for o in standing if base_number(o.article) not in absent(one)}
        assert expected <= set(keys), one.id
        rows = drafted(one, annex=True).annexes[-1].grids[0].rows
        assert [row[-1] for row in rows] == [f"obligation:{o.id}" for o in standing]


def absent(one):
    """Return the articles that the version of the file itself does not have."""
    return {a.number for a in one.articles} - {a.number for a in drafted(one).articles}


def test_no_clause_is_lost(treaties, strait):
    from pato.treaties.schema.clause_keys import placed

    for one in (*treaties, strait):
        shown = {
            k
            for a in drafted(one).articles
            for i in a.items
            for k in (*i.keys, *(k for p in i.points for k in p.keys))
        }
        # what they code may be no law: then it is in the commentary
        silent = {"economy", "institutions", *(f"area:{name}" for name in one.areas)}
        told = draft(one, commentary=True)
        for name in one.areas:
            if f"area:{name}" not in shown:
                assert f"**Area of an exception.** {escaped(capitalised(area_name(name)))}" in told
        gone = {f"obligation:{o.id}" for o in one.obligations if not one.chosen(o.only)}
        missing = (
            {
                key
                for key, article in placed(one)
                if article is None or base_number(article) not in absent(one)
            }
            - shown
            - silent
            - gone
        )
        assert not {m for m in missing if not m.startswith("decision:")}, (one.id, missing)
        assert all(
            getattr(one.decisions, m.partition(":")[2]).rule == "none"
            for m in missing
            if m.startswith("decision:")
        )


@pytest.mark.parametrize("commentary", [False, True])
def test_law_names_states_in_words_and_no_variable(treaties, commentary):
    codes = {s.iso3 for s in states.states(kind=None)}
    for one in treaties:
        text = draft(one, commentary=commentary)
        named = set(re.findall(r"\b[A-Z]{3}\b", text)) & codes
        assert not named or commentary, (one.id, named)
        assert not re.search(r"v2x|v2xel", text), one.id
        if not commentary:
            assert not re.search(r"\w\\?_\w", text), one.id


def test_notes_and_readings_are_in_the_commentary_and_not_in_the_law(treaties):
    for one in treaties:
        law, whole = flat(draft(one)), flat(draft(one, commentary=True))
        notes = [*one.notes, *(o.note for o in one.obligations if o.note)]
        notes += [a.note for a in one.areas.values() if a.note]
        for note in notes:
            assert flat(escaped(note)) in whole, one.id
            assert flat(escaped(note)) not in law, one.id
        readings = [r for o in one.obligations for r in o.readings]
        assert (
            whole.count("**Reading.**")
            == len({(r.text, r.id, r.source.title, tuple(r.said_by)) for r in readings})
            or readings
        )
        assert "Reading." not in law
        assert not re.search(r"\(S[0-9]+", law)


def flat(text):
    return " ".join(text.split())


def test_every_text_of_an_obligation_is_printed_as_it_is_written(treaties):
    for one in treaties:
        text = flat(draft(one))
        for o in one.obligations:
            if o.text:
                assert flat(escaped(o.text)).removeprefix("\\") in text, (one.id, o.id)


# articles and numbers


def test_articles_come_in_the_order_of_their_numbers():
    one = treaty(
        obligations=[
            {"id": "c", "article": "X", "kind": "consultation", "duty": "consult"},
            {"id": "a", "article": "II", "kind": "assistance", "duty": "provide_arms"},
            {"id": "d", "article": "exchange of notes", "kind": "access", "duty": "grant_access"},
            {"id": "b", "article": "IX(1)", "kind": "non_aggression", "duty": "refrain"},
        ]
    )
    assert [a.number for a in drafted(one).articles] == ["II", "IX", "X", "exchange of notes"]
    assert drafted(one).articles[1].items[0].label == "1"
    assert [base_number(a) for a in ("42(7)", "5bis(1)", "VI bis")] == ["42", "5bis", "VI bis"]
    assert (ordinal("XIV"), ordinal("Commitment"), ordinal("5bis")) == (14, None, 5.1)


def test_paragraphs_have_the_numbers_of_the_file():
    one = treaty(
        provisions=[
            {"id": "b", "article": "2(b)", "heading": "Law", "text": "Courts are free."},
            {"id": "a", "article": "2(a)", "heading": "Law", "text": "Elections are free."},
            {"id": "c", "article": "3(2)", "heading": "Seat", "text": "The seat is here."},
            {"id": "d", "article": "3", "heading": "Seat", "text": "There is a seat."},
        ]
    )
    two, three = drafted(one).articles
    assert [(i.label, i.text) for i in two.items] == [("a", "Elections are free."), ("b", "Courts are free.")]
    assert [(i.label, i.text) for i in three.items] == [("1", "There is a seat."), ("2", "The seat is here.")]
    text = draft(one)
    assert "(a) Elections are free." in text
    assert "1. There is a seat." in text


@given(st.text(alphabet="0123456789IVX()abc., :", max_size=12))
def test_any_citation_has_a_base_and_an_order(article):
    assert isinstance(base_number(article), str)
    assert order_of(label_of(article)) >= (0, 0.0, "")


def test_a_clause_without_text_becomes_a_sentence_of_its_fields():
    one = treaty(
        areas={"strait": {"includes": [{"point": {"lat": 24, "lon": 119}, "radius_km": 100}]}},
        obligations=[
            {
                "id": "d",
                "article": 3,
                "kind": "defence",
                "owed_by": ["AUS"],
                "owed_to": ["JPN"],
                "when": {"act": "attack", "on": ["territory"], "in": "strait", "not_by": ["NZL"]},
                "duty": "assist_with_force",
                "subject_to": ["request_of_victim"],
                "unless": [{"id": "old", "label": "Attacks before 1990", "until": "1990-01-01"}],
            }
        ],
    )
    text = draft(one)
    assert (
        "Australia shall assist Japan with armed force, in the event of an armed attack on territory by a state other than "
        'New Zealand in the area "Strait", at the request of the state attacked.' in text
    )
    assert "(a) Attacks before 1990." in text
    assert "until 1 January 1990" in draft(one, commentary=True)
    assert "within 100 kilometres of the point 24°, 119°" in text.lower()


def test_a_declaration_uses_no_word_of_obligation_of_ours():
    clause = {"id": "c", "article": 1, "kind": "consultation", "duty": "consult"}
    assert "Each Party will consult with every other Party." in draft(
        treaty(binding="political_declaration", obligations=[clause])
    )
    assert "Each Party shall consult with every other Party." in draft(treaty(obligations=[clause]))


# the written text


def test_what_the_authors_wrote_stands_and_nothing_is_said_twice(strait):
    text = draft(strait)
    assert text.count("threat or use of force") == 1
    assert (
        "Each Party shall spend at least 2 per cent of gross domestic product each year on defence." in text
    )
    assert "by giving notice of eighteen months." in text
    assert "No Party may withdraw before ten years have passed" in text
    assert "two thirds of the Parties and two thirds of their contributions to the budget" in text
    assert text.index("## Part I. Foundations") < text.index("### Article 1. Definitions")
    assert "> **" not in text
    assert "> **Our choice.**" in draft(strait, commentary=True)
    assert re.search(r"\{[a-z]", text) is None


def test_a_text_has_the_articles_and_terms_of_its_version(strait):
    without = strait.model_copy(update={"parties": [p for p in strait.parties if p.role == "member"]})
    assert "Taiwan may take part" in draft(strait)
    assert "**Participant** means" in draft(strait)
    assert "Article 6" not in draft(without)
    assert "**Participant** means" not in draft(without)
    changed = Version.of(strait).choosing({"investor-claims": "investors"})
    assert "## Annex B. Claims" in draft(strait)
    assert "## Annex B. Claims" not in draft(changed)
    with pytest.raises(UsageError, match="option of 'investor-claims' 'nobody' is not known"):
        Version.of(strait).choosing({"investor-claims": "nobody"})
    with pytest.raises(UsageError, match="choice 'claims' is not known"):
        Version.of(strait).choosing({"claims": "x"})


def test_a_clause_reads_numbers_too_and_a_variant_of_a_paragraph_is_not_replaced_by_a_sentence(strait):
    one = treaty(
        format=2,
        numbers={"notice": {"value": "18m"}},
        obligations=[
            {"id": "d", "article": "2(1)", "kind": "defence", "duty": "assist_with_force"},
            {
                "id": "c",
                "article": "3",
                "kind": "consultation",
                "duty": "consult",
                "text": "They meet within {notice}.",
            },
        ],
        articles=[
            {
                "number": "2",
                "heading": "Defence",
                "paragraphs": [
                    {"id": "1", "text": "Help is owed.", "only": {"any_participant": True}},
                    {"id": "2", "text": "Nothing else is owed."},
                ],
            }
        ],
    )
    text = draft(one)
    assert "They meet within eighteen months." in text
    assert "armed force" not in text


def test_words_around_numbers_and_recitals_read_as_a_text_does():
    one = treaty(
        format=2,
        preamble=[
            "The Parties to this Treaty, Australia and Japan,",
            "Desiring peace,",
            "Have agreed as follows:",
        ],
        numbers={"review": {"value": 1, "unit": "years"}, "line": {"value": 70, "label": "Line"}},
        articles=[
            {
                "number": "2",
                "heading": "Review",
                "paragraphs": ["{review} after entry into force; then every {review}."],
            },
            {
                "number": "3",
                "heading": "Other law",
                "paragraphs": ["See Article 2, Article 2 of the Charter, and Article 2 of this Treaty."],
            },
        ],
        annexes=[{"id": "n", "letter": "A", "title": "Numbers", "tables": ["numbers"]}],
    )
    text = draft(one)
    assert text.count("The Parties to this Treaty") == text.count("ave agreed as follows:") == 1
    assert "One year after entry into force; then every year." in text
    assert "| Line | 70 |" in text
    references = [r.text for r in fromstring(draft(one, "akn")).iter(f"{AKN}ref")]
    assert references == ["Article 2", "Article 2"], (
        "an article of another instrument is no reference to this one"
    )


def test_lines_of_standards_are_law_wherever_they_stand(strait):
    row = "Electoral Democracy Index of the Varieties of Democracy Institute | 0.6 or more for five years"
    assert row in draft(strait)
    bare = strait.model_copy(update={"annexes": []})
    assert row in draft(bare)


def test_the_seven_texts_of_an_architecture_have_its_members():
    texts = {name: load_version(name) for name in library.entries("architecture") if name.startswith("pato-")}
    assert len(texts) == 7
    for name, version in texts.items():
        opening = drafted(version).opening
        assert ("Taiwan" in opening) == ("TWN" in version.members("member")), name
        assert version.founders == ("USA", "JPN", "AUS")
        assert len(version.members("member")) == {"3": 3, "7": 7, "8": 8}[name[5]] - (
            name.endswith(("without-taiwan", "taiwan-associate"))
        )


def test_an_architecture_of_many_treaties_asks_which(tmp_path):
    with pytest.raises(UsageError, match="Name one with --instrument"):
        load_version("hub-and-spoke")
    assert load_version("hub-and-spoke", "anzus").treaty.id == "anzus"
    with pytest.raises(UnknownNameError):
        load_version("no-such-thing")
    event = tmp_path / "event.yaml"
    event.write_text(
        (library.root() / "templates" / "event.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(UsageError, match="is a file of kind 'event'"):
        load_version(event)


def test_an_instrument_without_clauses_is_still_a_document():
    assert ET.fromstring(draft(treaty(), "akn")).find(f".//{AKN}body/{AKN}article") is not None
    assert draft(treaty()).startswith("# A treaty\n")


def test_an_unknown_format_is_refused():
    with pytest.raises(UsageError, match="Allowed: akn, docx, md"):
        draft(treaty(), "pdf")


def test_provisions_stand_in_their_articles_and_bodies_where_the_file_puts_them():
    text = draft(
        treaty(
            institutions={"council": True, "secretariat": False, "article": "11(1)"},
            provisions=[
                {
                    "id": "entry",
                    "article": "24",
                    "heading": "Entry into force",
                    "text": "On the last deposit.",
                },
                {"id": "seat", "article": "11(2)", "heading": "Council", "text": "Each Party has a seat."},
            ],
        )
    )
    eleven, last = text.split("## Article 11. ")[1].split("## Article 24. ")
    assert eleven.index("shall maintain a council") < eleven.index("Each Party has a seat.")
    assert "secretariat" not in text, "what there is not is no law"
    assert last.startswith("Entry into force")
    assert "On the last deposit." in last
    assert "there is no authentic text" in text


@pytest.mark.parametrize("name", ["pacific-defense-pact-4", "pacific-pact-of-1949"])
def test_an_article_that_the_source_names_by_its_subject_is_headed_once(name):
    text = pato.draft(name)
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert "Mutual defence" in headings
    assert "Consultation" in headings
    assert "Area (left open)" in headings
    assert all(h[:1].isupper() for h in headings)
