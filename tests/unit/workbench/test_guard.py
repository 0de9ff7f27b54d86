"""Who may ask, and how much: everything else is refused with 4xx, and never with 5xx."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pato.workbench import guard

HOST, TOKEN = "testserver", "a-token-of-this-test"


def test_without_the_token_nothing_is_told(stranger):
    for path in ("/", "/event", "/api/answer", "/nowhere", "/map/pacific.svg"):
        answer = stranger.get(path)
        assert answer.status_code == 401
        assert "USA" not in answer.text
    assert stranger.get("/static/workbench.css").status_code == 200, (
        "the page that asks for the token has its style"
    )


def test_the_address_with_the_token_lets_in_and_forgets_it(stranger):
    answer = stranger.get(f"/event?law=today&token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/event?law=today")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert stranger.get("/api/files").status_code != 401
    assert (
        stranger.get(f"//evil.example/?token={TOKEN}", follow_redirects=False)
        .headers.get("location", "/")
        .startswith("/")
    )


def test_a_wrong_token_does_not(stranger):
    assert stranger.get("/?token=wrong").status_code == 401
    login = stranger.post("/login", data={"token": "wrong"}, headers={"origin": f"http://{HOST}"})
    assert login.status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:81", "", "127.0.0.1", "testserver@evil"]
)
def test_another_host_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("headers", [
    {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://testserver.evil.example"}, {"origin": "testserver"},
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"},
])  # fmt: skip
def test_what_another_site_sends_is_refused(client, headers):
    assert client.post("/save-design", data={"name": "x"}, headers=headers).status_code == 403


def test_a_change_needs_an_origin_or_the_token_in_a_header(app):
    from starlette.testclient import TestClient

    bare = TestClient(app, base_url=f"http://{HOST}", cookies={"pato": TOKEN})
    assert bare.post("/save-design", data={"name": "x"}).status_code == 403
    program = TestClient(app, base_url=f"http://{HOST}", headers={"authorization": f"Bearer {TOKEN}"})
    assert program.post("/save-design", data={"name": "../x"}).status_code == 422


def test_links_from_other_sites_open_and_images_do_not(client):
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/map/pacific.svg", headers=link).status_code == 200
    assert client.get("/map/pacific.svg", headers=link | {"sec-fetch-mode": "no-cors"}).status_code == 403


def test_every_answer_has_the_headers(client, stranger):
    for answer in (
        client.get("/static/workbench.js"),
        client.get("/nowhere"),
        stranger.get("/"),
        client.get("/?in=USA"),
    ):
        for name, value in guard.HEADERS.items():
            assert answer.headers[name] == value
    policy = guard.HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_too_much_is_refused(client):
    assert client.get("/?in=" + "x" * 5000).status_code == 414
    assert client.post("/save-design", content=b"x" * (guard.MOST_BODY + 1)).status_code == 413
    assert client.post("/save-design", headers={"content-length": "9" * 30}, content=b"").status_code == 413
    assert client.delete("/").status_code == 405
    assert client.request("TRACE", "/").status_code == 405


@pytest.mark.parametrize(("chunks", "status"), [([(0.0, b"x" * 700_000)] * 3, 413), ([(0.3, b"x")] * 9, 408)])
def test_a_body_without_a_length_is_limited_too(monkeypatch, app, chunks, status):
    """Oversized and slow bodies, as they come from the network: piece by piece."""
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.5)
    left, sent = list(chunks), []

    async def receive():
        pause, body = left.pop(0)
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message):
        sent.append(message)

    headers = [
        (b"host", HOST.encode()),
        (b"origin", f"http://{HOST}".encode()),
        (b"cookie", f"pato={TOKEN}".encode()),
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/save-design",
        "query_string": b"",
        "headers": headers,
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == status


def test_a_proxy_vouches_for_users_or_nobody_is_let_in(desk):
    from starlette.testclient import TestClient

    from pato.workbench.app import Served, make
    from pato.workbench.processes import Processes

    processes = Processes(str(desk), None, count=0)
    behind = make(Served(processes, guard.Rules(frozenset({"team.example"}), "", "x-user"), desk))
    found = TestClient(behind, base_url="http://team.example")
    assert found.get("/map/pacific.svg").status_code == 401
    assert found.get("/map/pacific.svg?token=").status_code == 401
    assert found.get("/map/pacific.svg", headers={"cookie": "pato="}).status_code == 401
    assert found.get("/map/pacific.svg", headers={"x-user": "ann"}).status_code == 200
    processes.close()


PATHS = st.lists(
    st.sampled_from(
        [
            "..",
            "%2e%2e",
            "static",
            "api",
            "text",
            "event",
            "etc",
            "passwd",
            "",
            "\\",
            "%00",
            "C:",
            "workbench.css",
            "file",
            "<script>",
        ]
    ),
    max_size=7,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    PATHS,
    st.dictionaries(
        st.sampled_from(
            ["in", "text", "against", "file", "event", "attacker", "place", "pin", "w", "name", "date"]
        ),
        st.text(max_size=30)
        | st.sampled_from(
            [
                "../../etc/passwd",
                "/etc/passwd",
                "<script>alert(1)</script>",
                "treaties/../../x.yaml",
                "file:///etc/passwd.yaml",
            ]
        ),
        max_size=4,
    ),
)
def test_nothing_that_is_typed_leads_out_or_breaks_the_server(client, parts, query):
    # the client itself refuses a path that begins with two slashes
    answer = client.get("/" + "/".join(parts).lstrip("/"), params=query)
    assert answer.status_code < 500
    assert "root:" not in answer.text
    assert "<script>alert(1)" not in answer.text
