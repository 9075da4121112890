"""Types: the committed stub is the one that the extension gives, and type checkers accept it and what stands on it."""
import os
import re
import subprocess
import sys
from pathlib import Path

import catvton
import pytest
from conftest import ROOT

PACKAGE = Path(catvton.__file__).parent
EXAMPLES = sorted((ROOT / "examples/python").glob("*.py"))


def test_the_committed_stub_is_the_generated_one(tmp_path):
    script = ROOT / "bindings/python/scripts/generate_stubs.py"
    subprocess.run([sys.executable, script, "--output", tmp_path / "stub.pyi"], check=True, capture_output=True)
    committed = (ROOT / "bindings/python/catvton/_catvton.pyi").read_text()
    assert (tmp_path / "stub.pyi").read_text() == committed, f"run {script.relative_to(ROOT)}"


def mypy(*arguments, folders=()):
    """What `mypy --strict` has to say. Its cache is kept beside the package: without it NumPy's types take 20 s."""
    path = os.pathsep.join(map(str, [PACKAGE.parent, *folders]))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", ROOT / "pyproject.toml", "--cache-dir",
         PACKAGE.parent / ".mypy_cache", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "MYPYPATH": path})
    return done.stdout + done.stderr


def test_the_package_is_typed():
    assert (PACKAGE / "py.typed").is_file()
    assert mypy("-p", "catvton").startswith("Success")


@pytest.mark.skipif(not EXAMPLES, reason="no examples/python")
def test_examples_are_typed():
    assert mypy(*EXAMPLES, folders=[ROOT / "examples"]).startswith("Success")


def test_types_say_what_is_taken_and_given(tmp_path):
    """mypy knows the choices of a keyword, the answers of a callback and the dtype of an array."""
    program = tmp_path / "program.py"
    program.write_text("""
import catvton
import numpy as np

def on_step(progress: catvton.Progress) -> None: ...

pipeline = catvton.Pipeline.from_pretrained("mini", precision="fp32")
pixels = np.zeros((64, 64, 3), np.uint8)
result = pipeline.run(pixels, pixels, mask=pixels, callback_on_step_end=on_step)
reveal_type(result.image.dtype)
pipeline.run(pixels, pixels, pixels)  # wrong: keyword-only
pipeline.run(pixels, pixels, geometry="stretch")  # wrong
pipeline.run(pixels, pixels, steps=7)  # wrong
pipeline.run(np.zeros((64, 64, 3)), pixels)  # wrong: float64
pipeline.run(pixels, pixels, callback_on_step_end=lambda progress: 3)  # wrong
""")
    said = mypy(program)
    assert 'Revealed type is "numpy.dtype[numpy.unsignedinteger' in said
    found = {int(number) for number in re.findall(r":(\d+): error:", said)}
    lines = program.read_text().splitlines()
    assert found == {number for number, line in enumerate(lines, 1) if "# wrong" in line}, said
