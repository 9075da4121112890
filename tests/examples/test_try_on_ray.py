"""The folder job on a local Ray cluster, one of whose workers is killed while it computes."""
import os
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from conftest import JOB, attempts, command, file_ids, images, run, wait_for

pytest.importorskip("ray")
PAIRS = 5
JOB = [*JOB, "--steps=6"]


@pytest.fixture
def cluster():
    """Environment of a cluster whose files go with it. Sockets want a short path; Ray keeps a key in HOME."""
    folder = tempfile.mkdtemp(prefix="ray-")
    yield {**os.environ, "RAY_TMPDIR": folder, "HOME": folder}
    shutil.rmtree(folder)


def processes_of(folder):
    """Command lines of the processes that were started with this cluster's environment."""
    wanted, found = f"RAY_TMPDIR={folder}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes())
        except OSError:  # it ended, or is another user's
            pass
    return [command for command in found if command]


def worker_under_way(output):
    """The process id of a worker in the middle of its second pair or a later one; None where there is none."""
    log = attempts(output)
    last = {process: event for process, _, event in log}
    experienced = {process for process, _, event in log if event == "written"}
    return next((process for process in experienced if last[process] == "started"), None)


def test_a_lost_worker_loses_no_pair_and_repeats_none(tmp_path, data, cluster):
    folder, output = data(PAIRS), tmp_path / "out"
    with (tmp_path / "said").open("w+") as said:
        process = subprocess.Popen(command("ray/try_on_ray.py", folder, output, *JOB, "--cpus=2", "--workers=2"),
                                   env=cluster, stdout=said, stderr=subprocess.STDOUT)
        worker = wait_for(lambda: worker_under_way(output), process)
        os.kill(worker, signal.SIGKILL)
        ids = file_ids(output)
        status = process.wait()
        said.seek(0)
        text = said.read()
    assert status == 0, text
    assert f"{PAIRS} pairs: {PAIRS} written, 0 there before, 0 failed" in text

    log = attempts(output)
    written = [name for _, name, event in log if event == "written"]
    assert len(written) == len(set(written))
    assert {name: file_ids(output)[name] for name in ids} == ids
    # The pair that the worker had under way was begun again, unless its result was just in place; no other was.
    lost = [name for process, name, _ in log if process == worker][-1]
    begun = Counter(name for _, name, event in log if event == "started")
    again = {name for name, count in begun.items() if count > 1}
    assert len(begun) == PAIRS and again <= {lost} and begun.total() == PAIRS + len(again)
    assert lost in again or f"{lost}.png" in ids

    run("python/try_on_folder.py", folder, tmp_path / "alone", *JOB, "--threads=1")
    assert images(output) == images(tmp_path / "alone") and len(images(output)) == PAIRS
    assert not processes_of(cluster["RAY_TMPDIR"])
