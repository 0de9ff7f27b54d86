"""A referee for assistants and language-model wargames: obligations as tools over MCP. [system]"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click


@click.command()
def command() -> None:
    """Serve questions about obligations as tools of the Model Context Protocol, over standard input and output.

    Tools: who, gaps, exposure, duties, conflicts, commitments, draft, explain, evidence. All are read-only, and every answer
    carries article, reading, coverage and source. Needs the extra 'mcp'.

    \b
    Example:  pato mcp, in an assistant's settings
      {"mcpServers": {"pato": {"command": "pato", "args": ["mcp"]}}}
    """
    server().run("stdio")


def server() -> Any:
    """Return the server with its tools.

    Raises
    ------
    MissingExtraError
        If the SDK is not installed.
    """
    from pato import __version__
    from pato.api.referee import TOOLS
    from pato.errors import MissingExtraError

    try:
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise MissingExtraError("mcp", "mcp") from error
    new = find_spec("mcp.server.mcpserver") is not None  # the SDK from its version 2 on
    module = import_module("mcp.server.mcpserver" if new else "mcp.server.fastmcp")
    mistake = import_module(f"{module.__name__}.exceptions").ToolError
    more = {"version": __version__} if new else {}
    made = getattr(module, "MCPServer" if new else "FastMCP")(
        "pato", instructions=INSTRUCTIONS, log_level="WARNING", **more
    )
    reads = ToolAnnotations.model_validate(
        {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False}
    )
    for tool in TOOLS:
        made.tool(annotations=reads)(_answering(tool, mistake))
    return made


INSTRUCTIONS = (
    "A referee for obligations between states. Ask it instead of relying on memory: every answer names instrument, article, "
    "reading (where states dispute one), how the fact was checked ('recalled' was written from memory: say so), what was looked "
    "through (coverage) and the source. What is not covered is unknown, which is not the same as no obligation. An obligation says "
    "what is owed, not that it will be honoured."
)


def _answering(tool: Any, mistake: type[Exception]) -> Any:
    """Return a tool that reports mistakes as messages saying what is allowed."""
    from functools import wraps

    from pato.errors import PatoError

    @wraps(tool)
    def answer(*args: Any, **given: Any) -> Any:
        try:
            return tool(*args, **given)
        except PatoError as error:
            raise mistake("; ".join(map(str, error.problems))) from error

    return answer
