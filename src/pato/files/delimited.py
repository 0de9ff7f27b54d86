"""Separated text as spreadsheets write it: commas or semicolons, decimal points or decimal commas."""

from __future__ import annotations

import csv
import io
import re
from typing import NamedTuple

from pato.errors import FileError, Problem

SEPARATORS = (",", ";", "\t")
_SPACES = str.maketrans("", "", " \u00a0\u202f'")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|nan)", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+([eE][+-]?\d+)?")
_GROUPS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")


class Lines(NamedTuple):
    """The lines of a file, with the numbers that editors show, and how they were separated.

    Attributes
    ----------
    rows
        Line number and stripped cells; empty lines are left out.
    separator
        Separator of the cells.
    decimal_comma
        Whether some cell has a decimal comma, so that a point can only group thousands.
    """

    rows: list[tuple[int, list[str]]]
    separator: str
    decimal_comma: bool

    def number(self, cell: str) -> float:
        """Return the number of a cell.

        Raises
        ------
        ValueError
            If the cell holds no number, or can be read in two ways; the message says which.
        """
        text = cell.translate(_SPACES)
        if self.decimal_comma and _GROUPS.fullmatch(text) and "." in text:
            raise ValueError(f"is '{cell}', which can be read in two ways. Write it without a point")
        if self.separator == "," and _GROUPS.fullmatch(text) and "," in text:
            raise ValueError(f"is '{cell}', which can be read in two ways. Write it without a comma")
        if _DECIMAL_COMMA.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        if not _PLAIN.fullmatch(text):
            raise ValueError(f"is '{cell}', not a number")
        return float(text)


def decode(raw: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark, as spreadsheets save "Unicode text".

    Raises
    ------
    FileError
        For another encoding.
    """
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        fix = "Save it with the encoding UTF-8 (in Excel: 'CSV UTF-8')."
        raise FileError(Problem(name, "is not UTF-8 text.", fix)) from None


def read_lines(text: str, name: str = "") -> Lines:
    r"""Return the cells of separated text; the separator is the one most frequent in the first lines.

    A first line ``sep=;``, which Excel writes, is obeyed and left out. Messages call the text `name`.

    >>> found = read_lines("name;share\nA;50,5\n")
    >>> found.separator, found.number(found.rows[1][1][1])
    (';', 50.5)
    """
    text = text.lstrip("\ufeff")
    first = next(iter(text.splitlines()), "").strip()
    told = first[4:5] if first.lower().startswith("sep=") else ""
    separator = told or separator_of(text)
    # whatever ends a line: old spreadsheets write a carriage return alone
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    rows = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not (told and reader.line_num == 1):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        where = f"{name}:{reader.line_num}" if name else f"line {reader.line_num}"
        raise FileError(Problem(where, f"is no separated text: {error}.")) from error
    comma = separator != "," and any(
        _DECIMAL_COMMA.fullmatch(c.translate(_SPACES)) for _, r in rows for c in r
    )
    return Lines(rows, separator, comma)


def separator_of(text: str) -> str:
    """Return the separator most frequent outside quotes in the first line of a text; a comma if there is none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=lambda s: (bare.count(s), s == ","))
