"""The report's first sentences follow the study: its horizon, its theories, and the design that binds most."""

from types import SimpleNamespace

from pato.assess.compare import Row
from pato.report.sections.answer import _risk, focus
from pato.treaties.architecture import load_architecture


def row(architecture, theory, better, worse=None):
    left = None if better is None else 1 - better
    own = (0.2, 0.15, 0.25, 0.1, 0.3, better, left if worse is None else worse, 100)
    return Row("war_initiations_members", architecture, theory, None, *own)


def test_the_sentence_names_the_horizon_and_each_theory():
    rows = [
        row("a", "patron", None),
        row("a", "provoke", None),
        row("b", "patron", 0.8),
        row("b", "provoke", 0.0),
    ]
    for years in (5, 10, 25):
        sentence = _risk("a", "b", rows, years)
        assert f"are expected in {years} years" in sentence
        assert "T-patron), lower in 80% of futures (likely; median 0.2 against 0.2)" in sentence
        assert "T-provoke), lower in 0% of futures (exceptionally unlikely" in sentence


def test_equal_risks_are_called_equal():
    rows = [row("a", "null", None), row("b", "null", 0.0, worse=0.0)]
    assert "(T-null), no difference" in _risk("a", "b", rows, 10)


def test_the_answer_is_about_the_design_that_binds_most():
    def chosen(*names):
        systems = tuple(load_architecture(n) for n in names)
        study = SimpleNamespace(
            labels=names,
            architectures=systems,
            status_quo=load_architecture("hub-and-spoke"),
            date="2026-11-21",
        )
        return focus(SimpleNamespace(comparison=SimpleNamespace(study=study)))

    assert chosen("hub-and-spoke", "pato-3", "pato-8", "flexible") == "pato-8"
    assert chosen("hub-and-spoke") == "hub-and-spoke"
