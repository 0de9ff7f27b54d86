"""What is made of the whole library reads as sentences: no word in capitals that no file has, no leftovers of a program."""

import json
import re
from functools import cache

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.files import library
from pato.registry import acts, places, states
from pato.treaties.architecture import load_architecture
from pato.treaties.atop import atop_table
from pato.treaties.cascade import who_must_act
from pato.treaties.conflicts import conflicts_table
from pato.treaties.diff import diff
from pato.treaties.draft import compare, draft
from pato.treaties.draft.load import load_version
from pato.treaties.events import load_event
from pato.treaties.laid_down import clauses
from pato.treaties.load import text_of
from pato.treaties.relations import duty_matrix
from pato.treaties.schema.treaty import Treaty
from pato.treaties.schema.words import advice
from pato.treaties.standing import duties_table, exposure_table, gaps_table
from pato.treaties.traps import traps
from pato.treaties.variants import variants

DAY = "2026-11-21"
WORD = re.compile(r"[A-Za-z]*[A-Z][a-z]*[A-Z][A-Za-z]*|[a-z]+[A-Z]{2,}[A-Za-z]*")
KNOWN = {"ATOP", "GDP", "PATO", "OK", "YAML", "IN", "WITNESS", "WHEREOF", "XML", "UTF", "COW", "ISO"}
LEFT_OVER = re.compile(
    r"(?<=[\w,;:] )None\b|\bTrue\b|\bFalse\b|<[a-z_.]+ object|[a-z]\{|\{[a-z_.]+\}|\(\)|,\s*,|\.\.(?!\.)|  +\S"
)
"""What a program leaves in a sentence where a value is missing."""


@cache
def words_of_files():
    """Return the words in capitals that files and registries have themselves."""
    found = set(KNOWN)
    for kind in ("treaty", "event", "architecture", "contingency"):
        for one in library.entries(kind).values():
            found |= set(WORD.findall(json.dumps(one["data"], ensure_ascii=False)))
    for one in (*states.states(kind=None), *places.places(), *acts.acts(), *acts.targets()):
        found |= set(WORD.findall(str(one)))
    return found


def shouted(text):
    return {w for w in WORD.findall(text) if w not in words_of_files()}


def sound(text, name):
    assert not shouted(text), name
    found = LEFT_OVER.search(text)
    assert found is None, (name, text[max(0, found.start() - 80) : found.end() + 40])


TREATIES = sorted(library.entries("treaty"))


@pytest.mark.parametrize("part", range(6))
def test_texts_of_treaties(part):
    for name in TREATIES[part::6]:
        treaty = Treaty.model_validate(library.entry("treaty", name)["data"])
        text = draft(treaty, "md", commentary=True, annex=True)
        for line in text.splitlines():
            sound(line.strip().strip("#*>| "), (name, line))
        for told in (*traps(treaty), *advice(treaty)):
            sound(" ".join(map(str, told[1:])), name)
        for clause, says in clauses(treaty).items():
            assert not shouted(f"{clause} {says}"), (name, clause)


def cells(table):
    """Return what a reader of a table sees, sentence by sentence."""
    yield table.title
    yield from table.notes
    yield from map(str, table.columns)
    for row in table.rows:
        yield from (cell for cell in row if isinstance(cell, str))


@pytest.mark.parametrize("part", range(4))
def test_answers_to_events(part):
    system = load_architecture("in-force")
    for name in sorted(library.entries("event"))[part::4]:
        event = load_event(name)
        for text in cells(who_must_act(system, event, cascade=False).to_table()):
            sound(text, (name, text))


def test_tables_of_relations():
    for name in ("in-force", "pato-7", "pato-8-taiwan-associate"):
        system = load_architecture(name)
        tables = [conflicts_table(system, DAY), gaps_table(system, ["USA", "JPN", "AUS", "KOR", "TWN"], DAY)]
        tables += [duties_table(system, "USA", DAY), exposure_table(system, "JPN", DAY)]
        tables += [
            duty_matrix(system, DAY, kind).to_edges() for kind in ("defence", "consultation", "access")
        ]
        tables += [diff(load_architecture("in-force"), system, DAY).to_table(), system.to_table()]
        for table in tables:
            for text in cells(table):
                sound(text, (name, text))


def test_tables_of_texts():
    treaties = [Treaty.model_validate(library.entry("treaty", n)["data"]) for n in TREATIES]
    coded = atop_table(treaties)  # its columns are ATOP's own names
    for text in (coded.title, *coded.notes):
        assert not shouted(text), text
    for name in ("pato", "nato", "us-japan-1960"):
        for variant in variants(text_of(load_architecture(name).instrument(name))):
            assert not shouted(" ".join(map(str, variant[:-1]))), variant[:-1]
    text = compare(load_version("pato-3"), load_version("pato-7-taiwan-associate"), "md")
    for line in text.splitlines():
        assert not shouted(line), line
