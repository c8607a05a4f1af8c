"""The serve room: a built graph over HTTP for people and machines, and over MCP for agents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from kg.errors import SettingsError

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(
    directory: Path,
    host: str,
    port: int,
    allowed: Iterable[str],
    workers: int,
    seconds: float,
    rows: int,
    ready: Callable[[int], None],
) -> None:
    """Serve a built directory until a signal asks to stop; `ready` is told the port.

    `allowed` are host names that requests may be for, beside the loopback's.  Raises SettingsError for an address
    that is open to the network without one, GraphError where there is no graph.
    """
    names = {name.lower() for name in allowed}
    if host not in LOCAL and not names:
        raise SettingsError(
            f"{host} is reached from other machines; say under which name with --allow-host, or leave --host out."
        )
    try:
        from kg.serve import application, listening, service
    except ImportError as error:
        raise SettingsError("kg serve needs two more packages: pip install 'paperkg[serve]'.") from error
    from dataclasses import replace

    from kg.serve.desk import LIMITS

    opened = service.open_service(directory, workers, replace(LIMITS, seconds=seconds, rows=rows))
    try:
        app = application.application(opened, LOCAL | names)
        listening.listen(app, host, port, ready)
    finally:
        opened.desk.graph.close()


def speak(directory: Path) -> None:
    """Speak the Model Context Protocol over standard input and output; GraphError where there is no graph."""
    try:
        from kg.serve import agents
    except ImportError as error:
        raise SettingsError("kg mcp needs one more package: pip install 'paperkg[mcp]'.") from error
    agents.run(directory)
