"""Servers that are not to be trusted: names become no paths, and the token stays where it belongs."""
import os
import subprocess

import pytest
from conftest import COMMIT, CONFIG, REPOSITORY, TOKEN, WEIGHTS, Client
from fake_hub import Answer, FakeHub, Server


def with_header(name, value):
    def change(answer, record):
        answer.headers[name] = value
    return change


def redirect(location, status=302):
    return lambda answer, record: Answer(status, {"Location": location})


def outside(client):
    """All files but those of the cache and the test's own."""
    return sorted(str(p) for p in client.folder.rglob("*") if client.cache not in p.parents and p != client.cache)


EVIL_HASHES = ["../../../../evil", "..", "", "/etc/passwd", "a" * 39, "a" * 41, "a" * 63, "A" * 64, "g" * 64,
               "a" * 64 + "/../x", "a" * 64 + ".incomplete", "%2e%2e%2fevil", "a" * 32 + "\x00" + "a" * 31,
               'W/"../../x"', "a" * 5000]


@pytest.mark.parametrize("value", EVIL_HASHES)
def test_an_etag_that_is_no_hash_is_refused(client, hub, exit_status, value):
    client.manifest()
    before = outside(client)
    hub.fault("HEAD", with_header("X-Linked-Etag", f'"{value}"' if not value.startswith("W/") else value), times=9)
    # An empty one is none: then the plain ETag counts, which is no hash either.
    if "\x00" in value:
        client.pull_fails(exit_status["io"])
    else:
        client.pull_fails(exit_status["corrupt_weights"], "etag")
    assert outside(client) in (before, sorted([*before, str(client.folder / "home")]))
    assert not hub.seen("storage")


@pytest.mark.parametrize("value", ["../../..", "", "main", "A" * 40, "a" * 39, "a" * 41, "a" * 40 + "/..", "f" * 40])
def test_a_commit_that_is_none_or_another_is_refused(client, hub, exit_status, value):
    hub.fault("HEAD", with_header("X-Repo-Commit", value), times=9)
    client.pull_fails(exit_status["corrupt_weights"], "commit")
    assert not hub.seen("storage")


@pytest.mark.parametrize("value", ["", "-1", "1e3", "0x10", "9" * 30, "10 "])
def test_a_size_that_is_none(client, hub, exit_status, value):
    hub.fault("HEAD", with_header("X-Linked-Size", value), path=WEIGHTS, times=9)
    # White space at the end belongs to the header's line, not to its value.
    client.pull_fails(exit_status["corrupt_weights"], "bytes" if value == "10 " else "size")


@pytest.mark.parametrize("name", ["Location", "X-Repo-Commit"])
def test_missing_headers(client, hub, exit_status, name):
    hub.fault("any", lambda answer, record: answer.headers.pop(name, None) and None, times=99)
    client.pull_fails(exit_status["corrupt_weights"])


@pytest.mark.parametrize("location", ["/owner/model/resolve/loop", "{url}/loop", "?again"])
@pytest.mark.parametrize("where", ["HEAD", "GET"])
def test_redirect_loops_end(client, hub, exit_status, where, location):
    hub.fault(where, redirect(location.format(url=hub.url)), times=1000)
    client.pull_fails(exit_status["corrupt_weights"])
    assert len(hub.requests) < 20


def test_a_long_way_is_refused_and_a_short_one_taken(client, hub, exit_status):
    final = f"/{REPOSITORY}/resolve/{COMMIT}/{CONFIG}"
    client.manifest(files=[{"path": CONFIG}])
    hub.fault("HEAD", redirect(final, 307), times=5)
    hub.fault("GET", redirect(final, 308), times=5)
    assert client.pull().returncode == 0
    client.manifest(files=[{"path": WEIGHTS}])
    hub.fault("HEAD", redirect(f"/{REPOSITORY}/resolve/{COMMIT}/{WEIGHTS}", 307), times=6)
    client.pull_fails(exit_status["corrupt_weights"], "redirects")


def test_redirects_at_the_endpoint_itself_are_followed(client, hub):
    """A renamed repository; absolute and relative, with its token."""
    client.token = TOKEN
    there = f"{hub.url}/{REPOSITORY}/resolve/{COMMIT}/{WEIGHTS}"
    for where in ("HEAD", "GET"):
        hub.fault(where, redirect(there + "?1", 301), path=WEIGHTS)
        hub.fault(where, redirect(there.removeprefix(hub.url) + "?2", 307), path="?1")
    client.pull_completes()
    assert len(hub.seen("endpoint", path="?2")) == 2
    assert all(r.headers.get("authorization") for r in hub.seen("endpoint"))


def test_a_storage_at_the_endpoint_itself(client, hub):
    """Then the redirect has the metadata, and what it leads to has not."""
    data = hub.repositories[REPOSITORY].files[WEIGHTS].data

    def to_storage(answer, record):
        answer.headers["Location"] = "/storage/object"

    hub.fault("any", to_storage, path="/" + WEIGHTS, times=9)
    hub.fault("any", lambda a, r: Answer(200, {"ETag": '"x"'}, data), path="/storage/object", times=9)
    client.pull_completes()
    assert not hub.seen("storage")


@pytest.mark.parametrize("location", [
    "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1/x", "http://user:password@127.0.0.1/x",
    "http://[", "http://a b/", "javascript:alert(1)", "http://" + "a" * 9000,
])
def test_redirects_to_odd_places_are_refused(client, hub, exit_status, location):
    hub.fault("GET", redirect(location), times=9)
    result = client.pull_fails(exit_status["corrupt_weights"], "redirect")
    assert "password" not in result.stderr.replace("/etc/passwd", "")
    assert not hub.seen("storage")


def test_the_token_goes_to_the_endpoint_and_nowhere_else(client, hub):
    client.token = TOKEN
    client.pull_completes()
    assert hub.seen("endpoint") and hub.seen("storage")
    for record in hub.requests:
        expected = f"Bearer {TOKEN}" if record.server == "endpoint" else None
        assert record.headers.get("authorization") == expected
        assert TOKEN not in record.path


@pytest.mark.parametrize("place", ["other port", "other name", "name with suffix"])
def test_the_token_does_not_follow_a_redirect(client, hub, place):
    other = Server(hub, "storage", "127.0.0.1")
    location = {"other port": f"http://127.0.0.1:{other.port}", "other name": f"http://localhost:{hub.endpoint.port}",
                "name with suffix": f"http://127.0.0.1:{other.port}"}[place]
    client.token = TOKEN
    path = f"/{REPOSITORY}/{WEIGHTS}" if place != "other name" else f"/{REPOSITORY}/resolve/{COMMIT}/{WEIGHTS}"
    hub.fault("GET", redirect(location + path), path=WEIGHTS)
    client.pull_completes()
    elsewhere = [r for r in hub.requests
                 if r.server == "storage" or r.headers["host"].startswith("localhost")]
    assert elsewhere and all("authorization" not in r.headers for r in elsewhere)
    other.shutdown()
    other.server_close()


def test_a_way_back_to_the_endpoint_shows_the_token_to_it_alone(client, hub):
    client.token = TOKEN
    there = f"{hub.storage_url}/back"
    hub.fault("GET", redirect(there), path=WEIGHTS)
    hub.fault("storage", redirect(f"{hub.url}/{REPOSITORY}/resolve/{COMMIT}/{WEIGHTS}"), path="/back")
    client.pull_completes()
    for record in hub.seen("storage"):
        assert "authorization" not in record.headers
    assert all("authorization" in r.headers for r in hub.seen("endpoint"))


def test_metadata_comes_from_the_endpoint_alone(client, hub):
    client.pull_completes()
    assert not hub.seen("storage", "HEAD")


@pytest.mark.parametrize("source", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "file", "HF_TOKEN_PATH", "none", "disabled"])
def test_where_the_token_is_found(client, hub, tmp_path, source):
    env = {}
    if source in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "disabled"):
        env["HF_TOKEN" if source == "disabled" else source] = TOKEN
    if source == "disabled":
        env["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"
    if source == "file":
        (tmp_path / "home").mkdir()
        (tmp_path / "home/token").write_text(TOKEN + "\r\n")
    if source == "HF_TOKEN_PATH":
        (tmp_path / "token").write_text(f"  {TOKEN} ")
        env[source] = tmp_path / "token"
    client.pull_completes(**env)
    expected = None if source in ("none", "disabled") else f"Bearer {TOKEN}"
    assert {r.headers.get("authorization") for r in hub.seen("endpoint")} == {expected}


def test_the_token_is_in_no_argument_and_no_file(client, tmp_path):
    client.token = TOKEN
    client.pull_completes()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()


@pytest.mark.parametrize("answer, parts", [
    (Answer(401, {"X-Error-Code": "RepoNotFound"}), ["no repository owner/model", "401"]),
    (Answer(401, {}), ["private", "401"]),
    (Answer(403, {"X-Error-Code": "GatedRepo"}), ["Accept the terms", "owner/model", "403"]),
    (Answer(403, {}), ["refused", "403"]),
    (Answer(404, {"X-Error-Code": "RevisionNotFound"}), ["no revision", COMMIT]),
    (Answer(404, {"X-Error-Code": "RepoNotFound"}), ["no repository owner/model"]),
    (Answer(404, {}), ["404"]),
])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_refusals_are_explained(client, hub, exit_status, answer, parts, token):
    client.token = token
    answer.body = f"server says {TOKEN} \x1b[31m".encode()
    hub.fault("HEAD", lambda a, r: answer, times=99)
    result = client.pull_fails(exit_status["not_found"], *parts)
    assert len(hub.requests) == 1, "a refusal is final"
    assert "\x1b" not in result.stderr and "server says" not in result.stderr
    if answer.status in (401, 403):
        assert ("is not accepted" if token else "set HF_TOKEN") in result.stderr
    assert not (client.repository / ".no_exist").exists()


@pytest.mark.parametrize("status", [400, 402, 405, 410, 418, 451, 501])
def test_other_statuses_are_final(client, hub, exit_status, status):
    hub.fault("HEAD", lambda a, r: Answer(status, {}), times=99)
    client.pull_fails(exit_status["io"], str(status))
    assert len(hub.requests) == 1


@pytest.mark.parametrize("where", ["GET", "storage"])
@pytest.mark.parametrize("status", [401, 403, 404])
def test_refusals_of_the_bytes(client, hub, exit_status, where, status):
    hub.fault(where, lambda a, r: Answer(status, {}, b"<Error>SECRETSIGNATURE</Error>"), path=WEIGHTS, times=99)
    client.pull_fails(exit_status["not_found"], WEIGHTS, str(status))


def test_endless_headers(client, hub, exit_status):
    def change(answer, record):
        answer.headers |= {f"X-{n}": "x" * 1000 for n in range(200)}
    hub.fault("HEAD", change, times=99)
    client.pull_fails(exit_status["io"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key, both = folder / "key.pem", folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", folder / "cert.pem",
               "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    both.write_text(key.read_text() + (folder / "cert.pem").read_text())
    return both


@pytest.fixture
def tls(hub, tmp_path, certificate):
    secure = FakeHub(certificate)
    secure.repositories = hub.repositories
    yield Client(secure, tmp_path, TOKEN)
    secure.close()


def test_an_unknown_certificate_is_refused(tls, exit_status):
    text = tls.pull_fails(exit_status["io"], "certificate").stderr
    assert "again" not in text
    assert tls.hub.requests == []


def test_https_does_not_fall_back_to_http(tls, certificate, exit_status):
    tls.pull_fails(exit_status["corrupt_weights"], "not https", SSL_CERT_FILE=certificate)
    assert not tls.hub.seen("storage")


def test_over_https(tls, certificate):
    # The storage speaks http only; what lies at the endpoint itself needs none.
    tls.manifest(files=[{"path": CONFIG}])
    result = tls.pull(SSL_CERT_FILE=certificate)
    assert result.returncode == 0, result.stderr
    assert os.path.isfile(tls.repository / "snapshots" / COMMIT / CONFIG)
    assert all(r.headers["authorization"] == f"Bearer {TOKEN}" for r in tls.hub.requests)


def test_links_in_the_way_are_not_followed(client, hub, tmp_path):
    """A leftover that is a link would let a download write elsewhere."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    blobs = client.repository / "blobs"
    blobs.mkdir(parents=True)
    (blobs / (hub.repositories[REPOSITORY].files[WEIGHTS].hash + ".0123abcd.incomplete")).symlink_to(victim)
    assert client.pull().returncode == 0
    assert victim.read_text() == "precious"
