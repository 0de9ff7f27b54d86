"""Contents of the editor next to a text: mistakes at their lines, allowed words, obligations, draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pato.api.checking import check
from pato.api.law import diff, draft
from pato.errors import PatoError, Problem, UsageError
from pato.files import library
from pato.files.kinds import KINDS
from pato.files.load import compile_file
from pato.treaties.norm_parts import instrument
from pato.workbench.clauses import written

_AT = re.compile(r":(\d+)(?::(\d+))?$")
MOST_PROBLEMS = 100
CLAUSE_RUNS = 28
"""Number of runs for the editor's table of clauses: few, because a page waits for it; ``pato clauses`` can use more."""
CLAUSE_METRICS = ("war_initiations_members", "expected_support_members")


def checked(name: str, text: str) -> dict[str, Any]:
    """Return the mistakes in a text, each with its line and column, and the kind of file.

    Parameters
    ----------
    name
        The file's name, for messages.
    text
        Its content, saved or not.
    """
    try:
        compiled = compile_file(text.encode("utf-8"), None, name=name)
    except PatoError as error:
        return {"kind": "", "problems": [_placed(p) for p in error.problems[:MOST_PROBLEMS]]}
    return {"kind": compiled["kind"], "problems": []}


def _placed(problem: Problem) -> dict[str, Any]:
    at = _AT.search(problem.where)
    line, column = (int(n) if n else 1 for n in at.groups()) if at else (1, 1)
    return {"line": line, "column": column, "what": problem.what, "fix": problem.fix}


def judged(path: str, name: str) -> dict[str, Any]:
    """Return the output of ``pato check`` for a file of the folder.

    Parameters
    ----------
    path, name
        Path of the file, and its name in the folder, which messages show.
    """
    found = check(path)

    def said(problem: Problem) -> str:
        return " ".join(x for x in problem if x).replace(path, name)

    return {
        "problems": [said(p) for p in found.problems],
        "warnings": [said(p) for p in found.warnings],
        "advice": [line.replace(path, name) for line in found.advice],
    }


def beside(name: str, text: str) -> dict[str, Any]:
    """Return the contents shown for a text without mistakes: for a treaty, obligations, differences from the library, and draft."""
    kind = checked(name, text)["kind"]
    if kind != "treaty":
        return {"kind": kind, "obligations": [], "changes": [], "against": "", "draft": ""}
    path = written(text)
    record = library.user_file(path, "treaty")
    identifier = record["data"]["id"]
    shipped = identifier in library.entries("treaty")
    return {
        "kind": kind,
        "obligations": list(_obligations(record)),
        "changes": list(_changes(identifier, path)) if shipped else [],
        "against": identifier if shipped else "",
        "draft": str(draft(path, "md")),
    }


def clause_table(name: str, text: str) -> dict[str, Any]:
    """Return the effect of each clause of a treaty added to those in force: in law, and on the quickest metrics.

    Raises
    ------
    UsageError
        If the text is no treaty without mistakes.
    """
    from pato.api.clauses import clauses

    if checked(name, text)["kind"] != "treaty":
        raise UsageError(
            Problem(name, "is no treaty without mistakes.", "Mend it first: only a treaty has clauses.")
        )
    found = clauses(written(text), futures=CLAUSE_RUNS, metrics=CLAUSE_METRICS)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in found.records():
        key = str(row["clause"]), str(row["change"])
        pairs = row["pairs of states whose commitments change"]
        one = rows.setdefault(
            key, {"clause": key[0], "change": key[1], "pairs": pairs, "moves": [], "told": row["told"]}
        )
        if row["metric"] is not None:
            one["moves"].append(_moves(row))
    return {"title": found.title, "rows": list(rows.values()), "notes": list(found.notes)}


def _moves(row: Mapping[str, Any]) -> str:
    """Return the change of a metric by a clause: medians by assumption, and the number of runs with a real change."""
    low, high = (f"{row[name]:+.2g}".replace("-", "−") for name in ("smallest change", "largest change"))
    span = low if low == high else f"{low} to {high}"
    return f"{row['metric']}: {span} (a real change in {row['runs with a real change']:.0%} of runs)"


def _obligations(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the obligations of a treaty as table rows: article, content, debtors and creditors, trigger, conditions."""
    found = instrument(record["norm"])
    for o in found.obligations:
        area = found.areas.get(o.when.area) if o.when and o.when.area else None
        yield {
            "article": o.article,
            "kind": o.kind.replace("_", "-"),
            "duty": o.duty.replace("_", " "),
            "who": f"{' and '.join(o.owed_by)} to {' and '.join(o.owed_to)}",
            "area": (area.words or area.id) if area else "",
            "conditions": ", ".join(c.replace("_", " ") for c in o.subject_to),
            "line": o.line,
        }


def _changes(identifier: str, path: str) -> Iterator[dict[str, Any]]:
    """Yield the differences from the library's text with the same id."""
    for row in diff(identifier, path).to_table().rows:
        what, who, change, before, after = (str(x) if x is not None else "" for x in row[:5])
        yield {"what": what, "who": who, "change": change, "before": before, "after": after}


@cache
def words(kind: str) -> dict[str, Any]:
    """Return the words of a kind of file: its keys, and the values of those that have a fixed list."""
    if kind not in KINDS:
        return {"keys": [], "values": {}}
    schema = KINDS[kind].model().model_json_schema(by_alias=True)
    keys: set[str] = set()
    values: dict[str, list[str]] = {}
    for part in [schema, *schema.get("$defs", {}).values()]:
        for key, about in part.get("properties", {}).items():
            keys.add(key)
            found = sorted({v for v in _values(about) if isinstance(v, str)})
            if found:
                values[key] = sorted({*values.get(key, []), *found})
    return {"keys": sorted(keys), "values": values | _registered(keys)}


def _values(about: Any) -> Iterator[Any]:
    """Yield the words that a key may have, wherever its schema names them."""
    if isinstance(about, Mapping):
        yield from about.get("enum", ())
        if "const" in about:
            yield about["const"]
        for name in ("anyOf", "allOf", "oneOf", "items"):
            yield from _values(about.get(name))
    elif isinstance(about, list):
        for one in about:
            yield from _values(one)


def _registered(keys: set[str]) -> dict[str, list[str]]:
    """Return the words of registries, which schemas check by asking them."""
    from pato.registry import acts, places

    known = {
        "act": [a.id for a in acts.acts()],
        "on": [t.id for t in acts.targets()],
        "place": [p.id for p in places.places()],
    }
    return {key: found for key, found in known.items() if key in keys}
