"""How the server refuses to start, and what it closes when it was started around the first check."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data_adapters.settings import LoginSettings
from pages.parts.server.doors import KnownHostsOnly, NoMetrics
from pages.parts.server.errors import error_line, masked
from pages.parts.server.headers import content_policy
from pages.parts.server.login import LoginNotConfigured, login_secrets
from pages.parts.server.loopback import LoopbackOnly
from pages.parts.server.port import PortTaken, choose_port, is_free
from pages.parts.server.startup import imported_by_pages
from tests.server import ROOT, clean_environment, people_log_in


def refused(home, env=None, *flags) -> str:
    """What a start says that ends by itself."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0", *flags]
    ended = subprocess.run(command, cwd=ROOT, env=clean_environment(home, env), capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    return ended.stderr + ended.stdout


@pytest.mark.parametrize(("env", "flags", "word"), [
    ({}, ["--server.address", "0.0.0.0"], "server.address is '0.0.0.0'"),
    ({"STREAMLIT_SERVER_ALLOWED_HOSTS": "kpi.example"}, [], "server.allowedHosts"),
    ({"STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false"}, [], "server.enableXsrfProtection"),
    ({"KPI_LOGIN_MODE": "everybody"}, [], "'everybody' is not allowed"),
    (people_log_in(STREAMLIT_SERVER_ALLOWED_HOSTS="*"), [], "server.allowedHosts"),
])  # fmt: skip
def test_an_unsafe_start_is_refused_with_the_reason(tmp_path, env, flags, word):
    said = refused(tmp_path / "home", env, *flags)
    assert "Not started." in said and word in said
    assert "Traceback" not in said
    assert not (tmp_path / "home").exists()  # refused before anything was made


OIDC = LoginSettings(mode="oidc", public_host="kpi.example")
SECRET = "x" * 32


@pytest.mark.parametrize(("given", "word"), [
    ({}, "auth.cookie_secret"),
    ({"KPI_AUTH_COOKIE_SECRET": "short"}, "at least 32"),
    ({"KPI_AUTH_COOKIE_SECRET": SECRET, "KPI_AUTH_REDIRECT_URI": "http://kpi.example/oauth2callback"}, "https://"),
    ({"KPI_AUTH_COOKIE_SECRET": SECRET, "KPI_AUTH_REDIRECT_URI": "https://evil.example/oauth2callback"}, "login.public_host"),
])  # fmt: skip
def test_logging_in_needs_a_long_secret_and_a_safe_way_back(tmp_path, given, word):
    with pytest.raises(LoginNotConfigured, match=word):
        login_secrets(OIDC, tmp_path, given)


def test_secrets_come_from_the_home_and_the_environment_wins(tmp_path):
    file = tmp_path / "secrets.toml"
    file.write_text(f"[auth]\ncookie_secret = '{SECRET}'\nclient_id = 'file'\n", encoding="utf-8")
    file.chmod(0o600)
    read = login_secrets(OIDC, tmp_path, {"KPI_AUTH_CLIENT_ID": "environment"})
    assert read == {"auth": {"cookie_secret": SECRET, "client_id": "environment"}}
    assert login_secrets(LoginSettings(), tmp_path, {}) == {}


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX systems")
def test_secrets_that_others_can_read_are_refused(tmp_path):
    file = tmp_path / "secrets.toml"
    file.write_text(f"[auth]\ncookie_secret = '{SECRET}'\n", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(LoginNotConfigured, match="chmod 600"):
        login_secrets(OIDC, tmp_path, {})


def own_address() -> str | None:
    """An address of this machine that others can reach, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent
            found = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith("127.") else found


def test_a_server_opened_to_all_addresses_by_uvicorn_still_closes_them(fresh_server, tmp_path):
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback; the same is tested below on the wall itself")
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "0.0.0.0", "--port", "{port}"]
    server = fresh_server(tmp_path / "home", {}, command)
    assert server.get("/readyz")[0] == 200
    with socket.create_connection((address, server.port), timeout=10) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: stranger.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 403") and b"login.mode = local" in answer and b"<html" not in answer


INNER = {"type": "http.response.start", "status": 200, "headers": []}


def asked(wall, **scope) -> list[dict]:
    """What a wall answers to one request, with a program behind it that always answers 200."""
    sent = []

    async def program(_scope, _receive, send):
        await send(dict(INNER))

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""} | scope
    with ThreadPoolExecutor(1) as apart:  # a browser test before may have left a loop running in this thread
        apart.submit(asyncio.run, wall(program)(scope, receive, send)).result()
    return sent


HERE = ("127.0.0.1", 8501)


@pytest.mark.parametrize(("server", "client", "kind"), [
    (HERE, ("192.0.2.7", 5000), "http"), (("192.0.2.1", 8501), HERE, "http"), (HERE, ("192.0.2.7", 5000), "websocket"),
    (("192.0.2.1", 8501), ("192.0.2.1", 5000), "websocket"), (HERE, None, "http"), (("/run/kpi.sock", None), None, "http"),
    (("::ffff:192.0.2.1", 8501), HERE, "http"), (HERE, ("", 0), "websocket")])  # fmt: skip
def test_a_request_that_leaves_or_enters_this_machine_is_closed(server, client, kind):
    answer = asked(LoopbackOnly, server=server, client=client, type=kind)
    expected = {"websocket": ("websocket.close", None), "http": ("http.response.start", 403)}[kind]
    assert (answer[0]["type"], answer[0].get("status")) == expected


@pytest.mark.parametrize("here", [HERE, ("::1", 8501), ("127.8.0.9", 1), ("::ffff:127.0.0.1", 1)])
def test_a_request_within_this_machine_passes(here):
    assert asked(LoopbackOnly, server=here, client=here) == [INNER]
    assert asked(LoopbackOnly, server=here, client=here, type="websocket") == [INNER]


def test_the_metrics_are_closed_and_their_neighbours_are_not():
    assert asked(NoMetrics, path="/kpi/_stcore/metrics")[0]["status"] == 404
    assert asked(NoMetrics, path="/_stcore/health") == [INNER]


def test_an_unknown_host_name_is_closed_for_websockets_too():
    known, unknown = [(b"host", b"localhost:8501")], [(b"host", b"evil.example")]
    assert asked(KnownHostsOnly, headers=known, type="websocket") == [INNER]
    assert asked(KnownHostsOnly, headers=unknown, type="websocket")[0]["type"] == "websocket.close"
    assert asked(KnownHostsOnly, headers=[], type="http")[0]["status"] == 403


def test_every_inline_script_of_the_front_page_is_allowed_by_its_hash():
    policy = content_policy('<script>one()</script><script src="/a.js"></script><script type="module">two()</script>')
    assert policy.count("sha256-") == 2


def test_what_pages_import_is_loaded_before_the_first_reader(tmp_path):
    (tmp_path / "a.py").write_text("import json.tool\nfrom pages.parts import cache\n\ndef f():\n    import csv\n")
    assert imported_by_pages(tmp_path) == ["json.tool", "pages.parts", "csv"]


def test_a_free_port_is_found_beside_a_taken_one_and_a_taken_wish_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert not is_free(taken)
        with pytest.raises(PortTaken, match=f"Port {taken} is taken"):
            choose_port(taken)
    assert choose_port(taken) == taken
    assert is_free(choose_port())


def test_an_error_is_logged_without_secrets_and_told_by_its_id_only():
    try:
        raise RuntimeError("cannot reach postgresql://ana:hunter2@db/kpi")
    except RuntimeError as error:
        line = error_line(error, "abc123")
    assert line["error"] == "RuntimeError" and line["error_id"] == "abc123"
    assert "hunter2" not in json.dumps(line) and "ana:***@db" in line["message"]
    assert masked("no address here") == "no address here"


def test_one_broken_page_leaves_the_others_open(fresh_server, tmp_path):
    command = program_with(tmp_path / "program", "data.py", "import nothing_like_this\n")
    server = fresh_server(tmp_path / "home", {"PYTHONPATH": ""}, command)
    assert "nothing_like_this" in server.log.read_text(encoding="utf-8")  # said at start already
    with server.visitor() as reader:
        assert "Something went wrong" not in reader.open("").text
        assert "Something went wrong" in reader.open("data").text


def program_with(root: Path, page: str, content: str) -> list[str]:
    """The start of a copy of the program in which one page has another content."""
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".*", "home", "tests", "__pycache__"))
    shutil.copytree(ROOT / ".streamlit", root / ".streamlit")
    (root / "pages" / page).write_text(content, encoding="utf-8")
    return [sys.executable, "-m", "streamlit", "run", str(root / "app.py"), "--server.port", "{port}"]


def test_a_failing_page_tells_an_id_and_neither_page_nor_log_tell_the_password(fresh_server, tmp_path):
    failing = "raise RuntimeError('postgresql://ana:hunter2@db/kpi is down')\n"
    command = program_with(tmp_path / "program", "_router.py", failing)
    server = fresh_server(tmp_path / "home", {"PYTHONPATH": ""}, command)
    with server.visitor() as reader:
        seen = reader.open("")
    log = server.log.read_text(encoding="utf-8")
    told = next(json.loads(line) for line in log.splitlines() if line.startswith('{"event"'))
    assert seen.kinds == ["alert"] and told["error_id"] in seen.text and "RuntimeError" not in seen.text
    assert "ana:***@db" in log and "hunter2" not in log
