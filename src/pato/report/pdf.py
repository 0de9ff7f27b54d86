"""The report as PDF: printed by a browser of the Chromium family, which lays the page out as it shows it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from pato.errors import Problem, RunError, UsageError
from pato.files.storage import write_atomic

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SECONDS = 180


def browser() -> str:
    """Return the path of a browser that can print.

    Raises
    ------
    UsageError
        If none is found.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise UsageError(
        Problem(
            "--pdf",
            f"needs a browser of the Chromium family on the path; none of {', '.join(BROWSERS)} was found.",
            "Install one, or open the HTML report in any browser and print it to PDF.",
        )
    )


def write_pdf(path: str | Path, report: str | Path) -> Path:
    """Print an HTML report to A4, atomically.

    Raises
    ------
    UsageError
        If no browser is found.
    RunError
        If the browser does not print.
    """
    with tempfile.TemporaryDirectory(prefix="pato-pdf-", ignore_cleanup_errors=True) as folder:
        printed = Path(folder) / "report.pdf"
        command = [
            browser(),
            "--headless",
            "--disable-gpu",
            "--no-sandbox",
            "--no-first-run",
            "--disable-background-networking",
            "--no-pdf-header-footer",
            f"--user-data-dir={Path(folder) / 'profile'}",
            f"--print-to-pdf={printed}",
            Path(report).resolve().as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603  our own words and a path
        except subprocess.TimeoutExpired as error:
            raise RunError(
                Problem(str(path), f"{command[0]} did not print within {SECONDS} seconds.")
            ) from error
        if not printed.is_file():
            told = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
            raise RunError(Problem(str(path), f"{command[0]} printed nothing: {told}."))
        write_atomic(path, printed.read_bytes())
    return Path(path)
