"""From the text of an instrument to the skeleton of its file: articles and numbers are read, obligations are the author's."""

from __future__ import annotations

from pathlib import Path

from pato.errors import FileError, Problem
from pato.files.storage import read_bounded

SUFFIXES = (".xml", ".akn", ".docx", ".txt", ".md")
_MOST_BYTES = 20_000_000


def skeleton(path: str | Path) -> str:
    """Return the skeleton of a treaty file, made from a text.

    Parameters
    ----------
    path
        Akoma Ntoso (``.xml``), Word (``.docx``) or plain text.

    Returns
    -------
    str
        YAML of format 2: title, recitals, parts, articles and annexes as they are read; each sentence that may oblige
        somebody as a comment under ``obligations``, with its words, for the author to code.

    Raises
    ------
    FileError
        If the file cannot be read, is of another kind, or holds no article.
    MissingExtraError
        For Word where python-docx is not installed.
    """
    from pato.treaties.skeleton.reading import read
    from pato.treaties.skeleton.writing import written

    file = Path(path)
    if file.suffix.lower() not in SUFFIXES:
        raise FileError(
            Problem(
                str(path),
                f"is no kind of text that can be read ('{file.suffix}').",
                f"Allowed: {', '.join(SUFFIXES)}.",
            )
        )
    content = read_bounded(path, _MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise FileError(Problem(str(path), "is larger than 20 MB.", "Is it the right file?"))
    found = read(content, file.suffix.lower(), str(path))
    if not found.articles:
        raise FileError(
            Problem(
                str(path),
                "holds no line that begins an article.",
                "Begin each with 'Article' and its number on a line of its own.",
            )
        )
    return written(found, file.stem)
