"""The legal adviser's note: question, text, readings with holders, answer, what is not covered, sources; and one JSON trace."""

import importlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from pato.api import law
from pato.cli.app import cli
from pato.report import legal_memo
from pato.treaties.architecture import load_architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.events import make_event

SECTIONS = [
    "Question",
    "Answer",
    "Text relied on",
    "Readings, and who holds them",
    "What is not covered",
    "Sources",
]


def run(*arguments):
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exception is None, result.output
    return result.output


def blocks(*event, **rest):
    system = load_architecture("in-force")
    return legal_memo.memo(who_must_act(system, make_event(*event, **rest), cascade=False), system)


def section(found, heading):
    start = next(i for i, b in enumerate(found) if b.text == heading and b.style == "heading")
    rest = found[start + 1 :]
    end = next((i for i, b in enumerate(rest) if b.style == "heading"), len(rest))
    return [b.text for b in rest[:end]]


def test_it_has_the_six_sections_in_order():
    found = blocks("CHN", "JPN", on="space_assets", place="tokyo", date="2024-06-01")
    assert [b.text for b in found if b.style == "heading"] == SECTIONS
    assert found[0].style == "title"


def test_it_quotes_the_words_that_decided_with_article_file_and_line():
    found = blocks("CHN", "USA", on="military_base", place="darwin", date="2026-06-01")
    (line,) = [t for t in section(found, "Text relied on") if t.startswith("ANZUS")]
    assert "“the metropolitan territory of any of the Parties” (Article V)" in line
    assert "library/treaties/anzus.yaml:" in line
    assert any(
        t.startswith("Australia must help: act to meet common danger (ANZUS, Article IV)")
        for t in section(found, "Answer")
    )


def test_it_names_readings_with_their_holders_and_says_case_by_case():
    found = blocks(
        "RUS", "EST", "cyber_attack", on="critical_infrastructure", place="tallinn", date="2026-06-01"
    )
    assert section(found, "Answer")[0].startswith("No defence obligation is beyond dispute")
    assert any("decided case by case" in t for t in section(found, "Answer"))
    assert any(
        "case by case" in t and "North Atlantic Council" in t
        for t in section(found, "Readings, and who holds them")
    )


def test_it_says_what_is_not_covered_and_why():
    found = blocks("PRK", "USA", "missile_strike", place="honolulu", date="2024-07-15")
    assert any(
        t.startswith("NATO, Article 5: ") and "lies outside" in t
        for t in section(found, "What is not covered")
    )


def test_it_keeps_to_a_page_where_nobody_owes_anything():
    found = blocks("ARG", "CHE", date="2020-01-01")
    assert section(found, "Answer")[0].startswith("No text that was read calls for defence")


def test_silence_is_never_nobody():
    found = blocks("DEU", "POL", place="warsaw", date="1939-09-01")
    assert "whether another instrument calls for it is not known" in section(found, "Answer")[0]
    assert any("Anglo-Polish" in t for t in section(found, "What is not covered"))


def test_against_whom_and_on_what_fact_a_duty_turns_stands_in_the_sentence():
    lent = section(
        blocks("RUS", "LTU", "invasion", place="vilnius", date="2026-06-01", lends="BLR"), "Answer"
    )
    assert any("must help against Belarus is disputed: assist as deemed" in t for t in lent)
    assert lent[0].endswith("subject to own judgment, constitutional processes.")
    left = section(
        blocks("USA", "PRK", "air_strike", place="pyongyang", date="2026-06-01", first_force="unknown"),
        "Answer",
    )
    assert left[0] == (
        "China must help: assist with force (China-DPRK 1961, Article II); if the attacker struck first."
    )
    assert any("(Cuba-DPRK 1986, article not known)" in t for t in left)


def test_a_reading_is_told_once_with_all_articles_that_it_bears_on():
    found = section(blocks("UKR", "RUS", place="crimea", date="2023-08-01"), "Readings, and who holds them")
    assert len([t for t in found if t.startswith("possession-is-protected")]) == 1
    assert "CSTO 4; Russia-Armenia 1997 3" in found[0]


def test_several_victims_without_a_place_are_each_struck_at_home():
    found = blocks("ISR", ["EGY", "JOR"], "air_strike", date="1967-06-05")
    assert found[0].text.endswith("air strike on territory, each at home, 1967-06-05")
    assert any("each is taken as struck" in t for t in section(found, "What is not covered"))


def test_disputed_and_host_are_said_in_plain_sentences():
    found = section(blocks("CHN", "USA", on="military_base", place="darwin", date="2026-06-01"), "Answer")
    assert any(t.startswith("Whether New Zealand must help is disputed: ") for t in found)
    assert any(
        t.startswith("New Zealand and the United States must help Australia, which holds the land struck: ")
        for t in found
    )


def test_markdown_escapes_what_files_say(tmp_path):
    evil = legal_memo.markdown([legal_memo.Block("item", "a *bold* <b>word</b> [link](x)")])
    assert evil == "- a \\*bold\\* \\<b\\>word\\</b\\> \\[link\\](x)\n"


def test_the_command_writes_markdown_and_word(tmp_path):
    docx = pytest.importorskip("docx")
    assert run("memo", "senkaku-attack").startswith("# Note: China against Japan")
    path = tmp_path / "note.docx"
    run("memo", "senkaku-attack", "--format", "docx", "-o", str(path))
    document = docx.Document(io.BytesIO(path.read_bytes()))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert headings == SECTIONS
    refused = CliRunner().invoke(cli, ["memo", "senkaku-attack", "--format", "docx"])
    assert "cannot be shown in the terminal" in refused.output


def test_json_with_a_trace_is_one_document_whose_steps_cite_words_file_and_line(tmp_path):
    path = tmp_path / "answer.json"
    run("who", "senkaku-attack", "--no-cascade", "--format", "json", "--trace", "-o", str(path))
    answer = json.loads(path.read_text())
    tried = next(
        t for t in answer["trace"] if t["instrument"] == "us-japan-1960" and t["obligation"] == "defence"
    )
    step = next(s for s in tried["steps"] if s["condition"] == "in")
    assert step["words"] == "in the territories under the administration of Japan"
    assert (step["article"], step["file"]) == ("V", "library/treaties/us-japan-1960.yaml")
    assert step["line"] > 1
    assert answer == json.loads(run("who", "senkaku-attack", "--no-cascade", "--format", "json", "--trace"))


def test_options_and_files_name_the_same_facts(tmp_path):
    event = tmp_path / "event.yaml"
    event.write_text(
        "format: 2\nid: e\ntitle: t\nattacker: [CHN, PRK]\nvictim: [JPN]\nlends: [RUS]\nact: missile_strike\non: warship\nplace: okinawa\n"
        "zone: port\ndate: 2026-06-01\nintent: deliberate\nconsent: {by: JPN, status: disputed}\nfirst_force: CHN\n"
        'council: {status: measures, resolution: "1"}\nrequested: true\ndecided: [nato]\n'
    )
    said = run("who", str(event), "--no-cascade", "--format", "json")
    given = run(
        *(
            "who",
            "--attacker",
            "China,North Korea",
            "--victim",
            "Japan",
            "--lends",
            "RUS",
            "--act",
            "missile_strike",
            "--on",
            "warship",
        ),
        *(
            "--place",
            "okinawa",
            "--zone",
            "port",
            "--date",
            "2026-06-01",
            "--intent",
            "deliberate",
            "--consent",
            "JPN:disputed",
        ),
        *(
            "--first-force",
            "CHN",
            "--council",
            "measures:1",
            "--requested",
            "--decided",
            "nato",
            "--no-cascade",
            "--format",
            "json",
        ),
    )
    first, second = json.loads(said), json.loads(given)
    first["event"].pop("id")
    assert first == second
    assert first["event"]["zone"] == "port"


def test_a_group_is_said_with_options_too():
    answer = json.loads(
        run(
            *(
                "who",
                "--group",
                "isil",
                "--base",
                "SYR",
                "--link",
                "harboured",
                "--victim",
                "FRA",
                "--act",
                "terrorist_attack",
            ),
            *("--place", "paris", "--date", "2016-07-14", "--no-cascade", "--format", "json"),
        )
    )
    assert answer["event"]["author"] == {
        "group": "isil",
        "base": "SYR",
        "link": "harboured",
        "home_grown": False,
    }
    assert {
        d["status"] for d in answer["duties"] if d["instrument"] == "nato" and d["kind"] == "defence"
    } == {"disputed"}
    both = CliRunner().invoke(cli, ["who", "--group", "isil", "--attacker", "SYR", "--victim", "FRA"])
    assert "give one of them" in both.output
    wrong = CliRunner().invoke(cli, ["who", "senkaku-attack", "--unknown", "weather"])
    assert "is no fact" in wrong.output


@pytest.mark.parametrize("words", [("memo", "senkaku-attack"), ("draft", "anzus")])
def test_the_ending_of_the_file_says_that_it_is_a_word_file(words, tmp_path):
    path = tmp_path / "note.docx"
    done = CliRunner().invoke(cli, [*words, "-o", str(path)])
    assert done.exit_code == 0, done.output
    assert zipfile.is_zipfile(path)


def test_a_letter_names_states_and_no_options_of_the_command_line():
    found = blocks("PRK", "USA", "missile_strike", place="honolulu", date="2024-07-15")
    text = "\n".join(b.text for b in found)
    assert "first force by North Korea; no binding act" in text
    assert "(Nicaragua-United States, 1948-)" in text
    assert "--" not in text.replace("1948-)", "")
    assert any(t.startswith("The Philippines must help") for t in section(found, "Answer"))


def test_both_sides_of_each_dispute_are_told_and_what_is_left_out_is_counted():
    found = section(
        blocks("TUR", "CYP", "invasion", place="northern-cyprus", date="1974-07-20"),
        "Readings, and who holds them",
    )
    assert [t.partition(" ")[0] for t in found] == [
        "a-right-and-no-duty",
        "to-guarantee-is-to-defend",
        "ended-by-cyprus",
        "still-in-force",
    ]
    many = section(
        blocks("CHN", "FRA", place="new-caledonia", date="2026-06-01"), "Readings, and who holds them"
    )
    assert many[-1].endswith(" further readings: pato who.")


def test_states_stand_in_the_order_of_their_names_and_each_article_once():
    found = blocks("RUS", "POL", "missile_strike", place="warsaw", date="2026-06-01", lends="BLR")
    assert section(found, "Answer")[0].startswith(
        "Albania, Belgium, Bulgaria, Canada, Croatia, Czechia, Denmark, Estonia, Finland, France and 21 more"
    )
    texts = section(found, "Text relied on")
    assert [t.partition(":")[0] for t in texts] == [
        "NATO, Article 5",
        "EU mutual assistance, Article 42(7)",
        "Nancy 2025, Article 4",
    ]
    assert "“an armed attack against one or more of them in Europe or North America” (Article 5)" in texts[0]
    assert legal_memo.article_name("II, IV") == "Articles II, IV"
    assert legal_memo.article_name("Charter of 1997") == "Charter of 1997"
    assert legal_memo.article_name("IV(1)") == "Article IV(1)"


def test_what_is_not_covered_goes_by_the_kind_of_obligation_and_not_by_its_name():
    """Soviet-Finnish treaty, Article 1: an attack by Germany or a state allied with it; the obligations are no 'defence' by name."""
    found = section(blocks("SWE", "FIN", place="helsinki", date="1960-06-01"), "What is not covered")
    assert any(t.startswith("Soviet-Finland 1948, Article 1: ") and "Sweden" in t for t in found), found
    system = load_architecture("in-force")
    kinds = {(i.id, o.id): o.kind for i in system.instruments for o in i.obligations}
    answer = who_must_act(system, make_event("CHN", "CAN", place="halifax", date="2026-06-01"), cascade=False)
    norad = [t for t in answer.traces if t.instrument == "norad" and "defence" in t.obligation]
    assert all(kinds[t.instrument, t.obligation] == "assistance" for t in norad)
    assert not any(
        t.startswith("NORAD") for t in section(legal_memo.memo(answer, system), "What is not covered")
    )


def test_what_does_not_fit_on_the_page_is_counted(monkeypatch):
    monkeypatch.setitem(legal_memo._MOST, "answer", 1)
    monkeypatch.setitem(legal_memo._MOST, "texts", 1)
    found = blocks("RUS", "POL", "missile_strike", place="warsaw", date="2026-06-01")
    assert "article" in section(found, "Text relied on")[1]
    assert any(t.endswith("further obligations: pato who.") for t in section(found, "Answer"))
    (one,) = legal_memo._further(1, "obligation")
    assert one.text == "1 further obligation: pato who."
    assert not list(legal_memo._further(0, "obligation"))


def test_an_alliance_that_a_data_set_codes_is_named_with_its_source(monkeypatch):
    """The note asks what `pato who` asks: with the data store also what ATOP codes of a text that was not read."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "treaties"))
    thin = importlib.import_module("thin_pacts")
    pact = thin.pact(
        "atop-1", [["FRA", "1950-01-01", None], ["UKR", "1992-01-01", None]], thin.pledge(owed_by=["FRA"])
    )
    monkeypatch.setattr(law, "layer", lambda *, wanted: thin.world(pact) if wanted else None)
    event = make_event("RUS", "UKR", date="2018-06-01")
    told = law.legal_memo("in-force", event)
    assert "France must help, as a data set codes a text that was not read" in told
    assert "ATOP 9001: Alliance Treaty Obligations and Provisions (coded by a data set" in told
    assert "data set codes a text" not in law.legal_memo("in-force", event, world=False)
    assert {d.state for d in law.who_must_act("in-force", event).duties if d.checked == "coded"} == {"FRA"}
