"""Entry to which no member ever objects: nobody is named as the one that objects most often."""

from types import SimpleNamespace

import numpy as np
import pytest

from pato.report.tables import refusals


@pytest.fixture
def nobody(monkeypatch):
    monkeypatch.setattr(refusals, "by_theory", lambda _, found: {"patron": float(np.mean(found))})
    monkeypatch.setattr(refusals, "theories", lambda _: [("patron", slice(None))])
    objects = np.zeros((5, 3, 3), dtype=bool)
    standing = SimpleNamespace(
        objects=objects, members=(0, 1), candidates=(2,), wants_in=np.ones((5, 3), dtype=bool), terms={}
    )
    pool = SimpleNamespace(states=("USA", "JPN", "KOR"), meta={})
    question = SimpleNamespace(pool=pool, name="pact", members=("USA", "JPN"))
    return SimpleNamespace(standing=standing, question=question, draws=None)


def test_no_member_is_named_where_none_objects(nobody):
    told = " ".join(refusals.sentences(nobody))
    assert "No member objects in any run" in told
    assert "most often" not in told
    assert refusals._reasons(nobody).rows == []


def test_the_one_that_objects_is_named(nobody):
    nobody.standing.objects[:2, 1, 2] = True
    assert "most often JPN" in " ".join(refusals.sentences(nobody))
