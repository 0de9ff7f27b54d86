"""The report for offices: a Word file that opens, with headings, tables and pictures that say what they show."""

import io
import subprocess
import zipfile

import pytest

from pato.errors import RunError, UsageError
from pato.report import pdf
from pato.report.blocks import Browser, Figure, Listing, Section, TableBlock, Text
from pato.report.figures import interval_plot
from pato.report.office import MOST_ROWS, write_docx
from pato.table import Table

docx = pytest.importorskip("docx")
ROW = ("USA", "pato-7", 0.2, 0.1, 0.15, 0.25, 0.3)
RISK = Table(
    ("target", "architecture", "median", "q05", "q25", "q75", "q95"), [ROW], title="Risk", notes=("A note.",)
)


@pytest.fixture(scope="module")
def parts():
    svg = interval_plot(RISK, row="target", colour="architecture", value_title="risk", log=False)
    long = Table(("n", "known"), [(i, None if i else True) for i in range(MOST_ROWS + 5)], title="Long")
    blocks = (
        Text("A sentence with <tags> & more.", emphasis=True),
        Listing(("first", "second")),
        TableBlock(long, "long"),
        Figure(svg, "Dot plot of risk: USA 0.2.", "Risk by target.", RISK, "risk"),
        Browser({}),
    )
    return [Section("a", "The answer", blocks)]


@pytest.fixture(scope="module")
def word(parts, tmp_path_factory):
    path = tmp_path_factory.mktemp("word") / "report.docx"
    write_docx(path, "A title", "A line", parts, {"seed": 1})
    return path


def test_headings_texts_and_tables_are_there(word):
    document = docx.Document(str(word))
    texts = [p.text for p in document.paragraphs]
    assert {
        "A title",
        "The answer",
        "A sentence with <tags> & more.",
        "first",
        "Risk by target.",
        "seed: 1",
    } <= set(texts)
    assert not any("weight" in text.lower() for text in texts), "what the screen moves is not for paper"
    assert document.paragraphs[texts.index("The answer")].style.name == "Heading 2"
    assert [c.text for c in document.tables[0].rows[1].cells] == ["0", "yes"]
    assert document.tables[0].rows[2].cells[1].text == "–", "unknown is a dash, not nought"


def test_what_is_cut_from_a_long_table_is_said(word):
    document = docx.Document(str(word))
    assert len(document.tables[0].rows) == MOST_ROWS + 1
    assert "5 further rows are in the HTML report." in [p.text for p in document.paragraphs]


def test_pictures_have_alternative_text_and_are_png_on_white(word):
    with zipfile.ZipFile(word) as archive:
        pictures = [n for n in archive.namelist() if n.startswith("word/media/")]
        assert [n.endswith(".png") for n in pictures] == [True]
        content = archive.read(pictures[0])
        assert 'descr="Dot plot of risk: USA 0.2."' in archive.read("word/document.xml").decode()
    picture = pytest.importorskip("PIL.Image").open(io.BytesIO(content)).convert("RGBA")
    assert picture.getpixel((1, 1)) == (255, 255, 255, 255)
    assert picture.width > 800


def test_without_a_browser_the_way_out_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    with pytest.raises(UsageError, match="print it to PDF") as caught:
        pdf.write_pdf(tmp_path / "x.pdf", tmp_path / "x.html")
    assert "chromium" in str(caught.value)
    assert not (tmp_path / "x.pdf").exists()


def test_a_browser_that_prints_nothing_is_an_error_with_its_reason(monkeypatch, tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(pdf.shutil, "which", lambda _: str(program))
    with pytest.raises(RunError, match="no display"):
        pdf.write_pdf(tmp_path / "x.pdf", tmp_path / "x.html")
    slow = subprocess.TimeoutExpired("chromium", 1)
    monkeypatch.setattr(pdf.subprocess, "run", lambda *_, **__: (_ for _ in ()).throw(slow))
    with pytest.raises(RunError, match="did not print within"):
        pdf.write_pdf(tmp_path / "x.pdf", tmp_path / "x.html")
