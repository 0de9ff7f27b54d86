"""Replications: what counts as agreement, which pacts a war called upon, and that nothing is claimed that the figures do not show."""

import polars as pl
import pytest

from pato.estimate.replications import agreement, names, war_performance
from pato.estimate.replications.alliance_reliability import called
from pato.files.estimates import stored
from pato.report.scoreboard import replications_table


@pytest.mark.parametrize(
    ("published", "ours", "signed", "expected"),
    [
        (0.49, 0.4904, True, "same"),
        (0.49, 0.5, True, "close"),
        (0.49, 0.7, True, "same sign"),
        (0.49, 0.7, False, "differs"),
        (-0.1, 0.1, True, "differs"),
    ],
)
def test_agreement_goes_by_digits_tolerance_and_sign(published, ours, signed, expected):
    assert agreement(published, ours, digits=2, tolerance=0.05, signed=signed) == expected


@pytest.fixture
def store(tmp_path):
    """One war of 1900: 1 attacks 2; 3 joins 2 in 1901, 4 joins 1."""
    fought = [(1, 2, 1900, 1), (1, 3, 1901, 1), (4, 2, 1901, 0)]
    rows = []
    for one, two, year, initiated in fought:
        rows.append((1, one, two, year, 1, initiated, 0, 1))
        rows.append((1, two, one, year, 1, 0, initiated, 2))
    names = ("warnum", "ccode1", "ccode2", "year", "cowinteronset", "initiator1", "initiator2", "sidea1")
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(tmp_path / "cow_war_inter.parquet")
    members = [
        *((10, m, 1890, 0, 1) for m in (2, 3)),  # honoured
        *((11, m, 1890, 0, 1) for m in (2, 3, 5)),  # in part
        *((12, m, 1890, 0, 1) for m in (2, 4)),  # fought on the other side
        *((13, m, 1890, 0, 1) for m in (1, 2, 5)),  # the initiator is a member too
        *((14, m, 1900, 0, 1) for m in (2, 5)),  # of the war's own year
        *((15, m, 1890, 1895, 1) for m in (2, 5)),  # had ended
        *((16, m, 1890, 0, 0) for m in (2, 5)),  # no promise of defence
        (17, 2, 1890, 0, 1),
        (17, 5, 1890, 0, 0),  # is owed defence, owes none
    ]
    schema = ("atopid", "member", "yrent", "yrexit", "defense")
    pl.DataFrame(members, schema=schema, orient="row").write_parquet(tmp_path / "atop51_member_level.parquet")
    return str(tmp_path)


def test_which_pacts_a_war_called_upon_and_who_kept_them(store):
    found = {r["atopid"]: (r["all"], r["any"]) for r in called(store).iter_rows(named=True)}
    assert found == {10: (1, 1), 11: (0, 1), 12: (0, 0)}


def test_every_replication_ships_with_source_and_what_differs():
    shipped = stored("scoreboard")["replications"]
    assert sorted(r["id"] for r in shipped) == names()
    assert all(r["source"] and r["differs"] and r["rows"] for r in shipped)
    assert sum(row["agreement"] == "same" for r in shipped for row in r["rows"]) >= 1


def test_the_table_does_not_call_close_what_is_far():
    for row in replications_table(stored("scoreboard")["replications"]).records():
        if row["published"] is not None and row["agreement"] in {"same", "close"} and row["s.e."]:
            assert abs(row["published"] - row["ours"]) <= 2 * row["s.e."]
        if row["published"] is not None and row["agreement"] == "same sign":
            assert row["published"] * row["ours"] > 0


def test_what_was_never_printed_agrees_with_nothing(tmp_path):
    flags = {"defense": 1, "offense": 1, "neutral": 1, "nonagg": 1}
    wars = [{"honorLLM": h, "violateLLM": 1 - h, **flags, "sample": s} for h in (0, 1) for s in (0, 1)]
    pl.DataFrame(wars).write_parquet(tmp_path / f"{war_performance.TABLE}.parquet")
    ours = war_performance.run(str(tmp_path)).as_dict()
    shipped = next(r for r in stored("scoreboard")["replications"] if r["id"] == "war_performance")
    for found in (ours, shipped):
        assert {r["agreement"] is None for r in found["rows"] if r["published"] is None} == {True}
        assert None not in {r["agreement"] for r in found["rows"] if r["published"] is not None}
