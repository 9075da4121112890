"""Networks and servers that fail: the file comes in the end, or nothing of it does."""
import email.utils
import resource
import signal
import socket
import subprocess
import time

import pytest
from conftest import COMMIT, CONFIG, REPOSITORY, WEIGHTS
from fake_hub import Answer

SIZE = 300_001
HEAD_OFFSETS = [0, 12, 40]
BODY_OFFSETS = [0, 1, 2, 4096, 65_536, 150_000, SIZE - 2, SIZE - 1]
WAYS = ["reset", "close", "stall"]
TRANSIENT = [408, 429, 500, 502, 503, 504]


def cut(part, offset, how):
    def change(answer, record):
        answer.cut = (part, offset, how)
    return change


def status(code, **headers):
    return lambda answer, record: Answer(code, {k.replace("_", "-"): v for k, v in headers.items()}, b"no")


def storage_ranges(hub):
    return [r.headers.get("range") for r in hub.seen("storage", "GET")]


@pytest.mark.parametrize("where", ["HEAD", "GET", "storage"])
@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("offset", HEAD_OFFSETS)
def test_connection_lost_within_the_headers(client, hub, where, how, offset):
    hub.fault(where, cut("head", offset, how))
    timeout = "0.6" if how == "stall" else "5"
    client.pull_completes(HF_HUB_DOWNLOAD_TIMEOUT=timeout, HF_HUB_ETAG_TIMEOUT=timeout)
    assert hub.faults[0].times == 0


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("offset", BODY_OFFSETS)
def test_connection_lost_within_the_body_is_resumed(client, hub, how, offset):
    hub.fault("storage", cut("body", offset, how))
    client.pull_completes(HF_HUB_DOWNLOAD_TIMEOUT="0.6" if how == "stall" else "5")
    ranges = storage_ranges(hub)
    assert len(ranges) >= 2 and ranges[0] is None
    # A reset may destroy what had been sent before it.
    if how != "reset":
        assert ranges[1] == (f"bytes={offset}-" if offset else None)


def test_many_short_connections_add_up(client, hub):
    def change(answer, record):
        answer.cut = ("body", 60_000, "close")
    hub.fault("storage", change, times=4)
    client.pull_completes()
    assert storage_ranges(hub) == [None, *(f"bytes={n * 60_000}-" for n in range(1, 5))]


def test_a_server_that_never_gives_anything_is_given_up(client, hub, exit_status):
    hub.fault("storage", cut("head", 0, "close"), times=1000)
    client.pull_fails(exit_status["io"], WEIGHTS, "6 times")
    assert len(storage_ranges(hub)) == 6


def test_a_byte_at_a_time_is_no_progress(client, hub, exit_status):
    hub.fault("storage", cut("body", 1, "close"), times=1000)
    client.pull_fails(exit_status["io"], "6 times")


def test_nobody_listens(client, exit_status):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client.pull_fails(exit_status["io"], "connect", HF_ENDPOINT=f"http://127.0.0.1:{port}")


def test_the_next_process_resumes(client, hub, exit_status):
    hub.fault("storage", cut("body", 100_000, "close"))
    hub.fault("storage", cut("head", 0, "close"), times=5)
    client.pull_fails(exit_status["io"])
    assert any(name.endswith(".incomplete") for name in client.blob_files())
    hub.requests.clear()
    client.pull_completes()
    assert storage_ranges(hub) == ["bytes=100000-"]


def leave_incomplete(client, hub, data):
    blobs = client.repository / "blobs"
    blobs.mkdir(parents=True)
    (blobs / (hub.repositories[REPOSITORY].files[WEIGHTS].hash + ".0123abcd.incomplete")).write_bytes(data)


@pytest.mark.parametrize("length", [1, 1000, SIZE - 1, SIZE, SIZE + 1])
def test_a_wrong_beginning_left_by_others_is_found_out(client, hub, length):
    leave_incomplete(client, hub, b"\0" * length)
    client.pull_completes()


def test_a_whole_file_left_by_others_needs_no_download(client, hub):
    leave_incomplete(client, hub, hub.repositories[REPOSITORY].files[WEIGHTS].data)
    client.pull_completes()
    assert storage_ranges(hub) == []


def test_200_for_a_range_begins_again(client, hub):
    data = hub.repositories[REPOSITORY].files[WEIGHTS].data
    hub.fault("storage", cut("body", 1000, "close"))
    hub.fault("storage", lambda a, r: Answer(200, {}, data))
    client.pull_completes()
    assert storage_ranges(hub) == [None, "bytes=1000-"]


def test_416_begins_again(client, hub):
    hub.fault("storage", cut("body", 1000, "close"))
    hub.fault("storage", status(416, Content_Range="bytes */5"))
    client.pull_completes()
    assert storage_ranges(hub) == [None, "bytes=1000-", None]


@pytest.mark.parametrize("content_range", [
    "bytes 999-300000/300001", "bytes 1001-300000/300001", "bytes 1000-300000/300002", "bytes 0-300000/300001",
    "bytes 1000-5/300001", "items 1000-300000/300001", "bytes a-b/c", "", "bytes */300001",
])
def test_206_of_another_range_begins_again(client, hub, content_range):
    def change(answer, record):
        answer.headers["Content-Range"] = content_range
    hub.fault("storage", cut("body", 1000, "close"))
    hub.fault("storage", change)
    client.pull_completes()
    assert storage_ranges(hub) == [None, "bytes=1000-", None]


def test_206_without_a_range_is_not_taken(client, hub):
    hub.fault("storage", lambda a, r: Answer(206, {"Content-Range": "bytes 0-9/300001"}, a.body[:10]))
    client.pull_completes()


def change_byte(at):
    def change(answer, record):
        if answer.body:
            answer.body = answer.body[:at] + bytes([answer.body[at] ^ 1]) + answer.body[at + 1:]
    return change


@pytest.mark.parametrize("at", [0, SIZE // 2, SIZE - 1])
def test_wrong_content_is_refused_and_leaves_nothing(client, hub, exit_status, at):
    hub.fault("storage", change_byte(at), times=1000)
    client.pull_fails(exit_status["corrupt_weights"], WEIGHTS, "hash")
    assert client.blob_files() == []
    hub.faults.clear()
    client.pull_completes()


def test_wrong_content_of_a_git_blob_is_refused(client, hub, exit_status):
    hub.fault("GET", change_byte(0), path=CONFIG, times=1000)
    client.pull_fails(exit_status["corrupt_weights"], CONFIG, "hash")
    assert not any(len(name) == 40 for name in client.blob_files())


def test_wrong_content_after_a_resume_is_tried_once_more_as_a_whole(client, hub):
    hub.fault("storage", cut("body", 1000, "close"))
    hub.fault("storage", change_byte(5))
    client.pull_completes()
    assert storage_ranges(hub) == [None, "bytes=1000-", None]


@pytest.mark.parametrize("size", [0, 1, SIZE - 1, SIZE + 1, 2 * SIZE])
def test_wrong_size_is_refused_and_leaves_nothing(client, hub, exit_status, size):
    data = hub.repositories[REPOSITORY].files[WEIGHTS].data
    hub.fault("storage", lambda a, r: Answer(200, {}, (data + data)[:size]), times=1000)
    client.pull_fails(exit_status["corrupt_weights"], WEIGHTS, f"sends {size} bytes")
    assert client.blob_files() == []


def test_more_bytes_than_announced_without_a_length(client, hub, exit_status):
    def change(answer, record):
        return Answer(200, {"Transfer-Encoding": "chunked", "Connection": "close"},
                      b"%x\r\n" % (SIZE + 5) + answer.body + b"12345\r\n0\r\n\r\n")

    def without_length(answer, record):
        answer = change(answer, record)
        answer.headers["Content-Length"] = ""
        del answer.headers["Content-Length"]
        answer.headers = NoLength(answer.headers)
        return answer
    hub.fault("storage", without_length, times=1000)
    client.pull_fails(exit_status["corrupt_weights"], "sends more bytes")
    assert client.blob_files() == []


class NoLength(dict):
    """Headers to which no Content-Length is added."""

    def setdefault(self, key, value):
        return value if key == "Content-Length" else super().setdefault(key, value)


def test_an_encoded_body_is_refused(client, hub, exit_status):
    def change(answer, record):
        answer.headers["Content-Encoding"] = "gzip"
    hub.fault("storage", change, times=1000)
    client.pull_fails(exit_status["corrupt_weights"], "'gzip'")
    assert client.blob_files() == []


@pytest.mark.parametrize("where", ["HEAD", "GET", "storage"])
@pytest.mark.parametrize("code", TRANSIENT)
def test_passing_troubles_of_the_server(client, hub, where, code):
    hub.fault(where, status(code), times=2)
    client.pull_completes()


@pytest.mark.parametrize("code", TRANSIENT)
def test_lasting_troubles_of_the_server(client, hub, exit_status, code):
    hub.fault("HEAD", status(code), times=1000)
    client.pull_fails(exit_status["io"], f"answered {code}", "6 times")
    assert len(hub.seen(method="HEAD")) == 6


@pytest.mark.parametrize("headers", [
    {"Retry_After": "1"}, {"Retry_After": lambda: email.utils.formatdate(time.time() + 2, usegmt=True)},
    {"RateLimit": '"api";r=0;t=0'},
])
def test_retry_after_is_obeyed(client, hub, headers):
    times = []

    def change(answer, record):
        times.append(time.monotonic())
        wanted = {k: v() if callable(v) else v for k, v in headers.items()}
        return status(429, **wanted)(answer, record)

    def note(answer, record):
        times.append(time.monotonic())
    hub.fault("HEAD", change)
    hub.fault("HEAD", note)
    client.pull_completes()
    assert times[1] - times[0] >= 0.9


def test_a_server_that_wants_hours_is_given_up_at_once(client, hub, exit_status):
    hub.fault("HEAD", status(429, Retry_After="86400"), times=1000)
    client.pull_fails(exit_status["io"], "86400 s")
    assert len(hub.requests) == 1


def test_a_nonsense_retry_after_is_ignored(client, hub):
    hub.fault("HEAD", status(503, Retry_After="9" * 40))
    hub.fault("HEAD", status(503, Retry_After="later"))
    client.pull_completes()


def test_drips_are_too_slow(client, hub, exit_status):
    def change(answer, record):
        answer.piece, answer.delay = 1, 0.25
    hub.fault("storage", change, times=1000)
    # Never silent for half a second, and yet without hope.
    process = client.start("pull", "set", HF_HUB_DOWNLOAD_TIMEOUT="0.5")
    deadline = time.monotonic() + 30
    while len(storage_ranges(hub)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    process.kill()
    process.communicate()
    assert len(storage_ranges(hub)) >= 2
    client.check()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupting_keeps_what_has_arrived(client, hub, exit_status, number):
    def change(answer, record):
        answer.piece, answer.delay = 4096, 0.05
    hub.fault("storage", change)
    process = client.start("pull", "set")
    deadline = time.monotonic() + 20
    while not client.blob_files() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(number)
    output = process.communicate(timeout=10)[0]
    assert process.returncode == exit_status["cancelled"], output
    assert [name for name in client.blob_files() if name.endswith(".incomplete")]
    client.check()
    client.pull_completes()
    assert storage_ranges(hub)[1].startswith("bytes=")


def test_a_cache_that_cannot_be_written(client, tmp_path, exit_status):
    (tmp_path / "file").write_text("")
    result = client.pull(HF_HUB_CACHE=tmp_path / "file/cache")
    assert result.returncode == exit_status["io"]
    assert "HF_HUB_CACHE" in result.stderr and str(tmp_path / "file") in result.stderr


def test_a_disk_that_is_too_small(client, hub, exit_status):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    result = subprocess.run(client.command("pull", "set"), capture_output=True, text=True, preexec_fn=limit,
                            restore_signals=False, env=client.environment())
    assert result.returncode == exit_status["io"], result.stderr
    assert "HF_HUB_CACHE" in result.stderr and "cannot write" in result.stderr
    assert client.blob_files() == []
    client.check()
    client.pull_completes()


def test_a_size_that_no_disk_has(client, hub, exit_status):
    def change(answer, record):
        answer.headers["X-Linked-Size"] = 1 << 60
    hub.fault("HEAD", change, path=WEIGHTS, times=1000)
    client.pull_fails(exit_status["io"], "are needed", "HF_HUB_CACHE")
    assert not hub.seen("storage")


def test_commit_is_asked_for_not_the_branch(client, hub):
    client.manifest(revision="main")
    client.pull_completes()
    heads = [r.path for r in hub.seen(method="HEAD")]
    assert "/resolve/main/" in heads[0]
    assert all(f"/resolve/{COMMIT}/" in r.path for r in hub.seen("endpoint") if r.path not in heads[:1])
