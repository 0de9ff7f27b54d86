"""Figure of how designs change a metric by state, shared by the sections on risk and on support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pato.assess.compare import Comparison
from pato.assess.metrics import Metric
from pato.report.blocks import Figure
from pato.report.changes import Change, changes_table, scale_of
from pato.report.figures import Drawn, interval_plot
from pato.report.headline import signed
from pato.report.wording import design_colours, design_names, state_name
from pato.table import Table


def state_figure(
    comparison: Comparison,
    metric: Metric,
    part: Sequence[Change],
    *,
    what: str,
    title: str,
    key: str,
    subtitle: str,
    folded: bool,
) -> Figure:
    """Return the changes of some states under one assumption, with a zero line and the band of no difference.

    Parameters
    ----------
    comparison, metric, part
        The run, and the changes of the metric that are shown.
    what
        Description for readers who cannot see the figure; the changes follow.
    title, key, subtitle, folded
        As in `Figure`.
    """
    scale, names = scale_of(comparison, metric), design_names(comparison.study)
    states = {str(c.target): state_name(str(c.target)) for c in part}
    table = changes_table(comparison, metric.id, part)
    told = "; ".join(f"{states[str(c.target)]}, {names[c.design]}: {signed(c.median)}" for c in part)
    drawing = change_plot(comparison, metric, table, row="target", called=states)
    return Figure(
        drawing, f"{what}, {scale.unit}: {told}.", title, table, key, subtitle=subtitle, folded=folded
    )


def change_plot(
    comparison: Comparison, metric: Metric, table: Table, *, row: str, called: Mapping[str, str]
) -> Drawn:
    """Return changes of a metric as intervals, a colour a design, with a zero line and the band of no difference.

    Parameters
    ----------
    table
        As `changes_table` makes it.
    row, called
        The column that makes the rows, and labels of its values.
    """
    scale = scale_of(comparison, metric)
    return interval_plot(
        table,
        row=row,
        colour="design",
        value_title=f"change, {scale.unit}",
        zero=True,
        band=scale.band,
        colours=design_colours(comparison.study),
        names={**called, **design_names(comparison.study)},
    )
