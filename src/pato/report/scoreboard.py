"""The scoreboard as tables, and as a page with its curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pato.files.estimates import stored
from pato.report.blocks import Block, Figure, Listing, Section, TableBlock, Text
from pato.report.formation_scores import formation_tables
from pato.table import Table

Board = Mapping[str, Any]
_COLUMNS = {
    "auc": "ROC-AUC",
    "average_precision": "PR-AUC",
    "brier_skill": "Brier skill %",
    "log_loss": "log loss",
    "calibration_slope": "slope",
    "calibration_intercept": "intercept",
    "expected_per_event": "expected / observed",
}
_NAMES = {
    "base_rate": "base rate",
    "history": "history only",
    "johnson_leeds": "Johnson-Leeds-type logit",
    "logit": "careful logit",
    "boosting": "boosting",
    "average": "average of logit and boosting",
    "recalibrated_logit": "careful logit, intercept recalibrated",
    "recalibrated_average": "average, intercept recalibrated",
    "platt_logit": "careful logit, slope and intercept from the last two windows",
    "platt_average": "average, slope and intercept from the last two windows",
    "calibrated_logit": "careful logit, slope and intercept from folds of the training years",
    "calibrated_average": "average, slope and intercept from folds of the training years",
    "two_steps": "force, then war given force",
    "mean_of_steps": "mean of the careful logit and the two steps",
    "filtered": "that mean, at the level of the years before",
}
_CURVES = ("johnson_leeds", "history", "logit", "boosting", "average", "calibrated_average")
_SINCE = ("history", "johnson_leeds", "logit", "two_steps", "mean_of_steps", "filtered")
HONESTY = (
    "Covariates were chosen with these windows in sight, here and in the exploration that the floors come from: scores flatter.",
    "Intervals hold 95 % of draws of pairs of states; windows and covariates are taken as given, and no interval shows that they were chosen.",
    "Slope and intercept: of the outcome on the log-odds forecast; 1 and 0 are perfect. Expected over observed: above 1, too many are forecast.",
)


def board_table(board: Board) -> Table:
    """Return one board: one row per model, scores with 95 percent intervals."""
    rows = [
        (_NAMES[model], *(_shown(score, found["scores"].get(score)) for score in _COLUMNS))
        for model, found in board["models"].items()
    ]
    first, last = board["years"]
    title = f"{board['title']}: {board['rows']:,} pair-years {first}-{last}, {board['events']:,} events, each decade forecast from the years before it"
    return Table(("model", *_COLUMNS.values()), rows, title=title, notes=_notes(board))


def _notes(board: Board) -> list[str]:
    notes = []
    for model, floors in board["floors"].items():
        for score, floor in floors.items():
            value, low, high = board["models"][model]["scores"][score]
            verdict = (
                "reached"
                if value >= floor
                else "not reached; inside the interval"
                if low <= floor <= high
                else "missed, outside the interval"
            )
            notes.append(
                f"Floor of the {_NAMES[model]}, {_COLUMNS[score].removesuffix(' %')} {_plain(score, floor)}: {verdict} ({_plain(score, value)})."
            )
    if (since := board.get("since")) is not None:
        aucs = "; ".join(
            f"{_NAMES[m]} {_shown('auc', s['auc'])}" for m, s in since["models"].items() if m in _SINCE
        )
        notes.append(
            f"The same forecasts scored from {since['years'][0]} on ({since['events']} events), ROC-AUC: {aucs}."
        )
    shown = [name for name in board["gains"] if name.endswith("over johnson_leeds")]
    for name in shown:
        value, low, high = board["gains"][name]["auc"]
        model = _NAMES[name.split(" over ")[0]]
        notes.append(
            f"AUC of the {model} over the Johnson-Leeds-type logit: {value:+.3f} [{low:+.3f}, {high:+.3f}]."
        )
    return notes


def _shown(score: str, values: list[float] | None) -> str | None:
    return (
        None
        if values is None
        else f"{_plain(score, values[0])} [{_plain(score, values[1])}, {_plain(score, values[2])}]"
    )


def _plain(score: str, value: float) -> str:
    if score == "brier_skill":
        return f"{100 * value:.1f}"
    return (
        f"{value:.4f}"
        if score == "log_loss"
        else f"{value:.2f}"
        if "calibration" in score or "expected" in score
        else f"{value:.3f}"
    )


def long_table(boards: list[Board]) -> Table:
    """Return all scores as numbers, one row per score: for machines."""
    rows = [
        (board["id"], model, score, *values)
        for board in boards
        for model, found in board["models"].items()
        for score, values in found["scores"].items()
    ]
    return Table(
        ("board", "model", "score", "value", "low_95", "high_95"), rows, title="Scoreboard", notes=HONESTY
    )


def backtest_table(backtest: Mapping[str, Any]) -> Table:
    """Return the backtest: initiations from outside the alliance, observed and forecast."""
    rows = []
    for group in backtest["rows"]:
        seen, expected = group["observed"], group["expected_disputes"]
        rate = 100 * seen["disputes"] / group["target_years"] if group["target_years"] else None
        rows.append(
            (
                group["group"],
                group["target_years"],
                seen["disputes"],
                seen["uses_of_force"],
                seen["wars"],
                rate,
                *(expected[m] for m in ("history", "logit", "average")),
            )
        )
    columns = (
        "targets", "state-years", "disputes", "of them force", "of them war", "disputes per 100 state-years",
        "expected: history only", "expected: careful logit", "expected: average",
    )  # fmt: skip
    first, last = backtest["years"]
    later = backtest["later_wars"]
    notes = [
        (
            "Initiations by states outside the alliance, politically relevant pairs. A state counts as a member from the year after its accession; "
            "a neighbour has a border or up to 400 miles of water with a member and no pledge of defence from anybody the year before."
        ),
        (
            f"After the dispute data end, {later['years'][0]}-{later['years'][1]}, UCDP has {later['pair_years']} pair-years of armed conflict between states: {later['watched_second']} with "
            f"{later['watched_names']} as the second party (mostly the one attacked), {later['members_second']} with a member as the second party, {later['members_first']} with a member as the first."
        ),
        "The dispute data code the war of Russia and Georgia of August 2008 as a year of their dispute of 2007, at the level of force.",
        "Members differ from their neighbours in more than the treaty: this is a description, not an effect.",
    ]
    return Table(
        columns,
        rows,
        title=f"{backtest['title']}, {first}-{last}",
        notes=notes,
        decimals=dict.fromkeys(columns[-3:], 1),
    )


def level_table(scoreboard: Mapping[str, Any]) -> Table:
    """Return the wars of recent years compared with the level of the shipped estimate, one row per record."""
    names = {"gml": "Gibler, Miller and Little", "mid": "MID 5.0", "mie": "MIE 1.0"}
    rows = [
        (
            names[r["record"]],
            "-".join(map(str, r["years"])),
            r["events"],
            "-".join(map(str, r["late_years"])),
            r["late_events"],
            r["late_expected"],
            r["multiplier"],
        )
        for r in scoreboard["shipped_level"]
    ]
    columns = ("record", "years", "wars", "after the sample", "wars then", "expected then", "level now")
    note = "Covariates of risk_war, fitted to each record's wars of 1946-2007; the level follows the wars of the years before (half of the weight after 20 years, ten wars' worth of doubt). Below 1: fewer than the figures say."
    return Table(columns, rows, title="The level of wars, held against the shipped estimate", notes=(note,))


def deaths_table(scoreboard: Mapping[str, Any]) -> Table:
    """Return scores of forecasts for fighting with 25 deaths, whoever began it: one row per board, span of years and model."""
    titles = {b["id"]: b["title"] for b in scoreboard["boards"]}
    found = scoreboard["deaths"]
    rows = [
        (
            titles[r["board"]],
            f"{r['years'][0]}-{r['years'][1]}{', forecast from the year before' if r['frozen'] else ''}",
            r["of_them_forecast"],
            r["onsets"],
            _NAMES[model],
            *(_shown(score, values) for score, values in scores.items()),
            r["expected"][model],
        )
        for r in found["rows"]
        for model, scores in r["models"].items()
    ]
    wars = max(r["wars"] for r in found["rows"] if r["frozen"])
    notes = (
        f"Fighting is new after {found['quiet_years']} quiet years; only primary parties count, not coalitions. The chance of a pair is that either attacks the other.",
        f"New fighting between states that are not politically relevant pairs is not forecast. {wars} of the last years reached 1,000 deaths in a year.",
        "The forecasts are of uses of force and of wars, not of 25 deaths: their sums are shown, and only their ranks are scored.",
    )
    columns = (
        "forecasts of",
        "years",
        "new fighting",
        "of all pairs",
        "model",
        "ROC-AUC",
        "PR-AUC",
        "sum of forecasts",
    )
    return Table(columns, rows, title=found["title"], notes=notes, decimals={"sum of forecasts": 1})


def replications_table(replications: Sequence[Mapping[str, Any]]) -> Table:
    """Return published figures beside ours: one row per figure, and what differs from the original in the notes."""
    rows = [
        (r["id"], row["what"], row["published"], row["published_error"], row["ours"], row["our_error"], row["agreement"])
        for r in replications
        for row in r["rows"]
    ]  # fmt: skip
    columns = ("replication", "figure", "published", "s.e.", "ours", "our s.e.", "agreement")
    notes = [f"{r['id']}: {r['source']}. What differs: {r['differs']}" for r in replications]
    return Table(
        columns, rows, title="Published results, worked out again from the data at hand", notes=notes
    )


def sections(scoreboard: Mapping[str, Any]) -> list[Section]:
    """Return the sections of the page."""
    out = [
        Section(
            "how",
            "How to read this",
            (Text("Every forecast was made from the years before its decade."), Listing(HONESTY)),
        )
    ]
    out += [_section(board) for board in scoreboard["boards"]]
    out.append(
        Section("backtest", "Backtest", (TableBlock(backtest_table(scoreboard["backtest"]), "backtest"),))
    )
    recent = (TableBlock(level_table(scoreboard), "level"), TableBlock(deaths_table(scoreboard), "deaths"))
    out.append(Section("recent", "The level of wars, and fighting with 25 deaths", recent))
    formed = formation_tables(stored("formation"))
    blocks = tuple(TableBlock(table, f"formation-{i}") for i, table in enumerate(formed, 1))
    out.append(Section("formation", "New defence pacts", blocks))
    replicated = TableBlock(replications_table(scoreboard["replications"]), "replications")
    out.append(Section("replications", "Replications", (replicated,)))
    if scoreboard["log"]:
        out.append(
            Section("log", "Everything that was scored on the way", (Listing(tuple(scoreboard["log"])),))
        )
    return out


def _section(board: Board) -> Section:
    from pato.report.score_figures import calibration_plot, curve_plot

    models = [m for m in _CURVES if m in board["models"]]
    curves = {m: board["models"][m]["curves"] for m in models}
    blocks: list[Block] = [TableBlock(board_table(board), board["id"])]
    bins = [
        (_NAMES[m], p, o if o > 0 else None, int(n), int(k))
        for m in models
        for p, o, n, k in curves[m]["calibration"]
    ]
    calibration = Table(("model", "forecast", "observed", "pair_years", "events"), bins, title="Calibration")
    blocks.append(
        Figure(
            calibration_plot(calibration), f"Calibration of {board['title']}: observed share of events against the forecast, by model",
            "Calibration. Groups of forecasts with about as many expected events each; on the line the forecast is right; groups without an event are not drawn.",
            calibration, f"{board['id']}-calibration",
        )
    )  # fmt: skip
    for name, x, y, title in (
        ("roc", "false alarm rate", "hit rate", "ROC curve"),
        ("precision_recall", "recall", "precision", "Precision and recall"),
    ):
        table = Table(
            ("model", x, y), [(_NAMES[m], a, b) for m in models for a, b in curves[m][name]], title=title
        )
        blocks.append(
            Figure(
                curve_plot(table, x=x, y=y),
                f"{title} of {board['title']}, by model",
                f"{title}.",
                table,
                f"{board['id']}-{name}",
            )
        )
    return Section(board["id"], board["title"], tuple(blocks))


def page(scoreboard: Mapping[str, Any]) -> str:
    """Return the scoreboard as one HTML page that needs no network."""
    from pato.report.document import render

    vintages = {name: v["sha256"][:12] for name, v in scoreboard["data"].items()}
    subtitle = "Forecasts of disputes and wars on expanding windows, against benchmarks, with 95 % intervals"
    return render("How good are the forecasts?", subtitle, sections(scoreboard), meta=vintages)
