"""The referee, asked by the SDK's own client over standard input and output."""

import json
import os
import sys
from pathlib import Path

import pytest

mcp = pytest.importorskip("mcp")
anyio = pytest.importorskip("anyio")

TOOLS = ["who", "gaps", "exposure", "duties", "conflicts", "commitments", "draft", "explain", "evidence"]
QUESTIONS = {
    "who": {"attacker": "China", "victim": "JP", "place": "senkaku", "date": "2026-11-21"},
    "gaps": {"states": ["USA", "Japan", "AU"], "date": "2026-11-21"},
    "exposure": {"state": "JPN", "date": "2026-11-21", "architecture": "pato-7"},
    "duties": {"state": "North Korea", "date": "2026-11-21"},
    "conflicts": {"architecture": "pato-7", "date": "2026-11-21"},
    "commitments": {"architecture": "pato-7", "targets": ["JPN"], "date": "2026-11-21"},
    "draft": {"name": "pato"},
    "explain": {"estimate": "risk_war"},
    "evidence": {"table": "published"},
}
MISTAKES = {
    "an unknown state": ("duties", {"state": "Atlantis"}, "state 'Atlantis' is not known"),
    "a path": ("gaps", {"states": ["USA", "JPN"], "architecture": "../secret.yaml"}, "is a path"),
    "an unknown estimate": ("explain", {"estimate": "risk_wra"}, "risk_war"),
}


@pytest.fixture(scope="module")
def session():
    """Return the tools, the answers to all questions and to all mistakes of one session with a server process."""
    source = str(Path(sys.modules["pato"].__file__).parents[1])
    asked = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "pato", "mcp"], env=dict(os.environ, PYTHONPATH=source)
    )

    async def ask():
        async with mcp.stdio_client(asked) as streams, mcp.ClientSession(*streams) as client:
            await client.initialize()
            tools = (await client.list_tools()).tools
            answers = {name: await client.call_tool(name, given) for name, given in QUESTIONS.items()}
            wrong = {key: await client.call_tool(name, given) for key, (name, given, _) in MISTAKES.items()}
            return tools, answers, wrong

    return anyio.run(ask)


def text(answer):
    return answer.content[0].text


def failed(answer):
    return getattr(answer, "is_error", None) or getattr(answer, "isError", None)


def test_the_tools_are_the_questions_and_only_read(session):
    tools, _, _ = session
    assert [t.name for t in tools] == TOOLS
    for tool in tools:
        assert tool.description
        assert tool.annotations.model_dump(by_alias=True)["readOnlyHint"] is True


@pytest.mark.parametrize("name", TOOLS)
def test_every_answer_says_what_was_looked_through_and_whose_it_is(session, name):
    answer = session[1][name]
    assert not failed(answer), text(answer)
    found = json.loads(text(answer))
    assert found["coverage"]
    assert found["sources"]


def test_a_duty_has_its_article_its_readings_and_how_it_was_checked(session):
    found = json.loads(text(session[1]["who"]))
    duty = next(d for d in found["duties"] if d["instrument"] == "us-japan-1960" and d["kind"] == "defence")
    assert (duty["state"], duty["article"], duty["status"]) == ("USA", "V", "obliged")
    assert duty["readings"][0]["source"]
    assert duty["checked"] in {"recalled", "text", "second_source"}
    assert found["sources"]["us-japan-1960"]["sources"]


def test_a_gap_shows_what_is_held_instead_by_article(session):
    found = json.loads(text(session[1]["gaps"]))
    assert [(r["first"], r["second"]) for r in found["rows"]] == [("JPN", "AUS")]
    assert {r["kind"] for r in found["held_instead"]} >= {"consultation"}
    assert all(r["article"] for r in found["held_instead"])


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_a_mistake_is_answered_with_what_is_allowed(session, mistake):
    answer = session[2][mistake]
    assert failed(answer)
    assert MISTAKES[mistake][2] in text(answer)


def test_what_an_answer_leaves_out_is_counted(monkeypatch):
    from pato.api import referee

    asked = ["USA", "JPN", "AUS", "KOR", "PHL"], "2026-11-21"
    whole = referee.gaps(*asked)
    assert "held_instead_left_out" not in whole
    monkeypatch.setattr(referee, "MOST_ROWS", 2)
    found = referee.gaps(*asked)
    assert len(found["held_instead"]) == 2
    assert found["held_instead_left_out"] > 0
    assert found["rows_left_out"] == len(whole["rows"]) - 2
