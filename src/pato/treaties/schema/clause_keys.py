"""Keys of clauses, ``kind:id``: the name of a clause of a treaty file in paragraphs and tables, and its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pato.treaties.schema.treaty import Treaty

MATTERS = ("default", "invocation", "accession", "suspension", "amendment", "budget")
FINAL = (
    "signature",
    "ratification",
    "provisional_application",
    "entry_into_force",
    "reservations",
    "amendment",
    "review",
    "depositary",
    "languages",
)
"""Final clauses by their field."""


def placed(treaty: Treaty) -> Iterator[tuple[str, str | None]]:
    """Yield every clause of a treaty as its key and its article, None where the file gives none."""
    yield from ((f"obligation:{o.id}", o.article) for o in treaty.obligations)
    yield from ((f"area:{name}", a.article) for name, a in treaty.areas.items())
    yield from ((f"standard:{s.id}", s.article) for s in treaty.standards)
    for name in ("standards_rule", "accession", "institutions", "burden", "withdrawal", "suspension"):
        if clause := getattr(treaty, name):
            yield name.replace("_", "-"), clause.article
    yield from _decisions(treaty)
    if treaty.economy:
        yield "economy", None
        chapters = enumerate(treaty.economy.chapters, start=1)
        yield from ((f"chapter:{i}-{c.area}", c.article) for i, c in chapters)
    yield from ((f"provision:{p.id}", p.article) for p in treaty.provisions)
    yield from ((f"class:{name}", c.article) for name, c in treaty.classes.items() if c.article)
    yield from _final(treaty)


def _decisions(treaty: Treaty) -> Iterator[tuple[str, str | None]]:
    if treaty.decisions:
        for matter in MATTERS:
            if rule := getattr(treaty.decisions, matter):
                yield f"decision:{matter}", rule.article or treaty.decisions.article


def _final(treaty: Treaty) -> Iterator[tuple[str, str | None]]:
    for name in FINAL:
        if treaty.final and (clause := getattr(treaty.final, name)):
            yield f"final:{name}", clause.article
    for part in treaty.parts:
        if part.entry_into_force:
            yield f"entry-into-force:{part.id}", part.entry_into_force.article


def keys_named(treaty: Treaty, name: str) -> list[str]:
    """Return the keys that a paragraph's word for a clause means: an obligation's id alone, or ``kind:id``.

    A chapter is named by its policy area, ``chapter:tariffs``.
    """
    keys = [key for key, _ in placed(treaty)]
    if name.startswith("chapter:"):
        area = name.partition(":")[2]
        return [
            key for key in keys if key.startswith("chapter:") and area in {key[8:], key[8:].partition("-")[2]}
        ]
    return [key for key in keys if key in {name, f"obligation:{name}"}]
