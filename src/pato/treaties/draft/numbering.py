"""Numbers of articles and paragraphs: place, order and label of a citation."""

from __future__ import annotations

import re

_NUMBERED = re.compile(
    r"(?P<number>[0-9]+(?:\s?(?:bis|ter|quater)|[A-Z])?|[IVXLC]+)(?=$|[(.:,;]|\s(?:and|to)\b)"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_SUFFIX = {"bis": 0.1, "ter": 0.2, "quater": 0.3}
_LABEL = re.compile(r"(?:\s*\(([0-9]{1,3}(?:bis)?|[a-z]{1,4})\)|[.:]([0-9]{1,3}))(.*)\Z", re.DOTALL)


def base_number(article: str) -> str:
    """Return the article to which a citation belongs: its leading number, or all of it where it has none.

    >>> base_number("2(a)"), base_number("IX:1"), base_number("5bis(2)"), base_number("Commitment to Consult")
    ('2', 'IX', '5bis', 'Commitment to Consult')
    """
    found = _NUMBERED.match(article.strip())
    return found["number"] if found else article.strip()


def ordinal(number: str) -> float | None:
    """Return an article's number for sorting, from Arabic or Roman figures; None for words.

    >>> ordinal("XIV"), ordinal("12"), ordinal("5bis"), ordinal("notes of 1958")
    (14, 12, 5.1, None)
    """
    found = re.fullmatch(r"([0-9]+)\s?(bis|ter|quater|[A-Z])?", number)
    if found and number.isascii():
        extra = found[2] or ""
        return int(found[1]) + (_SUFFIX.get(extra, 0) or (0.01 * (ord(extra) - 64) if extra else 0))
    if not number or set(number) - set(_ROMAN):
        return None
    values = [_ROMAN[c] for c in number]
    return sum(-v if v < max(values[i:], default=0) else v for i, v in enumerate(values))


def label_of(article: str) -> str | None:
    """Return the number of the paragraph that a citation names; None for an article as a whole.

    >>> label_of("2(a)"), label_of("4(1)(c)"), label_of("12"), label_of("IX:1"), label_of("3, 4")
    ('a', '1(c)', None, '1', None)
    """
    rest = article.strip().removeprefix(base_number(article))
    found = _LABEL.match(rest)
    if not found:
        return None
    further = found[3] if re.fullmatch(r"(\([0-9a-z]{1,4}\))+", found[3]) else ""
    return (found[1] or found[2]) + further


def order_of(label: str | None) -> tuple[int, float, str]:
    """Return a paragraph's label for sorting: those without one first, then numbers, then letters."""
    if label is None:
        return 0, 0.0, ""
    digits = re.match(r"[0-9]+", label)
    return (1, float(digits[0]), label[len(digits[0]) :]) if digits else (2, 0.0, label)


def letter(position: int) -> str:
    """Return the letter of a point: a to z, then aa and on.

    >>> letter(1), letter(26), letter(27)
    ('a', 'z', 'aa')
    """
    text = ""
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(97 + rest) + text
    return text
