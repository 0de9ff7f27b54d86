"""The frontier in the report: memberships with a known front, and words where there is no sweep."""

import json
from types import SimpleNamespace

import polars as pl
import pytest

from pato.errors import RunError
from pato.files.storage import hash_of_file
from pato.models.sweep.ranking import NEEDED
from pato.report.sections.frontier import build, named_table, read_sweep

# bits: USA 1, JPN 2, AUS 4; the last is worse than the second in everything
MEMBERS = {
    3: (None, 0.5, -0.1, -0.01, 0.2),
    7: ("pato-3", 0.4, 0.1, -0.03, 0.6),
    5: (None, 0.3, 0.0, -0.02, 0.5),
}


@pytest.fixture
def folder(tmp_path):
    rows = [
        {
            "membership": mask,
            "size": mask.bit_count(),
            "members_gain": gain,
            "outsiders_gain": outside,
            "wars_change": wars,
            "holds_exclusive": holds,
            "accepted": holds,
            "internal": holds,
            "holds_open": holds,
            "members_least": gain,
            "called": called,
        }
        for mask, (called, gain, outside, wars, holds) in MEMBERS.items()
    ]
    assert set(NEEDED) < set(rows[0])
    pl.DataFrame(rows).write_parquet(tmp_path / "memberships.parquet")
    (tmp_path / "chunks").mkdir()
    (tmp_path / "chunks" / "memberships.sha256").write_text(hash_of_file(tmp_path / "memberships.parquet"))
    about = {
        "state": "complete",
        "constraints": "2 to 3 members",
        "request": {"futures": 9},
        "pool": {"pool": ["USA", "JPN", "AUS"]},
    }
    (tmp_path / "sweep.json").write_text(json.dumps(about))
    return tmp_path


def test_the_proposal_stands_where_it_stands(folder):
    ranking, about = read_sweep(folder)
    assert about["constraints"] == "2 to 3 members"
    assert sorted(ranking.front["membership"].to_list()) == [3, 7]
    row = named_table(ranking).records()[0]
    assert (row["proposal"], row["rank_members_gain"], row["rank_holds_exclusive"]) == ("pato-3", 2, 1)
    assert row["dominated by"] == 0
    assert ranking.dominated_by(5) == 1


def test_the_section_marks_it(folder):
    section = build(SimpleNamespace(sweep=folder))
    figure = section.blocks[1]
    assert ">pato-3<" in figure.svg
    assert "3 memberships" in figure.alt
    assert "2 on the front" in figure.alt
    assert build(SimpleNamespace(sweep=None)) is None


@pytest.mark.parametrize("state", [None, "unfinished"])
def test_a_folder_without_a_finished_sweep_is_told(folder, state):
    if state is None:
        (folder / "sweep.json").unlink()
    else:
        (folder / "sweep.json").write_text(json.dumps({"state": state}))
    with pytest.raises(RunError, match="no finished sweep"):
        build(SimpleNamespace(sweep=folder))
