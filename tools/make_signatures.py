"""Write src/pato/kernels/signatures.json: which kernels commands call, and with which types.

``python tools/make_signatures.py`` runs the commands below in miniature and notes what was compiled. A kernel that is
called with new types is compiled while somebody waits; a test finds it and asks for this.
"""

import contextlib
import io
import json
import os
import tempfile
from pathlib import Path

from pato.cli import app
from pato.kernels import ahead, jit

COMMANDS = (
    "compare alliance-of-seven --futures 40 --overwrite -o compared",
    "stable pato-3 --futures 20 --show all",
    "sweep --pool USA,JPN,AUS,CAN,KOR --futures 20 -o swept",
    "refuse pato-3 --futures 20",
    "negotiate pato --issue hub-vs-pact --futures 20",
    "negotiate pato --issue decision-rule --futures 20",
    "trade pato-3 --futures 20",
    "trade --coerce CHN:AUS --severity 0.2,0.5",
    "decide pato-3 --matter invocation --against CHN --futures 20",
    "decide nato --matter amendment --sizes --futures 20",
    "power pato-8 --matter budget",
    "burden pato-3 --futures 20",
)
"""The first comes first: its kernels are compiled first."""


def recorded():
    """Run the commands in a folder that is thrown away; return signatures by kernel."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ["PATO_CACHE"] = folder
        for command in COMMANDS:
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                ended = app._run(command.split())
            if ended == app.USAGE:
                raise SystemExit(f"pato {command}\n{said.getvalue()}")
            for name, kernel in jit.KERNELS.items():
                known = found.setdefault(name, [])
                called = [
                    s for s in kernel.signatures if "Literal" not in repr(s)
                ]  # from Python, not from kernels
                known += [s for s in map(ahead.written, called) if s not in known]
    return {name: each for name, each in found.items() if each and name.startswith("pato.")}


if __name__ == "__main__":
    Path(ahead.SIGNATURES).write_text(json.dumps(recorded(), indent=1) + "\n", encoding="utf-8")
