"""The subject of a comparison: the architecture that answers are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pato.files.library import is_path


def label_of(name: str, labels: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the label of an architecture given by its name in a study, its file, or its label; None if it is not compared.

    Parameters
    ----------
    name
        The name, file or label.
    labels, names
        Names of the architectures in results and in the study.
    """
    if name in labels:
        return name
    found = [label for label, word in zip(labels, names, strict=True) if _same(word, name)]
    return found[0] if len(found) == 1 else None


def _same(word: str, name: str) -> bool:
    return word == name or (is_path(word) and is_path(name) and Path(word) == Path(name).resolve())


def subject_of(labels: Sequence[str], names: Sequence[str], adding: Sequence[bool]) -> str:
    """Return the default subject: the user's own file, else the first architecture that adds a pact, else the second.

    The first architecture is the baseline, and the subject only if it is the only one.
    """
    others = list(zip(labels, names, adding, strict=True))[1:]
    own = [label for label, name, _ in others if is_path(name)]
    adds = [label for label, _, adds in others if adds]
    return next(iter([*own, *adds, *labels[1:], labels[0]]))
