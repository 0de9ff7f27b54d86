"""The forms of JSON that commands print, as JSON Schema: ``pato schema table`` and docs/reference/json.md."""

from __future__ import annotations

from typing import Any

from pato.result import JSON_SCHEMA as ANSWER
from pato.table import JSON_SCHEMA as TABLE

DUTIES = "pato-duties-1"
"""The form of what ``pato who --format json`` prints."""

_TABLE: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "title", "rows", "notes", "meta"],
    "properties": {
        "schema": {"const": TABLE},
        "title": {"type": "string"},
        "rows": {
            "type": "array",
            "items": {"type": "object"},
            "description": "One object a row, by the label of the column. null is a value that is unknown or does not apply, never zero. A range is a list of its low and its high end.",
        },
        "notes": {"type": "array", "items": {"type": "string"}},
        "meta": {
            "type": "object",
            "description": "Provenance: versions, hashes, seed, vintage, date, as far as they apply.",
        },
        "coverage": {
            "type": "object",
            "description": "What was looked through and what is not known, for answers about duties.",
        },
    },
    "additionalProperties": False,
}
_EVENT = {"type": "object", "required": ["attacker", "victim", "act", "on", "date"]}

FORMS: dict[str, dict[str, Any]] = {
    "table": {
        "description": "What a command prints that answers with one table; a list of these where it has several and no words.",
        **_TABLE,
    },
    "answer": {
        "description": "What a command prints that answers in words and tables.",
        "type": "object",
        "required": ["schema", "answer", "tables"],
        "properties": {
            "schema": {"const": ANSWER},
            "answer": {"type": "array", "items": {"type": "string"}},
            "tables": {"type": "array", "items": _TABLE},
        },
        "additionalProperties": False,
    },
    "duties": {
        "description": "What pato who prints: the event, and the duties that follow, round by round.",
        "type": "object",
        "required": ["schema", "event", "architecture", "duties", "notes", "variants", "coverage"],
        "properties": {
            "schema": {"const": DUTIES},
            "event": _EVENT,
            "architecture": {"type": "string"},
            "duties": {
                "type": "array",
                "items": {"type": "object", "required": ["state", "kind", "status", "article"]},
            },
            "notes": {"type": "array", "items": {"type": "string"}},
            "variants": {"type": "array"},
            "coverage": {"type": "object"},
            "trace": {"type": "array"},
        },
    },
}
"""By the word that ``pato schema`` takes. A form only ever gains keys; where one is removed or changes its meaning, its number rises."""


def schema_of(form: str) -> dict[str, Any]:
    """Return the JSON Schema of a form."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"pato: {form}",
        **FORMS[form],
    }
