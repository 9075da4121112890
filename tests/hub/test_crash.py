"""Processes that die or meet: the cache is valid at every moment, and the next one completes it."""
import random
import shutil
import time

import pytest
from conftest import COMMIT, REPOSITORY, WEIGHTS
from fake_hub import File

KILLS = 60


def slow(hub, megabytes=2, delay=0.004):
    """A larger file that takes a good part of a second."""
    hub.repositories[REPOSITORY].files[WEIGHTS] = File(random.Random(2).randbytes(megabytes << 20))
    hub.storage_delay = delay


@pytest.mark.parametrize("part", range(4))
def test_killed_at_any_moment(client, hub, part):
    slow(hub)
    client.manifest(revision="main")
    begin = time.monotonic()
    client.pull_completes()
    whole = time.monotonic() - begin
    chance = random.Random(part)
    killed = 0
    for round in range(KILLS // 4):
        if round % 3 == 0 or chance.random() < 0.4:
            shutil.rmtree(client.cache, ignore_errors=True)
        process = client.start("pull", "set")
        time.sleep(chance.uniform(0, whole))
        process.kill()
        if process.wait() == 0:
            whole *= 0.8  # the first was slow
        else:
            killed += 1
        process.stdout.close()
        client.check()
        if round % 3 == 2:
            client.pull_completes()
    client.pull_completes()
    assert killed >= 3


@pytest.mark.parametrize("count", [2, 2, 2, 5])
def test_processes_that_want_the_same_file(client, hub, count):
    slow(hub)
    client.manifest()
    processes = [client.start("pull", "set") for _ in range(count)]
    for process in processes:
        output = process.communicate(timeout=60)[0]
        assert process.returncode == 0, output
    client.check(complete=True)
    assert len(hub.seen("storage", "GET")) == 1, "the lock lets one of them download"


def test_one_is_killed_while_another_waits(client, hub):
    slow(hub, megabytes=4)
    client.manifest()
    first = client.start("pull", "set")
    while not client.blob_files():
        time.sleep(0.01)
    second = client.start("pull", "set")
    time.sleep(0.6)
    first.kill()
    first.communicate()
    output = second.communicate(timeout=60)[0]
    assert second.returncode == 0, output
    assert "waiting for another download" in output
    client.check(complete=True)


def test_removed_lock_files_lock_nobody_out(client, hub):
    """Other programs remove a lock's file when they give it up."""
    slow(hub)
    client.manifest()
    processes = []
    for _ in range(3):
        processes.append(client.start("pull", "set"))
        time.sleep(0.25)
        shutil.rmtree(client.cache / ".locks", ignore_errors=True)
    for process in processes:
        output = process.communicate(timeout=60)[0]
        assert process.returncode == 0, output
    client.check(complete=True)


def test_a_commit_that_moves_meanwhile(client, hub):
    """Files of one pull are of one commit, whatever 'main' becomes."""
    client.manifest(revision="main")
    repository = hub.repositories[REPOSITORY]

    def move(answer, record):
        repository.refs["main"] = "f" * 40
    hub.fault("HEAD", move)
    client.pull_completes()
    assert [p.name for p in (client.repository / "snapshots").iterdir()] == [COMMIT]
