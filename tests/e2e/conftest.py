"""Fixtures of the tests that run the program as a user does. CATVTON_PROGRAM names it."""
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))
DATA = TESTS / "data"


def program():
    return os.environ.get("CATVTON_PROGRAM", str(TESTS.parent / "build/release/bin/catvton"))


@pytest.fixture(scope="session")
def catvton():
    """Runs the program; returns the finished process with .json parsed from its output when there is one object."""

    def run(*arguments, env=None, timeout=300):
        result = subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                                env={**os.environ, **(env or {})})
        result.json = json.loads(result.stdout) if result.stdout.startswith("{") else None
        return result

    return run


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory):
    """Makes a tiny checkpoint folder, once for each set of arguments."""
    from checkpoints import write_checkpoint

    made = {}

    def make(**arguments):
        key = tuple(sorted((k, str(v)) for k, v in arguments.items()))
        if key not in made:
            made[key] = write_checkpoint(tmp_path_factory.mktemp("checkpoint"), **arguments)
        return made[key]

    return make


@pytest.fixture(scope="session")
def golden(tmp_path_factory):
    """A recorded pipeline run: its parameters, its pictures as PNG files, and the recorded result."""
    cases = json.loads((DATA / "diffusion/cases.json").read_text())

    def load(name):
        tensors = load_file(DATA / f"diffusion/{name}.safetensors")
        folder = tmp_path_factory.mktemp(name)
        case = {**cases[name], "folder": folder, "image": tensors["image_u8"][0]}
        for key in ("person", "garment", "mask"):
            if key + "_u8" in tensors:
                case[key] = folder / f"{key}.png"
                Image.fromarray(tensors[key + "_u8"]).save(case[key])
        return case

    return load


@pytest.fixture(scope="session")
def tryon_arguments():
    """The command line of a recorded run, up to the model and the output."""

    def make(case):
        arguments = ["tryon", "--person", case["person"], "--cloth", case["garment"], "--width", case["width"],
                     "--height", case["height"], "--num-inference-steps", case["steps"], "--guidance-scale",
                     case["guidance"], "--seed", case["seed"], "--eta", case["eta"], "--mask-blur", 0,
                     "--mixed-precision", "no", "--device", "cpu", "--threads", 2]
        return arguments + (["--mask", case["mask"]] if "mask" in case else ["--mask-free"])

    return make


@pytest.fixture(scope="session")
def picture():
    return lambda path: np.asarray(Image.open(path))
