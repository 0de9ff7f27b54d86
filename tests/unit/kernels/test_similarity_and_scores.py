"""Portfolio similarity and scores of forecasts against sums on paper."""

import numpy as np
import pytest

from pato.kernels.scoring import auc, average_precision, brier_skill
from pato.kernels.similarity import portfolio_similarity


def test_similarity_on_paper():
    # A defends B (3); B consults with C (1); own ties are 3. A = (3,3,0), B = (0,3,1), C = (0,0,3)
    ranks = np.array([[0, 3, 0], [0, 0, 1], [0, 0, 0]])
    S = portfolio_similarity(ranks, highest=3)
    assert S[0, 1] == pytest.approx(1 - 2 * (3 + 0 + 1) / 9)
    assert S[0, 2] == pytest.approx(1 - 2 * (3 + 3 + 3) / 9)
    assert S[1, 2] == pytest.approx(1 - 2 * (0 + 3 + 2) / 9)
    assert (np.diag(S) == 1).all()


def test_similarity_equals_its_definition_on_any_ranks():
    ranks = np.random.Generator(np.random.Philox(5)).integers(0, 4, (12, 12))
    np.fill_diagonal(ranks, 3)
    expected = [[1 - 2 * np.abs(a - b).sum() / (3 * 12) for b in ranks] for a in ranks]
    np.testing.assert_allclose(portfolio_similarity(ranks, highest=3), expected, atol=1e-12)


def test_scores_equal_scikit_learns_with_ties():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.Generator(np.random.Philox(6))
    p = np.round(rng.random(2000), 2)
    y = (rng.random(2000) < p**3).astype(float)
    assert auc(y, p) == pytest.approx(metrics.roc_auc_score(y, p), rel=1e-12)
    assert average_precision(y, p) == pytest.approx(metrics.average_precision_score(y, p), rel=1e-12)


def test_scores_on_paper():
    y, p = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert auc(y, p) == 3 / 4
    assert average_precision(y, p) == pytest.approx((1 + 2 / 3) / 2)
    # squared errors .01 .64 .09 .01 against a coin's .25 each
    assert brier_skill(y, p, np.full(4, 0.5)) == pytest.approx(1 - 0.75 / 1.0)
