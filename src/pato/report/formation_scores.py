"""Scores of the ranking of new defence pacts, as tables of `pato validate`: read from the stored estimate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pato.table import Table

Estimate = Mapping[str, Any]
NAMES = {
    "naive": "distance, borders, great powers alone",
    "plain": "what shipped before",
    "shipped": "logit that ships",
    "everything_ridge_30": "logit, all covariates, ridge 30",
    "boosting_small": "boosting, small",
    "boosting": "boosting",
    "average_small": "average of small boosting and a logit",
    "average": "average of boosting and a logit",
    "chosen_logit": "logits chosen window by window",
    "chosen": "all candidates chosen window by window",
}
FOUNDINGS = {
    "nato_1949": "NATO 1949",
    "san_francisco_1951": "San Francisco 1951",
    "seato_1954": "SEATO 1954",
    "warsaw_pact_1955": "Warsaw Pact 1955",
}
FLOOR = "An earlier exploration, with its specification chosen on these years: .916 of ties and .915 with each treaty once, pooled over years."
CHOSEN = (
    "Each window is forecast from the years before it. The logit that ships was chosen on these years, one of fourteen "
    "candidates, and confirmed on the pacts begun since; the forecasters chosen window by window never saw what they are scored on."
)


def formation_tables(estimate: Estimate) -> Iterator[Table]:
    """Yield the scores of those who rank, the founders of past pacts, and the pacts begun since the data end."""
    yield _ranking(estimate)
    yield _foundings(estimate)
    yield _since(estimate)


def _ranking(estimate: Estimate) -> Table:
    tried = estimate["third_round"]
    scores: dict[str, Mapping[str, Any]] = {
        s["id"].removesuffix("_all"): s for s in estimate["scores"] if s["id"].endswith("_all")
    }
    scores |= {n: s for n, s in tried["candidates"].items() if n not in scores}
    scores |= {n: f["scores"] for n, f in tried["forecasters"].items()}
    rows = [
        (
            name, _with_interval(s["auc"], s["auc_interval"]), _with_interval(s["auc_by_treaty"], s["auc_by_treaty_interval"]),
            f"{s['pooled_auc']:.3f}", f"{s['pooled_auc_by_treaty']:.3f}",
        )
        for key, name in NAMES.items()
        if (s := scores.get(key)) is not None
    ]  # fmt: skip
    some = scores["shipped"]
    title = f"New defence pacts 1946-2018: {some['events']:,} ties, {some['treaties']} treaties; share of other pairs below, 90 % intervals by treaty"
    columns = ("ranked by", "within years", "each treaty once", "pooled", "pooled, each treaty once")
    return Table(columns, rows, title=title, notes=(FLOOR, CHOSEN))


def _foundings(estimate: Estimate) -> Table:
    backtests = {variant: {b["id"]: b for b in found} for variant, found in estimate["backtests"].items()}
    shown = [v for v in ("naive", "plain", "shipped") if v in backtests]
    rows = [
        (
            FOUNDINGS.get(key, key), b["founding_pairs_at_risk"], b["pairs_at_risk"],
            *(backtests[v][key]["median_percentile"] for v in shown),
        )
        for key, b in backtests["shipped"].items()
    ]  # fmt: skip
    columns = ("pact", "founding pairs", "pairs at risk", *(NAMES[v] for v in shown))
    title = "Founders of past pacts, forecast from the years before: median percentile"
    return Table(columns, rows, title=title, notes=("They illustrate and do not test: specifications of this kind were chosen with them in sight.",), decimals=1)  # fmt: skip


def _since(estimate: Estimate) -> Table:
    found = estimate["pacts_since"]
    rows = [
        (
            {"circles": NAMES["shipped"]}.get(key, NAMES.get(key, key)), s["events"], s["treaties"],
            _with_interval(s["auc"], s["auc_interval"]), _with_interval(s["auc_by_treaty"], s["auc_by_treaty_interval"]),
        )
        for key, s in found["scores"].items()
    ]  # fmt: skip
    title = (
        f"Pacts begun from 2019 to {found['until']} by the treaties that ship, ranked as of the end of 2018"
    )
    told = [
        f"{pair} (signed since 2025, not counted): percentile {places['circles']:.0f} among the pairs without a pact, by the ranking of 2018."
        for pair, places in found["named"].items()
        if "circles" in places
    ]
    return Table(
        ("ranked by", "ties", "treaties", "all ties", "each treaty once"), rows, title=title, notes=told
    )


def _with_interval(value: float, interval: list[float]) -> str:
    return f"{value:.3f} [{interval[0]:.3f}, {interval[1]:.3f}]"
