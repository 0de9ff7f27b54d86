"""Rules T17 to T19 and the readings of T4 and T10: attackers, victims, hosts, lenders, groups, declarations, statuses."""

import pytest

from pato.treaties.cascade import who_must_act
from pato.treaties.events import make_event
from pato.treaties.relations import duty_matrix

HEAD = "format: 2\nid: {id}\ntitle: t\nbinding: treaty\nstatus: in_force\nin_force: {{from: 1950-01-01}}\n"
PACT = """
parties: [{{state: USA}}, {{state: THA}}, {{state: FRA}}]
groups:
  communist: {{members: [CHN, {{state: VNM, from: 1975-04-30, until: 1990-01-01}}], source: {{title: s}}}}
  allies: {{allied_with: [DEU], members: [{{state: ITA}}], source: {{title: s}}}}
obligations:
  - {{id: defence, article: 5, kind: defence, when: {{act: attack{when}}}, duty: assist_with_force{more}}}
  - {{id: peace, article: 1, kind: non_aggression, duty: refrain}}
"""


@pytest.fixture
def pact(treaty, system):
    def make(when="", more="", head=HEAD, body=PACT):
        return system(treaty(body.format(when=when, more=more), head=head))

    return make


def attack(attacker="CHN", victim="THA", date="1980-01-01", act="armed_attack", **rest):
    return make_event(attacker, victim, act, place=rest.pop("place", "bangkok"), date=date, **rest)


def owed(system, event, kind="defence"):
    answer = who_must_act(system, event, cascade=False)
    return {
        (d.state, d.to[0], d.against): d.status
        for d in answer.duties
        if d.kind == kind and d.role == "victim"
    }


def by_debtor(system, event):
    return {state: status for (state, _, _), status in owed(system, event).items()}


# ---- T17


def test_t17_a_duty_against_one_of_several_attackers_holds_and_says_against_whom(pact):
    found = pact(", by: [CHN]")
    assert owed(found, attack(["CHN", "MMR"])) == {
        ("USA", "THA", ("CHN",)): "obliged",
        ("FRA", "THA", ("CHN",)): "obliged",
    }
    assert owed(found, attack("MMR")) == {}


def test_t17_attackers_alike_share_one_duty(pact):
    assert set(owed(pact(), attack(["CHN", "MMR"]))) == {
        ("USA", "THA", ("CHN", "MMR")),
        ("FRA", "THA", ("CHN", "MMR")),
    }


def test_t17_an_exception_against_one_leaves_the_duty_against_the_other(pact):
    found = pact(
        more=", unless: [{{id: x, label: not against China, by: [CHN]}}]".replace("{{", "{").replace(
            "}}", "}"
        )
    )
    assert set(owed(found, attack(["CHN", "MMR"]))) == {("USA", "THA", ("MMR",)), ("FRA", "THA", ("MMR",))}


def test_t17_an_attacker_that_is_a_party_is_no_helper_and_breaks_its_own_pledge_alone(pact):
    found = pact(", by_party: false")
    event = attack(["FRA", "CHN"])
    assert owed(found, event) == {("USA", "THA", ("CHN",)): "obliged"}
    assert owed(found, event, "non_aggression") == {("FRA", "THA", ("FRA",)): "obliged"}
    assert owed(found, attack("FRA")) == {}, "by_party: false asks for an outsider"


def test_by_party_true_asks_for_a_party(pact):
    inside = pact(", by_party: true")
    assert by_debtor(inside, attack("FRA")) == {"USA": "obliged"}
    assert by_debtor(inside, attack("CHN")) == {}


def test_not_by_spares_those_named(pact):
    found = pact(", not_by: [CHN]")
    assert by_debtor(found, attack("CHN")) == {}
    assert by_debtor(found, attack("MMR")) == {"USA": "obliged", "FRA": "obliged"}


@pytest.mark.parametrize(
    ("attacker", "date", "held"),
    [
        ("CHN", "1960-01-01", True),
        ("VNM", "1980-01-01", True),
        ("VNM", "1992-01-01", False),
        ("MMR", "1980-01-01", False),
    ],
)
def test_t17_named_lists_are_dated(pact, attacker, date, held):
    assert bool(owed(pact(", by: [{group: communist}]"), attack(attacker, date=date))) is held


def test_t17_allies_of_a_state_are_a_list_too(pact):
    found = pact(", by: [DEU, {allied_with: [DEU]}]")
    assert by_debtor(found, attack("ITA")) != {}
    assert by_debtor(found, attack("DEU")) != {}
    assert by_debtor(found, attack("CHN")) == {}


# ---- T18


def test_t18_each_victim_is_answered_by_itself(pact):
    event = attack("CHN", ["THA", "FRA"], place=None)
    found = who_must_act(pact(), event, cascade=False)
    pairs = {(d.state, d.victim) for d in found.duties if d.kind == "defence"}
    assert pairs == {("USA", "THA"), ("USA", "FRA"), ("FRA", "THA"), ("THA", "FRA")}


def test_t18_the_host_is_a_victim_unless_it_attacks_or_consented(pact):
    def hosts(**rest):
        event = attack(victim="USA", on="military_base", **rest)
        return {d.victim for d in who_must_act(pact(), event, cascade=False).duties if d.role == "host"}

    assert hosts() == {"THA"}
    assert hosts(consent={"by": "THA", "status": "given"}) == set()
    assert hosts(lends="THA") == set()
    assert hosts(place="tasman-sea") == set()


def test_t18_a_lender_is_an_attacker_of_which_it_is_argued(pact):
    event = attack("CHN", lends=["FRA"])
    assert owed(pact(), event) == {
        ("USA", "THA", ("CHN",)): "obliged",
        ("USA", "THA", ("FRA",)): "disputed",
    }, "and it owes no help"
    settled = pact(
        more=", readings: [{id: l, holds: false, said_by: [USA, THA], about: {author: lender}, source: {title: s}}]"
    )
    assert set(owed(settled, event)) == {("USA", "THA", ("CHN",))}


# ---- T19


def group(link="none", base=None, act="terrorist_attack", **rest):
    author = {"group": "isil", "base": base, "link": link, "home_grown": rest.pop("home_grown", False)}
    return attack((), author=author, act=act, **rest)


@pytest.mark.parametrize(
    ("link", "against", "status"),
    [
        ("sent", "CHN", "obliged"),
        ("controlled", "CHN", "obliged"),
        ("harboured", "isil", "disputed"),
        ("none", "isil", "disputed"),
    ],
)
def test_t19_who_stands_behind_a_group_decides(pact, link, against, status):
    found = owed(pact(), group(link, "CHN"))
    assert found == {("USA", "THA", (against,)): status, ("FRA", "THA", (against,)): status}


def test_t19_debtor_and_creditor_settle_it_on_the_occasion(pact):
    reading = ", readings: [{id: o, holds: true, said_by: [USA, THA], about: {act: terrorist_attack}, source: {title: s}}]"
    assert by_debtor(pact(more=reading), group("harboured", "CHN")) == {"USA": "obliged", "FRA": "disputed"}


def test_t19_a_home_grown_group_calls_no_article_on_foreign_attack(pact):
    assert by_debtor(pact(", external: true"), group(home_grown=True)) == {}
    assert by_debtor(pact(", external: true"), group()) != {}
    assert by_debtor(pact(", external: true"), attack()) != {}, "a state comes from outside"


def test_t19_unrest_is_no_attack(pact):
    assert owed(pact(), attack((), act="unrest")) == {}
    organ = ", readings: [{id: c, holds: true, said_by: [Council], authority: organ, about: {act: unrest}, source: {title: s}}]"
    assert by_debtor(pact(more=organ), attack((), act="unrest")) == {"USA": "obliged", "FRA": "obliged"}


def test_t19_an_unknown_link_is_told_both_ways(pact):
    answer = who_must_act(pact(), group("unknown", "CHN"), cascade=False)
    assert answer.variants == ("CHN sent the group", "CHN did not send it")
    by_variant = {(d.state, d.status): d.given for d in answer.duties if d.kind == "defence"}
    assert by_variant["USA", "obliged"] == ("CHN sent the group",)
    assert by_variant["USA", "disputed"] == ("CHN did not send it",)


def test_t19_a_link_needs_its_state():
    from pato.errors import UsageError

    with pytest.raises(UsageError, match="needs the state"):
        group("sent")


# ---- T4, T10


def readings(*items):
    return ", readings: [" + ", ".join(f"{{{item}, source: {{title: s}}}}" for item in items) + "]"


TRUE = "id: t, holds: true, said_by: [USA, THA], about: {act: cyber_attack}"
CASE = "id: c, holds: case_by_case, said_by: [USA, THA], about: {act: cyber_attack}"


def test_t10_case_by_case_is_disputed_and_said_to_be_so(pact):
    answer = who_must_act(pact(more=readings(CASE)), attack(act="cyber_attack"), cascade=False)
    (duty,) = [d for d in answer.duties if d.kind == "defence" and d.state == "USA"]
    assert (duty.status, duty.case_by_case) == ("disputed", True)
    assert any("case by case" in note for note in answer.notes)
    assert by_debtor(pact(more=readings(CASE)), attack())["USA"] == "obliged", (
        "it is about cyber attacks only"
    )


def test_t4_what_both_say_settles_against_a_third(pact):
    third = "id: x, holds: false, said_by: [CHN], about: {act: cyber_attack}"
    assert by_debtor(pact(more=readings(TRUE, third)), attack(act="cyber_attack")) == {
        "USA": "obliged",
        "FRA": "disputed",
    }


def test_t4_scholars_count_only_where_nobody_else_speaks(pact):
    scholar = "id: x, holds: false, said_by: [a book], authority: scholar, about: {by: [CHN]}"
    party = "id: y, holds: true, said_by: [USA], about: {by: [CHN]}"
    assert by_debtor(pact(more=readings(scholar)), attack())["USA"] == "disputed"
    assert by_debtor(pact(more=readings(scholar, party)), attack())["USA"] == "obliged"


def test_a_reading_against_the_attacker_named_reaches_beyond_the_list(pact):
    judged = "id: j, holds: true, said_by: [USA], about: {by: [MMR]}"
    found = pact(", by: [{group: communist}]", readings(judged))
    assert by_debtor(found, attack("MMR")) == {"USA": "disputed", "FRA": "disputed"}
    assert by_debtor(found, attack("IDN")) == {}


def test_scopes_can_spare_those_not_named(pact):
    spared = pact(more=", unless: [{id: x, label: only China, not_by: [CHN]}]")
    assert by_debtor(spared, attack("CHN")) != {}
    assert by_debtor(spared, attack("MMR")) == {}


# ---- declarations


DECLARED = PACT.replace("{{state: USA}}", "{{state: USA, declarations: [{declaration}]}}")


def declared(text):
    return DECLARED.replace("{declaration}", text.replace("{", "{{").replace("}", "}}"))


LIMITS = "{id: d, kind: KIND, effect: limits, about: {not_by: [{group: communist}]}, text: communist only, source: {title: s}}"


def test_an_understanding_limits_its_own_partys_duties(pact):
    found = pact(body=declared(LIMITS.replace("KIND", "understanding")))
    assert by_debtor(found, attack("MMR")) == {"FRA": "obliged"}
    assert by_debtor(found, attack("CHN")) == {"USA": "obliged", "FRA": "obliged"}
    assert by_debtor(found, attack("MMR", "USA", place="honolulu")) == {"THA": "obliged", "FRA": "obliged"}


def test_a_reservation_also_limits_what_its_party_is_owed(pact):
    found = pact(body=declared(LIMITS.replace("KIND", "reservation")))
    assert by_debtor(found, attack("MMR", "USA", place="honolulu")) == {}


def test_an_interpretation_is_a_reading_of_its_party_and_settles_where_it_was_accepted(pact):
    says = "{id: d, kind: declaration, effect: interprets, holds: false, about: {by: [MMR]}, text: t, accepted_by: [THA], source: {title: s}}"
    assert by_debtor(pact(body=declared(says)), attack("MMR")) == {"FRA": "disputed"}, (
        "agreed with Thailand, not with France"
    )


# ---- T7


@pytest.mark.parametrize(
    ("binding", "status"), [("political_declaration", "expected"), ("domestic_law", "unilateral")]
)
def test_t7_what_is_promised_or_ordered_is_no_duty(pact, binding, status):
    found = pact(head=HEAD.replace("binding: treaty", f"binding: {binding}"))
    answer = who_must_act(found, attack())
    assert {d.status for d in answer.duties} == {status}
    assert {d.round for d in answer.duties} == {0}, "and starts no cascade"


def test_t7_a_promise_of_defence_stands_in_no_matrix(pact):
    promised = pact(head=HEAD.replace("binding: treaty", "binding: political_declaration"))
    assert duty_matrix(promised, "1980-01-01").relations == {}
    assert duty_matrix(pact(), "1980-01-01").relations != {}


# ---- domestic limits


def test_limits_are_shown_of_the_debtor_alone_on_their_dates_for_their_obligations(treaty, system):
    limits = (
        "domestic_limits:\n"
        "  - {id: a, state: USA, label: Congress declares war, effect: conditions, obligations: [defence], from: 1970-01-01, until: 1990-01-01, source: {title: s}}\n"
        "  - {id: b, state: FRA, label: none of it, effect: limits, obligations: [peace], source: {title: s}}\n"
    )
    found = system(treaty(PACT.format(when="", more="") + limits, head=HEAD))

    def shown(date):
        return {
            d.state: d.limits
            for d in who_must_act(found, attack(date=date), cascade=False).duties
            if d.kind == "defence"
        }

    assert shown("1980-01-01") == {"USA": ("Congress declares war",), "FRA": ()}
    assert shown("1969-12-31") == {"USA": (), "FRA": ()}
    assert shown("1990-01-01") == {"USA": (), "FRA": ()}


def test_the_text_says_against_whom_and_who_only_lends(pact):
    from pato.report.duties_text import answer_text

    text = answer_text(who_must_act(pact(), attack("CHN", lends=["MMR"]), cascade=False), 160)
    assert "MMR (by lending)" in text
    assert "soil lent by MMR" in text


def test_a_reading_reaches_beyond_the_text_only_in_what_it_speaks_to(pact):
    found = pact(", by: [CHN]", readings(TRUE))
    assert by_debtor(found, attack("CHN", act="cyber_attack"))["USA"] == "obliged"
    assert by_debtor(found, attack("MMR", act="cyber_attack")) == {}, (
        "it is about the act, not about the attacker"
    )


def test_a_reading_that_it_does_not_hold_adds_nothing_where_the_text_says_so(pact):
    no = "id: n, holds: false, said_by: [USA], about: {act: cyber_attack}"
    answer = who_must_act(pact(more=readings(no)), attack(act="cyber_attack"), cascade=False)
    assert [d for d in answer.duties if d.kind == "defence"] == []


def test_bases_are_granted_by_those_that_neither_attack_nor_lend(pact):
    body = (
        PACT
        + "  - {{id: bases, article: 6, kind: access, owed_by: [FRA], owed_to: [USA], duty: grant_access}}\n"
    )
    assert {
        d.state for d in who_must_act(pact(body=body), attack(), cascade=False).duties if d.kind == "access"
    } == {"FRA"}
    for event in (attack(["CHN", "FRA"]), attack("CHN", lends="FRA"), attack("USA")):
        found = who_must_act(pact(body=body), event, cascade=False).duties
        assert [d for d in found if d.kind == "access"] == []


def test_parties_consult_one_another_about_an_outsider_but_not_with_the_attacker(pact):
    area = "areas: {{near: {{includes: [{{region: southeast_asia}}]}}}}\n"
    consult = "  - {{id: consult, article: 4, kind: consultation, when: {{act: threat, to: [near]}}, duty: consult}}\n"
    found = pact(body=PACT.replace("obligations:", area + "obligations:") + consult)

    def asked(attacker):
        event = attack(attacker, "KHM", place="phnom-penh")
        return {
            (d.state, d.to)
            for d in who_must_act(found, event, cascade=False).duties
            if d.kind == "consultation"
        }

    assert asked("CHN") == {("USA", ("THA", "FRA")), ("THA", ("USA", "FRA")), ("FRA", ("USA", "THA"))}
    assert asked("FRA") == {("USA", ("THA",)), ("THA", ("USA",))}


def test_t4_debtor_and_creditor_may_agree_in_statements_of_their_own(pact):
    mine = "id: a, holds: true, said_by: [USA], about: {act: cyber_attack}"
    yours = "id: b, holds: true, said_by: [THA], about: {act: cyber_attack}"
    assert by_debtor(pact(more=readings(mine)), attack(act="cyber_attack"))["USA"] == "disputed"
    assert by_debtor(pact(more=readings(mine, yours)), attack(act="cyber_attack"))["USA"] == "obliged"


def test_t4_two_organs_that_disagree_leave_it_disputed(pact):
    organ = "authority: organ, said_by: [Council], about: {act: cyber_attack}"
    both = readings(f"id: a, holds: true, {organ}", f"id: b, holds: false, {organ}")
    assert by_debtor(pact(more=both), attack(act="cyber_attack"))["USA"] == "disputed"
