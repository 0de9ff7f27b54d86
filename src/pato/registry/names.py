"""Comparison of names, ignoring case, accents, dots, hyphens and a leading article; and lists of names."""

from __future__ import annotations

from collections.abc import Iterable

_SEPARATORS = str.maketrans(
    {
        "-": " ",
        "_": " ",
        "/": " ",
        ",": " ",
        ".": None,
        "'": None,
        "’": None,
        "(": " ",
        ")": " ",
        "&": " and ",
    }
)


def fold(name: str) -> str:
    """Return a name in the form in which names are compared.

    >>> fold("The Gambia"), fold("Côte d’Ivoire"), fold("U.S."), fold("second-thomas-shoal")
    ('gambia', 'cote divoire', 'us', 'second thomas shoal')
    """
    text = name.translate(_SEPARATORS).casefold()
    if not text.isascii():
        from unicodedata import combining, normalize

        text = "".join(c for c in normalize("NFKD", text) if not combining(c))
    words = text.split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list within a sentence; empty for none.

    >>> listed(["one", "two", "three"], "or"), listed(["one"]), listed([])
    ('one, two or three', 'one', '')
    """
    items = list(words)
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)
