"""Whom words and names mean: associates by their codes, events without a title, versions, and lists of what is allowed."""

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import FileError, PatoError, UsageError
from pato.files.load import load_file
from pato.treaties.access import granting
from pato.treaties.architecture import load_architecture
from pato.treaties.associates import applies_to_associates, has_class, knows_associates
from pato.treaties.cascade import who_must_act
from pato.treaties.contingencies import (
    at_home,
    contingencies,
    contingency,
    events_of,
    holders,
)
from pato.treaties.diff import diff
from pato.treaties.draft import compare, draft
from pato.treaties.draft.load import load_version
from pato.treaties.draft.numbering import order_of
from pato.treaties.events import make_event
from pato.treaties.relations import relations
from pato.treaties.traps import traps

DAY = "2026-11-21"
HEAD = "format: 2\nid: pact\ntitle: Pact\nbinding: treaty\nstatus: proposed\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="pact.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


OWED = "parties: [{state: USA}, {state: JPN}, {state: TWN, role: associate}, {state: CHE, role: observer}]\nobligations:\n  - {id: o, article: 1, kind: defence, owed_by: %s, owed_to: %s, when: {act: attack}, duty: assist_with_force}\n"


@pytest.mark.parametrize(
    ("by", "to", "pairs"),
    [
        ("parties", "associates", {("USA", "TWN"), ("JPN", "TWN")}),
        ("associates", "parties", {("TWN", "USA"), ("TWN", "JPN")}),
        ("[USA, TWN]", "[TWN, JPN]", {("USA", "TWN"), ("USA", "JPN"), ("TWN", "JPN")}),
        ("[parties, associates]", "[JPN]", {("USA", "JPN"), ("TWN", "JPN")}),
        ("[TWN]", "[TWN]", set()),
    ],
)
def test_parties_and_associates_are_meant_by_words_or_codes(treaty, system, by, to, pairs):
    one = treaty(OWED % (by, to), head="format: 2\nid: {id}\ntitle: t\nbinding: treaty\nstatus: proposed\n")
    assert {(r.debtor, r.creditor) for r in relations(system(one), DAY)} == pairs
    for attacked in ("JPN", "TWN"):
        answer = who_must_act(system(one), make_event("CHN", attacked, date=DAY), cascade=False)
        assert {(d.state, attacked) for d in answer.duties} == {p for p in pairs if p[1] == attacked}
        assert all(d.round == 0 for d in answer.duties)
        assert {t.round for t in answer.traces} == {0}


CLASS = """parties: [{state: USA}, {state: JPN}]
classes: {associate: {name: Partner%s}}
parts: [{id: help, number: I, title: Help}, {id: trade, number: II, title: Trade}]
articles:
  - {number: "1", heading: A, part: help, paragraphs: [A.]}
  - {number: "3", heading: B, paragraphs: [B.]}
  - {number: "10", heading: C, part: trade, paragraphs: [C.]}
economy: {binding: binding, enforcement: none%s, chapters: [{area: tariffs, article: "%s", depth: deep}]}
"""


@pytest.mark.parametrize(
    ("parts", "own", "article", "applies"),
    [
        ("", "", "12", True),
        (", parts: [trade]", "", "12", True),
        (", parts: [trade]", "", "10", True),
        (", parts: [trade]", "", "9", False),
        (", parts: [trade]", "", "3(2)", False),
        (", parts: [help]", "", "9", True),
        (", parts: [help]", "", "12", False),
        (", parts: [help]", "", "IX", True),
        (", parts: [help, trade]", "", "12", True),
    ],
)
def test_a_part_applies_to_associates_if_its_class_names_it(file, parts, own, article, applies):
    (one,) = load_architecture(file(HEAD + CLASS % (parts, own, article))).instruments
    assert has_class(one)
    assert knows_associates(one)
    assert applies_to_associates(one, "economy") is applies
    assert applies_to_associates(one, "burden") is True


def test_a_text_without_articles_or_associates(file):
    text = "parties: [{state: USA}, {state: JPN}]\n"
    (one,) = load_architecture(file(HEAD + text)).instruments
    assert not has_class(one)
    assert not knows_associates(one)
    assert applies_to_associates(one, "standards")
    text += (
        "classes: {associate: {name: Partner, parts: [help]}}\nparts: [{id: help, number: I, title: Help}]\n"
    )
    text += 'articles: [{number: "8", heading: H, part: help, paragraphs: [A.]}]\nburden: {rule: equal, article: 4}\n'
    (one,) = load_architecture(file(HEAD + text)).instruments
    assert applies_to_associates(one, "burden"), "no article before it says in which part it stands"


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ("attacker: CHN\nvictim: JPN\nact: armed_attack\n", "armed attack by CHN on JPN, 2020-01-01"),
        ("attacker: [CHN, RUS]\nvictim: [JPN, USA]\nact: air_strike\n", "air strike by CHN, RUS on JPN, USA, 2020-01-01"),
        ("author: band\nvictim: JPN\nact: terrorist_attack\n", "terrorist attack by band on JPN, 2020-01-01"),
        ("author: {group: band, base: SYR, link: controlled}\nvictim: JPN\nact: terrorist_attack\n", "terrorist attack by band on JPN, 2020-01-01"),
        ("victim: JPN\nact: unrest\n", "unrest on JPN, 2020-01-01"),
        ("title: Mine\nvictim: JPN\nact: unrest\n", "Mine"),
    ],
)  # fmt: skip
def test_an_event_without_a_title_says_what_happens(file, fields, title):
    event, _ = load_file(file(f"format: 2\nid: e\ndate: 2020-01-01\n{fields}", "event.yaml"), kind="event")
    assert event.title == title


@pytest.mark.parametrize("link", ["sent", "controlled", "harboured"])
def test_what_a_state_did_needs_the_state(file, link):
    text = (
        f"format: 2\nid: e\ndate: 2020-01-01\nauthor: {{link: {link}}}\nvictim: JPN\nact: terrorist_attack\n"
    )
    with pytest.raises(FileError, match=f"link '{link}' needs the state that did it"):
        load_file(file(text, "event.yaml"), kind="event")


def test_what_is_asked_on_one_date_or_of_one_guest_answers_no_other():
    """What is kept of contingencies is asked again on other days, and for other hosts, in both orders."""
    for name in [c.id for c in contingencies()]:
        one = contingency(name)
        asked = [
            (t, d, g)
            for t in ("GBR", "USA", "CHN")
            for d in ("1960-06-01", "2020-06-01")
            for g in ((), ("JPN", "CUB"))
        ]
        first = {a: (holders(one, *a), at_home(one, *a)) for a in asked}
        for target, date, granted in reversed(asked):
            found = [
                e.place
                for e in events_of(
                    one, target, "RUS" if date > "1991-12-26" else "SUN", date, granted_by=granted
                )
            ]
            named = {s for p in found if p for s in (p.sovereign, p.administrator, *p.taken_from) if s}
            assert first[target, date, granted][1] >= named - {target}
            assert first[target, date, granted][0] >= named - ({target} if None in found else set())
    hong_kong = {
        date: holders(next(c for c in contingencies() if c.id == "outlying-islands"), "GBR", date)
        for date in ("1990-06-01", "2020-06-01")
    }
    assert all("GBR" in held for held in hong_kong.values())


def test_a_contingency_has_a_weight_for_each_target_and_its_attacker_is_another(file):
    text = "format: 1\nid: mine\ntitle: M\nact: missile_strike\non: [territory]\nweight: {low: 0.1, high: 0.3, source: S}\nweights: {JPN: {low: 0.2, high: 0.6, source: T}}\n"
    one = contingency(str(file(text, "mine.yaml")))
    assert (one.weight_of("JPN").low, one.weight_of("JPN").middle) == (0.2, 0.4)
    assert one.weight_of("USA").source == "S"
    even = contingency(str(file(text.replace("low: 0.1, high: 0.3", "low: 0.2, high: 0.2"), "even.yaml")))
    assert even.weight.middle == 0.2
    assert (one.level, one.where) == ("war", None)
    assert [e.place.id for e in events_of(one, "JPN", "CHN", DAY)] == ["tokyo"]
    with pytest.raises(UsageError, match="JPN is both attacker and victim"):
        list(events_of(one, "JPN", "Japan", DAY))
    with pytest.raises(PatoError, match="Did you mean 'blockade'"):
        contingency("blokade")
    system = load_architecture("in-force", date=DAY)
    assert "JPN" in granting(system, DAY)["USA"]
    assert "USA" not in granting(system, DAY)["USA"]


def test_labels_of_paragraphs_are_ordered_as_people_count():
    labels = [None, "1", "2", "2a", "10", "10b", "a", "b"]
    mixed = ["b", "10b", "2a", None, "10", "a", "2", "1"]
    assert sorted(mixed, key=order_of) == labels


def test_words_in_braces_stand_for_members_of_each_role(file):
    text = (
        OWED % ("parties", "parties")
        + 'articles: [{number: "1", heading: H, paragraphs: ["{parties}; {participants}; {observers}."]}]\n'
    )
    text = text.replace("article: 1, kind: defence", "article: 2, kind: defence")
    made = draft(load_file(file(HEAD + text), kind="treaty")[0], "md")
    assert "The United States and Japan; Taiwan; Switzerland." in made, made


def test_members_of_each_role_are_compared(file):
    text = HEAD + OWED % ("parties", "parties")
    one = load_architecture(file(text))
    other = load_architecture(
        file(text.replace("{state: JPN}", "{state: JPN, role: associate}"), "other.yaml")
    )
    found = {(c.clause, c.change, c.before, c.after) for c in diff(one, other, DAY).clauses}
    assert found == {
        ("parties", "changed", "JPN, USA", "USA"),
        ("party JPN", "added", None, "associate"),
    }
    system = "format: 1\nid: %s\ntitle: S\nadd: [./pact.yaml]\n%s"
    first = load_architecture(file(system % ("first", ""), "first.yaml"))
    second = load_architecture(
        file(system % ("second", "parties: {pact: [USA]}\nassociates: {pact: [JPN, TWN]}\n"), "second.yaml")
    )
    third = load_architecture(file(system % ("third", "associates: {pact: []}\n"), "third.yaml"))
    found = [(c.clause, c.change, c.before, c.after) for c in diff(first, second, DAY).clauses]
    assert found == [
        ("parties (members)", "changed", "USA, JPN", "USA"),
        ("parties (associates)", "changed", "TWN", "JPN, TWN"),
    ]
    found = [(c.clause, c.change, c.before, c.after) for c in diff(third, second, DAY).clauses]
    assert ("parties (associates)", "changed", "none", "JPN, TWN") in found
    empty = load_architecture("pato-3")
    (change, *_) = [c for c in diff(empty, first, DAY).clauses if c.instrument == "pact"]
    assert (change.clause, change.change, change.before, change.after) == (
        "instrument",
        "added",
        None,
        "Pact",
    )


def test_two_states_named_twice_are_told(file):
    text = "format: 1\nid: a\ntitle: A\nadd: [pato]\nparties: {pato: [USA, USA, JPN, JPN, AUS]}\nassociates: {pato: [AUS]}\n"
    with pytest.raises(FileError) as caught:
        load_file(file(text, "a.yaml"), kind="architecture")
    told = str(caught.value)
    assert "JPN, USA are named twice for pato. Name each state once." in told
    assert (
        "AUS would be both a party and an associate of pato. Name each state under 'parties' or under 'associates'."
        in told
    )
    for start, words in (
        ("extends: pato-3\nall_in_force: true", "exclude each other. Keep one."),
        ("title: B", "holds no instrument. Add 'extends'"),
    ):
        with pytest.raises(FileError) as caught:
            load_file(
                file(
                    f"format: 1\nid: a\n{start}\n"
                    + ("title: A\n" if "title" not in start else "parties: {}\n"),
                    "b.yaml",
                ),
                kind="architecture",
            )
        assert words in str(caught.value)


def test_what_is_allowed_is_listed_where_it_is_short(file):
    text = HEAD + OWED % ("parties", "parties")
    for word, field, words in (
        ("warshipp", "on: [warshipp]", "Did you mean 'warship'? Allowed: territory, "),
        ("atack", "act: atack", "Allowed: pato list --acts shows all 47."),
    ):
        wrong = text.replace("act: attack", field if word == "atack" else f"act: attack, {field}")
        with pytest.raises(FileError) as caught:
            load_file(file(wrong), kind="treaty")
        assert words in str(caught.value), word
    with pytest.raises(FileError) as caught:
        load_file(file(text.replace("act: attack", "act: attack, on: [zzzzzz]")), kind="treaty")
    assert "target 'zzzzzz' is not known. Allowed: " in str(caught.value)


def test_versions_that_a_name_means(file):
    pact = file(HEAD + OWED % ("parties", "parties"))
    two = "format: 1\nid: two\ntitle: T\nadd: [./pact.yaml, pato]\nassociates: {pact: [TWN]}\n"
    text = draft(load_version(str(file(two, "two.yaml"))), "md")
    assert "Pact" in text
    with pytest.raises(UsageError) as caught:
        load_version(str(file(two.replace("associates: {pact: [TWN]}", ""), "none.yaml")))
    assert (
        "no single treaty is meant (pact, pato). Name one with --instrument, or draft the treaty itself."
        in str(caught.value)
    )
    with pytest.raises(PatoError, match="architecture or treaty 'natoo' is not known"):
        load_version("natoo")
    with pytest.raises(
        UsageError, match=r"is a file of kind 'event'\. Draft a treaty file, or an architecture\."
    ):
        load_version(
            str(file("format: 2\nid: e\ndate: 2020-01-01\nvictim: JPN\nact: unrest\n", "event.yaml"))
        )
    with pytest.raises(PatoError) as caught:
        compare(load_version(str(pact)), load_version("nato"), "htmll")
    assert "Did you mean 'html'" in str(caught.value)
    page = compare(load_version("nato"), load_version("anzus"), "html")
    assert 0 < page.count("<tr class=heading>") < page.count("<tr>")


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("Articles 1 to 4 and 7 apply to Associates.", ["1", "2", "3", "4", "7"]),
        ("Article 2 applies to an Associate.", ["2"]),
        ("Articles 1, 3 and 7 extend to Associates.", ["1", "3", "7"]),
        ("Associates are welcome in Article 2.", []),
        ("Articles 1 and 2 apply to observers.", []),
    ],
)
def test_articles_that_a_text_gives_to_associates_are_read_one_by_one(file, said, numbers):
    body = "parties: [{state: USA}, {state: JPN}]\nobligations:\n"
    for number in (1, 2, 3, 4, 5, 7):
        body += f"  - {{id: o{number}, article: {number}, kind: consultation, duty: consult}}\n"
    body += f'articles: [{{number: "9", heading: H, paragraphs: ["{said}"]}}]\n'
    told = [what for _, what, _ in traps(load_file(file(HEAD + body), kind="treaty")[0])]
    found = [what for what in told if "gives associates a part" in what]
    assert found == [
        f"Article 9 gives associates a part in Article {n}, but its obligations name the Parties alone: o{n}."
        for n in numbers
    ]


def test_a_duty_and_its_trace_are_plain_values(treaty, system):
    """JSON of an answer has every field by its name, readings whole, and each step with file and line."""
    body = OWED % ("parties", "parties") + (
        "    readings: [{id: r, holds: case_by_case, said_by: USA, text: Words., source: {title: Note, date: 2014-09-05}}]\n"
    )
    body = body.replace(
        "{id: o, article: 1, kind: defence, owed_by: parties, owed_to: parties, when: {act: attack}, duty: assist_with_force}",
        "id: o\n    article: 1\n    kind: defence\n    when: {act: attack}\n    duty: assist_with_force",
    )
    one = treaty(body, head="format: 2\nid: {id}\ntitle: t\nbinding: treaty\nstatus: proposed\n")
    answer = who_must_act(system(one), make_event("CHN", "JPN", date=DAY), cascade=False)
    (duty,) = answer.to_dict()["duties"]
    assert duty["readings"] == [
        {"id": "r", "holds": "case_by_case", "said_by": ["USA"], "text": "Words.", "source": "Note"}
    ]
    assert duty["case_by_case"] is True
    assert (duty["state"], duty["to"], duty["against"], duty["victim"]) == ("USA", ["JPN"], ["CHN"], "JPN")
    assert (duty["file"], duty["line"], duty["round"], duty["status"]) == ("test-pact.yaml", 8, 0, "disputed")
    trace = next(t for t in answer.traces if t.debtor == "USA").to_dict()
    assert (trace["round"], trace["obligation"], trace["outcome"]) == (0, "o", "disputed")
    assert {(s["file"], s["article"]) for s in trace["steps"]} == {("test-pact.yaml", "1")}
    assert all(8 <= s["line"] <= 13 for s in trace["steps"])


CHOICES = """parties: [{state: USA}, {state: JPN}]
choices:
  scope: {value: %s, options: {narrow: Land., wide: Land and sea., none: Nothing.}}
  help: {value: %s, options: {arms: Arms., force: Force.}}
obligations:
  - {id: talk, article: 1, kind: consultation, duty: consult}
  - {id: land, article: 2, kind: defence, when: {act: attack}, duty: assist_with_force, only: {scope: [narrow, wide]}}
  - {id: sea, article: 3, kind: defence, when: {act: attack, on: [warship]}, duty: assist_with_force, only: {scope: [wide], help: [force]}}
  - {id: arms, article: 4, kind: assistance, duty: provide_arms, only: {help: [arms]}}
"""


@pytest.mark.parametrize(
    ("scope", "help_", "law"),
    [
        ("narrow", "force", ["talk", "land"]),
        ("wide", "force", ["talk", "land", "sea"]),
        ("wide", "arms", ["talk", "land", "arms"]),
        ("none", "force", ["talk"]),
        ("none", "arms", ["talk", "arms"]),
    ],
)
def test_what_is_chosen_is_the_law(file, system, scope, help_, law):
    """An obligation that stands in some versions binds nobody in the others, in every answer."""
    one = load_architecture(file(HEAD + CHOICES % (scope, help_)))
    assert [o.id for o in one.instruments[0].obligations] == law
    articles = {"talk": "1", "land": "2", "sea": "3", "arms": "4"}
    assert {r.article for r in relations(one, DAY)} == {articles[o] for o in law}
    answer = who_must_act(one, make_event("CHN", "JPN", on="warship", place="tokyo", zone="port", date=DAY))
    defended = {d.article for d in answer.duties if d.kind == "defence"}
    assert defended == {articles[o] for o in law if o in {"land", "sea"}}
