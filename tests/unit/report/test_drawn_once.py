"""Drawings of charts are kept: the next report has the same bytes without Vega, and a damaged one is drawn anew."""

import re

import altair as alt
import pytest
import vl_convert

from pato.report import figures


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_CACHE", str(tmp_path))
    return tmp_path / "figures"


def chart(title="a"):
    rows = alt.InlineData(values=[{"x": 1, "y": 2}, {"x": 2, "y": 3}])
    return alt.Chart(rows, title=title).mark_point(clip=True).encode(x=alt.X("x:Q"), y=alt.Y("y:Q"))


def without_vega(monkeypatch):
    def refuse(_spec):
        raise AssertionError("Vega was asked")

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", refuse)


def test_what_was_drawn_is_not_drawn_again(kept, monkeypatch):
    first = figures.to_svg(chart())
    assert "<svg" in first
    without_vega(monkeypatch)
    assert figures.to_svg(chart()) == first
    with pytest.raises(AssertionError, match="Vega"):
        figures.to_svg(chart("another"))


@pytest.mark.parametrize("damage", [lambda b: b[:-40], lambda b: b.replace(b"svg", b"gvs", 1), lambda _: b""])
def test_a_damaged_drawing_is_drawn_anew(damage, kept):
    first = figures.to_svg(chart())
    (path,) = kept.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert figures.to_svg(chart()) == first
    assert path.read_bytes() == whole


def test_another_version_of_what_makes_drawings_compact_draws_anew(kept, monkeypatch):
    figures.to_svg(chart())
    monkeypatch.setattr(figures, "_drawn_by", lambda: ["another version"])
    figures.to_svg(chart())
    assert len(list(kept.iterdir())) == 2


def test_names_of_clips_depend_on_the_figure_alone(kept):
    def names(svg):
        found = re.findall(r' id="([^"]+)"', svg)
        assert found
        assert all(f"url(#{name})" in svg for name in found)
        return found

    one, two = figures.to_svg(chart("one")), figures.to_svg(chart("two"))
    assert not set(names(one)) & set(names(two))
    for path in kept.iterdir():
        path.unlink()
    assert figures.to_svg(chart("two")) == two


def test_a_cache_that_cannot_be_written_costs_time_alone(kept, monkeypatch):
    kept.parent.joinpath("figures").write_text("no folder")
    assert "<svg" in figures.to_svg(chart())
