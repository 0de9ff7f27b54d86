"""Sentences that drafts make from fields: one field after another, as a lawyer reads them."""

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.files.problems import validated
from pato.files.yaml import read_text
from pato.treaties.draft import provisions as P
from pato.treaties.draft import wording
from pato.treaties.schema import areas, base, final, triggers
from pato.treaties.schema import provisions as schema
from pato.treaties.schema.treaty import Treaty

SENTENCES = {
    "line": (P.line, schema.Standard, (
        ("{id: s, article: 1, measure: m, at_least: 0.6}", "0.6 or more"),
        ("{id: s, article: 1, measure: m, at_least: 0.6, sustained_years: 1}", "0.6 or more for one year"),
        ("{id: s, article: 1, measure: m, at_most: 60, sustained_years: 5}", "60 or less for five years"),
    )),
    "standard": (P.standard, schema.Standard, (
        ("{id: s, article: 1, measure: v2x_polyarchy, at_least: 0.6}", "Each Party shall meet the line that this treaty sets for the Electoral Democracy Index of the Varieties of Democracy Institute."),
        ("{id: s, article: 1, measure: some_other, at_least: 0.6}", 'Each Party shall meet the line that this treaty sets for the indicator "some other".'),
        ("{id: s, article: 1, measure: m, at_least: 0.6, text: ' Own words. '}", "Own words."),
    )),
    "standards_rule": (P.standards_rule, schema.StandardsRule, (
        ("{}", "All standards must be met."),
        ("{combine: any}", "One of the standards must be met."),
        ("{combine: weighted, weights: {free-votes: 2, graft: 1}, share: 2/3}", "Standards that carry two thirds of the weights must be met, with the weights free votes 2 and graft 1."),
        ("{combine: weighted, share: 1/2}", "Standards that carry one half of the weights must be met, each counting alike."),
    )),
    "rule": (P.rule, schema.Rule, (
        ("{rule: consensus}", "by consensus"),
        ("{rule: unanimity}", "by unanimity"),
        ("{rule: unanimity_minus_accused}", "by unanimity of the Parties other than the Party concerned"),
        ("{rule: majority}", "by a simple majority"),
        ("{rule: none}", "by no rule that the instrument sets"),
        ("{rule: qualified_majority, share: 2/3}", "by a majority of two thirds of the Parties"),
        ("{rule: qualified_majority, share: 3/4, weights: population}", "by a majority of three quarters of their population"),
        ("{rule: qualified_majority, share: 3/4, weights: contribution, also: [{share: 1/2}]}", "by a majority of three quarters of their contributions to the budget and one half of the Parties"),
        ("{rule: qualified_majority, share: 1/2, weights: {USA: 3, JPN: 1.5}, also: [{share: 2/3, weights: equal}]}", "by a majority of one half of the votes, with the weights the United States 3 and Japan 1.5 and two thirds of the Parties"),
    )),
    "chapter": (P.chapter, schema.Chapter, (
        ("{area: tariffs, depth: deep}", "The Parties undertake extensive and binding obligations on tariffs."),
        ("{area: labour, depth: medium}", "The Parties undertake binding obligations of limited scope on labour."),
        ("{area: movement_of_capital, depth: shallow}", "The Parties undertake limited obligations on the movement of capital."),
        ("{area: antidumping, depth: aspirational}", "The Parties shall endeavour to cooperate on anti-dumping measures."),
        ("{area: tariffs, depth: deep, text: ' Own. '}", "Own."),
    )),
    "burden": (P.burden, schema.Burden, (
        ("{rule: gni_share}", "The costs of this treaty shall be shared in proportion to national income."),
        ("{rule: equal, common_budget: true}", "The costs of this treaty shall be shared equally. There shall be a common budget."),
        ("{rule: pledge}", "Each Party shall spend what it has pledged."),
        ("{rule: pledge, pledge_gdp_share: 0.02}", "Each Party shall spend at least 2 per cent of its gross domestic product each year on defence."),
        ("{rule: costs_lie_where_they_fall, pledge_gdp_share: 0.015, common_budget: false}", "Each Party shall bear the costs that fall to it, and each Party shall spend at least 1.5 per cent of its gross domestic product each year on defence."),
        ("{rule: equal, text: ' Own. '}", "Own."),
    )),
    "institutions": (P.institutions, schema.Institutions, (
        ("{}", ""),
        ("{council: true}", "The Parties shall maintain a council."),
        ("{council: true, secretariat: true, joint_command: true, exercises: true, parliamentary_assembly: true, court_or_panel: true, headquarters: Perth}", "The Parties shall maintain a council, a secretariat, a joint command, a parliamentary assembly and a court or panels. They shall hold common exercises. The headquarters shall be at Perth."),
        ("{exercises: true}", "The Parties shall hold common exercises."),
        ("{council: false, headquarters: Perth}", "The headquarters shall be at Perth."),
        ("{text: ' Own. '}", "Own."),
    )),
    "bodies_lacking": (P.bodies_lacking, schema.Institutions, (
        ("{council: true}", ""),
        ("{council: false}", "There is no council."),
        ("{council: false, exercises: false, court_or_panel: false}", "There is no council, no common exercises and no court or panels."),
    )),
    "accession": (P.accession, schema.Accession, (
        ("{}", "Any other state may accede to this treaty."),
        ("{open_to: [NZL, CAN]}", "New Zealand and Canada may accede to this treaty."),
        ("{invitation: unanimity}", "The Parties may, by unanimity, invite any other state to accede to this treaty."),
        ("{open_to: [USA], invitation: {rule: majority}, entities: 'The European Union.', depositary: Japan}", "The Parties may, by a simple majority, invite the United States to accede to this treaty. The European Union may accede in its own name. Its instrument shall be deposited with Japan."),
        ("{text: ' Own. '}", "Own."),
    )),
    "withdrawal": (P.withdrawal, schema.Withdrawal, (
        ("{}", "A Party may withdraw."),
        ("{notice: 1y}", "A Party may withdraw by giving notice of one year."),
        ("{notice: 6m, bar_years: 20}", "No Party may withdraw before twenty years have passed since the entry into force of this treaty. Thereafter a Party may withdraw by giving notice of six months."),
        ("{bar_years: 1, not_before: 1969-08-24, not_while_under_attack: true}", "No Party may withdraw before one year has passed since the entry into force of this treaty. Thereafter a Party may withdraw from 24 August 1969 on. No withdrawal shall take effect while a Party is under armed attack."),
        ("{notice: 30d, text: ' Own. '}", "Own."),
    )),
    "member_class": (P.member_class, final.MemberClass, (
        ("{name: Partner}", "A Partner shall have a seat in the Council and no vote."),
        ("{name: Partner, seat: false, vote: true}", "A Partner shall have no seat in the Council and a vote."),
        ("{name: Partner, vote: true, no_vote_on: [invocation, amendment], annex: a}", "A Partner shall have a seat in the Council and a vote, but not on invocation or on amendment. Its rights and obligations are set out in an Annex."),
        ("{name: Partner, text: ' Own. '}", "Own."),
    )),
    "suspension": (P.suspension, final.SuspensionRules, (
        ("{article: 1, effect_after_months: 6}", ("No suspension shall take effect sooner than six months after the decision.", (), "")),
        ("{article: 1, not_while: [under_attack]}", ("No suspension shall take effect while the Party concerned is under armed attack.", (), "")),
        ("{article: 1, not_while: [under_attack, consultation_on_attack], no_vote: [party_concerned, open_report]}", ("No suspension shall take effect while the Party concerned is under armed attack or while a request for consultation on an imminent attack against it is before the Council. The Party concerned and any other Party for which a report of breach is open shall have no vote.", (), "")),
        ("{article: 1, voting_floor: 3, steps: [a letter, a vote]}", ("The measures are, in this order:", ("a letter", "a vote"), "A decision requires the votes of at least three Parties.")),
        ("{article: 1, text: ' Own. '}", ("Own.", (), "")),
    )),
    "trigger": (wording.trigger, triggers.Trigger, (
        ("{}", ""),
        ("{act: attack}", "in the event of an armed attack"),
        ("{act: [any, threat]}", "in the event of any act or a threat, or a use of force"),
        ("{act: ramming, on: [warship, territory]}", "in the event of ramming on warships or territory"),
        ("{act: attack, by_party: true, not_by: [USA]}", "in the event of an armed attack by a Party other than the United States"),
        ("{act: attack, not_by: [USA]}", "in the event of an armed attack by a state other than the United States"),
        ("{on: [public_vessel]}", "in the event of any act on public vessels"),
        ("{act: cyber_attack, to: [parties, JPN, home]}", 'in the event of cyber attack touching the Parties, Japan or the area "Home"'),
        ("{by: [CHN, {group: old-rivals}, {allied_with: [DEU, ITA]}]}", "in the event of an act by China, a state of the list 'old rivals' or a state allied with Germany and Italy"),
        ("{act: attack, by_party: true}", "in the event of an armed attack by a Party"),
        ("{act: attack, by_party: false, not_by: [USA]}", "in the event of an armed attack by a state other than the United States that is no Party"),
        ("{act: attack, external: true, in: treaty-area}", "in the event of an armed attack from outside in the treaty area"),
    )),
    "exception": (wording.exception, triggers.ExceptionClause, (
        ("{id: x, label: L}", ""),
        ("{id: x, label: L, act: attack, victim: [JPN], place: [guam, senkaku], until: 1980-01-01}", "in the event of an armed attack; for the benefit of Japan; at Guam or Senkaku Islands; until 1 January 1980"),
        ("{id: x, label: L, from: 1970-01-01}", "from 1 January 1970"),
    )),
    "area": (wording.area, areas.AreaItem, (
        ("{territory_of: [parties]}", "territory of the Parties"),
        ("{territory_of: [JPN, USA], metropolitan: true}", "metropolitan territory of Japan and the United States"),
        ("{territory_of: victim, metropolitan: false, island: false}", "non-metropolitan mainland territory of the Party attacked"),
        ("{administered_by: [associates], island: true}", "island territories under the administration of the Associates"),
        ("{island_of_in: {ocean: pacific}}", "islands in the Pacific Ocean"),
        ("{island_of_in: {state: [USA], ocean: atlantic}, north_of: 23.5}", "islands in the Atlantic Ocean under the jurisdiction of the United States, north of latitude 23.5°"),
        ("{forces_in: home}", 'forces, public vessels and aircraft in the area "Home"'),
        ("{forces_in: article-6, on: [armed_forces, warship]}", "armed forces and warships in the area of Article 6"),
        ("{place: [guam, okinawa]}", "Guam and Okinawa"),
        ("{region: [east_asia, caribbean, middle_east, sub_saharan_africa]}", "places in East Asia, the Caribbean, the Middle East or Sub-Saharan Africa"),
        ("{ocean: [pacific, indian], south_of: 10}", "places in the Pacific or Indian Ocean, south of latitude 10°"),
        ("{ocean: [mediterranean]}", "places in the Mediterranean"),
        ("{sea: [south-china-sea]}", "places in the South China Sea"),
        ("{waters: [baltic-sea, mediterranean], zone: [high_seas, air]}", "places in or over the waters of the Baltic Sea or Mediterranean, in the zone high seas or air"),
        ("{polygon: [{lat: 1, lon: 2}, {lat: 3, lon: 4}, {lat: 5.5, lon: -6}]}", "places within the lines that join the points (latitude, longitude) 1°, 2°; 3°, 4°; 5.5°, -6°"),
        ("{point: {lat: 36, lon: 15}, radius_km: 300}", "places within 300 kilometres of the point 36°, 15°"),
        ("{region: [oceania], island: true, from: 1950-01-01, until: 1960-01-01}", "island places in Oceania, from 1 January 1950 until 1 January 1960"),
        ("{territory_of: [parties], host: any, on: [military_base]}", "territory of the Parties, whichever Party is attacked there, as regards military bases"),
        ("{territory_of: [parties], on: [territory]}", "territory of the Parties"),
    )),
    "source": (wording.source, base.Source, (
        ("{title: T}", "T"),
        ("{title: T, article: 5, date: 1951-09-08, url: 'https://example.org', note: N}", "T, Article 5, 1951-09-08. N, https://example.org"),
        ("{title: T of 1951-09-08, date: 1951-09-08}", "T of 1951-09-08"),
    )),
}  # fmt: skip


@pytest.mark.parametrize("of", SENTENCES)
def test_fields_of_a_clause_make_a_sentence(of):
    sentence, model, rows = SENTENCES[of]
    for fields, expected in rows:
        made = sentence(model.model_validate(read_text(f"a: {fields}").data["a"]))
        assert made == expected, fields


HEAD = """format: 2
id: t
title: T
binding: treaty
status: proposed
parties: [{state: AUS}, {state: JPN}, {state: CHE, role: observer}]
annexes: [{id: map, letter: B, title: Map, paragraphs: [Here.]}]
parts: [{id: seas, number: II, title: Seas}]
articles: [{number: '1', heading: H, part: seas, paragraphs: [Words.]}]
final: {%s}
"""
FINAL = (
    ("signature: {article: 1}", ("1", "Signature", "This treaty shall be open for signature by Australia and Japan.")),
    ("signature: {article: 1, open_to: [USA], place: Perth, until: 31 May 2030}", ("1", "Signature", "This treaty shall be open for signature by the United States at Perth until 31 May 2030.")),
    ("ratification: {article: 2}", ("2", "Ratification", "This treaty is subject to ratification by the signatories in accordance with their constitutional processes. Instruments shall be deposited with the depositary.")),
    ("ratification: {article: 2, by: [ratification, acceptance, approval]}", ("2", "Ratification", "This treaty is subject to ratification, acceptance or approval by the signatories in accordance with their constitutional processes. Instruments shall be deposited with the depositary.")),
    ("ratification: {article: 2, text: Own.}", ("2", "Ratification", "Own.")),
    ("provisional_application: {article: 3}", ("3", "Provisional application", "Pending its entry into force, the signatories shall apply this treaty provisionally, so far as their law allows.")),
    ("provisional_application: {article: 3, articles: '1'}", ("3", "Provisional application", "Pending its entry into force, the signatories shall apply Article 1 provisionally, so far as their law allows.")),
    ("provisional_application: {article: 3, articles: ['1', '2']}", ("3", "Provisional application", "Pending its entry into force, the signatories shall apply Articles 1 and 2 provisionally, so far as their law allows.")),
    ("entry_into_force: {article: 4}", ("4", "Entry into force", "This treaty shall enter into force on the day on which all signatories have deposited their instruments.")),
    ("entry_into_force: {article: 4, ratified_by: [USA, JPN], ratifications: 3, output_share: 2/3, days_after: 30}", ("4", "Entry into force", "This treaty shall enter into force thirty days after the day on which the United States and Japan have deposited their instruments, three Parties have deposited their instruments and signatories with at least two thirds of the joint output of all have deposited their instruments.")),
    ("entry_into_force: {article: 4, ratifications: 1, days_after: 1}", ("4", "Entry into force", "This treaty shall enter into force one day after the day on which one Party has deposited its instrument.")),
    ("reservations: {article: 5, allowed: none, declarations: false}", ("5", "Reservations", "No reservation may be made to this treaty. No declaration of interpretation may be made.")),
    ("reservations: {article: 5, allowed: compatible, declarations: true}", ("5", "Reservations", "Reservations that are compatible with the object and purpose of this treaty may be made. Declarations of interpretation shall be circulated to all Parties and bind the Party that makes them.")),
    ("reservations: {article: 5, allowed: listed, except_parts: [seas]}", ("5", "Reservations", "No reservation may be made to this treaty, except to Part II.")),
    ("amendment: {article: 6}", ("6", "Amendment", "Any Party may propose an amendment.")),
    ("amendment: {article: 6, ratified_by: all}", ("6", "Amendment", "Any Party may propose an amendment. An amendment shall enter into force when all Parties have ratified it.")),
    ("amendment: {article: 6, ratified_by: share, annexes_by_council: [map], objection_days: 90}", ("6", "Amendment", "Any Party may propose an amendment. An amendment shall enter into force for all Parties when the majority that adopted it has ratified it. The Council may amend Annex B. Such a change does not bind a Party that objects within ninety days.")),
    ("amendment: {article: 6, ratified_by: accepting}", ("6", "Amendment", "Any Party may propose an amendment. An amendment shall enter into force for the Parties that accept it.")),
    ("review: {article: 7}", ("7", "Review", "At the request of any Party, the Parties shall review this treaty.")),
    ("review: {article: 7, after_years: 10}", ("7", "Review", "Ten years after its entry into force, the Parties shall review this treaty.")),
    ("review: {article: 7, after_years: 1}", ("7", "Review", "One year after its entry into force, the Parties shall review this treaty.")),
    ("depositary: {article: 8, state: USA}", ("8", "Depositary", "The Government of the United States shall be the depositary of this treaty. The depositary shall register this treaty under Article 102 of the Charter of the United Nations.")),
    ("depositary: {article: 8, office: the Secretary General, participants: the bank, registers: false}", ("8", "Depositary", "The Secretary General shall be the depositary of this treaty. The bank shall be the depositary of the instruments of entities that are not recognised by all Parties.")),
    ("languages: {article: 9, authentic: [English]}", ("9", "Languages", "This treaty is done in English.")),
    ("languages: {article: 9, authentic: [English, Japanese], prevails: English}", ("9", "Languages", "This treaty is done in English and Japanese, all texts being equally authentic. In case of divergence the English text shall prevail.")),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), FINAL, ids=[fields for fields, _ in FINAL])
def test_final_clauses_in_words(fields, expected):
    (found,) = P.final_clauses(validated(Treaty, read_text(HEAD % fields)))
    assert found == (f"final:{fields.partition(':')[0]}", *expected)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        *(("USA", "the United States"), ("GBR", "the United Kingdom"), ("PHL", "the Philippines")),
        *(("NLD", "the Netherlands"), ("MDV", "the Maldives"), ("BHS", "the Bahamas"), ("GMB", "the Gambia")),
        *(("MHL", "the Marshall Islands"), ("DOM", "the Dominican Republic")),
        *(("ARE", "the United Arab Emirates"), ("SUN", "the Soviet Union"), ("JPN", "Japan")),
        *(("parties", "the Parties"), ("associates", "the Associates"), ("victim", "the Party attacked")),
    ],
)
def test_states_that_have_an_article_in_english_have_it_in_a_text(code, name):
    assert wording.name(code) == name
    assert wording.names([code, "KOR"]) == f"{name} and South Korea"


@pytest.mark.parametrize(
    ("area", "name"),
    [
        ("treaty-area", "the treaty area"),
        ("article-6", "the area of Article 6"),
        ("outside-the-pacific", 'the area "Outside the Pacific"'),
        ("indo-pacific", 'the area "Indo-Pacific"'),
        ("seas-of-the-north", 'the area "Seas of the North"'),
    ],
)
def test_areas_by_their_names(area, name):
    assert wording.area_name(area) == name
