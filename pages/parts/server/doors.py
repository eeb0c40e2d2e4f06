"""Doors that stay shut in every mode: unknown host names, and the server's own measurements."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from pages.parts.server.loopback import close

METRICS = "_stcore/metrics"  # session counts and durations, sent by Streamlit to anybody who asks


class KnownHostsOnly:
    """Refuses a request under a host name that is not ours (DNS rebinding); Streamlit checks only its websocket."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its Host header is in server.allowedHosts."""
        if scope["type"] not in ("http", "websocket") or is_host_allowed(Headers(scope=scope).get("host")):
            await self.app(scope, receive, send)
        else:
            await close(scope, receive, send, "This dashboard does not answer under that name.")


class NoMetrics:
    """Answers the metrics endpoint as if it were not there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the metrics endpoint, however its path is spelled."""
        if scope["type"] == "http" and METRICS in scope["path"].lower():
            await close(scope, receive, send, "Not found.", status=404)
        else:
            await self.app(scope, receive, send)
