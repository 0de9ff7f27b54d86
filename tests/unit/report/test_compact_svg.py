"""Figures take fewer bytes than Vega writes, and look the same."""

import io
import urllib.parse

import numpy as np
import pytest

from pato.report import compact_svg, document, figures
from pato.report.blocks import Section, TableBlock
from pato.table import Table

vl_convert = pytest.importorskip("vl_convert")
Image = pytest.importorskip("PIL.Image")


def plot(wide):
    """Draw intervals of which some have no width, with a record, a band and a threshold."""
    rng = np.random.default_rng(1)
    ends = np.sort(rng.normal(size=(8, 5)).round(6), axis=1)
    ends[3] = ends[3, 0]
    rows = [(f"State {i // 2}", "ab"[i % 2], *map(float, e)) for i, e in enumerate(ends)]
    table = Table(("state", "design", *QUANTILES), rows)
    return figures.interval_plot(
        table,
        row="state",
        colour="design",
        value_title="change, in attacks",
        zero=True,
        band=0.1,
        record={"State 1": 0.5},
        threshold=1.0,
        texts={"State 2": "b & c"},
        wide=wide,
    )


QUANTILES = ("q05", "q25", "median", "q75", "q95")


def pixels(svg):
    """Return a drawing in blocks of four by four pixels, so that a tenth of a pixel does not count."""
    image = np.asarray(Image.open(io.BytesIO(vl_convert.svg_to_png(svg))).convert("RGBA")).astype(float)
    high, wide = (n // 4 for n in image.shape[:2])
    return image[: 4 * high, : 4 * wide].reshape(high, 4, wide, 4, 4).mean(axis=(1, 3))


@pytest.mark.parametrize("wide", [figures.WIDE, figures.NARROW])
def test_a_compact_figure_looks_as_vega_drew_it(monkeypatch, wide):
    short = str(plot(wide))
    monkeypatch.setattr(compact_svg, "compact", str)
    monkeypatch.setattr(figures, "_drawn_by", lambda: ["not made compact"])
    whole = str(plot(wide))
    assert len(short) < 0.5 * len(whole)
    before, after = pixels(whole), pixels(short)
    assert before.shape == after.shape
    assert np.abs(before - after).max() < 30
    assert np.abs(before - np.roll(before, 1, axis=0)).max() > 100, "a shift by four pixels would show"
    assert (before[..., 3] > 0).mean() > 0.01, "something is drawn"


def test_what_marks_share_is_written_once_and_empty_groups_go():
    group = '<g class="x"><line x2="5.123" y2="0" stroke="red"/><line x2="6" y2="0" stroke="red"/></g><g></g>'
    found = compact_svg.compact(f'<svg width="9"><g>{group}</g></svg>')
    assert found.endswith('"><g stroke="red"><line x2="5.1"/><line x2="6"/></g></svg>')


def test_marks_of_several_colours_keep_them():
    marks = '<path d="M0,0h1" fill="red"/><path d="M0,0h2" fill="blue"/>'
    assert marks in compact_svg.compact(f"<svg ><g>{marks}</g></svg>")


def test_the_csv_of_a_table_is_in_its_link_unchanged():
    rows = [("Côte d’Ivoire", 'per cent: 5 % & "more", #1 <b>', 0.1 + 0.2)]
    table = Table(("state", "said", "value"), rows)
    html = document.render("t", "s", [Section("x", "X", (TableBlock(table, "mine"),))], meta={})
    link = html.split('download="mine.csv" href="')[1].split('"')[0]
    kind, _, text = link.partition(",")
    assert kind == "data:text/csv;charset=utf-8"
    assert urllib.parse.unquote(link.partition(",")[2].replace("&amp;", "&")) == table.to_csv()
    assert not set(text) & set("\r\n#<>\"'")
