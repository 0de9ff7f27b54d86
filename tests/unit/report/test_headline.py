"""The answer first: the finding and its numbers follow from the runs, and say how sure they are."""

import dataclasses

import numpy as np
import pytest

from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.metrics.base import Metric
from pato.assess.run import run_study
from pato.assess.strata import Stratum
from pato.assess.study import resolve
from pato.models.pledges import gap_count, pledged
from pato.registry.names import listed
from pato.report import changes as changing
from pato.report.changes import Scale, changes, changes_table, direction, scale_of
from pato.report.context import ReportContext
from pato.report.front import front
from pato.report.headline import MOST_LINES, SURE, Headline, signed, sure_of, verdict
from pato.report.wording import (
    assumption_name,
    day,
    design_colours,
    design_names,
    meaning,
    short_title,
    state_name,
)

FUTURES = np.arange(4)
RISK = "war_initiations_members"
METRIC = Metric("x", "x", "expected number", "lower", lambda c: c)


def changed(base, own, band=0.0, weight=None):
    arrays = tuple(np.array(x, float) for x in (base, own, np.full(4, band)))
    return changing._change(METRIC, Stratum("patron", FUTURES, weight), arrays, ("d", None), relative=True)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    chosen = {"futures": 80, "metrics": [RISK, "gaps", "stable", "expected_support_members_us_absent"]}
    study = resolve(from_options(["hub-and-spoke", "pato-7", "flexible"], chosen), today="2026-01-01")
    return Comparison.of(study, run_study(study, tmp_path_factory.mktemp("run") / "run"))


def about(comparison, name):
    """The same runs with another subject."""
    return dataclasses.replace(comparison, study=comparison.study.about(name))


def test_the_change_is_taken_within_each_run():
    """Risk falls by a tenth in three runs and doubles in one: the medians alone would hide it."""
    found = changed([1, 2, 4, 8], [0.9, 1.8, 3.6, 16])
    assert (found.median, found.low90, found.high90) == pytest.approx((-10, -10, 100))
    assert (found.better, found.worse, found.same) == pytest.approx((0.75, 0.25, 0))


def test_better_counts_only_what_lies_beyond_the_band():
    found = changed([1, 1, 1, 1], [0.9, 0.999, 1.001, 1.2], band=0.01)
    assert (found.better, found.same, found.worse) == pytest.approx((0.25, 0.5, 0.25))


def test_weights_count():
    assert changed(
        [1] * 4, [2, 0.5, 0.5, 0.5], weight=np.array([0.7, 0.1, 0.1, 0.1])
    ).median == pytest.approx(100)


def test_a_median_within_the_band_is_no_real_change():
    scale = Scale("per cent", relative=True, band=1.0)
    assert direction(METRIC, changed([1] * 4, [0.995] * 4), scale) == "no real change"
    assert direction(METRIC, changed([1] * 4, [0.9] * 4), scale) == "better"
    assert direction(METRIC, changed([1] * 4, [1.2] * 4), scale) == "worse"


def test_the_gaps_are_those_of_the_texts(comparison):
    found = Headline(comparison)
    systems = dict(zip(comparison.study.labels, comparison.study.architectures, strict=True))
    before, after = (
        gap_count(pledged(systems[n], "2026-01-01", found.own)) for n in ("hub-and-spoke", "pato-7")
    )
    assert len(found.own) == 7
    assert found.gaps == (21, before, after)
    assert after == 0 < before
    assert found.cards[0].value == f"{before} → 0"
    assert found.cards[0].sure == "certain"
    assert found.finding.startswith("PATO of 7 closes every gap among its members on paper.")


def test_the_cards_say_how_sure_they_are(comparison):
    cards = Headline(comparison).cards
    assert len(cards) == 4
    assert all(card.sure in SURE and card.why for card in cards)
    by_metric = {name: sure_of(comparison, comparison.metric(name)) for name in comparison.values}
    assert by_metric["gaps"] == "certain"
    assert by_metric["stable"] == "assumed"
    assert by_metric["expected_support_members_us_absent"] == "suggestive"


def test_a_design_that_adds_no_obligation_is_told_so(comparison):
    found = Headline(about(comparison, "flexible"))
    assert found.subject == "flexible"
    assert "leaves the obligations among its members as they are" in found.finding
    alone = set(found.by_direction()) == {"no real change"}
    assert ("no real difference" in found.finding) == alone


def test_the_verdict_fits_fifteen_lines_of_a_terminal(comparison):
    for name in ("pato-7", "flexible"):
        lines = verdict(about(comparison, name))
        assert len(lines) <= MOST_LINES == 15, lines
        assert all(len(line) <= 80 for line in lines)


def test_figures_show_changes_with_names_and_a_table(comparison):
    shown = front(ReportContext(comparison))
    assert [f.name for f in shown.figures] == ["front-map", "front-risk"]
    for figure in shown.figures:
        assert figure.svg.startswith("<svg")
        assert figure.svg.narrow != figure.svg
        assert "Japan" in figure.alt or "All commitments add up" in figure.alt
    assert ">Japan<" in shown.figures[0].svg
    assert ">All commitments add up<" in shown.figures[1].svg
    assert "share of runs is not a probability" in " ".join(shown.notes)


def test_the_table_of_changes_has_levels_and_shares(comparison):
    found = changes(comparison, RISK, ["pato-7"])
    assert {c.assumption for c in found} == {s.label for s in comparison.strata}
    for row in changes_table(comparison, RISK, found).records():
        assert row["better"] + row["no real change"] + row["worse"] == pytest.approx(1)
    assert scale_of(comparison, comparison.metric(RISK)).relative
    assert changes(comparison, "no_such_metric") == []


def test_numbers_have_signs_and_dates_are_written_out():
    assert [signed(x) for x in (-13.21, 0.0, 4.04, 0.0123)] == ["−13", "0", "+4", "+0.012"]
    assert signed(float("nan")) == "no value"
    assert day("2026-11-21") == "21 November 2026"


def test_designs_are_named_and_coloured_once_for_all_figures(comparison):
    assert design_names(comparison.study) == {
        "hub-and-spoke": "Hub and spokes",
        "pato-7": "PATO of 7",
        "flexible": "Minilateral coalitions",
    }
    colours = design_colours(about(comparison, "flexible").study)
    assert len(set(colours.values())) == 3
    assert colours["flexible"] == design_colours(comparison.study)["pato-7"], (
        "the subject has the first colour"
    )
    assert short_title("", "x") == "x"
    assert short_title("T" * 60, "x") == "x"


def test_words_are_listed_as_people_do():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert state_name("USA", article=True) == "the United States"
    assert state_name("JPN", article=True) == "Japan"
    assert state_name("XXX") == "XXX"
    assert assumption_name("patron") == "The largest guarantor deters"


def test_every_factor_of_a_study_is_told_in_a_line():
    study = resolve(from_options(["hub-and-spoke", "pato-7"], {"futures": 10}), today="2026-01-01")
    told = {f.id: meaning(f) for f in study.factors}
    assert told["guarantor"] == "what the United States does; replaces its estimated chance"
    assert told["trade_baseline"] == "trade without the architecture"
    assert "risk_war" in told["risk_war"]
    assert all(8 <= len(words) <= 400 and "\n" not in words for words in told.values()), told


@pytest.mark.parametrize(
    ("designs", "more", "told"),
    [
        (["in-force", "pato-7"], {}, "on members"),
        (["in-force", "pato-7", "pato-8"], {}, "on the 8 states in any design"),
        (
            ["in-force", "pato-7"],
            {"members": ["USA", "JPN"]},
            "on the 2 states that the study names",
        ),
    ],
)
def test_a_number_of_members_says_whose_it_is(designs, more, told):
    """What is counted is the same under all designs, so it is not always the subject's own members."""
    study = resolve(from_options(designs, {"metrics": [RISK], **more}), today="2026-01-01").about("pato-7")
    assert told in Headline(Comparison(study, None, {}, (), {})).attacks  # no run is asked for whose it is
