"""Numbers of a text chosen by its parties: each is given once, and text and computation read the same one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from pato.shares import cardinal, exact, plain, spelled
from pato.treaties.schema.base import Article, Slug, Source, Strict, Text


def _share(value: Any) -> Fraction:
    found = exact(value)
    if not 0 < found <= 1:
        raise ValueError(
            f"'{value}' is no share of a whole. || Write more than 0 and at most 1, such as 2/3."
        )
    return found


Share = Annotated[
    Fraction,
    PlainValidator(_share),
    PlainSerializer(plain, return_type=float | str),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": 1}, {"type": "string"}]}),
]
"""A share as an exact fraction: ``2/3``, ``0.75`` or ``60%``; a fraction cut off after some digits is refused."""

DURATION = re.compile(r"(\d{1,3})([ymd])\Z")
_DURATIONS = {"y": "year", "m": "month", "d": "day"}
_TIMES = tuple(f"{word}s" for word in _DURATIONS.values())
Unit = Literal["years", "months", "days", "hours", "share", "persons", "parties", "times"]
Value = int | float | str


class Number(Strict):
    """A number that the parties chose, with the range in which another choice is reasonable.

    `value` is a whole number or decimal with a `unit`, a fraction (``2/3``), a percentage (``60%``) or a duration
    (``18m``). Texts name it in braces, ``{withdrawal-notice}``, and fields as ``{number: withdrawal-notice}``.
    """

    value: Value
    range: Annotated[list[Value], Field(min_length=2, max_length=2)] | None = None
    unit: Unit | None = None
    of: Text | None = None
    """The base of a share: "gross domestic product"."""
    label: Text | None = None
    """Its description, in the annex of numbers."""
    article: Article | None = None
    our_choice: bool = False
    """Whether the drafters chose it, rather than took it from a source."""
    source: Source | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _measured(self) -> Number:
        least, most = self.range or (self.value, self.value)
        low, value, high = (amount(v, self.unit) for v in (least, self.value, most))
        if not low <= value <= high:
            raise ValueError(
                f"value {self.value} lies outside its own range {self.range}. || Correct the value or the range."
            )
        return self

    def words(self) -> str:
        """Return the number in words: "eighteen months", "two thirds", "2 per cent of gross domestic product"."""
        return said(self.value, self.unit) + (f" of {self.of}" if self.of else "")


Numbers = dict[Slug, Number]


def amount(value: Value, unit: str | None = None) -> Fraction:
    """Return a number for comparing; durations in days.

    Raises
    ------
    ValueError
        If it is not a number, fraction, percentage or duration.
    """
    if found := DURATION.match(str(value)):
        return Fraction(found[1]) * {"y": 365, "m": 30, "d": 1}[found[2]]
    if unit == "share" or isinstance(value, str):
        return exact(value)
    return Fraction(str(value))


def said(value: Value, unit: str | None = None) -> str:
    """Return a number in words.

    >>> said("18m"), said("2/3"), said(5, "years"), said(1, "months"), said(0.02, "share")
    ('eighteen months', 'two thirds', 'five years', 'one month', '2 per cent')
    """
    if found := DURATION.match(str(value)):
        count, word = int(found[1]), _DURATIONS[found[2]]
        return f"{cardinal(count)} {word}{'' if count == 1 else 's'}"
    if isinstance(value, str) and value.rstrip().endswith("%"):
        return f"{value.strip().rstrip('%').strip()} per cent"
    if unit == "share" or isinstance(value, str):
        return spelled(exact(value))
    count_ = cardinal(value) if isinstance(value, int) else f"{value:.6g}"
    if unit is None or unit == "times":
        return count_ + (" times" if unit else "")
    word = unit if value != 1 else {"parties": "party"}.get(unit, unit.removesuffix("s"))
    return f"{count_} {word.capitalize() if word.startswith('part') else word}"


_PLACEHOLDER = re.compile(r"\{([a-z0-9][a-z0-9_:-]{0,80})\}")
WORDS = ("parties", "participants", "observers", "founders")
"""Names in braces for lists of members, not numbers."""


def placeholders(text: str) -> Iterator[str]:
    """Yield the names in braces of a text."""
    yield from _PLACEHOLDER.findall(text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the names in braces replaced; unknown ones stay unchanged."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def resolved(data: Any) -> Any:
    """Return the plain data of a treaty file with every ``{number: NAME}`` replaced by the number of that name."""
    numbers = data.get("numbers") if isinstance(data, dict) else None
    if not isinstance(numbers, dict):
        return data
    return {key: value if key == "numbers" else _resolved(value, numbers, key) for key, value in data.items()}


def _resolved(value: Any, numbers: Mapping[str, Any], key: str = "") -> Any:
    if isinstance(value, list):
        # an item of a list that says only 'number' is an article, not a reference
        return [_inside(item, numbers) for item in value]
    if isinstance(value, dict):
        if set(value) == {"number"}:
            return _named(value, numbers, key)
        return _inside(value, numbers)
    return value


def _inside(value: Any, numbers: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _resolved(inner, numbers, key) for key, inner in value.items()}
    return _resolved(value, numbers)


def _named(reference: Mapping[str, Any], numbers: Mapping[str, Any], key: str) -> Any:
    """Return the number that a reference names; an unknown reference is returned, and its field reports it.

    A field that counts years takes no months: it gets the number with its unit, and reports that.
    """
    found = numbers.get(reference["number"]) if isinstance(reference["number"], str) else None
    if not isinstance(found, dict) or "value" not in found:
        return reference
    counted = next((word for word in key.split("_") if word in _TIMES), None)
    other = counted is not None and found.get("unit") not in {None, counted}
    return f"{found['value']} {found['unit']}" if other else found["value"]


def with_references(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema in which every number and duration may also be ``{number: NAME}``."""
    named = {
        "type": "object",
        "properties": {"number": {"type": "string"}},
        "required": ["number"],
        "additionalProperties": False,
    }

    def walked(value: Any) -> Any:
        if isinstance(value, list):
            return [walked(item) for item in value]
        if not isinstance(value, dict):
            return value
        inner = {key: walked(item) for key, item in value.items()}
        if "properties" in inner:
            inner["properties"] = {k: _also(v, named) for k, v in inner["properties"].items()}
        return inner

    definitions = {k: v if k == "Number" else walked(v) for k, v in schema.get("$defs", {}).items()}
    found: dict[str, Any] = walked({k: v for k, v in schema.items() if k != "$defs"})
    return found | {"$defs": definitions}


def _also(field: Any, named: dict[str, Any]) -> Any:
    branches = field.get("anyOf", [field])
    countable = [
        b for b in branches if b.get("type") in {"number", "integer"} or b.get("pattern") == r"^\d{1,3}[ymd]$"
    ]
    if not countable:
        return field
    rest = {k: v for k, v in field.items() if k in {"default", "title", "description"}}
    return rest | {"anyOf": [*branches, named]}
