"""Local mode is for one person on one machine: every request from or to another address is closed."""

from ipaddress import ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ONLY_HERE = (
    "This dashboard serves one person on its own machine (login.mode = local). "
    "To share it, set login.mode = oidc in settings.toml."
)


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address can only be reached from this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("::ffff:127.0.0.1")
    (True, True, True, True)
    >>> is_loopback("0.0.0.0"), is_loopback("192.0.2.7"), is_loopback(""), is_loopback(None)
    (False, False, False, False)
    """
    name = (host or "").strip("[]").split("%")[0]
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


class LoopbackOnly:
    """Closes each request and websocket whose own or remote address is not loopback, however the server was started."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if both ends are on this machine, else close it."""
        if scope["type"] not in ("http", "websocket") or _both_ends_here(scope):
            await self.app(scope, receive, send)
        else:
            await close(scope, receive, send, ONLY_HERE)


async def close(scope: Scope, receive: Receive, send: Send, why: str, status: int = 403) -> None:
    """Answer a request with a status and one sentence; a websocket is closed before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await PlainTextResponse(why, status_code=status)(scope, receive, send)


def _both_ends_here(scope: Scope) -> bool:
    ends = (scope.get("server"), scope.get("client"))
    return all(end is not None and is_loopback(end[0]) for end in ends)
