"""A file without the parts that cannot be read: what is left is checked as a whole, so that all mistakes are told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pato.files.kinds import Flaw

if TYPE_CHECKING:
    from pydantic import BaseModel

Path_ = tuple[str | int, ...]
_MOST_ROUNDS = 6


def flaws_of_the_rest(
    model: type[BaseModel],
    data: Any,
    whole: Callable[[Any], Iterable[Flaw]],
    bad: Iterable[Path_],
    places: Callable[[Any, Any], list[Path_]],
) -> list[Flaw]:
    """Return what is wrong with a file as a whole once its unreadable parts are left out.

    Parameters
    ----------
    model
        The pydantic model.
    data
        The plain data of the file.
    whole
        Yields flaws of a valid object.
    bad
        Paths that the model refused.
    places
        Returns the paths that a validation error speaks of, in the data that were validated.
    """
    from pydantic import ValidationError

    removed = {_part(path) for path in bad}
    for _ in range(_MOST_ROUNDS):
        if () in removed:
            return []
        kept: dict[Path_, list[int]] = {}
        rest = _without(data, removed, (), (), kept)
        try:
            value = model.model_validate(rest)
        except ValidationError as error:
            more = {_part(_original(path, kept)) for path in places(error, rest)}
            if more <= removed:
                return []
            removed |= more
            continue
        names = {name for path in removed for name in _names(_at(data, path), path)}
        found = ((_original(path, kept), what, fix) for path, what, fix in whole(value))
        # what is missing only since a part was left out is no mistake of its own
        return [flaw for flaw in found if not names.intersection(_WORD.findall(flaw[1]))]
    return []


_WORD = re.compile(r"[A-Za-z0-9][\w-]*")


def _part(path: Path_) -> Path_:
    """Return the part to leave out for a mistake at a path: the item of a list that holds it, or else its key."""
    for length in range(len(path), 0, -1):
        if isinstance(path[length - 1], int):
            return path[:length]
    return path


def _without(value: Any, removed: set[Path_], path: Path_, new: Path_, kept: dict[Path_, list[int]]) -> Any:
    """Return a value without what is removed; `kept` says which items each list of the result still has."""
    if isinstance(value, dict):
        return {
            key: _without(inner, removed, (*path, key), (*new, key), kept)
            for key, inner in value.items()
            if (*path, key) not in removed
        }
    if isinstance(value, list):
        kept[new] = [i for i in range(len(value)) if (*path, i) not in removed]
        return [_without(value[i], removed, (*path, i), (*new, n), kept) for n, i in enumerate(kept[new])]
    return value


def _original(path: Path_, kept: dict[Path_, list[int]]) -> Path_:
    """Return where a path of the shortened data lies in the file."""
    found: list[str | int] = []
    for n, step in enumerate(path):
        places = kept.get(path[:n])
        known = isinstance(step, int) and places is not None and step < len(places)
        found.append(places[step] if known else step)  # type: ignore[index]
    return tuple(found)


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def _names(value: Any, path: Path_) -> Iterator[str]:
    """Yield the words by which the rest of a file may name a part that is left out."""
    yield from (str(step) for step in path[-1:] if isinstance(step, str))
    if isinstance(value, dict):
        yield from (str(value[key]) for key in ("id", "state", "number") if key in value)
        yield from (str(key) for key, inner in value.items() if isinstance(inner, dict))
    elif isinstance(value, str):
        yield value
