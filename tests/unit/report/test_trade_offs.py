"""Figures of what is bought with what: better is upwards, and a box that covers less is denser."""

import numpy as np
import pytest

from pato.assess.discovery import trade_off
from pato.assess.inputs import Input
from pato.report.figures import interval_plot
from pato.report.trade_offs import coverage_plot, parallel_plot
from pato.table import Table

NAMES = {"a": "Today", "b": "The pact"}


def test_better_is_upwards_whatever_the_direction():
    figure = parallel_plot(
        {"gaps": {"a": 22.0, "b": 0.0}, "gain": {"a": 0.0, "b": 5.0}},
        {"gaps": "lower", "gain": "higher"},
        colours={"a": "#77808A", "b": "#0072B2"},
        names=NAMES,
    )
    for drawing in (figure, figure.narrow):
        assert ">The pact<" in drawing
        assert all(f">{word}<" in drawing for word in ("22", "0", "5"))


def test_the_curve_shows_how_many_inputs_each_box_limits():
    rows = [(1.0, 0.3, 1.0, 0), (0.7, 0.8, 0.4, 1), (0.5, 0.95, 0.2, 2)]
    table = Table(("coverage", "density", "share of runs in the box", "inputs limited"), rows)
    figure = coverage_plot(table, base=0.3)
    assert all(f">{n}<" in figure for n in (0, 1, 2))
    assert figure != figure.narrow


def test_density_is_bought_with_coverage():
    pytest.importorskip("ema_workbench")
    draws = np.random.default_rng(1).random((400, 2))
    inputs = [Input(name, name, draws[:, i]) for i, name in enumerate(("x", "y"))]
    steps = trade_off(draws[:, 0] > 0.6, inputs)
    assert steps[0].coverage == 1
    assert steps[-1].density > steps[0].density + 0.3
    assert all(0 <= s.coverage <= 1 and 0 <= s.density <= 1 and 0 < s.mass <= 1 for s in steps)


def test_a_row_without_a_value_says_so():
    rows = [("x", "A", 1.0, 0.5, 0.8, 1.2, 1.5), ("y", "A", None, None, None, None, None)]
    table = Table(("row", "design", "median", "q05", "q25", "q75", "q95"), rows)
    figure = interval_plot(table, row="row", colour="design", value_title="change", zero=True, band=0.1)
    assert figure.count(">no value<") == figure.narrow.count(">no value<") == 1
