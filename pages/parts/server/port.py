"""Which port the dashboard listens on: the one asked for, else the next free one from 8501."""

import errno
import os
import socket

FIRST, TRIES = 8501, 100


class PortTaken(Exception):
    """Another program listens on the port that was asked for."""


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    """Whether nobody listens on a port of this machine yet."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # a port just left behind by a stopped server counts as free, as it will for the server
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as refused:
            if refused.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def choose_port(wanted: int | None = None, address: str = "127.0.0.1") -> int:
    """The wanted port, or without a wish the first free one from 8501.

    Raises PortTaken, with a sentence that says what to do.
    """
    if wanted is not None:
        if not is_free(wanted, address):
            raise PortTaken(f"Port {wanted} is taken by another program. Choose another, or leave PORT out.")
        return wanted
    for port in range(FIRST, FIRST + TRIES):
        if is_free(port, address):
            return port
    raise PortTaken(f"All ports from {FIRST} to {FIRST + TRIES - 1} are taken. Close a program, or give PORT=<number>.")
