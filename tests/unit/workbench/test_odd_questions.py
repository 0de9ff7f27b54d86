"""Questions that are odd and allowed, and some that are not: each is answered or refused in words, never by a mistake of the server."""

from pathlib import Path

import pytest

from pato.treaties.architecture import load_architecture
from pato.workbench.clauses import written
from pato.workbench.words import finding

DAY = "date=2026-11-21"
IN = f"in=USA.JPN.AUS&{DAY}"


def problems(answer):
    return " ".join(f"{p['where']} {p['what']} {p['fix']}" for p in answer.json()["problems"])


def test_a_weight_of_no_known_assumption_is_refused_by_name(client):
    for path in ("/api/answer", "/runs"):
        assert client.get(f"{path}?{IN}&w=patrom:2").status_code == 422
    assert "Did you mean 'patron'?" in problems(client.get(f"/api/answer?{IN}&w=patrom:2"))


def test_a_weight_may_be_a_decimal_in_the_address_too(client):
    sent = client.get(f"/runs?{IN}&w.patron=0.5&w.no_effect=2", follow_redirects=False)
    assert sent.status_code == 303
    rows = client.get(sent.headers["location"].replace("/runs", "/api/answer")).json()["risk"]
    assert {r["id"]: r["weight"] for r in rows if r["id"] and r["weight"]} == {
        "patron": 0.5,
        "no_effect": 2.0,
    }


def test_a_pinned_design_may_be_long(client):
    weights = ".".join(
        f"{n}:1" for n in ("additive", "est", "no_effect", "patron", "pledge", "provoke", "provoke_patron")
    )
    pin = f"in=USA.JPN.AUS.CAN.KOR.TWN.NZL.PHL&with=IND.VNM.IDN.MYS&text=pacific-nato-2020&may=SGP.THA.GBR.FRA&guarantor=honours&w={weights}&{DAY}"
    assert len(pin) > 200
    answer = client.get("/", params={"in": "USA.JPN.AUS", "date": "2026-11-21", "pin": pin})
    assert answer.status_code == 200
    assert "Pinned: 8 parties" in answer.text


@pytest.mark.parametrize("name", ["2024", "true", "1e5", "null"])
def test_a_design_with_the_name_of_a_number_is_saved_as_text(client, desk, name):
    assert client.post("/save-design", data={"in": "USA.JPN.AUS", "name": name}).status_code == 200
    assert load_architecture(str(desk / "architectures" / f"{name}.yaml")).id == name


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": "Pacific_Seven"}, "small letters"),
        ({"name": "lost", "against": "nonsense"}, "is not known"),
        ({"name": "lost", "against": "architectures/base.yaml"}, "no architecture can extend"),
    ],
)
def test_a_design_that_would_be_no_valid_file_is_refused_and_not_written(client, desk, more, told):
    (desk / "architectures").mkdir(exist_ok=True)
    text = 'format: 1\nid: base\ntitle: "b"\nextends: hub-and-spoke\n'
    (desk / "architectures" / "base.yaml").write_text(text, encoding="utf-8")
    answer = client.post("/save-design", data={"in": "USA.JPN.AUS", **more})
    assert answer.status_code == 422
    assert told in answer.text
    assert not (desk / "architectures" / f"{more['name']}.yaml").exists()


def test_an_event_of_the_folder_is_read_again_whatever_its_ending(client, desk):
    text = "format: 1\nid: mine\ntitle: t\nattacker: CHN\nvictim: {}\nact: armed_attack\non: territory\ndate: 2026-11-21\n"
    pages = []
    for victim in ("JPN", "PHL"):
        (desk / "mine.yml").write_text(text.format(victim), encoding="utf-8")
        pages.append(client.get(f"/event?{IN}&event=mine.yml").text)
    assert "against Japan" in pages[0]
    assert "against Philippines" in pages[1]


def test_no_chance_is_given_for_a_war_of_another_age(client):
    found = client.get(f"/api/event?{IN}&event=taiwan-strait-1958").json()
    assert found["likely"] == []
    assert "There are no data on 1958" in found["unlikely"]
    assert client.get(f"/api/event?{IN}").json()["likely"]


def test_all_figures_of_a_pact_without_an_economy_of_the_trade_data(client):
    answer = client.get(f"/api/figures?in=TUV.NRU&{DAY}")
    assert answer.status_code == 200
    assert answer.json()["rows"]


def test_a_text_that_lost_its_end_in_the_cache_is_written_again(tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_CACHE", str(tmp_path))
    path = Path(written("id: a\n"))
    path.write_text("", encoding="utf-8")
    assert Path(written("id: a\n")).read_text(encoding="utf-8") == "id: a\n"


def test_a_text_that_opens_gaps_says_so():
    assert "A pact of three opens two gaps; three pairs are without" in finding("ABC", (1, 3), ["same"])
    assert "opens one gap; one pair is without" in finding("AB", (0, 1), ["same"])
