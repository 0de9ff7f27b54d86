"""Thin instruments made in the tests, in the form in which ATOP's are compiled."""

from pato.treaties.thin import World


def pact(identifier, members, *obligations, number=9001, end=None):
    """A thin instrument as `pato.world.sources.pacts` compiles it."""
    return {
        "id": identifier,
        "title": f"ATOP {number}, coded by ATOP, not read",
        "short": f"ATOP {number}",
        "binding": "treaty",
        "status": "coded",
        "start": min(m[1] for m in members),
        "end": end or "2019-01-01",
        "open": end is None,
        "universal": False,
        "file": "atop51_member_level",
        "checked": "coded",
        "atop_id": number,
        "members": [[*m, "member", [], None] for m in members],
        "areas": {},
        "obligations": list(obligations),
        "limits": [],
        "varies": [],
        "facts": {},
    }


def pledge(kind="defence", owed_by=("FRA", "POL"), owed_to=("parties",), conditions=(), act="armed_attack"):
    return {
        "id": kind.replace("_", "-"),
        "article": "as coded",
        "kind": kind,
        "owed_by": list(owed_by),
        "owed_to": list(owed_to),
        "duty": "assist_as_coded" if kind in {"defence", "offence"} else "consult",
        "subject_to": list(conditions),
        "readings": [],
        "checked": "coded",
        "line": 2,
        "when": {"act": [act]},
    }


def world(*pacts, held=None):
    spans = {p["id"]: [p["start"], p["end"], p["open"], sorted({m[0] for m in p["members"]})] for p in pacts}
    return World({p["id"]: p for p in pacts}, spans, held or {})


ALLIES = pact(
    "atop-9001",
    [["FRA", "1921-02-19", "1939-09-27"], ["POL", "1921-02-19", "1939-09-27"]],
    pledge(),
    end="1939-09-27",
)
