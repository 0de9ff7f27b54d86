"""Weights, what would have to be true, and long runs that outlive the page and the server."""

import signal
import time

import pytest

from pato.errors import UsageError
from pato.workbench.jobs import Jobs, study_text

IN = "in=USA.JPN.AUS&date=2026-11-21"
DESIGN = {
    "architectures/tiny.yaml": "format: 1\nid: tiny\ntitle: Tiny\nall_in_force: true\nadd: [pato]\nparties: {pato: [USA, JPN, AUS]}\n"
}


def until(jobs, name, states, seconds=240):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = jobs.one(name)
        if job.state in states:
            return job
        time.sleep(0.2)
    pytest.fail(f"the run stayed {job.state}: {job}")


@pytest.mark.reliability
def test_a_run_that_is_killed_goes_on_from_what_was_kept(tmp_path):
    jobs = Jobs(tmp_path)
    text = study_text("tiny", "in-force", "2026-11-21", 2600, ()).replace(
        "seed: 1", "seed: 1\nmetrics: [war_initiations_members]"
    )
    assert jobs.begin("tiny", DESIGN, text).state in {"starting", "running"}
    end = time.monotonic() + 240
    while jobs.one("tiny").done < 1250 and time.monotonic() < end:
        time.sleep(0.02)
    jobs._started["tiny"][0].send_signal(signal.SIGKILL)
    jobs._started["tiny"][0].wait(20)
    kept = jobs.one("tiny")
    assert kept.done >= 1250
    later = Jobs(tmp_path)  # the next day: another server on the same folder
    assert [j.name for j in later.all()] == ["tiny"]
    if kept.state != "complete":
        assert later.one("tiny").state == "stopped"
        later.go_on("tiny")
    assert until(later, "tiny", {"complete", "failed"}).state == "complete"
    chunks = tmp_path / "runs" / "tiny" / "chunks"
    assert len(list(chunks.glob("*.sha256"))) == 3


def test_a_run_is_cancelled_and_a_mistake_is_told(tmp_path):
    jobs = Jobs(tmp_path)
    jobs.begin("tiny", DESIGN, study_text("tiny", "in-force", "2026-11-21", 100_000, ()))
    assert jobs.cancel("tiny").state == "stopped"
    wrong = DESIGN["architectures/tiny.yaml"].replace("USA", "XXX").replace("tiny", "wrong")
    jobs.begin(
        "wrong", {"architectures/wrong.yaml": wrong}, study_text("wrong", "in-force", "2026-11-21", 100, ())
    )
    job = until(jobs, "wrong", {"failed", "complete"})
    assert job.state == "failed"
    assert job.told


def test_names_and_numbers_that_make_no_sense_are_refused(tmp_path):
    jobs = Jobs(tmp_path)
    for name in ("../x", "a/b", "", "x" * 60, ".hidden", "a b"):
        with pytest.raises(UsageError):
            jobs.place(name)
        with pytest.raises(UsageError):
            jobs.begin(name, DESIGN, "x")
    for futures in (1, 10_000_000):
        with pytest.raises(UsageError, match="200,000"):
            study_text("x", "in-force", "2026-11-21", futures, ())
    with pytest.raises(UsageError, match="no run"):
        jobs.one("nothing")


def test_a_name_that_other_files_have_is_not_taken(tmp_path):
    jobs = Jobs(tmp_path)
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "tiny.yaml").write_text("id: somebody-else\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is taken"):
        jobs.begin("tiny", DESIGN, study_text("tiny", "in-force", "2026-11-21", 100, ()))
    assert (tmp_path / "studies" / "tiny.yaml").read_text(encoding="utf-8") == "id: somebody-else\n"


def test_weights_pool_the_assumptions_and_say_what_would_have_to_be_true(client):
    form = client.get(
        "/runs?in=USA.JPN.AUS.CAN.KOR.TWN.NZL.PHL&date=2026-11-21&w.additive=2&w.provoke=1&w.patron=0",
        follow_redirects=False,
    )
    assert "w=additive:2.patron:0.provoke:1" in form.headers["location"]
    page = client.get(form.headers["location"]).text
    assert "With your weights" in page
    assert "All commitments add up 67&nbsp;%" in page
    assert "to fall, one of these must be true: all commitments add up." in page
    assert "All assumptions weighted equally" in client.get(f"/runs?{IN}").text


def test_the_page_lists_runs_and_refuses_what_is_not_there(client):
    assert client.get("/api/runs").json() == {"runs": []}
    assert client.get("/runs/report?run=../../etc").status_code == 422
    assert client.get("/runs/report?run=nothing").status_code == 422
    start = {"in": "USA.JPN", "date": "2026-11-21"}
    for name, futures in (("../x", "1000"), ("x", "many"), ("x", "5")):
        assert client.post("/runs/start", data=start | {"name": name, "futures": futures}).status_code == 422
    assert client.post("/runs/change", data=start | {"name": "x", "do": "rm"}).status_code == 422


def test_every_figure_has_its_source_year_and_licence(client):
    found = client.get(f"/api/data?{IN}").json()
    assert [m["id"] for m in found["models"]] == ["war_risk", "support", "membership"]
    columns = found["figures"]["columns"]
    known = {row[columns.index("source")] for row in found["figures"]["rows"]}
    assert known <= {row[0] for row in found["sources"]["rows"]}
    assert all(row[columns.index("licence")] for row in found["figures"]["rows"])
    for model in found["models"]:
        assert all(row[2] in {"fact", "estimate", "assumption"} for row in model["rows"])
    page = client.get(f"/data?{IN}").text
    assert all(
        f'id="{part}"' in page
        for part in ("war_risk", "support", "membership", "sources", "treaties", "evidence", "validation")
    )


def test_a_finished_run_says_what_it_found_and_in_which_runs(client, desk):
    from pato.api.studies import compare

    options = {"metrics": ["war_initiations_members"], "status_quo": "in-force"}
    compare(
        "in-force",
        "pato-8",
        futures=350,
        date="2026-11-21",
        options=options,
        folder=desk / "runs" / "done",
        report=False,
    )
    assert [
        (j["name"], j["state"], j["done"])
        for j in client.get("/api/runs").json()["runs"]
        if j["name"] == "done"
    ] == [("done", "complete", 350)]
    page = client.get(f"/runs?{IN}&run=done&when=war_initiations_members").text
    assert "In which runs is the design better?" in page
    assert "of the runs in this box are such runs" in page
    assert page.count('class="run better"') + page.count('class="run worse"') > 20
    assert "assumption about deterrence" in page, (
        "the factor that the change depends on is named beside the figure"
    )
    assert client.get(f"/runs?{IN}&run=done&when=beauty").status_code == 422
    assert client.get("/runs/report?run=done").status_code == 422, "it was run without a report"
