"""The editor: mistakes at their lines, saves that lose nothing, obligations and drafts beside the text."""

import json

import pytest

from pato.workbench.clauses import source_of
from pato.workbench.folder import ABSENT
from pato.workbench.texts import beside, checked, words

PATO = source_of("pato", None).read_text(encoding="utf-8")
WEAK = PATO.replace("    duty: assist_as_deemed_necessary", "    duty: assist_as_deemed_neccessary", 1)
AT = next(i for i, line in enumerate(WEAK.splitlines(), 1) if "neccessary" in line)


def post(client, path, **body):
    return client.post(path, content=json.dumps(body))


def test_a_typing_mistake_is_found_at_its_line_with_its_repair():
    found = checked("mine.yaml", WEAK)
    assert [p["line"] for p in found["problems"]] == [AT]
    assert "assist_as_deemed_necessary" in found["problems"][0]["what"] + found["problems"][0]["fix"]
    assert checked("mine.yaml", PATO) == {"kind": "treaty", "problems": []}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "a: [1, 2",
        "format: 1",
        "- just\n- a list",
        "x" * 2000,
        "format: 2\nid: [",
        "\tx: 1",
        "a: &a [*a, *a]",
    ],
)
def test_whatever_is_typed_is_answered_with_lines(text):
    found = checked("mine.yaml", text)
    assert found["problems"]
    assert all(p["line"] >= 1 and p["what"] for p in found["problems"])


def test_words_come_from_the_schema():
    found = words("treaty")
    assert {"obligations", "subject_to", "areas"} <= set(found["keys"])
    assert "assist_with_force" in found["values"]["duty"]
    assert "armed_attack" in found["values"]["act"]
    assert words("nonsense") == {"keys": [], "values": {}}


def test_beside_a_text_stand_its_obligations_what_differs_and_its_draft():
    text = PATO.replace(
        "    subject_to: [own_judgment, constitutional_processes, request_of_victim]",
        "    subject_to: [own_judgment]",
        1,
    )
    found = beside("mine.yaml", text)
    defence = next(o for o in found["obligations"] if o["kind"] == "defence")
    assert (defence["article"], defence["conditions"]) == ("5", "own judgment")
    assert found["against"] == "pato"
    assert any("constitutional" in c["before"] + c["after"] for c in found["changes"])
    assert "Article 5" in found["draft"]
    assert beside("mine.yaml", PATO)["changes"] == []


def test_a_text_is_copied_changed_and_saved_and_a_second_window_sees_the_conflict(client, desk):
    answer = client.post(
        "/text/copy",
        data={"file": "library/treaties/pato.yaml", "name": "treaties/mine.yaml"},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/text?file=treaties/mine.yaml&saved=1"
    held = client.get("/api/file?file=treaties/mine.yaml").json()
    assert held["text"] == PATO
    first = client.post(
        "/text/save", data={"file": "treaties/mine.yaml", "version": held["version"], "text": WEAK}
    )
    assert first.status_code == 200
    assert f"treaties/mine.yaml:{AT}" in first.text, "what is saved is judged as 'pato check' judges it"
    second = client.post(
        "/text/save",
        data={"file": "treaties/mine.yaml", "version": held["version"], "text": "id: other\n<b>"},
    )
    assert second.status_code == 409
    assert "Another version has been saved" in second.text
    assert "id: other\n&lt;b&gt;</textarea>" in second.text, "the text is kept whole, and harmless"
    assert (desk / "treaties" / "mine.yaml").read_text(encoding="utf-8") == WEAK
    newest = client.get("/api/file?file=treaties/mine.yaml").json()["version"]
    assert f'name="version" value="{newest}"' in second.text, (
        "saving again is meant to overwrite the version that was shown"
    )
    mended = client.post("/text/save", data={"file": "treaties/mine.yaml", "version": newest, "text": PATO})
    assert "finds no mistake" in mended.text


def test_the_same_by_json(client):
    body = {"file": "events/mine.yaml", "text": "id: mine\n", "version": ABSENT}
    made = client.put("/api/file", content=json.dumps(body))
    assert made.status_code == 200
    again = client.put("/api/file", content=json.dumps(body | {"text": "id: other\n"}))
    assert (again.status_code, again.json()["current"]) == (409, "id: mine\n")
    assert "events/mine.yaml" in client.get("/api/files").json()["files"]
    found = post(client, "/api/check", file="events/mine.yaml", text="id: mine\n").json()
    assert found["problems"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"file": 1, "text": "x"}',
        b'{"file": "a"}',
        b"[" * 5000,
        b'{"file": "a.yaml", "text": "\\ud800"}',
        b"\xff",
    ],
)
def test_bodies_that_are_no_object_of_texts_are_refused(client, body):
    for method, path in (("POST", "/api/check"), ("PUT", "/api/file"), ("POST", "/api/runs")):
        assert client.request(method, path, content=body).status_code == 422


def test_drafts_are_files(client):
    client.put(
        "/api/file", content=json.dumps({"file": "treaties/draft.yaml", "text": PATO, "version": ABSENT})
    )
    for fmt, start in (("md", b"# "), ("docx", b"PK"), ("akn", b"<?xml")):
        assert client.get(f"/text/draft?file=treaties/draft.yaml&format={fmt}").content.startswith(start)
    assert client.get("/text/draft?file=treaties/draft.yaml&format=exe").status_code == 422


def test_the_source_of_an_obligation_is_shown_at_its_line(client):
    page = client.get("/text?file=library/treaties/pato.yaml&line=153").text
    assert '<mark id="line">  - id: defence</mark>' in page
    for name in (
        "library/../../x.yaml",
        "library/treaties/nothing.yaml",
        "library/treaties/../../pyproject.toml",
    ):
        assert client.get("/text", params={"file": name}).status_code == 422


def test_what_a_file_says_is_shown_and_never_run(client):
    script = 'id: x\ntitle: "</textarea><script>alert(1)</script>"\n'
    client.put(
        "/api/file", content=json.dumps({"file": "treaties/bad.yaml", "text": script, "version": ABSENT})
    )
    page = client.get("/text?file=treaties/bad.yaml").text
    assert "<script>alert(1)" not in page
    assert "</textarea><script>" not in page


SMALL = {
    "format": 2,
    "id": "three-and-taiwan",
    "title": "A pact of three that helps Taiwan",
    "binding": "treaty",
    "status": "proposed",
    "checked": "text",
    "sources": [{"title": "made for a test", "date": "2026-01-01"}],
    "parties": [{"state": s} for s in ("AUS", "JPN", "USA", "TWN")],
    "areas": {"here": {"article": "2", "includes": [{"administered_by": ["AUS", "TWN"], "on": ["territory"]}]}},
    "obligations": [
        {"id": "defence", "article": "5", "kind": "defence", "when": {"act": "attack", "in": "here"}, "duty": "assist_with_force"},
        {"id": "capacity", "article": "3", "kind": "assistance", "duty": "maintain_capacity"},
    ],
}  # fmt: skip


def test_a_drafter_weakens_article_5_and_sees_what_each_clause_does_and_the_draft(client):
    text = json.dumps(SMALL, indent=1).replace("assist_with_force", "assist_as_deemed_necessary")
    page = client.post("/text/clauses", data={"file": "treaties/small.yaml", "version": ABSENT, "text": text})
    assert page.status_code == 200
    assert "What each clause of" in page.text
    assert "duty: act to meet" in page.text, "the next stronger duty"
    assert "attacks on members by named rivals that lead to war" in page.text
    assert "no model reads this clause" in page.text
    assert "Draft as a readable text" in page.text
    assert client.get("/api/files").json()["files"].count("treaties/small.yaml") == 0, (
        "nothing is saved by it"
    )


def test_clauses_of_a_text_with_mistakes_or_of_another_kind_are_refused(client):
    for text in ("format: 2\nid: [", "format: 1\nid: x\ntitle: X\nall_in_force: true\n"):
        answer = post(client, "/api/clauses", file="treaties/small.yaml", text=text)
        assert answer.status_code == 422
        assert "no treaty without mistakes" in answer.text
