"""A treaty coded in variables of the ATOP data (Alliance Treaty Obligations and Provisions, version 5.1).

Only variables determined by the fields of a treaty file are coded. The rest is None: not determined, which is not
zero (T6). ATOP codes the text of an agreement; where a file tells of practice (a joint command, exercises), it
determines nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.brief import brief
from pato.errors import CoverageError, UnknownNameError, unknown
from pato.registry import states
from pato.table import Table
from pato.treaties.schema.pairs import first_day

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from pato.treaties.schema.treaty import Obligation, Treaty
    from pato.treaties.schema.triggers import Named

KINDS = {
    "DEFENSE": "defence",
    "OFFENSE": "offence",
    "NEUTRAL": "neutrality",
    "NONAGG": "non_aggression",
    "CONSUL": "consultation",
}
"""ATOP's five obligations and the kinds of the file format."""
_CONDITIONAL = {"DEFCON": "defence", "OFFCON": "offence", "NEUCON": "neutrality", "CONCON": "consultation"}
_UNDETERMINED = {
    "RENOUNCE": "the file does not say whether notice ends a term that would run on, or the treaty itself",
    "WARTIME": "no field says which parties were at war when they signed",
    "PUBSECR": "no field says whether it was kept secret",
    "SPECLGTH": "no field says for how long it was made",
    "LENGTH": "no field says for how long it was made",
    "RENEWLGT": "no field says how it is renewed",
    "MILCON": "contact of officials is no field of its own",
    "SUBORD": "subordination of forces in war is no field of its own",
    "ORGPURP1": "the purpose of a body is no field of its own",
    "CONTRIB": "levels of forces are no field of their own",
    "ECAID": "economic aid is no field of its own",
}


class Code(NamedTuple):
    """One variable of one treaty.

    Attributes
    ----------
    variable
        ATOP's name.
    value
        Its code, or None where the file's fields do not determine it.
    because
        Which field determines it, or why none does.
    """

    variable: str
    value: int | None
    because: str


@brief("treaty", "codes")
class Coding(NamedTuple):
    """A treaty's coding.

    Attributes
    ----------
    treaty, short
        Id and short title.
    codes
        In the order of ATOP's codebook, as far as possible.
    members
        COW numbers of the first parties, in the order of the file.
    """

    treaty: str
    short: str
    codes: tuple[Code, ...]
    members: tuple[int, ...]

    def value(self, variable: str) -> int | None:
        """Return a variable's code, or None where the file does not determine it.

        Raises
        ------
        UnknownNameError
            If the variable is not coded here.
        """
        known = {c.variable: c.value for c in self.codes}
        if variable not in known:
            raise UnknownNameError(unknown("ATOP variable", variable, known))
        return known[variable]

    def to_dict(self) -> dict[str, int | None]:
        """Return the codes by variable, members as MEM1, MEM2 …"""
        return {c.variable: c.value for c in self.codes} | {
            f"MEM{i}": m for i, m in enumerate(self.members, start=1)
        }

    def to_table(self) -> Table:
        """Return one row per variable, with the field that determines it."""
        rows = [(c.variable, c.value, c.because) for c in self.codes] + [
            (f"MEM{i}", m, "parties") for i, m in enumerate(self.members, start=1)
        ]
        return Table(
            ("variable", "code", "because"),
            rows,
            title=f"{self.short} in variables of ATOP 5.1",
            notes=_NOTES,
        )

    def to_pandas(self) -> Any:
        """Return one row per variable as a `pandas.DataFrame`."""
        return self.to_table().to_pandas()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the table to a file; its ending sets the format."""
        return self.to_table().save(path)

    def _repr_html_(self) -> str:
        return self.to_table().to_html()


_NOTES = (
    "'-' is not determined by the file, which is not zero.",
    "ATOP dates an alliance from its signature and codes its text, not its practice.",
)


def atop(treaty: Treaty) -> Coding:
    """Return a treaty's coding in ATOP variables.

    Parameters
    ----------
    treaty
        The instrument, as its file says it.
    """
    codes = [
        Code("ATOPID", treaty.atop_id, "atop_id" if treaty.atop_id is not None else "the file names none"),
        *_dates(treaty),
        Code("BILAT", int(len(_first_parties(treaty)) == 2), "parties"),
        Code(
            "ESTMODE",
            {"treaty": 1, "executive_agreement": 0}.get(treaty.binding),
            f"binding: {treaty.binding}",
        ),
        *_obligations(treaty),
        *_provisions(treaty),
        *(Code(variable, None, why) for variable, why in _UNDETERMINED.items()),
    ]
    return Coding(treaty.id, treaty.short or treaty.title, tuple(codes), _members(treaty))


def atop_table(treaties: Iterable[Treaty]) -> Table:
    """Return one row per treaty and one column per variable, the shape of ATOP's own table of alliances."""
    codings = [atop(t) for t in treaties]
    most = max((len(c.members) for c in codings), default=0)
    variables = (
        [code.variable for code in codings[0].codes] + [f"MEM{i}" for i in range(1, most + 1)]
        if codings
        else []
    )
    rows = [(c.treaty, *(c.to_dict().get(v) for v in variables)) for c in codings]
    return Table(("treaty", *variables), rows, title="Treaties in variables of ATOP 5.1", notes=_NOTES)


def _dates(treaty: Treaty) -> list[Code]:
    signed = treaty.signed
    text = signed if isinstance(signed, str) else (signed.date if signed is not None else "")
    begin = [int(p) for p in text.split("-")] if text else []
    until = treaty.in_force.until if treaty.in_force else None
    end = [int(p) for p in until.split("-")] if until else []
    runs = treaty.status == "in_force"
    names = ("YR", "MO", "DAY")
    found = [Code(f"BEG{n}", begin[i] if i < len(begin) else None, "signed") for i, n in enumerate(names)]
    found += [
        Code(f"END{n}", 0 if runs else (end[i] if end else None), "in_force") for i, n in enumerate(names)
    ]
    return [
        *found,
        Code("INEFFECT", int(runs), "status"),
        Code(
            "TERM", 0 if runs else None, "status" if runs else "no field says how it ended, in ATOP's terms"
        ),
    ]


def _obligations(treaty: Treaty) -> list[Code]:
    held = {kind: [o for o in treaty.obligations if o.kind == kind] for kind in KINDS.values()}
    codes = [
        Code(variable, int(bool(held[kind])), f"obligations of kind {kind}")
        for variable, kind in KINDS.items()
    ]
    codes.append(
        Code(
            "ACTIVE", int(bool(held["defence"] or held["offence"])), "obligations of kind defence or offence"
        )
    )
    bound = [o for found in held.values() for o in found]
    conditional = {v: int(any(map(_conditional, held[kind]))) for v, kind in _CONDITIONAL.items()}
    codes.append(
        Code("CONDITIO", int(any(conditional.values())), "areas, attackers and exceptions of the obligations")
    )
    codes += [
        Code(v, value, f"areas, attackers and exceptions of {_CONDITIONAL[v]}")
        for v, value in conditional.items()
    ]
    codes.append(Code("ASYMM", int(any(map(_one_sided, bound))), "owed_by and owed_to"))
    named = sorted({_named(s) for o in bound if o.when for s in o.when.by or []})
    codes.append(
        Code(
            "SPECTHRT",
            int(bool(named)),
            f"when.by: {', '.join(named)}" if named else "no obligation names an attacker",
        )
    )
    return codes


def _named(word: str | Named) -> str:
    """Return an attacker that a clause names: a state, or a list of the file."""
    return word if isinstance(word, str) else word.group or f"allied with {', '.join(word.allied_with or ())}"


def _conditional(obligation: Obligation) -> bool:
    """Return whether an obligation depends on more than an attack on (or a threat to) a party."""
    when = obligation.when
    if obligation.unless:
        return True
    if when is None:
        return False
    others = [w for w in when.to or [] if w != "parties"]
    return bool(when.in_ or when.by or when.not_by or when.by_party is not None or others)


def _one_sided(obligation: Obligation) -> bool:
    return obligation.owed_by != ["parties"] or obligation.owed_to != ["parties"]


def _provisions(treaty: Treaty) -> list[Code]:
    bodies = treaty.institutions
    command = bodies.joint_command if bodies else None
    organ = 3 if bodies and bodies.secretariat else (2 if bodies and bodies.council else None)
    aid = [
        o
        for o in treaty.obligations
        if o.kind == "assistance" and o.duty in {"provide_arms", "provide_assistance"}
    ]
    return [
        Code(
            "MILAID",
            None if aid else 0,
            "the kind of aid is no field of its own" if aid else "no obligation to aid",
        ),
        Code(
            "INTCOM",
            0 if command is False else None,
            "institutions.joint_command, which tells of practice"
            if command
            else "institutions.joint_command",
        ),
        Code(
            "ORGAN1",
            organ,
            "institutions, which tell of practice too" if organ else "meetings are no field of their own",
        ),
        Code("BASE", *_base(treaty)),
    ]


def _base(treaty: Treaty) -> tuple[int | None, str]:
    grants = [o for o in treaty.obligations if o.kind == "access" and o.duty == "grant_access"]
    if not grants:
        return 0, "no obligation to grant access"
    mutual = any(o.owed_by == o.owed_to for o in grants)
    return (2, "access granted to one another") if mutual else (3, "access granted by some to others")


def _first_parties(treaty: Treaty) -> list[str]:
    begin = treaty.in_force.from_ if treaty.in_force else None
    return [
        p.state
        for p in treaty.parties
        if p.role == "member" and (p.from_ is None or begin is None or first_day(p.from_) <= begin)
    ]


def _members(treaty: Treaty) -> tuple[int, ...]:
    day = (
        treaty.in_force.from_
        if treaty.in_force
        else (treaty.signed if isinstance(treaty.signed, str) else None)
    )
    found = []
    for state in _first_parties(treaty):
        try:
            found.append(states.cow(state, day) if day else states.state(state).cow[-1].code)
        except (CoverageError, IndexError):
            continue
    return tuple(found)
