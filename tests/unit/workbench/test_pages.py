"""The pages as a browser without script sees them, and the same content as JSON."""

import json
import re

import pytest
from defusedxml import ElementTree

from pato.workbench.app import figure
from pato.workbench.drawing.intervals import NARROW, WIDE, Change, Words, intervals
from pato.workbench.pages import DATA, PAGES

IN = "in=USA.JPN.AUS&date=2026-11-21"


def test_the_first_page_says_what_changes_without_any_script(client):
    answer = client.get(f"/?{IN}")
    assert answer.status_code == 200
    assert "A pact of three closes every gap on paper." in answer.text
    assert re.search(r'name="s.JPN" value="party" checked', answer.text)
    assert len(answer.content) < 200_000


def test_a_form_leads_to_the_address_that_holds_the_state(client):
    answer = client.get(f"/?{IN}&s.IND=associate&s.AUS=out&s.KOR=party", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?in=USA.JPN.KOR&with=IND&date=2026-11-21"


def test_a_part_is_the_same_content_without_the_frame(client):
    part = client.get(f"/?{IN}", headers={"x-pato-part": "1"}).text
    assert "<html" not in part
    assert part.strip() in client.get(f"/?{IN}").text


def test_the_same_address_gives_the_same_figures_as_json(client):
    data = client.get(f"/api/answer?{IN}").json()
    page = client.get(f"/?{IN}").text
    assert data["finding"] in page
    assert all(card["value"] in page for card in data["cards"])
    assert data == client.get(f"/api/answer?{IN}").json()


def test_figures_are_named_and_hold_no_style_of_their_own(client):
    page = client.get(f"/?{IN}").text
    drawn = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawn) == 4, "risk and map, each wide and narrow"
    for svg in drawn:
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert len(root.get("aria-label")) > 40
        assert "style" not in svg


def test_a_pinned_design_is_shown_beside(client):
    page = client.get(
        "/", params={"in": "USA.JPN.AUS", "date": "2026-11-21", "pin": "in=USA.JPN.AUS.KOR&date=2026-11-21"}
    ).text
    assert "Pinned: 4 parties" in page


def test_states_that_could_join_are_asked_about(client):
    rows = client.get(f"/api/entry?{IN}&may=KOR.PHL").json()["rows"]
    assert [r["state"] for r in rows] == ["KOR", "PHL"]
    assert all(0 <= r["admitted"] <= r["seeks"] <= 1 for r in rows)
    assert "South Korea" in client.get(f"/entry?{IN}&may=KOR.PHL").text
    assert client.get(f"/api/entry?{IN}").status_code == 422


def test_all_figures_come_from_all_models(client):
    rows = {r["id"]: r for r in client.get(f"/api/figures?{IN}").json()["rows"]}
    assert {"gaps", "war_initiations_members", "burden_members", "burden_added"} <= set(rows)
    assert (
        rows["war_initiations_members_all"]["today"]["median"]
        > rows["war_initiations_members"]["today"]["median"]
    )
    assert "agreement_probability" not in rows, "today there is no body that could agree"
    for row in rows.values():
        if row["better"] is not None:
            assert row["better"] + row["worse"] + row["same"] == pytest.approx(1)
        assert row["today"]["low90"] <= row["today"]["median"] <= row["today"]["high90"]
    assert "All figures" in client.get(f"/figures?{IN}").text


def test_the_event_desk_says_who_must_act_and_why(client):
    found = client.get(f"/api/event?{IN}&attacker=CHN&victim=JPN&place=senkaku").json()
    must = {s for d in found["duties"] if d["group"] == "help" for s in d["states"]}
    assert must == {"USA", "AUS"}
    assert all(d["file"].endswith(".yaml") and d["line"] > 0 for d in found["duties"])
    today = client.get(f"/api/event?{IN}&attacker=CHN&victim=JPN&place=senkaku&law=today").json()
    assert {s for d in today["duties"] if d["group"] == "help" for s in d["states"]} == {"USA"}
    chance = {r["state"]: r["median"] for r in found["likely"]}
    before = {r["state"]: r["median"] for r in today["likely"]}
    assert chance["AUS"] > before.get("AUS", 0), "a pact goes with a higher chance of joining"


def test_a_pact_counts_against_an_attacker_that_is_no_named_rival_too(client):
    query = f"{IN}&attacker=IND&victim=AUS&place=canberra"
    found, today = (client.get(f"/api/event?{query}{law}").json()["likely"] for law in ("", "&law=today"))
    chance, before = ({r["state"]: r["median"] for r in rows} for rows in (found, today))
    assert chance["JPN"] > before.get("JPN", 0)


def test_china_and_a_party_strike_together_and_the_victim_is_not_drawn_in_again(client):
    found = client.get(f"/api/event?{IN}&attacker=CHN,USA&victim=JPN&place=senkaku").json()
    assert found["attackers"] == ["CHN", "USA"]
    drawn_in = [j["state"] for one in found["rounds"] for j in one["joins"]]
    assert "JPN" not in drawn_in
    assert len(set(drawn_in)) == len(drawn_in)
    assert any(d["group"] == "broken" and d["state"] == "USA" for d in found["duties"])


def test_an_event_of_the_library_is_answered_on_its_day(client):
    found = client.get(f"/api/event?{IN}&event=cheonan-2010&law=today").json()
    assert found["date"] == "2010-03-26"


@pytest.mark.parametrize("name", ["card.docx", "memo.docx"])
def test_card_and_memo_are_word_files(client, name):
    answer = client.get(f"/event/{name}?{IN}&attacker=CHN&victim=JPN&place=senkaku")
    assert answer.content[:2] == b"PK"
    assert "attachment" in answer.headers["content-disposition"]


def test_the_card_is_a_page_that_prints_and_the_memo_a_text(client):
    card = client.get(f"/event/card?{IN}&attacker=CHN&victim=JPN&place=senkaku").text
    assert "Exercise card: China against Japan" in card
    assert "Who is likely to fight" in card
    assert client.get(f"/event/memo.md?{IN}&attacker=CHN&victim=JPN&place=senkaku").text.startswith(
        "# Note: China against Japan"
    )


@pytest.mark.parametrize(("path", "says"), [
    ("/?in=USA.JPN&text=patoo", "patoo"), ("/?in=USA", "two parties"), ("/?in=USA.JPN&against=nothing", "nothing"),
    ("/event?attacker=Narnia&victim=JPN", "Narnia"), ("/event?attacker=JPN&victim=JPN", "both attacker and victim"),
    ("/event?law=mine", "today, design"),  ("/?in=USA.JPN&date=2026-13-01", "2026-13-01"), ("/?in=USA.JPN&text=../x.yaml", "no file of this folder"),
])  # fmt: skip
def test_what_cannot_be_answered_is_said_in_words_and_in_json(client, path, says):
    page, data = client.get(path), client.get("/api" + path.replace("/?", "/answer?"))
    assert page.status_code == data.status_code == 422
    assert says in page.text
    assert all(set(p) == {"where", "what", "fix"} for p in data.json()["problems"])


def test_a_design_is_saved_once_under_a_name(client, desk):
    form = {"in": "USA.JPN.AUS", "strength": "assist_with_force", "date": "2026-11-21", "name": "strong"}
    answer = client.post("/save-design", data=form)
    assert answer.status_code == 200
    assert "pato compare in-force architectures/strong.yaml" in answer.text
    assert (desk / "treaties" / "strong.yaml").is_file()
    again = client.post("/save-design", data=form | {"in": "USA.JPN"})
    assert again.status_code == 409
    assert "Nothing has been overwritten" in again.text
    own = client.get("/api/answer?in=USA.JPN.AUS&text=treaties/strong.yaml&date=2026-11-21")
    assert own.status_code == 200
    for name in ("../x", "a/b", "", "x.yaml/../../y"):
        assert client.post("/save-design", data=form | {"name": name}).status_code == 422


def test_the_description_names_every_address(client):
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {f"/api{d.path}" for d in DATA}
    listed = client.get("/api").text
    assert all(f"/api{d.path}" in listed for d in DATA)
    assert json.dumps(described)


def test_every_page_of_the_navigation_is_there(client):
    for page in PAGES:
        if page.name:
            answer = client.get(page.path)
            assert answer.status_code == 200, page.path
            assert f'<a href="{page.path}" aria-current="page">' in answer.text


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_long_names_of_a_figure_are_on_lines_that_fit(width):
    name = "New commitments provoke at first and the largest guarantor deters"
    drawn = intervals(
        [Change(name, -1.0, -2.0, 0.0, -3.0, 1.0, "better", "−1 %")],
        1.0,
        Words("Change", "", "", ""),
        width=width,
    )
    lines = re.findall(r'class="name">([^<]*)<', drawn)
    assert " ".join(lines) == name
    assert len(lines) == 2
    assert max(map(len, lines)) <= (34 if width == WIDE else 46)


@pytest.mark.parametrize(
    ("value", "sign", "told"),
    [
        (8e-05, "", "0.00008"),
        (-0.0043, "", "−0.0043"),
        (1234.5, "+", "+1200"),
        (0.0, "", "0"),
        (-49.3, "+", "−49"),
    ],
)
def test_numbers_have_two_digits_a_true_minus_and_no_powers_of_ten(value, sign, told):
    assert figure(value, sign) == told


def test_a_refusal_names_the_field_of_the_page(client):
    page = client.get("/?in=JPN&date=2026-11-21")
    assert page.status_code == 422
    assert "<b>Parties:</b> A pact needs two parties or more." in page.text
