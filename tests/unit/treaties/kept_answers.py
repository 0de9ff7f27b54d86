"""Known answers that are kept as files: what small treaties of the tests say, as it was read and found right."""

import os
from pathlib import Path

ANSWERS = Path(__file__).parent / "answers"


def kept(name, found):
    """Compare a text with the one that is kept, or write it."""
    path = ANSWERS / name
    if os.environ.get("PATO_WRITE_ANSWERS"):
        path.write_text(found, encoding="utf-8")
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()
