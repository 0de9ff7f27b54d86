"""The report's first sentences follow the study: its theories, and the design that it is about."""

from types import SimpleNamespace

import numpy as np
import pytest

from pato.assess.strata import Stratum
from pato.errors import UnknownNameError, UsageError
from pato.registry.names import listed
from pato.report.sections.answer import _changed, _risk, _short
from pato.report.wording import focus, meaning, state_name, theory_name
from pato.table import Table

FUTURES = np.arange(4)


def changed(base, own, theory="patron", weight=None):
    then, now = np.array(base, float), np.array(own, float)
    return _changed(Stratum(theory, FUTURES, weight), then, now, 0.01 * then)


def test_the_change_is_taken_within_each_future():
    """Risk falls by a tenth in three futures and doubles in one: the medians alone would hide it."""
    name, _, _, middle, low, high, lower, same, higher, futures = changed([1, 2, 4, 8], [0.9, 1.8, 3.6, 16])
    assert name == theory_name("patron")
    assert (middle, low, high) == pytest.approx((-10, -10, 100))
    assert (lower, same, higher, futures) == pytest.approx((0.75, 0, 0.25, 4))


def test_a_risk_of_nothing_that_stays_is_no_change():
    *_, middle, low, high, lower, same, higher, _ = changed([0, 0, 1, 1], [0, 0, 1, 1])
    assert (middle, low, high, lower, same, higher) == (0, 0, 0, 0, 1, 0)


def test_a_change_within_the_band_is_told_as_a_change_that_is_none():
    *_, middle, _, _, lower, same, higher, _ = changed([0.2243] * 4, [0.2242] * 4)
    assert middle < 0
    assert (lower, same, higher) == (0, 1, 0)


def test_weights_count():
    assert changed([1] * 4, [2, 0.5, 0.5, 0.5], weight=np.array([0.7, 0.1, 0.1, 0.1]))[3] == pytest.approx(
        100
    )


def test_the_sentence_groups_theories_by_what_they_say():
    rows = [
        changed([1] * 4, [0.5] * 4, "additive"),
        changed([1] * 4, [0.9] * 4, "patron"),
        changed([1] * 4, [1] * 4, "no_effect"),
        changed([1] * 4, [1.2] * 4, "provoke"),
        changed([1] * 4, [0.9, 0.9, 1.1, 1.1], "est"),
    ]
    told = _risk("a", "b", Table([str(i) for i in range(10)], rows))
    assert (
        "lower in most futures if all pledges add up (T-additive) or if the largest pledger deters (T-patron);"
        in told
    )
    assert "higher in most futures if new pledges provoke and deter nothing (T-provoke);" in told
    assert "not really different in most futures if pledges deter nothing (T-null);" in told
    assert "neither mostly lower nor mostly higher if expected support deters (T-est)." in told
    assert "from -50 to +20 per cent" in told
    assert "Only 4 futures stand behind some of these theories: too few to rest on." in told
    enough = _risk("a", "b", Table([str(i) for i in range(10)], [(*row[:9], 100) for row in rows]))
    assert "too few" not in enough


def test_figures_in_sentences_have_two_digits():
    assert [_short(x) for x in (131.4, 0.8492, -0.0758, 0.0)] == ["130", "0.85", "-0.076", "0"]


def test_words_are_listed_as_people_do():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert state_name("USA", article=True) == "the United States"
    assert state_name("JPN", article=True) == "Japan"
    assert state_name("XXX") == "XXX"


def test_every_factor_of_a_study_is_told_in_a_line():
    from pato.assess.load import from_options
    from pato.assess.study import resolve

    study = resolve(from_options(["hub-and-spoke", "pato-7"], {"futures": 10}), today="2026-01-01")
    told = {f.id: meaning(f) for f in study.factors}
    assert told["guarantor"] == "what the United States does; replaces its estimated chance"
    assert told["trade_baseline"] == "what trade is like without the architecture"
    assert "risk_war" in told["risk_war"]
    assert told["taiwan_credence"] == "taiwan credence, share of a United States pledge"
    assert all(8 <= len(words) <= 400 and "\n" not in words for words in told.values()), told


def test_the_answer_is_about_my_design_and_not_about_the_largest(tmp_path):
    from pato.assess.load import from_options
    from pato.assess.study import resolve

    def about(*names, **more):
        asked = {"metrics": ["gaps"], "futures": 1} | more
        return resolve(from_options(list(names), asked), today="2026-11-21")

    own = tmp_path / "mine.yaml"
    own.write_text(
        "format: 1\nid: mine\ntitle: Mine\nextends: hub-and-spoke\nadd: [pato]\nparties: {pato: [USA, JPN]}\n",
        encoding="utf-8",
    )
    assert about("hub-and-spoke", "pato-3", "pato-8").subject == "pato-3"
    assert about("hub-and-spoke", "flexible", "pato-8").subject == "pato-8"
    assert about("hub-and-spoke").subject == "hub-and-spoke"
    assert about("hub-and-spoke", "pato-8", str(own)).subject == "mine"
    study = about("hub-and-spoke", "pato-8", str(own), subject="pato-8")
    assert study.subject == "pato-8"
    assert study.about(own).subject == study.about("mine").subject == "mine"
    assert focus(SimpleNamespace(comparison=SimpleNamespace(study=study))) == "pato-8"
    with pytest.raises(UnknownNameError, match="pato-9"):
        study.about("pato-9")
    with pytest.raises(UsageError, match="pato-9"):
        about("hub-and-spoke", "pato-8", subject="pato-9")
