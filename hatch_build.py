"""What the wheel carries besides the sources: the library and the registry as JSON and, for a release, compiled kernels.

Quick commands then parse no YAML. Everything is made from the sources alone: a build neither reads nor writes a user's
cache. With ``PATO_KERNELS=1`` (``make wheel``) kernels are compiled as well, which asks for numba; they are used where
processor, numba and Python fit and ignored elsewhere, so that the wheel is one for all platforms (see `pato.kernels.jit`).
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNELS = "PATO_KERNELS"


class CompileLibrary(BuildHookInterface):
    """Put what is compiled into the wheel; an editable install compiles in the user's cache."""

    def dependencies(self) -> list[str]:
        """Return what is needed to build besides the requirements that every build has."""
        return ["numba>=0.61", "numpy>=2.1"] if os.environ.get(KERNELS) == "1" else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        self._folder = tempfile.TemporaryDirectory()
        made = Path(self._folder.name)
        os.environ["PATO_CACHE"] = str(made / "cache")
        os.environ.pop("PATO_PATH", None)  # a builder's own files are no part of the package
        for package, files in self._compiled(made):
            build_data["force_include"].update({str(f): f"pato/{package}/_compiled/{f.name}" for f in files})

    def _compiled(self, made: Path) -> list[tuple[str, list[Path]]]:
        import pato.kinds  # noqa: F401  registers the kinds of file
        from pato.registry import source
        from pato.treaties import compiling

        for name in ("registry", "library", "kernels"):
            (made / name).mkdir()
        found = [
            ("registry", source.build(made / "registry")),
            ("library", compiling.build(made / "library")),
        ]
        if os.environ.get(KERNELS) == "1":
            from pato.kernels import ahead

            found.append(("kernels", ahead.build(made / "kernels")))
        return found

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            self._folder.cleanup()
