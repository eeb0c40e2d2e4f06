"""Real servers for tests: start a fresh one on a free port, and talk to it as a stranger with a raw websocket would."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[1]
COOKIE_SECRET = "only-for-tests-0123456789-0123456789-0123456789"
START_SECONDS, RUN_SECONDS = 90, 60
UNWANTED = ("STREAMLIT_", "KPI_")  # settings of the machine that runs the tests must not reach the server under test


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(home: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without settings of its own, pointing to a home."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(UNWANTED)}
    return kept | {"KPI_HOME": str(home), "PYTHONPATH": os.pathsep.join([str(ROOT), kept.get("PYTHONPATH", "")])} | dict(env or {})


def people_log_in(**more: str) -> dict[str, str]:
    """The environment of an installation where people log in, signing its cookies with the secret of the tests."""
    return {"KPI_LOGIN_MODE": "oidc", "KPI_AUTH_COOKIE_SECRET": COOKIE_SECRET} | more


@dataclass(frozen=True)
class Server:
    """A running dashboard: where it answers, its process, what it wrote."""

    port: int
    process: subprocess.Popen
    log: Path

    @property
    def url(self) -> str:
        """The address a browser opens."""
        return f"http://localhost:{self.port}"

    def get(self, path: str = "/", **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers in lower case and body of one http request; `Host=` may be forged."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body
        finally:
            connection.close()

    def visitor(self, person: Mapping[str, object] | None = None) -> "WebSocketClient":
        """A raw client, opened with `with`: a stranger, or a person whose claims come in a signed cookie."""
        return WebSocketClient(self.port, person)


@contextmanager
def serve(home: Path, env: Mapping[str, str] | None = None, command: list[str] | None = None) -> Iterator[Server]:
    """A fresh server process on a home, until the block ends; `command` replaces the start, "{port}" is filled in."""
    port = free_port()
    start = command or [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "{port}"]
    home.mkdir(parents=True, exist_ok=True)
    log = home.parent / f"server-{port}.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen([part.format(port=port) for part in start], cwd=ROOT, stdout=out, stderr=out,
                                   env=clean_environment(home, env))  # fmt: skip
    server = Server(port, process, log)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(server: Server) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            if server.get("/_stcore/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{server.log.read_text(encoding='utf-8')}")


@pytest.fixture
def fresh_server() -> Iterator[Callable[..., Server]]:
    """`fresh_server(home, env, command)` starts a server that ends with the test."""
    with ExitStack() as stack:
        yield lambda *given, **named: stack.enter_context(serve(*given, **named))


@dataclass
class Seen:
    """What one run of a page sent to the reader."""

    elements: list[Message] = field(default_factory=list)
    blocks: list[Message] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    not_found: bool = False

    @property
    def kinds(self) -> list[str]:
        """What was drawn, in order: "heading", "alert", "metric" …"""
        return [element.WhichOneof("type") for element in self.elements]

    @property
    def texts(self) -> list[str]:
        """Every text in everything drawn, ids left out: what a stranger could read from the wire."""
        return [text for message in (*self.elements, *self.blocks) for text in _texts(message)]

    @property
    def text(self) -> str:
        """All texts in one, to search in."""
        return "\n".join(self.texts)

    def widget(self, key: str) -> str:
        """The id of the widget with a key."""
        ids = [getattr(e, e.WhichOneof("type")).id for e in self.elements if hasattr(getattr(e, e.WhichOneof("type")), "id")]
        return next(i for i in ids if i.endswith(f"-{key}"))


def _texts(message: Message) -> Iterator[str]:
    for descriptor, value in message.ListFields():
        values = value if descriptor.is_repeated else [value]
        for one in values:
            if isinstance(one, Message):
                yield from _texts(one)
            elif isinstance(one, str) and descriptor.name not in ("id", "hash", "form_id", "script_hash"):
                yield one


class WebSocketClient:
    """A client without a browser: opens pages by name, sends widget values, collects all that comes back."""

    def __init__(self, port: int, person: Mapping[str, object] | None = None) -> None:
        token, origin = generate_xsrf_token_string(), f"http://localhost:{port}"
        cookies = [f"_streamlit_xsrf={token}"]
        if person is not None:
            claims = {"is_logged_in": True, "origin": origin} | dict(person)
            signed = create_signed_value(COOKIE_SECRET, "_streamlit_user", json.dumps(claims)).decode("ascii")
            cookies.append(f"_streamlit_user={signed}")
        self._connection = connect(
            f"ws://localhost:{port}/_stcore/stream", subprotocols=["streamlit", token], origin=origin, max_size=None,
            additional_headers={"Cookie": "; ".join(cookies)}, open_timeout=20, proxy=None)  # fmt: skip
        self._page_hash = ""

    def open(self, page_name: str = "", query: str = "", values: Mapping[str, object] | None = None) -> Seen:
        """Run a page by its name in the address ("" = the first) and return what it drew.

        `values` maps widget ids to what the reader set: a text, a number, or True for a pressed button.
        """
        message = BackMsg()
        state = message.rerun_script
        state.query_string = query
        if page_name or not self._page_hash:
            state.page_name = page_name
        else:
            state.page_script_hash = self._page_hash
        for widget_id, value in (values or {}).items():
            _set(state.widget_states.widgets.add(id=widget_id), value)
        self._socket.send(message.SerializeToString())
        return self._until_finished()

    def _until_finished(self) -> Seen:
        seen = Seen()
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=RUN_SECONDS))
            kind = message.WhichOneof("type")
            if kind == "delta":
                drawn = message.delta.WhichOneof("type")
                if drawn == "new_element":
                    seen.elements.append(message.delta.new_element)
                elif drawn == "add_block":
                    seen.blocks.append(message.delta.add_block)
            elif kind == "navigation":
                seen.pages = [page.page_name for page in message.navigation.app_pages]
                self._page_hash = message.navigation.page_script_hash
            elif kind == "page_not_found":
                seen.not_found = True
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return seen

    def __enter__(self) -> "WebSocketClient":
        self._socket = self._connection.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._connection.__exit__(*raised)


def _set(widget: Message, value: object) -> None:
    if value is True:
        widget.trigger_value = True
    elif isinstance(value, str):
        widget.string_value = value
    else:
        widget.double_value = float(value)
