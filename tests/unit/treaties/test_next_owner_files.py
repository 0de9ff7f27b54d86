"""What a reader who takes over found wrong in reading files: each was accepted, or refused, without reason before."""

import pytest

from pato.errors import FileError
from pato.files import library
from pato.files.problems import validated
from pato.files.yaml import read_text
from pato.treaties.architecture import load_architecture
from pato.treaties.diff import diff
from pato.treaties.laid_down import clauses
from pato.treaties.schema.consistency import inconsistencies
from pato.treaties.schema.treaty import Treaty

HEAD = """format: 2
id: my-pact
title: My pact
binding: treaty
status: proposed
parties: [{state: USA}, {state: JPN}, {state: AUS}]
"""
DEFENCE = "{id: defence, article: 5, kind: defence, when: {act: armed_attack%s}, duty: assist_with_force}"
NEUTRAL = "{id: neutral, article: 6, kind: neutrality, when: {act: armed_attack%s}, duty: remain_neutral}"


def read(body):
    document = read_text(HEAD + body, name="mine.yaml")
    return validated(Treaty, document, inconsistencies)


def problems(body):
    try:
        read(body)
    except FileError as error:
        return [str(p) for p in error.problems]
    return []


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (", by_party: false", ", by_party: true", False),
        (", by_party: true", ", by_party: true", True),
        ("", ", by_party: true", True),
        (", by: [CHN]", ", not_by: [CHN]", False),
        (", by: [CHN, RUS]", ", not_by: [CHN]", True),
        (", not_by: [CHN, RUS]", ", by: [CHN]", False),
        (", not_by: [CHN]", ", by: [CHN, RUS]", True),
        (", not_by: [CHN]", "", True),
        (", not_by: [CHN]", ", not_by: [RUS]", True),
        (", by: [CHN]", ", by: [RUS]", False),
    ],
)
def test_rules_that_no_attacker_can_call_together_contradict_nothing(one, other, meet):
    found = problems(f"obligations:\n  - {DEFENCE % one}\n  - {NEUTRAL % other}\n")
    assert [("answer the same event differently" in f) for f in found] == ([True] if meet else [])


@pytest.mark.parametrize("share", ["1e99999999", "1e-99999999", "1" * 50, "0x10", "1e5"])
def test_a_share_is_refused_before_it_is_written_out(share):
    (found,) = problems(f'decisions: {{default: {{rule: qualified_majority, share: "{share}"}}}}\n')
    assert "is no share" in found


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("n", ""),
        ("[1]", "number '[1]'"),
        ("{a: 1}", "number '{'a': 1}'"),
        ("m", "'18 months', but should be a whole number"),
        ("p", "'3 parties', but should be a whole number"),
    ],
)
def test_a_number_is_named_by_a_word_and_counts_what_its_field_counts(number, words):
    numbers = (
        "numbers: {n: {value: 5, unit: years}, m: {value: 18, unit: months}, p: {value: 3, unit: parties}}"
    )
    found = problems(f"{numbers}\nwithdrawal: {{bar_years: {{number: {number}}}}}\n")
    assert len(found) == bool(words)
    assert all(words in f for f in found)


BACK = "from: 2020-01-01, until: 2010-01-01"


@pytest.mark.parametrize(
    "body",
    [
        f"areas: {{a: {{includes: [{{ocean: pacific, {BACK}}}]}}}}",
        f"groups: {{g: {{members: [{{state: CHN, {BACK}}}], source: {{title: s}}}}}}",
        f"domestic_limits: [{{id: d, state: JPN, label: l, effect: limits, {BACK}, source: {{title: s}}}}]",
        f"obligations: [{DEFENCE[:-1] % ''}, unless: [{{id: e, label: l, {BACK}}}]}}]",
        f"obligations: [{DEFENCE[:-1] % ''}, readings: [{{id: r, holds: true, said_by: [USA], about: {{{BACK}}}, source: {{title: s}}}}]}}]",
        f"obligations: [{DEFENCE[:-1] % ''}, {BACK}}}]",
    ],
)
def test_nothing_in_a_file_ends_before_it_begins(body):
    (found,) = problems(body + "\n")
    assert "it ends on 2010-01-01, not after it begins on 2020-01-01" in found
    assert problems(body.replace("2010", "2030") + "\n") == []


@pytest.mark.parametrize(
    ("final", "words"),
    [
        ("reservations: {article: 9, allowed: listed, except_parts: [trade]}", "part 'trade'"),
        ("amendment: {article: 9, annexes_by_council: [numbers]}", "annex 'numbers'"),
    ],
)
def test_final_clauses_name_parts_and_annexes_that_there_are(final, words):
    (found,) = problems(f"final: {{{final}}}\n")
    assert words in found


def test_an_article_that_stands_twice_is_told_at_its_own_line():
    articles = "\n".join(
        f"  - {{number: {n}, heading: H, paragraphs: [t]{only}}}"
        for n, only in ((1, ", only: {party: JPN}"), (2, ""), (2, ""))
    )
    (found,) = problems(f"articles:\n{articles}\n")
    assert found.startswith("mine.yaml:10:")


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "Infinity"])
def test_a_number_of_a_file_is_finite(number):
    (found,) = problems(f"standards: [{{id: s, article: 2, measure: v2x_libdem, at_least: {number}}}]\n")
    assert "should be a finite number" in found


def test_no_vote_weighs_less_than_nothing():
    rule = (
        "decisions: {default: {rule: qualified_majority, share: 2/3, weights: {USA: -1, JPN: 1, AUS: 1}}}\n"
    )
    (found,) = problems(rule)
    assert "should be at least 0" in found


ARCHITECTURE = "format: 1\nid: mine\ntitle: Mine\nall_in_force: true\nparties: {nato: [USA, CAN]}\n"


def test_the_members_of_what_is_not_yet_in_force_are_no_mistake(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(ARCHITECTURE, encoding="utf-8")
    before, after = (load_architecture(file, date=day) for day in ("1940-01-01", "1960-01-01"))
    assert "nato" not in {i.id for i in before.instruments}
    assert after.instrument("nato").parties_on("1960-01-01") == ("USA", "CAN")
    file.write_text(ARCHITECTURE.replace("nato", "ntao"), encoding="utf-8")
    with pytest.raises(FileError, match="'ntao' is not known"):
        load_architecture(file, date="1940-01-01")


@pytest.mark.parametrize("name", ["mine.yaml", "a@b/mine.yaml", "a@b/mine@2.yaml"])
def test_an_at_sign_in_a_path_is_no_date(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(ARCHITECTURE, encoding="utf-8")
    assert load_architecture(file).date is None
    assert load_architecture(f"{file}@1960-01-01").date == "1960-01-01"


def test_a_copy_in_a_folder_called_library_is_not_the_shipped_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "library" / "treaties" / "anzus.yaml"
    mine.parent.mkdir(parents=True)
    shipped = library.path_of(library.entry("treaty", "anzus")["file"]).read_text(encoding="utf-8")
    mine.write_text(
        shipped.replace("assist_as_deemed", "assist_with_f").replace(
            "act_to_meet_common_danger", "assist_with_force"
        ),
        encoding="utf-8",
    )
    assert not diff("anzus", "library/treaties/anzus.yaml").equal
    clauses = diff("anzus", "library/treaties/anzus.yaml").clauses
    assert [c.clause for c in clauses] == ["defence defence"]


CHANGED = [
    ("withdrawal: {bar_years: %s}", 5, 10),
    ("withdrawal: {notice: 1y, not_while_under_attack: %s}", "false", "true"),
    ("suspension: {article: 9, no_vote: party_concerned, voting_floor: %s}", 2, 3),
    ("classes: {associate: {name: Participant, vote: %s}}", "false", "true"),
    ("final: {entry_into_force: {ratifications: %s}}", 2, 3),
    ("final: {reservations: {article: 9, allowed: %s}}", "none", "compatible"),
    ("groups: {rivals: {members: [%s], source: {title: s}}}", "CHN", "RUS"),
    ("domestic_limits: [{id: d, state: JPN, label: l, effect: limits, from: %s-01-01, source: {title: s}}]", 2014, 2015),
    ("accession: {entities: %s}", "A", "B"),
    ("universal: %s", "false", "true"),
    ("choices: {form: {value: %s, options: {full: f, part: p}}}", "full", "part"),
    (f"obligations: [{DEFENCE[:-1] % ''}, readings: [{{id: r, holds: true, said_by: [USA], about: {{place: %s}}, source: {{title: s}}}}]}}]", "guam", "tokyo"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "old", "new"), CHANGED, ids=[body[:20] for body, _, _ in CHANGED])
def test_what_a_clause_lays_down_is_compared(body, old, new):
    first, second = (clauses(read(body % value + "\n")) for value in (old, new))
    assert first != second
    assert clauses(read(body % old + "\n")) == first


def test_times_of_a_party_are_compared(tmp_path):
    def text(party):
        return clauses(Treaty.model_validate(read_text(HEAD.replace("{state: AUS}", party), name="x").data))

    dated, rests = (
        "{state: AUS, from: 1990-01-01}",
        "{state: AUS, suspended: [{from: 1990-01-01, by: USA, why: w}]}",
    )
    assert len({str(text(p)) for p in ("{state: AUS}", dated, rests)}) == 3
    assert text(rests) == text(rests.replace("why: w", "why: other words"))
