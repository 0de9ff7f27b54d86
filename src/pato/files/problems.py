"""Turn pydantic's errors into the messages of C11: place, what was found, what is allowed, nearest word, repair."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from pato.errors import FileError, Problem, nearest
from pato.files.kinds import Flaw
from pato.files.remainder import flaws_of_the_rest, real_path, rest_after
from pato.files.yaml import Document, Path_

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

MOST_ERRORS = 500
"""Largest number of pydantic errors described: each needs a search for the nearest valid word."""


def validated(
    model: type[BaseModel], document: Document, whole: Callable[[Any], Iterable[Flaw]] | None = None
) -> BaseModel:
    """Return the document as an object of the model, or raise with every problem of the file.

    Parameters
    ----------
    model
        The pydantic model.
    document
        The file as read, with line numbers.
    whole
        Yields ``(path, what, fix)`` for inconsistencies that no single field shows, once invalid fields are left out.
        By default the model's own method ``inconsistencies``, if it has one.

    Raises
    ------
    FileError
        With one `Problem` a mistake, each at its line and column.
    """
    from pydantic import ValidationError

    if not isinstance(document.data, dict):
        raise FileError(
            Problem(
                document.where(()),
                "the file does not hold a mapping of keys to values.",
                "Start from a template: pato new KIND.",
            )
        )
    check = whole or (lambda found: getattr(found, "inconsistencies", tuple)())
    try:
        value = model.model_validate(document.data)
    except ValidationError as error:
        problems = _problems(error, document, model)
        rest, data, meant = rest_after(model, document, error, problems)
        flaws = () if rest is None else flaws_of_the_rest(data, rest, check, meant)
        problems += [_problem(document, flaw) for flaw in flaws]
        raise FileError(sorted(set(problems), key=_by_place)) from None
    if found := [_problem(document, flaw) for flaw in check(value)]:
        raise FileError(sorted(set(found), key=_by_place))
    return value


def rest_as_meant(model: type[BaseModel], document: Document) -> BaseModel | None:
    """Return the readable rest of a faulty file, with misspelt words corrected; None where nothing is left."""
    from pydantic import ValidationError

    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        rest, _, _ = rest_after(model, document, error, _problems(error, document, model))
        return None if rest is None else rest.value


def _problem(document: Document, flaw: Flaw) -> Problem:
    path, what, fix = flaw
    return Problem(document.where(path), what, fix)


def _by_place(problem: Problem) -> tuple[int, int, str]:
    numbers = [int(part) for part in problem.where.rsplit(":", 2)[-2:] if part.isdigit()]
    return (numbers[0] if numbers else 0, numbers[1] if len(numbers) > 1 else 0, problem.what)


def _problems(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Problem]:
    by_path: dict[Path_, list[Any]] = {}
    for item in error.errors(include_url=False)[:MOST_ERRORS]:
        path = real_path(item["loc"], document.data, absent=item["type"] == "missing")
        by_path.setdefault(path, []).append(item)
    found = [
        _no_number(item, path, document)
        or _DESCRIPTIONS.get(item["type"], _other)(item, path, document, model)
        for path, items in by_path.items()
        for item in _of_one_branch(items, path, by_path)
    ]
    if error.error_count() > MOST_ERRORS:
        found.append(
            Problem(
                document.name,
                f"holds more than {MOST_ERRORS} mistakes; only the first are shown.",
                "Is it the right file?",
            )
        )
    return found


def _of_one_branch(items: list[Any], path: Path_, by_path: dict[Path_, list[Any]]) -> list[Any]:
    """Of a union whose branches all failed, keep the errors of the branch that was meant."""
    inside = any(len(p) > len(path) and p[: len(path)] == path for p in by_path)
    if len(items) == 1 and not inside:
        return items
    if any(item["type"] == "value_error" for item in items):
        return [item for item in items if item["type"] == "value_error"][:1]
    if isinstance(items[0]["input"], dict):
        # a mapping was written, so branches that expect a scalar were not meant, unless there is no other
        meant = [item for item in items if item["type"] not in _SCALAR_TYPES]
        return meant if meant or inside else items[:1]
    return items if all(item["type"] in {"missing", "extra_forbidden"} for item in items) else items[:1]


def _no_number(item: Any, path: Path_, document: Document) -> Problem | None:
    """Describe the name of a number, ``{number: notice}``, that the file does not define."""
    value = item["input"]
    if not isinstance(value, dict) or set(value) != {"number"} or item["type"] == "missing":
        return None
    numbers = document.data.get("numbers")
    known = list(numbers) if isinstance(numbers, dict) else []
    hint = nearest(str(value["number"]), known)
    return Problem(
        document.where(path),
        f"number '{_short(value['number'])}' is not defined in this file.{f' Did you mean {hint!r}?' if hint else ''}",
        f"Numbers of this file: {', '.join(map(str, known)) or 'none; define it under numbers:'}.",
    )


def _label(path: Path_) -> str:
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".") or "the file"


def _missing(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    del path, model
    key = item["loc"][-1]
    parent = real_path(item["loc"][:-1], document.data)
    return Problem(
        document.where(parent), f"{_label(parent)} lacks the key '{key}'.", f"Add a line '{key}: …'."
    )


def _extra(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    allowed = _allowed_keys(model, path[:-1], item["loc"])
    key = str(path[-1]) if path else str(item["loc"][-1])
    hint = nearest(key, _lacking(model, path[:-1], item["loc"], document)) or nearest(key, allowed)
    fix = f"Allowed: {', '.join(allowed)}." if allowed else "Remove it."
    return Problem(
        document.where(path, key=True),
        f"key '{key}' is not known here.{f' Did you mean {hint!r}?' if hint else ''}",
        fix,
    )


def _choice(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    del model
    allowed = [
        part.strip().strip("'") for part in str(item["ctx"]["expected"]).replace(" or ", ", ").split(",")
    ]
    hint = nearest(str(item["input"]), allowed)
    word = path[-1] if path and isinstance(path[-1], str) else _label(path)
    return Problem(
        document.where(path),
        f"{word} '{_short(item['input'])}' is not known.{f' Did you mean {hint!r}?' if hint else ''}",
        f"Allowed: {', '.join(allowed)}.",
    )


def _tag(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    """Describe a mapping whose kind is missing or not known."""
    del model
    key = str(item["ctx"]["discriminator"]).strip("'")
    written = item["input"].get(key) if isinstance(item["input"], dict) else None
    if written is None:
        return Problem(
            document.where(path), f"{_label(path)} lacks the key '{key}'.", f"Add a line '{key}: …'."
        )
    allowed = [word.strip().strip("'") for word in str(item["ctx"].get("expected_tags", "")).split(",")]
    hint = nearest(str(written), allowed)
    return Problem(
        document.where((*path, key)),
        f"{key} '{_short(written)}' is not known.{f' Did you mean {hint!r}?' if hint else ''}",
        f"Allowed: {', '.join(allowed)}.",
    )


def _custom(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    del model
    text = str(item["msg"]).removeprefix("Value error, ")
    at = item.get("ctx", {}).get("at")
    if at:
        path = (*path, *at)
    what, _, fix = text.partition("||")
    return Problem(document.where(path), what.strip(), fix.strip())


def _type(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    del model
    wanted = _WANTED.get(item["type"], "a value of another kind")
    return Problem(
        document.where(path),
        f"{_label(path)} is {_kind(item['input'])}, but should be {wanted}.",
        _QUOTE if item["type"] == "string_type" else "",
    )


def _pattern(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    del model
    pattern = str(item["ctx"]["pattern"])
    wanted = _PATTERNS.get(pattern, f"Write it as the pattern {pattern} has it.")
    defined = [str(found[-1]) for found in document.keys if re.fullmatch(pattern, str(found[-1]))]
    hint = nearest(str(item["input"]), defined) if path and path[-1] == "in" else None
    told = f"{_label(path)} '{_short(item['input'])}' is not written as it should be."
    return Problem(document.where(path), f"{told}{f' Did you mean {hint!r}?' if hint else ''}", wanted)


def _bound(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    del model
    asked, value = item["ctx"], item["input"]
    match item["type"]:
        case "string_too_short":
            return Problem(
                document.where(path),
                f"{_label(path)} is empty, but should be text.",
                "Write it out, or remove the key.",
            )
        case "too_short":
            what = f"{_label(path)} holds {asked['actual_length']}, but should hold at least {asked['min_length']}."
            return Problem(document.where(path), what, "Add what is missing, or remove the key.")
        case "too_long" | "string_too_long":
            return Problem(
                document.where(path),
                f"{_label(path)} is too long: at most {asked['max_length']} are allowed.",
                "Shorten or split it.",
            )
    limits = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    wanted = " and ".join(f"{words} {asked[key]:g}" for key, words in limits.items() if key in asked)
    return Problem(
        document.where(path),
        f"{_label(path)} is {_kind(value)}, but should be {wanted}.",
        "Correct the number or its unit.",
    )


def _other(item: Any, path: Path_, document: Document, model: type[BaseModel]) -> Problem:
    del model
    return Problem(
        document.where(path),
        f"{_label(path)}: {item['msg'][0].lower()}{item['msg'][1:]} (found {_kind(item['input'])}).",
    )


_PATTERNS = {
    r"^[A-Z]{3}$": "Write three capital letters: JPN.",
    r"^[a-z0-9][a-z0-9-]{0,63}$": "Use small letters, digits and hyphens, 64 at most: us-japan-1960.",
    r"^[A-Z][0-9]{2}$": "Write a capital letter and two digits: M01.",
    r"^\d{4}(-\d{2})?$": "Write a year or a month: 1951 or 1951-09.",
    r"^https?://": "Write a full address that begins with https://.",
    r"^\d{1,3}[ymd]$": "Write a duration: 1y, 6m or 90d.",
}
_SCALAR_TYPES = {"string_type", "int_type", "float_type", "bool_type", "literal_error"}
_QUOTE = "Put it in quotes if it is meant as text."
_WANTED = {
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
}
_DESCRIPTIONS = {
    "string_pattern_mismatch": _pattern,
    **dict.fromkeys(
        (
            *("too_short", "too_long", "string_too_short", "string_too_long"),
            *("greater_than", "greater_than_equal", "less_than", "less_than_equal"),
        ),
        _bound,
    ),
    "missing": _missing,
    "extra_forbidden": _extra,
    "literal_error": _choice,
    "enum": _choice,
    "value_error": _custom,
    **dict.fromkeys(("union_tag_invalid", "union_tag_not_found"), _tag),
    **dict.fromkeys(_WANTED, _type),
}


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"'{_short(value)}'"


def _short(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _allowed_keys(model: type[BaseModel], path: Path_, location: tuple[Any, ...] = ()) -> list[str]:
    """Return the keys that the model allows at a path."""
    return sorted(
        {
            field.alias or name
            for m in _models_at(model, path, location)
            for name, field in m.model_fields.items()
        }
    )


def _lacking(model: type[BaseModel], path: Path_, location: tuple[Any, ...], document: Document) -> list[str]:
    """Return the keys that the model requires at a path and the file lacks: one of them was probably meant."""
    here = document.data
    for step in path:
        here = here[step]
    needed = {
        field.alias or name
        for m in _models_at(model, path, location)
        for name, field in m.model_fields.items()
        if field.is_required()
    }
    return sorted(needed.difference(here))


def _models_at(model: type[BaseModel], path: Path_, location: tuple[Any, ...]) -> list[type[BaseModel]]:
    """Return the models allowed at a path, by following annotations; among several kinds, those that the location names."""
    models = [model]
    for step in path:
        if isinstance(step, int):
            continue
        fields = [m.model_fields[_by_alias(m, step)] for m in models if _by_alias(m, step) in m.model_fields]
        deeper = [inner for field in fields for inner in _models_in(field.annotation)]
        models = deeper or models
    return [m for m in models if _kinds_of(m).intersection(map(str, location))] or models


def _kinds_of(model: type[BaseModel]) -> set[str]:
    """Return the words that distinguish a model from others: fields that accept a single word."""
    from typing import get_args

    words = (get_args(field.annotation) for field in model.model_fields.values())
    return {w[0] for w in words if len(w) == 1 and isinstance(w[0], str)}


def _by_alias(model: type[BaseModel], key: str) -> str:
    return next((name for name, field in model.model_fields.items() if field.alias == key), key)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    from typing import get_args

    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [inner for part in get_args(annotation) for inner in _models_in(part)]
