"""Sentences for what an instrument says besides obligations: decisions, standards, chapters, bodies, costs, final clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pato.registry.names import listed
from pato.shares import spelled
from pato.treaties.draft import wording
from pato.treaties.draft.indicators import indicator
from pato.treaties.schema.numbers import said

if TYPE_CHECKING:
    from pato.treaties.schema import final, provisions
    from pato.treaties.schema import treaty as schema

_RULES = {
    "consensus": "by consensus",
    "unanimity": "by unanimity",
    "unanimity_minus_accused": "by unanimity of the Parties other than the Party concerned",
    "majority": "by a simple majority",
    "none": "by no rule that the instrument sets",
}
_MATTERS = {
    "default": "Unless this treaty provides otherwise, decisions shall be taken",
    "invocation": "The invocation of obligations shall be decided",
    "accession": "Accession shall be decided",
    "suspension": "The suspension of a Party shall be decided",
    "amendment": "Amendments shall be adopted",
    "budget": "The budget shall be adopted",
}
_DEPTHS = {
    "deep": "undertake extensive and binding obligations on",
    "medium": "undertake binding obligations of limited scope on",
    "shallow": "undertake limited obligations on",
    "aspirational": "shall endeavour to cooperate on",
}
BREACHES = {
    "suspend": "suspension",
    "monitor": "monitoring",
    "expel": "expulsion",
    "none": "none set",
}
_BURDENS = {
    "gni_share": "The costs of this treaty shall be shared in proportion to national income",
    "equal": "The costs of this treaty shall be shared equally",
    "pledge": "Each Party shall spend what it has pledged",
    "costs_lie_where_they_fall": "Each Party shall bear the costs that fall to it",
}
_BODIES = {
    "council": "a council",
    "secretariat": "a secretariat",
    "joint_command": "a joint command",
    "exercises": "common exercises",
    "parliamentary_assembly": "a parliamentary assembly",
    "court_or_panel": "a court or panels",
}


def rule(value: provisions.Rule) -> str:
    """Return a decision rule in words."""
    if value.rule != "qualified_majority":
        return _RULES[value.rule]
    assert value.share is not None
    counts = [_count(value.share, value.weights), *(_count(c.share, c.weights) for c in value.also)]
    return "by a majority of " + listed(counts)


def _count(share: Fraction, weights: Any) -> str:
    """Return a share of the parties, or of what weighs their votes, in words."""
    of = {"population": "their population", "contribution": "their contributions to the budget"}
    if isinstance(weights, dict):
        each = listed([f"{wording.name(state)} {weight:g}" for state, weight in weights.items()])
        return f"{spelled(share)} of the votes, with the weights {each}"
    return f"{spelled(share)} of {of.get(weights, 'the Parties')}"


def decision(matter: str, value: provisions.Rule) -> str:
    """Return the rule for one matter."""
    return f"{_MATTERS[matter]} {rule(value)}."


def standards_rule(value: provisions.StandardsRule) -> str:
    """Return the combination of standards, in words."""
    if value.combine == "all":
        return "All standards must be met."
    if value.combine == "any":
        return "One of the standards must be met."
    weights = listed(
        [f"{wording.spoken(identifier)} {weight:g}" for identifier, weight in value.weights.items()]
    )
    text = f"Standards that carry {spelled(value.share or Fraction(1))} of the weights must be met"
    return f"{text}, with the weights {weights}." if weights else f"{text}, each counting alike."


def standard(clause: provisions.Standard) -> str:
    """Return a governance standard in words: the authors', or the indicator by its name; the threshold is in an annex."""
    if clause.text:
        return clause.text.strip()
    return f"Each Party shall meet the line that this treaty sets for the {indicator(clause.measure)}."


def line(clause: provisions.Standard) -> str:
    """Return the line of a standard: "0.6 or more for five years"."""
    bound = f"{clause.at_least:g} or more" if clause.at_least is not None else f"{clause.at_most:g} or less"
    return bound + (f" for {said(clause.sustained_years, 'years')}" if clause.sustained_years else "")


def chapter(clause: provisions.Chapter) -> str:
    """Return an economic chapter in words."""
    subject = wording.subject(clause.area)
    return clause.text.strip() if clause.text else f"The Parties {_DEPTHS[clause.depth]} {subject}."


def burden(clause: provisions.Burden) -> str:
    """Return the sharing of costs, in words."""
    if clause.text:
        return clause.text.strip()
    sentence = _BURDENS[clause.rule]
    if clause.pledge_gdp_share is not None:
        share = f"{100 * clause.pledge_gdp_share:.4g} per cent of its gross domestic product each year"
        sentence = (
            f"Each Party shall spend at least {share} on defence"
            if clause.rule == "pledge"
            else f"{sentence}, and each Party shall spend at least {share} on defence"
        )
    return sentence + "." + (" There shall be a common budget." if clause.common_budget else "")


def institutions(clause: provisions.Institutions) -> str:
    """Return the bodies that there are, in words; empty where the file names none."""
    if clause.text:
        return clause.text.strip()
    has = [text for key, text in _BODIES.items() if key != "exercises" and getattr(clause, key) is True]
    parts = [
        f"The Parties shall maintain {listed(has)}." if has else "",
        "They shall hold common exercises." if clause.exercises and has else "",
        "The Parties shall hold common exercises." if clause.exercises and not has else "",
        f"The headquarters shall be at {clause.headquarters}." if clause.headquarters else "",
    ]
    return " ".join(p for p in parts if p)


def bodies_lacking(clause: provisions.Institutions) -> str:
    """Return the bodies that the file says do not exist; empty if it is silent."""
    lacks = [
        f"no {text.removeprefix('a ')}" for key, text in _BODIES.items() if getattr(clause, key) is False
    ]
    return f"There is {listed(lacks)}." if lacks else ""


def accession(clause: provisions.Accession) -> str:
    """Return the rules of accession."""
    if clause.text:
        return clause.text.strip()
    invited = wording.names(clause.open_to) if clause.open_to else "any other state"
    parts = [
        f"The Parties may, {rule(clause.invitation)}, invite {invited} to accede to this treaty."
        if clause.invitation
        else f"{wording.capitalised(invited)} may accede to this treaty.",
    ]
    if clause.entities:
        parts.append(f"{clause.entities.rstrip('.')} may accede in its own name.")
    if clause.depositary:
        parts.append(f"Its instrument shall be deposited with {clause.depositary}.")
    return " ".join(parts)


def withdrawal(clause: provisions.Withdrawal) -> str:
    """Return the rules of withdrawal."""
    if clause.text:
        return clause.text.strip()
    parts = []
    if clause.bar_years:
        have = "has" if clause.bar_years == 1 else "have"
        parts.append(
            f"No Party may withdraw before {said(clause.bar_years, 'years')} {have} passed since the entry into force of this treaty."
        )
    notice = f" by giving notice of {wording.duration(clause.notice)}" if clause.notice else ""
    earliest = f" from {wording.day(clause.not_before)} on" if clause.not_before else ""
    parts.append(f"{'Thereafter a' if parts else 'A'} Party may withdraw{earliest}{notice}.")
    if clause.not_while_under_attack:
        parts.append("No withdrawal shall take effect while a Party is under armed attack.")
    return " ".join(parts)


def member_class(clause: final.MemberClass) -> str:
    """Return the rights of a class of members."""
    if clause.text:
        return clause.text.strip()
    matters = listed([f"on {wording.spoken(m)}" for m in clause.no_vote_on], "or")
    vote = f"a vote{f', but not {matters}' if matters else ''}" if clause.vote else "no vote"
    parts = [
        f"A {clause.name} shall have {'a seat' if clause.seat else 'no seat'} in the Council and {vote}."
    ]
    if clause.annex:
        parts.append("Its rights and obligations are set out in an Annex.")
    return " ".join(parts)


def suspension(clause: final.SuspensionRules) -> tuple[str, tuple[str, ...], str]:
    """Return the rules of suspension: a sentence, its points (the steps), and what follows them."""
    if clause.text:
        return clause.text.strip(), (), ""
    after = []
    if clause.effect_after_months:
        after.append(
            f"No suspension shall take effect sooner than {said(clause.effect_after_months, 'months')} after the decision."
        )
    barred = {
        "under_attack": "while the Party concerned is under armed attack",
        "consultation_on_attack": "while a request for consultation on an imminent attack against it is before the Council",
    }
    if clause.not_while:
        after.append(
            f"No suspension shall take effect {listed([barred[w] for w in clause.not_while], 'or')}."
        )
    voteless = {
        "party_concerned": "The Party concerned",
        "open_report": "any other Party for which a report of breach is open",
    }
    if clause.no_vote:
        who = listed([voteless[w] for w in clause.no_vote])
        after.append(f"{wording.capitalised(who)} shall have no vote.")
    if clause.voting_floor:
        after.append(f"A decision requires the votes of at least {said(clause.voting_floor, 'parties')}.")
    text = "The measures are, in this order:" if clause.steps else " ".join(after)
    return text, tuple(clause.steps), " ".join(after) if clause.steps else ""


def entry_into_force(clause: Any, what: str) -> str:
    """Return when an instrument or a part of it enters into force."""
    if clause.text:
        return str(clause.text).strip()
    needed = []
    if clause.ratified_by:
        own = (
            "has deposited its instrument"
            if len(clause.ratified_by) == 1
            else "have deposited their instruments"
        )
        needed.append(f"{wording.names(clause.ratified_by)} {own}")
    if clause.ratifications:
        own = (
            "has deposited its instrument"
            if clause.ratifications == 1
            else "have deposited their instruments"
        )
        needed.append(f"{said(clause.ratifications, 'parties')} {own}")
    if clause.output_share:
        needed.append(
            f"signatories with at least {spelled(clause.output_share)} of the joint output of all have deposited their instruments"
        )
    days = f"{said(clause.days_after, 'days')} after " if clause.days_after else "on "
    when = listed(needed) or "all signatories have deposited their instruments"
    return f"{wording.capitalised(what)} shall enter into force {days}the day on which {when}."


def final_clauses(treaty: schema.Treaty) -> Iterator[tuple[str, str, str, str]]:
    """Yield each final clause: its key, its article, its heading, its text."""
    clauses = treaty.final
    if clauses is None:
        return
    texts: dict[str, tuple[str, Callable[[Any, schema.Treaty], str]]] = {
        "signature": ("Signature", _signature),
        "ratification": ("Ratification", _ratification),
        "provisional_application": ("Provisional application", _provisional),
        "entry_into_force": ("Entry into force", _entry),
        "reservations": ("Reservations", _reservations),
        "amendment": ("Amendment", _amendment),
        "review": ("Review", _review),
        "depositary": ("Depositary", _depositary),
        "languages": ("Languages", _languages),
    }
    for name, (heading, text) in texts.items():
        if clause := getattr(clauses, name):
            yield f"final:{name}", clause.article, heading, clause.text or text(clause, treaty)


def _entry(clause: Any, treaty: schema.Treaty) -> str:
    del treaty
    return entry_into_force(clause, "this treaty")


def _signature(clause: final.Signature, treaty: schema.Treaty) -> str:
    states = clause.open_to or [p.state for p in treaty.parties if p.role == "member"]
    place = f" at {clause.place}" if clause.place else ""
    until = f" until {clause.until}" if clause.until else ""
    return f"This treaty shall be open for signature by {wording.names(states)}{place}{until}."


def _ratification(clause: final.Ratification, treaty: schema.Treaty) -> str:
    del treaty
    how = listed(clause.by, "or")
    return f"This treaty is subject to {how} by the signatories in accordance with their constitutional processes. Instruments shall be deposited with the depositary."


def _provisional(clause: final.ProvisionalApplication, treaty: schema.Treaty) -> str:
    del treaty
    word = "Article" if len(clause.articles) == 1 else "Articles"
    what = f"{word} {listed(clause.articles)}" if clause.articles else "this treaty"
    return f"Pending its entry into force, the signatories shall apply {what} provisionally, so far as their law allows."


def _reservations(clause: final.Reservations, treaty: schema.Treaty) -> str:
    parts = {p.id: f"Part {p.number}" for p in treaty.parts}
    sentence = {
        "none": "No reservation may be made to this treaty.",
        "compatible": "Reservations that are compatible with the object and purpose of this treaty may be made.",
        "listed": f"No reservation may be made to this treaty, except to {listed([parts[p] for p in clause.except_parts if p in parts])}.",
    }[clause.allowed]
    if clause.declarations:
        sentence += " Declarations of interpretation shall be circulated to all Parties and bind the Party that makes them."
    if clause.declarations is False:
        sentence += " No declaration of interpretation may be made."
    return sentence


def _amendment(clause: final.Amendment, treaty: schema.Treaty) -> str:
    into_force = {
        "all": "An amendment shall enter into force when all Parties have ratified it.",
        "share": "An amendment shall enter into force for all Parties when the majority that adopted it has ratified it.",
        "accepting": "An amendment shall enter into force for the Parties that accept it.",
        None: "",
    }[clause.ratified_by]
    letters = [f"Annex {a.letter}" for a in treaty.annexes if a.id in clause.annexes_by_council]
    parts = ["Any Party may propose an amendment.", into_force]
    if letters:
        parts.append(f"The Council may amend {listed(letters)}.")
    if clause.objection_days:
        parts.append(
            f"Such a change does not bind a Party that objects within {said(clause.objection_days, 'days')}."
        )
    return " ".join(p for p in parts if p)


def _review(clause: final.Review, treaty: schema.Treaty) -> str:
    del treaty
    when = (
        f"{wording.capitalised(said(clause.after_years, 'years'))} after its entry into force"
        if clause.after_years
        else "At the request of any Party"
    )
    return f"{when}, the Parties shall review this treaty."


def _depositary(clause: final.Depositary, treaty: schema.Treaty) -> str:
    del treaty
    who = f"The Government of {wording.name(clause.state)}" if clause.state else clause.office or ""
    parts = [f"{wording.capitalised(who)} shall be the depositary of this treaty."]
    if clause.participants:
        parts.append(
            f"{wording.capitalised(clause.participants)} shall be the depositary of the instruments of entities that are not recognised by all Parties."
        )
    if clause.registers:
        parts.append(
            "The depositary shall register this treaty under Article 102 of the Charter of the United Nations."
        )
    return " ".join(parts)


def _languages(clause: final.Languages, treaty: schema.Treaty) -> str:
    del treaty
    equal = ", all texts being equally authentic" if len(clause.authentic) > 1 else ""
    prevails = f" In case of divergence the {clause.prevails} text shall prevail." if clause.prevails else ""
    return f"This treaty is done in {listed(clause.authentic)}{equal}.{prevails}"
