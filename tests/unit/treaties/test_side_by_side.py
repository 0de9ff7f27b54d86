"""Two texts side by side: every word of both is there, what is marked differs and what is not marked does not."""

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import pato.kinds  # noqa: F401  registers every kind of file
from pato.cli.commands.draft import command
from pato.errors import UsageError
from pato.treaties.draft import compare, drafted
from pato.treaties.draft.alignment import compared
from pato.treaties.draft.load import load_version
from pato.treaties.schema.treaty import Treaty

STRAIT = Path(__file__).parent / "files" / "strait.yaml"


def text_of(*articles, title="A treaty"):
    return Treaty.model_validate(
        {
            "format": 2,
            "id": "test",
            "title": title,
            "binding": "treaty",
            "status": "proposed",
            "parties": [{"state": "AUS"}],
            "articles": [
                {"number": str(n), "heading": heading, "paragraphs": paragraphs}
                for n, (heading, *paragraphs) in enumerate(articles, start=1)
            ],
        }
    )


def side(found, which):
    return [("".join(p.text for p in getattr(row, which))) for row in found.rows if getattr(row, which)]


def changes(found, which):
    return [p.text.strip() for row in found.rows for p in getattr(row, which) if p.changed]


def test_a_changed_number_is_the_only_mark():
    first = text_of(("Withdrawal", "A Party may withdraw after ten years."), ("Review", "They meet."))
    second = text_of(("Withdrawal", "A Party may withdraw after five years."), ("Review", "They meet."))
    found = compared(drafted(first), drafted(second))
    assert (changes(found, "first"), changes(found, "second")) == (["ten"], ["five"])
    assert found.counts == (2, 1, 0, 0)


def test_an_article_that_only_one_text_has_faces_nothing():
    first = text_of(("Help", "Each Party helps the other at once."), ("Seat", "The seat is in a city."))
    second = text_of(
        ("Help", "Each Party helps the other at once."),
        ("Trade", "Goods move freely among them."),
        ("Seat", "The seat is in a city."),
    )
    found = compared(drafted(first), drafted(second))
    assert found.counts[2:] == (0, 1)
    alone = [row for row in found.rows if not row.first]
    assert ["".join(p.text for p in row.second) for row in alone] == [
        "Article 2. Trade",
        "Goods move freely among them.",
    ]
    assert changes(found, "first") == ["2."], "the seat's article has another number, and no other change"


@given(
    st.lists(
        st.lists(
            st.sampled_from(["help", "the", "Party", "shall", "consult", "at", "once"]),
            min_size=1,
            max_size=8,
        ),
        min_size=1,
        max_size=4,
    ),
    st.lists(
        st.lists(
            st.sampled_from(["help", "the", "Party", "shall", "trade", "goods"]), min_size=1, max_size=8
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_no_word_of_either_text_is_lost_and_unmarked_words_agree(one, other):
    first, second = (drafted(text_of(*(("Heading", " ".join(p)) for p in texts))) for texts in (one, other))
    found = compared(first, second)
    for which, draft in (("first", first), ("second", second)):
        lines = side(found, which)
        expected = [
            line for a in draft.articles for line in (f"{a.title}. {a.heading}", *(i.text for i in a.items))
        ]
        assert lines == ["Parties", draft.opening, *expected]
    for row in found.rows:
        kept = [
            " ".join("".join(p.text for p in pieces if not p.changed).split())
            for pieces in (row.first, row.second)
        ]
        assert kept[0] == kept[1]


def test_a_text_beside_itself_has_no_change():
    version = load_version(STRAIT)
    found = compared(drafted(version), drafted(version))
    assert not changes(found, "first") + changes(found, "second")
    assert found.counts[1:] == (0, 0, 0)


def test_versions_of_one_treaty_differ_by_their_members_and_are_named():
    text = compare(load_version("pato-7"), load_version("pato-7-taiwan-associate"))
    assert "pato-7-taiwan-associate" in text
    assert "Taiwan" in text
    assert "~~" in text


@pytest.mark.parametrize("length", [1, 100, 255, 400])
def test_titles_of_any_length_stand_in_a_word_file(length):
    docx = pytest.importorskip("docx")
    one, other = (text_of(("Aid", "Each Party helps."), title=letter * length) for letter in "ab")
    document = docx.Document(io.BytesIO(compare(one, other, "docx")))
    assert len(document.core_properties.title) <= 255
    assert {"a" * length, "b" * length} <= set(
        re.findall("a{1,}|b{1,}", " ".join(p.text for p in document.paragraphs))
    )


def test_hostile_text_is_inert_in_every_format():
    from docx import Document

    bad = text_of(
        ("H | x", "<script>alert(1)</script> ](javascript:x) | **b** \x1b[31m"), title="<b>T</b> | x"
    )
    good = text_of(("H", "Nothing."))
    page = compare(bad, good, "html")
    assert "<script>" not in page
    assert "<b>T</b>" not in page
    assert "\x1b" not in page
    rows = [line for line in compare(bad, good).splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {3}
    document = Document(io.BytesIO(compare(bad, good, "docx")))
    cells = [c.text for t in document.tables for c in t._cells]
    assert any("<script>alert(1)</script>" in c for c in cells)
    struck = [
        r for t in document.tables for c in t._cells for p in c.paragraphs for r in p.runs if r.font.strike
    ]
    assert struck


def test_formats_of_a_comparison():
    with pytest.raises(UsageError, match="Allowed: docx, html, md"):
        compare(text_of(("A", "b.")), text_of(("A", "c.")), "akn")
    refused = CliRunner().invoke(command, ["nato", "--format", "html"])
    assert refused.exit_code == 2
    assert "--compare" in refused.output
    refused = CliRunner().invoke(command, ["nato", "--choose", "x"])
    assert "names no option" in refused.output
