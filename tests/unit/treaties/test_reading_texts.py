"""One text, told as Akoma Ntoso, Word, Markdown and plain paragraphs, is read the same; and what each form has of its own."""

import io
import itertools
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import FileError
from pato.treaties.skeleton import skeleton
from pato.treaties.skeleton.reading import read
from pato.treaties.skeleton.structure import Art, Found, Para, structured
from pato.treaties.skeleton.writing import _cut

TEXT = Found(
    "Pact of Two Seas",
    ["Desiring peace,", "Mindful of the Charter,"],
    [("I", "Principles"), ("II", "Closing")],
    [
        Art("1", "Peace", "I", [Para("1", "First."), Para("2", "Second.")]),
        Art(
            "2",
            "Help",
            "I",
            [Para("1", "Help includes:", [("a", "arms;"), ("b", "men.")], "It ends with the danger.")],
        ),
        Art("2A", "Consultation", "II", [Para(None, "They shall consult.")], guessed=True),
        Art("3", "Article 3", "II", [Para(None, "Other words.")], guessed=True),
    ],
    [("A", "Places", [Para("1", "Canberra."), Para("2", "Tokyo.")]), ("B", "", [Para("1", "Ships.")])],
    "Done at Perth, in two copies.",
)
"""What every form of the text says."""

AKN = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><doc name="treaty">
<preface><longTitle><p>A longer title</p></longTitle><p><docTitle>Pact of <i>Two</i> Seas</docTitle></p></preface>
<preamble><recitals><recital><p>Desiring peace,</p></recital><recital><p>Mindful of the
  Charter,</p></recital></recitals></preamble>
<body>
 <part><num>PART I</num><heading>Principles</heading>
  <article><num>Article 1.</num><heading>Peace<authorialNote><p>Of 1950.</p></authorialNote></heading>
   <paragraph><num>(1)</num><content><p>First.</p></content></paragraph>
   <paragraph><num>2.</num><content><p>Second.</p></content></paragraph></article>
  <article><num>Art. 2</num><heading>Help</heading>
   <paragraph><num>1</num><list><intro><p>Help includes:</p></intro>
    <point><num>(a)</num><content><p>arms;</p></content></point>
    <point><num>(b)</num><content><p>men.</p></content></point>
    <point><num>(c)</num></point></list>
    <intro><p>Help includes:</p></intro><wrapUp><p>It ends with the danger.</p></wrapUp></paragraph></article>
 </part>
 <chapter><num>Chapter II</num><heading>Closing</heading>
  <article><num>Article 2A</num><content><p>They shall consult.</p></content></article>
  <article><num>3</num><content><p>Other words.</p></content></article>
 </chapter>
</body>
<conclusions><p>Done at Perth,</p> <p>in two copies.</p></conclusions>
<attachments>
 <attachment><num>Annex A</num><heading>Places</heading><doc><mainBody>
  <paragraph><num>1.</num><content><p>Canberra.</p></content></paragraph>
  <paragraph><num>2.</num><content><p>Tokyo.</p></content></paragraph></mainBody></doc></attachment>
 <attachment><num>Annex B</num><doc><mainBody><paragraph><num>1.</num><content><p>Ships.</p></content></paragraph></mainBody></doc></attachment>
</attachments></doc></akomaNtoso>"""

PLAIN = """Pact of Two Seas

Desiring peace,

Mindful of
the Charter,

Have agreed as follows:
PART I
Principles
Article 1
Peace
(1) First.
2. Second.
Article 2: Help
1) Help includes:
(a) arms;
b) men.

It ends with the danger.
Chapter II - Closing
Article 2A

They shall consult.
Art. 3
Other words.

Done at Perth,
in two copies.
ANNEX A. Places
1. Canberra.
2. Tokyo.
Annex B
1. Ships.
"""

MARKDOWN = (
    PLAIN.replace("Pact of", "# Pact of")
    .replace("PART I\n", "\n## PART I\n\n")
    .replace("Article 1\n", "\n### Article 1\n\n")
    .replace("Article 2:", "**Article 2:")
    .replace(": Help", ": Help**")
    .replace("2. Second", "2\\. Second")
    .replace("Desiring peace,", "> *Desiring peace,*")
)


def word(lines):
    """Return a Word file of paragraphs; a pair is a paragraph of one of Word's own lists, or of a style."""
    office = pytest.importorskip("docx")
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = office.Document()
    numbering = document.part.numbering_part.element
    for which, form in (("90", "decimal"), ("91", "lowerLetter")):
        kind = OxmlElement("w:abstractNum")
        kind.set(qn("w:abstractNumId"), which)
        level, shape = OxmlElement("w:lvl"), OxmlElement("w:numFmt")
        shape.set(qn("w:val"), form)
        level.append(shape)
        kind.append(level)
        numbering.insert(0, kind)
    known = []
    for line in lines:
        text, how = line if isinstance(line, tuple) else (line, None)
        paragraph = document.add_paragraph(text)
        if how is None:
            continue
        if how in {"Contents", "Status", "Commentary"}:
            paragraph.style = document.styles.add_style(f"{how} {len(known)}", 1)
            known.append(how)
            continue
        number, form = how
        if number not in known:
            known.append(number)
            one, refers = OxmlElement("w:num"), OxmlElement("w:abstractNumId")
            one.set(qn("w:numId"), str(number))
            refers.set(qn("w:val"), form)
            one.append(refers)
            numbering.append(one)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


WORD = [
    "Pact of Two Seas",
    ("Principles, page 1", "Contents"),
    "Desiring peace,",
    "Mindful of the Charter,",
    ("Not signed.", "Status"),
    "Have agreed as follows:",
    *("PART I", "Principles", "Article 1", "Peace"),
    *(("First.", (101, "90")), ("Second.", (101, "90"))),
    *("Article 2", "Help"),
    ("Help includes:", (102, "90")),
    *(("arms;", (103, "91")), ("men.", (103, "91"))),
    "It ends with the danger.",
    ("A remark.", "Commentary"),
    *("Chapter II: Closing", "Article 2A", "They shall consult.", "Article 3", "Other words."),
    *("Done at Perth, in two copies.", "ANNEX A. Places"),
    *(("Canberra.", (104, "90")), ("Tokyo.", (104, "90"))),
    "Annex B",
    ("Ships.", (105, "90")),
]


@pytest.mark.parametrize(
    ("suffix", "content"),
    [(".xml", AKN), (".akn", AKN), (".txt", PLAIN), (".txt", "\ufeff" + PLAIN), (".md", MARKDOWN), (".docx", WORD)],
    ids=["xml", "akn", "txt", "txt with a mark of its encoding", "md", "docx"],
)  # fmt: skip
def test_one_text_is_read_the_same_in_every_form(suffix, content):
    made = word(content) if suffix == ".docx" else content.encode()
    assert asdict(read(made, suffix, "text")) == asdict(TEXT)


BODY = "<akomaNtoso><act><meta/>{}</act></akomaNtoso>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            "<preface><longTitle>An Act</longTitle></preface><body><article><num>Article 1</num></article></body>",
            Found(title="An Act", articles=[Art("1", "Article 1", None, guessed=True)]),
        ),
        (
            "<body><section><article><num>Article 5</num><heading>Alone</heading><content/></article></section></body>",
            Found(articles=[Art("5", "Alone", None)]),
        ),
        (
            ("<body><part><num>Part I</num><chapter><article><heading>In a part</heading></article></chapter>"
            "<section><num>Section 2</num><article><num>2</num><heading>In a section</heading></article></section></part>"
            "<article><num>3</num><heading>In none</heading></article></body>"),
            Found(
                parts=[("I", ""), ("2", "")],
                articles=[Art("", "In a part", "I"), Art("2", "In a section", "2"), Art("3", "In none", None)],
            ),
        ),
        (
            ("<body><article><num>1</num><heading>Mixed</heading><paragraph><content>No number.</content></paragraph>"
            "<paragraph><num>2</num><list><point><content>No letter.</content></point></list></paragraph>"
            "<content>Left aside: it has paragraphs.</content></article></body>"),
            Found(
                articles=[
                    Art("1", "Mixed", None, [Para(None, "No number."), Para("2", "", [("", "No letter.")])])
                ]
            ),
        ),
        (
            "<attachment><heading>Map</heading><paragraph><content>Here.</content></paragraph></attachment><body/>",
            Found(annexes=[("", "Map", [Para(None, "Here.")])]),
        ),
        (
            "<p>A title</p><num>Article 1</num><heading>Help</heading><p>They help.</p>",
            Found(title="A title", articles=[Art("1", "Help", None, [Para(None, "They help.")])]),
        ),
        (
            ("<body><article><num>1</num><heading>Notes</heading><content>Before<authorialNote>a note"
            "</authorialNote> and <b>after</b>\n it.</content></article></body>"),
            Found(articles=[Art("1", "Notes", None, [Para(None, "Before and after it.")])]),
        ),
    ],
    ids=["no words", "a division without a number", "divisions within divisions", "no numbers", "an annex without a number", "no body", "notes left out"],
)  # fmt: skip
def test_what_akoma_ntoso_leaves_out_is_left_out(inner, expected):
    assert asdict(read(BODY.format(inner).encode(), ".xml", "act.xml")) == asdict(expected)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # what begins something
        (["T", "Article 1", "Heading", "Text."], Found("T", articles=[Art("1", "Heading", None, [Para(None, "Text.")])])),
        (["T", "ARTICLE IV bis", "Help"], Found("T", articles=[Art("IV bis", "Help", None)])),
        (["T", "Article 4 bis - Help"], Found("T", articles=[Art("4 bis", "Help", None)])),
        (["T", "Article XXIV – Help"], Found("T", articles=[Art("XXIV", "Help", None)])),
        (["T", "Article 1", "H", "Article 5 of the Charter applies."], Found("T", articles=[Art("1", "H", None, [Para(None, "Article 5 of the Charter applies.")])])),
        (["T", "Article 1", "Article 2", "H"], Found("T", articles=[Art("1", "Article 1", None, guessed=True), Art("2", "H", None)])),
        # a heading is short, and no sentence
        (["T", "Article 1", "x" * 90, "y"], Found("T", articles=[Art("1", "x" * 90, None, [Para(None, "y")])])),
        (["T", "Article 1", "x" * 91], Found("T", articles=[Art("1", "Article 1", None, [Para(None, "x" * 91)], guessed=True)])),
        (["T", "Article 1", "One,"], Found("T", articles=[Art("1", "Article 1", None, [Para(None, "One,")], guessed=True)])),
        (["T", "Article 1", "(1) One"], Found("T", articles=[Art("1", "Article 1", None, [Para("1", "One")], guessed=True)])),
        # parts and annexes
        (["T", "PART ONE", "Article 1", "H"], Found("T", ["PART ONE"], articles=[Art("1", "H", None)])),
        (["T", "Part 1", "Article 1", "H"], Found("T", parts=[("1", "")], articles=[Art("1", "H", "1")])),
        (["Annex A", "Article 1", "H"], Found("Annex A", articles=[Art("1", "H", None)])),
        (["T", "Article 1", "H", "Annex", "Maps", "Here.", "Annex", "There."], Found("T", articles=[Art("1", "H", None)], annexes=[("1", "Maps", [Para(None, "Here.")]), ("2", "", [Para(None, "There.")])])),
        (["T", "Article 1", "H", "Annex A", "Maps", "Part I"], Found("T", articles=[Art("1", "H", None)], annexes=[("A", "Maps", [Para(None, "Part I")])])),
        # the end
        (["T", "Article 1", "H", "In faith whereof signed.", "Done at Perth.", "A name"], Found("T", articles=[Art("1", "H", None)], testimonium="In faith whereof signed. Done at Perth.")),
        (["T", "Article 1", "H", "Annex A", "Maps", "Done at Perth."], Found("T", articles=[Art("1", "H", None)], annexes=[("A", "Maps", [Para(None, "Done at Perth.")])])),
        # paragraphs and points
        (["T", "Article 1", "H", "(a) One;"], Found("T", articles=[Art("1", "H", None, [Para("a", "One;")])])),
        (["T", "Article 1", "H", "They:", "(a) one;", "More."], Found("T", articles=[Art("1", "H", None, [Para(None, "They:", [("a", "one;")]), Para(None, "More.")])])),
        (["T", "Article 1", "H", "1. They:", "(a) one;", "End.", "More."], Found("T", articles=[Art("1", "H", None, [Para("1", "They:", [("a", "one;")], "End."), Para(None, "More.")])])),
        # recitals, without the words that end them
        (["T", "Wishing peace,", "The Parties have agreed as follows:", "agree as follows", "Article 1", "H"], Found("T", ["Wishing peace,"], articles=[Art("1", "H", None)])),
    ],
    ids=lambda value: " | ".join(value)[:60] if isinstance(value, list) else "",
)  # fmt: skip
def test_lines_show_their_structure(lines, expected):
    assert asdict(structured(lines)) == asdict(expected)


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("An armed attack.", "Mutual defence"),
        ("They consult before an armed attack.", "Consultation"),
        ("By PEACEFUL means.", "Peaceful settlement"),
        ("The threat or use of force.", "Non-use of force"),
        ("It shall be ratified.", "Ratification and entry into force"),
        ("Others may accede.", "Accession"),
        ("Accession is open.", "Accession"),
        ("They may withdraw.", "Withdrawal"),
        ("They may denounce it.", "Withdrawal"),
        ("They cease to be a Party.", "Withdrawal"),
        ("The territory of each.", "Area"),
        ("A council is set up.", "Council"),
        ("The use of facilities.", "Facilities"),
        ("Both languages are authentic.", "Languages"),
        ("They review it.", "Review"),
        ("Under the Charter of the United Nations.", "Relation to the Charter"),
        ("Something else.", "Article 7"),
    ],
)
def test_a_heading_is_guessed_from_what_the_article_speaks_of_first(words, heading):
    (article,) = structured(["T", "Article 7", words]).articles
    assert (article.heading, article.guessed) == (heading, True)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF", [r"a.pdf", "no kind of text that can be read ('.pdf')", "Allowed: .xml, .akn, .docx, .txt, .md."]),
        ("a.txt", b"\xff\xfe", ["a.txt", "is not UTF-8 text.", "Save it with the encoding UTF-8."]),
        ("a.xml", b"<akomaNtoso>", ["a.xml", "is not XML that can be read: no element found", "declarations of entities are refused"]),
        ("a.docx", b"PK nothing", ["a.docx", "is no Word file that can be read.", "Save it anew as .docx."]),
        ("a.txt", b"A title", ["a.txt", "holds no line that begins an article.", "Begin each with 'Article' and its number"]),
        ("a.txt", b"x" * 20_000_001, ["a.txt", "is larger than 20 MB.", "Is it the right file?"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_the_repair(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError) as caught:
        skeleton(tmp_path / name)
    (problem,) = caught.value.problems
    for part in words:
        assert part in str(problem)


def test_an_ending_may_be_in_capitals_and_a_text_without_a_title_has_the_name_of_its_file(tmp_path):
    path = tmp_path / "A PACT.TXT"
    path.write_text("Article 1\nHelp\n", encoding="utf-8")
    assert 'id: a-pact\ntitle: "A PACT"\n' in skeleton(path)


@given(
    st.lists(
        st.sampled_from(["word ", "Sentence. ", "x" * 50 + " ", "y" * 500 + " ", "z" * 4100 + " "]),
        max_size=120,
    )
)
def test_a_long_paragraph_is_cut_into_pieces_that_a_file_may_hold_and_no_word_is_lost(words):
    text = "".join(words).strip()
    pieces = _cut(text)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= 3900 and piece == piece.strip() for piece in pieces)
    for piece, following in itertools.pairwise(pieces):
        early = piece.rfind(". ") > 0 and not piece.endswith(".")
        assert not early, "where a sentence ends in the piece, it is cut there"
        assert len(piece) + len(following) > 3900 or ". " in following or piece.endswith(".")


def test_a_long_text_is_written_in_pieces(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text(f"T\n\nArticle 1\nH\n\n(1) {'Words of a sentence. ' * 300}\n", encoding="utf-8")
    made = skeleton(path)
    rows = [
        line for line in made.splitlines() if "Words of a sentence." in line and line.startswith("      - ")
    ]
    assert [row.partition("Words")[0] for row in rows] == ['      - {id: "1", text: "', '      - "']
    assert sum(row.count("Words of a sentence.") for row in rows) == 300
