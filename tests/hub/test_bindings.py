"""Named models through the C ABI and what stands on it. CATVTON_HUB_MODELS is the command of a program that does what its
last argument says, checks what its callbacks see, and prints as tests/capi/hub_models.c does.
"""
import os
import random
import shlex
import subprocess

import pytest
from conftest import COMMIT, CONFIG, REPOSITORY, ROOT, WEIGHTS
from fake_hub import Answer, File


@pytest.fixture
def call(client):
    def run(mode):
        program = shlex.split(os.environ.get("CATVTON_HUB_MODELS", str(ROOT / "build/release/bin/hub_models")))
        result = subprocess.run([*program, mode], capture_output=True, text=True, timeout=60, env=client.environment())
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout.splitlines()
    return run


@pytest.fixture
def fail(call, client):
    """Runs the program in a mode that must end with this status and leave a valid cache; gives the message."""
    def run(mode, status):
        *before, outcome = call(mode)
        assert outcome.startswith(status + ": ") and not before
        client.check()
        return outcome.removeprefix(status + ": ")
    return run


@pytest.fixture
def lines(client, hub):
    """What is printed of the model when its files are in this state: "missing", "unknown" (there) or of a verification."""
    size = {path: len(hub.repositories[REPOSITORY].files[path].data) for path in (WEIGHTS, CONFIG)}

    def expected(weights, config):
        folder = client.repository / "snapshots" / COMMIT
        states = {WEIGHTS: weights, CONFIG: config}
        there = {path for path, state in states.items() if state != "missing"}
        known = {path: size[path] if path in there or path == WEIGHTS else 0 for path in states}
        return [f"model set: d, {'complete' if len(there) == 2 else 'in part'}, {sum(known.values())} bytes",
                *(f"file {REPOSITORY} {COMMIT} {path} {known[path]} {state} {folder / path if path in there else ''}"
                  for path, state in states.items()),
                f"license {REPOSITORY}: Test licence 1.0, https://example.org/licence, for tests only",
                *([f"folder {folder}"] if there else [])]
    return expected


def test_before_and_after_a_pull(call, client, lines):
    assert call("find") == ["ok", *lines("missing", "missing")]
    assert call("pull") == ["ok", *lines("unknown", "unknown")]
    client.check(complete=True)
    assert call("find") == ["ok", *lines("unknown", "unknown")]


def test_the_list_has_the_embedded_model_and_the_manifests(call, lines):
    printed = call("list")
    models = [line for line in printed if line.startswith("model ")]
    assert [line.split(":")[0] for line in models] == ["model mini", "model set"]
    assert "complete" in models[0]
    assert "license : Apache-2.0, , " in printed
    assert any(line.startswith("file   try_on.safetensors ") and line.endswith("/mini/try_on.safetensors") for line in printed)
    assert any(line.startswith("folder ") and line.endswith("/mini") for line in printed)
    assert printed[-len(lines("missing", "missing")):] == lines("missing", "missing")


def test_an_unknown_name_is_not_found(fail):
    message = fail("find none", "not_found")
    assert "no-such-model" in message and "mini, set" in message


def test_verification_tells_the_states(call, client, lines):
    assert call("verify") == ["ok", *lines("missing", "missing")]
    call("pull")
    assert call("verify") == ["ok", *lines("good", "good")]
    path = client.repository / "snapshots" / COMMIT / WEIGHTS
    blob = path.resolve()
    blob.chmod(0o644)
    data = bytearray(blob.read_bytes())
    data[7] ^= 1
    blob.write_bytes(data)
    assert call("verify") == ["ok", *lines("damaged", "good")]


def test_the_plans_handle_may_be_freed_in_the_callback(call, lines):
    assert call("pull, plan freed") == ["ok", *lines("unknown", "unknown")]


def test_a_refused_plan_downloads_nothing(fail, client, hub):
    fail("cancel plan", "cancelled")
    assert not hub.seen(method="GET") and not client.cache.exists()


def test_a_refused_progress_stops_and_keeps_what_came(call, fail, client, hub, lines):
    hub.storage_delay = 0.2  # a piece of the file between two reports
    fail("cancel progress", "cancelled")
    assert [name for name in client.blob_files() if name.endswith(".incomplete")]
    hub.storage_delay = 0.0
    assert call("pull") == ["ok", *lines("unknown", "unknown")]
    assert "range" in hub.seen("storage", "GET")[-1].headers


def test_a_token_stops_from_another_thread(fail, hub):
    # Without the token the program would wait for longer than it is given.
    hub.fault("HEAD", lambda a, r: Answer(503, {"Retry-After": "60"}), times=99)
    fail("cancel from a thread", "cancelled")


def test_offline(call, fail, hub, lines):
    fail("pull offline", "not_found")
    assert hub.requests == []
    call("pull")
    requests = len(hub.requests)
    assert call("pull offline") == ["ok", *lines("unknown", "unknown")]
    assert len(hub.requests) == requests


def test_content_that_was_not_announced(fail, hub):
    data = hub.repositories[REPOSITORY].files[WEIGHTS].data
    hub.fault("storage", lambda a, r: Answer(200, {}, random.Random(2).randbytes(len(data))), times=99)
    fail("pull", "corrupt_weights")


def test_what_a_pipeline_lacks(call, hub):
    done, refused = call("pull missing")
    assert done == "ok"
    assert refused.startswith("not_found: the hub has no file owner/model/mix-48k-1024/attention/")
    assert hub.seen(method="HEAD", path="/mix-48k-1024/attention/model.safetensors")
