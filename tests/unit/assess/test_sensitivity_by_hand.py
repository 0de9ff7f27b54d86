"""Questions about drivers, their tables and their refusals, on figures whose drivers are known by construction."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hand_made import made

from pato.assess import sensitivity_tables
from pato.assess.indices import Index, first_order, interval, too_many_levels
from pato.assess.inputs import Input
from pato.assess.saltelli import varying_metrics
from pato.assess.sensitivity import (
    Extension,
    Sobol,
    TooFewRowsError,
    refuse_wide,
    rows_needed,
    sobol,
)
from pato.assess.sensitivity_tables import Question, extended, plain
from pato.errors import PatoError, UnknownNameError, UsageError

EVEN = "Theories, readings and contingencies count alike, level by level: an index is no opinion about their odds."
ENDS = ("90 % from", "50 % from", "50 % to", "90 % to")


def test_by_default_all_that_varies_is_asked_of_the_subject_against_the_baseline():
    one = made()
    assert Question.of(one) == Question(("wars", "support", "agrees", "duties"), "pact", "base", one=False)
    assert Question.of(one, "wars") == Question(("wars",), "pact", "base", one=True)
    assert Question.of(one, alone=True).against is None
    assert Question.of(one, architecture="base").against == "pact"
    assert Question.of(one, "wars", "base", "pact") == Question(("wars",), "base", "pact", one=True)
    assert [m.id for m in varying_metrics(one.study)] == ["wars", "wars_by_target", "support", "agrees", "duties"]  # fmt: skip


def test_of_one_architecture_the_level_is_asked():
    one = made()
    one.study.labels = ("pact",)
    assert Question.of(one).against is None
    assert Question.of(one).title() == "pact"


def test_the_figure_is_the_difference_in_the_same_run_and_the_title_says_so():
    one = made()
    here = one.study.design.draw().is_level("deterrence", "strong")
    asked = Question.of(one, "wars")
    np.testing.assert_allclose(asked.figure(one, "wars")[here], [-0.5, -1, 0.02, 1])
    np.testing.assert_allclose(Question.of(one, alone=True).figure(one, "wars")[here], [0.5, 1, 4.02, 9])
    assert asked.title() == "pact less base"


@pytest.mark.parametrize(
    ("asked", "kind", "told"),
    [
        ({"architecture": "pct"}, UnknownNameError, "architecture of this comparison 'pct' is not known. Did you mean 'pact'?"),
        ({"against": "bse"}, UnknownNameError, "architecture of this comparison 'bse' is not known. Did you mean 'base'?"),
        ({"alone": True, "against": "base"}, UsageError, "--alone  asks for no difference, and --against for one. Give one."),
        ({"against": "pact"}, UsageError, "--against  'pact' does not differ from itself."),
        ({"metric": "warz"}, UnknownNameError, "metric 'warz' is not known. Did you mean 'wars'?"),
        ({"metric": "count"}, UsageError, "metric count  is the same in every run, or has a value for each state."),
        ({"metric": "wars_by_target"}, UsageError, "metric wars_by_target  is the same in every run, or has a value for each state."),
    ],
)  # fmt: skip
def test_questions_without_a_meaning(asked, kind, told):
    with pytest.raises(kind) as refused:
        Question.of(made(), **asked)
    assert told in str(refused.value)


def grown(n, **figures):
    """The comparison over more runs, with figures made of the draws."""
    one = made_of(n)
    draws = one.study.design.draw()
    for name, figure in figures.items():
        values = np.column_stack([np.zeros(n), np.broadcast_to(figure(draws), (n,))])
        one.values[name] = xr.DataArray(values, dims=("future", "architecture"), coords={"architecture": ["base", "pact"]})  # fmt: skip
    return one


def made_of(n):
    one = made()
    study = one.study
    study.study = study.study.model_copy(update={"futures": n})
    study.design = type(study.design)(study.design.factors, n, 1)
    return one


def test_too_few_runs_are_refused_at_the_bound():
    with pytest.raises(UsageError) as refused:
        plain(grown(99, wars=lambda d: d["word"]), Question(("wars",), "pact", None, one=True))
    assert (
        str(refused.value)
        == "99 runs  are too few for indices. Compare over 100 or more; 2000 make a good picture."
    )
    assert len(plain(grown(100, wars=lambda d: d["word"]), Question(("wars",), "pact", None, one=True)))


def test_the_table_of_a_plain_run():
    one = grown(400, wars=lambda d: d["word"], support=lambda _: 2.0, agrees=lambda d: d.is_level("deterrence", "strong"))  # fmt: skip
    table = plain(one, Question(("wars", "support", "agrees"), "pact", "base", one=False))
    assert table.columns == ("metric", "factor", "first-order", *ENDS)
    assert table.title == "What it depends on: pact less base, 400 runs"
    assert table.group == 1
    assert table.meta["content_hash"] == "0123"
    rows = {(r[0], r[1]): r[2:] for r in table.rows}
    assert next(k for k in rows if k[0] == "wars") == ("wars", "word")
    assert {k[1] for k in rows if k[0] == "wars"} == {"word", "deterrence", "slope"}
    assert rows["wars", "word"][0] > 0.97  # the whole, but for what varies within bins
    assert rows["agrees", "deterrence"][0] == pytest.approx(1.0)
    assert all(abs(v[0]) < 0.1 for k, v in rows.items() if k not in {("wars", "word"), ("agrees", "deterrence")})  # fmt: skip
    for value, low90, low50, high50, high90 in rows.values():
        assert low90 <= low50 <= high50 <= high90
        assert low90 <= value <= high90
    assert list(table.notes) == [
        "First-order: share of the variance explained by the factor alone, estimated from the runs in the folder (binned; a joint estimate by half of the runs on the other half, a lower bound).",
        "What factors do together is not in it: without --first-order an extension is computed that shows it.",
        EVEN,
        "The same in every run, so no sampled input matters: support.",
    ]


def test_of_very_many_runs_the_first_are_used_and_crowded_factors_are_named(monkeypatch):
    monkeypatch.setattr(sensitivity_tables, "MOST", 120)
    crowd = Input("crowd", "crowd", np.arange(150) % 30, tuple(map(str, range(30))))
    word = Input("word", "word", np.linspace(0, 1, 150))
    monkeypatch.setattr(sensitivity_tables, "inputs_for", lambda *_: (crowd, word))
    table = plain(grown(150, wars=lambda d: d["word"]), Question(("wars",), "pact", None, one=True))
    assert table.title == "What it depends on: pact, 120 runs"
    assert [r[1] for r in table.rows] == ["word"]
    assert table.notes[-1] == "Left out, because there are too few runs for the number of levels: crowd."


def test_a_factor_has_too_many_levels_below_eight_runs_for_each():
    words = tuple("abc")
    assert not too_many_levels(Input("x", "x", np.arange(24) % 3, words))
    assert too_many_levels(Input("x", "x", np.arange(23) % 3, words))
    assert not too_many_levels(Input("x", "x", np.arange(16) % 2, words))  # levels that occur count
    assert not too_many_levels(Input("x", "x", np.arange(23) * 1.0))


def test_an_interval_is_moved_to_its_value():
    found = interval("x", 0.5, np.linspace(0.0, 0.2, 101))
    assert (found.name, found.value) == ("x", 0.5)
    np.testing.assert_allclose(
        (found.low90, found.low50, found.high50, found.high90), (0.41, 0.45, 0.55, 0.59)
    )
    assert found.width90 == pytest.approx(0.18)


def test_few_or_equal_figures_have_no_drivers():
    assert first_order(np.arange(7.0), [Input("x", "x", np.arange(7.0))]) == []
    assert first_order(np.ones(50), [Input("x", "x", np.arange(50.0))]) == []
    (found,) = first_order(np.arange(8.0), [Input("x", "x", np.arange(8.0))], resamples=3)
    assert found.value > 0.5


def index(name, value, width=0.1):
    return Index(name, value, value - width / 2, value - width / 4, value + width / 4, value + width / 2)


def found_of(what="wars of pact", width=0.1, rows=64, total=0.5):
    return Sobol(what, (index("b", 0.3), index("a", 0.0)), (index("b", total, width), index("a", 0.0)), rows)


def test_wide_intervals_are_refused_with_the_rows_that_would_do():
    assert found_of(width=0.3).width == pytest.approx(0.3)
    assert refuse_wide(found_of(width=0.2)).rows == 64
    with pytest.raises(TooFewRowsError) as refused:
        refuse_wide(found_of(width=0.4))
    # 1.2 x 64 x (0.4 / 0.2)^2 = 307.2, in chunks of 32: 320; each row is two runs and one for each group
    assert refused.value.needed == 320
    assert str(refused.value) == (
        "wars of pact  the widest interval of 90 per cent is 0.4, above 0.2, with 64 rows (256 runs). "
        "About 320 rows (1280 runs) would suffice: --rows 320. Those already computed are kept."
    )
    assert rows_needed(0.2, 32) == 64  # 38.4
    assert rows_needed(0.1, 32) == 32


def ishigami(x, a=7.0, b=0.1):
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_function_of_ishigami_and_homma():
    """First order .3139, .4424, 0 and total .5576, .4424, .2437 (Ishigami and Homma 1990; Saltelli et al. 2008, p. 197)."""
    rng = np.random.default_rng(0)
    n = 30_000
    one, other = (rng.uniform(-np.pi, np.pi, (n, 3)) for _ in range(2))
    swapped = []
    for j in range(3):
        x = one.copy()
        x[:, j] = other[:, j]
        swapped.append(ishigami(x))
    found = sobol(ishigami(one), ishigami(other), np.array(swapped), ["x", "y", "z"], what="f", resamples=20)
    assert [i.name for i in found.total] == [i.name for i in found.first] == ["x", "y", "z"]
    np.testing.assert_allclose([i.value for i in found.first], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose([i.value for i in found.total], [0.5576, 0.4424, 0.2437], atol=0.02)
    assert (found.what, found.rows) == ("f", n)
    assert all(i.low90 < i.value < i.high90 for i in (*found.first, *found.total))


def test_indices_do_not_hang_on_level_or_scale_and_the_seed_only_moves_intervals():
    rng = np.random.default_rng(1)
    a, b, swapped = rng.normal(size=200), rng.normal(size=200), rng.normal(size=(2, 200))
    one = sobol(a, b, swapped, ["x", "y"], seed=1, resamples=30)
    other = sobol(5 + 1e6 * a, 5 + 1e6 * b, 5 + 1e6 * swapped, ["x", "y"], seed=1, resamples=30)
    for i, j in zip((*one.first, *one.total), (*other.first, *other.total), strict=True):
        assert (i.name, i.value, i.low90) == (j.name, pytest.approx(j.value), pytest.approx(j.low90))
    again = sobol(a, b, swapped, ["x", "y"], seed=2, resamples=30)
    assert [i.value for i in again.total] == [i.value for i in one.total]
    assert [i.low90 for i in again.total] != [i.low90 for i in one.total]


def test_what_is_the_same_in_every_run_has_no_indices():
    with pytest.raises(UsageError) as refused:
        sobol(np.ones(4), np.ones(4), np.ones((1, 4)), ["x"], what="wars")
    assert str(refused.value) == "wars  is the same in every run: it depends on no sampled input."


def extension(pact, base=None, groups=None):
    """An extension of rows of A, B, and A with x from B, with y from B."""
    figures = np.stack([np.zeros(len(pact)) if base is None else np.asarray(base), pact], axis=1)
    values = xr.DataArray(figures, dims=("future", "architecture"), coords={"architecture": ["base", "pact"]})
    return Extension(groups or {"x": ("x",), "y": ("y",)}, xr.Dataset({"wars": values, "support": values}))


def of_x(rows=100, seed=0):
    """Figures that are x alone: A, B, A with x of B (which is B), A with y of B (which is A)."""
    one, other = np.random.default_rng(seed).uniform(size=(2, rows))
    return np.column_stack([one, other, other, one]).ravel()


def test_an_extension_is_read_row_by_row():
    found = extension(of_x()).indices("wars", "pact")
    assert found.what == "wars of pact"
    assert found.rows == extension(of_x()).rows == 100
    assert [i.name for i in found.total] == ["x", "y"]
    assert found.total[0].value == pytest.approx(1.0, abs=0.25)
    assert (found.total[1].value, found.first[1].value) == (0.0, 0.0)
    less = extension(of_x() + 3.0, base=np.full(400, 3.0)).indices("wars", "pact", "base")
    assert less.what == "wars of pact less that of base"
    assert less.total[0].value == pytest.approx(found.total[0].value)
    other = extension(of_x()).indices("wars", "pact", seed=5)
    assert other.total[0].low90 != found.total[0].low90


def test_gaps_of_an_extension_are_told():
    figures = of_x()
    figures[5] = np.nan
    with pytest.raises(UsageError) as refused:
        extension(figures).indices("wars", "pact")
    told = "wars of pact  has no value in some runs, because the model gave no result there."
    assert str(refused.value) == told
    with pytest.raises(UsageError, match="wars of base  is the same in every run"):
        extension(of_x()).indices("wars", "base")


class Canned:
    """An extension whose indices are given, by metric; an error is raised."""

    rows = 64

    def __init__(self, groups, **found):
        self.groups, self.found = groups, found

    def indices(self, metric, architecture, against):
        assert (architecture, against) == ("pact", "base")
        if isinstance(self.found[metric], PatoError):
            raise self.found[metric]
        return self.found[metric]


@pytest.fixture
def answered(monkeypatch):
    """Make the table of an extension with given indices."""

    def made_by(one, groups=None, **found):
        asked = {}

        def extend(run, study, **options):
            asked.update(options, run=run, study=study)
            return Canned(groups or {"b": ("b",), "a": ("a",)}, **found)

        monkeypatch.setattr(sensitivity_tables, "extend", extend)
        comparison = made()
        question = Question(tuple(found), "pact", "base", one=one)
        table = extended(comparison, question, rows=64, groups=["g"], workers=3, progress=print)
        assert asked == {
            "rows": 64, "groups": ["g"], "workers": 3, "progress": print, "run": comparison.run, "study": comparison.study,
        }  # fmt: skip
        return table

    return made_by


def test_the_table_of_an_extension(answered):
    table = answered(False, {"both": ("b", "c"), "a": ("a",)}, wars=found_of(), support=found_of(width=0.5))
    assert table.columns == ("metric", "group", "index", "estimate", *ENDS)
    assert table.title == "What it depends on: pact less base, 64 runs, each with 3 variants"
    assert table.group == 1
    assert table.meta["seed"] == 1
    assert [tuple(r) for r in table.rows] == [
        ("wars", "b", "first-order", *map(pytest.approx, (0.3, 0.25, 0.275, 0.325, 0.35))),
        ("wars", "b", "total", *map(pytest.approx, (0.5, 0.45, 0.475, 0.525, 0.55))),
    ]
    assert list(table.notes) == [
        "First-order: share of the variance explained by the group alone; total: including its interactions with others. Intervals by resampled rows.",
        EVEN,
        "Groups: both: b, c.",
        "Left out: wars of pact  the widest interval of 90 per cent is 0.5, above 0.2, with 64 rows (256 runs). About 480 rows (1920 runs) would suffice: --rows 480. Those already computed are kept.",
        "wars does not change at all with: a.",
    ]


def test_where_every_interval_is_too_wide_that_is_the_answer(answered):
    with pytest.raises(TooFewRowsError, match="--rows 480"):
        answered(True, wars=found_of(width=0.5))
    same = UsageError("is the same")
    with pytest.raises(PatoError) as refused:
        answered(False, wars=found_of(width=0.5), support=same, agrees=found_of(width=0.4))
    assert [p.what[:20] for p in refused.value.problems] == ["the widest interval ", "is the same", "the widest interval "]  # fmt: skip
    chosen = sensitivity_tables._most_demanding([same, SimpleNamespace(), TooFewRowsError("", 0.5, 64, 480, 2), TooFewRowsError("", 0.4, 64, 320, 2)])  # fmt: skip
    assert chosen.needed == 480
