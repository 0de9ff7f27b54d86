"""Compile the library and the registry to JSON while the wheel is built, so that quick commands parse no YAML."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileLibrary(BuildHookInterface):
    """Put the compiled form of every YAML file into the wheel; an editable install compiles in the user's cache."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        self._folder = tempfile.TemporaryDirectory()
        # what is built is made from the sources alone: nothing of the builder's own files or earlier runs
        os.environ["PATO_CACHE"] = str(Path(self._folder.name) / "cache")
        os.environ.pop("PATO_PATH", None)
        import pato.kinds  # noqa: F401  registers the kinds of file
        from pato.registry import source
        from pato.treaties import compiling

        for package, build in (("registry", source.build), ("library", compiling.build)):
            folder = Path(self._folder.name) / package
            folder.mkdir()
            for file in build(folder):
                build_data["force_include"][str(file)] = f"pato/{package}/_compiled/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            self._folder.cleanup()
