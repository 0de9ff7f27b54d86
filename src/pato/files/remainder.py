"""A file without its unreadable parts: the rest is checked as a whole, so that all mistakes are reported at once."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.errors import Problem
from pato.files.kinds import Flaw

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from pato.files.yaml import Document

Path_ = tuple[str | int, ...]
_MOST_ROUNDS = 6


def rest_after(
    model: type[BaseModel], document: Document, error: ValidationError, problems: list[Problem]
) -> tuple[Rest | None, Any, set[str]]:
    """Return the rest of a file, its data with corrections, and the corrected words."""
    from pydantic import ValidationError

    data, meant = as_meant(document, problems)
    bad = places_of(error, document.data)
    if meant:
        try:
            model.model_validate(data)
            bad = []
        except ValidationError as again:
            bad = places_of(again, data)
    return rest_of(model, data, bad), data, meant


def places_of(error: ValidationError, data: Any) -> list[Path_]:
    """Return the paths in a file that a validation error refers to; for a missing key, the mapping that should hold it."""
    return [
        real_path(item["loc"][:-1] if item["type"] == "missing" else item["loc"], data)
        for item in error.errors(include_url=False)
    ]


def real_path(location: tuple[Any, ...], data: Any, *, absent: bool = False) -> Path_:
    """Drop the parts of pydantic's location that name a union's branch or a validator, not a place in the file.

    With `absent` the last part, the missing key, is kept.
    """
    path: list[str | int] = []
    value = data
    last = len(location) - 1
    for i, step in enumerate(location):
        if isinstance(value, dict) and (step in value or (absent and i == last)):
            value = value.get(step)
            path.append(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
            path.append(step)
    return tuple(path)


class Rest(NamedTuple):
    """The readable rest of a file.

    Attributes
    ----------
    value
        The valid object that the rest makes.
    removed
        Paths of the parts that are left out.
    kept
        Which items each list of the rest still has.
    """

    value: Any
    removed: frozenset[Path_]
    kept: dict[Path_, list[int]]


def rest_of(model: type[BaseModel], data: Any, bad: Iterable[Path_]) -> Rest | None:
    """Return the rest of a file without the parts that the model rejects; None where nothing valid is left.

    Parameters
    ----------
    model
        The pydantic model.
    data
        The plain data of the file.
    bad
        Paths that the model rejected.
    """
    from pydantic import ValidationError

    removed = {_part(path) for path in bad}
    for _ in range(_MOST_ROUNDS):
        if () in removed:
            return None
        kept: dict[Path_, list[int]] = {}
        rest = _without(data, removed, (), (), kept)
        try:
            return Rest(model.model_validate(rest), frozenset(removed), kept)
        except ValidationError as error:
            more = {_part(_original(path, kept)) for path in places_of(error, rest)}
            if more <= removed:
                return None
            removed |= more
    return None


def flaws_of_the_rest(
    data: Any, rest: Rest, whole: Callable[[Any], Iterable[Flaw]], meant: Collection[str] = ()
) -> list[Flaw]:
    """Return the mistakes of a file as a whole once its unreadable parts are left out or corrected.

    Parameters
    ----------
    data
        The plain data of the file.
    rest
        The rest of the file.
    whole
        Yields inconsistencies of a valid object.
    meant
        Corrections of misspelt words.
    """
    names = {name for path in rest.removed for name in _names(_at(data, path), path)} | set(meant)
    found = ((_original(path, rest.kept), what, fix) for path, what, fix in whole(rest.value))
    # what is missing only because a part was left out is not a mistake of its own
    return [flaw for flaw in found if not names.intersection(_WORD.findall(flaw[1]))]


def as_meant(document: Document, problems: Iterable[Problem]) -> tuple[Any, set[str]]:
    """Return the data of a file with misspelt words and keys replaced by the suggested ones, and those corrections.

    One mistake then does not hide another: corrected parts are checked with the rest.
    """
    values = {place: path for path, place in document.positions.items() if isinstance(document.at(path), str)}
    keys = {place: path for path, place in document.keys.items()}
    data, words = copy.deepcopy(document.data), set[str]()
    for problem in problems:
        hint, numbers = _HINT.search(problem.what), problem.where.rsplit(":", 2)[-2:]
        if hint is None or not all(n.isdigit() for n in numbers) or len(numbers) < 2:
            continue
        place, of_key = (int(numbers[0]), int(numbers[1])), problem.what.startswith("key '")
        path = (keys if of_key else values).get(place)
        if path is None:
            continue
        holder, last = _at(data, path[:-1]), path[-1]
        if of_key:
            if hint[1] in holder:
                continue
            holder[hint[1]] = holder.pop(last)
        else:
            holder[last] = hint[1]
        words.add(hint[1])
    return data, words


_HINT = re.compile(r"Did you mean '([^']+)'\?")
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
    """Yield the names under which the rest of a file may refer to a part that was left out."""
    yield from (str(step) for step in path[-1:] if isinstance(step, str))
    if isinstance(value, dict):
        yield from (str(value[key]) for key in ("id", "state", "number") if key in value)
        yield from (str(key) for key, inner in value.items() if isinstance(inner, dict))
    elif isinstance(value, str):
        yield value
