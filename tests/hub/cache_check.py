"""What makes a Hugging Face cache valid, whatever happened to whoever wrote it."""
import os
import re

from fake_hub import git_hash, sha256

HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
COMMIT = re.compile(r"[0-9a-f]{40}")
INCOMPLETE = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})\.[0-9a-f]{8}\.incomplete")


def check_blob(path, incomplete_allowed):
    if INCOMPLETE.fullmatch(path.name):
        assert incomplete_allowed, f"{path} was left"
        return
    assert HASH.fullmatch(path.name), path
    data = path.read_bytes()
    assert path.name == (sha256(data) if len(path.name) == 64 else git_hash(data)), f"{path} has another content"


def check_link(path, blobs):
    assert path.is_symlink(), path
    target = os.readlink(path)
    assert not os.path.isabs(target), f"{path} is absolute"
    resolved = path.parent.joinpath(target).resolve()
    assert resolved.is_file(), f"{path} leads nowhere"
    assert resolved.parent == blobs.resolve(), f"{path} leads out of the blobs"


def check_repository(folder, incomplete_allowed):
    known = {"blobs", "snapshots", "refs", ".no_exist"}
    assert {p.name for p in folder.iterdir() if not p.name.endswith(".tmp")} <= known
    blobs = folder / "blobs"
    for path in blobs.iterdir() if blobs.exists() else ():
        check_blob(path, incomplete_allowed)
    for commit in (folder / "snapshots").iterdir() if (folder / "snapshots").exists() else ():
        assert COMMIT.fullmatch(commit.name)
        for path in commit.rglob("*"):
            if not path.is_dir() or path.is_symlink():
                check_link(path, blobs)
    for path in (folder / "refs").rglob("*") if (folder / "refs").exists() else ():
        assert COMMIT.fullmatch(path.read_text()), path
    for path in (folder / ".no_exist").rglob("*") if (folder / ".no_exist").exists() else ():
        assert path.is_dir() or path.stat().st_size == 0


def check_cache(cache, incomplete_allowed=False):
    for path in cache.iterdir() if cache.exists() else ():
        if path.name.startswith("models--"):
            check_repository(path, incomplete_allowed)
        else:
            assert path.name in (".locks", "CACHEDIR.TAG") or path.name.endswith(".tmp"), path
