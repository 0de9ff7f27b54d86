"""Migrate files of older versions: replace old words by current ones and touch nothing else."""

from __future__ import annotations

from pato.errors import FileError, Problem
from pato.files.renamed import renames


def migrated(text: str, name: str) -> tuple[str, list[str]]:
    """Return a file with current words, and the changes line by line.

    Parameters
    ----------
    text
        A YAML file that a person wrote.
    name
        Name of the file in messages.

    Raises
    ------
    FileError
        If the text is not YAML.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import MappingNode

    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise FileError(Problem(name, "is no YAML that can be read.", "Try 'pato check' on it.")) from error
    lines = text.splitlines(keepends=True)
    told = []
    if isinstance(root, MappingNode) and all(key.value != "format" for key, _ in root.value):
        first = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
        told.append(f"{name}:{first + 1}  'format: 1' is put before the first line.")
    for one in sorted(renames(root), reverse=True):
        line, quoted = lines[one.line], one.column
        start = quoted + (line[quoted] in "'\"")
        if line[start : start + len(one.old)] != one.old:
            raise FileError(
                Problem(
                    f"{name}:{one.line + 1}", f"'{one.old}' is now called '{one.new}'.", "Change it by hand."
                )
            )
        lines[one.line] = line[:start] + one.new + line[start + len(one.old) :]
        told.append(f"{name}:{one.line + 1}  '{one.old}' is now '{one.new}'.")
    if told and told[0].endswith("first line."):
        lines.insert(first, "format: 1\n")
    return "".join(lines), told
