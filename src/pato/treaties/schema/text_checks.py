"""Consistency of the text of an instrument: the numbers, parts, clauses, choices and members that it names exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pato.errors import nearest
from pato.treaties.schema import articles, numbers
from pato.treaties.schema.clause_keys import keys_named, placed

if TYPE_CHECKING:
    from pato.treaties.schema.treaty import Treaty

Path_ = tuple[str | int, ...]
Found = tuple[Path_, str, str]


def text_flaws(treaty: Treaty) -> Iterator[Found]:
    """Yield names in the text that the file does not define, and duplicates."""
    yield from _placeholders(treaty)
    yield from _articles(treaty)
    yield from _parts(treaty)
    for path, only in models_in(treaty):
        if isinstance(only, articles.Only):
            yield from _choices(treaty, only, path)
    for i, obligation in enumerate(treaty.obligations):
        for name, options in obligation.only.items():
            for option in options:
                chosen = articles.Only(choice={name: option})
                yield from _choices(treaty, chosen, ("obligations", i, "only"))
    yield from _twice([a.letter for a in treaty.annexes], "annexes", "letter")
    for key, member in treaty.classes.items():
        yield from _unknown(
            [member.annex] if member.annex else [],
            [a.id for a in treaty.annexes],
            "annex",
            ("classes", key, "annex"),
        )
        yield from _unknown(member.parts, [p.id for p in treaty.parts], "part", ("classes", key, "parts"))
    yield from _final(treaty)


def _final(treaty: Treaty) -> Iterator[Found]:
    final = treaty.final
    if final and final.reservations:
        at: Path_ = ("final", "reservations", "except_parts")
        yield from _unknown(final.reservations.except_parts, [p.id for p in treaty.parts], "part", at)
    if final and final.amendment:
        at = ("final", "amendment", "annexes_by_council")
        yield from _unknown(final.amendment.annexes_by_council, [a.id for a in treaty.annexes], "annex", at)


def _placeholders(treaty: Treaty) -> Iterator[Found]:
    known = [*treaty.numbers, *numbers.WORDS]
    for path, text in _texts(treaty, ()):
        for name in numbers.placeholders(text):
            if name not in known:
                hint = nearest(name, known)
                yield (
                    path,
                    f"the text names the number '{name}', which is not defined.{f' Did you mean {hint!r}?' if hint else ''}",
                    "Define it under 'numbers'; {parties} and {participants} list the members.",
                )


def _texts(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _texts(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, (list, dict)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*path, key))


def _articles(treaty: Treaty) -> Iterator[Found]:
    yield from _twice([None if a.only else a.number for a in treaty.articles], "articles", "number")
    parts = [p.id for p in treaty.parts]
    for i, article in enumerate(treaty.articles):
        here: Path_ = ("articles", i)
        yield from _unknown([article.part] if article.part else [], parts, "part", (*here, "part"))
        yield from _paragraphs(treaty, article.paragraphs, here)
    for i, annex in enumerate(treaty.annexes):
        yield from _paragraphs(treaty, annex.paragraphs, ("annexes", i))


def _paragraphs(treaty: Treaty, paragraphs: list[articles.Paragraph], here: Path_) -> Iterator[Found]:
    ids = [p.id for p in paragraphs if p.id and p.only is None]
    for identifier in sorted({i for i in ids if ids.count(i) > 1}):
        yield (
            (*here, "paragraphs"),
            f"paragraph {identifier} stands twice.",
            "Give each its own id, or say in which version it stands with 'only'.",
        )
    for k, paragraph in enumerate(paragraphs):
        at = (*here, "paragraphs", k)
        yield from _clauses(treaty, paragraph.clauses, (*at, "clauses"))
        for n, point in enumerate(paragraph.points):
            yield from _clauses(treaty, point.clauses, (*at, "points", n, "clauses"))


def _clauses(treaty: Treaty, names: list[str], path: Path_) -> Iterator[Found]:
    for k, name in enumerate(names):
        if not keys_named(treaty, name):
            known = [key.removeprefix("obligation:") for key, _ in placed(treaty)]
            hint = nearest(name, known)
            yield (
                (*path, k),
                f"'{name}' is no clause of this file.{f' Did you mean {hint!r}?' if hint else ''}",
                f"Clauses: {', '.join(known) or 'none'}.",
            )


def _parts(treaty: Treaty) -> Iterator[Found]:
    yield from _twice([p.id for p in treaty.parts], "parts", "id")
    used = {a.part for a in treaty.articles}
    for i, part in enumerate(treaty.parts):
        if part.id not in used:
            yield (
                ("parts", i),
                f"part {part.number} has no article.",
                f"Add part: {part.id} to its articles, or remove the part.",
            )


def models_in(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, BaseModel]]:
    """Yield every object of a file, with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for name, field in type(value).model_fields.items():
            yield from models_in(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, (list, dict)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from models_in(inner, (*path, key))


def _choices(treaty: Treaty, only: articles.Only, path: Path_) -> Iterator[Found]:
    for name, option in only.choice.items():
        yield from _unknown([name], treaty.choices, "choice", (*path, "choice", name))
        if name in treaty.choices:
            yield from _unknown(
                [option], treaty.choices[name].options, f"option of '{name}'", (*path, "choice", name)
            )


def _unknown(names: Iterable[str], known: Iterable[str], what: str, path: Path_) -> Iterator[Found]:
    allowed = list(known)
    for name in names:
        if name not in allowed:
            hint = nearest(name, allowed)
            yield (
                path,
                f"{what} '{name}' is not defined in this file.{f' Did you mean {hint!r}?' if hint else ''}",
                f"Known: {', '.join(allowed) or 'none'}.",
            )


def _twice(names: Sequence[str | None], where: str, key: str) -> Iterator[Found]:
    """Yield names that stand twice; None is a part of some versions only, which may repeat another."""
    for i, name in enumerate(names):
        if name is not None and name in names[:i]:
            yield (where, i, key), f"{key} '{name}' stands twice among {where}.", "Give each its own."
