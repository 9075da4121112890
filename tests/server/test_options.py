"""Keys, origins, limits, and what the server says of itself."""


def test_api_key(start, pictures, tmp_path):
    key = tmp_path / "key"
    key.write_text("open sesame\n")
    server = start("fault", "--api-key-file", key).wait_until_ready()
    assert server.request("/health").status == 200
    for headers in ({}, {"X-API-Key": "open sesam"}, {"Authorization": "Bearer nonsense"}, {"X-API-Key": ""}):
        reply = server.try_on(pictures[0], headers)
        assert reply.status == 401 and reply.json["code"] == "unauthorized"
    assert server.try_on(pictures[0], {"X-API-Key": "open sesame"}).status == 200
    assert server.try_on(pictures[0], {"Authorization": "Bearer open sesame"}).status == 200


def test_origins(start):
    server = start("fault", "--cors-origin", "https://a.example", "--cors-origin", "https://b.example")
    for origin, allowed in (("https://b.example", "https://b.example"), ("https://evil.example", None)):
        reply = server.request("/health", headers={"Origin": origin})
        assert reply.headers["Access-Control-Allow-Origin"] == allowed
        assert reply.headers["Vary"] == "Origin"
        assert reply.headers["Access-Control-Allow-Credentials"] is None


def test_rate_limit(start, pictures):
    server = start("fault", "--rate-limit", 2).wait_until_ready()
    replies = [server.try_on(pictures[0]) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 30
    assert server.request("/health").status == 200


def test_upload_limit(start, pictures):
    files, _ = pictures
    server = start("fault", "--max-upload-mb", 0.01).wait_until_ready()
    big = {**files, "person_image": files["person_image"] + bytes(20_000)}
    reply = server.try_on(big)
    assert reply.status == 413 and reply.json["code"] == "too_large"


def test_metrics_and_description(start, pictures):
    server = start("fault").wait_until_ready()
    assert server.try_on(pictures[0]).status == 200
    assert server.request("/<script>").status == 404
    text = server.request("/metrics").body.decode()
    assert 'catvton_requests_total{route="/api/try-on",status="200"} 1' in text
    assert "catvton_try_on_seconds_count 1" in text and "catvton_ready 1" in text and "script" not in text
    document = server.request("/openapi.json").json
    assert document["openapi"].startswith("3.") and "/api/try-on" in document["paths"]
    page = server.request("/demo")
    assert page.headers["Content-Type"].startswith("text/html")
    assert b"http://" not in page.body and b"https://" not in page.body  # no external resources


def test_output_formats(start, pictures):
    import base64

    server = start("fault").wait_until_ready()
    for name, magic in (("jpeg", b"\xff\xd8\xff"), ("png", b"\x89PNG"), ("webp", b"RIFF")):
        reply = server.try_on(pictures[0], output_format=name)
        assert base64.b64decode(reply.json["imageBase64"], validate=True).startswith(magic)
    assert server.try_on(pictures[0], output_format="bmp").status == 422


def test_wrong_command_lines(start):
    import subprocess

    import conftest

    program = str(conftest.BUILD / "bin/catvton-server")
    for arguments in (["--port", "99999"], ["--queue", "-1"], ["--api-key-file", "/absent"], ["--nonsense"]):
        assert subprocess.run([program, *arguments], capture_output=True).returncode == 2
    assert subprocess.run([program, "--help"], capture_output=True).returncode == 0


def test_idle_threads_sleep_unless_told_otherwise(start, monkeypatch):
    def policy():
        server = start("server", "--model", "mini")
        with open(f"/proc/{server.process.pid}/environ", "rb") as environment:
            return [line for line in environment.read().split(b"\0") if line.startswith(b"OMP_WAIT_POLICY=")]

    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    assert policy() == [b"OMP_WAIT_POLICY=PASSIVE"]
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    assert policy() == [b"OMP_WAIT_POLICY=ACTIVE"]
