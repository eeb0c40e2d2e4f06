"""The server around the pages: ready, with headers, and shut to everything it should not answer."""

import pytest

from tests.server import serve


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("shell") / "home") as running:
        yield running


def test_a_started_server_says_it_is_ready_and_nothing_else(server):
    status, _, body = server.get("/readyz")
    assert (status, body) == (200, '{"status":"ready"}')


def test_every_answer_carries_the_security_headers(server):
    for path in ("/", "/readyz", "/_stcore/health", "/_stcore/host-config", "/nothing-here"):
        headers = server.get(path)[1]
        assert headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'self'" in headers["content-security-policy"], path


def test_the_policy_allows_no_foreign_and_no_evaluated_script(server):
    policy = server.get("/")[1]["content-security-policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "unsafe" not in scripts and "http" not in policy and "*" not in policy
    assert scripts.count("sha256-") == 1


def test_a_foreign_host_name_is_refused(server):
    assert server.get("/", Host="evil.example")[0] == 403
    assert server.get("/_stcore/health", Host="evil.example")[0] == 403
    assert server.get("/", Host=f"127.0.0.1:{server.port}")[0] == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/%5fstcore/metrics", "/_STCORE/metrics", "/_stcore/metrics/"])
def test_the_metrics_of_the_server_are_not_told(server, path):
    status, _, body = server.get(path)
    assert "session" not in body and "# TYPE" not in body
    assert status == 404


def test_local_mode_shows_the_pages_to_their_owner(server):
    with server.visitor() as owner:
        seen = owner.open("")
        assert seen.pages[0] == "Review" and "Data" in seen.pages
        assert "heading" in seen.kinds and "Please log in" not in seen.text
