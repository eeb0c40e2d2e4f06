"""The server: start-up checks, closed doors, headers, readiness, error hook. No page, no logic."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from pages.parts.server.doors import KnownHostsOnly, NoMetrics
from pages.parts.server.errors import on_script_error
from pages.parts.server.headers import SecurityHeaders
from pages.parts.server.loopback import LoopbackOnly
from pages.parts.server.startup import lifespan, readyz, safe_settings

settings, secrets = safe_settings()
doors = [KnownHostsOnly, NoMetrics] + ([LoopbackOnly] if settings.login.mode == "local" else [])

app = st.App(
    Path(__file__).with_name("pages") / "_router.py",
    secrets=secrets or None,
    lifespan=lifespan,
    routes=[Route("/readyz", readyz)],
    middleware=[Middleware(wall) for wall in [SecurityHeaders, *doors]],
    on_script_error=on_script_error,
)
