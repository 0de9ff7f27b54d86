"""Open the workbench: ask, change, see, in a browser on this machine. [main]"""

from __future__ import annotations

import click


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False), default=".")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes a free one."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where it listens: this machine alone, unless --behind-proxy.",
)
@click.option(
    "--behind-proxy",
    metavar="HEADER",
    help="The header in which an authenticating proxy names the user; requests without it are refused.",
)
@click.option(
    "--public-host",
    multiple=True,
    metavar="NAME[:PORT]",
    help="With --behind-proxy: the address that users type.",
)
@click.option("--token", help="The token of this start (default: a new one each time).", envvar="PATO_TOKEN")
@click.option(
    "--open/--no-open", "browse", default=True, show_default=True, help="Open the page in the browser."
)
def command(
    *,
    folder: str,
    port: int,
    host: str,
    behind_proxy: str | None,
    public_host: tuple[str, ...],
    token: str | None,
    browse: bool,
) -> None:
    """Serve FOLDER as a workbench: change who is in and which clauses hold, and see what follows.

    The folder is the workspace: treaties, architectures and runs are the files that the command line reads and writes.
    Needs the extra 'workbench': pip install 'pato[workbench]'.

    Example:  pato serve my-designs
    """
    from pato.workbench.server import Place, serve

    place = Place(host, port, behind_proxy or "", public_host, token or "")
    serve(folder, place, browse=browse, say=lambda line: click.echo(line, err=True))
