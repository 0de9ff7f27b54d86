"""The crosswalk of state codes as one table to join by: ISO, Correlates of War and names, with dates."""

from collections.abc import Iterable

from pato.errors import PatoError, Problem, unknown
from pato.registry import source, states
from pato.table import Table

COLUMNS = ("iso3", "iso2", "iso_number", "name", "kind", "cow", "cow_abb", "from", "until")


def codes() -> Table:
    """Return one row per state and spell of its code in the Correlates of War system (``pato list --codes``).

    Returns
    -------
    Table
        ``from`` and ``until`` are ISO dates, half-open: a row holds on a day where ``from <= day < until``, and still does
        where ``until`` is empty. States outside the Correlates of War system have one row per spell of existence, without
        ``cow``. No two rows of one COW number overlap, and no two rows of one ISO code.

    >>> [row["cow"] for row in codes().records() if row["iso3"] == "DEU"]
    [255, 260, 255]
    """
    document = source.load("states")
    two = {code: letters for letters, code in document.index("iso2").items()}
    number = {code: int(digits) for digits, code in document.index("iso_number").items()}
    rows: list[tuple[object, ...]] = []
    for one in states.states(kind=None):
        about = (one.iso3, two.get(one.iso3), number.get(one.iso3), one.name, one.kind)
        spells: list[tuple[object, ...]] = [(s.code, s.abb, s.start, s.end) for s in one.cow]
        spells = spells or [(None, None, s.start, s.end) for s in one.exists] or [(None,) * 4]
        rows += [(*about, *spell) for spell in spells]
    notes = (
        "A row holds on a day from 'from' up to, and not including, 'until'; where 'until' is empty it still holds.",
        "Namibia's two letters are NA, which R and pandas read as missing unless told not to (na.strings, keep_default_na).",
    )
    return Table(COLUMNS, rows, title=f"{len(rows)} codes of states, each with its dates", notes=notes)


def not_covered(word: str, covered: Iterable[str], *, where: str = "") -> Problem:
    """Describe a state without data: a known state is never mistaken for a misspelling of another.

    >>> print(not_covered("NOR", ["NRU", "USA"]).what)
    the snapshot has no data on Norway (NOR).
    """
    codes = list(covered)
    try:
        meant = states.state(word)
    except PatoError:
        return unknown("state", word, codes, where=where)
    told = f"the snapshot has no data on {meant.name} ({meant.iso3})."
    return Problem(where, told, f"It covers: {', '.join(codes)}.")
