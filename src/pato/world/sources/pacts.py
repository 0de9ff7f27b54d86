"""ATOP's alliances as thin instruments: members, days and pledges as coded, in the form that the duties engine reads.

One instrument per phase of an alliance. A member owes what its own row says to every other member of the phase; where
ATOP says that pledges vary from partner to partner (OBVARY), debtors and creditors are taken from its directed
dyad-years. Details that ATOP does not code (which adversary, which place) cannot be tested as conditions: they stay
words, never guesses.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from pato.files import cache as twins
from pato.files.storage import data_dir
from pato.registry import states
from pato.world.sources import store

MEMBERS, DYAD_YEARS = "atop51_member_level", "atop51_directed_dyad_year_1815_2018"
"""The store's tables that the instruments are made from; the second only where pledges vary by partner."""
FILE = "atop_pacts.jsonl"
"""Their compiled form, in the store with the tables."""
_END = 2018
_KINDS = {
    "defense": ("defence", "def"),
    "offense": ("offence", "off"),
    "neutral": ("neutrality", "neu"),
    "nonagg": ("non_aggression", "non"),
    "consul": ("consultation", "con"),
}
_DUTIES = {
    "defence": ("assist_as_coded", "armed_attack"),
    "offence": ("assist_as_coded", "armed_attack"),
    "neutrality": ("remain_neutral", "armed_attack"),
    "non_aggression": ("refrain", None),
    "consultation": ("consult", "threat"),
}
"""The duty of each kind, and the act that triggers it; a pledge not to attack has no trigger."""
CONDITIONS = {
    "defcoadv": "coded_adversary",
    "defcoloc": "coded_location",
    "defcocon": "coded_conflict",
    "defconum": "coded_number",
    "defcodem": "coded_demands",
    "defconpr": "coded_non_provocation",
    "offcoadv": "coded_adversary",
    "offcoloc": "coded_location",
    "offcocon": "coded_conflict",
    "offconum": "coded_number",
    "offcodem": "coded_demands",
    "neucoadv": "coded_adversary",
    "neucoloc": "coded_location",
    "neucocon": "coded_conflict",
    "neuconum": "coded_number",
    "neucodem": "coded_demands",
    "neuconpr": "coded_non_provocation",
    "neucoatt": "coded_attack",
    "concoadv": "coded_adversary",
    "concoloc": "coded_location",
    "concocon": "coded_conflict",
    "concoreq": "request_of_partner",
}
"""ATOP's conditions by variable; the first three letters give the pledge."""
CODED = (*_KINDS, *CONDITIONS, "defcon", "offcon", "neucon", "concon", "obvary")
SHOWN = ("specthrt", "statthr1", "statthr2", "conwtin", "asymm", "estmode", "secrart", "term")
"""Variables of an alliance that are shown but not used in computations."""
Row = dict[str, Any]
Pair = tuple[str, str, str, str, str]
"""Debtor, creditor, kind, from, until."""
Years = dict[tuple[int, int, str], set[int]]
"""The years in which a member (by COW number) owes another what a variable of ATOP says."""


def files(folder: Path) -> list[Path]:
    """Return the tables that a store has of those the instruments are made from; none without the members."""
    found = [folder / f"{name}{ending}" for name in (MEMBERS, DYAD_YEARS) for ending in store.ENDINGS]
    held = [file for file in found if file.is_file()]
    return held if held and held[0].stem == MEMBERS else []


def compiled() -> dict[str, twins.Records] | None:
    """Return the instruments of the user's store, compiled into the cache where only its tables are there; None without them."""
    folder = data_dir()
    if not files(folder):
        return None
    return twins.load("atop-pacts", lambda: [*files(folder), Path(__file__)], lambda: groups(folder))


def write(folder: Path) -> str:
    """Compile the instruments of a store into a file of its own, and say what was made."""
    if not files(folder):
        return ""
    made = groups(folder)
    twins.write(folder / FILE, made)
    index = made["index"]
    out = (
        f", {len(index['left_out'])} members without a code in the registry left out"
        if index["left_out"]
        else ""
    )
    varies = (
        ""
        if index["pairs"]
        else ", without the dyad-years that say who owes whom where pledges vary ('pato data add atop FILE')"
    )
    return (
        f"{len(made['pact'])} instruments of the world layer made, coded by ATOP and not read{out}{varies}."
    )


def groups(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the instruments as groups of records: ``pact`` by id, and the ``index`` that says which to read.

    Raises
    ------
    DataError
        If the store has no members of alliances, or a table of it is damaged.
    """
    rows = sorted(_rows(folder), key=lambda r: (r["atopid"], r["phase"]))
    phases = {key: list(found) for key, found in groupby(rows, key=lambda r: (r["atopid"], r["phase"]))}
    pairs = _varying(phases, folder)
    several = {atop for atop, phase in phases if phase > 0}
    made: dict[str, Any] = {}
    for (atop, phase), found in phases.items():
        identifier = f"atop-{atop}.{phase}" if atop in several else f"atop-{atop}"
        made[identifier] = _pact(identifier, found, None if pairs is None else pairs[atop, phase])
    spans = {
        i: [p["start"], p["end"], p["open"], sorted({m[0] for m in p["members"]})] for i, p in made.items()
    }
    left_out = [[r["atopid"], r["member"]] for r in rows if r["state"] is None]
    return {"pact": made, "index": {"spans": spans, "left_out": left_out, "pairs": pairs is not None}}


def _rows(folder: Path) -> Iterator[Row]:
    """Yield the member rows, one for each state that bore the member's COW number in its time."""
    wanted = [
        "atopid",
        "member",
        "yrent",
        "moent",
        "dayent",
        "yrexit",
        "moexit",
        "dayexit",
        "phase",
        *CODED,
        *SHOWN,
    ]
    frame = store.read(MEMBERS, wanted, folder=folder)
    for line, row in enumerate(frame.iter_rows(named=True), start=2):
        begin, end = _day(row["yrent"], row["moent"], row["dayent"] or 1), _exit(row)
        for state, start, until in _bearers(row["member"], begin, end):
            yield row | {"line": line, "start": start, "end": until, "state": state}


def _day(year: int, month: int | None, day: float) -> str:
    return f"{int(year):04d}-{int(month or 1):02d}-{int(day):02d}"


def _exit(row: Row) -> str | None:
    """Return the first day out, None for what was in force when ATOP's coding ends (an end of 0); without a day, the month's last."""
    year, month, day = row["yrexit"], row["moexit"] or 12, row["dayexit"]
    return _day(year, month, day or monthrange(year, month)[1]) if year else None


def _bearers(number: int, begin: str, end: str | None) -> Iterator[tuple[str | None, str, str | None]]:
    """Yield the holders of a COW number between two days, also while the holder was not counted; None for one without a code."""
    spells = _spells().get(int(number), [(None, begin)])
    changes = [spell for k, spell in enumerate(spells) if k == 0 or spell[0] != spells[k - 1][0]]
    for k, (state, first) in enumerate(changes):
        start = begin if k == 0 else max(begin, first)
        last = changes[k + 1][1] if k + 1 < len(changes) else None
        until = min(filter(None, (end, last)), default=None)
        if until is None or start < until or (start == until == end):
            yield state, start, until


@cache
def _spells() -> dict[int, list[tuple[str | None, str]]]:
    """Return the bearers of each COW number with their first days, in order of time."""
    found: dict[int, list[tuple[str | None, str]]] = defaultdict(list)
    for code, number, start, _ in states.crosswalk():
        found[number].append((code, start))
    return dict(found)


def _pact(identifier: str, rows: list[Row], pairs: list[Pair] | None) -> dict[str, Any]:
    known = [r for r in rows if r["state"]]
    ends = [r["end"] for r in rows]
    name = f"ATOP {rows[0]['atopid']}" + (f", phase {rows[0]['phase']}" if "." in identifier else "")
    return {
        "id": identifier,
        "title": f"{name}, coded by ATOP, not read",
        "short": name,
        "binding": "executive_agreement" if rows[0]["estmode"] == 0 else "treaty",
        "status": "coded",
        "start": min(r["start"] for r in rows),
        "end": f"{_END + 1}-01-01" if None in ends else max(ends),
        "open": None in ends,
        "universal": False,
        "file": MEMBERS,
        "checked": "coded",
        "atop_id": rows[0]["atopid"],
        "members": [[r["state"], r["start"], r["end"], "member", [], None] for r in known],
        "areas": {},
        "obligations": [*_obligations(known), *_from_pairs(known, pairs or [])],
        "limits": [],
        "varies": sorted({r["state"] for r in known if r["obvary"]}) if pairs is None else [],
        "facts": {name: rows[0][name] for name in SHOWN},
    }


def _obligations(rows: list[Row]) -> Iterator[dict[str, Any]]:
    """Yield members' duties to all others, grouped by equal pledge and conditions."""
    owed: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    twice = {r["state"] for r in rows if sum(q["state"] == r["state"] for q in rows) > 1}
    for row in rows:
        for variable, (kind, stem) in _KINDS.items():
            if row[variable] == 1 and not row["obvary"]:
                span = (row["start"], row["end"]) if row["state"] in twice else (None, None)
                owed[kind, _conditions(row, stem), *span].append(row)
    for (kind, conditions, start, end), found in owed.items():
        yield _obligation(
            kind, conditions, [r["state"] for r in found], ["parties"], (start, end), found[0]["line"]
        )


def _conditions(row: Row, stem: str) -> tuple[str, ...]:
    named = tuple(
        word for variable, word in CONDITIONS.items() if variable.startswith(stem) and row[variable] == 1
    )
    return named or (("coded_condition",) if row.get(f"{stem}con") == 1 else ())


def _from_pairs(rows: list[Row], pairs: Iterable[Pair]) -> Iterator[dict[str, Any]]:
    by_state = {r["state"]: r for r in rows}
    stems = dict(_KINDS.values())
    for debtor, creditor, kind, start, end in pairs:
        row = by_state[debtor]
        yield _obligation(
            kind, _conditions(row, stems[kind]), [debtor], [creditor], (start, end), row["line"]
        )


def _obligation(
    kind: str,
    conditions: tuple[str, ...],
    debtors: list[str],
    creditors: list[str],
    span: tuple[str | None, str | None],
    line: int,
) -> dict[str, Any]:
    duty, act = _DUTIES[kind]
    return {
        "id": kind.replace("_", "-"),
        "article": "as coded",
        "kind": kind,
        "owed_by": debtors,
        "owed_to": creditors,
        "duty": duty,
        "subject_to": list(conditions),
        "readings": [],
        "checked": "coded",
        "line": line,
        **({"when": {"act": [act]}} if act else {}),
        **({"from": span[0]} if span[0] else {}),
        **({"until": span[1]} if span[1] else {}),
    }


def _varying(
    phases: dict[tuple[int, int], list[Row]], folder: Path
) -> dict[tuple[int, int], list[Pair]] | None:
    """Return debtors and creditors in phases where they vary, by ATOP's directed dyad-years; None if the store lacks them.

    A year in which another alliance of the pair gives the pledge is not evidence for this one, and is assigned to
    that one.
    """
    if not store.has(DYAD_YEARS, folder=folder):
        return None
    names = {f"atop_{variable}": variable for variable in _KINDS}
    frame = store.read(DYAD_YEARS, ("ccode1", "ccode2", "year", *names), folder=folder)
    years: Years = defaultdict(set)
    varying = {r["member"] for rows in phases.values() for r in rows if r["obvary"]}
    for row in frame.iter_rows(named=True):
        if row["ccode1"] in varying:
            for column, variable in names.items():
                if row[column] == 1:
                    years[row["ccode1"], row["ccode2"], variable].add(row["year"])
    for rows in phases.values():
        for debtor in (r for r in rows if r["member"] in varying and not r["obvary"]):
            _leave_to(debtor, rows, years)
    return {key: list(_pledged(rows, years)) for key, rows in phases.items()}


def _leave_to(debtor: Row, rows: list[Row], years: Years) -> None:
    """Take out the years in which a member owes all others of a phase the same: these are explained."""
    for variable in (v for v in _KINDS if debtor[v] == 1):
        for creditor in rows:
            coded = years.get((debtor["member"], creditor["member"], variable))
            if coded:
                coded -= {year for year in coded if _both(debtor, creditor, year)}


def _pledged(rows: list[Row], years: Years) -> Iterator[Pair]:
    for debtor in (r for r in rows if r["obvary"] and r["state"]):
        for creditor in (r for r in rows if r is not debtor and r["state"]):
            for variable, (kind, _) in _KINDS.items():
                if debtor[variable] == 1:
                    coded = years[debtor["member"], creditor["member"], variable]
                    for first, last in _runs(y for y in coded if _both(debtor, creditor, y)):
                        yield (
                            debtor["state"],
                            creditor["state"],
                            kind,
                            f"{first}-01-01",
                            f"{last + 1}-01-01",
                        )


def _both(debtor: Row, creditor: Row, year: int) -> bool:
    return all(
        r["start"] < f"{year + 1}-01-01" and (r["end"] is None or r["end"] >= f"{year}-01-01")
        for r in (debtor, creditor)
    )


def _runs(years: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of years without a gap."""
    ordered = sorted(years)
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        found = [year for _, year in run]
        yield found[0], found[-1]
