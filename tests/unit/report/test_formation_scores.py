"""The ranking of new pacts as `pato validate` shows it: the stored figures, and what they must not hide."""

import pytest

from pato.files.estimates import stored
from pato.report.formation_scores import formation_tables


@pytest.fixture(scope="module")
def estimate():
    return stored("formation")


def test_the_forecasters_are_shown_with_what_is_stored(estimate):
    ranking, foundings, since = formation_tables(estimate)
    by = {row[0]: row for row in ranking.rows}
    shipped = next(s for s in estimate["scores"] if s["id"] == "shipped_all")
    assert by["logit that ships"][1].startswith(f"{shipped['auc']:.3f} [")
    assert by["boosting"][3] == f"{estimate['third_round']['candidates']['boosting']['pooled_auc']:.3f}"
    # the honest forecasters are there, whether or not they please
    assert {"logits chosen window by window", "all candidates chosen window by window"} <= set(by)
    assert len(foundings.rows) == 4
    assert [row[1:3] for row in since.rows] == [(65, 6), (65, 6)]
    assert all(t.render("table") and t.render("csv") for t in (ranking, foundings, since))


def test_the_rule_that_chose_what_ships_is_in_the_numbers(estimate):
    found = estimate["pacts_since"]["over_plain"]["circles"]
    gains, lows = (
        (found["auc"], found["auc_by_treaty"]),
        (found["auc_interval"][0], found["auc_by_treaty_interval"][0]),
    )
    assert min(gains) >= 0
    assert max(lows) > 0
    by_windows = estimate["third_round"]["forecasters"]["chosen_logit"]
    assert min(by_windows["over_plain"]["auc"], by_windows["over_plain"]["auc_by_treaty"]) < 0
    # what ships is the candidate that those pacts confirmed
    circles = estimate["third_round"]["candidates"]["circles"]
    shipped = next(s for s in estimate["scores"] if s["id"] == "shipped_all")
    assert circles["auc"] == pytest.approx(shipped["auc"], abs=1e-6)
    assert circles["pooled_auc_by_treaty"] == pytest.approx(shipped["pooled_auc_by_treaty"], abs=1e-6)
