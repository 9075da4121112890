"""The cache is the one of huggingface_hub (PyPI): each reads what the other wrote."""
import os
import subprocess
import sys

import pytest
from conftest import COMMIT, CONFIG, REPOSITORY, WEIGHTS

pytest.importorskip("huggingface_hub", reason="huggingface_hub is installed by cmake/setup.sh")

READ = f"""
import sys
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download, try_to_load_from_cache
revision = sys.argv[1]
for path in {(WEIGHTS, CONFIG)!r}:
    print(hf_hub_download({REPOSITORY!r}, path, revision=revision, local_files_only=True))
    assert try_to_load_from_cache({REPOSITORY!r}, path, revision=revision)
print(snapshot_download({REPOSITORY!r}, revision=revision, local_files_only=True))
info = scan_cache_dir()
assert not info.warnings, info.warnings
repository, = info.repos
print(repository.nb_files, repository.size_on_disk)
"""
DOWNLOAD = f"""
import sys
from huggingface_hub import hf_hub_download
for path in {(WEIGHTS, CONFIG)!r}:
    print(hf_hub_download({REPOSITORY!r}, path, revision=sys.argv[1]))
"""


def python(client, code, revision, **env):
    result = subprocess.run([sys.executable, "-c", code, revision], capture_output=True, text=True, timeout=120,
                            env=client.environment(HF_HUB_DISABLE_XET="1", HF_HUB_DISABLE_TELEMETRY="1",
                                                   HF_HUB_DISABLE_PROGRESS_BARS="1", **env))
    assert result.returncode == 0, result.stderr
    return result.stdout.split("\n")


@pytest.mark.parametrize("revision", ["main", COMMIT])
def test_python_reads_our_cache_offline(client, hub, revision):
    client.pull_completes()
    hub.requests.clear()
    lines = python(client, READ, revision, HF_HUB_OFFLINE="1")
    snapshot = client.repository / "snapshots" / COMMIT
    files = hub.repositories[REPOSITORY].files
    assert lines[:3] == [str(snapshot / WEIGHTS), str(snapshot / CONFIG), str(snapshot)]
    assert lines[3] == f"2 {sum(len(f.data) for f in files.values())}"
    assert hub.requests == []


def test_python_takes_our_files_instead_of_downloading(client, hub):
    client.pull_completes()
    hub.requests.clear()
    python(client, DOWNLOAD, "main")
    assert not hub.seen(method="GET")
    client.check(complete=True)


@pytest.mark.parametrize("revision", ["main", COMMIT])
def test_we_read_pythons_cache_offline(client, hub, revision):
    client.manifest(revision=revision)
    paths = python(client, DOWNLOAD, revision)
    assert open(paths[0], "rb").read() == hub.repositories[REPOSITORY].files[WEIGHTS].data
    hub.requests.clear()
    result = client.run("pull", "set", HF_HUB_OFFLINE="1")
    assert result.returncode == 0, result.stderr
    assert client.run("verify", "set").returncode == 0
    assert client.run("path", "set").stdout.strip() == os.path.dirname(paths[1])
    assert hub.requests == []


def test_what_python_began_with_main_we_find_though_pinned_elsewhere(client, hub):
    """The set is pinned to a commit that the cache does not have: what is there under main serves."""
    python(client, DOWNLOAD, "main")
    client.manifest(revision="e" * 40)
    assert client.run("path", "set").returncode == 0


def test_python_knows_that_a_file_does_not_exist(client):
    client.manifest(files=[{"path": "no/such.bin"}])
    client.pull()
    code = f"""
from huggingface_hub import _CACHED_NO_EXIST, try_to_load_from_cache
assert try_to_load_from_cache({REPOSITORY!r}, "no/such.bin", revision={COMMIT!r}) is _CACHED_NO_EXIST
"""
    python(client, code, COMMIT)


def test_both_download_at_once(client, hub):
    hub.storage_delay = 0.05
    client.manifest()
    ours = client.start("pull", "set")
    python(client, DOWNLOAD, COMMIT)
    output = ours.communicate(timeout=60)[0]
    assert ours.returncode == 0, output
    client.check(complete=True)
