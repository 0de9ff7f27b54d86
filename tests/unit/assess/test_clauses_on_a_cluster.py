"""The table of clauses on a cluster is that of one machine, though a worker is killed; a text that differs there is refused."""

import json

import pytest
import two_state_world  # noqa: F401  both sides of the cluster then have its versions
from fleet import two_workers

import pato
from pato.assess import clauses as taken
from pato.errors import RunError
from pato.futures import cluster
from pato.futures.cluster import connected

pytest.importorskip("distributed")
TREATY = {
    "format": 2,
    "id": "two",
    "title": "A pact of two",
    "binding": "treaty",
    "status": "proposed",
    "checked": "text",
    "sources": [{"title": "made for a test", "date": "2026-01-01"}],
    "parties": [{"state": "AUS"}, {"state": "JPN"}],
    "obligations": [
        {"id": "defence", "article": "1", "kind": "defence", "when": {"act": "attack"}, "duty": "assist_with_force"},
        {"id": "talks", "article": "2", "kind": "consultation", "when": {"act": "attack"}, "duty": "consult"},
        {"id": "capacity", "article": "3", "kind": "assistance", "duty": "maintain_capacity"},
    ],
}  # fmt: skip
ASKED = {"futures": 14, "date": "2026-11-21", "metrics": ["war_initiations_members"]}


@pytest.fixture
def pact(tmp_path):
    path = tmp_path / "pact.yaml"
    path.write_text(json.dumps(TREATY))
    return path


def test_the_table_is_that_of_one_machine_though_a_worker_is_killed(pact, monkeypatch):
    monkeypatch.setattr(taken, "AT_ONCE", 1)
    alone = pato.clauses(pact, **ASKED)
    assert len(alone.rows) == 4
    with two_workers() as (number, _, _, workers), connected(f"tcp://127.0.0.1:{number}"):

        def pieces(*asked):
            for answer in cluster.pieces(*asked):
                workers[0].kill()  # while the other pieces are under way
                yield answer

        monkeypatch.setattr(taken, "pieces", pieces)
        together = pato.clauses(pact, **ASKED)
        assert workers[0].wait() != 0
    assert together.to_csv() == alone.to_csv()


def test_a_text_that_a_worker_sees_otherwise_is_refused(pact):
    asked = {"architecture": str(pact), "treaty": None, "own": ASKED, "at_once": 2}
    with pytest.raises(RunError, match="has another content where a worker"):
        taken.taking_apart(asked | {"files": {str(pact): "0" * 64}})
    with pytest.raises(RunError, match="is not seen by a worker"):
        taken.taking_apart(asked | {"files": {str(pact.with_name("other.yaml")): "0" * 64}})
