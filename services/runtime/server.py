"""How a service is served: uvicorn on one address, ended by SIGTERM after its lifespan has drained."""

import asyncio
import signal
import socket
from typing import Any

import uvicorn


def serve(app: Any, host: str, port: int) -> int:
    """Runs until SIGTERM or SIGINT; the exit code, 3 if the application could not start.

    Raises OSError if the address is taken, before anything of the application has started.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        config = uvicorn.Config(app, lifespan="on", access_log=False, log_config=None, server_header=False)
        server = uvicorn.Server(config)
        # uvicorn raises the signal again after its drain; the drain was our answer to it.
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: None)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(server.serve(sockets=[listening]))
    return 0 if server.started else 3
