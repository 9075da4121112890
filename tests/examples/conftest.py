"""Fixtures of the examples' tests: folders in the layout of VITON-HD, and the examples as their users start them."""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import catvton
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("CATVTON_TEST_MODELS", ROOT / "build/release/tests/capi/models"))
EXAMPLES = ROOT / "examples"
sys.path.append(str(EXAMPLES / "python"))

# The cheapest run that does all that a run does.
QUICK = {"width": 64, "height": 64, "steps": 2}
JOB = ["--model", str(MODELS / "tiny.safetensors"), *(f"--{key}={value}" for key, value in QUICK.items())]


@pytest.fixture
def data(tmp_path):
    """Makes a folder of `count` pairs (pN.png, cN.png) with masks; no two pairs have the same result."""

    def make(count, masks=True):
        folder = tmp_path / "data"
        person, cloth = (catvton.load_image(MODELS / f"{kind}.png") for kind in ("person", "cloth"))
        for kind in ("image", "cloth", "agnostic-mask")[: 3 if masks else 2]:
            (folder / kind).mkdir(parents=True)
        for i in range(count):
            catvton.save_image(np.roll(person, i, axis=1), folder / f"image/p{i}.png")
            catvton.save_image(np.roll(cloth, 5 * i, axis=0), folder / f"cloth/c{i}.png")
            if masks:
                (folder / f"agnostic-mask/p{i}_mask.png").symlink_to(MODELS / "mask.png")
        (folder / "test_pairs.txt").write_text("".join(f"p{i}.png c{i}.png\n" for i in range(count)))
        return folder

    return make


def command(script, *arguments):
    """The command line of an example."""
    return [sys.executable, str(EXAMPLES / script), *map(str, arguments)]


def run(script, *arguments, status=0, **keywords):
    """Runs an example to its end, which must be `status`; returns what it wrote to both streams."""
    done = subprocess.run(command(script, *arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=240, **keywords)
    assert done.returncode == status, f"exit status {done.returncode}\n{done.stdout}"
    return done.stdout


def attempts(output):
    """(process id, name, event) of every line in the attempt logs of a job."""
    return [(int(path.stem.rsplit("-", 1)[1]), line["name"], line["event"])
            for path in sorted((output / "attempts").glob("*.jsonl"))
            for line in map(json.loads, path.read_text().splitlines())]


def images(output):
    """Contents of the results by file name; nothing else lies among them."""
    return {path.name: path.read_bytes() for path in (output / "images").iterdir()}


def file_ids(output):
    """What changes when a file is written again, even with the same bytes."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (output / "images").glob("*.png")}


def wait_for(condition, process):
    """Waits until the condition gives something true, and returns it; the process must be running still."""
    while not (found := condition()):
        assert process.poll() is None, "the job ended before it could be disturbed"
        time.sleep(0.01)
    return found
