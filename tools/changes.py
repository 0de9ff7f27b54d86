"""Small changes of a Python file, one at a time: a sign, a bound, a word, an argument left out (operators of mutmut)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider
from mutmut.mutation.mutators import mutation_operators

LEFT_ALONE = {"__getattribute__", "__setattr__", "__new__", "__repr__"}
CALLS_LEFT_ALONE = {"len", "isinstance", "cast"}


class Change(NamedTuple):
    """One change of one function.

    Attributes
    ----------
    key
        Hash of the function's name, what stood there and what stands there now: the same as long as the function's is.
    file
        Path below the package.
    function
        Name with its class, as ``co_qualname`` gives it.
    line, end
        Lines of the statement of what is changed, of its head if others stand in it.
    number
        Place among the changes of the file.
    start, stop
        Where what is changed stands in the text; -1 where more than that is changed.
    old, new
        What stood and what stands now.
    """

    key: str
    file: str
    function: str
    line: int
    end: int
    number: int
    start: int
    stop: int
    old: str
    new: str


class _Found(NamedTuple):
    function: str
    line: int
    end: int
    old: cst.CSTNode
    new: cst.CSTNode
    place: CodeRange


class _Collector(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, WhitespaceInclusivePositionProvider)

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.functions = 0
        self.statements: list[tuple[int, int]] = []
        self.found: list[_Found] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Parameters):
            return False  # made when the function is defined
        if (
            isinstance(node, cst.Call)
            and isinstance(node.func, cst.Name)
            and node.func.value in CALLS_LEFT_ALONE
        ):
            return False
        if isinstance(node, cst.FunctionDef) and node.name.value in LEFT_ALONE:
            return False
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            place = self.get_metadata(PositionProvider, node)
            last = place.end.line if isinstance(node, cst.SimpleStatementLine) else place.start.line
            self.statements.append((place.start.line, last))
        if isinstance(node, cst.FunctionDef):
            self.functions += 1
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and self.functions < 2:
            self.names.append(node.name.value)
        elif self.functions:
            self.change(node)
        return True

    def change(self, node: cst.CSTNode) -> None:
        place = self.get_metadata(PositionProvider, node, None)
        for kind, operator in mutation_operators if place else ():
            if isinstance(node, kind):
                first, last = self.statements[-1]
                if not isinstance(node, cst.BaseCompoundStatement):
                    last = max(last, place.end.line)
                whole = self.get_metadata(WhitespaceInclusivePositionProvider, node)
                for new in operator(node):
                    self.found.append(_Found(".".join(self.names), first, last, node, new, whole))

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef) and original_node.name.value in LEFT_ALONE:
            return
        if isinstance(original_node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self.statements.pop()
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef) and self.functions < 2:
            self.names.pop()
        if isinstance(original_node, cst.FunctionDef):
            self.functions -= 1


def _all(text: str) -> tuple[cst.Module, list[_Found]]:
    wrapper = MetadataWrapper(cst.parse_module(text))
    collector = _Collector()
    wrapper.visit(collector)
    return wrapper.module, collector.found


def changes(text: str, file: str) -> list[Change]:
    """Return every change of a file that makes another program."""
    module, found = _all(text)
    begins = [0]
    for line in text.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    made, seen = [], {}
    for number, (function, line, end, old, new, place) in enumerate(found):
        before, after = module.code_for_node(old), module.code_for_node(new)
        if before == after:
            continue
        one = f"{file} {function} {before} -> {after}"
        seen[one] = seen.get(one, 0) + 1
        key = hashlib.sha256(f"{one} {seen[one]}".encode()).hexdigest()[:16]
        start = begins[place.start.line - 1] + place.start.column
        stop = begins[place.end.line - 1] + place.end.column
        if text[start:stop] != before:
            start = stop = -1
        made.append(Change(key, file, function, line, end, number, start, stop, before, after))
    return made


def changed_source(text: str, change: Change) -> str:
    """Return the text of the file with one change."""
    if change.start >= 0:
        return text[: change.start] + change.new + text[change.stop :]
    module, found = _all(text)
    one = found[change.number]
    return str(module.deep_replace(one.old, one.new).code)
