"""Fixtures of the Python package's tests. CATVTON_TEST_MODELS names the folder that write_models wrote: formula weights
of the tiny architecture, a small masker, and pictures of 64 x 96."""
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import catvton

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("CATVTON_TEST_MODELS", ROOT / "build/release/tests/capi/models"))
PROGRAM = os.environ.get("CATVTON_PROGRAM", str(ROOT / "build/release/bin/catvton"))
SAMPLES = ROOT / "examples/data"
# Keywords of the cheapest run that does all that a run does.
QUICK = {"width": 64, "height": 64, "num_inference_steps": 2}
# Keywords of a run that takes longer than any test may: who starts it has to stop it.
ENDLESS = {"width": 256, "height": 256, "num_inference_steps": 999}


@pytest.fixture(scope="session")
def context():
    return catvton.GpuContext("cpu", precision="fp32", threads=1)  # kernels' threads spin while the machine is busy


@pytest.fixture(scope="session")
def tiny(context):
    """A pipeline of the tiny architecture; 0.1 s for a run."""
    return catvton.Pipeline.from_pretrained(MODELS / "tiny.safetensors", context=context)


@pytest.fixture(scope="session")
def mini(context):
    return catvton.Pipeline.from_pretrained("mini", context=context)


@pytest.fixture(scope="session")
def mini_masker(context):
    return catvton.AutoMasker.from_pretrained("mini", context=context)


@pytest.fixture(scope="session")
def pictures():
    """Person (96, 64, 3), cloth (96, 64, 3) and mask (96, 64)."""
    return (catvton.load_image(MODELS / "person.png"), catvton.load_image(MODELS / "cloth.png"),
            catvton.load_image(MODELS / "mask.png", channels=1))


@pytest.fixture(scope="session")
def try_on(tiny, pictures):
    """Runs the tiny pipeline on the pictures; keywords change the quick run, `pipeline` the pipeline."""
    person, cloth, mask = pictures

    def run(pipeline=tiny, **keywords):
        return pipeline.run(person, cloth, **{"mask": mask, **QUICK, **keywords})

    return run


@pytest.fixture
def lock_held(context, try_on):
    """Makes a with statement during which another thread computes and holds the inference lock."""

    @contextmanager
    def hold():
        token = catvton.CancellationToken()
        with ThreadPoolExecutor(1) as pool:
            endless = pool.submit(try_on, **ENDLESS, cancellation=token)
            try:
                wait_until(lambda: context.busy)
                yield
                assert not endless.done()
            finally:
                token.cancel()
            assert isinstance(endless.exception(), catvton.CancelledError)

    return hold


@pytest.fixture
def python():
    """Runs a program text in a fresh interpreter; returns what it printed."""

    def run(text, *arguments, env=None, timeout=120):
        done = subprocess.run([sys.executable, "-c", text, *map(str, arguments)], capture_output=True, text=True,
                              timeout=timeout, env={**os.environ, **(env or {})})
        assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


def wait_until(condition):
    while not condition():
        time.sleep(0.005)


def noise(*shape, seed=0):
    """uint8 noise of that shape."""
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
