"""How names are compared: without case, accents, dots, hyphens and a leading article."""

from __future__ import annotations

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
