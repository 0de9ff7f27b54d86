"""Small laws of the treaty code that a change of one word or bound breaks: each says which."""

from fractions import Fraction

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import FileError, UnknownNameError
from pato.files.problems import validated
from pato.files.yaml import read_text
from pato.treaties import _groups
from pato.treaties.architecture import load_architecture
from pato.treaties.events import load_event, make_event
from pato.treaties.incidents import LEVELS, answered, count
from pato.treaties.schema.consistency import inconsistencies
from pato.treaties.schema.provisions import Rule
from pato.treaties.schema.treaty import Treaty

HEAD = "format: {of}\nid: p\ntitle: P\nbinding: treaty\nstatus: proposed\nparties: [{{state: AUS}}, {{state: JPN}}]\n"


def problems(body, of=2):
    document = read_text(HEAD.format(of=of) + body, name="p.yaml")
    with pytest.raises(FileError) as caught:
        validated(Treaty, document, inconsistencies)
    return [str(p) for p in caught.value.problems]


def test_the_whole_is_a_share_and_nothing_is_not():
    assert Rule(rule="qualified_majority", share="1").share == Fraction(1)
    for wrong in ("0", "-1/2", "9/8"):
        with pytest.raises(ValueError, match="no share of a whole"):
            Rule(rule="qualified_majority", share=wrong)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("areas: {a: {includes: [{waters: [pacific]}]}}\n", "waters"),
        ("areas: {a: {includes: [{territory_of: victim}]}}\n", "victim"),
        ("areas: {a: {includes: [{territory_of: parties}], words: hers}}\n", "words"),
        (
            "obligations: [{id: d, article: 1, kind: consultation, duty: consult, when: {by: [{group: g}]}}]\n",
            "group",
        ),
        (
            "obligations: [{id: d, article: 1, kind: access, duty: grant_access, from: {not_before: 1950-01-01, not_after: 1951-01-01}}]\n",
            "not_before",
        ),
        (
            "obligations: [{id: d, article: 1, kind: consultation, duty: consult, readings: [{id: r, holds: case_by_case, said_by: AUS, source: {title: T}}]}]\n",
            "case_by_case",
        ),
        ("withdrawal: {bar_years: 3}\n", "bar_years"),
    ],
)
def test_a_word_of_format_2_in_a_file_of_format_1_is_told_with_the_repair(body, word):
    found = problems(body, of=1)
    assert any(
        f"'{word}' is a word of format 2." in p and "Write format: 2 at the top of the file." in p
        for p in found
    )


@pytest.mark.parametrize(
    ("body", "where", "words"),
    [
        (
            "obligations: [{id: d, article: 1, kind: consultation, duty: consult, when: {by: [{group: nobody}]}}]\n",
            "p.yaml:7:",
            "'nobody' is no group",
        ),
        (
            "obligations:\n  - id: d\n    article: 1\n    kind: consultation\n    duty: consult\n    readings:\n      - id: r\n        holds: true\n        said_by: AUS\n        source: {title: T}\n        about:\n          by: [{allied_with: [DEU]}]\n",
            "p.yaml:18:",
            "no list of this file says allied_with: DEU",
        ),
        ("applies_to: {except: [nowhere]}\n", "p.yaml:7:", "'nowhere' is no place or area of this file"),
        ("areas: {a: {includes: [{waters: [pacifik]}]}}\n", "p.yaml:7:", "Did you mean 'pacific'?"),
        ("areas: {a: {includes: [{ocean: [south-china-sea]}]}}\n", "p.yaml:7:", "is no ocean"),
    ],
)
def test_what_points_to_nothing_is_told_where_it_stands(body, where, words):
    assert any(p.startswith(where) and words in p for p in problems(body))


def test_declarations_point_to_areas_and_obligations_of_the_file():
    body = HEAD.format(of=2).replace(
        "{state: JPN}",
        "{state: JPN, declarations: [{id: x, kind: reservation, effect: excludes, about: {in: nowhere, by: [{group: g}]}, obligations: [none], text: T, source: {title: S}}]}",
    )
    document = read_text(body, name="p.yaml")
    with pytest.raises(FileError) as caught:
        validated(Treaty, document, inconsistencies)
    told = [str(p) for p in caught.value.problems]
    row = body.splitlines()[5]
    for words, at in (
        ("'nowhere' is no area", "nowhere"),
        ("'g' is no group", "g}"),
        ("'none' is no obligation", "none"),
    ):
        (one,) = [t for t in told if words in t]
        line, column = one.split(":")[1:3]
        assert (line, row[int(column.split()[0]) - 1 :][: len(at)]) == ("6", at) or words.startswith("'g'")


def test_only_what_was_in_force_takes_the_place_of_what_atop_codes():
    def one(atop_id, start):
        norm = {"id": "x", "atop_id": atop_id, "start": start, "end": None, "status": "signed", "short": "X"}
        return {
            "norm": norm | {"members": [["AUS", None, None, "member"]], "obligations": [1]},
            "data": {"signed": "1950-01-01"},
        }

    found = {"a": one(1, "1950-01-01"), "b": one(2, None), "c": one(None, "1950-01-01")}
    grouped = _groups(found)
    assert list(grouped["atop"]) == ["a"]
    assert grouped["signed"] == {"b": ["1950-01-01", ["AUS"], "X"]}
    assert grouped["in_force"] == {"a": ["1950-01-01", None], "b": None, "c": ["1950-01-01", None]}


def test_an_unknown_instrument_is_told_at_the_file_that_names_it(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "format: 1\nid: mine\ntitle: Mine\nadd: [nato]\nparties: {natoo: [AUS]}\n", encoding="utf-8"
    )
    with pytest.raises(FileError) as caught:
        load_architecture(str(path))
    assert "instrument under 'parties'" in str(caught.value)
    assert "mine.yaml" in str(caught.value)
    with pytest.raises(
        UnknownNameError, match=r"architecture or treaty 'natoo' is not known|'natoo'.*architecture or treaty"
    ):
        load_architecture("natoo")


def test_an_event_that_answers_another_knows_who_was_first(tmp_path):
    path = tmp_path / "answer.yaml"
    text = "format: 2\nid: a\ntitle: A\nattacker: GBR\nvictim: ARG\nact: naval_attack\non: warship\ndate: 1982-05-02\nplace: falklands\nanswers: {}\n"
    from pato.files import library

    known = library.entries("event")
    first = next(name for name in sorted(known) if known[name]["data"].get("attacker") == ["ARG"])
    path.write_text(text.format(first), encoding="utf-8")
    assert load_event(path).first_force == "ARG"
    assert make_event("GBR", "ARG", date="1982-05-02").first_force is None


def test_incidents_are_counted_by_what_they_call():
    system = load_architecture("us-japan-1960")
    found = answered(system)
    counted = count(system)
    assert tuple(counted) == LEVELS
    assert sum(counted.values()) == len(found) > 100
    assert counted == {level: sum(i.level == level for i in found) for level in LEVELS}
    assert counted["nothing"] < len(found)


@pytest.mark.parametrize(
    ("final", "words"),
    [
        (
            "depositary: {article: 1}",
            "nobody is depositary. Write state: AUS, or office: the Secretary General.",
        ),
        (
            "languages: {article: 1, authentic: [English, Japanese], prevails: French}",
            "'French' prevails but is no authentic language. Languages: English, Japanese.",
        ),
    ],
)
def test_final_clauses_say_what_they_lack(final, words):
    assert any(words in p for p in problems(f"final: {{{final}}}\n"))


def test_a_version_is_called_by_what_was_chosen():
    from pato.treaties.draft.version import Version

    document = read_text(
        HEAD.format(of=2)
        + "choices: {claims: {value: states, options: {states: Only states., all: All.}}}\n",
        name="p.yaml",
    )
    version = Version.of(validated(Treaty, document, inconsistencies))
    assert version.choosing({"claims": "all"}).name == "claims all"
    assert (
        version.choosing({"claims": "all"}).choosing({"claims": "states"}).name == "claims all, claims states"
    )


def test_a_law_is_no_agreement_and_names_its_state():
    from pato.treaties.draft import draft

    body = "format: 2\nid: p\ntitle: An Act\nbinding: domestic_law\nstatus: in_force\nin_force: {from: 1979-01-01}\nparties: [{state: USA}]\n"
    treaty = validated(Treaty, read_text(body, name="p.yaml"), inconsistencies)
    assert "Law of the United States." in draft(treaty, "md")
    assert "have agreed" not in draft(treaty, "md").lower()


def test_a_state_between_two_oceans_lies_inland_in_that_of_its_region():
    """A place inland counts to an ocean area if its state has one coast there, or that ocean is its region's (T13)."""
    from pato.registry import places
    from pato.treaties.faces import in_ocean_area

    seen = {1: 0, 2: 0}
    for place in places.places():
        coasts = places.coasts_of(place.administrator or place.sovereign or "")
        if place.ocean is None and place.kind != "waters" and len(coasts) in seen:
            seen[len(coasts)] += 1
            inside = [o for o in coasts if in_ocean_area(place, (o,))]
            assert inside == list(coasts) if len(coasts) == 1 else len(inside) <= 1, place.id
    assert all(seen.values())
