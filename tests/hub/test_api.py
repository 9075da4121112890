"""The C++ functions themselves: threads, callbacks, cancellation. CATVTON_HUB_API names the program that calls them."""
import os
import random
import subprocess
import time

import pytest
from conftest import REPOSITORY, ROOT, WEIGHTS
from fake_hub import Answer, File


@pytest.fixture
def call(client):
    def run(mode):
        api = os.environ.get("CATVTON_HUB_API", str(ROOT / "build/release/bin/hub_api"))
        result = subprocess.run([api, mode], capture_output=True, text=True, timeout=60, env=client.environment())
        assert result.returncode == 0, result.stderr
        client.check()
        return result.stdout.splitlines()
    return run


def test_threads_of_one_process(client, hub, call):
    hub.repositories[REPOSITORY].files[WEIGHTS] = File(random.Random(3).randbytes(1 << 20))
    hub.storage_delay = 0.01
    assert call("threads") == ["complete"] * 4
    client.check(complete=True)
    assert len(hub.seen("storage", "GET")) == 1


def test_progress_adds_up(client, call):
    assert call("watch") == ["complete", "consistent"]


def test_a_refused_plan_downloads_nothing(client, hub, call):
    assert call("cancel plan") == ["cancelled"]
    assert not hub.seen(method="GET") and not client.cache.exists()


def test_a_refused_progress_stops(client, hub, call):
    hub.storage_delay = 0.2  # a piece of the file between two reports
    assert call("cancel progress") == ["cancelled"]
    assert [name for name in client.blob_files() if name.endswith(".incomplete")]


def test_a_set_token_stops_at_once(hub, call):
    assert call("cancelled") == ["cancelled"]
    assert hub.requests == []


def test_waiting_for_the_server_is_stopped(hub, call):
    hub.fault("HEAD", lambda a, r: Answer(503, {"Retry-After": "60"}), times=99)
    begin = time.monotonic()
    assert call("cancel while waiting") == ["cancelled"]
    assert time.monotonic() - begin < 10


def test_a_pull_inside_a_callback_is_refused(call):
    assert call("pull in a callback") == ["invalid_state", "cancelled"]


def test_exceptions_of_callbacks_pass_through(call):
    assert call("throw") == ["thrown by the callback"]
