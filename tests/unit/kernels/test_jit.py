"""What machine code is valid for: the sources of all compiled kernels, however deep."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pato.kernels import processor


def test_a_changed_kernel_in_a_folder_below_changes_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "kernels"
    shutil.copytree(Path(processor.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(processor, "__file__", str(copy / "processor.py"))
    before = processor.sources_digest.__wrapped__()
    assert before == processor.sources_digest()
    deep = copy / "membership" / "fill.py"
    deep.write_text(deep.read_text("utf-8") + "\n# another kernel\n", "utf-8")
    assert processor.sources_digest.__wrapped__() != before
