"""Compile ahead what the first runs would wait for. [system]"""

from __future__ import annotations

import time

import click


@click.command()
def command() -> None:
    """Compile the kernels that commands call, so that the first comparison does not wait for it.

    They are kept for this user and compiled again when pato, Python or numba change. A release carries them for
    common processors; nothing is then left to do.

    Example:  pato warm
    """
    from pato.kernels import ahead

    begun, total = time.monotonic(), len(ahead.signatures())
    click.echo(f"Compiling {total} kernels, about a minute where none is there yet …", err=True)
    with click.progressbar(ahead.compile_all(), length=total, label="kernels") as steps:
        for _ in steps:
            pass
    click.echo(f"{total} kernels are ready after {time.monotonic() - begun:.0f} s.")
