"""The frontier of memberships as figures: members' gain against outsiders', with a box that finds memberships by name."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import polars as pl

from pato.files.storage import write_atomic
from pato.kernels.digits import significant
from pato.models.sweep.constraints import names
from pato.models.sweep.ranking import LAYER, Ranking
from pato.report.figures import INK, PALETTE, Drawn, drawn

MOST_SHOWN = 4000
_WIDTH, _HEIGHT = 620, 420
_KINDS = ("proposed", "Pareto front", "others")
_FIELDS = {
    "members_gain": "Members' gain, weighted by GDP, per cent of the pool's GDP a year",
    "outsiders_gain": "Outsiders' gain, same unit",
}


def points(ranking: Ranking, most: int = MOST_SHOWN) -> list[dict[str, Any]]:
    """Return the memberships that the figure shows: proposals, the front, and of the others an even sample, `most` in all."""
    frame = ranking.frame.with_columns(
        pl.col("membership").is_in(list(ranking.called)).alias("proposed"),
        (pl.col(LAYER) == 1).alias("front"),
    )
    chosen = frame.filter(pl.col("proposed") | pl.col("front"))
    others = frame.filter(~(pl.col("proposed") | pl.col("front")))
    room = max(0, most - len(chosen))
    step = max(1, -(-len(others) // max(room, 1)))
    rows = pl.concat([others.gather_every(step) if room else others.head(0), chosen.head(most)])
    found = []
    for row in rows.iter_rows(named=True):
        kind = _KINDS[0] if row["proposed"] else _KINDS[1] if row["front"] else _KINDS[2]
        found.append(
            {
                "members": " ".join(names(ranking.states, row["membership"], ranking.associates)),
                "called": ranking.called.get(row["membership"], ""),
                "kind": kind,
                "size": row["size"],
                "layer": row[LAYER],
                **{c: _rounded(row[c]) for c in (*_FIELDS, "wars_change", "holds_exclusive", "accepted")},
            }
        )
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else significant(value, 4)


def _chart(*, searchable: bool, width: int = _WIDTH) -> Any:
    import altair as alt

    shown = [alt.Tooltip("members:N"), alt.Tooltip("called:N"), alt.Tooltip("size:Q")]
    shown += [
        alt.Tooltip(f"{c}:Q", format=".3g", title=t)
        for c, t in (
            ("members_gain", "members' gain"),
            ("outsiders_gain", "outsiders' gain"),
            ("wars_change", "wars a year against members, change"),
            ("holds_exclusive", "holds, share of runs"),
            ("accepted", "accepted, share of runs"),
        )
    ]
    search = alt.param(name="search", value="")
    chart = (
        alt.Chart(alt.NamedData(name="memberships"))
        .mark_circle()
        .encode(
            x=alt.X("members_gain:Q", title=_FIELDS["members_gain"], scale=alt.Scale(zero=False)),
            y=alt.Y("outsiders_gain:Q", title=_FIELDS["outsiders_gain"], scale=alt.Scale(zero=False)),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(_KINDS), range=[PALETTE[1], PALETTE[0], "#9996"]),
                title=None,
            ),
            size=alt.Size("kind:N", scale=alt.Scale(domain=list(_KINDS), range=[130, 34, 12]), legend=None),
            tooltip=shown,
        )
        .properties(width=width, height=_HEIGHT)
    )
    labels = (
        alt.Chart(alt.NamedData(name="memberships"))
        .transform_filter("datum.called !== ''")
        .mark_text(align="left", dx=8, fontSize=12, color=INK)
        .encode(x=alt.X("members_gain:Q"), y=alt.Y("outsiders_gain:Q"), text=alt.Text("called:N"))
    )
    if not searchable:
        return chart + labels + _without_outsiders()
    expression = "search === '' || datum.found === 'yes'"
    chart = chart.encode(opacity=alt.condition(expression, alt.value(0.9), alt.value(0.03)))
    return (chart + labels).add_params(search, alt.selection_interval(bind="scales", name="view"))


def frontier_svg(ranking: Ranking, most: int = MOST_SHOWN) -> Drawn:
    """Return the figure as an SVG element, with at most a given number of memberships."""
    rows = points(ranking, most)
    known = [row for row in rows if row["outsiders_gain"] is not None]
    none = [row for row in rows if row["outsiders_gain"] is None]

    def draw(width: int) -> Any:
        chart = _chart(searchable=False, width=width)
        return chart.properties(autosize={"type": "fit-x", "contains": "padding"})

    return drawn(draw, {"memberships": known, "none": none})


def _without_outsiders() -> Any:
    """Return marks along the lower edge for memberships that leave no outsider: they have no value upwards."""
    import altair as alt

    none = alt.Chart(alt.NamedData(name="none")).encode(x=alt.X("members_gain:Q"), y=alt.value(_HEIGHT - 8))
    marks = none.mark_point(shape="triangle-up", size=90, color=PALETTE[1], filled=True)
    words = none.transform_calculate(told="datum.called + ' (no outsiders: no value)'")
    return marks + words.mark_text(align="left", dx=9, fontSize=12, color=INK).encode(text=alt.Text("told:N"))


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font-family: Arial, "Liberation Sans", "DejaVu Sans", sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; }}
input {{ font: inherit; width: 24em; padding: .3em; }}
table {{ border-collapse: collapse; margin-top: 1em; }} td, th {{ padding: .2em .7em; text-align: right; border-bottom: 1px solid #8884; }}
td:first-child, th:first-child, td:nth-child(2), th:nth-child(2) {{ text-align: left; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #16181c; color: #ddd; }} input {{ background: #222; color: inherit; }} }}
button {{ font: inherit; color: inherit; background: none; border: 1px solid transparent; padding: .2em .4em; min-height: 24px; cursor: pointer; text-align: left; }}
button:focus-visible {{ border-color: currentColor; outline: 2px solid currentColor; }} #more {{ border-color: currentColor; margin-top: .6em; }}
</style></head><body><main>
<h1>{title}</h1>
<p>{text}</p>
<p><label for="search">Find a membership: names such as <code>JPN KOR -TWN</code>, <code>=USA JPN</code> for exactly these, or <code>pato-7</code></label><br>
<input id="search" type="search" autocomplete="off"> <span id="count" role="status"></span></p>
<div id="figure"></div>
<table id="list"><thead><tr><th>members</th><th>called</th><th>members' gain</th><th>outsiders' gain</th><th>wars, change</th><th>holds</th><th>layer</th></tr></thead><tbody></tbody></table>
<p><button type="button" id="more">List 25 more</button></p></main>
<script>{bundle}</script>
<script>
const spec = {spec};
const rows = {rows};
{script}
</script></body></html>
"""
_SCRIPT = """
const words = text => text.toUpperCase().replaceAll("+", " ").split(/[ ,]+/).filter(w => w);
function fits(row, text) {
  const asked = text.trim();
  if (!asked) return true;
  if (row.called && row.called.toUpperCase().includes(asked.toUpperCase())) return true;
  const has = row.members.split(" ");
  if (asked.startsWith("=")) {
    const wanted = words(asked.slice(1));
    return wanted.length === has.length && wanted.every(w => has.includes(w));
  }
  return words(asked).every(w => w.startsWith("-") ? !has.includes(w.slice(1)) : has.includes(w));
}
function list(found, shown, point) {
  const body = document.querySelector("#list tbody");
  body.replaceChildren(...found.slice(0, shown).map(row => {
    const line = document.createElement("tr");
    const name = document.createElement("button");
    name.type = "button";
    name.textContent = row.members;
    name.addEventListener("focus", () => point(row));
    name.addEventListener("blur", () => point(null));
    const cells = [name, row.called, row.members_gain, row.outsiders_gain, row.wars_change, row.holds_exclusive, row.layer];
    line.append(...cells.map(value => { const cell = document.createElement("td"); cell.append(value ?? "–"); return cell; }));
    return line;
  }));
  document.querySelector("#more").hidden = found.length <= shown;
}
vegaEmbed("#figure", spec, {actions: false, renderer: "svg"}).then(({view}) => {
  const box = document.querySelector("#search");
  let shown = 25;
  function draw(text, isMarked) {
    const marked = rows.map(row => ({...row, found: isMarked(row) ? "yes" : ""}));
    view.change("memberships", view.changeset().remove(() => true).insert(marked)).signal("search", text).run();
  }
  const point = row => row ? draw("=" + row.members, other => other === row) : draw(box.value.trim(), each => fits(each, box.value));
  function look() {
    const text = box.value.trim();
    const found = rows.filter(row => fits(row, text));
    draw(text, row => fits(row, text));
    document.querySelector("#count").textContent = `${found.length} of ${rows.length} shown`;
    const first = text ? found : [...rows].sort((a, b) => Boolean(b.called) - Boolean(a.called));
    list(first, text ? shown : Math.max(shown, rows.filter(row => row.called).length), point);
  }
  box.addEventListener("input", () => { shown = 25; look(); });
  document.querySelector("#more").addEventListener("click", () => { shown += 25; look(); });
  look();
});
"""


def frontier_html(ranking: Ranking, *, title: str, text: str) -> str:
    """Return a self-contained page with the figure, a search box for memberships, and the values of those found."""
    import vl_convert

    rows = points(ranking)
    spec = _chart(searchable=True).to_dict()
    spec["datasets"] = {"memberships": [{**row, "found": ""} for row in rows]}
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return _PAGE.format(
        title=html.escape(title),
        text=html.escape(text),
        bundle=bundle.replace("</script", "<\\/script"),
        spec=_inline(spec),
        rows=_inline(rows),
        script=_SCRIPT,
    )


def _inline(value: Any) -> str:
    """Return a value as JSON that cannot end the script element containing it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def write_figures(ranking: Ranking, folder: Path, *, text: str) -> None:
    """Write ``frontier.svg`` and ``frontier.html`` into a folder, atomically."""
    title = f"Memberships of {', '.join(ranking.states)}"
    write_atomic(folder / "frontier.svg", frontier_svg(ranking))
    write_atomic(folder / "frontier.html", frontier_html(ranking, title=title, text=text))
