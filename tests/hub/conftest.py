"""Fixtures of the tests that download from a hub on this machine.

CATVTON_PROGRAM names the program, CATVTON_HUB_PROGRAM the one with the models command alone, which starts faster.
"""
import json
import os
import random
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from cache_check import check_cache
from fake_hub import FakeHub, File, Repository, sha256

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_ThisIsASecretToken"
WEIGHTS = "weights/model.safetensors"
CONFIG = "config.json"
REPOSITORY = "owner/model"


def program():
    return os.environ.get("CATVTON_PROGRAM", str(ROOT / "build/release/bin/catvton"))


def small_program():
    return os.environ.get("CATVTON_HUB_PROGRAM", str(ROOT / "build/release/bin/hub_program"))


@pytest.fixture
def hub():
    hub = FakeHub()
    data = random.Random(1).randbytes(300_001)
    hub.repositories[REPOSITORY] = Repository(
        COMMIT, {WEIGHTS: File(data), CONFIG: File(b'{"a": 1}\n', lfs=False)}, {"main": COMMIT})
    yield hub
    hub.close()


@dataclass
class Client:
    """Runs the program with a cache of its own against one hub."""

    hub: FakeHub
    folder: Path
    token: str = ""
    program: str = ""

    @property
    def cache(self):
        return self.folder / "home/hub"

    @property
    def repository(self):
        return self.cache / "models--owner--model"

    def manifest(self, **changes):
        """One set of one repository; the keywords replace or (None) remove fields of the repository."""
        weights = self.hub.repositories[REPOSITORY].files[WEIGHTS].data
        repository = {"repository": REPOSITORY, "revision": COMMIT, "license": "Test licence 1.0",
                      "license_url": "https://example.org/licence", "terms": "for tests only",
                      "files": [{"path": WEIGHTS, "size": len(weights), "sha256": sha256(weights)}, {"path": CONFIG}]}
        repository.update(changes)
        repository = {k: v for k, v in repository.items() if v is not None}
        path = self.folder / "manifest.json"
        path.write_text(json.dumps({"sets": [{"name": "set", "description": "d", "repositories": [repository]}]}))
        return path

    def environment(self, **extra):
        dropped = ("HF_", "HUGGING", "TRANSFORMERS", "XDG_CACHE", "CATVTON_HUB", "http", "HTTP", "all_proxy", "ALL_P",
                   "SSL_", "CURL_", "REQUESTS_")
        env = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
        if not (self.folder / "manifest.json").exists():
            self.manifest()
        env |= {"HF_HOME": str(self.folder / "home"), "HF_ENDPOINT": self.hub.url, "HF_HUB_DOWNLOAD_TIMEOUT": "5",
                "HF_HUB_ETAG_TIMEOUT": "5", "CATVTON_HUB_MANIFEST": str(self.folder / "manifest.json")}
        if self.token:
            env["HF_TOKEN"] = self.token
        return env | {k: str(v) for k, v in extra.items()}

    def command(self, *arguments):
        retry = ["--retry-delay", "0.01"] if arguments[0] == "pull" else []
        return [self.program or small_program(), "models", *map(str, arguments), *retry]

    def run(self, *arguments, timeout=60, **env):
        result = subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=timeout,
                                env=self.environment(**env))
        for secret in (TOKEN, "SECRETSIGNATURE"):
            assert secret not in result.stdout + result.stderr
        result.json = json.loads(result.stdout) if result.stdout.startswith("{") else None
        return result

    def start(self, *arguments, **env):
        return subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env=self.environment(**env))

    def pull(self, **env):
        return self.run("pull", "set", **env)

    def pull_completes(self, **env):
        result = self.pull(**env)
        assert result.returncode == 0, result.stderr
        self.check(complete=True)
        return result

    def pull_fails(self, status, *parts, **env):
        """The pull ends with that exit status, says all of `parts`, and leaves nothing wrong."""
        result = self.pull(**env)
        assert result.returncode == status, (result.returncode, result.stderr)
        for part in parts:
            assert part in result.stderr, result.stderr
        self.check()
        return result

    def check(self, complete=False, incomplete_allowed=True):
        """The cache is valid; when `complete`, it holds what the hub has."""
        check_cache(self.cache, incomplete_allowed and not complete)
        if complete:
            for path, file in self.hub.repositories[REPOSITORY].files.items():
                if path in (WEIGHTS, CONFIG):
                    assert (self.repository / "snapshots" / COMMIT / path).read_bytes() == file.data

    def blob_files(self):
        folder = self.repository / "blobs"
        return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def client(hub, tmp_path):
    return Client(hub, tmp_path)


@pytest.fixture(scope="session")
def exit_status():
    """Exit statuses by the names of errors, as the help lists them."""
    text = subprocess.run([small_program(), "--help"], capture_output=True, text=True).stdout
    text = " ".join(text[text.index("Exit status:"):].split())
    return {name: int(number) for number, name in re.findall(r"(\d+) ([a-z_]+)", text)}
