"""HTTP itself, byte by byte: what the contract's cases leave open (RFC 9110 and 9112)."""
import json
import socket
import time

import pytest

from conftest import BOUNDARY, form, wait_until

LARGE = 6  # a seed that fault_server obeys


@pytest.fixture
def server(start):
    return start("fault", "--client-timeout", 2).wait_until_ready()


def exchange(server, *pieces):
    """Sends the pieces and returns all that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def status_of(reply):
    return int(reply.split(b" ", 2)[1]) if reply else None


def get(target, *lines, version="1.1", host=True, method="GET"):
    head = [f"{method} {target} HTTP/{version}", *(["Host: x"] if host else []), *lines]
    return "\r\n".join([*head, "Connection: close", "", ""]).encode()


@pytest.mark.parametrize("request_bytes, status", [
    (get("/health"), 200),
    (get("/%68ealth"), 200),
    (get("http://shop.example:8000/health"), 200),  # the absolute form, as to a proxy
    (get("HTTP://shop.example"), 200),
    (get("http://shop.example/nope"), 404),
    (get("/health/"), 404),
    (get("/health%2"), 400),
    (get("/health\x00".replace("\x00", "%00")), 404),
    (get("/health", host=False), 400),
    (get("/health", "Host: y"), 400),
    (get("/health", host=False, version="1.0"), 200),
    (get("/health", method="TRACE"), 405),
    (get("shop.example:443", method="CONNECT"), 404),
    (get("/" + "x" * 20_000), 414),
    (get("/health", "X-Long: " + "x" * 20_000), 431),
    (get("/health", *[f"X-{i}: {'x' * 100}" for i in range(200)]), 431),
    (get("/health", "Content-Length: 70000"), 413),
    (get("/api/try-on", "Content-Length: 99999999999", method="POST"), 413),
    (get("/api/try-on", "Content-Length: 99999999999", "Expect: 100-continue", method="POST"), 413),
    (get("/api/try-on", "Content-Length: 99999999999999999999999", method="POST"), 400),
    (get("/api/try-on", "Content-Length: +5", method="POST"), 400),
])
def test_one_request(server, request_bytes, status):
    reply = exchange(server, request_bytes)
    assert status_of(reply) == status, reply[:200]
    assert b"100 Continue" not in reply
    assert b"access-control-allow-origin: *" in reply.lower()


@pytest.mark.parametrize("path", ["/", "/health", "/openapi.json", "/demo", "/metrics"])
def test_head_is_get_without_the_body(server, path):
    got, headed = server.request(path), server.request(path, "HEAD")
    assert headed.status == got.status == 200 and headed.body == b""
    assert headed.headers["Content-Type"] == got.headers["Content-Type"]
    if path != "/metrics":  # which counts the requests
        assert headed.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.body))


def test_options_and_preflight(server):
    reply = server.request("/api/try-on", "OPTIONS")
    assert reply.status == 204 and "POST" in reply.headers["Allow"]
    reply = server.request("/api/try-on", "OPTIONS", headers={
        "Origin": "https://shop.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, x-api-key"})
    assert reply.status == 204 and "POST" in reply.headers["Access-Control-Allow-Methods"]
    assert reply.headers["Access-Control-Allow-Headers"] == "authorization, x-api-key"
    assert reply.headers["Access-Control-Allow-Credentials"] is None


def test_replies_to_pipelined_requests_come_in_order(server):
    reply = exchange(server, b"GET /nope HTTP/1.1\r\nHost: x\r\n\r\n" * 2 + b"HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n"
                     + get("/openapi.json"))
    statuses = [int(part[:3]) for part in reply.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [404, 404, 200, 200]
    assert json.loads(reply.rsplit(b"\r\n\r\n", 1)[1])["openapi"]


def test_http_1_0_keep_alive_is_confirmed(server):
    one = b"GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    reply = exchange(server, one + b"GET /health HTTP/1.0\r\n\r\n").lower()
    assert reply.count(b"200 ok") == 2 and reply.count(b"connection: keep-alive") == 1
    assert exchange(server, b"GET /health HTTP/1.0\r\n\r\n" + one).count(b"200 OK") == 1  # not unless asked


def try_on_head(*lines):
    return "\r\n".join(["POST /api/try-on HTTP/1.1", "Host: x", "Connection: close",
                        f"Content-Type: multipart/form-data; boundary={BOUNDARY}", *lines, "", ""]).encode()


@pytest.mark.parametrize("expectation", ["100-continue", "100-Continue"])
def test_expect_continue(server, pictures, expectation):
    body = form(pictures[0], {})
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(try_on_head(f"Content-Length: {len(body)}", f"Expect: {expectation}"))
        assert connection.recv(4096).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert status_of(connection.recv(4096)) == 200


def test_chunks_with_extensions_and_trailers(server, pictures):
    body = form(pictures[0], {})
    pieces = [body[:1], body[1:1000], body[1000:]]
    chunks = b"".join(b"%X;name=\"va;lue\"\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    reply = exchange(server, try_on_head("Transfer-Encoding: chunked"), chunks + b"0\r\nX-Trailer: 1\r\n\r\n")
    assert status_of(reply) == 200


@pytest.mark.parametrize("chunks", [b"5\r\nabcdefgh\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFFF\r\n", b"zz\r\n", b"\r\n"])
def test_broken_chunks(server, chunks):
    assert status_of(exchange(server, try_on_head("Transfer-Encoding: chunked"), chunks)) == 400
    assert server.request("/health").status == 200


def test_what_follows_a_refused_body_is_not_a_request(server):
    """The announced body is not read, so that its bytes must not be taken for the next request."""
    smuggled = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    reply = exchange(server, b"POST /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + smuggled)
    assert reply.count(b"HTTP/1.1 ") == 1 and status_of(reply) == 404


def test_a_slow_reader_gets_the_whole_reply(server, pictures):
    """A reply that takes longer than --client-timeout is not cut while the client goes on reading."""
    body = form(pictures[0], {"seed": LARGE, "output_format": "png"})
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that it waits in the server
        connection.settimeout(20)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(try_on_head(f"Content-Length: {len(body)}") + body)
        received = connection.recv(4096)
        time.sleep(3)
        while chunk := connection.recv(1 << 20):
            received += chunk
    head, _, reply = received.partition(b"\r\n\r\n")
    assert len(reply) > 8_000_000 and json.loads(reply)["success"]


def test_a_dripping_upload_is_told_so(server):
    """The rate counts from the start: a large announced length buys no time."""
    began = time.time()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(try_on_head("Content-Length: 50000000"))
        received = b""
        while not received and time.time() - began < 30:
            connection.sendall(b"x")
            connection.settimeout(0.3)
            try:
                received = connection.recv(4096)
            except TimeoutError:
                continue
    assert status_of(received) == 408


def test_bodies_are_bounded_together(start):
    """More than sixteen of the largest bodies do not fit in memory: the next is asked to come again."""
    server = start("fault", "--max-upload-mb", 0.01, "--client-timeout", 20).wait_until_ready()
    size = 3 * int(0.01 * 2**20) + 2**20  # the largest body there
    held = []
    for _ in range(16):
        held.append(socket.create_connection(("127.0.0.1", server.port), timeout=20))
        held[-1].sendall(try_on_head(f"Content-Length: {size}") + b"x" * (size - 1))
    wait_until(lambda: server.metric("catvton_upload_bytes") == 16 * (size - 1), "all bodies are in memory")
    reply = server.try_on({"person_image": b"x" * 9000, "cloth_image": b"x" * 9000}, note="x" * 9000)
    assert reply.status == 503 and reply.json["code"] == "busy" and reply.headers["Retry-After"]
    assert server.request("/health").status == 200
    for connection in held:
        connection.close()
    wait_until(lambda: server.metric("catvton_upload_bytes") == 0, "their memory is given back")
    assert server.try_on({"person_image": b"x" * 9000}).status == 422
