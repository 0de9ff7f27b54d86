"""The directed defence matrices of the library and of ATOP 5.1, and every pair in which they differ.

Run as a program it writes the pairs of ``atop_differences.yaml`` anew and keeps the reasons; a group that is new gets
an empty reason, which the test refuses.
"""

import sys
from pathlib import Path

import polars as pl
from ruamel.yaml import YAML

from pato.files import library
from pato.registry import states
from pato.treaties.architecture import load_architecture
from pato.treaties.cube import duty_spans

YEARS = (1951, 1965, 1990, 2018)
FILE = Path(__file__).with_name("atop_differences.yaml")
ATOP_KINDS = {"defence", "offence", "neutrality", "non_aggression", "consultation"}


def as_atop_dates(architecture):
    """ATOP dates an alliance from its signature; our files from entry into force: read them ATOP's way."""

    def moved(instrument):
        signed = library.entries("treaty")[instrument.id]["data"].get("signed")
        text = signed if isinstance(signed, str) else f"{signed['date']}-12-31"[:10] if signed else None
        return instrument._replace(start=min(instrument.start, text)) if text else instrument

    return architecture._replace(instruments=tuple(map(moved, architecture.instruments)))


def security_states(architecture):
    """States that were ever party to an instrument with an obligation that ATOP codes."""
    held = [i for i in architecture.instruments if any(o.kind in ATOP_KINDS for o in i.obligations)]
    return {m.state for i in held for m in i.members}


def codes(group, year):
    """COW numbers of the states of a group that were in the state system at any time in a year."""
    first, last = f"{year}-01-01", f"{year + 1}-01-01"
    return {
        iso: code
        for iso, code, start, end in states.crosswalk()
        if iso in group and start < last and (end is None or end > first)
    }


def ours(architecture, numbers, year):
    """Pairs that owe defence at any time in a year, as ATOP counts, with the instruments."""
    first, last = f"{year}-01-01", f"{year + 1}-01-01"
    found = {}
    for instrument in architecture.instruments:
        for pair, spans in duty_spans(architecture._replace(instruments=(instrument,))).pairs.items():
            if set(pair) <= set(numbers) and any(start < last and end > first for start, end in spans):
                found.setdefault(pair, []).append(instrument.id)
    return found


def atop(folder, numbers, year):
    """Pairs that ATOP codes as owing defence in a year (ccode1 pledges to ccode2)."""
    iso = {code: state for state, code in numbers.items()}
    rows = pl.read_parquet(folder / "atop51_directed_dyad_year_1815_2018.parquet").filter(
        (pl.col("year") == year) & (pl.col("atop_defense") == 1)
    )
    return {(iso[a], iso[b]) for a, b in rows.select("ccode1", "ccode2").rows() if a in iso and b in iso}


def alliances(folder, numbers, year, pair):
    """ATOP's alliances of a year in which the first state of a pair pledges defence and the second is a member."""
    rows = pl.read_parquet(folder / "atop51_member_level.parquet").filter(
        (pl.col("yrent") <= year) & ((pl.col("yrexit") == 0) | (pl.col("yrexit") >= year))
    )
    first, second = (numbers[s] for s in pair)
    pledging = set(rows.filter((pl.col("member") == first) & (pl.col("defense") == 1))["atopid"])
    return tuple(sorted(pledging & set(rows.filter(pl.col("member") == second)["atopid"])))


def differences(folder):
    """Every pair of every year that one side has and the other has not: {(year, side, debtor, creditor): what has it}."""
    architecture = as_atop_dates(load_architecture())
    group = security_states(architecture)
    found = {}
    for year in YEARS:
        numbers = codes(group, year)
        here, there = ours(architecture, numbers, year), atop(folder, numbers, year)
        found |= {(year, "library", *pair): tuple(here[pair]) for pair in set(here) - there}
        found |= {(year, "atop", *pair): alliances(folder, numbers, year, pair) for pair in there - set(here)}
    return found


def listed():
    """The committed differences: {(year, side, debtor, creditor): group}."""
    found = {}
    for group in read():
        for year, text in group["pairs"].items():
            for word in text.split():
                first, second = word[:3], word[4:]
                directed = [(first, second)] if word[3] == ">" else [(first, second), (second, first)]
                for pair in directed:
                    key = (int(year), group["only_in"], *pair)
                    assert key not in found, f"{key} is listed twice"
                    found[key] = group
    return found


def read():
    return YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))["groups"] if FILE.exists() else []


def _words(pairs):
    """Pairs as words: ``AAA-BBB`` where both directions differ, ``AAA>BBB`` for one."""
    both = sorted(p for p in pairs if p[0] < p[1] and p[::-1] in pairs)
    one = sorted(p for p in pairs if p[::-1] not in pairs)
    return " ".join([f"{a}-{b}" for a, b in both] + [f"{a}>{b}" for a, b in one])


def write(folder):
    reasons = {(g["only_in"], tuple(g["because_of"])): g["reason"] for g in read()}
    groups = {}
    for (year, side, *pair), because in differences(folder).items():
        groups.setdefault((side, because), {}).setdefault(year, set()).add(tuple(pair))
    body = [
        {
            "only_in": side,
            "because_of": list(because),
            "reason": reasons.get((side, because), ""),
            "pairs": {year: _words(pairs) for year, pairs in sorted(years.items())},
        }
        for (side, because), years in sorted(
            groups.items(), key=lambda item: (item[0][0], tuple(map(str, item[0][1])))
        )
    ]
    yaml = YAML()
    yaml.width = 150
    with FILE.open("w", encoding="utf-8") as stream:
        stream.write(
            "# Where the library's defence matrix and ATOP 5.1's differ, pair by pair, and why. AAA-BBB: both directions; AAA>BBB: one.\n"
        )
        yaml.dump({"groups": body}, stream)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
