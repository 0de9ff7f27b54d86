"""Single values of tables as text: rounded for screens, whole for files, harmless in both."""

import json
from collections.abc import Mapping
from math import isfinite, isnan
from typing import Any, NamedTuple

_LONGEST_PROPERTY = 255
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Span(NamedTuple):
    """A range as one cell: screens show ``0.35 to 0.48``, JSON a list of two, CSV and pandas two columns."""

    low: float
    high: float


def shown(value: Any, decimals: int | None = None) -> str:
    """Return a value as screens show it: rounded, a dash where it is unknown, one number where a range has no width.

    >>> shown(0.123456), shown(0.123456, 2), shown(Span(0.351, 0.478), 2), shown(Span(0.351, 0.352), 2), shown(None)
    ('0.1235', '0.12', '0.35 to 0.48', '0.35', '-')
    """
    if is_missing(value):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        text = f"{value if decimals is None else round(value, decimals):.4g}"
        return "0" if text == "-0" else text
    if isinstance(value, Span):
        low, high = shown(value.low, decimals), shown(value.high, decimals)
        return low if low == high else f"{low} to {high}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(shown(v) for v in _in_order(value))
    return str(value)


def exact(value: Any) -> str:
    """Return a value as CSV files hold it: all digits, empty where it is unknown, text that no spreadsheet runs.

    >>> exact(0.1 + 0.2), exact(None), exact(True), exact("=1+1")
    ('0.30000000000000004', '', 'true', "'=1+1")
    """
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        value = ", ".join(str(v) for v in _in_order(value))
    return neutralised(value) if isinstance(value, str) else str(value)


def is_missing(value: Any) -> bool:
    """Return whether a value is unknown or does not apply: None, or not a number."""
    return value is None or (isinstance(value, float) and value != value)  # noqa: PLR0124  NaN is the one value unequal to itself


def plain(value: Any) -> Any:
    """Return a value that JSON does not know as one that it does: numpy's scalars as numbers, all else as text."""
    return value.item() if hasattr(value, "item") else str(value)


def json_text(body: Any) -> str:
    """Return plain values as JSON; see `finite` for numbers that JSON does not know."""
    try:
        text = json.dumps(body, ensure_ascii=False, indent=2, default=plain, allow_nan=False)
    except ValueError:
        text = json.dumps(finite(body), ensure_ascii=False, indent=2, default=plain)
    return text + "\n"


def finite(value: Any) -> Any:
    """Return plain values as JSON can hold them: a missing number as None, an infinite one as text."""
    if isinstance(value, Mapping):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    number = value.item() if hasattr(value, "item") else value
    if not isinstance(number, float) or isfinite(number):
        return value
    return None if isnan(number) else ("Infinity" if number > 0 else "-Infinity")


def neutralised(text: str) -> str:
    """Return a CSV cell that no spreadsheet evaluates (C12)."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def printable(text: str) -> str:
    """Return text from a file without the control characters that could drive a terminal (T9)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "\ufffd" for c in text)


def document_title(text: str) -> str:
    """Return text as the title among a file's properties: Office Open XML allows 255 characters there."""
    shown = printable(text)
    return shown if len(shown) <= _LONGEST_PROPERTY else f"{shown[: _LONGEST_PROPERTY - 1]}…"


def escape_markdown(text: str) -> str:
    """Return text that shows as itself inside a Markdown table cell (T9)."""
    flat = printable(str(text).replace("\n", " "))
    for character in "\\|`*_<>[]":
        flat = flat.replace(character, "\\" + character)
    return flat


def _in_order(values: Any) -> Any:
    return sorted(values) if isinstance(values, (set, frozenset)) else values
