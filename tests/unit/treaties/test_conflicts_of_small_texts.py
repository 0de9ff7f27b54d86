"""What conflicts inside one small text: votes that can be blocked, standards, places left out, parties not recognised."""

import pytest

from pato.treaties.architecture import load_architecture
from pato.treaties.conflicts import conflicts, conflicts_table, measures_needed

DAY = "2026-11-21"
HEAD = "format: 2\nid: text\ntitle: A text\nbinding: treaty\nstatus: {status}\n"
THREE = "parties: [{state: USA}, {state: JPN}, {state: AUS}]\n"
DEFENCE = (
    "obligations:\n  - {id: d, article: 5, kind: defence, when: {act: attack%s}, duty: assist_with_force%s}\n"
)


@pytest.fixture
def found(tmp_path):
    """Return what conflicts in a text, of some kinds."""

    def make(body, *kinds, force=True, measures=None):
        head = HEAD.format(status="in_force" if force else "proposed")
        head += "in_force: {from: 1950-01-01}\n" if force else ""
        path = tmp_path / "text.yaml"
        path.write_text(head + body, encoding="utf-8")
        return [c for c in conflicts(load_architecture(path), DAY, measures) if c.kind in kinds]

    return make


DECIDED = DEFENCE % ("", ", subject_to: [collective_decision]")
SUSPENDS = "standards: [{id: s, article: 2, measure: m, at_least: 1, on_breach: suspend}]\n"
EXPELS = SUSPENDS.replace("suspend", "expel")
INVOKES, SUSPENSION = "That a duty is invoked is decided by", "The suspension of a party is decided by"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (THREE + DECIDED + "decisions: {default: consensus}\n", [(INVOKES, "consensus", "decisions")]),
        (THREE + DECIDED + "decisions: {default: unanimity, article: 14}\n", [(INVOKES, "unanimity", "14")]),
        (THREE + DECIDED + "decisions: {default: {rule: unanimity, article: 9}, article: 14}\n", [(INVOKES, "unanimity", "9")]),
        (THREE + DECIDED + "decisions: {default: consensus, invocation: majority}\n", []),
        (THREE + DECIDED + "decisions: {default: majority, invocation: consensus, article: 3}\n", [(INVOKES, "consensus", "3")]),
        (THREE + DECIDED + "decisions: {default: unanimity_minus_accused}\n", []),
        (THREE + DEFENCE % ("", "") + "decisions: {default: consensus}\n", []),
        (THREE + DEFENCE % ("", "") + "decisions: {default: majority, invocation: unanimity}\n", [(INVOKES, "unanimity", "decisions")]),
        (THREE + SUSPENDS + "decisions: {default: consensus}\n", [(SUSPENSION, "consensus", "decisions")]),
        (THREE + EXPELS + "decisions: {default: unanimity}\n", [(SUSPENSION, "unanimity", "decisions")]),
        (THREE + SUSPENDS.replace("suspend", "monitor") + "decisions: {default: unanimity}\n", []),
        (THREE + SUSPENDS + DECIDED + "decisions: {default: unanimity, suspension: majority}\n", [(INVOKES, "unanimity", "decisions")]),
        (THREE.replace(", {state: AUS}", "") + DECIDED + "decisions: {default: consensus}\n", []),
        (THREE + DECIDED, []),
    ],
)  # fmt: skip
def test_a_vote_is_blocked_by_a_party_that_it_concerns(found, body, expected):
    told = found(body, "blockable_decision")
    assert len(told) == len(expected)
    for one, (subject, rule, article) in zip(told, expected, strict=True):
        assert one.text.startswith(f"{subject} {rule}: a party that is itself the aggressor")
        assert one.text.endswith(
            "can block it. Remedy: unanimity without the party concerned (unanimity_minus_accused)."
        )
        assert (one.severity, one.states, one.instruments, one.articles) == ("gap", (), ("text",), (article,))
        assert one.sources[0].endswith("text.yaml")


LEAST = "standards: [{id: vote, article: 2, measure: v, at_least: 0.5%s}]\n"
MOST = "standards: [{id: debt, article: 3, measure: d, at_most: 60%s}]\n"


@pytest.mark.parametrize(
    ("body", "values", "expected"),
    [
        (
            THREE + LEAST % "",
            {("USA", "v"): 0.4991, ("JPN", "v"): 0.5, ("AUS", "v"): 0.9},
            [
                (
                    "conflict",
                    ("USA",),
                    "Standard 'vote' asks for v at least 0.5; below it by the latest data: USA 0.499.",
                )
            ],
        ),
        (
            THREE + MOST % "",
            {("USA", "d"): 120.4, ("JPN", "d"): 60, ("AUS", "d"): 60.1},
            [
                (
                    "conflict",
                    ("USA", "AUS"),
                    "Standard 'debt' asks for d at most 60; above it: USA 120, AUS 60.1.",
                )
            ],
        ),
        (
            THREE + MOST % "",
            {("USA", "d"): 1},
            [
                (
                    "unknown",
                    ("JPN", "AUS"),
                    "Standard 'debt' asks for d at most 60; no value for JPN, AUS: not known to pass.",
                )
            ],
        ),
        (THREE + LEAST % ", applies_to: accession", {}, []),
        (THREE + LEAST % ", applies_to: both", {(s, "v"): 1 for s in ("USA", "JPN", "AUS")}, []),
    ],
)
def test_a_standard_is_met_at_its_bound_and_unknown_without_data(found, body, values, expected):
    told = found(body, "standard", measures=values)
    assert [(c.severity, c.states, c.text) for c in told] == expected
    assert all(c.articles == (str(2 if "vote" in body else 3),) for c in told)


def test_a_standard_of_accession_is_asked_of_those_who_join_a_text_that_is_proposed(found, tmp_path):
    (told,) = found(THREE + LEAST % ", applies_to: accession", "standard", force=False)
    assert (told.severity, told.states) == ("unknown", ("USA", "JPN", "AUS"))
    asked = measures_needed(load_architecture(tmp_path / "text.yaml"), DAY)
    assert asked == {("USA", "v"), ("JPN", "v"), ("AUS", "v")}


AREA = "areas: {a: {article: 6, words: x, includes: [%s]}}\n"
IN_AREA = DEFENCE % (", in: a", "")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Hawaii, Guam and other islands lie outside: a gap, islands first
        (THREE + AREA % "{territory_of: parties, metropolitan: true}" + IN_AREA, {"USA": ("gap", "6"), "AUS": ("gap", "6")}),
        # Guantanamo Bay is leased: no territory of its holder
        (THREE + AREA % "{territory_of: parties}" + IN_AREA, {"USA": ("gap", "6")}),
        (THREE + AREA % "{administered_by: parties}" + IN_AREA, {}),
        (THREE + AREA % "{territory_of: [JPN, AUS]}" + IN_AREA, {"USA": ("by_design", "6")}),
        # another duty that asks for no area covers what the first leaves out
        (THREE + AREA % "{territory_of: [JPN, AUS]}" + IN_AREA + "  - {id: e, article: 7, kind: defence, when: {act: attack}, duty: assist_with_force}\n", {}),
        (THREE + AREA % "{territory_of: [JPN, AUS]}" + IN_AREA + "  - {id: e, article: 7, kind: defence, when: {act: attack, on: [armed_forces]}, duty: assist_with_force}\n", {"USA": ("by_design", "6")}),
        # who is owed nothing by anybody is left out of nothing
        (THREE + AREA % "{territory_of: [JPN]}" + IN_AREA.replace("kind: defence,", "kind: defence, owed_by: [USA], owed_to: [JPN],"), {}),
        # an area without an article is cited by that of its duty
        (THREE + (AREA % "{territory_of: [JPN, AUS]}").replace("article: 6, ", "") + IN_AREA, {"USA": ("by_design", "5")}),
        (THREE + DEFENCE % ("", ""), {}),
    ],
)  # fmt: skip
def test_places_that_no_duty_covers(found, body, expected):
    told = found(body, "area_leaves_out")
    assert {c.states[0]: (c.severity, c.articles[0]) for c in told} == expected
    assert all(len(c.states) == 1 and ("one-sided" in c.text) == (c.severity == "by_design") for c in told)


def test_what_is_left_out_is_counted_and_its_islands_come_first(found):
    told = found(THREE + AREA % "{territory_of: parties, metropolitan: true}" + IN_AREA, "area_leaves_out")
    text = next(c.text for c in told if c.states == ("USA",))
    number, whole = map(int, text.removeprefix("An attack on ").partition(" registered")[0].split(" of "))
    shown, _, more = text.partition("no defence obligation: ")[2].removesuffix(".").rpartition(" and ")
    assert shown == "American Samoa (Pago Pago), Guam, Guantanamo Bay, Honolulu"
    assert int(more.removesuffix(" more")) == number - 4
    assert 4 < number < whole


UNKNOWN = "parties: [{state: USA}, {state: JPN}, {state: %s}]\n"


@pytest.mark.parametrize(
    ("body", "force", "expected"),
    [
        (UNKNOWN % "TWN", False, ("TWN", "USA", "JPN")),
        (UNKNOWN % "TWN, recognised_by: [USA]", False, ("TWN", "JPN")),
        (UNKNOWN % "TWN, recognised_by: [USA, JPN]", False, None),
        (UNKNOWN % "TWN", True, None),
        (UNKNOWN % "TWN, recognised_by: []", True, ("TWN", "USA", "JPN")),
        ("parties: [{state: XKX}, {state: SRB}, {state: USA}]\n", False, ("XKX", "SRB")),
        (UNKNOWN % "AUS", False, None),
        (UNKNOWN % "TWN, role: associate", False, None),
    ],
)
def test_a_party_must_be_recognised_by_those_who_sign_with_it(found, body, force, expected):
    told = found(body, "recognition", force=force)
    assert [c.states for c in told] == ([expected] if expected else [])
    for one in told:
        others = ", ".join(expected[1:])
        assert one.text == (
            f"{expected[0]} is not recognised as a state by {others}: they cannot sign with it. "
            "Remedy: bind it as an associate, by an instrument of its own."
        )
        assert (one.severity, one.articles) == ("conflict", ("parties",))


def test_findings_are_rows_by_kind_and_force(found, tmp_path):
    body = UNKNOWN % "TWN" + LEAST % "" + DECIDED + "decisions: {default: consensus}\n"
    found(body, "none", force=False)
    table = conflicts_table(load_architecture(tmp_path / "text.yaml"), DAY, {("USA", "v"): 0})
    assert table.title == "4 findings in text on 2026-11-21, 2 of them conflicts"
    assert [row[:5] for row in table.rows] == [
        ("standard", "conflict", "USA", "text", "2"),
        ("standard", "unknown", "JPN, TWN", "text", "2"),
        ("blockable_decision", "gap", "", "text", "decisions"),
        ("recognition", "conflict", "TWN, USA, JPN", "text", "parties"),
    ]
    assert table.columns == ("kind", "severity", "states", "instruments", "articles", "finding", "sources")
    assert table.meta == {"date": DAY}
